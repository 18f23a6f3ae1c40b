#include "controller/legacy/importers/merge_workflows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "controller/base/letters.h"
#include "controller/legacy/config/write_template.h"
#include "controller/legacy/importers/push_down_defaults.h"
#include "controller/manifest/json_text.h"

namespace executioner::legacy::importers {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

const List& ItemsOf(const Object& object, const char* key) {
  static const List kNone;
  const auto found = object.find(key);
  const List* const items = found == object.end() ? nullptr : found->second.Items();
  return items == nullptr ? kNone : *items;
}

/// The field's canonical JSON.
std::string JsonOf(const Object& object, const std::string& key, const char* absent) {
  const auto found = object.find(key);
  return found == object.end() ? absent : manifest::CanonicalJson(found->second);
}

Object& MembersOf(Value& value) {
  return std::get<Object>(value.data);
}

std::string NameOf(const Value& job) {
  return *job.Find("name")->Text();
}

std::string TriggerOf(const Value& job) {
  const Value* const trigger = job.Find("trigger");
  return trigger == nullptr ? "AllSucceeded" : *trigger->Text();
}

/// Absent and null mean the same.
void DropNulls(Object& object) {
  std::erase_if(object, [](const auto& field) { return field.second.IsNull(); });
}

/// A field that says what holds anyway.
bool IsUsual(const std::string& key, const Value& value) {
  static const std::map<std::string, std::string> kUsual{{"cancel", "\"None\""},
                                                         {"failurePolicy", "\"FinishRunning\""},
                                                         {"priority", "0"},
                                                         {"rerunOn", "\"Never\""},
                                                         {"suspend", "false"}};
  const auto found = kUsual.find(key);
  return found != kUsual.end() && manifest::CanonicalJson(value) == found->second;
}

/// The jobs that the first jobs of a file wait for.
struct Gate {
  List jobs = {};
  bool may_be_skipped = false;  ///< a trigger may skip one of them although all went well
};

/// A job that failed or was blocked blocks its dependents with these triggers.
bool StopsAtFailure(const std::string& trigger) {
  return trigger == "AllSucceeded" || trigger == "NoneFailed";
}

/// The jobs that have all ended well when, and only when, the whole file has. Each bad end among
/// its jobs shows in one of these: it blocks what stops at a failure, and that in turn, up to a job
/// with no such dependent.
Gate GateBehind(const List& jobs, const std::string& prefix) {
  std::set<std::string> shown;
  Gate gate;
  for (const Value& job : jobs) {
    const std::string trigger = TriggerOf(job);
    // AllFinished runs in any case, so it is never skipped.
    gate.may_be_skipped |= !StopsAtFailure(trigger) && trigger != "AllFinished";
    if (StopsAtFailure(trigger)) {
      for (const Value& name : ItemsOf(*job.Members(), "dependsOn")) {
        shown.insert(*name.Text());
      }
    }
  }
  for (const Value& job : jobs) {
    if (!shown.contains(NameOf(job))) {
      gate.jobs.push_back(Text(prefix + NameOf(job)));
    }
  }
  return gate;
}

class Merge {
 public:
  Merge(const std::vector<MergeInput>& inputs, Prefixes prefixes)
      : inputs_(inputs), prefixes_(prefixes) {
    for (const MergeInput& input : inputs) {
      specs_.push_back(*input.object.root.Find("spec")->Members());
      Tidy(specs_.back());
    }
  }

  Imported Run(const std::string& name) {
    for (const MergeInput& input : inputs_) {
      if (input.object.kind != "Workflow") {
        Error(input, "kind", "is a " + input.object.kind + ": only Workflows are merged");
      }
    }
    if (result_.errors.empty()) {
      TellLost();
      SetPrefixes();
      TakeDefaults();
      TakeFields();
      TakeJobs();
    }
    if (result_.errors.empty()) {
      spec_.emplace("jobs", Value{std::move(jobs_)});
      result_.manifest_json = WorkflowJson(name, std::move(spec_));
    }
    return std::move(result_);
  }

 private:
  static void Tidy(Object& spec) {
    DropNulls(spec);
    if (const auto defaults = spec.find("defaults"); defaults != spec.end()) {
      DropNulls(MembersOf(defaults->second));
    }
    if (const auto jobs = spec.find("jobs"); jobs != spec.end()) {
      for (Value& job : std::get<List>(jobs->second.data)) {
        DropNulls(MembersOf(job));
      }
    }
  }

  void Error(const MergeInput& input, const std::string& path, std::string message) {
    result_.errors.push_back(
        {input.object.PlaceOf(path), path.empty() ? std::move(message) : path + ": " + message});
  }

  void Note(std::size_t file, std::string message) {
    result_.notes.push_back({inputs_[file].object.filename, std::move(message)});
  }

  void TellLost() {
    for (const MergeInput& input : inputs_) {
      const Value* const metadata = input.object.root.Find("metadata");
      for (const auto& [key, value] : *metadata->Members()) {
        if (key != "name") {
          result_.notes.push_back(
              {input.object.PlaceOf("metadata." + key), "metadata." + key + " is left out"});
        }
      }
    }
  }

  void SetPrefixes() {
    // Names may not differ in case only.
    std::map<std::string, std::set<std::size_t>> files;
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      for (const Value& job : ItemsOf(specs_[i], "jobs")) {
        files[base::LowerCase(NameOf(job))].insert(i);
      }
    }
    prefix_.resize(specs_.size());
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const List& jobs = ItemsOf(specs_[i], "jobs");
      const auto clash = std::ranges::find_if(
          jobs, [&](const Value& job) { return files[base::LowerCase(NameOf(job))].size() > 1; });
      if (clash != jobs.end() && prefixes_ == Prefixes::kNever) {
        Error(inputs_[i], "spec.jobs[" + std::to_string(clash - jobs.begin()) + "].name",
              "'" + NameOf(*clash) + "' is in another file too; omit --prefix never");
      }
      // All jobs of a file get the prefix, so that names of one file stay alike.
      const bool clashes = clash != jobs.end() && prefixes_ == Prefixes::kOnConflict;
      if (clashes || prefixes_ == Prefixes::kAlways) {
        prefix_[i] = inputs_[i].prefix + "-";
        if (std::ranges::count(prefix_, prefix_[i]) > 1) {
          Error(inputs_[i], "",
                "another file is called '" + inputs_[i].prefix +
                    "' too, so that name cannot tell their jobs apart: rename one");
        }
      }
    }
  }

  void TakeDefaults() {
    std::set<std::string> texts;
    for (const Object& spec : specs_) {
      texts.insert(JsonOf(spec, "defaults", "{}"));
    }
    if (texts.size() == 1) {
      if (const auto found = specs_[0].find("defaults"); found != specs_[0].end()) {
        spec_.emplace("defaults", found->second);
      }
      return;
    }
    // Defaults of one file must not hold for the jobs of another.
    for (Object& spec : specs_) {
      const auto found = spec.find("defaults");
      if (found != spec.end()) {
        for (Value& job : std::get<List>(spec.at("jobs").data)) {
          PushDown(*found->second.Members(), MembersOf(job));
        }
      }
    }
  }

  void TakeFields() {
    std::set<std::string> keys;
    for (Object& spec : specs_) {
      std::erase_if(spec, [](const auto& field) { return IsUsual(field.first, field.second); });
      for (const auto& [key, value] : spec) {
        keys.insert(key);
      }
    }
    for (const std::string& key : keys) {
      if (key == "parallelism") {
        TakeParallelism();
      } else if (key != "jobs" && key != "defaults" && key != "skip") {
        TakeEqual(key);
      }
    }
    AddUpDeadlines();
  }

  /// A limit guards something that jobs share, so none of them may run with a larger one than its
  /// file sets: the smallest holds for all.
  void TakeParallelism() {
    std::optional<std::int64_t> least;
    std::size_t owner = 0;
    std::set<std::string> texts;
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const auto found = specs_[i].find("parallelism");
      texts.insert(JsonOf(specs_[i], "parallelism", ""));
      if (found == specs_[i].end()) {
        continue;
      }
      const std::int64_t limit = std::get<std::int64_t>(found->second.data);
      if (!least || limit < *least) {
        least = limit;
        owner = i;
      }
    }
    spec_.emplace("parallelism", Value{*least});
    if (texts.size() > 1) {
      Note(owner, "spec.parallelism: " + std::to_string(*least) +
                      ", the smallest of the files, holds for all jobs");
    }
  }

  /// On its own, each file would have had the whole deadline.
  void AddUpDeadlines() {
    const auto found = spec_.find("activeDeadlineSeconds");
    if (found == spec_.end()) {
      return;
    }
    std::int64_t& seconds = std::get<std::int64_t>(found->second.data);
    seconds *= static_cast<std::int64_t>(specs_.size());
    Note(0, "spec.activeDeadlineSeconds: " + std::to_string(seconds) +
                ", the sum, since the files run one after the other");
  }

  void TakeEqual(const std::string& key) {
    for (std::size_t i = 1; i < specs_.size(); ++i) {
      if (JsonOf(specs_[i], key, "") != JsonOf(specs_[0], key, "")) {
        Error(inputs_[i], "spec." + key,
              "differs from " + inputs_[0].object.filename + ": make them the same");
        return;
      }
    }
    spec_.emplace(key, specs_[0].at(key));
  }

  void TakeJobs() {
    Gate gate;
    List skip;
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const List& jobs = ItemsOf(specs_[i], "jobs");
      for (const Value& job : jobs) {
        jobs_.push_back(Renamed(job, prefix_[i], gate));
      }
      for (const Value& name : ItemsOf(specs_[i], "skip")) {
        skip.push_back(Text(prefix_[i] + *name.Text()));
      }
      if (i > 0) {
        TellCleanups(i);
      }
      gate = GateBehind(jobs, prefix_[i]);
    }
    if (!skip.empty()) {
      spec_.emplace("skip", Value{std::move(skip)});
    }
  }

  /// When a file before has failed, the first jobs of this one are Blocked, which is a failure for
  /// those that wait for them.
  void TellCleanups(std::size_t file) {
    const List& jobs = ItemsOf(specs_[file], "jobs");
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      const std::string trigger = TriggerOf(jobs[i]);
      if (!StopsAtFailure(trigger) && trigger != "AnySucceeded") {
        result_.notes.push_back(
            {inputs_[file].object.PlaceOf("spec.jobs[" + std::to_string(i) + "].trigger"),
             "job '" + NameOf(jobs[i]) + "' (" + trigger +
                 ") also runs when a file before this one has failed"});
      }
    }
  }

  static Value Renamed(const Value& job, const std::string& prefix, const Gate& gate) {
    Value renamed = job;
    Object& members = MembersOf(renamed);
    List names;
    for (const Value& name : ItemsOf(members, "dependsOn")) {
      names.push_back(Text(prefix + *name.Text()));
    }
    if (names.empty() && gate.may_be_skipped) {
      members["trigger"] = Text("NoneFailed");
    }
    names = names.empty() ? gate.jobs : names;
    members["name"] = Text(prefix + NameOf(job));
    if (!names.empty()) {
      members["dependsOn"] = Value{std::move(names)};
    }
    return renamed;
  }

  const std::vector<MergeInput>& inputs_;
  Prefixes prefixes_;
  std::vector<Object> specs_ = {};
  std::vector<std::string> prefix_ = {};
  Object spec_ = {};
  List jobs_ = {};
  Imported result_ = {};
};

}  // namespace

Imported MergeWorkflows(const std::vector<MergeInput>& inputs, const std::string& name,
                        Prefixes prefixes) {
  return Merge(inputs, prefixes).Run(name);
}

}  // namespace executioner::legacy::importers
