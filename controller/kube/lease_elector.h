/// \file
/// Leader election with a coordination.k8s.io/v1 Lease (client-go tools/leaderelection). For
/// efficiency only: a lease is not a fence, preconditions of writes are.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/kube/jitter.h"
#include "controller/kube/lease_record.h"
#include "controller/kube/lease_watch.h"
#include "controller/kube/runtime.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

struct LeaseOptions {
  std::string ns = {};
  std::string name = {};      ///< of the Lease
  std::string identity = {};  ///< "<hostname>_<uuid>": never the same for two processes
  base::Duration lease{
      15'000};  ///< others may take over when the lease was not renewed for so long
  base::Duration renew{10'000};  ///< the leader gives up when it could not renew for so long
  /// Between two renewals; and between two tries when the server fails or lets nobody watch.
  base::Duration retry{2'000};
  /// Asks the holder to hand the lease over, instead of waiting until it is given up: for releasing
  /// all pods before an uninstall. Nobody can ask this one.
  bool takes_over = false;
  /// How long a leader or candidate that saw such a request stands aside. After that the uninstall
  /// is considered abandoned. A process that starts later does not wait.
  base::Duration stand_aside{120'000};
  /// Of one request, so that a hung call cannot cost the lease; zero: max(1 s, renew / 2).
  base::Duration request_timeout{0};
};

/// Called on the elector's thread.
struct LeaseCallbacks {
  /// We lead from now on. Must return soon: renewing waits for it.
  std::function<void()> on_started_leading = {};
  /// We do not lead any more. Returns when nothing of ours works any more: on a clean stop the
  /// lease is released after it.
  std::function<void()> on_stopped_leading = {};
  /// Somebody leads, maybe we: for logs and metrics.
  std::function<void(const std::string& identity)> on_new_leader = {};
  /// The server has an older lease than it had before: its store was restored from a backup, and
  /// watches from before that may stay silent. Must return soon.
  std::function<void()> on_rewind = {};
};

enum class ElectionEnd {
  kStopped,      ///< stop was requested; the lease, if it was ours, is released
  kLost,         ///< we led and do not any more: the process must end
  kHandedOver,   ///< we led until another asked for the lease; it is released
  kNoNamespace,  ///< with takes_over: the lease's namespace does not exist, so nobody leads
};

/// Guarantees: judges by the steady clock only, so that clocks of machines may differ and be set;
/// a renewal counts from the moment its request was sent. Assumes that clocks run at about the same
/// speed. A candidate watches the lease: it takes over as soon as the lease is released or expires.
/// A request to hand over stays on the lease until the next leader takes it: candidates that see
/// the request arrive stand aside; candidates that find it on a free lease ignore it.
class LeaseElector {
 public:
  /// \param transport  borrowed; its own, so that no other request can delay a renewal
  /// \throws base::ConfigurationError  unless lease > renew > 1.2 × retry, with names and identity
  LeaseElector(Transport& transport, Runtime runtime, LeaseOptions options,
               LeaseCallbacks callbacks);

  /// Acquires, renews, and releases on stop. Blocks; call once.
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
  SteadyTime renewed_at_ = {};  // when the request of our last renewal was sent
  std::string told_leader_;
  bool has_looked_ = false;
  bool no_namespace_ = false;
  std::string past_successor_;  // of a request that is over
  std::atomic<bool> leading_ = false;
};

}  // namespace executioner::kube
