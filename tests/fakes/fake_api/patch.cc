#include "tests/fakes/fake_api/patch.h"

#include <algorithm>
#include <map>

#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxOperations = 10'000;
constexpr std::string_view kDeleteFrom = "$deleteFromPrimitiveList/";
constexpr std::string_view kSetOrder = "$setElementOrder/";

json ApplyJsonPatch(const json& target, const json& patch) {
  if (!patch.is_array()) {
    throw Refusal(400, "BadRequest", "a JSON patch must be an array");
  }
  if (patch.size() > kMaxOperations) {
    throw Refusal(413, "RequestEntityTooLarge",
                  "The allowed maximum operations in a JSON patch is 10000, got " +
                      std::to_string(patch.size()));
  }
  try {
    return target.patch(patch);
  } catch (const json::exception& error) {
    throw Refusal(422, "Invalid",
                  std::string{"the server rejected our request due to an error in our request: "} +
                      error.what());
  }
}

/// The field that identifies an item of a list of objects; none: the list is replaced whole.
const std::string* MergeKeyOf(const std::string& list) {
  static const std::map<std::string, std::string, std::less<>> kKeys = {
      {"ownerReferences", "uid"}, {"containers", "name"}, {"initContainers", "name"},
      {"conditions", "type"},     {"env", "name"},        {"volumes", "name"}};
  const auto found = kKeys.find(list);
  return found == kKeys.end() ? nullptr : &found->second;
}

void MergeObject(json& target, const json& patch);

void MergePrimitives(json& target, const json& patch) {
  for (const json& value : patch) {
    if (std::find(target.begin(), target.end(), value) == target.end()) {
      target.push_back(value);
    }
  }
}

void MergeByKey(json& target, const json& patch, const std::string& key) {
  for (json item : patch) {
    if (!item.contains(key)) {
      throw Refusal(400, "BadRequest", "map: does not contain declared merge key: " + key);
    }
    const auto found = std::find_if(target.begin(), target.end(), [&](const json& old) {
      return old.contains(key) && old.at(key) == item.at(key);
    });
    if (item.value("$patch", "") == "delete") {
      if (found != target.end()) {
        target.erase(found);
      }
    } else if (found == target.end()) {
      json added = json::object();
      MergeObject(added, item);
      target.push_back(std::move(added));
    } else {
      MergeObject(*found, item);
    }
  }
}

void DeletePrimitives(json& target, const std::string& list, const json& values) {
  if (!target.contains(list)) {
    return;
  }
  json kept = json::array();
  for (const json& value : target.at(list)) {
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      kept.push_back(value);
    }
  }
  if (kept.empty()) {
    target.erase(list);
  } else {
    target[list] = std::move(kept);
  }
}

void MergeField(json& target, const std::string& name, const json& value) {
  if (value.is_null()) {
    target.erase(name);
  } else if (value.is_object()) {
    if (!target.contains(name) || !target.at(name).is_object()) {
      target[name] = json::object();
    }
    MergeObject(target[name], value);
  } else if (value.is_array() && (name == "finalizers" || MergeKeyOf(name) != nullptr)) {
    json& list = target[name];
    if (!list.is_array()) {
      list = json::array();
    }
    const std::string* key = MergeKeyOf(name);
    key == nullptr ? MergePrimitives(list, value) : MergeByKey(list, value, *key);
  } else {
    target[name] = value;
  }
}

void MergeObject(json& target, const json& patch) {
  for (const auto& [name, value] : patch.items()) {
    if (name.starts_with(kDeleteFrom)) {
      DeletePrimitives(target, name.substr(kDeleteFrom.size()), value);
    } else if (name.starts_with('$') && !name.starts_with(kSetOrder)) {
      throw Refusal(400, "BadRequest", "the fake API server does not model " + name);
    } else if (!name.starts_with('$')) {
      MergeField(target, name, value);
    }
  }
}

}  // namespace

json ApplyPatch(const json& target, std::string_view content_type, const std::string& patch,
                bool custom) {
  const bool is_json = content_type == "application/json-patch+json";
  const bool is_merge = content_type == "application/merge-patch+json";
  const bool is_strategic = content_type == "application/strategic-merge-patch+json";
  if ((!is_json && !is_merge && !is_strategic) || (is_strategic && custom)) {
    throw Refusal(415, "UnsupportedMediaType",
                  "the body of the request was in an unknown format: " + std::string{content_type});
  }
  const json parsed = json::parse(patch, nullptr, false);
  if (parsed.is_discarded() || (!is_json && !parsed.is_object())) {
    throw Refusal(400, "BadRequest", "the patch cannot be read");
  }
  if (is_json) {
    return ApplyJsonPatch(target, parsed);
  }
  json patched = target;
  is_merge ? patched.merge_patch(parsed) : MergeObject(patched, parsed);
  return patched;
}

}  // namespace executioner::fakes
