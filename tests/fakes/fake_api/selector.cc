#include "tests/fakes/fake_api/selector.h"

#include <algorithm>
#include <array>

#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Splits at commas that are not inside parentheses.
std::vector<std::string_view> SplitTop(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      parts.push_back(Trim(text.substr(start, i - start)));
      start = i + 1;
    } else {
      depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    }
  }
  return parts;
}

bool IsKey(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '/';
  });
}

[[noreturn]] void RefuseSelector(std::string_view text) {
  throw Refusal(400, "BadRequest", "unable to parse requirement: " + std::string{text});
}

/// The value at a dotted path when it is a string, else null.
const std::string* FieldOf(const nlohmann::json& object, const std::string& path) {
  const nlohmann::json* at = &object;
  std::size_t start = 0;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find('.', start), path.size());
    const auto found = at->find(path.substr(start, end - start));
    if (found == at->end()) {
      return nullptr;
    }
    at = &*found;
    start = end + 1;
  }
  return at->get_ptr<const std::string*>();
}

}  // namespace

Selector Selector::Parse(std::string_view labels, std::string_view fields) {
  Selector selector;
  if (!labels.empty()) {
    for (const std::string_view part : SplitTop(labels)) {
      selector.labels_.push_back(ParseLabel(part));
    }
  }
  if (!fields.empty()) {
    for (const std::string_view part : SplitTop(fields)) {
      selector.fields_.push_back(ParseField(part));
    }
  }
  return selector;
}

/// "key in (a,b)" or "key notin (a,b)".
Selector::Requirement Selector::ParseSet(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::string_view head = Trim(text.substr(0, open));
  const std::size_t space = head.rfind(' ');
  const std::string_view word =
      space == std::string_view::npos ? std::string_view{} : head.substr(space + 1);
  if ((word != "in" && word != "notin") || text.back() != ')') {
    RefuseSelector(text);
  }
  Requirement requirement{.key = std::string{Trim(head.substr(0, space))},
                          .op = word == "in" ? Operator::kIn : Operator::kNotIn};
  for (const std::string_view value : SplitTop(text.substr(open + 1, text.size() - open - 2))) {
    requirement.values.emplace(value);
  }
  return requirement;
}

/// "key=value", "key==value" or "key!=value".
Selector::Requirement Selector::ParseEquality(std::string_view text) {
  const std::size_t equals = text.find('=');
  const bool negated = equals > 0 && text[equals - 1] == '!';
  const bool doubled = equals + 1 < text.size() && text[equals + 1] == '=';
  return {.key = std::string{Trim(text.substr(0, negated ? equals - 1 : equals))},
          .op = negated ? Operator::kNotIn : Operator::kIn,
          .values = {std::string{Trim(text.substr(equals + (doubled ? 2 : 1)))}}};
}

Selector::Requirement Selector::ParseLabel(std::string_view text) {
  Requirement requirement;
  if (text.find('(') != std::string_view::npos) {
    requirement = ParseSet(text);
  } else if (text.find('=') != std::string_view::npos) {
    requirement = ParseEquality(text);
  } else if (text.starts_with('!')) {
    requirement = {.key = std::string{Trim(text.substr(1))}, .op = Operator::kMissing};
  } else {
    requirement.key = text;
  }
  if (!IsKey(requirement.key)) {
    RefuseSelector(text);
  }
  return requirement;
}

Selector::Requirement Selector::ParseField(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kSelectable = {
      "metadata.name", "metadata.namespace", "status.phase", "spec.nodeName"};
  Requirement requirement = ParseLabel(text);
  if (text.find('=') == std::string_view::npos ||
      std::find(kSelectable.begin(), kSelectable.end(), requirement.key) == kSelectable.end()) {
    throw Refusal(400, "BadRequest", "field label not supported: " + requirement.key);
  }
  return requirement;
}

bool Selector::Holds(const Requirement& requirement, const std::string* value) {
  switch (requirement.op) {
    case Operator::kExists: return value != nullptr;
    case Operator::kMissing: return value == nullptr;
    case Operator::kIn: return value != nullptr && requirement.values.contains(*value);
    case Operator::kNotIn: return value == nullptr || !requirement.values.contains(*value);
  }
  return false;
}

bool Selector::Matches(const nlohmann::json& object) const {
  static const std::string kEmpty;
  const auto label_holds = [&](const Requirement& requirement) {
    const nlohmann::json& metadata = object.at("metadata");
    const auto labels = metadata.find("labels");
    if (labels == metadata.end() || !labels->contains(requirement.key)) {
      return Holds(requirement, nullptr);
    }
    return Holds(requirement, labels->at(requirement.key).get_ptr<const std::string*>());
  };
  const auto field_holds = [&](const Requirement& requirement) {
    const std::string* value = FieldOf(object, requirement.key);
    return Holds(requirement, value == nullptr ? &kEmpty : value);
  };
  return std::all_of(labels_.begin(), labels_.end(), label_holds) &&
         std::all_of(fields_.begin(), fields_.end(), field_holds);
}

}  // namespace executioner::fakes
