#include "controller/main/controller_command.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <memory>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

#include "controller/adapters/log/json_log.h"
#include "controller/adapters/metrics/health_server.h"
#include "controller/adapters/metrics/prometheus_collector.h"
#include "controller/adapters/pods/release_all.h"
#include "controller/base/error.h"
#include "controller/base/system_clock.h"
#include "controller/cli/print_text.h"
#include "controller/kube/client.h"
#include "controller/kube/cluster_access.h"
#include "controller/kube/cpprest_transport.h"
#include "controller/kube/server_version.h"
#include "controller/main/controller_flags.h"
#include "controller/main/environment.h"
#include "controller/main/yaml_config.h"
#include "controller/reconcile/controller.h"

namespace executioner::main {
namespace {

constexpr const char* kVersion = EXECUTIONER_VERSION;

/// The first signal asks, the second ends: waits for them in a thread of its own. The signals are
/// blocked before any thread is started, so that no other thread takes them.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    // Kubernetes sends SIGTERM, a terminal SIGINT.
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  void Start(std::stop_source stop) {
    std::thread([this, stop = std::move(stop)]() mutable {
      int signal = 0;
      sigwait(&set_, &signal);
      stop.request_stop();
      sigwait(&set_, &signal);
      // A second signal means now; pods hold what is not recorded.
      _exit(128 + signal);
    }).detach();
  }

 private:
  sigset_t set_ = {};
};

std::string UserAgent() {
  // As client-go names itself: audit logs of the API server show who asks.
  utsname system{};
  uname(&system);
  return std::string("executioner/") + kVersion + " (linux/" +
         static_cast<const char*>(system.machine) + ")";
}

/// Everything that the controller stands on, in the order in which it is made.
class Process {
 public:
  explicit Process(const ControllerFlags& flags)
      : flags_(flags),
        logger_(log::ParseLevel(flags.log_level), log::ParseFormat(flags.log_format), clock_),
        runtime_{
            clock_,
            [this](kube::LogLevel level, std::string_view message, const kube::LogFields& fields) {
              logger_.Write(static_cast<log::Level>(level), message, fields);
            }},
        metrics_(kVersion),
        access_(kube::LoadConfig({.kubeconfig = flags.kubeconfig, .context = flags.context},
                                 ReadEnvironment(), runtime_)),
        transport_(TransportOptions(), *access_.credentials),
        // A connection of its own: renewals must not wait behind other requests.
        lease_door_(TransportOptions(), *access_.credentials),
        client_(transport_, runtime_) {
    client_.on_request = [this](std::string_view method, int code, double seconds) {
      metrics_.RecordRequest(method, code, seconds);
    };
  }

  int Run(const std::stop_token& stop) {
    client_.StopWith(stop);
    runtime_.Log(kube::LogLevel::kInfo, "executioner starts",
                 {{"version", kVersion}, {"server", access_.server}, {"access", access_.origin}});
    if (flags_.release_all) {
      return flags_.leader_elect ? ReleaseAsLeader(stop) : ReleaseNow();
    }
    return Control(stop);
  }

 private:
  kube::TransportOptions TransportOptions() const {
    return {.server = access_.server, .proxy = access_.proxy, .user_agent = UserAgent()};
  }

  int ReleaseNow() {
    try {
      const std::size_t released = pods::ReleaseAll(client_, flags_.namespaces);
      runtime_.Log(kube::LogLevel::kInfo, "released all pods",
                   {{"pods", std::to_string(released)}});
      return 0;
    } catch (const kube::KubeApiError& error) {
      runtime_.Log(kube::LogLevel::kError, "could not release all pods", {{"error", error.what()}});
      return 1;
    }
  }

  /// Holding the lease is the proof that no controller makes new pods meanwhile.
  int ReleaseAsLeader(const std::stop_token& stop) {
    int code = 1;
    std::stop_source done;
    const std::stop_callback forward(stop, [&] { done.request_stop(); });
    std::jthread work;
    kube::LeaseCallbacks callbacks;
    callbacks.on_started_leading = [&] {
      work = std::jthread([&] {
        code = ReleaseNow();
        done.request_stop();
      });
    };
    callbacks.on_stopped_leading = [&] { work = {}; };  // waits until it has ended
    kube::LeaseOptions lease = MakeOptions(flags_, access_.namespace_name, InstanceName()).lease;
    // The running controller gives the lease up when it sees that somebody asks for it.
    lease.takes_over = true;
    const std::string lease_namespace = lease.ns;
    kube::LeaseElector elector(lease_door_, runtime_, std::move(lease), std::move(callbacks));
    if (elector.Run(done.get_token()) == kube::ElectionEnd::kNoNamespace) {
      runtime_.Log(kube::LogLevel::kWarning,
                   "the namespace of the lease does not exist, so no controller holds the lease; "
                   "releasing all pods without it",
                   {{"namespace", lease_namespace}});
      return ReleaseNow();
    }
    return code;
  }

  pods::RunnerInjection Injection() {
    if (flags_.runner_injection == "Auto") {
      return kube::SupportsImageVolumes(client_.Get("/version").OrThrow())
                 ? pods::RunnerInjection::kImageVolume
                 : pods::RunnerInjection::kInitContainer;
    }
    return flags_.runner_injection == "ImageVolume" ? pods::RunnerInjection::kImageVolume
                                                    : pods::RunnerInjection::kInitContainer;
  }

  reconcile::ControllerHooks Hooks() {
    reconcile::ControllerHooks hooks;
    hooks.queue = {.added = [this] { metrics_.RecordQueueAdd(); },
                   .retried = [this] { metrics_.RecordQueueRetry(); },
                   .waited = [this](double seconds) { metrics_.RecordQueueWait(seconds); },
                   .worked = [this](double seconds) { metrics_.RecordQueueWork(seconds); }};
    hooks.worker.reconciled = [this](std::string_view result, double seconds) {
      metrics_.RecordReconcile(result, seconds);
    };
    hooks.leading = [this](bool leader) { metrics_.SetLeader(leader); };
    return hooks;
  }

  /// \return nothing when the address is "0"
  std::unique_ptr<metrics::HealthServer> Serve(std::string_view what,
                                               const metrics::Listener& listener,
                                               metrics::HealthAnswers answers) {
    if (listener.address == "0") {
      return nullptr;
    }
    auto server = std::make_unique<metrics::HealthServer>(listener, std::move(answers));
    runtime_.Log(kube::LogLevel::kInfo, what, {{"port", std::to_string(server->Port())}});
    return server;
  }

  int Control(const std::stop_token& stop) {
    reconcile::ControllerOptions options =
        MakeOptions(flags_, access_.namespace_name, InstanceName());
    options.pods.injection = Injection();
    metrics_.SetWorkers(options.workers);
    // Not an error: charts may install the controller before the CRDs are established.
    if (client_.Get("/apis/executioner.dev/v1alpha1").status.IsNotFound()) {
      runtime_.Log(kube::LogLevel::kError,
                   "the CRDs are not installed; waiting for them: 'kubectl apply -f crds/' or "
                   "install the Helm chart");
    }
    reconcile::Controller controller(
        {.client = client_, .lease_door = lease_door_, .metrics = metrics_}, std::move(options),
        Hooks(), runtime_);
    metrics_.SetGauges(
        {.queue_depth = [&] { return static_cast<double>(controller.QueueDepth()); }});
    auto probes = Serve("serving health probes", metrics::ProbeListener(flags_.probe_address),
                        {.ready = [&] { return controller.IsReady(); }});
    auto server =
        Serve("serving health and metrics", metrics::MetricsListener(flags_.metrics_address),
              {.ready = [&] { return controller.IsReady(); },
               .metrics = [&] { return metrics_.Scrape(); }});
    const int code = EndAs(controller.Run(stop), stop);
    const std::jthread beside([&] { probes.reset(); });  // civetweb needs up to 2 s to stop
    server.reset();
    return code;
  }

  /// \return the process's exit code
  int EndAs(reconcile::ControllerEnd end, const std::stop_token& stop) {
    if (end == reconcile::ControllerEnd::kLeaseLost) {
      runtime_.Log(kube::LogLevel::kError,
                   "lost the lease; exiting so that only one controller works");
      // Without destructors: another controller works already, and each of ours might still write.
      std::fflush(nullptr);
      _exit(1);
    }
    if (end == reconcile::ControllerEnd::kHandedOver) {
      // If the process exited now, Kubernetes would restart it, and it would lead again before the
      // uninstall is complete.
      const base::Duration wait = kube::LeaseOptions{}.stand_aside;
      runtime_.Log(
          kube::LogLevel::kInfo,
          "handed over the lease to release all pods; standing by until this process is stopped",
          {{"seconds", std::to_string(wait.count() / 1000)}});
      runtime_.wait(wait, stop);
    }
    runtime_.Log(kube::LogLevel::kInfo, "executioner stopped");
    return 0;
  }

  const ControllerFlags& flags_;
  base::SystemClock clock_;
  log::Logger logger_;
  kube::Runtime runtime_;
  metrics::PrometheusCollector metrics_;
  kube::ClusterAccess access_;
  kube::CpprestTransport transport_;
  kube::CpprestTransport lease_door_;
  kube::Client client_;
};

int RunController(const ControllerFlags& flags) {
  Signals signals;
  std::stop_source stop;
  try {
    Process process(flags);
    signals.Start(stop);
    return process.Run(stop.get_token());
  } catch (const base::ConfigurationError& error) {
    cli::PrintMessage(stderr, std::string("executioner controller: ") + error.what());
    return 2;
  }
}

}  // namespace

void AddControllerCommand(CLI::App& app, cli::Context& context) {
  auto flags = std::make_shared<ControllerFlags>();
  CLI::App* command = app.add_subcommand("controller", "Run the operator");
  DeclareFlags(*command, *flags);
  command->callback([flags, command, &context] {
    if (!flags->config.empty()) {
      context.code = cli::Guard([&] {
        ReadConfigFile(flags->config, *command);
        return 0;
      });
      if (context.code != 0) {
        return;
      }
    }
    flags->log_level = context.quiet ? "error" : flags->log_level;
    context.code = RunController(*flags);
  });
}

}  // namespace executioner::main
