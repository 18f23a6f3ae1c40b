#include "controller/cli/message_block.h"

#include <algorithm>

#include "controller/domain/attempt.h"

namespace executioner::cli {
namespace {

using domain::kTailMark;

/// Each line of a text, prefixed with `before`.
std::string Behind(std::string_view text, const std::string& before) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.append("\n").append(before).append(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string MessageHead(std::string_view message) {
  return std::string(message.substr(0, std::min(message.find(kTailMark), message.find('\n'))));
}

std::string MessageBlock(std::string_view message, std::string_view before) {
  const std::size_t mark = std::min(message.find(kTailMark), message.size());
  const std::string_view head = message.substr(0, mark);
  const std::size_t first = std::min(head.find('\n'), head.size());
  std::string block(head.substr(0, first));
  block += Behind(head.substr(std::min(first + 1, head.size())), std::string(before));
  // The mark itself, "last output:", is left out: the "| " says as much.
  return mark == message.size()
             ? block
             : block + Behind(message.substr(mark + kTailMark.size()), std::string(before) + "| ");
}

}  // namespace executioner::cli
