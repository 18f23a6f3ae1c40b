#include "controller/reconcile/begin_execution.h"

#include <algorithm>

#include "controller/adapters/pods/status_reader.h"
#include "controller/base/cut_text.h"
#include "controller/base/join.h"
#include "controller/domain/checkpoint.h"
#include "controller/domain/own_time.h"
#include "controller/domain/validate.h"
#include "controller/manifest/manifest.h"

namespace executioner::reconcile {
namespace {

constexpr std::size_t kMessageBytes = 1024;

constexpr std::string_view kThrottleNote =
    "waits for other runs to end: the runs of this namespace, or of all namespaces, use all of the "
    "controller's memory that they may use";
constexpr std::string_view kAfterNote = "; ";

/// The note precedes the message of a suspended run, because both are kept in one field.
std::string WithoutThrottleNote(const std::string& message) {
  if (!message.starts_with(kThrottleNote)) {
    return message;
  }
  const std::string rest = message.substr(kThrottleNote.size());
  return rest.starts_with(kAfterNote) ? rest.substr(kAfterNote.size()) : "";
}

/// A typing error in `spec.skip` must not end a run that is active.
void LeaveOutUnknown(domain::WorkflowSpec& spec) {
  std::erase_if(spec.controls.skip, [&](const std::string& name) {
    return std::ranges::none_of(spec.jobs,
                                [&](const domain::JobSpec& job) { return job.name == name; });
  });
}

}  // namespace

CheckedSpec CheckSpec(const OwnerObject& object, const engine::Config& config, bool active) {
  manifest::SpecResult read = manifest::ReadSpec(object.kind, object.spec, object.meta.name);
  CheckedSpec checked{.spec = std::move(read.spec),
                      .hash = std::move(read.spec_hash),
                      .complaints = std::move(read.complaints)};
  if (active) {
    LeaveOutUnknown(checked.spec);
  }
  domain::Metadata metadata{.labels = object.meta.labels, .annotations = object.meta.annotations};
  if (checked.complaints.empty()) {
    checked.spec.metadata = active ? std::nullopt : std::optional(metadata);
    checked.complaints = domain::Validate(checked.spec, config.rules);
  }
  // Not before: a label that is removed later ends no active run, only the jobs that refer to it.
  checked.spec.metadata = std::move(metadata);
  return checked;
}

std::string Describe(const std::vector<domain::Complaint>& complaints) {
  std::string text = base::Join(complaints, "; ", [](const domain::Complaint& complaint) {
    return complaint.path + ": " + complaint.message;
  });
  if (text.size() > kMessageBytes) {
    const std::string more = " … (" + std::to_string(complaints.size()) + " complaints in all)";
    text = base::CutText(text, kMessageBytes - more.size()) + more;
  }
  return text;
}

std::string WithThrottleNote(const std::string& message) {
  const std::string said = WithoutThrottleNote(message);
  return std::string(kThrottleNote) + (said.empty() ? "" : std::string(kAfterNote) + said);
}

domain::Status RecordedStatus(const OwnerObject& object) {
  domain::Status status = pods::DecodeStatus(object.status);
  if (object.finished) {
    return domain::OpenNextRun(status);
  }
  if (domain::IsEnded(status.phase)) {
    // Not an end that we wrote, since it has no time. Nothing would ever happen in such a run.
    status.phase = domain::RunPhase::kPending;
  }
  return status;
}

engine::Execution BeginExecution(const OwnerObject& object, const CheckedSpec& checked,
                                 const engine::Config& config, const base::Clock& clock) {
  engine::Execution execution{
      .owner = OwnerOf(object),
      .generation = object.meta.generation,
      .resource_version = object.meta.resource_version,
      .plan = domain::MakePlan(checked.spec, checked.hash, config.pending_timeout_seconds),
      .controls = checked.spec.controls};
  execution.recorded = RecordedStatus(object);
  if (object.finished) {
    // Before its number is recorded, a new leader would not recognize the run's pods.
    execution.Note(engine::RecordEvent::kDemanded);
    execution.run = domain::StartRun(execution.plan, execution.recorded.run);
  } else {
    execution.run = domain::RestoreRun(execution.plan, execution.recorded);
    // The clock of the controller that wrote the times may have been ahead.
    domain::BoundTimes(execution.plan, execution.run, clock.Now(), execution.owner.uid);
  }
  if (!execution.recorded.start_time) {
    execution.run.message.clear();  // no longer waiting
  } else {
    execution.run.message = WithoutThrottleNote(execution.run.message);
  }
  return execution;
}

}  // namespace executioner::reconcile
