/// \file
/// What a shell does with a script, it does with the jobs that the script was cut into.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <sys/wait.h>
#include <vector>

#include <gtest/gtest.h>

#include "controller/legacy/importers/bash_script.h"
#include "controller/manifest/json_text.h"

namespace executioner::legacy::importers {
namespace {

/// How shells ended and what they printed.
struct Ending {
  bool succeeded = true;
  std::string output = {};

  bool operator==(const Ending&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Ending& ending) {
  return out << (ending.succeeded ? "succeeded: " : "failed: ") << ending.output;
}

/// A folder "work" with a file "precious" and a folder "stage", and one file in that.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "jobsXXXXXX").string();
    path_ = mkdtemp(name.data());
    std::filesystem::create_directories(path_ / "work/stage");
    std::ofstream(path_ / "work/precious") << "gold";
    std::ofstream(path_ / "work/stage/old") << "dust";
  }

  ~Folder() { std::filesystem::remove_all(path_); }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// \param words  a shell with its options and the text that it runs
  void Run(const std::vector<std::string>& words, Ending& ending) const {
    std::string command = "cd " + (path_ / "work").string() + " && exec";
    for (const std::string& word : words) {
      std::string quoted;
      for (const char letter : word) {
        quoted += letter == '\'' ? std::string(R"('\'')") : std::string(1, letter);
      }
      command += " '" + quoted + "'";
    }
    FILE* const pipe = popen((command + " </dev/null 2>/dev/null").c_str(), "r");
    std::array<char, 4096> buffer = {};
    for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
      ending.output.append(buffer.data(), got);
    }
    ending.succeeded = pclose(pipe) == 0;
  }

  /// The files that are left, in order.
  std::string Listing() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
      names.insert(entry.path().lexically_relative(path_).string());
    }
    std::string listing;
    for (const std::string& name : names) {
      listing += name + "\n";
    }
    return listing;
  }

 private:
  std::filesystem::path path_;
};

Ending OfScript(const std::string& script) {
  const Folder folder;
  Ending ending;
  folder.Run({"/bin/bash", "-c", script}, ending);
  ending.output += folder.Listing();
  return ending;
}

/// One job after the other, until one fails.
Ending OfJobs(const std::string& script) {
  const Imported imported = FromBashScript(script, "x.sh", "x");
  if (!imported.errors.empty()) {
    ADD_FAILURE() << script << imported.errors.front().message;
    return {};
  }
  const manifest::ParsedJson parsed = manifest::ParseJson(imported.manifest_json);
  const Folder folder;
  Ending ending;
  for (const manifest::Value& job : *manifest::Nearest(parsed.value, "spec.jobs").Items()) {
    std::vector<std::string> words;
    for (const manifest::Value& word : *job.Find("shell")->Items()) {
      words.push_back(*word.Text());
    }
    words.push_back(*job.Find("script")->Text());
    folder.Run(words, ending);
    if (!ending.succeeded) {
      break;
    }
  }
  ending.output += folder.Listing();
  return ending;
}

constexpr std::array kScripts{
    // cd in any form, before a command that must not run elsewhere
    "enter() { cd stage; }\nenter\nrm -rf ./*\n",
    "enter() { inner; }\ninner() { cd stage; }\nenter\nrm -rf ./*\n",
    "command cd stage\nrm -rf ./*\n",
    "builtin cd stage\nrm -rf ./*\n",
    "\\cd stage\nrm -rf ./*\n",
    "\"cd\" stage\nrm -rf ./*\n",
    "'cd' stage\nrm -rf ./*\n",
    "c\\d stage\nrm -rf ./*\n",
    ">f cd stage\nrm -rf ./*\n",
    "cd stage >f\nrm -rf ./*\n",
    "x=1 cd stage\nrm -rf ./*\n",
    "c=cd; $c stage\nrm -rf ./*\n",
    "c='cd stage'; $c\nrm -rf ./*\n",
    "c='cd stage'; eval \"$c\"\nrm -rf ./*\n",
    "pushd stage >/dev/null\nrm -rf ./*\n",
    "cd stage && true\nrm -rf ./*\n",
    "cd stage || exit 1\nrm -rf ./*\n",
    "{ cd stage; }\nrm -rf ./*\n",
    "if true; then cd stage; fi\nrm -rf ./*\n",
    "for d in stage; do cd $d; done\nrm -rf ./*\n",
    "case a in a) cd stage;; esac\nrm -rf ./*\n",
    "while cd stage; do break; done\nrm -rf ./*\n",
    "time cd stage\nrm -rf ./*\n",
    "! cd nowhere\ncd stage\nrm -rf ./*\n",
    "run() { \"$@\"; }\nrun cd stage\nrm -rf ./*\n",
    "shopt -s expand_aliases\nalias go=cd\ngo stage\nrm -rf ./*\n",
    "echo 'cd stage' > f\nsource ./f\nrm -rf ./*\n",
    "echo 'cd stage' > f\n. ./f\nrm -rf ./*\n",
    "cd() { builtin cd stage; }\ncd\nrm -rf ./*\n",
    "trap 'cd stage' USR1\nkill -USR1 $$\nrm -rf ./*\n",
    "d=stage\ncd $d\nrm -rf ./*\n",
    "shopt -s lastpipe\necho stage | while read d; do cd $d; done\nrm -rf ./*\n",
    "coproc cat\ncd stage\nrm -rf ./*\n",
    "ls no || rc=$?\ncd stage$(test $rc = 0 && echo x)\nrm -rf ./*\n",
    "false || rc=$?\nPATH=$rc:$PATH\nls\n",
    "f() { pushd stage >/dev/null; }\nf\nrm -rf ./*\n",
    "echo 'cd stage' > f\nload() { . ./f; }\nload\nrm -rf ./*\n",
    "echo 'cd stage' > f\ntest -f f && . ./f\nrm -rf ./*\n",
    "echo 'f() { cd stage; }' > f\nif true; then . ./f; fi\nf\nrm -rf ./*\n",
    "mkdir -p d && cd d\nrm -rf ./*\n",
    "test -d stage && cd stage\nrm -rf ./*\n",
    "case a in a) go() { cd stage; };; esac\ngo\nrm -rf ./*\n",
    // failures that `set -e` does not see
    "[ 1 = 2 ] && echo no\necho on\n",
    "test -e no && rm no\necho on\n",
    "[ 1 = 2 ] && echo no\n",
    "[ 1 = 2 ] && echo no\nexit 0\n",
    "[ 1 = 2 ] && echo no\nexit $?\n",
    "true && false\necho on\n",
    "! true\necho on\n",
    "for i in 1 2; do [ $i = 1 ] && echo one; done\necho on\n",
    "f() { [ 1 = 2 ] && echo no; }\nf\necho on\n",
    "f() { [ 1 = 2 ] && echo no; }\nif f; then echo yes; fi\necho on\n",
    "(false && true)\necho on\n",
    "false | true\necho on\n",
    "set +e; false; echo a; set -e\necho b\n",
    "set +o errexit\nfalse\necho a\n",
    "f() { set +e; }\nf\nfalse\necho a\n",
    // variables
    "q=3; ((q++)); echo $q\n",
    "q=3; (( q += 2 ))\necho $q\n",
    "q=3; echo $((q++))\necho $q\n",
    "q=3; echo $((q<<=1))\necho $q\n",
    "q=3; if (( q == 3 )); then echo three; fi\necho $q\n",
    "q=3; echo $[q=5]\necho $q\n",
    "echo ${v:=5}\necho $v\n",
    "echo ${v=5}\necho $v\n",
    ": ${v:=5}\necho $v\necho $v\n",
    "a=(1 2); i=0; echo ${a[i++]}\necho $i\n",
    "let q=4\necho $q\n",
    "printf -v q %s five\necho $q\n",
    "printf \"-v\" q %s five\necho $q\n",
    "read q <<< six\necho $q\n",
    "echo seven > f; read q < f; echo eight > f\necho $q\n",
    "mapfile -t q < precious\necho ${q[0]}\n",
    "if true; then q=1; else q=2; fi\necho $q\n",
    "q=1 || exit 1\necho $q\n",
    "true && q=2\necho $q\n",
    "for q in 1 2; do echo $q; done\necho $q\n",
    "for q in 1 2; do echo $q; done\nfor q in 3 4; do echo $q; done\necho end\n",
    "for ((q=0; q<3; q++)); do echo $q; done\necho $q\n",
    "f() { for q in 1 2; do :; done; }\nf\necho $q\n",
    "f() { q=9; }\nf\necho $q\n",
    "f() { local q=9; q=8; echo $q; }\nq=1\nf\necho $q\n",
    "f() { declare -g q=9; }\nf\necho $q\n",
    "[[ abc =~ b(.) ]]\necho ${BASH_REMATCH[1]}\n",
    "x=$RANDOM\necho $x > f\n[ $x = $(cat f) ] && echo same\n",
    "echo a > f.$$\nmv f.$$ g\n",
    "select q in a b; do break; done < <(echo 2)\necho $q\n",
    "export q=1\nunset q\necho ${q-gone}\n",
    "q=1\nf() { echo $q; }\nq=2\nf\n",
    "declare -i q=2\nq=q+1\necho $q\n",
    "case a in a) X=1;; esac; echo $X\n",
    "f() { export X=1; }\nf\necho $X\n",
    "f() { umask 077; }\nf\ntouch f\nstat -c %a f\n",
    // arguments, options, traps and the rest of the shell
    "set -- a b; shift; echo $1\n",
    "set -- -o v; getopts o: a; echo $a $OPTARG\n",
    "trap 'echo bye; exit 0' ERR\nfalse\necho on\n",
    "trap 'rm -rf tmp' EXIT\nmkdir tmp\necho a > tmp/a\ncat tmp/a\n",
    "umask 077\ntouch f\nstat -c %a f\n",
    "ulimit -n 100\nulimit -n\n",
    "ulimit -n\nls\n",
    "umask\nls\n",
    "shopt -s nullglob\necho no*\n",
    "set -f\necho *\n",
    "exit_with() { exit $1; }\nexit_with 0\necho on\n",
    "if true; then rc=0; exit $rc; fi\necho on\n",
    "alias ls='echo alias'\nls\n",
    "export -p >/dev/null\nls\n",
    "declare -p >/dev/null\nls\n",
    "{ exec >f; }\necho a\n",
    "hash -r\nls\n",
    "unset -f f\nf() { cd stage; }\nunset f\necho on\n",
    "echo a > >(cat)\ntrue\n",
    "f() { return 3; }\nf || echo $?\necho on\n",
    "cat <<E\n$((q=4))\nE\necho $q\n",
};

TEST(BashJobs, DoWhatTheScriptDoes) {
  for (const char* const script : kScripts) {
    const std::string text = std::string("#!/bin/bash\nset -e\n") + script;
    EXPECT_EQ(OfJobs(text), OfScript(text)) << text;
  }
}

}  // namespace
}  // namespace executioner::legacy::importers
