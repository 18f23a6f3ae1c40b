#include "controller/engine/bind_attempt.h"

namespace executioner::engine {

domain::Values ValuesOf(const OwnerId& owner, int run, int attempt) {
  return {.workflow = owner.name, .ns = owner.ns, .uid = owner.uid, .run = run, .attempt = attempt};
}

domain::ConcreteWork BindAttempt(const Execution& execution, domain::NodeId node, int attempt,
                                 const std::vector<domain::EnvVar>& extra) {
  return domain::Bind(execution.plan, node,
                      ValuesOf(execution.owner, execution.run.number, attempt), extra);
}

}  // namespace executioner::engine
