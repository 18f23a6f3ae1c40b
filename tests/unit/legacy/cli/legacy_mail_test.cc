/// \file
/// Mail at the end of a run of an old configuration, to a real server.
#include <csignal>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/unit/cli/binary.h"
#include "tests/unit/legacy/cli/legacy_fixture.h"
#include "tests/unit/mail/smtp_server.h"

namespace executioner::cli {
namespace {

using mail::testing::PartsOf;
using mail::testing::SilentServer;
using mail::testing::SmtpServer;

constexpr const char* kGood = R"({"id": "a", "command": "echo fine"})";
constexpr const char* kBad = R"({"id": "good", "command": "echo fine"},
    {"id": "bad", "command": "echo broken; exit 3", "dependencies": ["good"]})";

std::string Keys(const std::string& host, int port, const std::string& more = "") {
  return R"("email_address": "Ann <ann@x.org>, bob@x.org", "email_on_success": true, "smtp_server": ")" +
         host + R"(", "smtp_port": )" + std::to_string(port) + ", " + more;
}

/// A server on this machine is spoken to as the old program did.
std::string Plain(const SmtpServer& server, const std::string& more = "") {
  return Keys("localhost", server.Port(), more);
}

TEST_F(Legacy, MailsAFailureWithTheLogs) {
  const SmtpServer server;
  const Said said = Run(kBad, {}, Plain(server));
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(server.Envelope(), "ann@x.org\nann@x.org\nbob@x.org");
  const std::string mail = server.Mail();
  EXPECT_TRUE(Has(mail, "Subject: [old] Run #1 FAILURE\r\n")) << mail;
  EXPECT_TRUE(Has(mail, "To: \"Ann\" <ann@x.org>,\r\n bob@x.org\r\n")) << mail;
  const auto parts = PartsOf(mail);
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_TRUE(Has(parts[0], "Run ID: 1\nStatus: FAILED\n")) << parts[0];
  EXPECT_TRUE(Has(parts[0], "  bad: FAILED: ")) << parts[0];
  EXPECT_EQ(parts[2], "broken\n");
  EXPECT_EQ(parts[3], "fine\n");
  EXPECT_TRUE(Has(mail, "filename=\"executioner.old.job-bad.run-1.log\""));
  EXPECT_TRUE(Has(mail, "filename=\"executioner.old.run-1.log\""));
}

TEST_F(Legacy, MailsTheEndOfARunWhoseHistoryWasRemoved) {
  const SmtpServer server;
  const Said said =
      Run(R"({"id": "a", "command": "rm )" + line.State() + R"(/history.db"})", {}, Plain(server));
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(Has(said.err, "the file was removed or replaced")) << said.err;
  EXPECT_TRUE(Has(said.out, "Run ID: 1\nStatus: SUCCESS\n")) << said.out;
  EXPECT_TRUE(Has(server.Mail(), "Subject: [old] Run #1 SUCCESS\r\n")) << server.Mail();
}

TEST_F(Legacy, MailsSuccessOnlyIfConfigured) {
  const SmtpServer server;
  EXPECT_EQ(Run(kGood, {}, Plain(server)).code, 0);
  EXPECT_TRUE(Has(server.Mail(), "Subject: [old] Run #1 SUCCESS\r\n")) << server.Mail();
  const std::string silent = R"("email_address": "ann@x.org", "smtp_server": "localhost",
      "email_on_failure": false, "smtp_port": )" +
                             std::to_string(server.Port()) + ", ";
  EXPECT_EQ(Run(kGood, {}, silent).code, 0);
  EXPECT_EQ(Run(kBad, {}, silent).code, 1);
  EXPECT_EQ(server.Mail(2), "");
}

TEST_F(Legacy, D19AnInterruptedRunIsNotASuccess) {
  const SmtpServer server;
  const std::string config =
      Config(R"({"id": "a", "command": "echo begun; sleep 600"})", Plain(server));
  Program program(line, {"-c", config, "--verbose"});
  ASSERT_TRUE(program.AwaitOutput("begun"));
  program.Signal(SIGTERM);
  EXPECT_EQ(program.Wait().code, 143);
  EXPECT_TRUE(Has(server.Mail(), "Subject: [old] Run #1 FAILURE\r\n")) << server.Mail();
  EXPECT_TRUE(Has(PartsOf(server.Mail()).at(0), "Reason: Cancelled")) << PartsOf(server.Mail())[0];
}

TEST_F(Legacy, D20SendsNothingToAnotherMachineWithoutTls) {
  const SmtpServer server;
  const Said said = Run(kGood, {}, Plain(server, R"("smtp_tls": "starttls", )"));
  EXPECT_EQ(said.code, 0);
  EXPECT_TRUE(Has(said.err, "warning: no mail was sent: mail server localhost:" +
                                std::to_string(server.Port()) +
                                ": the server does not offer STARTTLS"))
      << said.err;
  EXPECT_EQ(server.Mail(), "");
}

TEST_F(Legacy, D20LogsInOverTlsWithAPasswordFromTheEnvironment) {
  const SmtpServer server({"--tls", "starttls", "--login", "me@x.org:se cret"});
  line.context.environment["SMTP_PASSWORD"] = "se cret";
  const Said said = Run(kGood, {},
                        Plain(server, R"("smtp_tls": "starttls", "smtp_user": "me@x.org",
                              "smtp_password": "${SMTP_PASSWORD}", "smtp_ca_file": ")" +
                                          server.Authority() + "\", "));
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(server.Envelope(), "me@x.org\nann@x.org\nbob@x.org");
}

TEST_F(Legacy, D20ReadsAPasswordFromAPrivateFile) {
  const SmtpServer server({"--login", "me:secret"});
  const std::string keys =
      Plain(server, R"("smtp_user": "me", "smtp_password_file": "password", )");
  const std::string file = line.Write("password", "secret\n");
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  const Said open = Run(kGood, {}, keys);
  EXPECT_EQ(open.code, 0);
  EXPECT_TRUE(
      Has(open.err, "password is accessible to other users, so it is not used; run chmod 600"))
      << open.err;
  std::filesystem::permissions(file, std::filesystem::perms{0600});
  EXPECT_EQ(Run(kGood, {}, keys).err, "");
  EXPECT_TRUE(Has(server.Mail(), "Run #2 SUCCESS")) << server.Mail();
}

TEST_F(Legacy, D20AMailServerThatHangsDoesNotBlock) {
  const SilentServer server;
  const Said said = Run(kGood, {}, Keys("127.0.0.1", server.Port(), R"("smtp_timeout": 1, )"));
  EXPECT_EQ(said.code, 0);
  EXPECT_TRUE(Has(said.err, "no mail was sent")) << said.err;
}

TEST_F(Legacy, D20SendsTheEndOfALongLog) {
  const SmtpServer server;
  EXPECT_EQ(Run(R"({"id": "a", "command": "seq 1 300000; echo END"})", {}, Plain(server)).code, 0);
  const auto parts = PartsOf(server.Mail());
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_TRUE(Has(parts[0], "executioner.old.job-a.run-1.log is cut: the first ")) << parts[0];
  EXPECT_TRUE(parts[2].ends_with("300000\nEND\n"));
  EXPECT_LE(parts[2].size(), 256U * 1024);
}

TEST_F(Legacy, NamesRecipientsThatGetNoMail) {
  const SmtpServer server({"--refuse", "bob@x.org"});
  const Said said = Run(kGood, {}, Plain(server));
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.err, "warning: bob@x.org got no mail: 550 5.1.1 no such mailbox\n");
}

TEST_F(Legacy, ReportsInvalidAddresses) {
  const Said said = Run(kGood, {}, R"("email_address": ["nobody", "${WHO}"], )");
  EXPECT_EQ(said.code, 0);
  EXPECT_TRUE(Has(said.err, "warning: email_address: 'nobody' is not a mail address")) << said.err;
  EXPECT_TRUE(Has(said.err, "names a variable that is not set")) << said.err;
}

TEST_F(Legacy, ShowsTheLineOfASyntaxError) {
  const std::string path = line.Write("odd.json", "{\n  \"jobs\": [,]\n}");
  const Said said = line.Run({"-c", path});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(
      said.err,
      path + ":2:12: is not valid JSON: unexpected ','\n      \"jobs\": [,]\n               ^\n");
}

TEST_F(Legacy, ShowsTheLineOfADuplicateKey) {
  const std::string path = line.Write("odd.json", "{\"jobs\": [],\n \"jobs\": []}");
  EXPECT_EQ(line.Run({"-c", path}).err,
            path + ":2:2: key 'jobs' is given twice\n     \"jobs\": []}\n     ^\n");
}

TEST_F(Legacy, ShowsTheLineOfAnInvalidValue) {
  const std::string path = Config(
      "\n"
      R"({"id": "a", "command": 5})");
  EXPECT_TRUE(Has(line.Run({"-c", path}).err,
                  ":2:13: jobs[0].command: must be text, not an integer\n    {\"id\": \"a\", "
                  "\"command\": 5}]}\n                ^\n"))
      << line.Run({"-c", path}).err;
}

}  // namespace
}  // namespace executioner::cli
