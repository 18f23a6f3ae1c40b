/// \file
/// The measured programs: the controller and the floor, each as a separate process.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/child_process.h"

namespace executioner::bench {

/// The arguments of the benchmark.
struct Settings {
  std::string kubeconfig = {};  ///< $KUBECONFIG
  std::string controller = {};  ///< $EXECUTIONER_BINARY
  std::string runner = {};      ///< $EXECUTIONER_RUNNER; empty: the runner is not measured
  std::string runner_script = {};
  bool quick = false;  ///< $QUICK: a tenth of everything
  int repetitions = 3;

  /// `full`, or a tenth of it (at least `least`) in a quick run.
  int Scaled(int full, int least = 1) const { return quick ? std::max(full / 10, least) : full; }
};

enum class Subject { kController, kFloor };

/// Starts a program for one namespace without leader election, and waits until it works.
/// \throws std::runtime_error  with its output, if it does not begin to work
std::unique_ptr<ChildProcess> Start(const Settings& settings, Subject subject,
                                    const std::string& ns);

/// Starts a controller with additional flags; does not wait.
std::unique_ptr<ChildProcess> StartController(const Settings& settings, const std::string& ns,
                                              const std::vector<std::string>& flags);

/// Printed by the controller when /readyz turns true, and when it begins to work.
inline constexpr const char* kControllerReady = "the caches are filled";
inline constexpr const char* kControllerWorks = "the workers start";

}  // namespace executioner::bench
