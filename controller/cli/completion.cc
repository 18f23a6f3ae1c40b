#include "controller/cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

namespace executioner::cli {
namespace {

constexpr const char* kRuns = "executioner list -o name --limit 20 2>/dev/null";

/// A command as a shell has to know it.
struct Known {
  std::string path = {};  ///< "history clean"; "" for the program
  std::string help = {};
  std::vector<std::string> words = {};  ///< commands and flags
  bool takes_run = false;
};

void Collect(const CLI::App& app, const std::string& path, std::vector<Known>& all) {
  Known known{.path = path, .help = app.get_description()};
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) {
      known.words.push_back(command->get_name());
    }
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      known.words.push_back("--" + name);
    }
    for (const std::string& name : option->get_snames()) {
      known.words.push_back("-" + name);
    }
    known.takes_run = known.takes_run || option->get_name().starts_with("run");
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

/// "case" lines that set `choices`; bash and zsh read them alike.
std::string Cases(const std::vector<Known>& all) {
  std::string text;
  for (const Known& known : all) {
    text += "    \"" + known.path + "\") choices=\"" + Joined(known.words) +
            (known.takes_run ? " latest $(" + std::string(kRuns) + ")" : "") + "\" ;;\n";
  }
  return text;
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

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  const std::vector<Known> all = Commands(app);
  return "# bash completion of executioner: source <(executioner completion bash)\n"
         "_executioner() {\n"
         "  local path= next word choices=\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    next=\"${path:+$path }$word\"\n"
         "    case \"$next\" in\n"
         "      " +
         Paths(all) +
         ") path=\"$next\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path\" in\n" +
         Cases(all) +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
         "}\n"
         "complete -o bashdefault -o default -F _executioner executioner\n";
}

std::string ZshCompletion(const CLI::App& app) {
  const std::vector<Known> all = Commands(app);
  return "#compdef executioner\n"
         "# zsh completion of executioner: source <(executioner completion zsh)\n"
         "_executioner() {\n"
         "  local path_= next word choices=\n"
         "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
         "    next=\"${path_:+$path_ }$word\"\n"
         "    case \"$next\" in\n"
         "      " +
         Paths(all) +
         ") path_=\"$next\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path_\" in\n" +
         Cases(all) +
         "  esac\n"
         "  compadd -- ${=choices}\n"
         "  _files\n"
         "}\n"
         "compdef _executioner executioner\n";
}

std::string FishCompletion(const CLI::App& app) {
  std::string text = "# fish completion of executioner: executioner completion fish | source\n";
  for (const Known& known : Commands(app)) {
    std::string condition = "__fish_use_subcommand";
    if (!known.path.empty()) {
      condition = "__fish_seen_subcommand_from " + known.path.substr(known.path.rfind(' ') + 1);
    }
    text += "complete -c executioner -n " + Quoted(condition) + " -a " +
            Quoted(Joined(known.words) +
                   (known.takes_run ? " latest (" + std::string(kRuns) + ")" : "")) +
            "\n";
  }
  return text;
}

}  // namespace executioner::cli
