#include "controller/legacy/config/write_template.h"

#include <algorithm>
#include <utility>

#include "controller/legacy/config/env_text.h"
#include "controller/legacy/config/job_names.h"
#include "controller/manifest/json_text.h"

namespace executioner::legacy {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

/// \param special  what is to be taken literally
std::string Literal(std::string_view glob, std::string_view special) {
  std::string literal;
  for (const char letter : glob) {
    if (special.find(letter) != std::string_view::npos) {
      literal += '\\';
    }
    literal += letter;
  }
  return literal;
}

Value FilesLack(std::string_view glob, std::string_view pattern) {
  return Value{
      Object{{"filesLack", Value{Object{{"glob", Text(glob)}, {"pattern", Text(pattern)}}}}}};
}

}  // namespace

Value Text(std::string_view text) {
  return Value{std::string(text)};
}

Value Integer(int number) {
  return Value{std::int64_t{number}};
}

Object ScriptJob(const std::string& name, const std::string& script, const std::string& after) {
  Object job{{"name", Text(name)}, {"script", Text(script)}};
  if (!after.empty()) {
    job.emplace("dependsOn", Value{List{Text(after)}});
  }
  return job;
}

std::string WorkflowJson(std::string_view name, Object spec) {
  Object metadata{{"name", Text(ObjectName(name))}};
  return manifest::CanonicalJson(Value{Object{{"apiVersion", Text("executioner.dev/v1alpha1")},
                                              {"kind", Text("Workflow")},
                                              {"metadata", Value{std::move(metadata)}},
                                              {"spec", Value{std::move(spec)}}}});
}

Value WriteRetry(const domain::RetryPolicy& policy) {
  List rules;
  for (const domain::RetryRule& rule : policy.on) {
    List reasons;
    List codes;
    for (const domain::Reason reason : rule.reasons) {
      reasons.push_back(Text(domain::ReasonName(reason)));
    }
    for (const int code : rule.exit_codes) {
      codes.push_back(Integer(code));
    }
    Object object{{"reasons", Value{std::move(reasons)}}};
    if (!codes.empty()) {
      object.emplace("exitCodes", Value{std::move(codes)});
    }
    rules.push_back(Value{std::move(object)});
  }
  Object retry{{"limit", Integer(policy.limit)},
               {"delaySeconds", Integer(policy.delay_seconds)},
               {"backoffPercent", Integer(policy.backoff_percent)},
               {"jitterPercent", Integer(policy.jitter_percent)},
               {"maxDelaySeconds", Integer(policy.max_delay_seconds)},
               {"on", Value{std::move(rules)}}};
  if (policy.max_elapsed_seconds) {
    retry.emplace("maxElapsedSeconds", Integer(*policy.max_elapsed_seconds));
  }
  return Value{std::move(retry)};
}

Value WriteCheck(const Check& check) {
  const std::string path = WithoutReferences(check.path);
  switch (check.kind) {
    case CheckKind::kFileExists:
      return Value{Object{{"fileExists", Value{Object{{"path", Text(path)}}}}}};
    // The old check expanded * and ? but knew no escapes, so only a backslash was literal.
    case CheckKind::kNoOraErrors: return FilesLack(Literal(path, "\\"), "ORA-");
    case CheckKind::kNoOraSpErrors: return FilesLack(Literal(path, "\\*?["), "ORA-|SP2-");
  }
  return {};
}

std::string ShellQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    // Within single quotes the shell replaces nothing; a quote itself must stand outside of them.
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return quoted + "'";
}

bool IsShellName(std::string_view name) {
  return !name.empty() && (name.front() < '0' || name.front() > '9') &&
         std::ranges::all_of(name, [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                  (letter >= '0' && letter <= '9') || letter == '_';
         });
}

}  // namespace executioner::legacy
