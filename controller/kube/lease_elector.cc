#include "controller/kube/lease_elector.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <utility>

#include "controller/base/error.h"
#include "controller/kube/api_error.h"
#include "controller/kube/client.h"
#include "controller/kube/resource_version.h"

namespace executioner::kube {
namespace {

// As client-go has it (tools/leaderelection, JitterFactor).
constexpr double kRetryJitter = 1.2;
constexpr int kWriteTries = 3;

bool IsOk(const HttpResponse& response) {
  return response.status >= 200 && response.status < 300;
}

LeaseOptions Checked(LeaseOptions options) {
  if (options.ns.empty() || options.name.empty() || options.identity.empty()) {
    throw base::ConfigurationError("leader election",
                                   "the lease needs a namespace, a name and an identity");
  }
  const std::chrono::duration<double, std::milli> longest_retry = options.retry * kRetryJitter;
  if (options.lease <= options.renew || options.renew <= longest_retry) {
    throw base::ConfigurationError(
        "leader election",
        "the lease must last longer than the renew deadline, and that longer "
        "than 1.2 times the retry period; the defaults are 15, 10 and 2 s");
  }
  if (options.request_timeout.count() == 0) {
    options.request_timeout = std::max(base::Duration(1000), options.renew / 2);
  }
  return options;
}

}  // namespace

LeaseElector::LeaseElector(Transport& transport, Runtime runtime, LeaseOptions options,
                           LeaseCallbacks callbacks)
    : transport_(transport),
      runtime_(std::move(runtime)),
      options_(Checked(std::move(options))),
      callbacks_(std::move(callbacks)),
      jitter_(options_.identity, runtime_.clock.Steady().time_since_epoch().count()),
      path_(ResourcePath(kLeases, options_.ns, options_.name)) {}

ElectionEnd LeaseElector::Run(const std::stop_token& stop) {
  if (!Acquire(stop)) {
    return no_namespace_ ? ElectionEnd::kNoNamespace : ElectionEnd::kStopped;
  }
  leading_.store(true, std::memory_order_release);
  runtime_.Log(LogLevel::kInfo, "started leading", {{"lease", options_.name}});
  if (callbacks_.on_started_leading) {
    callbacks_.on_started_leading();
  }
  const ElectionEnd end = KeepRenewing(stop);
  const bool lost = end == ElectionEnd::kLost;
  // IsLeader() is false before the callback runs, so that no new work begins.
  leading_.store(false, std::memory_order_release);
  runtime_.Log(lost ? LogLevel::kError : LogLevel::kInfo, "stopped leading",
               {{"lease", options_.name}});
  if (callbacks_.on_stopped_leading) {
    callbacks_.on_stopped_leading();
  }
  // A lost lease is somebody else's already.
  if (!lost) {
    Release();
  }
  return end;
}

/// \return false when stop was requested before we lead, or when the lease cannot exist
bool LeaseElector::Acquire(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (TryAcquireOrRenew()) {
      return true;
    }
    if (no_namespace_ || !(MustStandAside() ? StandAside(stop) : StandBy(stop))) {
      break;
    }
  }
  return false;
}

bool LeaseElector::MustStandAside() const {
  return !options_.takes_over && observed_ && !observed_->record.successor.empty() &&
         observed_->record.successor != past_successor_;
}

/// Leaves the lease to the process that requested it. During an uninstall, the pods of the release
/// are gone long before the wait ends.
/// \return false on stop
bool LeaseElector::StandAside(const std::stop_token& stop) {
  past_successor_ = observed_->record.successor;
  runtime_.Log(LogLevel::kInfo, "standing by: all pods are being released for an uninstall",
               {{"identity", past_successor_},
                {"seconds", std::to_string(options_.stand_aside.count() / 1000)}});
  return runtime_.wait(options_.stand_aside, stop);
}

/// Waits until there is a reason for another try: the lease of another changed hands or ran out,
/// or, when that cannot be watched, a retry period passed.
/// \return false on stop
bool LeaseElector::StandBy(const std::stop_token& stop) {
  if (observed_ && !observed_->record.holder.empty() && !HasYetToAsk()) {
    const base::Duration left =
        std::chrono::seconds(observed_->record.duration_seconds) - UnchangedFor();
    const auto idle = std::chrono::floor<std::chrono::seconds>(left);
    // Watches end in whole seconds; the rest of the last one is waited out.
    if (left.count() > 0 && idle.count() == 0) {
      return runtime_.wait(left, stop);
    }
    if (idle.count() > 0 &&
        FollowLease({transport_, runtime_.clock, options_.ns, options_.name, idle}, *observed_,
                    stop)) {
      return true;
    }
  }
  const double spread = 1.0 + kRetryJitter * jitter_.Next();
  const double delay = static_cast<double>(options_.retry.count()) * spread;
  return runtime_.wait(base::Duration(std::llround(delay)), stop);
}

/// For how long our own clock has seen the lease as it is. Pre: there is one.
base::Duration LeaseElector::UnchangedFor() const {
  return std::chrono::floor<base::Duration>(runtime_.clock.Steady() - observed_->changed_at);
}

ElectionEnd LeaseElector::KeepRenewing(const std::stop_token& stop) {
  while (runtime_.wait(std::min(options_.retry, Remaining()), stop)) {
    if (Remaining().count() <= 0) {
      return ElectionEnd::kLost;
    }
    if (TryAcquireOrRenew()) {
      continue;
    }
    if (IsAskedToHandOver()) {
      return ElectionEnd::kHandedOver;
    }
    if (IsDeposed() || Remaining().count() <= 0) {
      return ElectionEnd::kLost;
    }
  }
  return ElectionEnd::kStopped;
}

/// Pre: we lead.
bool LeaseElector::IsAskedToHandOver() const {
  return IsOurs() && !options_.takes_over && !observed_->record.successor.empty();
}

/// How long a leader may continue without another renewal.
base::Duration LeaseElector::Remaining() const {
  const auto left = renewed_at_ + options_.renew - runtime_.clock.Steady();
  return std::max(base::Duration(0), std::chrono::floor<base::Duration>(left));
}

bool LeaseElector::IsDeposed() const {
  return observed_ && !observed_->record.holder.empty() && !IsOurs();
}

bool LeaseElector::TryAcquireOrRenew() {
  if (IsLeader() && IsOurs() && Update(OurRecord())) {
    return true;  // the fast path: no look before
  }
  if (!Look()) {
    return false;
  }
  if (!observed_) {
    return Create();
  }
  if (IsLeader() ? IsAskedToHandOver() : MustStandAside()) {
    return false;
  }
  if (!MayTake(observed_->record, options_.identity, UnchangedFor())) {
    AskHolder();
    return false;
  }
  return Update(OurRecord());
}

/// Writes our identity into the lease as the successor; the holder's next renewal fails, and the
/// holder then sees the request.
void LeaseElector::AskHolder() {
  for (int tries = 0; tries < kWriteTries && HasYetToAsk(); ++tries) {
    LeaseRecord asked = observed_->record;
    asked.successor = options_.identity;
    if (Update(asked)) {
      runtime_.Log(LogLevel::kInfo, "asked the leader to hand over", {{"identity", asked.holder}});
      return;
    }
    if (!Look()) {  // the holder renewed in between
      return;
    }
  }
}

/// Whether the holder has not seen our request for the lease yet.
bool LeaseElector::HasYetToAsk() const {
  return options_.takes_over && observed_ && !observed_->record.holder.empty() &&
         observed_->record.successor != options_.identity;
}

/// Reads the lease into observed_, which is empty when there is none.
/// \return false when the server could not say
bool LeaseElector::Look() {
  const HttpResponse response = Send({.method = "GET", .path = path_});
  if (response.status == 404) {
    observed_.reset();
    has_looked_ = true;
    return true;
  }
  if (!IsOk(response)) {
    Warn("cannot read the lease", response);
    return false;
  }
  std::optional<ReadLease> read = DecodeLease(response.body);
  if (!read) {
    runtime_.Log(LogLevel::kWarning, "the response is not a Lease");
    return false;
  }
  // A request that is already on the lease when this process starts, and whose holder is gone, has
  // ended.
  if (!has_looked_ && read->record.holder.empty()) {
    past_successor_ = read->record.successor;
  }
  has_looked_ = true;
  Observe(std::move(read->record), std::move(read->resource_version));
  return true;
}

bool LeaseElector::Create() {
  const LeaseRecord record = OurRecord();
  const SteadyTime sent = runtime_.clock.Steady();
  const HttpResponse response = Send({.method = "POST",
                                      .path = ResourcePath(kLeases, options_.ns),
                                      .content_type = "application/json",
                                      .body = EncodeLease(options_.ns, options_.name, record, "")});
  // For an uninstall a missing namespace means that there is nothing left to take over.
  no_namespace_ = options_.takes_over && response.status == 404;
  return Adopt(response, record, sent);
}

bool LeaseElector::Update(const LeaseRecord& record) {
  const SteadyTime sent = runtime_.clock.Steady();
  const HttpResponse response =
      Send({.method = "PUT",
            .path = path_,
            .content_type = "application/json",
            .body = EncodeLease(options_.ns, options_.name, record, observed_->resource_version)});
  return Adopt(response, record, sent);
}

/// Takes a successful write as the state of the lease.
bool LeaseElector::Adopt(const HttpResponse& response, const LeaseRecord& written,
                         SteadyTime sent) {
  if (!IsOk(response)) {
    if (response.status != 409) {  // a conflict only means that another was faster
      Warn("cannot write the lease", response);
    }
    return false;
  }
  std::optional<ReadLease> read = DecodeLease(response.body);
  Observe(written, read ? std::move(read->resource_version) : std::string());
  // From when it was sent: others count from when they see it, which is later.
  if (IsOurs()) {
    renewed_at_ = sent;
  }
  return true;
}

void LeaseElector::Warn(std::string_view what, const HttpResponse& response) const {
  runtime_.Log(LogLevel::kWarning, what,
               {{"lease", options_.ns + "/" + options_.name},
                {"status", std::to_string(response.status)},
                {"error", ReadStatus(response).message}});
}

void LeaseElector::Observe(LeaseRecord record, std::string resource_version) {
  if (observed_ && IsOlder(resource_version, observed_->resource_version)) {
    runtime_.Log(LogLevel::kWarning, "the lease is older than before: the store was restored",
                 {{"lease", options_.name}});
    if (callbacks_.on_rewind) {
      callbacks_.on_rewind();
    }
  }
  if (!observed_ || observed_->record != record) {
    observed_ = SeenLease{.record = std::move(record),
                          .resource_version = std::move(resource_version),
                          .changed_at = runtime_.clock.Steady()};
  } else {
    observed_->resource_version = std::move(resource_version);
  }
  const std::string& holder = observed_->record.holder;
  if (!holder.empty() && holder != told_leader_) {
    told_leader_ = holder;
    runtime_.Log(LogLevel::kInfo, "new leader", {{"identity", holder}});
    if (callbacks_.on_new_leader) {
      callbacks_.on_new_leader(holder);
    }
  }
}

LeaseRecord LeaseElector::OurRecord() const {
  const base::TimePoint now = runtime_.clock.Now();
  // Leases count whole seconds; less than we hold it would let others in early.
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(options_.lease);
  LeaseRecord record{.holder = options_.identity,
                     .duration_seconds = static_cast<int>(seconds.count()),
                     .acquired = now,
                     .renewed = now,
                     .successor = options_.takes_over ? options_.identity : ""};
  if (IsOurs()) {
    record.acquired = observed_->record.acquired;
    record.transitions = observed_->record.transitions;
  } else if (observed_) {
    record.transitions = observed_->record.transitions + 1;
  }
  return record;
}

/// Frees the lease, so that the next leader need not wait for it to expire.
void LeaseElector::Release() {
  for (int tries = 0; tries < kWriteTries && IsOurs(); ++tries) {
    const base::TimePoint now = runtime_.clock.Now();
    const LeaseRecord free{.holder = "",
                           .duration_seconds = 1,
                           .acquired = now,
                           .renewed = now,
                           .transitions = observed_->record.transitions,
                           .successor = observed_->record.successor};
    if (Update(free) || !Look()) {
      return;
    }
  }
}

HttpResponse LeaseElector::Send(HttpRequest request) {
  base::Duration timeout = options_.request_timeout;
  // A leader that waits longer than it may lead would find out too late.
  if (IsLeader()) {
    timeout = std::min(timeout, Remaining());
  }
  std::future<HttpResponse> response = transport_.Start(std::move(request));
  if (response.wait_for(timeout) != std::future_status::ready) {
    return {.status = 0, .body = "no answer within " + std::to_string(timeout.count()) + " ms"};
  }
  return response.get();
}

}  // namespace executioner::kube
