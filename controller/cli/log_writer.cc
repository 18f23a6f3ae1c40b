#include "controller/cli/log_writer.h"

#include <algorithm>
#include <cstdio>

#include "controller/cli/print_text.h"

namespace executioner::cli {
namespace {

constexpr std::size_t kLongestLine = 64 * std::size_t{1024};  // longer ones are written in parts

void WriteBytes(std::string_view bytes) {
  std::fwrite(bytes.data(), 1, bytes.size(), stdout);
}

}  // namespace

void LogWriter::Write(const runs::LogLabel& label, std::string_view bytes) {
  // A single log into a pipe is passed on as it comes, also in the middle of a line.
  if (!several_ && !terminal_) {
    WriteBytes(bytes);
    std::fflush(stdout);
    return;
  }
  std::string& line = unfinished_[label];
  line.append(bytes);
  // Whole lines only, so that lines of several jobs do not mix.
  const std::size_t end = line.size() > kLongestLine ? line.size() : line.rfind('\n') + 1;
  Emit(label, std::string_view(line).substr(0, end));
  line.erase(0, end);
}

void LogWriter::End(const runs::LogLabel& label) {
  const auto left = unfinished_.find(label);
  if (left != unfinished_.end()) {
    Emit(label, left->second);
    unfinished_.erase(left);
  }
}

void LogWriter::Missing(const runs::LogLabel& label, const std::string& why) {
  PrintMessage(stderr, "executioner: the log of " + label.job + ", attempt " +
                           std::to_string(label.attempt) + ", " + why);
}

void LogWriter::Emit(const runs::LogLabel& label, std::string_view bytes) {
  if (bytes.empty()) {
    return;
  }
  if (terminal_) {
    EmitLines(label, bytes);
  } else {
    if (last_ != label) {
      // A header begins a line, even if the log before it did not end one.
      WriteBytes(at_margin_ ? "" : "\n");
      PrintMessage(stdout,
                   "==> " + label.job + ", attempt " + std::to_string(label.attempt) + " <==");
      last_ = label;
    }
    WriteBytes(bytes);
    at_margin_ = bytes.ends_with('\n');
  }
  std::fflush(stdout);
}

void LogWriter::EmitLines(const runs::LogLabel& label, std::string_view bytes) const {
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    WriteBytes((several_ ? label.job + " | " : std::string()) +
               base::DisplayOutput(bytes.substr(0, end), colors_) + "\n");
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
}

}  // namespace executioner::cli
