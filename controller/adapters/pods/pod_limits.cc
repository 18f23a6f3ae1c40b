#include "controller/adapters/pods/pod_limits.h"

#include <algorithm>
#include <cctype>

#include <nlohmann/json.hpp>

#include "controller/adapters/pods/names.h"
#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/domain/complaints.h"

namespace executioner::pods {
namespace {

using Json = nlohmann::json;
using Names = std::vector<std::string>;
using domain::ItemPath;

[[noreturn]] void Refuse(const std::string& field, const std::string& what,
                         const std::string& flag) {
  throw base::ConfigurationError(
      field, what + " not allowed here; the operator controls this with the flag " + flag);
}

bool Contains(const Names& names, const std::string& name) {
  return std::ranges::any_of(names,
                             [&](const std::string& one) { return one == "*" || one == name; });
}

const Json& Member(const Json& object, const char* name) {
  static const Json kNone;
  if (!object.is_object()) {
    return kNone;
  }
  const auto found = object.find(name);
  return found == object.end() ? kNone : *found;
}

/// Whether a boolean field has any value that the API server may read as true.
bool IsSet(const Json& value) {
  return !value.is_null() && value != false;
}

/// The checks of one pod.
class Inspection {
 public:
  Inspection(const PodLimits& limits, const PodOrigin& origin)
      : limits_(limits), origin_(origin), template_(origin.place + ".podTemplate.spec") {}

  void Check(const Json& pod) const {
    CheckKeys(Member(Member(pod, "metadata"), "labels"), "labels");
    CheckKeys(Member(Member(pod, "metadata"), "annotations"), "annotations");
    const Json& spec = Member(pod, "spec");
    CheckHost(spec);
    CheckContext(Member(spec, "securityContext"), template_ + ".securityContext");
    CheckVolumes(Member(spec, "volumes"));
    for (const Json& container : Member(spec, "containers")) {
      CheckContainer(container, origin_.place);
    }
    // The container that copies the runner comes first; it is not the user's.
    const Json& before = Member(spec, "initContainers");
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto own = static_cast<std::size_t>(origin_.own_init_containers);
      if (i >= own) {
        CheckContainer(before[i], ItemPath(template_ + ".initContainers", i - own));
      }
    }
  }

 private:
  void CheckKeys(const Json& entries, const std::string& what) const {
    for (const auto& entry : entries.items()) {
      const std::string& key = entry.key();
      for (const std::string& prefix : limits_.forbidden_metadata) {
        if (!IsOwnKey(key) && key.starts_with(prefix)) {
          Refuse(origin_.place + ".podTemplate.metadata." + what + "[" + key + "]",
                 "names that begin with '" + prefix + "' are", "--forbidden-metadata-prefixes");
        }
      }
    }
  }

  void CheckHost(const Json& spec) const {
    if (!limits_.host_network && IsSet(Member(spec, "hostNetwork"))) {
      Refuse(template_ + ".hostNetwork", "the node's network is", "--allow-host-network");
    }
    // podTemplate.spec has no such fields, but a limit should not rely on that.
    for (const char* field : {"hostPID", "hostIPC"}) {
      if (!limits_.privileged && IsSet(Member(spec, field))) {
        Refuse(template_ + "." + field, "sharing the node's processes is", "--allow-privileged");
      }
    }
  }

  void CheckVolumes(const Json& volumes) const {
    for (std::size_t i = 0; i < volumes.size(); ++i) {
      if (!volumes[i].is_object()) {
        continue;  // the API server reports this better
      }
      for (const auto& member : volumes[i].items()) {
        const std::string& type = member.key();
        const bool is_always = type == "name" || type == "emptyDir" || type == "image";
        if (!is_always && !Contains(limits_.volume_types, type)) {
          const auto own = static_cast<std::size_t>(origin_.own_volumes);
          Refuse(ItemPath(template_ + ".volumes", i < own ? 0 : i - own) + "." + type,
                 "volumes of type '" + type + "' are",
                 "--allowed-volume-types, now " + base::Join(limits_.volume_types, ","));
        }
      }
    }
  }

  void CheckContainer(const Json& container, const std::string& place) const {
    const Json& ports = Member(container, "ports");
    for (std::size_t i = 0; i < ports.size() && !limits_.host_ports; ++i) {
      const Json& port = Member(ports[i], "hostPort");
      if (!port.is_null() && port != 0) {
        Refuse(ItemPath(place + ".ports", i) + ".hostPort", "a port of the node is",
               "--allow-host-ports");
      }
    }
    CheckContext(Member(container, "securityContext"), place + ".securityContext");
  }

  /// Checks the securityContext of a pod or a container.
  void CheckContext(const Json& context, const std::string& place) const {
    if (!limits_.privileged) {
      if (IsSet(Member(context, "privileged"))) {
        Refuse(place + ".privileged", "privileged containers are", "--allow-privileged");
      }
      if (IsSet(Member(Member(context, "windowsOptions"), "hostProcess"))) {
        Refuse(place + ".windowsOptions.hostProcess", "host processes are", "--allow-privileged");
      }
      const Json& mount = Member(context, "procMount");
      if (!mount.is_null() && mount != "Default") {
        Refuse(place + ".procMount", "an unmasked /proc is", "--allow-privileged");
      }
    }
    const Json& added = Member(Member(context, "capabilities"), "add");
    for (std::size_t i = 0; i < added.size(); ++i) {
      const std::string name = CapabilityName(added[i]);
      if (!Contains(limits_.capabilities, name)) {
        Refuse(ItemPath(place + ".capabilities.add", i), "capability '" + name + "' is",
               "--allowed-capabilities, now " + base::Join(limits_.capabilities, ","));
      }
    }
  }

  /// Normalized as container runtimes do it: case and the prefix CAP_ do not matter.
  static std::string CapabilityName(const Json& given) {
    std::string name = given.is_string() ? given.get<std::string>() : given.dump();
    for (char& letter : name) {
      letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }
    return name.starts_with("CAP_") ? name.substr(4) : name;
  }

  const PodLimits& limits_;
  const PodOrigin& origin_;
  const std::string template_;
};

}  // namespace

bool IsOwnKey(std::string_view key) {
  return key.starts_with(kOwnPrefix) || key == kNameLabel || key == kManagedByLabel;
}

void CheckLimits(std::string_view pod, const PodLimits& limits, const PodOrigin& origin) {
  const Json parsed = Json::parse(pod, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) {  // a pod that cannot be checked is rejected
    throw base::ConfigurationError(origin.place, "makes a pod that is not valid JSON");
  }
  Inspection(limits, origin).Check(parsed);
}

}  // namespace executioner::pods
