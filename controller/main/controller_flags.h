/// \file
/// The flags of `executioner controller`, which may also come from a configuration file, as a plain
/// struct.
#pragma once

#include <string>
#include <vector>

#include "controller/reconcile/controller.h"

namespace CLI {
class App;
}

namespace executioner::main {

struct ControllerFlags {
  std::string config = {};  ///< path of a file; "": none
  std::string kubeconfig = {};
  std::string context = {};
  std::vector<std::string> namespaces = {};
  int workers = 8;
  bool leader_elect = true;
  std::string lease_name = "executioner";
  std::string lease_namespace = {};
  int lease_seconds = 15;
  int renew_seconds = 10;
  int retry_seconds = 2;
  std::string metrics_address = ":8080";
  std::string probe_address = ":8081";
  std::string log_level = "info";
  std::string log_format = "json";
  std::string runner_image = "ghcr.io/executioner/executioner-runner:0.1.0";
  std::string runner_pull_policy = {};
  std::string runner_injection = "Auto";
  int status_interval_ms = 1000;
  std::string retain_succeeded = "Keep";
  std::string retain_failed = "Keep";
  int pending_timeout_seconds = 600;
  pods::PodLimits limits = {};
  int run_memory_mib = 96;
  int namespace_run_memory_mib = 48;
  bool release_all = false;
};

/// Declares the flags on `command`, with their help texts; parsing sets `flags`.
void DeclareFlags(CLI::App& command, ControllerFlags& flags);

/// Returns the options of the controller; the caller resolves the injection of the runner.
/// \param instance  our identity: the name of the pod or host with a unique suffix
reconcile::ControllerOptions MakeOptions(const ControllerFlags& flags,
                                         const std::string& own_namespace,
                                         const std::string& instance);

}  // namespace executioner::main
