/// \file
/// Leader election with a coordination.k8s.io/v1 Lease (client-go tools/leaderelection). The lease
/// only avoids duplicate work; preconditions of writes protect the objects.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/kube/back_off.h"
#include "controller/kube/lease_record.h"
#include "controller/kube/lease_watch.h"
#include "controller/kube/runtime.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

struct LeaseOptions {
  std::string ns = {};
  std::string name = {};      ///< of the Lease
  std::string identity = {};  ///< "<hostname>_<uuid>": unique per process
  base::Duration lease{
      15'000};  ///< others may take over if the lease was not renewed for this long
  base::Duration renew{10'000};  ///< the leader gives up if it could not renew for this long
  /// Interval between renewals, and between retries if the server fails or does not allow watching.
  base::Duration retry{2'000};
  /// Requests the lease from the holder instead of waiting until it is free; used to release all
  /// pods before an uninstall. This elector ignores requests of others.
  bool takes_over = false;
  /// How long a leader or candidate that saw such a request does not take the lease. After that the
  /// uninstall is considered abandoned. Processes that start later do not wait.
  base::Duration stand_aside{120'000};
  /// Timeout of one request, so that a hanging request does not lose the lease; zero: max(1 s,
  /// renew / 2).
  base::Duration request_timeout{0};
};

/// Called on the elector's thread.
struct LeaseCallbacks {
  /// Called when we become the leader. Must return quickly, because renewal waits for it.
  std::function<void()> on_started_leading = {};
  /// Called when we are no longer the leader. Must return only after all work has stopped: on a
  /// clean stop the lease is released after it.
  std::function<void()> on_stopped_leading = {};
  /// Called when there is a new leader, possibly this process; for logs and metrics.
  std::function<void(const std::string& identity)> on_new_leader = {};
  /// Called if the server has an older lease than before: its store was restored from a backup, and
  /// existing watches may stay silent. Must return quickly.
  std::function<void()> on_rewind = {};
};

enum class ElectionEnd {
  kStopped,      ///< stop was requested; the lease has been released if it was ours
  kLost,         ///< we are no longer the leader: the process must exit
  kHandedOver,   ///< we were the leader until another process requested the lease; it has been
                 ///< released
  kNoNamespace,  ///< with takes_over: the lease's namespace does not exist, so nobody leads
};

/// Uses only the steady clock, so the wall clocks of machines may differ or be set; assumes that
/// steady clocks run at about the same speed. A renewal counts from the time at which its request
/// was sent. Candidates watch the lease and take over as soon as it is released or expires. A
/// request to hand over stays on the lease until the next leader takes it: candidates that see the
/// request arrive do not take the lease; candidates that find it on a free lease ignore it.
class LeaseElector {
 public:
  /// \param transport  borrowed; not shared, so that other requests cannot delay a renewal
  /// \throws base::ConfigurationError  unless lease > renew > 1.2 × retry, with names and identity
  LeaseElector(Transport& transport, Runtime runtime, LeaseOptions options,
               LeaseCallbacks callbacks);

  /// Acquires and renews the lease, and releases it on stop. Blocks; must be called once.
  ElectionEnd Run(const std::stop_token& stop);

  /// Safe from any thread.
  bool IsLeader() const { return leading_.load(std::memory_order_acquire); }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  bool Acquire(const std::stop_token& stop);
  bool StandBy(const std::stop_token& stop);
  bool MustStandAside() const;
  bool StandAside(const std::stop_token& stop);
  void AskHolder();
  bool HasYetToAsk() const;
  ElectionEnd KeepRenewing(const std::stop_token& stop);
  bool IsAskedToHandOver() const;
  bool TryAcquireOrRenew();
  bool IsDeposed() const;
  bool Look();
  bool Create();
  bool Update(const LeaseRecord& record);
  bool Adopt(const HttpResponse& response, const LeaseRecord& written, SteadyTime sent);
  void Warn(std::string_view what, const HttpResponse& response) const;
  void Observe(LeaseRecord record, std::string resource_version);
  void Release();
  HttpResponse Send(HttpRequest request);
  base::Duration Remaining() const;
  base::Duration UnchangedFor() const;
  LeaseRecord OurRecord() const;

  bool IsOurs() const { return observed_ && observed_->record.holder == options_.identity; }

  Transport& transport_;
  const Runtime runtime_;
  const LeaseOptions options_;
  const LeaseCallbacks callbacks_;
  Jitter jitter_;
  const std::string path_;
  std::optional<SeenLease> observed_;
  SteadyTime renewed_at_ = {};  // when we sent the request of our last renewal
  std::string told_leader_;
  bool has_looked_ = false;
  bool no_namespace_ = false;
  std::string past_successor_;  // of a past request
  std::atomic<bool> leading_ = false;
};

}  // namespace executioner::kube
