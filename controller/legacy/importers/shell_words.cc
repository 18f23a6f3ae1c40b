#include "controller/legacy/importers/shell_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace executioner::legacy::importers {

std::string_view CloserOf(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kBlocks{
      {{"if", "fi"},
       {"for", "done"},
       {"while", "done"},
       {"until", "done"},
       {"select", "done"},
       {"case", "esac"},
       {"[[", "]]"},
       {"{", "}"}}};
  const auto* const found =
      std::ranges::find_if(kBlocks, [&](const auto& block) { return block.first == word; });
  return found == kBlocks.end() ? std::string_view() : found->second;
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool IsOfName(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '_';
}

bool IsAssignment(std::string_view word) {
  const auto* const end = std::ranges::find_if_not(word, IsOfName);
  const auto name = static_cast<std::size_t>(end - word.begin());
  std::string_view rest = word.substr(name);
  // NAME[index]=VALUE sets one element.
  if (rest.starts_with('[')) {
    rest.remove_prefix(std::min(rest.find(']'), rest.size() - 1) + 1);
  }
  const bool is_name = name > 0 && (word.front() < '0' || word.front() > '9');
  return is_name && (rest.starts_with('=') || rest.starts_with("+="));
}

std::size_t FindName(std::string_view text, std::string_view name, std::size_t at) {
  for (at = text.find(name, at); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const char behind = at + name.size() < text.size() ? text[at + name.size()] : ' ';
    if (!IsOfName(before) && !IsOfName(behind)) {
      break;
    }
  }
  return at;
}

bool OnlySeparates(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    // Between statements "#" always begins a comment.
    if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (text[at] == '\\' && at + 1 < text.size() &&
               IsOneOf(text.substr(at + 1, 1), {"\n", "\r"})) {
      ++at;
    } else if (text[at] != '\n' && text[at] != ';' && text[at] != '&' && text[at] != ' ' &&
               text[at] != '\t' && text[at] != '\r') {
      return false;
    }
  }
  return true;
}

}  // namespace executioner::legacy::importers
