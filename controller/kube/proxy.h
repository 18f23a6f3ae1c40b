/// \file
/// Which proxy the environment asks for, as Go's net/http reads it: HTTPS_PROXY, HTTP_PROXY and
/// NO_PROXY, in upper or lower case. Pure.
#pragma once

#include <string>

#include "controller/kube/access_settings.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {

/// \return the proxy's URL; empty for none. Never a proxy for localhost and loopback addresses.
/// \throws base::ConfigurationError  when the variable names a proxy that is not spoken to in http
std::string ProxyFor(const ServerUrl& server, const Environment& environment);

}  // namespace executioner::kube
