#include "controller/domain/pod_references.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "controller/base/json_span.h"
#include "controller/base/json_writer.h"
#include "controller/domain/complaints.h"

namespace executioner::domain {
namespace {

/// The keys around a value: its own and that of the object around it.
struct Keys {
  std::string_view parent = {};
  std::string_view own = {};
};

/// Which texts of a field may have references.
struct Rule {
  std::string_view field = {};
  bool (*has)(const Keys&) = nullptr;
  bool names_object = false;
};

bool IsObjectName(const Keys& keys) {
  const bool in_source = keys.parent == "secret" || keys.parent == "configMap";
  return keys.own == "claimName" || keys.own == "secretName" || (keys.own == "name" && in_source);
}

constexpr std::array<Rule, 6> kRules{{
    {"resources", [](const Keys&) { return true; }},
    {"nodeSelector", [](const Keys&) { return true; }},
    {"tolerations", [](const Keys& keys) { return keys.own == "value"; }},
    {"serviceAccountName", [](const Keys&) { return true; }, /*names_object=*/true},
    {"priorityClassName", [](const Keys&) { return true; }, /*names_object=*/true},
    {"volumes", IsObjectName, /*names_object=*/true},
}};

class Rewriter {
 public:
  Rewriter(const Rule& rule, const std::function<std::string(const PodText&)>& rewrite)
      : rule_(rule), rewrite_(rewrite) {}

  void Write(std::string_view json, const Keys& keys, const std::string& path) {
    if (json.starts_with('{')) {
      WriteObject(json, keys, path);
    } else if (json.starts_with('[')) {
      std::size_t index = 0;
      out_ += '[';
      base::ForEachElement(json, [&](std::string_view element) {
        out_ += index == 0 ? "" : ",";
        Write(element, keys, ItemPath(path, index++));
        return true;
      });
      out_ += ']';
    } else if (const auto text = base::DecodedString(json); text && rule_.has(keys)) {
      base::AppendJsonString(
          rewrite_({.text = *text, .path = path, .names_object = rule_.names_object}), out_);
    } else {
      out_ += json;
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  void WriteObject(std::string_view json, const Keys& keys, const std::string& path) {
    bool first = true;
    out_ += '{';
    base::ForEachMember(json, [&](std::string_view name, std::string_view value) {
      out_ += first ? "\"" : ",\"";
      first = false;
      out_.append(name).append("\":");
      Write(value, {.parent = keys.own, .own = name}, KeyPath(path, name));
      return true;
    });
    out_ += '}';
  }

  const Rule& rule_;
  const std::function<std::string(const PodText&)>& rewrite_;
  std::string out_ = {};
};

}  // namespace

std::string RewritePodTexts(std::string_view field, const std::string& json,
                            const std::function<std::string(const PodText&)>& rewrite) {
  const auto* const rule = std::ranges::find(kRules, field, &Rule::field);
  // Most parts have no reference: they stay byte for byte as they are.
  if (rule == kRules.end() || json.find("$(") == std::string::npos) {
    return json;
  }
  Rewriter rewriter(*rule, rewrite);
  rewriter.Write(json, {}, "");
  return rewriter.Take();
}

}  // namespace executioner::domain
