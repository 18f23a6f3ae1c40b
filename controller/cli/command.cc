#include "controller/cli/command.h"

#include <algorithm>

#include "controller/base/join.h"

namespace executioner::cli {

CLI::Validator OneOf(const Words& words) {
  const auto check = [words](const std::string& word) {
    return std::ranges::count(words, word) > 0
               ? std::string()
               : "unknown value '" + word + "'; allowed: " + base::Join(words);
  };
  // As CLI::IsMember describes itself: --help shows it, and completions are made from it.
  return {check, "{" + base::Join(words, ",") + "}"};
}

CLI::Option* DeclareOutput(CLI::App& command, std::string& form, const Words& forms) {
  const Words first(forms.begin(), forms.end() - 1);
  CLI::Option* const option =
      command.add_option("-o,--output", form, base::Join(first) + " or " + forms.back())
          ->check(OneOf(forms));
  return form.empty() ? option : option->capture_default_str();
}

void DeclareRun(CLI::App& command, std::string& run) {
  CLI::Option* const option =
      command.add_option("run", run, "Number of the run, name of its workflow, or 'latest'");
  if (run.empty()) {
    option->required();
  } else {
    option->capture_default_str();
  }
}

}  // namespace executioner::cli
