#include "controller/cli/completion.h"

#include <CLI/CLI.hpp>
#include <sstream>
#include <utility>
#include <vector>

namespace executioner::cli {
namespace {

constexpr const char* kRuns = "executioner list -o name --limit 20 2>/dev/null";

/// The names of the jobs in what `show -o json` prints: only theirs are that far in. No others than
/// validation accepts: compgen expands words, and several people may write to a shared history.
constexpr const char* kJobsOfJson = "sed -n 's/^      \"name\": \"\\([A-Za-z0-9_.-]*\\)\",$/\\1/p'";

/// A flag with a value.
struct ValuedFlag {
  std::vector<std::string> names = {};   ///< "-o", "--output"
  std::vector<std::string> values = {};  ///< words that it takes; empty: any
  bool takes_job = false;
};

/// A command as a shell has to know it.
struct Known {
  std::string path = {};  ///< "history clean"; "" for the program
  std::string help = {};
  std::vector<std::string> words = {};  ///< commands and flags
  std::vector<ValuedFlag> flags = {};
  bool takes_run = false;
  bool takes_job = false;  ///< behind the run
};

/// The words of CLI::IsMember, which are a part of a type's name: "TEXT:{json,csv}".
std::vector<std::string> ValuesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}', begin == std::string::npos ? 0 : begin);
  if (begin == std::string::npos || end == std::string::npos) {
    return {};
  }
  std::istringstream list(type.substr(begin + 1, end - begin - 1));
  std::vector<std::string> values;
  for (std::string word; std::getline(list, word, ',');) {
    values.push_back(word);
  }
  return values;
}

void CollectOption(const CLI::Option& option, Known& known) {
  ValuedFlag flag{.values = ValuesOf(option)};
  for (const std::string& name : option.get_lnames()) {
    flag.names.push_back("--" + name);
  }
  for (const std::string& name : option.get_snames()) {
    flag.names.push_back("-" + name);
  }
  known.words.insert(known.words.end(), flag.names.begin(), flag.names.end());
  if (flag.names.empty()) {
    known.takes_run = known.takes_run || option.get_name() == "run";
    known.takes_job = known.takes_job || option.get_name() == "job" || option.get_name() == "jobs";
    known.words.insert(known.words.end(), flag.values.begin(), flag.values.end());
  } else if (option.get_items_expected_min() > 0) {
    flag.takes_job =
        option.check_lname("skip") || (option.check_lname("from") && flag.values.empty());
    known.flags.push_back(std::move(flag));
  }
}

void Collect(const CLI::App& app, const std::string& path, std::vector<Known>& all) {
  Known known{.path = path, .help = app.get_description()};
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) {
      known.words.push_back(command->get_name());
    }
  }
  for (const CLI::Option* option : app.get_options()) {
    CollectOption(*option, known);
  }
  all.push_back(std::move(known));
  for (const CLI::App* command : app.get_subcommands({})) {
    Collect(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), all);
  }
}

std::vector<Known> Commands(const CLI::App& app) {
  std::vector<Known> all;
  Collect(app, "", all);
  return all;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

/// Words that lead to a command, so that a shell can tell them from arguments.
std::string Paths(const std::vector<Known>& all) {
  std::string paths;
  for (const Known& known : all) {
    if (!known.path.empty()) {
      paths += (paths.empty() ? "\"" : "|\"") + known.path + "\"";
    }
  }
  return paths;
}

/// "list -o"|"list --output": how a `case` of a command and the word before knows a flag.
std::string Patterns(const Known& known, const ValuedFlag& flag) {
  std::string patterns;
  for (const std::string& name : flag.names) {
    patterns += (patterns.empty() ? "\"" : "|\"") + known.path + " " + name + "\"";
  }
  return patterns;
}

/// All flags with values, so that a value is not taken for a run or a file.
std::string AllPatterns(const std::vector<Known>& all) {
  std::string patterns;
  for (const Known& known : all) {
    for (const ValuedFlag& flag : known.flags) {
      patterns += (patterns.empty() ? "" : "|") + Patterns(known, flag);
    }
  }
  return patterns;
}

/// "case" lines for what stands behind a flag.
std::string ValueCases(const std::vector<Known>& all) {
  std::string text;
  for (const Known& known : all) {
    for (const ValuedFlag& flag : known.flags) {
      if (flag.takes_job || !flag.values.empty()) {
        text += "    " + Patterns(known, flag) + ") choices=\"" +
                (flag.takes_job ? "$(_executioner_jobs \"$subject\")" : Joined(flag.values)) +
                "\"; return ;;\n";
      }
    }
  }
  return text;
}

/// "case" lines that set `choices`; bash and zsh read them alike.
std::string Cases(const std::vector<Known>& all) {
  std::string text;
  for (const Known& known : all) {
    const char* const asked = known.takes_job   ? " $(_executioner_subjects \"$subject\")"
                              : known.takes_run ? " latest $(_executioner_runs)"
                                                : "";
    text += "    \"" + known.path + "\") choices=\"" + Joined(known.words) + asked + "\" ;;\n";
  }
  return text;
}

/// Functions of bash and zsh that ask the program: for runs, for the jobs of the run or manifest
/// that is their argument, and for what may follow a command that takes both.
std::string Questions() {
  return "_executioner_runs() {\n"
         "  " +
         std::string(kRuns) +
         " || true\n"
         "}\n"
         "_executioner_jobs() {\n"
         "  if [ -f \"$1\" ]; then\n"
         "    executioner plan -o name -- \"$1\" 2>/dev/null || true\n"
         "  elif [ -n \"$1\" ]; then\n"
         "    executioner show -o json -- \"$1\" 2>/dev/null | " +
         std::string(kJobsOfJson) +
         "\n"
         "  fi\n"
         "}\n"
         "_executioner_subjects() {\n"
         "  if [ -n \"$1\" ]; then\n"
         "    _executioner_jobs \"$1\"\n"
         "  else\n"
         "    echo latest\n"
         "    _executioner_runs\n"
         "  fi\n"
         "}\n";
}

/// Functions of bash and zsh: _executioner_choices sets `choices` from the words between the
/// program and the one that is completed. `command`, `subject`: the run or file that was named.
std::string Functions(const std::vector<Known>& all) {
  return Questions() +
         "_executioner_choices() {\n"
         "  local command= before= next= word= subject=\n"
         "  choices=\n"
         "  for word in \"$@\"; do\n"
         "    next=\"${command:+$command }$word\"\n"
         "    case \"$next\" in\n"
         "      " +
         Paths(all) +
         ") command=\"$next\" subject= ;;\n"
         "      *)\n"
         "        case \"$word\" in\n"
         "          -*) ;;\n"
         "          *)\n"
         "            case \"$command $before\" in\n"
         "              " +
         AllPatterns(all) +
         ") ;;\n"
         "              *) subject=\"${subject:-$word}\" ;;\n"
         "            esac ;;\n"
         "        esac ;;\n"
         "    esac\n"
         "    before=\"$word\"\n"
         "  done\n"
         "  case \"$command $before\" in\n" +
         ValueCases(all) +
         "  esac\n"
         "  case \"$command\" in\n" +
         Cases(all) +
         "  esac\n"
         "}\n";
}

/// For single quotes of fish.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) {
    quoted +=
        letter == '\'' || letter == '\\' ? std::string("\\") + letter : std::string(1, letter);
  }
  return quoted + "'";
}

/// " -l output -s o"
std::string FishNames(const ValuedFlag& flag) {
  std::string text;
  for (const std::string& name : flag.names) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return text;
}

std::string BashCompletion(const CLI::App& app) {
  return "# bash completion of executioner: source <(executioner completion bash)\n" +
         Functions(Commands(app)) +
         "_executioner() {\n"
         "  local choices=\n"
         "  _executioner_choices \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
         "}\n"
         "complete -o bashdefault -o default -F _executioner executioner\n";
}

std::string ZshCompletion(const CLI::App& app) {
  return "#compdef executioner\n"
         "# zsh completion of executioner: source <(executioner completion zsh)\n" +
         Functions(Commands(app)) +
         "_executioner() {\n"
         "  local choices=\n"
         "  _executioner_choices \"${(@)words[2,CURRENT-1]}\"\n"
         "  compadd -- ${=choices}\n"
         "  _files\n"
         "}\n"
         "compdef _executioner executioner\n";
}

std::string FishCompletion(const CLI::App& app) {
  std::string text =
      "# fish completion of executioner: executioner completion fish | source\n"
      "function __executioner_jobs\n"
      "  set -l words (commandline -opc | string match -v -- '-*')\n"
      "  if test (count $words) -gt 2\n"
      "    if test -f $words[3]\n"
      "      executioner plan -o name -- $words[3] 2>/dev/null\n"
      "    else\n"
      "      executioner show -o json -- $words[3] 2>/dev/null | " +
      std::string(kJobsOfJson) +
      "\n"
      "    end\n"
      "  end\n"
      "end\n";
  for (const Known& known : Commands(app)) {
    std::string condition = "__fish_use_subcommand";
    if (!known.path.empty()) {
      condition = "__fish_seen_subcommand_from " + known.path.substr(known.path.rfind(' ') + 1);
    }
    const std::string head = "complete -c executioner -n " + Quoted(condition);
    text += head + " -a " +
            Quoted(Joined(known.words) +
                   (known.takes_run ? " latest (" + std::string(kRuns) + ")" : "") +
                   (known.takes_job ? " (__executioner_jobs)" : "")) +
            "\n";
    for (const ValuedFlag& flag : known.flags) {
      if (flag.takes_job || !flag.values.empty()) {
        text += head + FishNames(flag) + " -x -a " +
                Quoted(flag.takes_job ? "(__executioner_jobs)" : Joined(flag.values)) + "\n";
      }
    }
  }
  return text;
}

}  // namespace

std::string CompletionScript(const std::string& shell, const CLI::App& app) {
  return shell == "bash"  ? BashCompletion(app)
         : shell == "zsh" ? ZshCompletion(app)
                          : FishCompletion(app);
}

}  // namespace executioner::cli
