#include "runner/read_spec.h"

#include <string.h>

#include "runner/json_reader.h"

namespace executioner::runner {
namespace {

constexpr int64_t kLongestSeconds = 100LL * 365 * 24 * 3600;

constexpr const char* kCheckNames[] = {"fileExists", "directoryExists", "fileNotEmpty",
                                       "filesMatch", "filesLack",       "command"};
constexpr const char* kResultTypeNames[] = {"String",  "Integer", "Number",
                                            "Boolean", "List",    "Object"};

/// \return the position of `name` in `names`, or -1
template <size_t kSize>
int Find(const char* const (&names)[kSize], const char* name) {
  for (size_t i = 0; i < kSize; ++i) {
    if (strcmp(names[i], name) == 0) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

void ReadStrings(JsonReader& reader, List<char*>* strings) {
  for (reader.EnterList(); reader.NextItem();) {
    strings->Add(reader.ReadString());
  }
  if (strings->Size() == 0) {
    reader.Fail("expected at least one string");
  }
}

void ReadArgv(JsonReader& reader, List<char*>* argv) {
  ReadStrings(reader, argv);
  if (!reader.Failed() && (*argv)[0][0] == '\0') {
    reader.Fail("the first string names the program and cannot be empty");
  }
  argv->Add(nullptr);
}

const char* ReadFilledString(JsonReader& reader) {
  const char* string = reader.ReadString();
  if (string[0] == '\0') {
    reader.Fail("cannot be empty");
  }
  return string;
}

bool IsFileCheck(CheckType type) {
  return type == CheckType::kFileExists || type == CheckType::kDirectoryExists ||
         type == CheckType::kFileNotEmpty;
}

void ReadCheckParameter(JsonReader& reader, const char* key, Check* check) {
  const bool of_files =
      check->type == CheckType::kFilesMatch || check->type == CheckType::kFilesLack;
  const bool of_command = check->type == CheckType::kCommand;
  if (strcmp(key, "path") == 0 && IsFileCheck(check->type)) {
    check->path = ReadFilledString(reader);
  } else if (strcmp(key, "glob") == 0 && of_files) {
    check->glob = ReadFilledString(reader);
  } else if (strcmp(key, "pattern") == 0 && of_files) {
    check->pattern = ReadFilledString(reader);
  } else if (strcmp(key, "requireMatch") == 0 && check->type == CheckType::kFilesLack) {
    check->require_match = reader.ReadBoolean();
  } else if (strcmp(key, "command") == 0 && of_command) {
    ReadArgv(reader, &check->command);
  } else if (strcmp(key, "timeoutSeconds") == 0 && of_command) {
    check->timeout_seconds = reader.ReadInteger(1, kLongestSeconds);
  } else {
    reader.Fail("unknown key");
  }
}

void RequireCheckParameters(JsonReader& reader, const Check& check) {
  if (IsFileCheck(check.type)) {
    if (check.path == nullptr) {
      reader.Fail("path is missing");
    }
    return;
  }
  if (check.type == CheckType::kCommand) {
    if (check.command.Size() == 0) {
      reader.Fail("command is missing");
    }
    return;
  }
  if (check.glob == nullptr) {
    reader.Fail("glob is missing");
  }
  if (check.pattern == nullptr) {
    reader.Fail("pattern is missing");
  }
}

Check ReadCheck(JsonReader& reader) {
  Check check;
  reader.EnterObject();
  const char* name = reader.NextKey();
  if (name == nullptr) {
    reader.Fail("expected a check");
    return check;
  }
  const int type = Find(kCheckNames, name);
  if (type < 0) {
    reader.Fail("unknown check");
    return check;
  }
  check.type = static_cast<CheckType>(type);
  reader.EnterObject();
  for (const char* key = nullptr; (key = reader.NextKey()) != nullptr;) {
    ReadCheckParameter(reader, key, &check);
  }
  RequireCheckParameters(reader, check);
  if (reader.NextKey() != nullptr) {
    reader.Fail("a check must have exactly one key");
  }
  return check;
}

void ReadChecks(JsonReader& reader, List<Check>* checks) {
  for (reader.EnterList(); reader.NextItem();) {
    checks->Add(ReadCheck(reader));
  }
}

// Names become JSON keys and file names.
bool IsResultName(const char* name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (!is_letter(name[0]) || strlen(name) > 63) {
    return false;
  }
  for (const char* at = name; *at != '\0'; ++at) {
    if (!is_letter(*at) && (*at < '0' || *at > '9')) {
      return false;
    }
  }
  return true;
}

void ReadSource(JsonReader& reader, ResultDeclaration* result) {
  if (reader.AtString()) {
    if (strcmp(reader.ReadString(), "Stdout") != 0) {
      reader.Fail("expected Stdout or {file: PATH}");
    }
    result->source = ResultSource::kStdout;
    return;
  }
  reader.EnterObject();
  for (const char* key = nullptr; (key = reader.NextKey()) != nullptr;) {
    if (strcmp(key, "file") != 0) {
      reader.Fail("unknown key");
    }
    result->source = ResultSource::kFile;
    result->file = ReadFilledString(reader);
  }
  if (result->file == nullptr) {
    reader.Fail("file is missing");
  }
}

ResultDeclaration ReadResult(JsonReader& reader) {
  ResultDeclaration result;
  reader.EnterObject();
  for (const char* key = nullptr; (key = reader.NextKey()) != nullptr;) {
    if (strcmp(key, "name") == 0) {
      result.name = reader.ReadString();
      if (!IsResultName(result.name)) {
        reader.Fail("expected at most 63 letters, digits and _, not beginning with a digit");
      }
    } else if (strcmp(key, "type") == 0) {
      const int type = Find(kResultTypeNames, reader.ReadString());
      if (type < 0) {
        reader.Fail("expected String, Integer, Number, Boolean, List or Object");
        return result;
      }
      result.type = static_cast<ResultType>(type);
    } else if (strcmp(key, "from") == 0) {
      ReadSource(reader, &result);
    } else {
      reader.Fail("unknown key");
    }
  }
  if (result.name == nullptr) {
    reader.Fail("name is missing");
  }
  return result;
}

void ReadResults(JsonReader& reader, List<ResultDeclaration>* results) {
  for (reader.EnterList(); reader.NextItem();) {
    results->Add(ReadResult(reader));
  }
}

/// The keys of a spec, in the order of kKeys.
enum class Key {
  kVersion,
  kCommand,
  kScript,
  kShell,
  kWorkingDir,
  kTimeout,
  kGrace,
  kPreChecks,
  kPostChecks,
  kResults,
  kTail,
  kMessage,
  kParent
};
constexpr const char* kKeys[] = {"v",          "command",        "script",       "shell",
                                 "workingDir", "timeoutSeconds", "graceSeconds", "preChecks",
                                 "postChecks", "results",        "tailBytes",    "messageBytes",
                                 "parent"};

/// A specification that is being read, with values that are needed only until the command is known.
class SpecReader {
 public:
  SpecReader(JsonReader& reader, Spec* spec) : reader_(reader), spec_(spec) {}

  void Read() {
    reader_.EnterObject();
    for (const char* name = nullptr; (name = reader_.NextKey()) != nullptr;) {
      const int key = Find(kKeys, name);
      if (key < 0) {
        reader_.Fail("unknown key");
        return;
      }
      if (Seen(static_cast<Key>(key))) {
        reader_.Fail("duplicate key");
        return;
      }
      seen_ |= 1U << static_cast<unsigned>(key);
      ReadValue(static_cast<Key>(key));
    }
    reader_.ExpectEnd();
    RequireKeys();
    if (Seen(Key::kScript)) {
      MakeScriptCommand();
    }
  }

 private:
  bool Seen(Key key) const { return (seen_ & (1U << static_cast<unsigned>(key))) != 0; }

  void ReadValue(Key key) {
    switch (key) {
      case Key::kVersion: reader_.ReadInteger(kContractVersion, kContractVersion); break;
      case Key::kCommand: ReadArgv(reader_, &spec_->command); break;
      case Key::kScript: script_ = reader_.ReadString(); break;
      case Key::kShell: ReadStrings(reader_, &shell_); break;
      case Key::kWorkingDir: ReadWorkingDir(); break;
      case Key::kTimeout: spec_->timeout_seconds = reader_.ReadInteger(1, kLongestSeconds); break;
      case Key::kGrace: spec_->grace_seconds = reader_.ReadInteger(0, kLongestSeconds); break;
      case Key::kPreChecks: ReadChecks(reader_, &spec_->pre_checks); break;
      case Key::kPostChecks: ReadChecks(reader_, &spec_->post_checks); break;
      case Key::kResults: ReadResults(reader_, &spec_->results); break;
      case Key::kTail: spec_->tail_bytes = reader_.ReadInteger(0, kMessageBytes); break;
      case Key::kMessage:
        spec_->message_bytes = reader_.ReadInteger(kSmallestMessageBytes, kMessageBytes);
        break;
      case Key::kParent: spec_->parent = reader_.ReadInteger(1, INT32_MAX); break;
    }
  }

  void ReadWorkingDir() {
    spec_->working_dir = reader_.ReadString();
    if (spec_->working_dir[0] != '/') {
      reader_.Fail("expected an absolute path");
    }
  }

  void RequireKeys() {
    if (!Seen(Key::kVersion)) {
      reader_.Fail("v is missing");
    }
    if (Seen(Key::kCommand) == Seen(Key::kScript)) {
      reader_.Fail("expected exactly one of command and script");
    }
  }

  void MakeScriptCommand() {
    static char shell[] = "/bin/sh";
    static char option[] = "-c";
    if (shell_.Size() == 0) {
      shell_.Add(shell);
      shell_.Add(option);
    }
    spec_->command = shell_;
    spec_->command.Add(script_);
    spec_->command.Add(nullptr);
  }

  JsonReader& reader_;
  Spec* spec_;
  unsigned seen_ = 0;
  char* script_ = nullptr;
  List<char*> shell_;
};

}  // namespace

const char* NameOf(CheckType type) {
  return kCheckNames[static_cast<int>(type)];
}

const char* NameOf(ResultType type) {
  return kResultTypeNames[static_cast<int>(type)];
}

bool ReadSpec(char* text, Spec* spec, Text* error) {
  JsonReader reader(text);
  SpecReader(reader, spec).Read();
  if (reader.Failed()) {
    error->Add(reader.Error());
  }
  return !reader.Failed();
}

}  // namespace executioner::runner
