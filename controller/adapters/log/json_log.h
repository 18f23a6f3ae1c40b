/// \file
/// Structured log lines on standard error: a constant message and key/value pairs, as JSON or as
/// text. spdlog writes them; this code escapes them, because patterns of spdlog do not.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/base/time.h"

namespace executioner::log {

enum class Level { kDebug, kInfo, kWarning, kError };
enum class Format { kJson, kText };

using Fields = std::vector<std::pair<std::string_view, std::string>>;

/// Reads "debug", "info", "warning" or "error". \throws base::ConfigurationError  for any other
/// word
Level ParseLevel(const std::string& word);

/// Reads "json" or "text". \throws base::ConfigurationError  for any other word
Format ParseFormat(const std::string& word);

/// Returns one log line without its newline. Pure. Accepts any bytes and makes them safe with
/// base::DisplayLine.
/// \par Example
///   {"ts":"2026-11-24T08:00:00.000000Z","level":"info","msg":"a leader was
///   elected","identity":"a"}
std::string FormatLine(Format format, base::TimePoint time, Level level, std::string_view message,
                       const Fields& fields);

/// Safe from any thread.
class Logger {
 public:
  Logger(Level level, Format format, const base::Clock& clock);
  ~Logger();
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  void Write(Level level, std::string_view message, const Fields& fields) const;

 private:
  struct Sink;
  const Level level_;
  const Format format_;
  const base::Clock& clock_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace executioner::log
