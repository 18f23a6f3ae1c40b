#include "controller/legacy/config/job_names.h"

#include <algorithm>
#include <set>

#include "controller/base/letters.h"
#include "controller/base/sha256.h"

namespace executioner::legacy {
namespace {

// Names of jobs become values of labels, which Kubernetes limits to 63 characters.
constexpr std::size_t kLongest = 63;
constexpr std::size_t kHashDigits = 10;

bool IsAlphanumeric(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

bool IsLegal(std::string_view name) {
  return !name.empty() && name.size() <= kLongest && IsAlphanumeric(name.front()) &&
         IsAlphanumeric(name.back()) && std::ranges::all_of(name, [](char letter) {
           return IsAlphanumeric(letter) || letter == '-' || letter == '_';
         });
}

/// Its legal letters, none at an end that may not stand there; may be "".
std::string Sanitised(std::string_view text, std::size_t longest) {
  std::string name;
  for (const char letter : text) {
    if (IsAlphanumeric(letter) || letter == '_') {
      name += letter;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  name.resize(std::min(name.size(), longest));
  while (!name.empty() && !IsAlphanumeric(name.back())) {
    name.pop_back();
  }
  name.erase(0, std::min(name.find_first_not_of("-_"), name.size()));
  return name;
}

std::string Hashed(const std::string& id) {
  const std::string hash = base::Sha256Hex(id).substr(0, kHashDigits);
  const std::string name = Sanitised(id, kLongest - kHashDigits - 1);
  return (name.empty() ? "job" : name) + "-" + hash;
}

}  // namespace

std::map<std::string, std::string> NamesOf(const std::vector<std::string>& ids) {
  std::map<std::string, std::string> names;
  std::set<std::string> taken;
  // Legal ids come first: they keep their names whatever the others become. Names that differ in
  // case only are refused by manifests.
  for (const std::string& id : ids) {
    if (IsLegal(id) && taken.insert(base::LowerCase(id)).second) {
      names.emplace(id, id);
    }
  }
  for (const std::string& id : ids) {
    if (names.contains(id)) {
      continue;
    }
    std::string name = Hashed(id);
    // A hash can clash with an id that looks like one.
    for (int turn = 2; !taken.insert(base::LowerCase(name)).second; ++turn) {
      name = Hashed(id + "\n" + std::to_string(turn));
    }
    names.emplace(id, std::move(name));
  }
  return names;
}

std::string ObjectName(std::string_view application) {
  std::string name = base::LowerCase(Sanitised(application, kLongest));
  // Names of objects are DNS labels: lower case, and no underscore.
  std::ranges::replace(name, '_', '-');
  return name.empty() ? "workflow" : name;
}

}  // namespace executioner::legacy
