#include "tests/contract/real_api_server.h"

#include "controller/base/system_clock.h"
#include "controller/kube/cpprest_transport.h"
#include "controller/kube/kubeconfig.h"
#include "controller/kube/reloading_credentials.h"

namespace executioner::fakes {
namespace {

class RealServer : public TestServer {
 public:
  explicit RealServer(const kube::AccessSettings& settings)
      : credentials_(settings, kube::Runtime{.clock = clock_}, {}),
        transport_({.server = settings.server, .user_agent = "executioner-contract-tests"},
                   credentials_) {}

  kube::Transport& Api() override { return transport_; }

 private:
  base::SystemClock clock_;
  kube::ReloadingCredentials credentials_;
  kube::CpprestTransport transport_;
};

}  // namespace

std::unique_ptr<TestServer> ConnectToRealServer(const std::string& kubeconfig) {
  return std::make_unique<RealServer>(kube::ReadKubeconfig({kubeconfig}, ""));
}

}  // namespace executioner::fakes
