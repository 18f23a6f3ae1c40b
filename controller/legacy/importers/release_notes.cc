#include "controller/legacy/importers/release_notes.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <sstream>

#include "controller/legacy/config/config.h"
#include "controller/legacy/config/write_template.h"
#include "controller/legacy/importers/shell_words.h"

namespace executioner::legacy::importers {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

constexpr const char* kGate = "critical-check";

constexpr std::string_view kBlanks = " \t`";

/// Removes the first word.
std::string_view TakeWord(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

/// "-", "*", "2.", "3)": what an entry of a list begins with.
bool IsListMark(std::string_view word) {
  if (word == "-" || word == "*") {
    return true;
  }
  return word.size() > 1 && (word.back() == '.' || word.back() == ')') &&
         std::ranges::all_of(word.substr(0, word.size() - 1), [](char letter) {
           return std::isdigit(static_cast<unsigned char>(letter)) != 0;
         });
}

/// A path of more than "/", or a script.
bool IsFile(std::string_view word) {
  // A lone "/" or "~" is punctuation in most texts.
  const bool is_path = word.starts_with("./") || word.starts_with("../") ||
                       word.starts_with("~/") || word.starts_with('/');
  return (is_path && word.find_first_not_of("./~") != std::string_view::npos) ||
         word.ends_with(".sh") || word.ends_with(".sql") || word.ends_with(".ksh");
}

/// A flag, a path, an assignment: what no sentence has as its second word.
bool IsArgument(std::string_view word) {
  return (word.size() > 1 && word.starts_with('-')) || IsFile(word) ||
         word.find_first_of("=$@|<>") != std::string_view::npos ||
         word.find('/') != std::string_view::npos;
}

/// Whether a line begins as a command does, perhaps after a number, a dash or a prompt: with the
/// name of a program that no sentence begins with, with a path, or with a word that can be both and
/// is followed by what no sentence has.
/// \par Example
///   "2. cp a b", "$ stop_all", "./install.sh", "make -f x.mk"; not "make sure that".
bool LooksLikeCommand(std::string_view line) {
  std::string_view word = TakeWord(line);
  if (IsListMark(word)) {
    word = TakeWord(line);
  }
  // A prompt alone is an empty line of a terminal that somebody copied.
  if (word == "$" || word == "SQL>") {
    return !TakeWord(line).empty();
  }
  const bool is_script = word.starts_with('@') && IsFile(word.substr(1));
  const bool is_program =
      IsOneOf(word, {"sqlplus", "sqlldr", "impdp", "expdp", "rman", "lsnrctl", "bash",
                     "ksh",     "cd",     "cp",    "mv",    "rm",   "mkdir",   "chmod",
                     "chown",   "scp",    "sftp",  "rsync", "ssh",  "sudo",    "tar",
                     "unzip",   "gzip",   "sed",   "grep",  "perl", "python",  "systemctl"});
  // Sentences begin with these too, so the second word decides.
  const bool is_ambiguous =
      IsOneOf(word, {"run", "sh", "make", "source", "export", "imp", "exp", "java", "git", "cat",
                     "echo", "kill", "service", "su", "find", "ln", "touch", "."});
  return is_script || IsFile(word) || is_program || (is_ambiguous && IsArgument(TakeWord(line)));
}

class Import {
 public:
  explicit Import(const ReleaseOptions& options) : options_(options), log_dir_(options.log_dir) {}

  Imported Run(std::string_view text) {
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
      // Notes come from Windows too, with carriage returns.
      ++line_;
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
        line.pop_back();
      }
      Read(line);
    }
    if (steps_.empty()) {
      result_.errors.push_back(
          {options_.filename,
           "has no line with 'sqlplus /nolog @PR_N.sql' and none with 'run -u'"});
      return std::move(result_);
    }
    result_.manifest_json = WorkflowJson(options_.name, Object{{"jobs", Value{Jobs()}}});
    return std::move(result_);
  }

 private:
  struct Step {
    std::string name = {};
    std::string command = {};
    std::string number = {};  ///< of a PR; "" for others
  };

  void Read(const std::string& whole) {
    constexpr std::size_t kLongestLine = 4096;  // std::regex recurses with each character
    const std::string line = whole.substr(0, kLongestLine);
    static const std::regex kSql(R"((sqlplus\s+/nolog\s+@\S*PR_(\d+)\.sql\b.*)$)",
                                 std::regex::icase);
    static const std::regex kRun(R"((?:^|[\s$>])(run\s+-u\s+\S.*)$)");
    static const std::regex kLog(R"(^\s*Log Directory:\s*(\S.*)$)", std::regex::icase);
    std::smatch match;
    // Scripts before other commands: a line may hold both, and the script is the step.
    if (std::regex_search(line, match, kSql)) {
      steps_.push_back({Unused("PR_" + match[2].str()), match[1].str(), match[2].str()});
    } else if (std::regex_search(line, match, kRun)) {
      steps_.push_back({Unused("run_cmd_" + std::to_string(++commands_)), match[1].str()});
    } else if (std::regex_match(line, match, kLog) && options_.log_dir.empty()) {
      log_dir_ = match[1].str();
    } else if (LooksLikeCommand(line)) {
      result_.notes.push_back({options_.filename + ":" + std::to_string(line_),
                               "not taken: " + line.substr(line.find_first_not_of(" \t"))});
    }
    if (gate_.empty() && options_.critical_check && line.find("CRITICAL") != std::string::npos) {
      gate_ = "line " + std::to_string(line_) + " of " + options_.filename + ": " + line;
      result_.notes.push_back(
          {options_.filename + ":" + std::to_string(line_),
           "CRITICAL: the first job always fails; after reading the notes, continue the run "
           "with 'executioner mark-success RUN critical-check --reason ...' and 'executioner "
           "resume RUN'"});
    }
  }

  /// A script that is run twice is two jobs.
  std::string Unused(const std::string& name) {
    std::string unused = name;
    for (int number = 2; !names_.insert(unused).second; ++number) {
      unused = name + "_" + std::to_string(number);
    }
    return unused;
  }

  List Jobs() const {
    List jobs;
    std::string before;
    if (!gate_.empty()) {
      jobs.push_back(
          Value{ScriptJob(kGate, "echo " + legacy::ShellQuoted(gate_) + " >&2\nexit 1", before)});
      before = kGate;
    }
    for (const Step& step : steps_) {
      Object job = ScriptJob(step.name, step.command, before);
      if (!step.number.empty()) {
        job.emplace(
            "postChecks",
            Value{List{legacy::WriteCheck({.kind = legacy::CheckKind::kNoOraErrors,
                                           .path = LogFolder() + "*" + step.number + "*.log"})}});
      }
      jobs.push_back(Value{std::move(job)});
      before = step.name;
    }
    return jobs;
  }

  std::string LogFolder() const {
    return log_dir_.empty() || log_dir_.ends_with('/') ? log_dir_ : log_dir_ + "/";
  }

  const ReleaseOptions& options_;
  std::string log_dir_;
  std::string gate_ = {};
  std::vector<Step> steps_ = {};
  std::set<std::string> names_ = {kGate};
  int commands_ = 0;
  int line_ = 0;
  Imported result_ = {};
};

}  // namespace

Imported FromReleaseNotes(std::string_view text, const ReleaseOptions& options) {
  return Import(options).Run(text);
}

}  // namespace executioner::legacy::importers
