#include "controller/kube/tls_material.h"

#include <cstdlib>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "controller/base/error.h"

namespace executioner::kube {
namespace {

std::string WhyOpenSsl() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "unknown reason" : reason;
}

std::shared_ptr<BIO> ReaderOf(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::vector<std::shared_ptr<X509>> CertificatesIn(const std::string& pem, const char* field) {
  ERR_clear_error();
  const auto reader = ReaderOf(pem);
  std::vector<std::shared_ptr<X509>> certificates;
  while (X509* one = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(one, &X509_free);
  }
  // Running out of PEM blocks ends the loop in the good case too.
  const auto code = ERR_peek_last_error();
  const bool ran_out =
      ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
  if (certificates.empty() || !ran_out) {
    throw base::ConfigurationError(field, "is not a readable PEM certificate (" + WhyOpenSsl() +
                                              "); it must contain BEGIN CERTIFICATE blocks");
  }
  ERR_clear_error();
  return certificates;
}

// Without it OpenSSL would ask for a pass phrase on the terminal.
int NoPassPhrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return -1;
}

std::shared_ptr<EVP_PKEY> KeyIn(const std::string& pem) {
  ERR_clear_error();
  const auto reader = ReaderOf(pem);
  std::shared_ptr<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(reader.get(), nullptr, &NoPassPhrase, nullptr), &EVP_PKEY_free);
  if (!key) {
    throw base::ConfigurationError("client-key", "is not a readable PEM key (" + WhyOpenSsl() +
                                                     "); encrypted keys are not supported");
  }
  return key;
}

std::shared_ptr<X509_STORE> StoreOf(const TlsSettings& settings) {
  std::shared_ptr<X509_STORE> store(X509_STORE_new(), &X509_STORE_free);
  // As Go does: a certificate in the bundle is trusted even when it is not self-signed.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  if (settings.ca_pem.empty()) {
    const std::string file =
        settings.roots_file.empty() ? X509_get_default_cert_file() : settings.roots_file;
    const std::string dir =
        settings.roots_dir.empty() ? X509_get_default_cert_dir() : settings.roots_dir;
    // A machine may have only one of the two, or none: then no server can be verified, which the
    // first connection reports.
    X509_STORE_load_file(store.get(), file.c_str());
    X509_STORE_load_path(store.get(), dir.c_str());
    ERR_clear_error();
    return store;
  }
  for (const auto& certificate : CertificatesIn(settings.ca_pem, "certificate-authority")) {
    // The store takes its own reference.
    X509_STORE_add_cert(store.get(), certificate.get());
  }
  return store;
}

}  // namespace

void HideSystemRootsFromOpenSsl() {
  // The caller answers for there being no other reader.
  setenv("SSL_CERT_FILE", "/dev/null", 1);    // NOLINT(concurrency-mt-unsafe)
  setenv("SSL_CERT_DIR", "/nonexistent", 1);  // NOLINT(concurrency-mt-unsafe)
}

TlsMaterial::TlsMaterial(const TlsSettings& settings)
    : trusted_(StoreOf(settings)),
      server_name_(settings.server_name),
      insecure_(settings.insecure) {
  if (settings.certificate_pem.empty() != settings.key_pem.empty()) {
    throw base::ConfigurationError(
        settings.key_pem.empty() ? "client-key" : "client-certificate",
        "is missing; a client certificate and its key must be given together");
  }
  if (settings.certificate_pem.empty()) {
    return;
  }
  chain_ = CertificatesIn(settings.certificate_pem, "client-certificate");
  key_ = KeyIn(settings.key_pem);
  // A certificate that was renewed without its key would fail each handshake with a puzzling alert.
  if (X509_check_private_key(chain_.front().get(), key_.get()) != 1) {
    ERR_clear_error();
    throw base::ConfigurationError("client-key", "is not the key of client-certificate");
  }
}

void TlsMaterial::ApplyTo(ssl_ctx_st* context) const {
  // As Go's clients do by default.
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set1_cert_store(context, trusted_.get());
  SSL_CTX_set_cert_verify_callback(context, &TlsMaterial::VerifyCallback,
                                   const_cast<TlsMaterial*>(this));
  if (key_) {
    SSL_CTX_use_certificate(context, chain_.front().get());
    SSL_CTX_use_PrivateKey(context, key_.get());
    for (std::size_t i = 1; i < chain_.size(); ++i) {
      SSL_CTX_add1_chain_cert(context, chain_[i].get());
    }
  }
}

int TlsMaterial::VerifyCallback(x509_store_ctx_st* context, void* self) {
  const int verdict = X509_verify_cert(context);
  if (verdict != 1) {
    const auto* material = static_cast<const TlsMaterial*>(self);
    const int error = X509_STORE_CTX_get_error(context);
    const std::scoped_lock lock(material->mutex_);
    // The check of the name comes last and leaves no error of its own.
    const bool is_name = error == X509_V_OK || error == X509_V_ERR_UNSPECIFIED;
    material->last_refusal_ =
        is_name ? "the certificate is for another host name" : X509_verify_cert_error_string(error);
  }
  return verdict;
}

std::string TlsMaterial::LastRefusal() const {
  const std::scoped_lock lock(mutex_);
  return last_refusal_;
}

}  // namespace executioner::kube
