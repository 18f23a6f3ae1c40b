#include "controller/importers/bash_script.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <set>
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

/// Where what matters stands. std::regex recurses with each character of a repetition, so that a
/// long text would overflow the stack.
std::string HeadOf(const std::string& text) {
  constexpr std::size_t kHead = 1024;
  return text.substr(0, kHead);
}

/// The name in "NAME() {...}" or "function NAME {...}"; "" when the statement is no function.
std::string FunctionName(const Statement& statement) {
  static const std::regex kFunction(R"(^(?:function\s+([^\s(]+)|([A-Za-z_][\w.:-]*)\s*\(\s*\)))");
  std::smatch match;
  const std::string head = HeadOf(statement.text);
  return std::regex_search(head, match, kFunction) ? match[1].str() + match[2].str() : "";
}

bool IsDefinition(const Statement& statement) {
  return statement.only_assigns || !FunctionName(statement).empty();
}

/// Where a here-document that is announced at `at` begins and what ends it; "" when none is.
std::string HereDocumentEnd(std::string_view text, std::size_t at) {
  static const std::regex kBegin(R"(^<<-?[ \t]*["'\\]?(\w+))");
  const std::string head(text.substr(at, 100));
  std::smatch match;
  return std::regex_search(head, match, kBegin) ? match[1].str() : "";
}

/// The offset behind the lines of a here-document that begin at `at`.
std::size_t SkipHereDocument(std::string_view text, std::size_t at, const std::string& end) {
  while (at < text.size()) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, newline - at);
    line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
    at = newline + 1;
    if (line == end) {
      break;
    }
  }
  return std::min(at, text.size());
}

/// The text without here-documents and without what is quoted, in single quotes or altogether.
std::string Unquoted(std::string_view text, bool also_double) {
  std::string bare;
  std::string document;
  bool in_double = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char now = text[at];
    if (now == '\'' && !in_double) {
      at = std::min(text.find('\'', at + 1), text.size());
    } else if (now == '\\') {
      ++at;
    } else if (now == '"') {
      in_double = !in_double;
    } else if (!in_double || !also_double) {
      if (now == '<' && document.empty() && !in_double) {
        document = HereDocumentEnd(text, at);
      }
      bare += now;
      if (now == '\n' && !document.empty()) {
        at = SkipHereDocument(text, at + 1, std::exchange(document, {})) - 1;
      }
    }
  }
  return bare;
}

/// The text without what stands in parentheses.
std::string WithoutParentheses(std::string_view text) {
  std::string outside;
  int depth = 0;
  for (const char now : text) {
    depth += now == '(' ? 1 : 0;
    if (depth == 0) {
      outside += now;
    }
    depth -= now == ')' && depth > 0 ? 1 : 0;
  }
  return outside;
}

/// Whether the script may end with success within a statement, not at its end: `exit`, `exit 0`.
/// What is in parentheses ends only those.
bool MayEndWell(const Statement& statement) {
  static const std::regex kExit(
      R"re((?:^|[;&|{\n)]|\b(?:then|do|else))\s*exit(?:\s+(\d+))?\s*(?=$|[;&|}\n]))re");
  static const std::regex kAfterFailure(R"re(\|\|\s*exit\s*(?=$|[;&|}\n]))re");
  const std::string outside = WithoutParentheses(Unquoted(statement.text, true));
  const std::string text = std::regex_replace(outside, kAfterFailure, "|| exit 1");
  for (std::sregex_iterator exit(text.begin(), text.end(), kExit), end; exit != end; ++exit) {
    const std::string code = (*exit)[1].str();
    if (code.find_first_not_of('0') == std::string::npos) {
      return true;
    }
  }
  return false;
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
              {"export", "declare", "typeset", "readonly",  "unset", "set",     "shopt",  "cd",
               "pushd",  "popd",    "umask",   "ulimit",    "alias", "unalias", "source", ".",
               "trap",   "read",    "mapfile", "readarray", "let",   "eval",    ":"})) {
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
  if (HeadOf(statement).size() < statement.size() ||
      !std::regex_match(statement, match, kConstant)) {
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
    CheckPath(statement);
    if (!statement.is_simple && MayEndWell(statement)) {
      Error(statement.line,
            "'exit' with 0 within a statement ends the script early and well, which no job can do "
            "for those behind it: let it be a condition around them");
    }
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
    stops_on_error_ = stops_on_error_ || std::regex_search(HeadOf(statement.text), kStops);
    const bool is_function = !statement.is_simple;
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
      setters_.insert(FunctionName(function));
    }
  }

  void NoteLostState(const Statement& statement) {
    static const std::regex kChange(
        R"re((^|[;&|({\n]|\b(if|while|until|then|do|else|elif)\s)\s*(!\s*)?)re"
        R"re((cd\b|export\b|read\b|mapfile\b|readarray\b|let\b|eval\b|source\b|[A-Za-z_]\w{0,60}\+?=))re");
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
  std::set<std::string> setters_ = {};  // functions that set variables of the script
  std::vector<std::string> scripts_ = {};
  Imported result_ = {};
};

}  // namespace

Imported FromBashScript(std::string_view text, const std::string& filename,
                        const std::string& name) {
  return Import(text, filename).Run(name);
}

}  // namespace executioner::importers
