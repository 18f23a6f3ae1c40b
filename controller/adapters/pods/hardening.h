/// \file
/// Safe defaults of security contexts: what Pod Security "restricted" asks for, except for the
/// user, which only an image or its user knows. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::pods {

/// The job container's securityContext: no privilege escalation, all capabilities dropped, unless
/// the user's own says otherwise. Fields of `capabilities` are merged one by one; escalation is
/// left open where the API server would refuse to close it (privileged, SYS_ADMIN).
/// \param own  the user's, "" when there is none
/// \param place  its field path, for the error
/// \throws base::ConfigurationError  when `own` is not an object
std::string HardenContainer(std::string_view own, const std::string& place);

/// The pod's securityContext: seccomp profile RuntimeDefault unless the user's own names one.
/// \throws base::ConfigurationError  when `own` is not an object
std::string HardenPod(std::string_view own, const std::string& place);

}  // namespace executioner::pods
