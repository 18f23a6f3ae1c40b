/// \file
/// A RunStore that records runs in the status of the owner, with a JSON patch that succeeds only if
/// the object is unchanged.
#pragma once

#include <array>
#include <string>

#include "controller/domain/kind.h"
#include "controller/engine/ports/run_store.h"
#include "controller/kube/barrier.h"
#include "controller/kube/client.h"
#include "controller/kube/runtime.h"

namespace executioner::pods {

/// The maximum size of a status: the whole object must be smaller than etcd's limit of 1.5 MiB.
inline constexpr std::size_t kStatusBudget = 1'200'000;

/// Safe from any thread.
class StatusStore : public engine::RunStore {
 public:
  /// The barrier's indexes of the stores of owners, as domain::kKinds.
  using Stores = std::array<kube::Barrier::ResourceIndex, domain::kKinds.size()>;

  /// \param client, barrier  borrowed, like the runtime's clock
  StatusStore(kube::Client& client, kube::Barrier& barrier, Stores stores, kube::Runtime runtime)
      : client_(client), barrier_(barrier), stores_(stores), runtime_(std::move(runtime)) {}

  /// The first operation replaces metadata.resourceVersion, so a stale version gets a 409 (`test`
  /// would get a 422 without a cause). The server ignores a wrong UID in a status patch, so the UID
  /// in the response is compared: a different one means kGone.
  engine::SaveReply Save(const engine::OwnerId& owner, const std::string& version,
                         const domain::Status& status) override;

 private:
  engine::SaveReply Send(const engine::OwnerId& owner, std::string patch);
  engine::SaveResult Refusal(const engine::OwnerId& owner, const kube::ApiStatus& status) const;

  kube::Client& client_;
  kube::Barrier& barrier_;
  const Stores stores_;
  const kube::Runtime runtime_;
};

/// Returns the patch that replaces the status. Pure.
std::string StatusPatch(const std::string& resource_version, const std::string& status_json);

}  // namespace executioner::pods
