#include "controller/adapters/mail/compose.h"

#include <gtest/gtest.h>

#include "tests/unit/mail/smtp_server.h"

namespace executioner::mail {
namespace {

using std::chrono::seconds;
using testing::PartsOf;

Message Simple() {
  return {.from = {.address = "from@example.com"},
          .to = {{.address = "ann@example.com"}, {.name = "Bob", .address = "bob@example.com"}},
          .subject = "[etl] Run #7 FAILURE",
          .body = "Status: FAILED\n",
          .date = base::TimePoint{seconds{1'795'537'897}},
          .id = "run-7.1"};
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string HeadOf(const std::string& mail) {
  return mail.substr(0, mail.find("\r\n\r\n"));
}

TEST(Compose, HasTheHeadersThatServersRequire) {
  EXPECT_EQ(HeadOf(Compose(Simple())),
            "From: from@example.com\r\nTo: ann@example.com,\r\n \"Bob\" <bob@example.com>\r\n"
            "Subject: [etl] Run #7 FAILURE\r\nDate: Tue, 24 Nov 2026 16:31:37 +0000\r\n"
            "Message-ID: <run-7.1.1795537897000@example.com>\r\n"
            "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=\"=_executioner_=\"");
}

TEST(Compose, HasNoLongLinesAndNoBareLineEnds) {
  Message message = Simple();
  message.subject = std::string(5000, 'x');
  message.attachments = {{.name = std::string(5000, '\xFF'), .content = std::string(5000, '\0')}};
  const std::string mail = Compose(message);
  for (std::size_t at = 0; at < mail.size();) {
    const std::size_t end = mail.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 998U);
    EXPECT_EQ(mail.substr(at, end - at).find_first_of("\r\n"), std::string::npos);
    at = end + 2;
  }
}

TEST(Compose, LetsNoTextInjectAHeader) {
  Message message = Simple();
  message.subject = "[x\r\nBcc: all@example.com\r\n\r\nbody] Run";
  message.attachments = {{.name = "a\"\r\nX-Evil: 1", .content = "x"}};
  message.to = {{.name = "A\r\nX-Evil: 1", .address = "a@x.org"}};
  const std::string mail = Compose(message);
  EXPECT_FALSE(Has(mail, "\r\nBcc:"));
  EXPECT_FALSE(Has(mail, "\r\nX-Evil"));
  EXPECT_TRUE(Has(mail, "Subject: [x  Bcc: all@example.com    body] Run\r\n")) << mail;
}

TEST(Compose, EncodesHeadersThatAreNotAscii) {
  EXPECT_EQ(HeaderText("größe"), "=?UTF-8?B?Z3LDtsOfZQ==?=");
  EXPECT_EQ(HeaderText("=?already?="), "=?UTF-8?B?PT9hbHJlYWR5Pz0=?=");
  EXPECT_EQ(HeaderText("a\xFF"), "=?UTF-8?B?Ye+/vQ==?=");
  EXPECT_EQ(HeaderText(Address{"Jörg", "j@x.org"}), "=?UTF-8?B?SsO2cmc=?= <j@x.org>");
}

TEST(Compose, NeverSplitsACharacterBetweenEncodedWords) {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += "\xE2\x82\xAC";
  }
  const std::string header = HeaderText(text);
  for (std::size_t at = 0; at < header.size();
       at = std::min(header.find("\r\n ", at), header.size() - 3) + 3) {
    EXPECT_TRUE(header.compare(at, 10, "=?UTF-8?B?") == 0);
  }
  EXPECT_FALSE(Has(header, "77+9"));  // the replacement character in base64
  EXPECT_LE(header.find("\r\n"), 75U);
}

TEST(Compose, KeepsBytesUnchanged) {
  Message message = Simple();
  std::string bytes;
  for (int i = 0; i < 1024; ++i) {
    bytes += static_cast<char>(i % 256);
  }
  message.attachments = {{.name = "odd.log", .content = bytes}, {.name = "empty.log"}};
  const std::string mail = Compose(message);
  EXPECT_EQ(PartsOf(mail), (std::vector<std::string>{"Status: FAILED\n", bytes, ""}));
  EXPECT_TRUE(Has(mail, "Content-Type: application/octet-stream\r\n"));
  EXPECT_TRUE(Has(mail, "filename=\"odd.log\""));
}

TEST(Compose, EncodesNamesOfFiles) {
  Message message = Simple();
  message.attachments = {{.name = "nächt 1.log", .content = "x"}};
  EXPECT_TRUE(Has(Compose(message), "filename*=UTF-8''n%C3%A4cht%201.log\r\n"));
}

TEST(Compose, KeepsTheEndOfALongFileAndSaysSo) {
  Message message = Simple();
  message.attachments = {{.name = "a.log", .content = "one\ntwo\nthree\n", .left_out = 20'480}};
  const auto parts = PartsOf(Compose(message, {.each = 8}));
  EXPECT_EQ(parts,
            (std::vector<std::string>{
                "Status: FAILED\n\nAttachments:\na.log is cut: the first 20 KiB are not sent\n",
                "three\n"}));
}

TEST(Compose, OmitsAttachmentsThatDoNotFitAndSaysSo) {
  Message message = Simple();
  for (int i = 0; i < 20; ++i) {
    message.attachments.push_back({.name = "f" + std::to_string(i), .content = "12345"});
  }
  const auto parts = PartsOf(Compose(message, {.attachments = 2}));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_TRUE(Has(parts[0], "\nf2 is not sent: the mail would be too large\n")) << parts[0];
  EXPECT_TRUE(Has(parts[0], "\nand 8 more are not sent\n")) << parts[0];
  EXPECT_EQ(PartsOf(Compose(message, {.all = 12})).size(), 4U);
}

TEST(Compose, StaysBelowItsLimits) {
  Message message = Simple();
  message.body = std::string(10'000'000, 'b');
  for (int i = 0; i < 300; ++i) {
    message.attachments.push_back({.name = "f", .content = std::string(500'000, 'x')});
  }
  EXPECT_LT(Compose(message).size(), 6U * 1024 * 1024);
}

TEST(ParseAddress, AcceptsCommonAddresses) {
  EXPECT_EQ(ParseAddress(" ann@example.com "), (Address{"", "ann@example.com"}));
  EXPECT_EQ(ParseAddress("Ann D <ann@x>"), (Address{"Ann D", "ann@x"}));
  EXPECT_EQ(ParseAddress("\"Ann, D\" <ann@x>"), (Address{"Ann, D", "ann@x"}));
}

TEST(ParseAddress, RejectsAmbiguousAddresses) {
  for (const char* text :
       {"", "ann", "@x", "ann@", "a@b@c", "a b@x", "ann@x>", "<ann@x", "a@x\r\nRCPT TO:<b@x",
        "ann@x,bob@x", "größe@x.org", "Ann <>", "${MAIL}"}) {
    EXPECT_EQ(ParseAddress(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace executioner::mail
