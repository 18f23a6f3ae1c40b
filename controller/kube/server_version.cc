#include "controller/kube/server_version.h"

#include <charconv>
#include <string>

#include "controller/base/json_span.h"

namespace executioner::kube {
namespace {

/// The leading digits: providers write "35+".
int Number(std::string_view json, std::string_view field) {
  const std::string text = base::MemberText(json, field);
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

bool SupportsImageVolumes(std::string_view version_json) {
  // KEP-4639: on by default since 1.35.
  constexpr int kMinor = 35;
  const int major = Number(version_json, "major");
  return major > 1 || (major == 1 && Number(version_json, "minor") >= kMinor);
}

}  // namespace executioner::kube
