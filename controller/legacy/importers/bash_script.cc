#include "controller/legacy/importers/bash_script.h"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <utility>
#include <vector>

#include "controller/legacy/importers/carried_state.h"
#include "controller/legacy/importers/job_scripts.h"
#include "controller/legacy/importers/shell_statements.h"
#include "controller/legacy/importers/shell_words.h"
#include "controller/legacy/importers/statement_kind.h"
#include "controller/legacy/importers/workflow_text.h"

namespace executioner::legacy::importers {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

/// A variable whose value is known: "export NAME=text".
std::optional<std::pair<std::string, std::string>> ConstantOf(const std::string& statement) {
  static const std::regex kConstant(
      R"re(^export\s+([A-Za-z_]\w*)=('([^']*)'|"([^"$`\\]*)"|([\w./:,@%+-]*))$)re");
  std::smatch match;
  if (HeadOf(statement).size() < statement.size() ||
      !std::regex_match(statement, match, kConstant)) {
    return std::nullopt;
  }
  return std::pair(match[1].str(), match[3].str() + match[4].str() + match[5].str());
}

/// A variable or function that only one job knows.
struct Keeper {
  std::size_t job = 0;
  bool is_function = false;
};

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
    Finish();
    if (jobs_.Count() == 0 && result_.errors.empty()) {
      Error(1, "holds no command that a job could run");
    }
    if (!stops_on_error_) {
      Note(1, "a failure stops what follows; the script went on, as it has no 'set -e'");
    }
    PlaceNotes();
    if (result_.errors.empty()) {
      result_.manifest_json = WorkflowJson(name, Spec());
    }
    return std::move(result_);
  }

 private:
  void Error(int line, std::string message) {
    result_.errors.push_back({filename_ + ":" + std::to_string(line), std::move(message)});
  }

  void Note(int line, std::string message) { notes_.emplace_back(line, std::move(message)); }

  void SetShell() {
    if (!text_.starts_with("#!")) {
      return;
    }
    const std::string line = HeadOf(std::string(text_.substr(0, text_.find('\n'))));
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
    const StatementKind kind = KindOf(statement);
    CheckPath(statement);
    if (!statement.is_simple && MayEndWell(statement)) {
      Error(statement.line,
            "'exit' with 0 within a statement ends the script early and well, which no job can do "
            "for those behind it: let it be a condition around them");
    }
    static const std::regex kSuccess(R"(^exit(\s+(0|\$\?|"\$\?"))?$)");
    const bool ends_well = is_last && std::regex_match(HeadOf(statement.text), kSuccess);
    if (kind == StatementKind::kReplaces) {
      Error(statement.line, "'exec' replaces the shell, which a job cannot do for the next one");
    } else if (ends_well) {
      return;
    } else if (const auto home = HomeOf(statement, kind);
               home && (kind != StatementKind::kExit || is_last)) {
      Join(statement, kind, *home);
    } else if (kind == StatementKind::kExit) {
      Error(statement.line,
            "'" + statement.text + "' ends the script: a Workflow ends with its last job");
    } else if (kind == StatementKind::kState) {
      AddState(statement);
    } else if (kind == StatementKind::kWait) {
      jobs_.AddWait(statement);
    } else {
      NoteLostState(statement);
      only_options_ = false;
      jobs_.AddJob(statement, kind == StatementKind::kPrints);
      KeepAll(KeepersOf(statement));
      NoteProcesses(statement);
    }
  }

  /// The job that alone knows what a statement reads of the shell.
  std::optional<std::size_t> HomeOf(const Statement& statement, StatementKind kind) {
    std::optional<std::size_t> home;
    const auto take = [&](std::optional<std::size_t> job) {
      home = job ? std::min(home.value_or(*job), *job) : home;
    };
    if (jobs_.EndsWithJob() && Reads(statement, ReadsStatus, CallsFirst)) {
      take(jobs_.Count() - 1);
    }
    if (Reads(statement, ReadsProcess, Calls)) {
      take(jobs_.LastInBackground());
      take(processes_);
      if (!home && statement.function.empty()) {
        Error(statement.line, "'$!' is of no command in the background that stands before it");
      }
    }
    if (Reads(statement, ReadsJobTable, Calls)) {
      take(jobs_.FirstInBackground(false));
      take(processes_);
    }
    if (kind == StatementKind::kWait) {
      take(jobs_.FirstInBackground(true));
      take(processes_);
    }
    for (const auto& [name, keeper] : keepers_) {
      if (keeper.is_function ? Calls(statement, name) : Uses(statement, name)) {
        take(keeper.job);
      }
    }
    return home;
  }

  /// A function reads when it is called.
  bool Reads(const Statement& statement, bool (*reads)(const Statement&),
             bool (*calls)(const Statement&, const std::string&)) const {
    return statement.function.empty() &&
           (reads(statement) || std::ranges::any_of(functions_, [&](const Statement& function) {
              return reads(function) && calls(statement, function.function);
            }));
  }

  void Join(const Statement& statement, StatementKind kind, std::size_t job) {
    jobs_.Join(statement, job);
    for (auto& [name, keeper] : keepers_) {
      keeper.job = std::min(keeper.job, job);
    }
    static const std::regex kAssigns(R"(^(export|declare|typeset|readonly)\b)");
    if (!statement.function.empty()) {
      functions_.push_back(statement);
      Keep(statement.function, true);
    } else if (statement.only_assigns || std::regex_search(HeadOf(statement.text), kAssigns)) {
      KeepAll(AssignedBy(statement));
    } else if (kind == StatementKind::kState) {
      Note(statement.line, "what it sets or where it goes to is not known to later jobs");
    } else {
      NoteLostState(statement);
    }
    KeepAll(KeepersOf(statement));
    processes_ = processes_ ? std::min(*processes_, job) : processes_;
    if (kind == StatementKind::kWait) {
      processes_.reset();
    } else {
      NoteProcesses(statement);
    }
  }

  /// Remembers where something in the background was started by a block or a function.
  void NoteProcesses(const Statement& statement) {
    if (Reads(statement, LeavesProcesses, Calls)) {
      processes_ = processes_.value_or(jobs_.Count() - 1);
      Note(statement.line, "what it starts in the background ends with its job");
    }
  }

  void KeepAll(const std::vector<std::string>& variables) {
    for (const std::string& variable : variables) {
      Keep(variable, false);
    }
  }

  /// Keeps a name only in the last job, together with the functions that use it and the functions
  /// that call those.
  void Keep(const std::string& first, bool first_is_function) {
    const std::size_t job = jobs_.Count() - 1;
    std::vector<std::pair<std::string, bool>> open{{first, first_is_function}};
    while (!open.empty()) {
      const auto [name, is_function] = std::move(open.back());
      open.pop_back();
      keepers_.insert_or_assign(name, Keeper{job, is_function});
      if (!kept_.insert({name, job}).second) {
        continue;
      }
      for (const Statement& function : functions_) {
        if (is_function ? Calls(function, name) : Uses(function, name)) {
          open.emplace_back(function.function, true);
        }
      }
    }
  }

  /// What changes the shell behind the last command has no job to stand before.
  void Finish() {
    for (const Statement& setter : jobs_.Finish(ActsOutside)) {
      Note(setter.line, "is left out: no command stands behind it");
    }
    for (const Statement& background : jobs_.Background(false)) {
      Note(background.line, "ran in the background; here what follows waits for it");
    }
    for (const Statement& background : jobs_.Background(true)) {
      Note(background.line,
           "runs in the background of its job: what the job does not wait for ends with it");
    }
    for (const Statement& wait : jobs_.LostWaits()) {
      Note(wait.line, "'wait' is left out: jobs follow each other");
    }
  }

  void PlaceNotes() {
    std::ranges::stable_sort(notes_, {}, &std::pair<int, std::string>::first);
    for (auto& [line, message] : notes_) {
      result_.notes.push_back({filename_ + ":" + std::to_string(line), std::move(message)});
    }
  }

  void AddState(const Statement& statement) {
    if (const auto constant = ConstantOf(statement.text); constant && only_options_) {
      env_.push_back(
          Value{Object{{"name", Text(constant->first)}, {"value", Text(constant->second)}}});
      return;
    }
    static const std::regex kStops(R"(^set\s+.*(-\w*e|-o\s+errexit))");
    stops_on_error_ = stops_on_error_ || std::regex_search(HeadOf(statement.text), kStops);
    const bool is_function = !statement.function.empty();
    static const std::regex kAtExit(R"(\s(EXIT|0)\b[\s\w]*$)");
    constexpr std::size_t kTail = 80;
    const std::string tail = statement.text.substr(std::max(statement.text.size(), kTail) - kTail);
    if (statement.text.starts_with("trap") && std::regex_search(tail, kAtExit)) {
      Note(statement.line, "runs at the end of every job behind it, not once at the end of all");
    }
    static const std::regex kReads(R"(^(read|mapfile|readarray|let|eval)\b)");
    if (std::regex_search(statement.text, kReads)) {
      Note(statement.line, "is run again by every job behind it");
    }
    if (is_function) {
      NoteFunction(statement);
    }
    if (!is_function && (statement.text.find("$(") != std::string::npos ||
                         statement.text.find('`') != std::string::npos)) {
      Note(statement.line, "is run again by every job behind it, and may give each another value");
    }
    if (is_function) {
      functions_.push_back(statement);
    }
    for (const std::string& variable :
         is_function ? std::vector<std::string>() : AssignedBy(statement)) {
      keepers_.erase(variable);  // all know the new value
    }
    only_options_ = only_options_ && IsOneOf(FirstWord(statement.text), {"set", "shopt"});
    jobs_.AddSetter(statement);
  }

  /// `$0` in a job is its shell.
  void CheckPath(const Statement& statement) {
    static const std::regex kPath(R"(\$(0\b|\{0[^\w]|\{?BASH_SOURCE))");
    static const std::regex kUsed(R"(dirname|realpath|readlink|BASH_SOURCE|\$\{0[%#])");
    const std::string text = Unquoted(statement.text, false);
    if (!std::regex_search(text, kPath)) {
      return;
    }
    if (std::regex_search(text, kUsed)) {
      Error(statement.line,
            "goes by the path of the script, which a job does not have: write the folder itself");
    } else {
      Note(statement.line, "'$0' is the shell of a job, not the script");
    }
  }

  void NoteFunction(const Statement& function) {
    static const std::regex kGlobal(
        R"((^|[;&|({\n])\s*(then\s|do\s|else\s)?\s*[A-Za-z_]\w{0,60}\+?=)");
    const std::string text = Unquoted(function.text, false);
    if (std::regex_search(text, kGlobal)) {
      setters_.insert(function.function);
    }
  }

  void NoteLostState(const Statement& statement) {
    static const std::regex kChange(
        R"re((^|[;&|({\n]|\b(if|while|until|then|do|else|elif)\s)\s*(!\s*)?)re"
        R"re((cd\b|export\b|read\b|mapfile\b|readarray\b|let\b|eval\b|source\b|function\b|[A-Za-z_]\w{0,60}\s*\(\s*\)|[A-Za-z_]\w{0,60}\+?=))re");
    static const std::regex kArgument(R"(\$[1-9@*#])");
    const std::string text = Unquoted(statement.text, false);
    const bool calls_setter = setters_.contains(FirstWord(statement.text));
    if (calls_setter || (!statement.is_simple && std::regex_search(text, kChange))) {
      Note(statement.line, "what it sets or where it goes to is not known to later jobs");
    }
    if (std::regex_search(text, kArgument)) {
      Note(statement.line, "arguments of the script are not there: jobs have none");
    }
  }

  Object Spec() {
    List jobs;
    const std::vector<std::string> scripts = jobs_.Scripts();
    for (std::size_t i = 0; i < scripts.size(); ++i) {
      Object job = ScriptJob("job-" + std::to_string(i + 1), scripts[i],
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
  bool only_options_ = true;  // no command and nothing but `set` so far
  JobScripts jobs_ = {};
  std::vector<Statement> functions_ = {};
  std::optional<std::size_t> processes_ = std::nullopt;  // the first job that left some
  std::map<std::string, Keeper> keepers_ = {};
  std::set<std::pair<std::string, std::size_t>> kept_ = {};  // names and the jobs that know them
  List env_ = {};
  std::set<std::string> setters_ = {};  // functions that set variables of the script
  std::vector<std::pair<int, std::string>> notes_ = {};  // with their lines
  Imported result_ = {};
};

}  // namespace

Imported FromBashScript(std::string_view text, const std::string& filename,
                        const std::string& name) {
  return Import(text, filename).Run(name);
}

}  // namespace executioner::legacy::importers
