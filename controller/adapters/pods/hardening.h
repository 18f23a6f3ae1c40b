/// \file
/// Safe defaults of security contexts: the requirements of Pod Security "restricted", except the
/// user, which depends on the image. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::pods {

/// Returns the securityContext of the job's container: no privilege escalation and no capabilities,
/// unless the manifest says otherwise. Fields of `capabilities` are merged one by one; escalation
/// is not set if the API server would reject that (privileged, SYS_ADMIN).
/// \param own  the securityContext of the manifest; "": none
/// \param place  its field path, for errors
/// \throws base::ConfigurationError  if `own` is not an object
std::string HardenContainer(std::string_view own, const std::string& place);

/// Returns the securityContext of the pod: seccomp profile RuntimeDefault, unless the manifest sets
/// one.
/// \throws base::ConfigurationError  if `own` is not an object
std::string HardenPod(std::string_view own, const std::string& place);

}  // namespace executioner::pods
