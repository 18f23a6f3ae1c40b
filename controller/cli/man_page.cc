#include "controller/cli/man_page.h"

#include <CLI/CLI.hpp>
#include <sstream>

namespace executioner::cli {
namespace {

constexpr const char* kEnd = R"(.SH ENVIRONMENT
.TP
.B EXECUTIONER_STATE_DIR
Where runs and logs are kept; an absolute path.
.TP
.B EXECUTIONER_HISTORY
As \-\-history.
.TP
.B EXECUTIONER_RUNNER
The program executioner\-runner, unless it lies beside executioner.
.TP
.B EXECUTIONER_PARAM_NAME
Value of a param with secretKeyRef or configMapKeyRef.
.TP
.B NO_COLOR
When not empty: no colors. The live view stays, unlike with \-\-no\-color.
.SH FILES
.TP
.I ~/.local/state/executioner/history.db
Runs, their jobs, attempts and manifests, unless XDG_STATE_HOME or EXECUTIONER_STATE_DIR say otherwise.
.TP
.I ~/.local/state/executioner/logs/RUN/JOB.ATTEMPT.log
All output of an attempt, byte for byte.
.SH EXIT STATUS
.TP
.B 0
The run, or the command, succeeded.
.TP
.B 1
The run failed or was cancelled.
.TP
.B 2
Wrong usage.
.TP
.B 3
The manifest is invalid.
.TP
.B 4
There is no such run, job or log.
.TP
.B 5
The state or the database of the history cannot be reached.
.TP
.BR 130 ", " 143 ", " 129
The run was interrupted, or told to end.
)";

/// Text that troff prints as it is.
std::string Roff(const std::string& text) {
  std::string roff;
  for (const char letter : text) {
    switch (letter) {
      case '\\': roff += "\\e"; break;
      case '-': roff += "\\-"; break;
      default: roff += letter;
    }
  }
  // troff takes such a line for one of its own commands.
  const bool request = roff.starts_with('.') || roff.starts_with('\'');
  return request ? "\\&" + roff : roff;
}

/// "-f, --file TEXT"; "file" for what has no dash.
std::string NamesOf(const CLI::Option& option) {
  if (option.get_positional()) {
    return option.get_name();
  }
  std::string names;
  for (const std::string& name : option.get_snames()) {
    names += (names.empty() ? "-" : ", -") + name;
  }
  for (const std::string& name : option.get_lnames()) {
    names += (names.empty() ? "--" : ", --") + name;
  }
  return option.get_items_expected_max() == 0 ? names : names + " " + option.get_type_name();
}

void AppendOption(const CLI::Option& option, std::string& page) {
  page += ".TP\n.B " + Roff(NamesOf(option)) + "\n" + Roff(option.get_description());
  if (!option.get_default_str().empty()) {
    page += " (" + Roff(option.get_default_str()) + ")";
  }
  page += "\n";
}

bool IsGlobal(const CLI::Option& option) {
  return option.get_group() == "Global options" || option.get_name() == "--help";
}

/// "run file", as it is typed.
std::string Usage(const CLI::App& command, const std::string& path) {
  std::string usage = path;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) {
      const std::string name = option->get_name();
      usage += option->get_required() ? " " + name : " [" + name + "]";
    }
  }
  return usage;
}

/// Lines of a footer: examples and notes, kept as they are.
void AppendFooter(const CLI::App& command, std::string& page) {
  const std::string footer = command.get_footer();
  if (footer.empty()) {
    return;
  }
  page += ".PP\n.nf\n";
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    // troff drops empty lines at the end of a block.
    page += (line.empty() ? "\\&" : Roff(line)) + "\n";
  }
  page += ".fi\n";
}

void AppendCommands(const CLI::App& app, const std::string& path, std::string& page) {
  for (const CLI::App* command : app.get_subcommands({})) {
    const std::string name = path + command->get_name();
    if (command->get_group().empty()) {
      continue;  // hidden
    }
    // A group such as `history` does nothing itself.
    if (!command->get_subcommands({}).empty()) {
      AppendCommands(*command, name + " ", page);
      continue;
    }
    page += ".SS " + Roff(Usage(*command, name)) + "\n" + Roff(command->get_description()) + ".\n";
    for (const CLI::Option* option : command->get_options()) {
      if (!IsGlobal(*option)) {
        AppendOption(*option, page);
      }
    }
    AppendFooter(*command, page);
  }
}

}  // namespace

std::string ManPage(const CLI::App& app, const std::string& version) {
  std::string page = ".TH EXECUTIONER 1 \"\" \"executioner " + Roff(version) +
                     "\"\n.SH NAME\nexecutioner \\- run jobs that depend on each other\n"
                     ".SH SYNOPSIS\n.B executioner\nCOMMAND [OPTIONS]\n.SH DESCRIPTION\n" +
                     Roff(app.get_description()) + "\n.SH OPTIONS OF EVERY COMMAND\n";
  for (const CLI::Option* option : app.get_options()) {
    AppendOption(*option, page);
  }
  page += ".SH COMMANDS\n";
  AppendCommands(app, "", page);
  return page + kEnd;
}

}  // namespace executioner::cli
