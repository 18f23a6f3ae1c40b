#include "controller/adapters/pods/pod_name.h"

#include <array>

#include "controller/base/sha256.h"

namespace executioner::pods {
namespace {

// With the hyphen and the hash, 63 characters: the limit of a host name, which the kubelet derives
// from the name of the pod.
constexpr std::size_t kCut = 52;
constexpr std::size_t kHashDigits = 10;

/// Returns the letter in lower case, or '-' if a DNS label cannot contain it.
char NameLetter(char letter) {
  if (letter >= 'A' && letter <= 'Z') {
    return static_cast<char>(letter - 'A' + 'a');
  }
  const bool allowed = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  return allowed ? letter : '-';
}

}  // namespace

std::string PodName(const Owner& owner, std::string_view job, AttemptId id) {
  const std::string run = std::to_string(id.run);
  const std::string attempt = std::to_string(id.attempt);
  std::string name = owner.name + "-";
  name.append(job).append("-" + run + "-" + attempt);
  if (name.size() > kCut) {
    name.resize(kCut);
  }
  for (char& letter : name) {
    letter = NameLetter(letter);
  }
  // The hash has a place for an index, which is empty without fan-out, so that names remain the
  // same if indexes are added.
  const std::array<std::string_view, 6> identity{owner.kind, owner.uid, job, "", run, attempt};
  std::string hashed;
  for (const std::string_view part : identity) {
    hashed.append(std::to_string(part.size())).append(":").append(part);
  }
  return name + "-" + base::Sha256Hex(hashed).substr(0, kHashDigits);
}

std::string PodName(const engine::Execution& execution, domain::InstanceId instance, int attempt) {
  return PodName(execution.owner, execution.JobOf(instance).name,
                 {.run = execution.run.number, .attempt = attempt});
}

}  // namespace executioner::pods
