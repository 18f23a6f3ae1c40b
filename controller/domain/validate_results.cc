#include <algorithm>
#include <cctype>

#include "controller/domain/job_template_fields.h"
#include "controller/domain/results.h"
#include "controller/domain/validate_parts.h"
#include "controller/domain/value_text.h"

namespace executioner::domain {
namespace {

/// As kValueNamePattern.
bool IsValueName(std::string_view name) {
  const auto is_letter = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
  };
  return !name.empty() && std::ranges::all_of(name, is_letter) &&
         std::isdigit(static_cast<unsigned char>(name.front())) == 0;
}

void CheckResult(const Place& place, const ResultSpec& result) {
  CheckLength(place, "name", result.name, {.least = 1, .most = 63});
  if (!result.name.empty() && !IsValueName(result.name)) {
    place.Field("name").Complain("'" + result.name +
                                 "' is not a name: use letters, digits and '_', and begin with a "
                                 "letter or '_'");
  }
  CheckLength(place, "description", result.description, {.most = 1024});
  const std::string& otherwise = result.otherwise.text;
  if (!otherwise.empty() && !HasType(otherwise, result.type)) {
    place.Field("default").Complain("must be of type " +
                                    std::string(TextOf(kValueTypes, result.type)));
  } else if (otherwise.size() > kMostResultBytes) {
    place.Field("default").Complain("takes " + std::to_string(otherwise.size()) +
                                    " bytes, more than " + std::to_string(kMostResultBytes));
  }
  if (result.from.source == ResultSource::kFile) {
    CheckLength(place, "from.file", result.from.file, {.least = 1, .most = 1024});
    CheckReferences(place, "from.file", result.from.file);
  }
}

}  // namespace

void CheckResults(const Place& place, std::string_view below,
                  const std::vector<ResultSpec>& results) {
  CheckCount(place, below, results.size(), {.most = kMostResults});
  const NameIndex first(results);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Place item = place.Field(ItemPath(below, i));
    CheckResult(item, results[i]);
    if (first.Find(results[i].name) != static_cast<int>(i)) {
      item.Field("name").Complain("result '" + results[i].name + "' is given twice");
    }
  }
}

}  // namespace executioner::domain
