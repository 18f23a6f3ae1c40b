/// \file
/// Mail to a real server: what arrives, and which errors are reported.
#include "controller/adapters/mail/send.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/mail/smtp_server.h"

namespace executioner::mail {
namespace {

using testing::SilentServer;
using testing::SmtpServer;

constexpr const char* kMail = "Subject: hello\r\n\r\none\r\n.\r\n..two\r\n";

Server At(const SmtpServer& server, Tls tls) {
  return {.host = "localhost", .port = server.Port(), .tls = tls, .ca_file = server.Authority()};
}

std::vector<Refusal> SendTo(const Server& server, std::vector<std::string> to = {"ann@x.org"}) {
  return Send(server, {.from = "me@x.org", .to = std::move(to)}, kMail);
}

std::string ErrorOf(const Server& server, std::vector<std::string> to = {"ann@x.org"}) {
  try {
    SendTo(server, std::move(to));
  } catch (const base::BackendError& error) {
    return error.what();
  }
  return "(none)";
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Send, DeliversWithoutEncryptionOnlyIfConfigured) {
  const SmtpServer server;
  SendTo(At(server, Tls::kNone), {"ann@x.org", "bob@x.org"});
  EXPECT_EQ(server.Mail(), kMail);
  EXPECT_EQ(server.Envelope(), "me@x.org\nann@x.org\nbob@x.org");
}

TEST(Send, DeliversOverStartTls) {
  const SmtpServer server({"--tls", "starttls"});
  SendTo(At(server, Tls::kStartTls));
  EXPECT_EQ(server.Mail(), kMail);
}

TEST(Send, DeliversOverTls) {
  const SmtpServer server({"--tls", "tls"});
  SendTo(At(server, Tls::kTls));
  EXPECT_EQ(server.Mail(), kMail);
}

TEST(Send, SendsNothingIfTheServerOffersNoTls) {
  const SmtpServer server;
  const std::string error = ErrorOf(At(server, Tls::kStartTls));
  EXPECT_TRUE(Has(error, "mail server localhost:" + std::to_string(server.Port()) +
                             ": the server does not offer STARTTLS"))
      << error;
  EXPECT_EQ(server.Mail(), "");
}

TEST(Send, RejectsACertificateOfAnUntrustedAuthority) {
  const SmtpServer server({"--tls", "starttls"});
  const SmtpServer other;
  Server wrong = At(server, Tls::kStartTls);
  wrong.ca_file = other.Authority();
  EXPECT_TRUE(Has(ErrorOf(wrong), "certificate")) << ErrorOf(wrong);
  wrong.ca_file = "";
  EXPECT_TRUE(Has(ErrorOf(wrong), "certificate")) << ErrorOf(wrong);
  EXPECT_EQ(server.Mail(), "");
}

TEST(Send, RejectsACertificateForAnotherName) {
  const SmtpServer server({"--tls", "tls"});
  Server wrong = At(server, Tls::kTls);
  wrong.host = "127.0.0.1";
  EXPECT_TRUE(Has(ErrorOf(wrong), "127.0.0.1")) << ErrorOf(wrong);
  EXPECT_EQ(server.Mail(), "");
}

TEST(Send, LogsIn) {
  const SmtpServer server({"--tls", "starttls", "--login", "me:pass word"});
  Server known = At(server, Tls::kStartTls);
  EXPECT_TRUE(Has(ErrorOf(known), "530")) << ErrorOf(known);
  known.user = "me";
  known.password = "wrong";
  EXPECT_TRUE(Has(ErrorOf(known), "535")) << ErrorOf(known);
  EXPECT_FALSE(Has(ErrorOf(known), "wrong"));
  known.password = "pass word";
  SendTo(known);
  EXPECT_EQ(server.Mail(), kMail);
}

TEST(Send, DeliversToTheOthersIfOneRecipientIsRejected) {
  const SmtpServer server({"--refuse", "gone@x.org"});
  const auto refused = SendTo(At(server, Tls::kNone), {"gone@x.org", "ann@x.org"});
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].recipient, "gone@x.org");
  EXPECT_EQ(refused[0].answer, "550 5.1.1 no such mailbox");
  EXPECT_EQ(server.Envelope(), "me@x.org\nann@x.org");
}

TEST(Send, FailsWithTheServersMessageIfAllRecipientsAreRejected) {
  const SmtpServer server({"--refuse", "gone@x.org"});
  const std::string error = ErrorOf(At(server, Tls::kNone), {"gone@x.org"});
  EXPECT_TRUE(Has(error, "550 5.1.1 no such mailbox")) << error;
}

TEST(Send, FailsIfTheMailIsTooLargeForTheServer) {
  const SmtpServer server({"--size", "10"});
  EXPECT_TRUE(Has(ErrorOf(At(server, Tls::kNone)), "552")) << ErrorOf(At(server, Tls::kNone));
}

TEST(Send, GivesUpIfTheServerDoesNotAnswer) {
  const SilentServer server;
  const std::string error = ErrorOf({.host = "127.0.0.1",
                                     .port = server.Port(),
                                     .tls = Tls::kNone,
                                     .timeout = std::chrono::seconds{1}});
  EXPECT_TRUE(Has(error, "not finished within 1 s")) << error;
}

TEST(Send, GivesUpIfTheServerNeverAcknowledgesTheMail) {
  const SmtpServer server({"--hang"});
  Server hangs = At(server, Tls::kNone);
  hangs.timeout = std::chrono::seconds{1};
  const std::string error = ErrorOf(hangs);
  EXPECT_TRUE(Has(error, "not finished within 1 s")) << error;
}

TEST(Send, NamesAServerThatCannotBeReached) {
  int port = 0;
  {
    const SilentServer gone;
    port = gone.Port();
  }
  const std::string error = ErrorOf({.host = "127.0.0.1", .port = port});
  EXPECT_TRUE(error.starts_with("mail server 127.0.0.1:" + std::to_string(port) + ": ")) << error;
}

TEST(Send, RejectsAHostThatIsNotAName) {
  for (const char* host : {"", "a/b", "me@host", "host name", "a\r\nb"}) {
    EXPECT_TRUE(Has(ErrorOf({.host = host}), "is not a valid host name")) << host;
  }
}

}  // namespace
}  // namespace executioner::mail
