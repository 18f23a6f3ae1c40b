#include "controller/adapters/log/json_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "controller/base/display_text.h"
#include "controller/base/error.h"
#include "controller/base/json_writer.h"

namespace executioner::log {
namespace {

constexpr std::string_view Name(Level level) {
  switch (level) {
    case Level::kDebug: return "debug";
    case Level::kInfo: return "info";
    case Level::kWarning: return "warning";
    case Level::kError: return "error";
  }
  return "";
}

}  // namespace

struct Logger::Sink {
  spdlog::logger logger;
};

Level ParseLevel(const std::string& word) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) {
    if (word == Name(level)) {
      return level;
    }
  }
  throw base::ConfigurationError("--log-level",
                                 "'" + word + "' is not one of debug, info, warning, error");
}

Format ParseFormat(const std::string& word) {
  if (word != "json" && word != "text") {
    throw base::ConfigurationError("--log-format", "'" + word + "' is neither json nor text");
  }
  return word == "json" ? Format::kJson : Format::kText;
}

std::string FormatLine(Format format, base::TimePoint time, Level level, std::string_view message,
                       const Fields& fields) {
  const std::string ts = base::FormatMicroTime(time);
  if (format == Format::kJson) {
    base::JsonWriter json;
    json.BeginObject().Key("ts").Text(ts).Key("level").Text(Name(level)).Key("msg").Text(message);
    for (const auto& [key, value] : fields) {
      json.UserKey(key).Text(value);
    }
    // After the JSON is complete: a terminal must not see what JSON leaves unescaped, such as
    // U+202E.
    return base::DisplayLine(json.EndObject().Take());
  }
  std::string line = ts + " " + std::string(Name(level)) + " " + std::string(message);
  for (const auto& [key, value] : fields) {
    line.append(" ").append(key).append("=");
    base::AppendJsonString(value, line);
  }
  return base::DisplayLine(line);
}

Logger::Logger(Level level, Format format, const base::Clock& clock)
    : level_(level),
      format_(format),
      clock_(clock),
      sink_(new Sink{
          spdlog::logger("executioner", std::make_shared<spdlog::sinks::stderr_sink_mt>())}) {
  // Lines are already formatted; a pattern of spdlog would not escape them.
  sink_->logger.set_pattern("%v");
  // Write compares levels, before it formats a line.
  sink_->logger.set_level(spdlog::level::trace);
}

Logger::~Logger() = default;

void Logger::Write(Level level, std::string_view message, const Fields& fields) const {
  if (level < level_) {
    return;
  }
  const std::string line = FormatLine(format_, clock_.Now(), level, message, fields);
  sink_->logger.log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace executioner::log
