#include "controller/kube/lease_watch.h"

#include <utility>
#include <variant>

#include "controller/kube/client.h"
#include "controller/kube/watch_decoder.h"

namespace executioner::kube {
namespace {

/// Receives the renewals of one holder.
class Renewals final : public LineSink {
 public:
  Renewals(SeenLease& seen, const base::Clock& clock)
      : seen_(seen),
        clock_(clock),
        holder_(seen.record.holder),
        successor_(seen.record.successor) {}

  bool Line(std::string_view line) noexcept override {
    const WatchLine decoded = DecodeWatchLine(line);
    const auto* event = std::get_if<WatchEvent>(&decoded);
    // Errors, and whatever else is odd: the caller reads the lease, which tells.
    if (event == nullptr) {
      return false;
    }
    std::optional<ReadLease> read = DecodeLease(event->object);
    if (!read) {
      return false;
    }
    saw_any_ = true;
    if (event->type == WatchEventType::kDeleted || read->record.holder != holder_ ||
        read->record.successor != successor_) {
      return false;
    }
    // A bookmark or a repeated event renews nothing.
    if (read->record != seen_.record) {
      seen_.record = std::move(read->record);
      seen_.changed_at = clock_.Steady();
    }
    seen_.resource_version = std::move(read->resource_version);
    return true;
  }

  bool SawAny() const { return saw_any_; }

 private:
  SeenLease& seen_;
  const base::Clock& clock_;
  const std::string holder_;
  const std::string successor_;
  bool saw_any_ = false;
};

}  // namespace

bool FollowLease(const LeaseWatch& watch, SeenLease& seen, const std::stop_token& stop) {
  // Roles that name the lease allow a watch of it only with this selector (Kubernetes RBAC,
  // "Referring to resources").
  const std::string path = ResourcePath(kLeases, watch.ns) + "?watch=1&fieldSelector=" +
                           EncodeQuery("metadata.name=" + std::string(watch.name)) +
                           "&resourceVersion=" + EncodeQuery(seen.resource_version);
  Renewals renewals(seen, watch.clock);
  const auto start = watch.clock.Steady();
  watch.transport.Stream({.method = "GET", .path = path}, renewals, watch.idle, stop);
  const bool has_idled = watch.clock.Steady() - start >= watch.idle;
  return !stop.stop_requested() && (renewals.SawAny() || has_idled);
}

}  // namespace executioner::kube
