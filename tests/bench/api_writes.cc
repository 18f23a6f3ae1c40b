#include "tests/bench/api_writes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace executioner::bench {
namespace {

constexpr std::string_view kMetric = "apiserver_request_total{";

std::string Label(std::string_view line, const std::string& name) {
  // The comma or brace in front tells "resource" from "subresource".
  for (const char before : {',', '{'}) {
    const std::string key = before + name + "=\"";
    const std::size_t found = line.find(key);
    if (found != std::string_view::npos) {
      const std::size_t begin = found + key.size();
      return std::string(line.substr(begin, line.find('"', begin) - begin));
    }
  }
  return "";
}

bool IsWrite(std::string_view verb) {
  constexpr std::array<std::string_view, 6> kWrites{"POST",  "PUT",    "PATCH",
                                                    "APPLY", "DELETE", "DELETECOLLECTION"};
  return std::ranges::find(kWrites, verb) != kWrites.end();
}

bool IsOfAnEngine(const std::string& group, const std::string& resource) {
  return group == "executioner.dev" || (group.empty() && resource == "pods") ||
         resource == "events";
}

}  // namespace

ApiWrites ParseApiWrites(std::string_view metrics) {
  ApiWrites writes;
  for (std::size_t begin = metrics.find(kMetric); begin != std::string_view::npos;
       begin = metrics.find(kMetric, begin + 1)) {
    const std::string_view line = metrics.substr(begin, metrics.find('\n', begin) - begin);
    const std::string verb = Label(line, "verb");
    const std::string resource = Label(line, "resource");
    if (!IsWrite(verb) || !IsOfAnEngine(Label(line, "group"), resource)) {
      continue;
    }
    const std::string subresource = Label(line, "subresource");
    const std::string count(line.substr(line.rfind(' ') + 1));
    std::string write = verb;
    write.append(" ").append(resource).append(subresource.empty() ? "" : "/").append(subresource);
    writes[write] += std::lround(std::strtod(count.c_str(), nullptr));
  }
  return writes;
}

ApiWrites ReadApiWrites(Door& door) {
  return ParseApiWrites(door.Client().Get("/metrics").OrThrow());
}

ApiWrites Difference(const ApiWrites& after, const ApiWrites& before, const ApiWrites& own) {
  ApiWrites difference;
  for (const auto& [write, count] : after) {
    long rest = count;
    for (const ApiWrites* less : {&before, &own}) {
      const auto found = less->find(write);
      rest -= found == less->end() ? 0 : found->second;
    }
    if (rest > 0) {
      difference[write] = rest;
    }
  }
  return difference;
}

long Total(const ApiWrites& writes) {
  long total = 0;
  for (const auto& [write, count] : writes) {
    total += count;
  }
  return total;
}

std::string PerPod(const ApiWrites& writes, int pods) {
  std::string text;
  for (const auto& [write, count] : writes) {
    std::array<char, 16> number{};
    std::snprintf(number.data(), number.size(), " %.2f",
                  static_cast<double>(count) / static_cast<double>(pods));
    text.append(text.empty() ? "" : ", ").append(write).append(number.data());
  }
  return text.empty() ? "none" : text;
}

}  // namespace executioner::bench
