#include "controller/cli/legacy_logs.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

namespace executioner::cli {
namespace {

namespace fs = std::filesystem;

/// A part of a file's name.
std::string Part(std::string text) {
  std::ranges::replace(text, '/', '_');
  constexpr std::size_t kLongest = 100;
  return text.substr(0, kLongest);
}

/// Makes each folder once, and complains of each once.
class Folders {
 public:
  bool Has(const std::string& path) {
    if (made_.contains(path)) {
      return true;
    }
    if (refused_.contains(path)) {
      return false;
    }
    std::error_code error;
    fs::create_directories(path, error);
    if (error) {
      Refuse(path, error.message());
      return false;
    }
    made_.insert(path);
    return true;
  }

  void Refuse(const std::string& path, const std::string& why) {
    std::fprintf(stderr, "warning: log_dir %s: %s; output is kept with the run\n", path.c_str(),
                 why.c_str());
    made_.erase(path);
    refused_.insert(path);
  }

 private:
  std::set<std::string> made_ = {};
  std::set<std::string> refused_ = {};
};

std::string LogDirOf(const legacy::Job& job, const LegacyWork& work) {
  return job.log_dir.empty()
             ? work.log_dir
             : (fs::path(work.converted.working_dir) / job.log_dir).lexically_normal().string();
}

std::string Prefix(const LegacyWork& work) {
  return "executioner." + Part(work.converted.application) + ".";
}

}  // namespace

std::string LogName(const LegacyWork& work, const std::string& id, std::int64_t run) {
  return Prefix(work) + "job-" + Part(id) + ".run-" + std::to_string(run) + ".log";
}

std::string SummaryName(const LegacyWork& work, std::int64_t run) {
  return Prefix(work) + "run-" + std::to_string(run) + ".log";
}

void LinkLogs(const LegacyWork& work, const local::RunFolder& folder, std::int64_t run,
              const domain::Status& status) {
  Folders folders;
  std::map<std::string, int> attempts;
  for (const domain::JobStatus& job : status.jobs) {
    attempts[job.name] = domain::IsEnded(job.phase) ? job.attempts : job.attempts + 1;
  }
  for (const legacy::Job& job : work.config.jobs) {
    const std::string& name = work.converted.names.at(job.id);
    const int attempt = attempts[name];
    const std::string log_dir = LogDirOf(job, work);
    if (!folders.Has(log_dir) || attempt == 0) {
      continue;
    }
    const std::string link = log_dir + "/" + LogName(work, job.id, run);
    std::error_code error;
    fs::remove(link, error);
    fs::create_symlink(folder.LogPath(name, attempt), link, error);
    if (error) {
      folders.Refuse(log_dir, error.message());
    }
  }
}

void WriteSummary(const LegacyWork& work, std::int64_t run, const std::string& summary) {
  Folders folders;
  if (!folders.Has(work.log_dir)) {
    return;
  }
  std::ofstream file(work.log_dir + "/" + SummaryName(work, run));
  file << summary;
  file.close();
  if (!file) {
    folders.Refuse(work.log_dir, "the summary cannot be written");
  }
}

}  // namespace executioner::cli
