#include "controller/base/display_text.h"

#include "controller/base/utf8.h"

namespace executioner::base {
namespace {

constexpr char kEscape = '\x1B';
constexpr char kBell = '\a';

bool IsPlain(char letter) {
  return letter >= ' ' && letter <= '~';
}

/// The code point of the character that begins at `at` and has `length` bytes.
unsigned CodePoint(std::string_view text, std::size_t at, std::size_t length) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (length == 1) {
    return byte(0);
  }
  unsigned code = byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6U | (byte(i) & 0x3FU);
  }
  return code;
}

bool IsUnsafe(unsigned code) {
  const auto within = [code](unsigned first, unsigned last) {
    return code >= first && code <= last;
  };
  // Controls (C0, DEL, C1), and the characters that change the direction or the lines of text: a
  // name must not be shown in another order than it is stored (Unicode UTR 36, "Trojan Source").
  return code < 0x20U || within(0x7FU, 0x9FU) || code == 0x61CU || within(0x200EU, 0x200FU) ||
         within(0x2028U, 0x202EU) || within(0x2066U, 0x2069U);
}

/// An escape such as "\u202e", or the short form of common ones.
std::string Escaped(unsigned code) {
  switch (code) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) {
    text += kHex[code >> shift & 0xFU];
  }
  return text;
}

/// A character, or a byte that is not valid UTF-8.
struct Character {
  std::size_t length = 1;  // bytes
  bool valid = false;
  unsigned code = 0;  // when valid
};

Character At(std::string_view text, std::size_t at) {
  const std::size_t length = Utf8Length(text, at);
  return length == 0
             ? Character{}
             : Character{.length = length, .valid = true, .code = CodePoint(text, at, length)};
}

/// Appends the character at `at`, made safe unless `keep` has it. \return its length
std::size_t AppendSafe(std::string_view text, std::size_t at, std::string_view keep,
                       std::string& out) {
  const Character found = At(text, at);
  const bool kept = found.length == 1 && keep.find(text[at]) != std::string_view::npos;
  if (!found.valid) {
    out += kReplacementCharacter;
  } else if (IsUnsafe(found.code) && !kept) {
    out += Escaped(found.code);
  } else {
    out += text.substr(at, found.length);
  }
  return found.length;
}

std::string Display(std::string_view text, std::string_view keep) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    // Most text is plain: copied in one piece.
    while (end < text.size() && IsPlain(text[end])) {
      ++end;
    }
    safe.append(text, at, end - at);
    at = end < text.size() ? end + AppendSafe(text, end, keep, safe) : end;
  }
  return safe;
}

/// Copies a line of output without its escape sequences (ECMA-48).
class OutputFilter {
 public:
  OutputFilter(std::string_view line, Colors colors) : line_(line), colors_(colors) {}

  std::string Run() {
    while (at_ < line_.size()) {
      Step();
    }
    return open_ ? text_ + "\x1B[0m" : text_;
  }

 private:
  void Step() {
    const Character found = At(line_, at_);
    if (found.valid && found.code == static_cast<unsigned>(kEscape)) {
      ++at_;
      Escape();
    } else if (found.valid && found.code >= 0x80U && found.code <= 0x9FU) {
      at_ += found.length;
      Introduce(static_cast<char>(found.code - 0x40U));
    } else if (line_[at_] == '\r') {
      ++at_;
      returned_ = true;
    } else if (found.valid && (found.code < 0x20U || found.code == 0x7FU) && line_[at_] != '\t') {
      ++at_;
    } else {
      Return();
      at_ += AppendSafe(line_, at_, "\t", text_);
    }
  }

  /// A carriage return at the very end replaces nothing.
  void Return() {
    if (returned_) {
      text_.clear();
      open_ = false;
      returned_ = false;
    }
  }

  /// After ESC.
  void Escape() {
    const std::size_t begin = at_;
    Skip(' ', '/');
    if (at_ < line_.size() && line_[at_] >= '0' && line_[at_] <= '~') {
      const char final = line_[at_++];
      if (at_ == begin + 1) {
        Introduce(final);
      }
    }
  }

  /// After ESC and this letter, or the C1 control character for both.
  void Introduce(char letter) {
    if (letter == '[') {
      Sequence();
    } else if (std::string_view("]PX^_").find(letter) != std::string_view::npos) {
      SkipString();
    }
  }

  /// After ESC [: parameters, then the function.
  void Sequence() {
    const std::size_t begin = at_;
    Skip('0', '?');
    const std::string_view parameters = line_.substr(begin, at_ - begin);
    const std::size_t end = at_;
    Skip(' ', '/');
    if (at_ == line_.size() || line_[at_] < '@' || line_[at_] > '~') {
      return;
    }
    const char final = line_[at_++];
    // Only SGR without private parameters: other functions could move the cursor over text that is
    // already shown, or change settings of the terminal.
    const bool colors = final == 'm' && end + 1 == at_ &&
                        parameters.find_first_not_of("0123456789;:") == std::string_view::npos;
    if (colors && colors_ == Colors::kKeep) {
      Return();
      text_.append("\x1B[").append(parameters).append("m");
      open_ = parameters.find_first_not_of("0;") != std::string_view::npos;
    }
  }

  /// Skips a string for the terminal, up to BEL, ESC \ or U+009C, or to the end.
  void SkipString() {
    constexpr std::string_view kTerminator = "\xC2\x9C";
    while (at_ < line_.size()) {
      if (line_[at_] == kBell) {
        ++at_;
        return;
      }
      if (line_[at_] == kEscape || line_.substr(at_).starts_with(kTerminator)) {
        // Both terminators have two bytes. An ESC without a backslash ends the string too, and
        // begins the next sequence.
        const bool ended = line_[at_] != kEscape || line_.substr(at_ + 1).starts_with('\\');
        at_ += ended ? 2U : 0U;
        return;
      }
      ++at_;
    }
  }

  void Skip(char first, char last) {
    while (at_ < line_.size() && line_[at_] >= first && line_[at_] <= last) {
      ++at_;
    }
  }

  std::string_view line_;
  Colors colors_;
  std::size_t at_ = 0;
  std::string text_ = {};
  bool returned_ = false;
  bool open_ = false;  // a color is still on
};

}  // namespace

bool IsDisplayable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (IsPlain(text[at]) || text[at] == '\n' || text[at] == '\t') {
      ++at;
      continue;
    }
    const Character found = At(text, at);
    if (!found.valid || IsUnsafe(found.code)) {
      return false;
    }
    at += found.length;
  }
  return true;
}

std::string DisplayText(std::string_view text) {
  return Display(text, "\n\t");
}

std::string DisplayLine(std::string_view text) {
  return Display(text, "");
}

std::string DisplayMessage(std::string_view text) {
  std::string safe;
  bool starts = false;
  for (const char letter : Display(text, "\n\t")) {
    // Continuation lines are indented, so that text from outside cannot look like a line of ours.
    safe += starts && letter != ' ' && letter != '\n' ? "    " : "";
    safe += letter;
    starts = letter == '\n';
  }
  return safe;
}

std::string DisplayOutput(std::string_view line, Colors colors) {
  return OutputFilter(line, colors).Run();
}

}  // namespace executioner::base
