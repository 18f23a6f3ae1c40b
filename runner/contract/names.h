/// \file
/// Names and limits that controller and runner agree on: environment variables, paths, the reasons
/// of the last words. Constants only: the runner is built without the C++ standard library. The
/// JSON going in and coming out is described in runner/contract/spec.md.
#pragma once

namespace executioner::runner {

/// Version of both JSON documents, the value of their key "v".
inline constexpr int kContractVersion = 1;

// Variables of the container. The first two are for the runner and are not passed on to the job.

/// What to run: one JSON object, see runner/contract/spec.md. The kubelet expands `$(VAR)` and
/// halves `$$` in values, so whoever builds the pod writes every `$` of it as `$$`.
inline constexpr const char* kSpecVariable = "EXECUTIONER_SPEC";
/// Absolute path of the last words; absent means kTerminationLog.
inline constexpr const char* kResultPathVariable = "EXECUTIONER_RESULT_PATH";
inline constexpr const char* kWorkflowVariable = "EXECUTIONER_WORKFLOW";
inline constexpr const char* kJobVariable = "EXECUTIONER_JOB";
inline constexpr const char* kNamespaceVariable = "EXECUTIONER_NAMESPACE";
inline constexpr const char* kRunVariable = "EXECUTIONER_RUN";
/// Number of the attempt within the run, from 1.
inline constexpr const char* kAttemptVariable = "EXECUTIONER_ATTEMPT";
/// Absolute path of the results file; when the pod does not set it and results are declared, the
/// runner does.
inline constexpr const char* kResultsVariable = "EXECUTIONER_RESULTS";
/// Appended to the path of the results file: the folder of multi-line results, one file per name.
inline constexpr const char* kResultsFolderSuffix = ".d";

// Paths in the container.

/// Where the runner's image or volume is mounted, read-only.
inline constexpr const char* kMountPath = "/executioner";
inline constexpr const char* kBinaryPath = "/executioner/runner";
/// Name of the binary in its image, below the mount, and in the folder given to `runner install`.
inline constexpr const char* kBinaryName = "runner";
/// The default terminationMessagePath of core/v1.
inline constexpr const char* kTerminationLog = "/dev/termination-log";

// Limits, in bytes.

/// Largest EXECUTIONER_SPEC that the controller sends; the kernel's own limit for one variable is
/// 128 KiB.
inline constexpr int kSpecBytes = 96 * 1024;
inline constexpr int kDefaultTailBytes = 512;
/// Names and values of all results of one attempt together.
inline constexpr int kResultsBytes = 3000;
/// What the kubelet reads of one container's termination message; all containers of a pod share
/// kPodMessageBytes.
inline constexpr int kMessageBytes = 4096;
inline constexpr int kPodMessageBytes = 12288;
/// Smallest messageBytes that the runner accepts.
inline constexpr int kSmallestMessageBytes = 256;
/// Part of messageBytes that results cannot use: the other keys of the last words.
inline constexpr int kReservedMessageBytes = 512;

// Seconds.

inline constexpr int kDefaultGraceSeconds = 30;
inline constexpr int kDefaultCheckTimeoutSeconds = 60;

// Reasons of the last words: how an attempt ended. They are reasons of the API too.

/// Exit code 0, results valid, checks passed.
inline constexpr const char* kReasonCompleted = "Completed";
/// The command ended by itself with another exit code, or could not be started (126, 127).
inline constexpr const char* kReasonFailed = "Failed";
/// A signal ended the command, or the runner was told to stop before everything was done.
inline constexpr const char* kReasonSignaled = "Signaled";
inline constexpr const char* kReasonTimedOut = "TimedOut";
inline constexpr const char* kReasonPreCheckFailed = "PreCheckFailed";
inline constexpr const char* kReasonPostCheckFailed = "PostCheckFailed";
/// The kernel killed a process of the container for lack of memory, and the command did not end
/// with 0.
inline constexpr const char* kReasonOutOfMemory = "OOMKilled";
inline constexpr const char* kReasonInvalidResults = "InvalidResults";
/// The runner could not do its work: malformed input (64) or a fault of its surroundings (125).
inline constexpr const char* kReasonError = "Error";

}  // namespace executioner::runner
