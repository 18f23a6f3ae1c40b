#include "controller/cli/completion.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "controller/cli/load_manifest.h"
#include "controller/runs/find_run.h"
#include "controller/runs/local_runs.h"
#include "controller/standalone/state.h"

namespace executioner::cli {
namespace {

/// The words of OneOf, which are a part of a type's name: "TEXT:{json,csv}".
Words ValuesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}', begin == std::string::npos ? 0 : begin);
  Words values;
  if (begin != std::string::npos && end != std::string::npos) {
    std::istringstream list(type.substr(begin + 1, end - begin - 1));
    for (std::string word; std::getline(list, word, ',');) {
      values.push_back(word);
    }
  }
  return values;
}

/// The meaning of the words before the cursor.
struct Line {
  const CLI::App* command = nullptr;
  const CLI::Option* flag = nullptr;  ///< whose value comes next
  std::string subject = {};           ///< the run or file that was named
};

Line ReadLine(const CLI::App& app, const Words& words) {
  Line line{.command = &app};
  for (const std::string& word : words) {
    if (std::exchange(line.flag, nullptr) != nullptr) {
      continue;  // it is the value of that flag
    }
    const auto commands = line.command->get_subcommands({});
    const auto next = std::ranges::find(
        commands, word, [](const CLI::App* command) { return command->get_name(); });
    if (next != commands.end()) {
      line.command = *next;
    } else if (!word.starts_with('-')) {
      line.subject = line.subject.empty() ? word : line.subject;
    } else if (const auto* const flag = line.command->get_option_no_throw(word);
               flag != nullptr && flag->get_items_expected_min() > 0) {
      line.flag = flag;
    }
  }
  return line;
}

/// Shells expand what they offer, and several people may write to a shared history: no other names
/// than those that validation accepts.
bool IsSafe(const std::string& name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

/// Opens the runs to look only: a key press must neither create a history nor end runs whose
/// process has died. \return null if this user has no runs
std::unique_ptr<runs::RunService> OpenToLook(const Context& context) {
  const std::string state = standalone::StateDirectory(context.environment);
  const bool shared = !context.history.empty() ||
                      !standalone::Variable(context.environment, "EXECUTIONER_HISTORY").empty();
  std::error_code error;
  const bool exists = std::filesystem::exists(shared ? state : state + "/history.db", error);
  return exists ? std::make_unique<runs::LocalRuns>(context, [](std::int64_t) {}) : nullptr;
}

/// The jobs of a run or of a manifest.
Words JobsOf(const Context& context, const std::string& subject) {
  Words jobs;
  std::error_code error;
  if (std::filesystem::is_regular_file(subject, error)) {
    for (const standalone::CheckedObject& checked : LoadManifest(subject, {}).objects) {
      for (const domain::JobSpec& job : checked.spec.jobs) {
        jobs.push_back(job.name);
      }
    }
  } else if (const auto runs = OpenToLook(context); runs && !subject.empty()) {
    jobs = runs::JobNames(runs->Find(subject));
  }
  std::erase_if(jobs, [](const std::string& name) { return !IsSafe(name); });
  return jobs;
}

Words Runs(const Context& context) {
  constexpr int kNewest = 20;
  Words words{"latest"};
  if (const auto runs = OpenToLook(context)) {
    for (const history::RunSummary& run : runs->List({.limit = kNewest})) {
      words.push_back(std::to_string(run.id));
    }
  }
  return words;
}

/// \return the words, or none if the run, the file or the history cannot be read
Words IfReadable(const std::function<Words()>& read) {
  try {
    return read();
  } catch (const std::runtime_error&) {
    return {};
  }
}

void Append(const Words& more, Words& words) {
  words.insert(words.end(), more.begin(), more.end());
}

}  // namespace

Words Choices(const CLI::App& app, const Context& context, const Words& words) {
  const Line line = ReadLine(app, words);
  if (line.flag != nullptr) {
    Words values = ValuesOf(*line.flag);
    const bool takes_job =
        line.flag->check_lname("skip") || (line.flag->check_lname("from") && values.empty());
    return takes_job ? IfReadable([&] { return JobsOf(context, line.subject); }) : values;
  }
  Words choices;
  for (const CLI::App* command : line.command->get_subcommands({})) {
    if (!command->get_group().empty()) {  // others are hidden
      choices.push_back(command->get_name());
    }
  }
  bool takes_run = false;
  bool takes_job = false;
  for (const CLI::Option* option : line.command->get_options()) {
    for (const std::string& name : option->get_lnames()) {
      choices.push_back("--" + name);
    }
    for (const std::string& name : option->get_snames()) {
      choices.push_back("-" + name);
    }
    if (option->get_positional()) {
      const std::string name = option->get_name();
      Append(ValuesOf(*option), choices);
      takes_run = takes_run || name == "run";
      takes_job = takes_job || name == "job" || name == "jobs";
    }
  }
  // A run comes first: jobs are those of the run or file that was named.
  if (takes_job && !line.subject.empty()) {
    Append(IfReadable([&] { return JobsOf(context, line.subject); }), choices);
  } else if (takes_run) {
    Append(IfReadable([&] { return Runs(context); }), choices);
  }
  return choices;
}

std::string CompletionScript(const std::string& shell) {
  if (shell == "bash") {
    return R"sh(# bash completion of executioner: source <(executioner completion bash)
_executioner() {
  local choices
  choices=$(executioner __complete -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null) || true
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "${COMP_WORDS[COMP_CWORD]}")
}
complete -o bashdefault -o default -F _executioner executioner
)sh";
  }
  if (shell == "zsh") {
    return R"sh(#compdef executioner
# zsh completion of executioner: source <(executioner completion zsh)
_executioner() {
  compadd -- ${(f)"$(executioner __complete -- "${(@)words[2,CURRENT-1]}" 2>/dev/null)"}
  _files
}
compdef _executioner executioner
)sh";
  }
  return R"sh(# fish completion of executioner: executioner completion fish | source
function __executioner_choices
  set -l words (commandline -opc)
  set -e words[1]
  executioner __complete -- $words 2>/dev/null
end
complete -c executioner -a "(__executioner_choices)"
)sh";
}

}  // namespace executioner::cli
