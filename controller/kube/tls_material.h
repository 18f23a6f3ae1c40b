/// \file
/// What a TLS connection needs: whom to trust and, if asked, who we are. Parsed once and shared by
/// all connections, because parsing a bundle of roots costs tens of milliseconds. Immutable; safe
/// from any thread.
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

/// The text that a TlsMaterial is made of.
struct TlsSettings {
  std::string ca_pem = {};           ///< certificates to trust; empty: the system's roots
  std::string certificate_pem = {};  ///< our certificate and its chain; empty: none
  std::string key_pem = {};          ///< the key of `certificate_pem`, not encrypted
  std::string server_name = {};      ///< the name to verify instead of the URL's host; empty: host
  bool insecure = false;             ///< believe any server certificate
  std::string roots_file = {};       ///< the system's roots, if not in OpenSSL's own place
  std::string roots_dir = {};        ///< as `roots_file`, for a folder of hashed names

  bool operator==(const TlsSettings&) const = default;
};

/// Points the environment variables SSL_CERT_FILE and SSL_CERT_DIR to nothing, for libraries that
/// would parse the system's roots for each connection. Not beside threads that read the
/// environment.
void HideSystemRootsFromOpenSsl();

class TlsMaterial {
 public:
  /// \throws base::ConfigurationError  when a PEM text holds no usable certificate or key, or the
  ///   key is not that of the certificate; its field is the name used in a kubeconfig, such as
  ///   "client-key"
  explicit TlsMaterial(const TlsSettings& settings);

  /// Makes a fresh SSL_CTX use this material and at least TLS 1.2. The context keeps a pointer to
  /// `*this`, which must outlive its connections.
  void ApplyTo(ssl_ctx_st* context) const;

  const std::string& ServerName() const { return server_name_; }

  bool Insecure() const { return insecure_; }

  /// Why the last server certificate that was refused was refused, in words; empty when none was.
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
