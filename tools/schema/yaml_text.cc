#include "tools/schema/yaml_text.h"

#include <algorithm>

#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_scalar.h"

namespace executioner::schema {
namespace {

using manifest::Value;

constexpr std::size_t kWidth = 120;
constexpr std::size_t kNarrowest = 40;

/// A word that is text for every reader of YAML needs no quotes.
std::string Word(const std::string& text) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-";
  const bool is_plain = text.find_first_not_of(kLetters) == std::string::npos &&
                        !text.starts_with('-') && manifest::ReadPlain(text).value.Text() != nullptr;
  return is_plain ? text : manifest::CanonicalJson({text});
}

/// A text in several lines, which are one when they are read.
std::string Folded(const std::string& text, const std::string& indent) {
  const std::size_t width = std::max(kWidth - std::min(indent.size(), kWidth), kNarrowest);
  std::string lines = ">-";
  for (std::size_t from = 0; from < text.size();) {
    std::size_t end = text.size();
    if (end - from > width) {
      const std::size_t space = text.rfind(' ', from + width);
      end = space == std::string::npos || space <= from ? text.find(' ', from) : space;
      end = std::min(end, text.size());
    }
    lines += "\n" + indent + text.substr(from, end - from);
    from = end + 1;
  }
  return lines;
}

std::string Scalar(const Value& value, const std::string& indent) {
  const std::string* const text = value.Text();
  if (text == nullptr) {
    return manifest::CanonicalJson(value);
  }
  // Folding would change other spaces than single ones.
  const bool folds = text->find("  ") == std::string::npos &&
                     text->find('\n') == std::string::npos && !text->starts_with(' ');
  return text->size() > kWidth - indent.size() && folds ? Folded(*text, indent) : Word(*text);
}

/// \param first  what the first line begins with instead of the indent
void Write(const Value& value, const std::string& indent, const std::string& first,
           std::string& out) {
  std::string begin = first;
  if (const manifest::List* const items = value.Items()) {
    for (const Value& item : *items) {
      if (item.Members() != nullptr) {
        Write(item, indent + "  ", indent + "- ", out);
      } else {
        out += indent + "- " + Scalar(item, indent + "  ") + "\n";
      }
    }
    return;
  }
  for (const auto& [key, member] : *value.Members()) {
    out += begin + Word(key) + ":";
    begin = indent;
    const bool has_lines = (member.Members() != nullptr && !member.Members()->empty()) ||
                           (member.Items() != nullptr && !member.Items()->empty());
    if (!has_lines) {
      out += " " + Scalar(member, indent + "  ") + "\n";
      continue;
    }
    out += "\n";
    // Items stand below their key, members to the right of it.
    const std::string below = member.Items() != nullptr ? indent : indent + "  ";
    Write(member, below, below, out);
  }
}

}  // namespace

std::string YamlText(const Value& object) {
  std::string out;
  Write(object, "", "", out);
  return out;
}

}  // namespace executioner::schema
