/// \file
/// The certificates and keys of TLS connections. Parsed once and shared by all connections, because
/// parsing a bundle of roots takes tens of milliseconds. Immutable; safe from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

struct evp_pkey_st;
struct ssl_ctx_st;
struct x509_st;
struct x509_store_ctx_st;
struct x509_store_st;

namespace executioner::kube {

/// The input of a TlsMaterial.
struct TlsSettings {
  std::string ca_pem = {};           ///< certificates to trust; empty: the system's roots
  std::string certificate_pem = {};  ///< our certificate and its chain; empty: none
  std::string key_pem = {};          ///< the key of `certificate_pem`, not encrypted
  std::string server_name = {};      ///< the name to verify; default: the host of the URL
  bool insecure = false;             ///< accept any server certificate
  std::string roots_file = {};       ///< the system's roots, if not in OpenSSL's default location
  std::string roots_dir = {};        ///< like `roots_file`, for a folder with hashed names

  bool operator==(const TlsSettings&) const = default;
};

/// Points the environment variables SSL_CERT_FILE and SSL_CERT_DIR to nothing, because some
/// libraries would parse the system's roots for each connection. Must not be called while other
/// threads read the environment.
void HideSystemRootsFromOpenSsl();

class TlsMaterial {
 public:
  /// \throws base::ConfigurationError  if a PEM text contains no usable certificate or key, or the
  /// key does not match the certificate; the field of the error is the name in a kubeconfig, such
  /// as "client-key"
  explicit TlsMaterial(const TlsSettings& settings);

  /// Configures a new SSL_CTX with this material and at least TLS 1.2. The context keeps a pointer
  /// to `*this`, which must outlive its connections.
  void ApplyTo(ssl_ctx_st* context) const;

  const std::string& ServerName() const { return server_name_; }

  bool Insecure() const { return insecure_; }

  /// \return why the last rejected server certificate was rejected; empty if none was
  std::string LastRefusal() const;

 private:
  static int VerifyCallback(x509_store_ctx_st* context, void* self);

  std::shared_ptr<x509_store_st> trusted_;
  std::vector<std::shared_ptr<x509_st>> chain_;  // ours first, then its issuers
  std::shared_ptr<evp_pkey_st> key_;
  std::string server_name_;
  bool insecure_;

  mutable std::mutex mutex_;
  mutable std::string last_refusal_;  // guarded by mutex_
};

}  // namespace executioner::kube
