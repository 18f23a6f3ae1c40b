#include "controller/base/cut_text.h"

namespace executioner::base {

std::string CutText(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) {
    return std::string(text);
  }
  // The byte behind the cut decides: if it continues a character, the cut would split it.
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  std::size_t end = limit;
  while (end > 0 && continues(end)) {
    --end;
  }
  return std::string(text.substr(0, end));
}

}  // namespace executioner::base
