#include "controller/adapters/pods/event_notifier.h"

#include <exception>
#include <string>

#include "controller/adapters/pods/names.h"

namespace executioner::pods {

void EventNotifier::Notify(const engine::OwnerId& owner,
                           const domain::Transition& transition) noexcept {
  try {
    const bool is_end = domain::IsEndOfRun(transition.kind);
    runtime_.Log(is_end ? kube::LogLevel::kInfo : kube::LogLevel::kDebug,
                 domain::TransitionName(transition.kind),
                 {{"kind", owner.kind},
                  {"object", owner.ns + "/" + owner.name},
                  {"message", transition.message}});
    kube::EventSpec event{.regarding = {.api_version = std::string(kApiVersion),
                                        .kind = owner.kind,
                                        .ns = owner.ns,
                                        .name = owner.name,
                                        .uid = owner.uid},
                          .type = domain::IsWarning(transition.kind) ? kube::EventType::kWarning
                                                                     : kube::EventType::kNormal,
                          .reason = std::string(domain::TransitionName(transition.kind)),
                          .action = "Reconcile",
                          .note = transition.message,
                          .is_last = is_end};
    if (!transition.pod.empty()) {
      event.related = kube::ObjectReference{
          .api_version = "v1", .kind = "Pod", .ns = owner.ns, .name = transition.pod};
    }
    recorder_.Event(std::move(event));
  } catch (const std::exception&) {
    return;  // events are hints; the status is complete
  }
}

}  // namespace executioner::pods
