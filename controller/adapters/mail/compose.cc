#include "controller/adapters/mail/compose.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "controller/base/base64.h"
#include "controller/base/cut_text.h"
#include "controller/base/utf8.h"

namespace executioner::mail {
namespace {

/// Base64 has no "_", so no part can contain it.
constexpr const char* kBoundary = "=_executioner_=";
constexpr std::size_t kLongestSubject = 300;
constexpr std::size_t kLongestName = 120;
constexpr std::size_t kNamesInNote = 10;

/// "Tue, 24 Nov 2026 16:11:37 +0000"; strftime depends on the locale.
std::string DateText(base::TimePoint time) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                kDays.at(std::chrono::weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
                kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string MessageId(const Message& message) {
  std::string id;
  for (const char letter : message.id) {
    const bool fine = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-';
    // RFC 5322, 3.6.4: an id consists of atoms and dots.
    id += fine ? letter : '.';
  }
  const std::string& from = message.from.address;
  return "<" + id + "." + std::to_string(message.date.time_since_epoch().count()) +
         from.substr(std::min(from.find('@'), from.size())) + ">";
}

std::string Base64Lines(std::string_view bytes) {
  // 76 characters, the longest line of base64 in MIME (RFC 2045, 6.8).
  constexpr std::size_t kBytesOfLine = 57;
  std::string lines;
  for (std::size_t at = 0; at < bytes.size(); at += kBytesOfLine) {
    lines += base::EncodeBase64(bytes.substr(at, kBytesOfLine)) + "\r\n";
  }
  return lines;
}

std::string TextPart(std::string_view text) {
  return std::string("--") + kBoundary +
         "\r\nContent-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         Base64Lines(text);
}

/// A parameter of a header that may hold any bytes (RFC 2231).
std::string Parameter(const std::string& key, const std::string& value) {
  const auto is_plain = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' ||
           letter == '-' || letter == '_';
  };
  if (std::ranges::all_of(value, is_plain)) {
    return key + "=\"" + value + "\"";
  }
  std::string encoded = key + "*=UTF-8''";
  for (const char letter : value) {
    std::array<char, 4> code{};
    std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned char>(letter));
    encoded += is_plain(letter) ? std::string(1, letter) : code.data();
  }
  return encoded;
}

std::string FilePart(const Attachment& file) {
  const bool text =
      !base::FirstNotUtf8(file.content) && file.content.find('\0') == std::string::npos;
  return std::string("--") + kBoundary +
         "\r\nContent-Type: " + (text ? "text/plain; charset=utf-8" : "application/octet-stream") +
         "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n " +
         Parameter("filename", base::CutText(file.name, kLongestName)) + "\r\n\r\n" +
         Base64Lines(file.content);
}

std::string SizeText(std::uint64_t bytes) {
  return bytes < 10'240 ? std::to_string(bytes) + " bytes" : std::to_string(bytes / 1024) + " KiB";
}

/// The attachments that fit, and notes about the others.
struct Fitted {
  std::string parts = {};
  std::string notes = {};
};

Fitted Fit(const std::vector<Attachment>& files, const Limits& limits) {
  Fitted fitted;
  std::size_t room = limits.all;
  std::size_t sent = 0;
  std::vector<std::string> unsent;
  for (const Attachment& file : files) {
    // The end of a log says why a job failed.
    const std::string_view end = EndOf(file.content, std::min(room, limits.each));
    if (sent == limits.attachments || (end.empty() && !file.content.empty())) {
      unsent.push_back(file.name);
      continue;
    }
    ++sent;
    room -= end.size();
    fitted.parts += FilePart({.name = file.name, .content = std::string(end)});
    const std::uint64_t missing = file.left_out + file.content.size() - end.size();
    if (missing > 0) {
      fitted.notes += file.name + " is cut: the first " + SizeText(missing) + " are not sent\n";
    }
  }
  for (std::size_t i = 0; i < std::min(unsent.size(), kNamesInNote); ++i) {
    fitted.notes += unsent[i] + " is not sent: the mail would be too large\n";
  }
  if (unsent.size() > kNamesInNote) {
    fitted.notes += "and " + std::to_string(unsent.size() - kNamesInNote) + " more are not sent\n";
  }
  return fitted;
}

std::string Head(const Message& message) {
  std::string to;
  for (const Address& address : message.to) {
    to += (to.empty() ? "" : ",\r\n ") + HeaderText(address);
  }
  return "From: " + HeaderText(message.from) + "\r\nTo: " + to +
         "\r\nSubject: " + HeaderText(base::CutText(message.subject, kLongestSubject)) +
         "\r\nDate: " + DateText(message.date) + "\r\nMessage-ID: " + MessageId(message) +
         "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/mixed; boundary=\"" +
         kBoundary + "\"\r\n\r\n";
}

}  // namespace

std::string_view EndOf(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) {
    return text;
  }
  const std::string_view end = text.substr(text.size() - limit);
  const std::size_t newline = end.find('\n');
  return newline == std::string_view::npos ? end : end.substr(newline + 1);
}

std::string Compose(const Message& message, const Limits& limits) {
  const Fitted fitted = Fit(message.attachments, limits);
  std::string body = base::CutText(message.body, limits.body);
  if (body.size() < message.body.size()) {
    body += "\n… " + SizeText(message.body.size() - body.size()) + " more\n";
  }
  if (!fitted.notes.empty()) {
    body += "\nAttachments:\n" + fitted.notes;
  }
  return Head(message) + TextPart(body) + fitted.parts + "--" + kBoundary + "--\r\n";
}

}  // namespace executioner::mail
