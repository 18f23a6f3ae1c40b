#include "controller/importers/bash_script.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <utility>

#include "controller/importers/shell_statements.h"
#include "controller/importers/workflow_text.h"

namespace executioner::importers {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

enum class Kind {
  kCommand,
  kPrints,    ///< echo, printf
  kState,     ///< changes the shell that runs it
  kExit,      ///< ends the script
  kWait,      ///< for what runs in the background
  kReplaces,  ///< exec
};

std::string FirstWord(const std::string& text) {
  return text.substr(0, text.find_first_of(" \t\r\n;"));
}

bool IsOneOf(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// NAME=VALUE and nothing behind it, or NAME() {...}
bool IsDefinition(const Statement& statement) {
  static const std::regex kFunction(R"(^(function\s+\S+|[A-Za-z_][\w.:-]*\s*\(\s*\)))");
  static const std::regex kAssignment(R"(^([A-Za-z_]\w*(\[[^\]]*\])?\+?=\S*\s*)+$)");
  static const std::regex kQuoted(R"(^[A-Za-z_]\w*\+?=("[^"]*"|'[^']*'|\$?\([^]*\))$)");
  return std::regex_search(statement.text, kFunction) ||
         (statement.is_simple && (std::regex_match(statement.text, kAssignment) ||
                                  std::regex_match(statement.text, kQuoted)));
}

Kind KindOf(const Statement& statement) {
  const std::string word = FirstWord(statement.text);
  if (IsDefinition(statement)) {
    return Kind::kState;
  }
  if (!statement.is_simple || statement.is_background) {
    return Kind::kCommand;
  }
  if (IsOneOf(word,
              {"export", "declare", "typeset", "readonly", "unset", "set", "shopt", "cd", "pushd",
               "popd", "umask", "ulimit", "alias", "unalias", "source", ".", "trap"})) {
    return Kind::kState;
  }
  return word == "exit" || word == "return"  ? Kind::kExit
         : word == "wait"                    ? Kind::kWait
         : word == "exec"                    ? Kind::kReplaces
         : IsOneOf(word, {"echo", "printf"}) ? Kind::kPrints
                                             : Kind::kCommand;
}

/// A variable whose value is known: "export NAME=text".
std::optional<std::pair<std::string, std::string>> ConstantOf(const std::string& statement) {
  static const std::regex kConstant(
      R"re(^export\s+([A-Za-z_]\w*)=('([^']*)'|"([^"$`\\]*)"|([\w./:,@%+-]*))$)re");
  std::smatch match;
  if (!std::regex_match(statement, match, kConstant)) {
    return std::nullopt;
  }
  return std::pair(match[1].str(), match[3].str() + match[4].str() + match[5].str());
}

class Import {
 public:
  Import(std::string_view text, const std::string& filename) : text_(text), filename_(filename) {}

  Imported Run(const std::string& name) {
    SetShell();
    const ShellScript script = ReadShellScript(text_);
    if (!script.error.empty()) {
      Error(script.error_line, script.error);
      return std::move(result_);
    }
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
      Add(script.statements[i], i + 1 == script.statements.size());
    }
    if (scripts_.empty() && result_.errors.empty()) {
      Error(1, "holds no command that a job could run");
    }
    if (!stops_on_error_) {
      Note(1, "a failure stops what follows; the script went on, as it has no 'set -e'");
    }
    if (result_.errors.empty()) {
      result_.manifest_json = WorkflowJson(name, Spec());
    }
    return std::move(result_);
  }

 private:
  void Error(int line, std::string message) {
    result_.errors.push_back({filename_ + ":" + std::to_string(line), std::move(message)});
  }

  void Note(int line, std::string message) {
    result_.notes.push_back({filename_ + ":" + std::to_string(line), std::move(message)});
  }

  void SetShell() {
    if (!text_.starts_with("#!")) {
      return;
    }
    std::string line(text_.substr(0, text_.find('\n')));
    static const std::regex kShell(R"(\b(bash|dash|sh|ksh|zsh)\b)");
    std::smatch match;
    if (!std::regex_search(line, match, kShell)) {
      Error(1, "'" + line + "' is no shell");
    } else {
      shell_ = "/bin/" + (match[1] == "dash" ? std::string("sh") : match[1].str());
    }
    stops_on_error_ = std::regex_search(line, std::regex(R"(\s-\w*e)"));
  }

  void Add(const Statement& statement, bool is_last) {
    const Kind kind = KindOf(statement);
    if (statement.is_background) {
      Note(statement.line, "ran in the background; here what follows waits for it");
    }
    switch (kind) {
      case Kind::kState: AddState(statement); break;
      case Kind::kExit: AddExit(statement, is_last); break;
      case Kind::kWait: Note(statement.line, "'wait' is left out: jobs follow each other"); break;
      case Kind::kReplaces:
        Error(statement.line, "'exec' replaces the shell, which a job cannot do for the next one");
        break;
      case Kind::kPrints:
      case Kind::kCommand: AddJob(statement, kind == Kind::kPrints); break;
    }
  }

  void AddState(const Statement& statement) {
    if (const auto constant = ConstantOf(statement.text);
        constant && scripts_.empty() && before_.empty()) {
      env_.push_back(
          Value{Object{{"name", Text(constant->first)}, {"value", Text(constant->second)}}});
      return;
    }
    static const std::regex kStops(R"(^set\s+.*(-\w*e|-o\s+errexit))");
    stops_on_error_ = stops_on_error_ || std::regex_search(statement.text, kStops);
    const bool is_function = !statement.is_simple;
    if (!is_function && (statement.text.find("$(") != std::string::npos ||
                         statement.text.find('`') != std::string::npos)) {
      Note(statement.line, "is run again by every job behind it, and may give each another value");
    }
    before_ += statement.text + "\n";
    prints_ = false;
  }

  void AddExit(const Statement& statement, bool is_last) {
    static const std::regex kSuccess(R"(^exit(\s+(0|\$\?|"\$\?"))?$)");
    if (!is_last || !std::regex_match(statement.text, kSuccess)) {
      Error(statement.line,
            "'" + statement.text + "' ends the script: a Workflow ends with its last job");
    }
  }

  void AddJob(const Statement& statement, bool prints) {
    NoteLostState(statement);
    if (prints && prints_) {
      scripts_.back() += "\n" + statement.text;
    } else {
      scripts_.push_back(before_ + statement.text);
    }
    prints_ = prints;
  }

  void NoteLostState(const Statement& statement) {
    static const std::regex kChange(
        R"((^|[;&|(\n])\s*(then|do|else)?\s*(cd|export|[A-Za-z_]\w*=\S*\s*($|[;\n&|])))");
    static const std::regex kArgument(R"(\$[1-9@*#])");
    static const std::regex kQuoted("'[^']*'");
    const std::string text = std::regex_replace(statement.text, kQuoted, "''");
    if (!statement.is_simple && std::regex_search(text, kChange)) {
      Note(statement.line, "what it sets or where it goes to is not known to later jobs");
    }
    if (std::regex_search(text, kArgument)) {
      Note(statement.line, "arguments of the script are not there: jobs have none");
    }
  }

  Object Spec() {
    List jobs;
    for (std::size_t i = 0; i < scripts_.size(); ++i) {
      const bool has_lines = scripts_[i].find('\n') != std::string::npos;
      Object job = ScriptJob("job-" + std::to_string(i + 1), scripts_[i] + (has_lines ? "\n" : ""),
                             i == 0 ? "" : "job-" + std::to_string(i));
      if (shell_ != "/bin/sh") {
        job.emplace("shell", Value{List{Text(shell_), Text("-c")}});
      }
      jobs.push_back(Value{std::move(job)});
    }
    Object spec{{"jobs", Value{std::move(jobs)}}};
    if (!env_.empty()) {
      spec.emplace("defaults", Value{Object{{"env", Value{env_}}}});
    }
    return spec;
  }

  std::string_view text_;
  const std::string& filename_;
  std::string shell_ = "/bin/bash";
  bool stops_on_error_ = false;
  std::string before_ = {};  // what stands before each job from here on
  bool prints_ = false;      // the last job only prints
  List env_ = {};
  std::vector<std::string> scripts_ = {};
  Imported result_ = {};
};

}  // namespace

Imported FromBashScript(std::string_view text, const std::string& filename,
                        const std::string& name) {
  return Import(text, filename).Run(name);
}

}  // namespace executioner::importers
