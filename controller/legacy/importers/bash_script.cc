#include "controller/legacy/importers/bash_script.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <regex>
#include <set>
#include <utility>
#include <vector>

#include "controller/legacy/config/write_template.h"
#include "controller/legacy/importers/carried_state.h"
#include "controller/legacy/importers/job_scripts.h"
#include "controller/legacy/importers/kept_names.h"
#include "controller/legacy/importers/script_shell.h"
#include "controller/legacy/importers/shell_effects.h"
#include "controller/legacy/importers/shell_statements.h"
#include "controller/legacy/importers/shell_words.h"
#include "controller/legacy/importers/statement_kind.h"

namespace executioner::legacy::importers {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

/// Scripts of jobs repeat the statements before them. Those of one Workflow have at most this size.
constexpr std::size_t kLargest = 1'000'000;

class Import {
 public:
  Import(std::string_view text, const std::string& filename)
      : text_(text),
        filename_(filename),
        shell_(ShellOf(text)),
        stops_on_error_(shell_.stops_on_error) {}

  Imported Run(const std::string& name) {
    if (!shell_.error.empty()) {
      Error(1, shell_.error);
    }
    const ShellScript script = ReadShellScript(text_);
    if (!script.error.empty()) {
      Error(script.error_line, script.error);
      return std::move(result_);
    }
    // A note about all that follows is worth nothing on the last line.
    last_line_ = script.statements.empty() ? 0 : script.statements.back().line;
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
      Add(script.statements[i], i + 1 == script.statements.size());
      PassOver(script.statements, i);
    }
    Finish();
    if (jobs_.Count() == 0 && result_.errors.empty()) {
      Error(1, "contains no command that a job could run");
    }
    if (continues_after_failure_ && jobs_.Count() > 1) {
      Note(1, "a failure stops the jobs that follow; without 'set -e' the script continued");
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

  void Add(const Statement& statement, bool is_last) {
    const bool is_carried = effects_.IsCarried(statement);
    const StatementKind kind = is_carried ? StatementKind::kState : KindOf(statement);
    CheckPath(statement);
    if (together_) {
      Append(statement, kind);
      return;
    }
    if (!statement.is_simple && MayEndWell(statement)) {
      Error(
          statement.line,
          "'exit' with 0 inside a statement ends the script with success; a job cannot do this for "
          "the jobs that follow: put a condition around them");
    }
    static const std::regex kSuccess(R"(^exit(\s+(0|\$\?|"\$\?"))?$)");
    const bool ends_well = is_last && std::regex_match(HeadOf(statement.text), kSuccess);
    if (kind == StatementKind::kReplaces) {
      Error(statement.line, "'exec' replaces the shell; a job cannot do this for the next");
    } else if (ends_well) {
      return;
    } else if (std::string why = WhyTogether(statement, kind); !why.empty()) {
      KeepTogether(statement, kind, std::move(why));
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
      AddJob(statement, kind == StatementKind::kPrints);
    }
  }

  /// Why the rest of the script must be one job; "" if it can be cut after the statement.
  std::string WhyTogether(const Statement& statement, StatementKind kind) const {
    if (!shell_.is_known) {
      return "only scripts for sh and bash are divided into jobs";
    }
    if (kind == StatementKind::kExit || effects_.IsCarried(statement)) {
      return "";
    }
    std::string why = effects_.WhyTogether(statement);
    return why.empty() && size_ + setters_size_ > kLargest
               ? "too many jobs would repeat the statements before it"
               : why;
  }

  /// From here on the script runs in one shell, as written.
  void KeepTogether(const Statement& statement, StatementKind kind, std::string why) {
    if (const auto home = HomeOf(statement, kind)) {
      Join(statement, kind, *home);
    } else {
      AddJob(statement, false);
    }
    together_ = jobs_.Count() - 1;
    together_line_ = statement.line;
    why_together_ = std::move(why);
  }

  /// The rest of the script is one job already, which may need what jobs before it know.
  void Append(const Statement& statement, StatementKind kind) {
    const std::size_t job = *together_ == 0 ? 0 : HomeOf(statement, kind).value_or(*together_);
    together_ = std::min(*together_, job);
    jobs_.Join(statement, *together_);
    NoteArguments(statement);
    if (!statement.function.empty()) {
      names_.Define(statement);
    }
    NoteProcesses(statement);
  }

  void AddJob(const Statement& statement, bool prints) {
    NoteArguments(statement);
    only_options_ = false;
    continues_after_failure_ = continues_after_failure_ || !stops_on_error_;
    size_ += setters_size_ + statement.text.size();
    jobs_.AddJob(statement, prints);
    KeepAll(KeepersOf(statement));
    KeepAll(effects_.LoopVariables(statement));
    NoteProcesses(statement);
  }

  /// Under `set -e` a script continues after "a && b" even if a fails, so its job must succeed.
  /// The last statement gives the script its status.
  void PassOver(const std::vector<Statement>& all, std::size_t at) {
    static const std::regex kSameStatus(R"(^exit(\s+(\$\?|"\$\?"))?$)");
    const bool gives_status =
        at + 1 == all.size() ||
        (at + 2 == all.size() && std::regex_match(HeadOf(all[at + 1].text), kSameStatus));
    if (stops_on_error_ && !gives_status && jobs_.EndsWithJob() && !together_ &&
        effects_.MayIgnoreFailure(all[at])) {
      jobs_.EndWell();
    }
  }

  /// The job that alone knows what a statement reads of the shell.
  std::optional<std::size_t> HomeOf(const Statement& statement, StatementKind kind) {
    std::optional<std::size_t> home;
    const auto take = [&](std::optional<std::size_t> job) {
      home = job ? std::min(home.value_or(*job), *job) : home;
    };
    if (jobs_.EndsWithJob() && names_.Reads(statement, ReadsStatus, CallsFirst)) {
      take(jobs_.Count() - 1);
    }
    if (names_.Reads(statement, ReadsProcess, Calls)) {
      take(jobs_.LastInBackground());
      take(processes_);
      if (!home && !together_ && statement.function.empty()) {
        Error(statement.line, "'$!' refers to no background command before it");
      }
    }
    if (names_.Reads(statement, ReadsJobTable, Calls)) {
      take(jobs_.FirstInBackground(false));
      take(processes_);
    }
    if (kind == StatementKind::kWait) {
      take(jobs_.FirstInBackground(true));
      take(processes_);
    }
    take(names_.HomeOf(statement));
    return home;
  }

  void Join(const Statement& statement, StatementKind kind, std::size_t job) {
    jobs_.Join(statement, job);
    names_.MergeFrom(job);
    if (!statement.function.empty()) {
      Define(statement);
      names_.Keep(statement.function, true, job);
    } else if (kind == StatementKind::kState) {
      KeepState(statement, job);
    } else {
      NoteArguments(statement);
    }
    KeepAll(effects_.LoopVariables(statement));
    KeepAll(KeepersOf(statement));
    processes_ = processes_ ? std::min(*processes_, job) : processes_;
    if (kind == StatementKind::kWait) {
      processes_.reset();
    } else {
      NoteProcesses(statement);
    }
  }

  /// Variables that other programs or the shell read: later statements may use them unnamed.
  void KeepState(const Statement& statement, std::size_t job) {
    const std::vector<std::string> names = AssignedBy(statement);
    const bool is_known = std::ranges::any_of(names, [&](const std::string& name) {
      return exported_.contains(name) || name.starts_with("LC_") || name.starts_with("LD_") ||
             IsOneOf(name, {"PATH", "HOME", "IFS", "LANG", "TMPDIR", "CDPATH", "GLOBIGNORE"});
    });
    if (statement.only_assigns && !is_known) {
      KeepAll(names);
    } else {
      together_ = job;
      together_line_ = statement.line;
      why_together_ = "'" + FirstWord(statement.text) + "' affects the statements that follow";
    }
  }

  /// Remembers where something in the background was started by a block or a function.
  void NoteProcesses(const Statement& statement) {
    if (names_.Reads(statement, LeavesProcesses, Calls)) {
      processes_ = processes_.value_or(jobs_.Count() - 1);
      Note(statement.line, "processes that it starts in the background end with its job");
    }
  }

  void Define(const Statement& function) {
    names_.Define(function);
    effects_.Define(function);
  }

  template <typename Names>
  void KeepAll(const Names& variables) {
    for (const std::string& variable : variables) {
      names_.Keep(variable, false, jobs_.Count() - 1);
    }
  }

  /// Changes of the shell after the last command have no job that would repeat them.
  void Finish() {
    if (together_ && together_line_ < last_line_) {
      Note(together_line_, "this statement and all that follow are one job: " + why_together_);
    }
    for (const Statement& setter : jobs_.Finish(ActsOutside)) {
      Note(setter.line, "is omitted: no command follows it");
    }
    for (const Statement& background : jobs_.Background(false)) {
      Note(background.line,
           "ran in the background; here later jobs wait for it, and a failure stops them");
    }
    for (const Statement& background : jobs_.Background(true)) {
      Note(background.line,
           "runs in the background of its job and ends with it, unless the job waits for it");
    }
    for (const Statement& wait : jobs_.LostWaits()) {
      Note(wait.line, "'wait' is omitted: jobs run one after the other");
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
    if (MayGiveOtherValue(statement)) {
      Note(statement.line, "is run again by every later job, and may give each another value");
    }
    if (is_function) {
      Define(statement);
    } else {
      NoteArguments(statement);
    }
    if (!is_function && IsOneOf(FirstWord(statement.text), {"export", "declare", "typeset"})) {
      const std::vector<std::string>& words = statement.commands[0].words;
      for (std::size_t i = 1; i < words.size(); ++i) {
        exported_.insert(words[i].substr(0, words[i].find_first_of("+=[")));
      }
    }
    for (const std::string& variable :
         is_function ? std::vector<std::string>() : AssignedBy(statement)) {
      names_.Release(variable);  // all know the new value
    }
    only_options_ = only_options_ && IsOneOf(FirstWord(statement.text), {"set", "shopt"});
    setters_size_ += statement.text.size();
    jobs_.AddSetter(statement.ignores_failures || stops_on_error_ ||
                            FirstWord(statement.text) != "cd"
                        ? statement
                        : StopsOnFailure(statement));
  }

  /// No command may run in a folder other than the one that the script meant.
  static Statement StopsOnFailure(Statement statement) {
    statement.text += " || exit";
    return statement;
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
            "depends on the path of the script, which jobs do not have: write the folder itself");
    } else {
      Note(statement.line, "'$0' is the shell of a job, not the script");
    }
  }

  void NoteArguments(const Statement& statement) {
    if (ReadsArguments(statement)) {
      Note(statement.line, "the arguments of the script are missing: jobs have none");
    }
  }

  Object Spec() {
    List jobs;
    const std::vector<std::string> scripts = jobs_.Scripts();
    for (std::size_t i = 0; i < scripts.size(); ++i) {
      Object job = ScriptJob("job-" + std::to_string(i + 1), scripts[i],
                             i == 0 ? "" : "job-" + std::to_string(i));
      if (shell_.words != std::vector<std::string>{"/bin/sh"}) {
        List shell;
        std::ranges::transform(shell_.words, std::back_inserter(shell), Text);
        shell.push_back(Text("-c"));
        job.emplace("shell", Value{std::move(shell)});
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
  ScriptShell shell_;
  bool stops_on_error_;
  bool continues_after_failure_ = false;  // of a command, as no `set -e` came before it
  bool only_options_ = true;              // no command and nothing but `set` so far
  JobScripts jobs_ = {};
  std::optional<std::size_t> processes_ = std::nullopt;  // the first job that left some
  List env_ = {};
  KeptNames names_ = {};
  ShellEffects effects_ = {};
  std::set<std::string> exported_ = {};
  std::optional<std::size_t> together_ = std::nullopt;  // the job of all that follows
  int together_line_ = 0;
  std::string why_together_ = {};
  int last_line_ = 0;
  std::size_t setters_size_ = 0;
  std::size_t size_ = 0;                                 // of the scripts of all jobs
  std::vector<std::pair<int, std::string>> notes_ = {};  // with their lines
  Imported result_ = {};
};

}  // namespace

Imported FromBashScript(std::string_view text, const std::string& filename,
                        const std::string& name) {
  return Import(text, filename).Run(name);
}

}  // namespace executioner::legacy::importers
