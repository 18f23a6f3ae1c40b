#include "tests/unit/expression/textproto.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <variant>

#include "controller/domain/expression/token.h"

namespace executioner::domain::expression {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  /// Reads fields up to `end`; '\0' is the end of the text.
  Proto Message(char end) {
    Proto message;
    while (!Take(end)) {
      if (Peek() == '\0') {
        throw std::runtime_error("the text ends within a message");
      }
      std::string name = Word();
      const bool colon = Take(':');
      if (Take('{')) {
        message.fields.emplace_back(std::move(name), Message('}'));
      } else if (colon) {
        message.fields.emplace_back(std::move(name), Proto{.scalar = Scalar()});
      } else {
        throw std::runtime_error("unexpected: " + std::string(text_.substr(at_, 40)));
      }
      Take(',');
    }
    return message;
  }

 private:
  char Peek() {
    while (at_ < text_.size() && (std::isspace(text_[at_]) != 0 || text_[at_] == '#')) {
      at_ = text_[at_] == '#' ? std::min(text_.find('\n', at_), text_.size()) : at_ + 1;
    }
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool Take(char c) {
    const bool found = Peek() == c;
    at_ += found && c != '\0' ? 1 : 0;
    return found;
  }

  std::string Word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           std::string_view(" \n\t:{},#").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    if (at_ == begin) {
      throw std::runtime_error("expected a word: " + std::string(text_.substr(at_, 40)));
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string Scalar() {
    if (Peek() != '"' && Peek() != '\'') {
      return Word();
    }
    std::string value;
    while (Peek() == '"' || Peek() == '\'') {
      value += String();
    }
    return value;
  }

  std::string String() {
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      value += text_[at_] == '\\' ? Escape() : std::string(1, text_[at_++]);
    }
    ++at_;
    return value;
  }

  /// Octal and \x are bytes; all other sequences mean what they mean in CEL.
  std::string Escape() {
    const char letter = text_[at_ + 1];
    const bool octal = letter >= '0' && letter <= '7';
    if (octal || letter == 'x') {
      std::size_t used = 0;
      const std::string digits(text_.substr(at_ + (octal ? 1 : 2), octal ? 3 : 2));
      const char byte = static_cast<char>(std::stoi(digits, &used, octal ? 8 : 16));
      at_ += (octal ? 1 : 2) + used;
      return {byte};
    }
    const std::size_t length = letter == 'u' ? 6 : letter == 'U' ? 10 : 2;
    const auto value = Unquote("\"" + std::string(text_.substr(at_, length)) + "\"");
    at_ += length;
    return std::get<std::string>(value);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const Proto* Proto::Find(std::string_view name) const {
  const auto found = std::ranges::find(
      fields, name, [](const auto& field) { return std::string_view(field.first); });
  return found == fields.end() ? nullptr : &found->second;
}

std::vector<const Proto*> Proto::All(std::string_view name) const {
  std::vector<const Proto*> all;
  for (const auto& [field, value] : fields) {
    if (field == name) {
      all.push_back(&value);
    }
  }
  return all;
}

std::string Proto::Text(std::string_view name) const {
  const Proto* field = Find(name);
  return field == nullptr ? "" : field->scalar;
}

Proto ReadTextProto(std::string_view text) {
  return Reader(text).Message('\0');
}

}  // namespace executioner::domain::expression
