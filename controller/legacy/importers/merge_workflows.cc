#include "controller/legacy/importers/merge_workflows.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "controller/legacy/importers/workflow_text.h"
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

/// Names may not differ in case only.
std::string Folded(std::string name) {
  std::ranges::transform(name, name.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return name;
}

Object& MembersOf(Value& value) {
  return std::get<Object>(value.data);
}

std::string NameOf(const Value& job) {
  return *job.Find("name")->Text();
}

/// Variables by name: those of the job win.
Value MergedEnv(const Value& defaults, const Value& own) {
  std::set<std::string> names;
  for (const Value& variable : *own.Items()) {
    names.insert(NameOf(variable));
  }
  List merged;
  for (const Value& variable : *defaults.Items()) {
    if (!names.contains(NameOf(variable))) {
      merged.push_back(variable);
    }
  }
  merged.insert(merged.end(), own.Items()->begin(), own.Items()->end());
  return Value{std::move(merged)};
}

/// Objects key by key, down to what is none: podTemplate.
Value MergedMaps(const Value& defaults, const Value& own, int depth) {
  if (defaults.Members() == nullptr || own.Members() == nullptr || depth == 0) {
    return own;
  }
  Object merged = *own.Members();
  for (const auto& [key, value] : *defaults.Members()) {
    const auto [found, added] = merged.emplace(key, value);
    if (!added) {
      found->second = MergedMaps(value, found->second, depth - 1);
    }
  }
  return Value{std::move(merged)};
}

/// What a job is with its `defaults`, as docs/api.md says.
void PushDown(const Object& defaults, Object& job) {
  const std::set<std::string_view> group{"command", "args", "script", "shell"};
  const bool has_own =
      std::ranges::any_of(group, [&](std::string_view key) { return job.find(key) != job.end(); });
  for (const auto& [key, value] : defaults) {
    const auto own = job.find(key);
    if (own == job.end()) {
      if (!has_own || !group.contains(key)) {
        job.emplace(key, value);
      }
    } else if (key == "env") {
      own->second = MergedEnv(value, own->second);
    } else if (key == "podTemplate") {
      constexpr int kLabelsOfMetadata = 3;
      own->second = MergedMaps(value, own->second, kLabelsOfMetadata);
    }
  }
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

class Merge {
 public:
  Merge(const std::vector<MergeInput>& inputs, Prefixes prefixes)
      : inputs_(inputs), prefixes_(prefixes) {
    for (const MergeInput& input : inputs) {
      specs_.push_back(*input.object.root.Find("spec")->Members());
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
  void Error(const MergeInput& input, const std::string& path, std::string message) {
    result_.errors.push_back(
        {input.object.PlaceOf(path), path.empty() ? std::move(message) : path + ": " + message});
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
    std::map<std::string, std::set<std::size_t>> files;
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      for (const Value& job : ItemsOf(specs_[i], "jobs")) {
        files[Folded(NameOf(job))].insert(i);
      }
    }
    prefix_.resize(specs_.size());
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const List& jobs = ItemsOf(specs_[i], "jobs");
      const auto clash = std::ranges::find_if(
          jobs, [&](const Value& job) { return files[Folded(NameOf(job))].size() > 1; });
      if (clash != jobs.end() && prefixes_ == Prefixes::kNever) {
        Error(inputs_[i], "spec.jobs[" + std::to_string(clash - jobs.begin()) + "].name",
              "'" + NameOf(*clash) + "' is in another file too; leave out --prefix never");
      }
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
      const auto found = spec.find("defaults");
      texts.insert(found == spec.end() ? "{}" : manifest::CanonicalJson(found->second));
    }
    if (texts.size() == 1) {
      if (const auto found = specs_[0].find("defaults"); found != specs_[0].end()) {
        spec_.emplace("defaults", found->second);
      }
      return;
    }
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
  }

  /// No limit is the largest.
  void TakeParallelism() {
    std::int64_t most = 0;
    for (const Object& spec : specs_) {
      const auto found = spec.find("parallelism");
      if (found == spec.end()) {
        return;
      }
      most = std::max(most, std::get<std::int64_t>(found->second.data));
    }
    spec_.emplace("parallelism", Value{most});
  }

  void TakeEqual(const std::string& key) {
    const auto text = [&](const Object& spec) {
      const auto found = spec.find(key);
      return found == spec.end() ? std::string() : manifest::CanonicalJson(found->second);
    };
    for (std::size_t i = 1; i < specs_.size(); ++i) {
      if (text(specs_[i]) != text(specs_[0])) {
        Error(inputs_[i], "spec." + key,
              "is not as in " + inputs_[0].object.filename + ": make them the same");
        return;
      }
    }
    spec_.emplace(key, specs_[0].at(key));
  }

  void TakeJobs() {
    List last;
    List skip;
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      std::set<std::string> needed;
      for (const Value& job : ItemsOf(specs_[i], "jobs")) {
        jobs_.push_back(Renamed(job, prefix_[i], last, needed));
      }
      for (const Value& name : ItemsOf(specs_[i], "skip")) {
        skip.push_back(Text(prefix_[i] + *name.Text()));
      }
      last.clear();
      for (const Value& job : ItemsOf(specs_[i], "jobs")) {
        if (!needed.contains(NameOf(job))) {
          last.push_back(Text(prefix_[i] + NameOf(job)));
        }
      }
    }
    if (!skip.empty()) {
      spec_.emplace("skip", Value{std::move(skip)});
    }
  }

  /// \param last    the jobs that the first ones wait for
  /// \param needed  gets the names that the job depends on
  static Value Renamed(const Value& job, const std::string& prefix, const List& last,
                       std::set<std::string>& needed) {
    Value renamed = job;
    Object& members = MembersOf(renamed);
    List names;
    for (const Value& name : ItemsOf(members, "dependsOn")) {
      needed.insert(*name.Text());
      names.push_back(Text(prefix + *name.Text()));
    }
    names = names.empty() ? last : names;
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
