/// \file
/// Label and field selectors: the values of `labelSelector` and `fieldSelector`. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace executioner::fakes {

/// A conjunction of requirements on labels and fields; empty selects everything.
class Selector {
 public:
  /// \param labels  "a=b,c!=d,e in (f,g),h notin (i),j,!k"
  /// \param fields  "metadata.name=a,status.phase!=Failed"
  /// \throws Refusal  400 if one cannot be parsed or a field is not selectable
  static Selector Parse(std::string_view labels, std::string_view fields);

  bool Matches(const nlohmann::json& object) const;

 private:
  enum class Operator { kIn, kNotIn, kExists, kMissing };

  struct Requirement {
    std::string key = {};
    Operator op = Operator::kExists;
    std::set<std::string> values = {};
  };

  static Requirement ParseLabel(std::string_view text);
  static Requirement ParseSet(std::string_view text);
  static Requirement ParseEquality(std::string_view text);
  static Requirement ParseField(std::string_view text);
  static bool Holds(const Requirement& requirement, const std::string* value);

  std::vector<Requirement> labels_;
  std::vector<Requirement> fields_;
};

}  // namespace executioner::fakes
