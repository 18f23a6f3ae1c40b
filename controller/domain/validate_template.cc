#include <algorithm>
#include <array>

#include "controller/domain/job_template_fields.h"
#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

constexpr int kShortText = 1024;
constexpr int kLongText = 32768;
constexpr int kScript = 65536;

/// \param is_default  whether this is `defaults`, where a shell without a script applies to all
/// scripts
void CheckScript(const Place& place, const JobTemplate& work, bool is_default) {
  if (work.script) {
    CheckLength(place, "script", *work.script, {.least = 1, .most = kScript});
    CheckScriptReferences(place, "script", *work.script);
    if (work.command) {
      place.Field("script").Complain("may not be given together with command: keep one of the two");
    }
  } else if (work.shell && !is_default) {
    place.Field("shell").Complain(
        "needs script in the same place: shell only says what runs the script");
  }
  if (work.shell) {
    CheckCount(place, "shell", work.shell->size(), {.least = 1, .most = 16});
    if (!work.shell->empty() && work.shell->front().empty()) {
      place.Field("shell[0]").Complain("is empty; it names the program");
    }
    for (std::size_t i = 0; i < work.shell->size(); ++i) {
      CheckLength(place, ItemPath("shell", i), (*work.shell)[i], {.most = kShortText});
      CheckScriptReferences(place, ItemPath("shell", i), (*work.shell)[i]);
    }
  }
}

bool HasUpperCase(std::string_view text) {
  return std::ranges::any_of(text, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

/// The part of an image's name that has to be in lower case: without host, tag and digest
/// (github.com/distribution/reference, splitDockerDomain: a first part with upper case is a host).
std::string_view Repository(std::string_view image) {
  const std::size_t slash = image.find('/');
  const std::string_view first = image.substr(0, slash);
  const bool host = slash != std::string_view::npos &&
                    (first.find_first_of(".:") != std::string_view::npos || HasUpperCase(first));
  const std::string_view path = host ? image.substr(slash + 1) : image;
  return path.substr(0, path.find_first_of("@:"));
}

/// Images that no registry can have are reported now, not by a pod that waits for its pending
/// timeout.
void CheckImage(const Place& place, const std::string& image) {
  CheckLength(place, "image", image, {.least = 1, .most = kShortText});
  CheckReferences(place, "image", image);
  const bool odd = std::ranges::any_of(
      image, [](char letter) { return static_cast<unsigned char>(letter) <= ' '; });
  if (odd) {
    place.Field("image").Complain("'" + image + "' has a space or a control character in it");
  } else if (image.find("$(") == std::string::npos && HasUpperCase(Repository(image))) {
    place.Field("image").Complain("'" + image + "': the name of an image is in lower case");
  }
}

void CheckWhatRuns(const Place& place, const JobTemplate& work) {
  if (work.image) {
    CheckImage(place, *work.image);
  }
  constexpr std::array<std::string_view, 3> kPolicies{"Always", "IfNotPresent", "Never"};
  if (work.image_pull_policy && std::ranges::count(kPolicies, *work.image_pull_policy) == 0) {
    place.Field("imagePullPolicy")
        .Complain("is '" + *work.image_pull_policy + "'; allowed: Always, IfNotPresent, Never");
  }
  if (work.command) {
    CheckArguments(place, "command", *work.command, {.least = 1, .most = 256}, kLongText);
  }
  if (work.args) {
    CheckArguments(place, "args", *work.args, {.most = 256}, kLongText);
  }
}

void CheckWorkingDir(const Place& place, const JobTemplate& work, const ValidationRules& rules) {
  if (!work.working_dir) {
    return;
  }
  CheckLength(place, "workingDir", *work.working_dir, {.least = 1, .most = kShortText});
  CheckReferences(place, "workingDir", *work.working_dir);
  const std::string& folder = *work.working_dir;
  // What a reference stands for is known only when the job is bound.
  if (!rules.relative_working_dir && !folder.empty() && !folder.starts_with('/') &&
      !folder.starts_with('$')) {
    place.Field("workingDir").Complain("'" + folder + "' is not absolute");
  }
}

/// \return whether the operator sets this label or annotation itself
bool IsReserved(std::string_view key, bool label) {
  return key.starts_with("executioner.dev/") ||
         (label && (key == "app.kubernetes.io/name" || key == "app.kubernetes.io/managed-by"));
}

void CheckMetadata(const Place& place, const std::map<std::string, std::string>& entries,
                   bool label) {
  const std::string_view key = label ? "labels" : "annotations";
  CheckCount(place, key, entries.size(), {.most = 32});
  for (const auto& [name, value] : entries) {
    const Place entry = place.Field(key).Key(name);
    if (IsReserved(name, label)) {
      entry.Complain("is set by the operator: choose another name");
    }
    CheckLength(entry, "", value, {.most = label ? 63 : 4096});
  }
}

}  // namespace

void CheckTemplate(const Place& place, const JobTemplate& work, const ValidationRules& rules,
                   bool is_default) {
  CheckWhatRuns(place, work);
  CheckScript(place, work, is_default);
  CheckWorkingDir(place, work, rules);
  CheckEnv(place, work);
  CheckWith(place, work);
  NumberCheck numbers(place);
  Fields(numbers, work);
  if (work.retry) {
    CheckRetry(place.Field("retry"), *work.retry);
  }
  if (work.pre_checks) {
    CheckChecks(place, "preChecks", *work.pre_checks);
  }
  if (work.post_checks) {
    CheckChecks(place, "postChecks", *work.post_checks);
  }
  CheckPodReferences(place.Field("resources"), "resources", work.resources.text);
  if (work.results) {
    CheckResults(place, "results", *work.results);
  }
  CheckPodTemplate(place.Field("podTemplate"), work.pod_template, rules);
}

void CheckPodTemplate(const Place& place, const PodTemplate& pod, const ValidationRules& rules) {
  CheckMetadata(place.Field("metadata"), pod.labels, true);
  CheckMetadata(place.Field("metadata"), pod.annotations, false);
  for (const auto& [name, value] : pod.spec) {
    if (!FindPodField(name)) {
      place.Field("spec").Key(name).Complain("cannot be set by a job; allowed: " +
                                             AllowedPodFieldNames());
    } else if (name == "hostNetwork" && value.text == "true" && !rules.allow_host_network) {
      place.Field("spec").Key(name).Complain(
          "is not allowed here; the operator controls this with --allow-host-network");
    }
    CheckPodReferences(place.Field("spec").Key(name), name, value.text);
  }
}

bool RunsEntrypoint(const JobTemplate& work, const JobTemplate& defaults) {
  // The four fields are one group, see MergeDefaults.
  const bool own = work.command || work.args || work.script || work.shell;
  const JobTemplate& from = own ? work : defaults;
  return !from.command && !from.script;
}

}  // namespace executioner::domain
