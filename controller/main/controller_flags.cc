#include "controller/main/controller_flags.h"

#include <algorithm>
#include <cstdint>

#include "controller/base/whole_number.h"
#include "controller/cli/command.h"

namespace executioner::main {
namespace {

/// A name of the API (RFC 1123): what is none would match no object, in silence.
std::string CheckName(const std::string& name) {
  const auto is_plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  };
  const bool fine =
      !name.empty() && name.size() <= 63 && is_plain(name.front()) && is_plain(name.back()) &&
      std::ranges::all_of(name, [&](char letter) { return is_plain(letter) || letter == '-'; });
  return fine ? ""
              : "'" + name + "' is not a valid name; use a-z, 0-9 and '-', at most 63 characters";
}

std::string CheckAddress(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  const std::string_view text = std::string_view(address).substr(colon + 1);
  const bool fine = colon == std::string::npos ? address == "0"
                                               : base::WholeNumber<std::uint16_t>(text).has_value();
  return fine ? "" : "'" + address + "' is neither host:port, with a port up to 65535, nor 0";
}

void DeclareCluster(CLI::App& command, ControllerFlags& flags) {
  const auto seconds = [&](const char* name, int& flag, const char* help) {
    command.add_option(name, flag, help)->check(CLI::Range(1, 3600));
  };
  command
      .add_option(
          "--kubeconfig", flags.kubeconfig,
          "Path to a kubeconfig. Default: $KUBECONFIG, ~/.kube/config or the pod's service account")
      ->check(CLI::ExistingFile);
  command.add_option("--context", flags.context,
                     "Context of the kubeconfig. Default: the current context");
  command
      .add_option("-n,--namespace", flags.namespaces,
                  "Namespace to work in; may be repeated. Default: all namespaces")
      ->default_str("")
      ->delimiter(',')
      ->check(CheckName);
  command.add_option("--leader-elect", flags.leader_elect,
                     "Work only while holding the lease, so that several replicas can run");
  command.add_option("--lease-name", flags.lease_name, "Name of the lease")->check(CheckName);
  command
      .add_option("--lease-namespace", flags.lease_namespace,
                  "Namespace of the lease. Default: the controller's own namespace")
      ->check(CheckName);
  seconds("--lease-duration-seconds", flags.lease_seconds,
          "Time without a renewal after which another replica takes over");
  seconds("--lease-renew-seconds", flags.renew_seconds,
          "Time without a renewal after which the leader gives up");
  seconds("--lease-retry-seconds", flags.retry_seconds,
          "Time between two renewals, and between retries after a failure");
}

void DeclareProcess(CLI::App& command, ControllerFlags& flags) {
  command.add_option("--workers", flags.workers, "Number of objects to work on at once")
      ->check(CLI::Range(1, 256));
  command
      .add_option("--metrics-bind-address,--metrics-address", flags.metrics_address,
                  "host:port of /metrics; 0: off")
      ->check(CheckAddress);
  command
      .add_option("--health-probe-bind-address", flags.probe_address,
                  "host:port of /healthz and /readyz, separate from metrics so that load there "
                  "does not delay probes; 0: off")
      ->check(CheckAddress);
  command.add_option("--log-level", flags.log_level, "debug, info, warning or error")
      ->check(cli::OneOf({"debug", "info", "warning", "error"}));
  command.add_option("--log-format", flags.log_format, "json or text")
      ->check(cli::OneOf({"json", "text"}));
  command
      .add_option("--run-memory-mib", flags.run_memory_mib,
                  "Memory for runs in progress, in MiB; further runs wait")
      ->check(CLI::Range(1, 1 << 20));
  command
      .add_option("--namespace-run-memory-mib", flags.namespace_run_memory_mib,
                  "Maximum part of this memory for one namespace; one run may use half of it")
      ->check(CLI::Range(1, 1 << 20));
  command.add_flag(
      "--release-all", flags.release_all,
      "Request the lease from the leader, remove our finalizer from every pod, and exit; "
      "for uninstalling");
}

void DeclareRuns(CLI::App& command, ControllerFlags& flags) {
  const auto retention = [&](const char* name, std::string& flag) {
    command.add_option(name, flag, "Keep or Delete, for runs without podRetention")
        ->check(cli::OneOf({"Keep", "Delete"}));
  };
  command.add_option("--runner-image", flags.runner_image, "Image that holds the runner");
  command
      .add_option("--runner-image-pull-policy", flags.runner_pull_policy,
                  "Always, IfNotPresent or Never. Default: the cluster's default")
      ->check(cli::OneOf({"Always", "IfNotPresent", "Never"}));
  command
      .add_option(
          "--runner-injection", flags.runner_injection,
          "How the runner gets into a pod: Auto (by server version), ImageVolume or InitContainer")
      ->check(cli::OneOf({"Auto", "ImageVolume", "InitContainer"}));
  command
      .add_option("--status-interval-ms", flags.status_interval_ms,
                  "Minimum time between two status writes of a run in progress")
      ->check(CLI::Range(0, 3'600'000));
  retention("--retain-succeeded-pods", flags.retain_succeeded);
  retention("--retain-failed-pods", flags.retain_failed);
  command
      .add_option("--pending-timeout-seconds", flags.pending_timeout_seconds,
                  "How long a pod may wait for its start, for jobs without pendingTimeoutSeconds")
      ->check(CLI::Range(1, 86400 * 7));
}

/// Limits on the pods of jobs, whatever the cluster admits.
void DeclareLimits(CLI::App& command, ControllerFlags& flags) {
  command
      .add_option("--allowed-volume-types", flags.limits.volume_types,
                  "Types of volumes that podTemplate may use, as core/v1 names them; '*' for all")
      ->delimiter(',');
  command
      .add_option("--allowed-capabilities", flags.limits.capabilities,
                  "Capabilities that a securityContext may add; '*' for all")
      ->delimiter(',');
  command.add_flag("--allow-host-network", flags.limits.host_network,
                   "Accept hostNetwork in podTemplate");
  command.add_flag("--allow-host-ports", flags.limits.host_ports,
                   "Accept hostPort in init containers of podTemplate");
  command.add_flag("--allow-privileged", flags.limits.privileged,
                   "Accept privileged containers, host processes and an unmasked /proc");
  command
      .add_option("--forbidden-metadata-prefixes", flags.limits.forbidden_metadata,
                  "Prefixes of labels and annotations that podTemplate may not set. Default: none")
      ->default_str("")
      ->delimiter(',');
}

}  // namespace

void DeclareFlags(CLI::App& command, ControllerFlags& flags) {
  // --help shows the default of each flag.
  command.option_defaults()->always_capture_default();
  DeclareCluster(command, flags);
  DeclareProcess(command, flags);
  DeclareRuns(command, flags);
  DeclareLimits(command, flags);
  command
      .add_option("--config", flags.config,
                  "YAML file with any of these flags, as in 'workers: 16'. Flags override it")
      ->check(CLI::ExistingFile);
}

reconcile::ControllerOptions MakeOptions(const ControllerFlags& flags,
                                         const std::string& own_namespace,
                                         const std::string& instance) {
  const auto seconds = [](int value) { return base::Duration{std::chrono::seconds{value}}; };
  reconcile::ControllerOptions options;
  options.namespaces = flags.namespaces;
  options.workers = flags.workers;
  options.leader_elect = flags.leader_elect;
  options.lease.ns = flags.lease_namespace.empty() ? own_namespace : flags.lease_namespace;
  options.lease.name = flags.lease_name;
  options.lease.identity = instance;
  options.lease.lease = seconds(flags.lease_seconds);
  options.lease.renew = seconds(flags.renew_seconds);
  options.lease.retry = seconds(flags.retry_seconds);
  options.pods.runner_image = flags.runner_image;
  options.pods.runner_pull_policy = flags.runner_pull_policy;
  options.engine.record_interval = base::Duration{flags.status_interval_ms};
  // A shorter interval also shortens the wait for the first record.
  options.engine.first_record =
      std::min(options.engine.first_record, options.engine.record_interval);
  options.engine.pending_timeout_seconds = flags.pending_timeout_seconds;
  options.engine.pod_retention = {.keep_succeeded = flags.retain_succeeded == "Keep",
                                  .keep_failed = flags.retain_failed == "Keep"};
  options.pods.limits = flags.limits;
  options.engine.rules.allow_host_network = flags.limits.host_network;
  const auto mebibytes = [](int value) { return static_cast<std::size_t>(value) << 20U; };
  options.memory.all = mebibytes(flags.run_memory_mib);
  options.memory.of_namespace =
      std::min(options.memory.all, mebibytes(flags.namespace_run_memory_mib));
  // So that one run of a namespace never keeps all others of it waiting.
  options.memory.of_run = options.memory.of_namespace / 2;
  options.instance = instance;
  return options;
}

}  // namespace executioner::main
