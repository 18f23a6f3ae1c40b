#include "runner/last_words.h"

#include <string.h>

#include "runner/clock.h"

namespace executioner::runner {
namespace {

/// Maximum bytes of the message, and of each text of the check. Without intermediate steps a
/// message that is two bytes too long would be cut to a hundred bytes.
struct Detail {
  size_t message = 0;
  size_t text = 0;
};

void AddKey(const char* key, Text* json) {
  json->Add(",\"").Add(key).Add("\":");
}

void AddNumber(const char* key, int64_t value, Text* json) {
  AddKey(key, json);
  json->Add(value);
}

void AddString(const char* key, Bytes value, size_t limit, Text* json) {
  AddKey(key, json);
  json->Add("\"").AddJson(value, limit).Add("\"");
}

/// Returns an argv as one text, for people.
Text Joined(const List<char*>& argv) {
  Text text;
  for (const char* argument : argv) {
    if (argument != nullptr) {
      text.Add(text.Size() == 0 ? "" : " ").Add(argument);
    }
  }
  return text;
}

void AddCheck(const FailedCheck& failed, size_t limit, Text* json) {
  const Check& check = *failed.check;
  AddKey("check", json);
  json->Add("{\"stage\":\"").Add(failed.before ? "pre" : "post").Add("\"");
  AddNumber("index", failed.index, json);
  AddString("type", BytesOf(NameOf(check.type)), limit, json);

  struct {
    const char* key;
    const char* value;
  } const parameters[] = {{"path", check.path}, {"glob", check.glob}, {"pattern", check.pattern}};

  for (const auto& parameter : parameters) {
    if (parameter.value != nullptr) {
      AddString(parameter.key, BytesOf(parameter.value), limit, json);
    }
  }
  if (check.command.Size() > 0) {
    AddString("command", Joined(check.command).All(), limit, json);
  }
  if (failed.exit_code >= 0) {
    AddNumber("exitCode", failed.exit_code, json);
  }
  if (failed.file.Size() > 0) {
    AddString("file", failed.file.All(), limit, json);
  }
  if (failed.line > 0) {
    AddNumber("line", failed.line, json);
  }
  json->Add("}");
}

void AddResults(const List<Result>& results, Text* json) {
  AddKey("results", json);
  const char* separator = "{\"";
  for (const Result& result : results) {
    json->Add(separator).Add(result.name).Add("\":\"").AddJson(result.value, SIZE_MAX).Add("\"");
    separator = ",\"";
  }
  json->Add("}");
}

/// What is left out first if the object is too large.
void AddDetails(const Outcome& outcome, const Times& times, const Detail& detail, Text* json) {
  if (outcome.message.Size() > 0) {
    AddString("message", outcome.message.All(), detail.message, json);
  }
  if (outcome.failed_check.check != nullptr) {
    AddCheck(outcome.failed_check, detail.text, json);
  }
  Text started;
  AddTimestamp(times.started_at_ms, &started);
  AddString("startedAt", started.All(), SIZE_MAX, json);
  AddNumber("durationMs", times.duration_ms, json);
  if (outcome.ran) {
    AddNumber("maxRssKb", outcome.max_rss_kb, json);
    AddNumber("cpuMs", outcome.cpu_ms, json);
  }
}

/// Everything except the tail and the closing brace. The deciding keys come first, because the
/// kubelet may cut off the end if admission webhooks have injected containers that share its limit.
Text Head(const Outcome& outcome, const Times& times, const Detail& detail) {
  Text json;
  json.Add("{\"v\":").Add(int64_t{kContractVersion});
  AddString("reason", BytesOf(outcome.reason), SIZE_MAX, &json);
  AddNumber("exitCode", outcome.exit_code, &json);
  if (outcome.signal != 0) {
    AddNumber("signal", outcome.signal, &json);
  }
  if (outcome.terminated) {
    AddKey("terminated", &json);
    json.Add("true");
  }
  if (detail.message > 0) {
    AddDetails(outcome, times, detail, &json);
  }
  if (outcome.results.Size() > 0) {
    AddResults(outcome.results, &json);
  }
  return json;
}

void AddTail(const Tail& tail, size_t limit, Text* json) {
  constexpr size_t kFrame = sizeof(",\"tail\":\"\"}") - 1;
  Text kept;
  tail.CopyTo(&kept);
  if (kept.Size() == 0 || json->Size() + kFrame > limit) {
    return;
  }
  const size_t room = limit - json->Size() - kFrame;
  const Bytes end = EndThatFits(kept.All(), room, tail.Cut());
  if (end.size > 0) {
    AddString("tail", end, room, json);
  }
}

}  // namespace

Text MakeLastWords(const Outcome& outcome, const Times& times, const Tail& tail, size_t limit) {
  const Detail details[] = {{1024, 256}, {512, 128}, {256, 64}, {100, 20}, {0, 0}};
  Text json;
  for (const Detail& detail : details) {
    json = Head(outcome, times, detail);
    if (json.Size() + 1 <= limit) {
      break;
    }
  }
  AddTail(tail, limit, &json);
  json.Add("}");
  return json;
}

}  // namespace executioner::runner
