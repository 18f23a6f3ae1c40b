/// \file
/// `executioner validate FILE...`: every complaint with its place, nothing else happens.
#include <cstdio>
#include <vector>

#include "controller/base/join.h"
#include "controller/cli/additions_flags.h"
#include "controller/cli/command.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/domain/plan.h"
#include "controller/manifest/json_text.h"

namespace executioner::cli {
namespace {

constexpr std::size_t kLargeManifest = 200'000;

/// Warns of jobs without an image, which are valid here but rejected in a cluster.
void WarnOfImages(const std::string& file, const standalone::CheckedObject& checked) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> names;
  for (const domain::JobSpec& job : checked.spec.jobs) {
    if (domain::MergeDefaults(job.work, checked.spec.defaults).image.value_or("").empty()) {
      names.push_back(job.name);
    }
  }
  if (!names.empty()) {
    PrintMessage(stderr, file + ": warning: no image for " + base::JoinSome(names, kNamed) +
                             ": fine for 'executioner run', but a cluster needs one in spec." +
                             (checked.spec.single ? "image" : "defaults.image"));
  }
}

int Validate(const Context& context, const std::string& file,
             const standalone::Additions& additions) {
  const Loaded loaded = LoadManifest(file, additions);
  for (const standalone::CheckedObject& checked : loaded.objects) {
    WarnOfImages(file, checked);
    const std::size_t size = manifest::CanonicalJson(checked.object.Spec()).size();
    if (size > kLargeManifest) {
      PrintMessage(stderr, file + ": warning: " + std::to_string(size / 1000) +
                               " KB: apply it with 'kubectl apply --server-side'");
    }
    if (!context.quiet) {
      PrintMessage(stdout, file + ": " + checked.object.kind + " " + checked.object.name +
                               " is valid, " + base::Counted(checked.spec.jobs.size(), "job"));
    }
  }
  return loaded.complaints > 0 ? kInvalidManifest : kSucceeded;
}

struct ValidateFlags {
  std::vector<std::string> files = {};
  ParamFlags params = {};
};

/// Continues after a file that cannot be read.
int ValidateAll(const Context& context, const ValidateFlags& flags) {
  const standalone::Additions additions{.params = ReadParams(flags.params)};
  int code = kSucceeded;
  for (const std::string& file : flags.files) {
    // One file that cannot be read does not hide what is wrong with the others.
    const int one = Guard([&] { return Validate(context, file, additions); });
    code = code == kSucceeded ? one : code;
  }
  return code;
}

}  // namespace

void AddValidateCommand(CLI::App& app, Context& context) {
  auto [command, flags] =
      AddCommand(app, context, "validate",
                 "Check manifests; errors name file, line, column and field", ValidateAll);
  command->add_option("files", flags->files, "Manifests; - is stdin")->required();
  DeclareParams(*command, flags->params);
  command->footer(
      "Exit code: 0 if all are valid, otherwise that of the first that is not: 3, or 2 if it\n"
      "cannot be read.");
}

}  // namespace executioner::cli
