/// \file
/// Every name that we write into Kubernetes objects: labels, annotations, finalizers, containers,
/// volumes, events. Once a release has written one it stays, or pods of older releases are lost
/// sight of.
#pragma once

#include <string_view>

namespace executioner::pods {

/// apiVersion of our kinds, in owner references.
inline constexpr std::string_view kApiVersion = "executioner.dev/v1alpha1";

/// Labels and annotations that begin so are ours alone; a user's podTemplate cannot set them.
inline constexpr std::string_view kOwnPrefix = "executioner.dev/";

// Labels of a pod.

/// Recommended label of Kubernetes: what this is, always kNameLabelValue.
inline constexpr std::string_view kNameLabel = "app.kubernetes.io/name";
inline constexpr std::string_view kNameLabelValue = "executioner-job";
/// Recommended label of Kubernetes: who made it, always kManagedByLabelValue. What we list and
/// watch pods by.
inline constexpr std::string_view kManagedByLabel = "app.kubernetes.io/managed-by";
inline constexpr std::string_view kManagedByLabelValue = "executioner";
/// Name of the Workflow, for people's selectors; absent on pods of a Job.
inline constexpr std::string_view kWorkflowLabel = "executioner.dev/workflow";
/// Name of the job within the Workflow, or of the Job.
inline constexpr std::string_view kJobLabel = "executioner.dev/job";
/// UID of the Workflow or Job: what pods are selected by.
inline constexpr std::string_view kOwnerUidLabel = "executioner.dev/owner-uid";
/// Number of the run, from 1.
inline constexpr std::string_view kRunLabel = "executioner.dev/run";
/// Number of the attempt within the run, from 1.
inline constexpr std::string_view kAttemptLabel = "executioner.dev/attempt";
/// "true" once the pod's outcome is durably in the status: it may be deleted.
inline constexpr std::string_view kReleasedLabel = "executioner.dev/released";
inline constexpr std::string_view kReleasedLabelValue = "true";
/// How the attempt ended, set with kReleasedLabel: the pod's phase does not tell, that of a pod
/// that was stopped after its job had succeeded is Failed. Absent on pods that version 0.1.0
/// released.
inline constexpr std::string_view kOutcomeLabel = "executioner.dev/outcome";
inline constexpr std::string_view kOutcomeSucceeded = "succeeded";
inline constexpr std::string_view kOutcomeFailed = "failed";

/// Annotation of a pod: status.specHash of what it runs.
inline constexpr std::string_view kSpecHashAnnotation = "executioner.dev/spec-hash";

/// reportingController of our events.
inline constexpr std::string_view kEventController = "executioner.dev/controller";

/// Finalizer of a pod until its outcome is durably in the status.
inline constexpr std::string_view kRecordFinalizer = "executioner.dev/record";

/// The container that runs the job.
inline constexpr std::string_view kJobContainer = "job";
/// The init container that copies the runner, with RunnerInjection::kInitContainer.
inline constexpr std::string_view kRunnerContainer = "executioner-runner";
/// The volume that the runner comes from, with either injection.
inline constexpr std::string_view kRunnerVolume = "executioner-runner";

}  // namespace executioner::pods
