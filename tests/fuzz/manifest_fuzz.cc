// A manifest of anyone's, from its text to the pods it asks for: whatever it says ends in
// complaints, or in pods whose runner understands what it is to do.
#include <cstdint>
#include <iterator>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "controller/adapters/pods/pod_builder.h"
#include "controller/base/error.h"
#include "controller/domain/validate.h"
#include "controller/manifest/manifest.h"
#include "runner/read_spec.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/runner_memory.h"

namespace executioner::fuzz {
namespace {

using Json = nlohmann::json;

/// What a program in the container reads of a variable of the pod: a kubelet halves `$$`.
std::string Halved(const std::string& value) {
  std::string halved;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] == '$') {
      Require(value.substr(at, 2) == "$$", "every $ of the runner's spec is doubled");
      ++at;
    }
    halved += value[at];
  }
  return halved;
}

void TakeContainer(const Json& container) {
  for (const Json& variable : container.at("env")) {
    if (variable.at("name") != "EXECUTIONER_SPEC") {
      continue;
    }
    std::string text = Halved(variable.at("value").get<std::string>());
    runner::Spec spec;
    runner::Text error;
    const bool good = runner::ReadSpec(text.data(), &spec, &error);
    Require(good, std::string("the runner reads what the controller wrote: ") + error.String());
  }
  FreeRunnerMemory();
}

void TakePod(const domain::Plan& plan, domain::NodeId node, pods::RunnerInjection injection) {
  const pods::Owner owner{.kind = "Workflow", .ns = "team-a", .name = "etl", .uid = "6f1c-$(A)"};
  try {
    const auto bound =
        domain::Bind(plan, node, {.workflow = owner.name, .ns = owner.ns, .uid = owner.uid});
    const auto* const work = std::get_if<domain::ConcreteWork>(&bound);
    if (work == nullptr) {
      return;
    }
    const Json pod = Json::parse(pods::BuildPod(owner, *work, {"runner:1", "", injection}));
    TakeContainer(pod.at("spec").at("containers").at(0));
  } catch (const base::ConfigurationError& error) {
    Require(error.Field().starts_with("spec"), "a refusal names the field: " + error.Field());
  }
}

void TakeSpec(const manifest::SpecResult& result) {
  Require(result.spec_hash.size() == 64, "every spec has a hash");
  auto complaints = result.complaints;
  if (complaints.empty()) {
    complaints = domain::Validate(result.spec, {.allow_host_network = true});
    domain::Warnings(result.spec);
  }
  for (const domain::Complaint& complaint : complaints) {
    Require(complaint.path.starts_with("spec"), "a complaint names the field: " + complaint.path);
    Require(!complaint.message.empty(), "a complaint says what is wrong");
  }
  if (!complaints.empty()) {
    return;
  }
  const domain::Plan plan = domain::MakePlan(result.spec, result.spec_hash);
  for (const domain::NodeId job : plan.Jobs().Ids()) {
    TakePod(plan, job, pods::RunnerInjection::kImageVolume);
    TakePod(plan, job, pods::RunnerInjection::kInitContainer);
  }
}

/// "f", or "f:LINE:COLUMN" within the text.
void RequireWithin(std::string_view text, const std::string& place) {
  std::istringstream rest(place.substr(1));
  char colon = 0;
  std::ptrdiff_t line = 0;
  std::ptrdiff_t column = 0;
  if (!(rest >> colon)) {
    return;
  }
  Require(static_cast<bool>(rest >> line >> colon >> column), "a place has two numbers: " + place);
  std::istringstream lines{std::string(text)};
  std::string found;
  for (std::ptrdiff_t i = 0; i < line; ++i) {
    Require(static_cast<bool>(std::getline(lines, found)) || i == 0, "no such line: " + place);
  }
  // Behind the last character of a line ends what is not closed there.
  Require(column >= 1 && column <= std::ssize(found) + 1, "no such column: " + place);
}

void TakeManifest(std::string_view text) {
  try {
    for (const auto& object : manifest::ReadManifest(text, "f").objects) {
      const manifest::SpecResult result = manifest::ReadSpec(object);
      for (const domain::Complaint& complaint : result.complaints) {
        Require(object.PlaceOf(complaint.path).starts_with("f"), "a complaint has its place");
        RequireWithin(text, object.PlaceOf(complaint.path));
      }
      TakeSpec(result);
    }
  } catch (const base::ConfigurationError& error) {
    Require(error.Field().starts_with("f"), "what cannot be read has its place");
    RequireWithin(text, error.Field());
  }
}

}  // namespace
}  // namespace executioner::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace executioner;  // NOLINT(google-build-using-namespace)
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  fuzz::TakeManifest(text);
  fuzz::TakeSpec(manifest::ReadWorkflow(text));
  fuzz::TakeSpec(manifest::ReadJob(text, "etl"));
  return 0;
}
