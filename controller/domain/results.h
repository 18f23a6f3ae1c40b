/// \file
/// The results of jobs: small values that a job hands on, as the text that it reported. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

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

  bool IsEmpty() const { return texts_ == nullptr; }

  bool operator==(const Results& other) const {
    return texts_ == other.texts_ || All() == other.All();
  }

 private:
  std::shared_ptr<const Texts> texts_ = nullptr;
};

}  // namespace executioner::domain
