#include "controller/legacy/cli/mail_settings.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sys/stat.h>

#include "controller/base/system_error_text.h"
#include "controller/legacy/config/env_text.h"

namespace executioner::legacy {
namespace {

using Warnings = std::vector<domain::Complaint>;

/// Whether what is sent there stays on this machine.
bool IsHere(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// Old files know no encryption. To another machine nothing goes without it unless they say so; a
/// server on this one often has no certificate, and nobody can listen.
mail::Tls TlsOf(const Mail& mail, const std::string& host) {
  constexpr int kSmtpsPort = 465;
  if (mail.tls) {
    return *mail.tls == "tls"        ? mail::Tls::kTls
           : *mail.tls == "starttls" ? mail::Tls::kStartTls
                                     : mail::Tls::kNone;
  }
  // This port speaks TLS from the first byte.
  if (mail.port == kSmtpsPort) {
    return mail::Tls::kTls;
  }
  return IsHere(host) ? mail::Tls::kNone : mail::Tls::kStartTls;
}

/// Fills in a text, or warns that it names a variable that is not set.
std::optional<std::string> Filled(const std::string& key, const std::string& text,
                                  const domain::Environment& variables, Warnings& warnings) {
  std::string filled = FillIn(text, variables);
  const std::size_t at = text.find("${");
  if (at != std::string::npos && filled.find(text.substr(at)) != std::string::npos) {
    warnings.push_back({.path = key, .message = "names a variable that is not set"});
    return std::nullopt;
  }
  return filled;
}

std::string Absolute(const std::string& path, const std::string& working_dir) {
  return path.empty() ? path : (std::filesystem::path(working_dir) / path).string();
}

/// The first line of a file that nobody else may read.
std::string PasswordIn(const std::string& path, Warnings& warnings) {
  const auto warn = [&](std::string message) {
    warnings.push_back({.path = "smtp_password_file", .message = path + " " + std::move(message)});
    return std::string();
  };

  struct stat status {};

  if (stat(path.c_str(), &status) != 0) {
    return warn("cannot be read: " + base::SystemErrorText(errno));
  }
  // As ssh does with keys: a password that others can read is not secret.
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return warn("is accessible to other users, so it is not used; run chmod 600");
  }
  std::ifstream file(path, std::ios::binary);
  std::string password;
  if (!S_ISREG(status.st_mode) || !std::getline(file, password)) {
    return warn("cannot be read, or is empty");
  }
  if (password.ends_with('\r')) {
    password.pop_back();
  }
  return password;
}

std::vector<mail::Address> Recipients(const Mail& mail, const domain::Environment& variables,
                                      Warnings& warnings) {
  std::vector<mail::Address> recipients;
  for (const std::string& text : mail.recipients) {
    const std::optional<std::string> filled = Filled("email_address", text, variables, warnings);
    const std::optional<mail::Address> address = mail::ParseAddress(filled.value_or(""));
    if (address) {
      recipients.push_back(*address);
    } else if (filled) {
      warnings.push_back({.path = "email_address",
                          .message = "'" + *filled + "' is not a mail address and gets no mail"});
    }
  }
  return recipients;
}

}  // namespace

MailSettings ReadMailSettings(const Mail& mail, const domain::Environment& variables,
                              const std::string& working_dir, Warnings& warnings) {
  MailSettings settings{.recipients = Recipients(mail, variables, warnings)};
  // Settings of a server that is never used deserve no warning.
  if (settings.recipients.empty()) {
    return settings;
  }
  const auto fill = [&](const char* key, const std::string& text) {
    return Filled(key, text, variables, warnings).value_or("");
  };
  mail::Server& server = settings.server;
  server.host = fill("smtp_server", mail.server);
  server.port = mail.port;
  server.tls = TlsOf(mail, server.host);
  server.user = fill("smtp_user", mail.user);
  server.password = mail.password_file.empty()
                        ? fill("smtp_password", mail.password)
                        : PasswordIn(Absolute(mail.password_file, working_dir), warnings);
  server.ca_file = Absolute(mail.ca_file, working_dir);
  server.timeout = std::chrono::seconds{mail.timeout_seconds};
  if (server.tls == mail::Tls::kNone && !server.password.empty() && !IsHere(server.host)) {
    warnings.push_back({.path = "smtp_tls",
                        .message = "'none' sends the password to " + server.host +
                                   " in clear text: use 'starttls' or 'tls'"});
  }
  // Servers often accept only the sender who has logged in.
  settings.from = mail::ParseAddress(server.user)
                      .value_or(mail::Address{.address = settings.recipients.front().address});
  return settings;
}

void HideMailPassword(const std::string& password, const std::string& jobs,
                      domain::Environment& environment) {
  for (std::size_t at = password.find("${"); at != std::string::npos;
       at = password.find("${", at + 2)) {
    const std::string name = password.substr(at + 2, password.find('}', at) - at - 2);
    // A job that names the variable itself is meant to have it.
    if (jobs.find(name) == std::string::npos) {
      environment.erase(name);
    }
  }
}

}  // namespace executioner::legacy
