#include "controller/domain/complaints.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "controller/domain/nearest_name.h"

namespace executioner::domain {

std::string KeyPath(std::string_view parent, std::string_view key) {
  const bool plain = !key.empty() && std::ranges::all_of(key, [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-';
  });
  std::string path(parent);
  path += plain ? "." : "[";
  path += key;
  path += plain ? "" : "]";
  return path;
}

std::string ItemPath(std::string_view parent, std::size_t index) {
  return std::string(parent) + "[" + std::to_string(index) + "]";
}

std::string DidYouMean(std::string_view nearest) {
  return nearest.empty() ? "" : "; did you mean '" + std::string(nearest) + "'?";
}

std::string NoSuchJob(const std::string& name, const std::vector<std::string>& known) {
  return "there is no job '" + name + "'" + DidYouMean(NearestName(name, known));
}

void Complaints::Add(std::string path, std::string message) {
  if (list_.size() < kMost) {
    list_.push_back({.path = std::move(path), .message = std::move(message)});
  } else if (list_.size() == kMost) {
    // The one entry above the limit: without it, the list would look complete.
    list_.push_back({.path = "spec", .message = "has more faults than are listed here"});
  }
}

std::string Complaints::Suggest(const std::string& name,
                                const std::vector<std::string>& candidates) {
  // Each search compares the name with all candidates, so a spec of 1,000 wrong names would cost a
  // million edit distances.
  if (suggestions_ == kMostSuggestions) {
    return "";
  }
  ++suggestions_;
  return DidYouMean(NearestName(name, candidates));
}

}  // namespace executioner::domain
