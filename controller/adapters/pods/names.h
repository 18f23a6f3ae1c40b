/// \file
/// All names that we write into Kubernetes objects: labels, annotations, finalizers, containers,
/// volumes, events. A released name must never change, because pods of older releases could not be
/// found.
#pragma once

#include <string_view>

namespace executioner::pods {

/// apiVersion of our kinds, in owner references.
inline constexpr std::string_view kApiVersion = "executioner.dev/v1alpha1";

/// The prefix of our labels and annotations; a podTemplate cannot set such names.
inline constexpr std::string_view kOwnPrefix = "executioner.dev/";

// Labels of a pod.

/// Recommended label of Kubernetes: the application, always kNameLabelValue.
inline constexpr std::string_view kNameLabel = "app.kubernetes.io/name";
inline constexpr std::string_view kNameLabelValue = "executioner-job";
/// Recommended label of Kubernetes: the creator, always kManagedByLabelValue. We list and watch
/// pods by this label.
inline constexpr std::string_view kManagedByLabel = "app.kubernetes.io/managed-by";
inline constexpr std::string_view kManagedByLabelValue = "executioner";
/// Name of the Workflow, for users' selectors; absent on pods of a Job.
inline constexpr std::string_view kWorkflowLabel = "executioner.dev/workflow";
/// Name of the job within the Workflow, or of the Job.
inline constexpr std::string_view kJobLabel = "executioner.dev/job";
/// UID of the Workflow or Job, by which pods are selected.
inline constexpr std::string_view kOwnerUidLabel = "executioner.dev/owner-uid";
/// Number of the run, from 1.
inline constexpr std::string_view kRunLabel = "executioner.dev/run";
/// Number of the attempt within the run, from 1.
inline constexpr std::string_view kAttemptLabel = "executioner.dev/attempt";
/// "true" after the outcome of the pod has been recorded in the status: the pod may be deleted.
inline constexpr std::string_view kReleasedLabel = "executioner.dev/released";
inline constexpr std::string_view kReleasedLabelValue = "true";
/// How the attempt ended; set together with kReleasedLabel. The pod's phase may differ: a pod that
/// was stopped after its job had succeeded is Failed. Absent on pods that version 0.1.0 released.
inline constexpr std::string_view kOutcomeLabel = "executioner.dev/outcome";
inline constexpr std::string_view kOutcomeSucceeded = "succeeded";
inline constexpr std::string_view kOutcomeFailed = "failed";

/// Annotation of a pod: status.specHash of the spec that it runs.
inline constexpr std::string_view kSpecHashAnnotation = "executioner.dev/spec-hash";

/// reportingController of our events.
inline constexpr std::string_view kEventController = "executioner.dev/controller";

/// Finalizer of a pod until its outcome has been recorded in the status.
inline constexpr std::string_view kRecordFinalizer = "executioner.dev/record";

/// The container that runs the job.
inline constexpr std::string_view kJobContainer = "job";
/// The init container that copies the runner, with RunnerInjection::kInitContainer.
inline constexpr std::string_view kRunnerContainer = "executioner-runner";
/// The volume that contains the runner, with both kinds of injection.
inline constexpr std::string_view kRunnerVolume = "executioner-runner";

}  // namespace executioner::pods
