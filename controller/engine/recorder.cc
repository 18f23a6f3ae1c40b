#include "controller/engine/recorder.h"

#include "controller/domain/transition.h"
#include "controller/engine/measure.h"

namespace executioner::engine {

SaveReply Recorder::Save(const OwnerId& owner, const std::string& version,
                         const domain::Status& before, const domain::Status& status) {
  SaveReply reply = store_.Save(owner, version, status);
  metrics_.RecordStatusWrite(SaveResultName(reply.result), status.jobs.size());
  if (reply.result != SaveResult::kSaved) {
    return reply;
  }
  // Only now, because an event about a rejected status would be false, and would be repeated.
  for (const domain::Transition& transition : domain::Transitions(before, status)) {
    notifications_.Notify(owner, transition);
  }
  Measure(metrics_, owner.kind, before, status);
  return reply;
}

}  // namespace executioner::engine
