#include <algorithm>

#include "controller/domain/job_template_fields.h"
#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

void CheckReasons(const Place& place, const std::vector<Reason>& reasons) {
  CheckCount(place, "reasons", reasons.size(), {.most = 16});
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    if (std::ranges::count(kRetryableReasons, reasons[i], &Word<Reason>::value) > 0) {
      continue;
    }
    if (IsDisruption(reasons[i])) {
      place.Field(ItemPath("reasons", i))
          .Complain("'" + std::string(ReasonName(reasons[i])) +
                    "' is retried in any case, see retry.disruptions");
    } else {
      place.Field(ItemPath("reasons", i))
          .Complain("'" + std::string(ReasonName(reasons[i])) +
                    "' cannot be retried; allowed: " + AllWords(kRetryableReasons));
    }
  }
}

void CheckExitCodes(const Place& place, const std::vector<int>& exit_codes) {
  CheckCount(place, "exitCodes", exit_codes.size(), {.most = 255});
  for (std::size_t i = 0; i < exit_codes.size(); ++i) {
    CheckNumber(place, ItemPath("exitCodes", i), exit_codes[i], {.least = 1, .most = 255});
  }
}

}  // namespace

void CheckRetry(const Place& place, const RetryPolicy& retry) {
  NumberCheck numbers(place);
  Fields(numbers, retry);
  CheckCount(place, "on", retry.on.size(), {.least = 1, .most = 16});
  for (std::size_t i = 0; i < retry.on.size(); ++i) {
    const RetryRule& rule = retry.on[i];
    const Place item = place.Field(ItemPath("on", i));
    if (rule.reasons.empty() && rule.exit_codes.empty()) {
      item.Complain("is empty: give reasons, exitCodes or both");
    }
    CheckReasons(item, rule.reasons);
    CheckExitCodes(item, rule.exit_codes);
  }
}

}  // namespace executioner::domain
