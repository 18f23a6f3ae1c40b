/// \file
/// Structured log lines on standard error: a constant message and key/value pairs, as JSON or as
/// text. spdlog writes them; escaping is ours, since a pattern does not escape.
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

/// "debug", "info", "warning" or "error". \throws base::ConfigurationError for another word
Level ParseLevel(const std::string& word);

/// "json" or "text". \throws base::ConfigurationError for another word
Format ParseFormat(const std::string& word);

/// One line, without its newline. Pure; any bytes are taken and made safe by base::DisplayLine.
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
