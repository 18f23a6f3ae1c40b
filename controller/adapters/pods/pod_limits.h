/// \file
/// The operator's limits on the pods of jobs. The controller creates pods on behalf of the authors
/// of Workflows and Jobs, so it enforces the limits, whatever else the cluster admits. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::pods {

/// The defaults allow no access to the node. In a list, "*" allows all.
struct PodLimits {
  /// Fields of a core/v1 Volume; `emptyDir` and `image`, which the runner may need, are always
  /// allowed.
  std::vector<std::string> volume_types = {
      "configMap", "csi", "downwardAPI",           "emptyDir",  "ephemeral",
      "image",     "nfs", "persistentVolumeClaim", "projected", "secret"};
  /// Values allowed in `capabilities.add`, without CAP_: those of Pod Security "baseline".
  std::vector<std::string> capabilities = {
      "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER",  "FSETID", "KILL",      "MKNOD",
      "NET_BIND_SERVICE", "SETFCAP", "SETGID",       "SETPCAP", "SETUID", "SYS_CHROOT"};
  bool host_network = false;
  bool host_ports = false;
  bool privileged = false;  ///< also hostProcess, an unmasked /proc, hostPID and hostIPC
  /// Prefixes of labels and annotations that podTemplate.metadata may not set.
  std::vector<std::string> forbidden_metadata = {};
};

/// Whether a label or annotation is set by the controller alone. A user's value for it is dropped.
bool IsOwnKey(std::string_view key);

/// The origin of the parts of a finished pod, for errors that name the user's fields.
struct PodOrigin {
  std::string place = {};       ///< field path of the job: "spec.jobs[2]"
  int own_volumes = 0;          ///< our volumes, before the user's
  int own_init_containers = 0;  ///< ours, before the user's
};

/// Checks a pod before its creation.
/// \param pod  a Pod as JSON
/// \throws base::ConfigurationError  if it is not JSON, or a field exceeds a limit; names the first
/// such field and the flag of `executioner controller` that allows it
void CheckLimits(std::string_view pod, const PodLimits& limits, const PodOrigin& origin);

}  // namespace executioner::pods
