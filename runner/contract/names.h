/// \file
/// Names and limits shared by controller and runner: environment variables, paths, and reasons of
/// the last words. Constants only: the runner is built without the C++ standard library.
/// runner/contract/spec.md describes the JSON documents.
#pragma once

namespace executioner::runner {

/// The version of both JSON documents: the value of their key "v".
inline constexpr int kContractVersion = 1;

// Variables of the container. The first two are for the runner and are not passed to the job.

/// What to run: one JSON object, see runner/contract/spec.md. The kubelet expands `$(VAR)` and
/// replaces `$$` by `$` in values, so the controller writes every `$` of it as `$$`.
inline constexpr const char* kSpecVariable = "EXECUTIONER_SPEC";
/// Absolute path of the last words; default: kTerminationLog.
inline constexpr const char* kResultPathVariable = "EXECUTIONER_RESULT_PATH";
inline constexpr const char* kWorkflowVariable = "EXECUTIONER_WORKFLOW";
inline constexpr const char* kJobVariable = "EXECUTIONER_JOB";
inline constexpr const char* kNamespaceVariable = "EXECUTIONER_NAMESPACE";
inline constexpr const char* kRunVariable = "EXECUTIONER_RUN";
/// Number of the attempt within the run, from 1.
inline constexpr const char* kAttemptVariable = "EXECUTIONER_ATTEMPT";
/// Absolute path of the results file. If the pod does not set it and results are declared, the
/// runner sets it.
inline constexpr const char* kResultsVariable = "EXECUTIONER_RESULTS";
/// Suffix of the folder for multi-line results, one file per name, beside the results file.
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

/// Maximum size of EXECUTIONER_SPEC; the kernel's limit for one variable is 128 KiB.
inline constexpr int kSpecBytes = 96 * 1024;
inline constexpr int kDefaultTailBytes = 512;
/// Maximum size of the names and values of all results of one attempt.
inline constexpr int kResultsBytes = 3000;
/// The kubelet reads at most this many bytes of a container's termination message; all containers
/// of a pod share kPodMessageBytes.
inline constexpr int kMessageBytes = 4096;
inline constexpr int kPodMessageBytes = 12288;
/// Minimum of messageBytes that the runner accepts.
inline constexpr int kSmallestMessageBytes = 256;
/// Part of messageBytes that is reserved for the other keys of the last words.
inline constexpr int kReservedMessageBytes = 512;

// Seconds.

inline constexpr int kDefaultGraceSeconds = 30;
inline constexpr int kDefaultCheckTimeoutSeconds = 60;

// Reasons of the last words: how an attempt ended. The API uses the same reasons.

/// The exit code is 0, the results are valid, and all checks passed.
inline constexpr const char* kReasonCompleted = "Completed";
/// The command ended by itself with another exit code, or could not be started (126, 127).
inline constexpr const char* kReasonFailed = "Failed";
/// A signal ended the command, or the runner was asked to stop before the attempt was complete.
inline constexpr const char* kReasonSignaled = "Signaled";
inline constexpr const char* kReasonTimedOut = "TimedOut";
inline constexpr const char* kReasonPreCheckFailed = "PreCheckFailed";
inline constexpr const char* kReasonPostCheckFailed = "PostCheckFailed";
/// The kernel killed a process of the container because memory ran out, and the command did not
/// exit with 0.
inline constexpr const char* kReasonOutOfMemory = "OOMKilled";
inline constexpr const char* kReasonInvalidResults = "InvalidResults";
/// The runner failed: malformed input (64) or a problem of its environment (125).
inline constexpr const char* kReasonError = "Error";

}  // namespace executioner::runner
