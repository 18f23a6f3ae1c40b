#include "controller/adapters/runner/last_words.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <nlohmann/json.hpp>

#include "controller/adapters/runner/cut_json.h"
#include "controller/base/display_text.h"
#include "controller/base/utf8.h"
#include "controller/domain/attempt.h"
#include "runner/contract/exit_codes.h"
#include "runner/contract/names.h"

namespace executioner::runner {
namespace {

using domain::Reason;
using Json = nlohmann::json;

constexpr std::size_t kTailLines = 5;
constexpr std::size_t kTailBytes = 512;

domain::Results ReadResults(const Json& words) {
  domain::Results::Texts texts;
  const auto found = words.find("results");
  if (found != words.end() && found->is_object()) {
    for (const auto& [name, value] : found->items()) {
      if (value.is_string()) {
        texts.emplace(name, value.get<std::string>());
      }
    }
  }
  return domain::Results(std::move(texts));
}

/// The kubelet cuts a message at the container's share of the pod's limit. If that happened, this
/// reads the rest.
Json ParseWords(std::string_view text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_object()) {
    return json;
  }
  for (const std::string& mended : MendCutObject(text)) {
    json = Json::parse(mended, nullptr, /*allow_exceptions=*/false);
    if (json.is_object()) {
      return json;
    }
  }
  return json;
}

std::string Text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int Number(const Json& object, const char* name, int otherwise) {
  const auto found = object.find(name);
  const bool fits =
      // Exit codes, signals and the version all fit; the text may come from the job.
      found != object.end() && found->is_number_integer() && *found >= 0 && *found <= 255;
  return fits ? found->get<int>() : otherwise;
}

std::optional<std::int64_t> Amount(const Json& object, const char* name) {
  const auto found = object.find(name);
  const bool fits = found != object.end() && found->is_number_integer() && *found >= 0;
  return fits ? std::optional(found->get<std::int64_t>()) : std::nullopt;
}

bool IsTrue(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && *found == true;
}

std::optional<Reason> RunnerReason(std::string_view name) {
  constexpr std::array<std::string_view, 9> kReasons{
      kReasonCompleted,   kReasonFailed,         kReasonSignaled,
      kReasonTimedOut,    kReasonPreCheckFailed, kReasonPostCheckFailed,
      kReasonOutOfMemory, kReasonInvalidResults, kReasonError};
  return std::ranges::count(kReasons, name) > 0 ? domain::ParseReason(name) : std::nullopt;
}

/// The last lines of `text` that fit.
std::string_view LastLines(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  std::size_t start = text.size();
  for (std::size_t lines = 0; lines < kTailLines && start > 0; ++lines) {
    const std::size_t line_end = text.rfind('\n', start - 1);
    const std::size_t line = line_end == std::string_view::npos ? 0 : line_end;
    if (text.size() - line > kTailBytes) {
      break;
    }
    start = line;
  }
  if (start == text.size() && !text.empty()) {
    // A single line that is too long: its end is kept, from the beginning of a character.
    start = text.size() - std::min(text.size(), kTailBytes);
    while (start < text.size() && base::Utf8Length(text, start) == 0) {
      ++start;
    }
  }
  text.remove_prefix(start);
  return text.starts_with('\n') ? text.substr(1) : text;
}

std::string DefaultMessage(const LastWords& words, int exit_code) {
  if (words.signal != 0) {
    return "ended by " + SignalName(words.signal);
  }
  return "exit code " + std::to_string(exit_code);
}

}  // namespace

std::optional<LastWords> ReadLastWords(std::string_view termination_message, int exit_code) {
  if (!termination_message.starts_with('{')) {
    return std::nullopt;
  }
  const Json json = ParseWords(termination_message);
  if (!json.is_object() || Number(json, "v", 0) != kContractVersion) {
    return std::nullopt;
  }
  const std::optional<Reason> reason = RunnerReason(Text(json, "reason"));
  const bool completed = reason == Reason::kCompleted;
  if (!reason || Number(json, "exitCode", -1) != exit_code ||
      // The exit code comes from the kubelet or the kernel and cannot be forged by the job. Words
      // that contradict it are not the runner's.
      completed != (exit_code == kExitCompleted)) {
    return std::nullopt;
  }
  return LastWords{.reason = *reason,
                   .signal = Number(json, "signal", 0),
                   .told_to_stop = IsTrue(json, "terminated"),
                   .message = Text(json, "message"),
                   .tail = Text(json, "tail"),
                   .max_rss_kb = Amount(json, "maxRssKb"),
                   .cpu_ms = Amount(json, "cpuMs"),
                   .results = ReadResults(json),
                   .results_cut = !Json::accept(termination_message) && !json.contains("results")};
}

std::optional<int> ExitCodeOf(std::string_view termination_message) {
  const Json json = Json::parse(termination_message, nullptr, /*allow_exceptions=*/false);
  const int code = json.is_object() ? Number(json, "exitCode", -1) : -1;
  return code < 0 ? std::nullopt : std::optional(code);
}

std::string Printable(std::string text) {
  if (base::IsDisplayable(text)) {
    return text;
  }
  std::string safe;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    safe +=
        base::DisplayOutput(std::string_view(text).substr(begin, end - begin), base::Colors::kDrop);
    safe += end < text.size() ? "\n" : "";
    begin = end + 1;
  }
  return safe;
}

std::string Describe(const LastWords& words, int exit_code) {
  if (words.reason == Reason::kCompleted) {
    return {};
  }
  std::string text = words.message.empty() ? DefaultMessage(words, exit_code) : words.message;
  const std::string_view lines = LastLines(words.tail);
  if (!lines.empty()) {
    text.append(domain::kTailMark).append(lines);
  }
  return text;
}

std::string SignalName(int signal) {
  const char* const name = sigabbrev_np(signal);
  return "signal " + std::to_string(signal) +
         (name == nullptr ? "" : " (SIG" + std::string(name) + ")");
}

}  // namespace executioner::runner
