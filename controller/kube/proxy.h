/// \file
/// The proxy that the environment requests, by the rules of Go's net/http: HTTPS_PROXY, HTTP_PROXY
/// and NO_PROXY, in upper or lower case. Pure.
#pragma once

#include <string>

#include "controller/kube/access_settings.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {

/// \return the URL of the proxy; empty: none. There is never a proxy for localhost and loopback
/// addresses.
/// \throws base::ConfigurationError  if the variable names a proxy whose scheme is not http
std::string ProxyFor(const ServerUrl& server, const Environment& environment);

}  // namespace executioner::kube
