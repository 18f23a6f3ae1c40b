/// \file
/// Generates certificates for tests of TLS. Nothing is written to disk.
#pragma once

#include <string>
#include <vector>

namespace executioner::fakes {

/// PEM texts.
struct CertificateAndKey {
  std::string certificate = {};
  std::string key = {};
};

/// Creates a self-signed certificate authority, valid for a day.
CertificateAndKey MakeAuthority(const std::string& name);

/// Creates a certificate signed by `authority`, for servers and clients, valid for a day.
/// \param name  the common name
/// \param alternative_names  in the format of OpenSSL: "DNS:localhost", "IP:127.0.0.1"
CertificateAndKey Issue(const CertificateAndKey& authority, const std::string& name,
                        const std::vector<std::string>& alternative_names = {});

}  // namespace executioner::fakes
