/// \file
/// Writes output of jobs to stdout: byte for byte into files and pipes, made safe on a terminal.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "controller/base/display_text.h"
#include "controller/runs/run_logs.h"

namespace executioner::cli {

/// Not thread-safe. If several logs are written, only complete lines are written; End must be
/// called for each log and writes the unfinished last line.
class LogWriter final : public runs::LogSink {
 public:
  /// \param several   more than one log is written: into files and pipes "==> JOB, attempt N <=="
  ///                  precedes output whenever the log changes, as in tail(1); on a terminal
  ///                  "JOB | " precedes each line, so that a job cannot imitate such a header
  /// \param terminal  whether stdout is a terminal
  LogWriter(bool several, bool terminal, base::Colors colors)
      : several_(several), terminal_(terminal), colors_(colors) {}

  void Write(const runs::LogLabel& label, std::string_view bytes) override;

  void End(const runs::LogLabel& label) override;

  void Missing(const runs::LogLabel& label, const std::string& why) override;

 private:
  void Emit(const runs::LogLabel& label, std::string_view bytes);
  void EmitLines(const runs::LogLabel& label, std::string_view bytes) const;

  bool several_;
  bool terminal_;
  base::Colors colors_;
  std::map<runs::LogLabel, std::string> unfinished_ = {};  // incomplete lines
  runs::LogLabel last_ = {.job = "", .attempt = 0};        // whose output was written last
  bool at_margin_ = true;                                  // the output ended with a line feed
};

}  // namespace executioner::cli
