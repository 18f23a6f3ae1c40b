#include <algorithm>

#include "controller/domain/job_template_fields.h"
#include "controller/domain/results.h"
#include "controller/domain/validate_parts.h"
#include "controller/domain/value_text.h"

namespace executioner::domain {
namespace {

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
  } else if (TextOfValue(otherwise).find('\0') != std::string::npos) {
    place.Field("default").Complain("has a NUL byte in it, which no process can be given");
  }
  if (result.from.source == ResultSource::kFile) {
    CheckLength(place, "from.file", result.from.file, {.least = 1, .most = 1024});
    CheckReferences(place, "from.file", result.from.file);
  }
}

}  // namespace

bool IsValueName(std::string_view name) {
  const auto is_letter = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
  };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, [&](char letter) {
    return is_letter(letter) || (letter >= '0' && letter <= '9');
  });
}

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
