/// \file
/// The results of jobs: small values that a job hands on, as the text that it reported. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Maximum size of names and values of all results of a job in bytes; runner/contract/names.h has
/// the same limit.
inline constexpr std::size_t kMostResultBytes = 3000;

/// Names and texts. Small while there are none, because most jobs have none; copies share the
/// texts. Immutable, so copies may be used in different threads.
class Results {
 public:
  using Texts = std::map<std::string, std::string, std::less<>>;

  Results() = default;

  explicit Results(Texts texts)
      : texts_(texts.empty() ? nullptr : std::make_shared<const Texts>(std::move(texts))) {}

  const Texts& All() const {
    static const Texts kNone;
    return texts_ == nullptr ? kNone : *texts_;
  }

  bool empty() const { return texts_ == nullptr; }

  bool operator==(const Results& other) const {
    return texts_ == other.texts_ || All() == other.All();
  }

 private:
  std::shared_ptr<const Texts> texts_ = nullptr;
};

/// Checks reported results against what the job declares: names, types and total size. Last words
/// may come from the job itself.
/// \return what is wrong with them; "" if nothing
std::string ResultProblem(const JobTemplate& work, const Results& reported);

/// Returns results as a JSON object of strings; "" if there are none.
std::string ResultsJson(const Results& results);

/// Reads ResultsJson. What is not such an object, or is too large, gives no results.
Results ParseResults(std::string_view json);

}  // namespace executioner::domain
