#include "controller/domain/expression/token.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace executioner::domain::expression {
namespace {

// Not std::isalpha and its like: their answers depend on the locale.
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool BeginsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool InName(char c) {
  return BeginsName(c) || IsDigit(c);
}

bool InQuotedName(char c) {
  return InName(c) || std::string_view(".-/ ").find(c) != std::string_view::npos;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view source) : source_(source) {}

  std::variant<std::vector<Token>, Failure> Run() {
    for (SkipSpace(); at_ < source_.size() && !failure_; SkipSpace()) {
      Next();
    }
    if (failure_) {
      return *std::move(failure_);
    }
    Push(Token::Kind::kEnd, 0);
    return std::move(tokens_);
  }

 private:
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  void Push(Token::Kind kind, std::size_t length) {
    tokens_.push_back(
        {.kind = kind, .text = source_.substr(at_, length), .offset = static_cast<int>(at_)});
    at_ += length;
  }

  void Fail(std::string message) { failure_ = Failure{std::move(message), static_cast<int>(at_)}; }

  template <class Predicate>
  std::size_t LengthWhile(Predicate holds, std::size_t from = 0) const {
    std::size_t length = from;
    while (at_ + length < source_.size() && holds(source_[at_ + length])) {
      ++length;
    }
    return length;
  }

  void SkipSpace() {
    while (at_ < source_.size()) {
      if (source_.substr(at_).starts_with("//")) {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else if (std::string_view(" \t\n\f\r").find(source_[at_]) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  void Next() {
    const char c = Peek();
    if (const std::size_t prefix = PrefixOfString(); prefix != std::string_view::npos) {
      String(prefix);
    } else if (BeginsName(c)) {
      Push(Token::Kind::kName, LengthWhile(InName));
    } else if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) {
      Number();
    } else if (c == '`') {
      QuotedName();
    } else {
      Symbol();
    }
  }

  /// \return the number of letters before the quote of a string; npos: no string begins here
  std::size_t PrefixOfString() const {
    const std::size_t letters = LengthWhile(BeginsName);
    const bool quoted = Peek(letters) == '"' || Peek(letters) == '\'';
    const bool known = std::ranges::all_of(source_.substr(at_, letters), [](char letter) {
      return std::string_view("rRbB").find(letter) != std::string_view::npos;
    });
    return quoted && known && letters <= 2 ? letters : std::string_view::npos;
  }

  void String(std::size_t prefix) {
    const std::string_view letters = source_.substr(at_, prefix);
    if (letters.find_first_of("bB") != std::string_view::npos || prefix > 1) {
      return Fail("bytes are not supported; use a string");
    }
    const std::size_t length = LengthOfString(prefix);
    if (length == 0) {
      return Fail("the string does not end");
    }
    auto value = Unquote(source_.substr(at_, length));
    if (const auto* failure = std::get_if<Failure>(&value)) {
      return Fail(failure->message);
    }
    Push(Token::Kind::kString, length);
    tokens_.back().string = std::get<std::string>(std::move(value));
  }

  /// \return the length of the string with its prefix and quotes; 0: it does not end
  std::size_t LengthOfString(std::size_t prefix) const {
    const char quote = Peek(prefix);
    const bool triple = Peek(prefix + 1) == quote && Peek(prefix + 2) == quote;
    const std::size_t quotes = triple ? 3 : 1;
    for (std::size_t i = prefix + quotes; at_ + i < source_.size(); ++i) {
      if (Peek(i) == '\\' && prefix == 0) {
        ++i;
      } else if (!triple && (Peek(i) == '\n' || Peek(i) == '\r')) {
        return 0;
      } else if (source_.substr(at_ + i, quotes) == std::string(quotes, quote)) {
        return i + quotes;
      }
    }
    return 0;
  }

  void Number() {
    const bool is_hex = Peek() == '0' && Peek(1) == 'x' && IsHexDigit(Peek(2));
    const std::size_t integer = is_hex ? LengthWhile(IsHexDigit, 2) : LengthWhile(IsDigit);
    const std::size_t length = is_hex ? integer : LengthWithExponent(LengthWithFraction(integer));
    if (length > integer) {
      Push(Token::Kind::kDouble, length);
    } else if (Peek(length) == 'u' || Peek(length) == 'U') {
      Push(Token::Kind::kUint, length + 1);
    } else {
      Push(Token::Kind::kInt, length);
    }
  }

  std::size_t LengthWithFraction(std::size_t length) const {
    const bool has = Peek(length) == '.' && IsDigit(Peek(length + 1));
    return has ? LengthWhile(IsDigit, length + 1) : length;
  }

  std::size_t LengthWithExponent(std::size_t length) const {
    const bool sign = Peek(length + 1) == '+' || Peek(length + 1) == '-';
    const std::size_t digits = length + (sign ? 2 : 1);
    const bool has = (Peek(length) == 'e' || Peek(length) == 'E') && IsDigit(Peek(digits));
    return has ? LengthWhile(IsDigit, digits) : length;
  }

  void QuotedName() {
    const std::size_t length = LengthWhile(InQuotedName, 1);
    if (length == 1 || Peek(length) != '`') {
      return Fail("the quoted name does not end");
    }
    ++at_;
    Push(Token::Kind::kQuotedName, length - 1);
    ++at_;
  }

  void Symbol() {
    static constexpr std::array<std::string_view, 6> kLong{"==", "!=", "<=", ">=", "&&", "||"};
    const std::string_view rest = source_.substr(at_);
    if (std::ranges::any_of(kLong, [rest](auto symbol) { return rest.starts_with(symbol); })) {
      Push(Token::Kind::kSymbol, 2);
    } else if (std::string_view("()[]{}.,:?!<>+-*/%").find(rest[0]) != std::string_view::npos) {
      Push(Token::Kind::kSymbol, 1);
    } else {
      Fail("token recognition error");
    }
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::optional<Failure> failure_;
};

}  // namespace

std::variant<std::vector<Token>, Failure> Tokenize(std::string_view source) {
  return Tokenizer(source).Run();
}

}  // namespace executioner::domain::expression
