#include "controller/legacy/cli/log_links.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "controller/base/private_files.h"
#include "controller/cli/print_text.h"

namespace executioner::legacy {
namespace {

namespace fs = std::filesystem;

/// A part of a file's name.
std::string Part(std::string text) {
  // Ids of the old program are any text, also that of a path.
  std::ranges::replace(text, '/', '_');
  constexpr std::size_t kLongest = 100;
  return text.substr(0, kLongest);
}

std::string LogDirOf(const Job& job, const Work& work) {
  return job.log_dir.empty()
             ? work.log_dir
             : (fs::path(work.converted.working_dir) / job.log_dir).lexically_normal().string();
}

std::string Prefix(const Work& work) {
  return "executioner." + Part(work.converted.application) + ".";
}

}  // namespace

std::map<std::string, std::string> LogParts(const std::vector<std::string>& ids) {
  std::map<std::string, std::string> parts;
  std::set<std::string> taken;
  for (const std::string& id : ids) {
    if (Part(id) == id) {
      parts.emplace(id, id);
      taken.insert(id);
    }
  }
  std::map<std::string, int> last;  // suffixes are not tried twice: thousands may be alike
  for (const std::string& id : ids) {
    if (parts.contains(id)) {
      continue;
    }
    const std::string plain = Part(id);
    std::string part = plain;
    for (int& number = last.emplace(plain, 1).first->second; !taken.insert(part).second;) {
      part = plain + "-" + std::to_string(++number);
    }
    parts.emplace(id, std::move(part));
  }
  return parts;
}

std::string LogName(const Work& work, const std::string& id, std::int64_t run) {
  return Prefix(work) + "job-" + work.log_parts.at(id) + ".run-" + std::to_string(run) + ".log";
}

std::string SummaryName(const Work& work, std::int64_t run) {
  return Prefix(work) + "run-" + std::to_string(run) + ".log";
}

bool LogLinks::Has(const std::string& folder) {
  // Asked for every job, but a folder is made, or complained about, once.
  if (usable_.emplace(folder, true).second) {
    if (const std::error_code error = base::MakePrivateFolder(folder)) {
      Refuse(folder, error.message());
    }
  }
  return usable_[folder];
}

void LogLinks::Refuse(const std::string& folder, const std::string& why) {
  cli::PrintMessage(stderr,
                    "warning: log_dir " + folder + ": " + why + "; output is kept with the run");
  usable_[folder] = false;
}

void LogLinks::Link(const history::RunRecord& record) {
  std::map<std::string, std::string> paths;  // name -> log
  for (const domain::JobStatus& job : record.status.jobs) {
    const bool ended = domain::IsEnded(job.phase);
    const int attempt = ended ? job.attempts : job.attempts + 1;
    const std::string path = runs_.LogOf(record, {.job = job.name, .attempt = attempt});
    paths[job.name] = !ended || fs::exists(path) ? path : "";
  }
  for (const Job& job : work_.config.jobs) {
    const std::string& path = paths[work_.converted.names.at(job.id)];
    const std::string log_dir = LogDirOf(job, work_);
    if (!Has(log_dir)) {
      continue;
    }
    const std::string link = log_dir + "/" + LogName(work_, job.id, run_);
    std::error_code error;
    // Links of an earlier attempt of the run lead to its old log.
    fs::remove(link, error);
    if (path.empty()) {
      continue;  // it never ran: a link from before the run would lead nowhere
    }
    fs::create_symlink(path, link, error);
    if (error) {
      Refuse(log_dir, error.message());
    }
  }
}

void LogLinks::WriteSummary(const std::string& summary) {
  if (!Has(work_.log_dir)) {
    return;
  }
  const std::error_code error =
      base::WritePrivateFile(work_.log_dir + "/" + SummaryName(work_, run_), summary);
  if (error) {
    Refuse(work_.log_dir, "the summary cannot be written: " + error.message());
  }
}

}  // namespace executioner::legacy
