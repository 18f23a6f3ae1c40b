#include "controller/runs/policy_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace executioner::runs {
namespace {

using Policy = std::pair<std::string_view, domain::FailurePolicy>;

constexpr std::array<Policy, 3> kPolicies{{{"FinishRunning", domain::FailurePolicy::kFinishRunning},
                                           {"CancelRunning", domain::FailurePolicy::kCancelRunning},
                                           {"Continue", domain::FailurePolicy::kContinue}}};

}  // namespace

std::string_view PolicyWord(domain::FailurePolicy policy) {
  const auto* const found = std::ranges::find(kPolicies, policy, &Policy::second);
  return found == kPolicies.end() ? std::string_view() : found->first;
}

std::optional<domain::FailurePolicy> PolicyOf(std::string_view word) {
  const auto* const found = std::ranges::find(kPolicies, word, &Policy::first);
  return found == kPolicies.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace executioner::runs
