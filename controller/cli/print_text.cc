#include "controller/cli/print_text.h"

#include <string>

#include "controller/base/display_text.h"

namespace executioner::cli {

void PrintText(std::FILE* stream, std::string_view text) {
  const std::string safe = base::DisplayText(text);
  std::fwrite(safe.data(), 1, safe.size(), stream);
}

void PrintMessage(std::FILE* stream, std::string_view message) {
  const std::string safe = base::DisplayMessage(message) + "\n";
  std::fwrite(safe.data(), 1, safe.size(), stream);
}

}  // namespace executioner::cli
