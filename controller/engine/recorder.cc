#include "controller/engine/recorder.h"

#include "controller/domain/transition.h"
#include "controller/engine/measure.h"

namespace executioner::engine {

SaveResult Recorder::Save(Execution& execution, const domain::Status& before,
                          const domain::Status& status) {
  const SaveResult result = Write(execution, status);
  if (result == SaveResult::kSaved) {
    Announce(execution.owner, before, status);
  }
  return result;
}

SaveResult Recorder::Write(Execution& execution, const domain::Status& status) {
  const SaveResult result = store_.Save(execution, status);
  metrics_.RecordStatusWrite(SaveResultName(result), status.jobs.size());
  return result;
}

void Recorder::Announce(const OwnerId& owner, const domain::Status& before,
                        const domain::Status& status) {
  for (const domain::Transition& transition : domain::Transitions(before, status)) {
    notifications_.Notify(owner, transition);
  }
  Measure(metrics_, owner.kind, before, status);
}

}  // namespace executioner::engine
