#include "tests/bench/instant_kubelet.h"

#include <cstdio>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/base/json_writer.h"
#include "tests/bench/watch.h"

namespace executioner::bench {
namespace {

constexpr int kWriters = 32;

void WriteCondition(const char* type, bool value, const std::string& now, base::JsonWriter& json) {
  json.BeginObject().Key("type").Text(type).Key("status").Text(value ? "True" : "False");
  if (!value) {
    json.Key("reason").Text("PodCompleted");
  }
  json.Key("lastTransitionTime").Text(now).EndObject();
}

void WriteContainer(const std::string& uid, const std::string& image, const std::string& now,
                    base::JsonWriter& json) {
  json.BeginObject().Key("name").Text(pods::kJobContainer).Key("image").Text(image);
  json.Key("imageID").Text("docker.io/library/" + image + "@sha256:" + std::string(64, '0'));
  json.Key("containerID").Text("containerd://" + uid + std::string(28, '0'));
  json.Key("ready").Flag(false).Key("started").Flag(false).Key("restartCount").Number(0);
  json.Key("state").BeginObject().Key("terminated").BeginObject();
  json.Key("exitCode").Number(0).Key("reason").Text("Completed");
  json.Key("startedAt").Text(now).Key("finishedAt").Text(now);
  json.Key("message").Text(
      R"({"v":1,"reason":"Completed","exitCode":0,"startedAt":")" + now +
      R"(","durationMs":12,"maxRssKb":1024,"cpuMs":3,"tail":"42 rows loaded\n"})");
  json.EndObject().EndObject().EndObject();
}

}  // namespace

std::string SucceededPatch(const std::string& uid, const std::string& image,
                           const std::string& now) {
  base::JsonWriter json;
  json.BeginObject().Key("status").BeginObject().Key("phase").Text("Succeeded");
  json.Key("hostIP").Text("192.0.2.1").Key("podIP").Text("192.0.2.100");
  json.Key("startTime").Text(now).Key("conditions").BeginArray();
  WriteCondition("PodReadyToStartContainers", false, now, json);
  WriteCondition("Initialized", true, now, json);
  WriteCondition("Ready", false, now, json);
  WriteCondition("ContainersReady", false, now, json);
  WriteCondition("PodScheduled", true, now, json);
  json.EndArray().Key("containerStatuses").BeginArray();
  WriteContainer(uid, image, now, json);
  return json.EndArray().EndObject().EndObject().Take();
}

InstantKubelet::InstantKubelet(Door& door, OwnWrites& own, Ended ended)
    : door_(door), own_(own), ended_(std::move(ended)), writers_(kWriters) {}

void InstantKubelet::Take(std::string_view pod) {
  writers_.Do([this, ns = StringAt(pod, {"metadata", "namespace"}),
               name = StringAt(pod, {"metadata", "name"}), uid = StringAt(pod, {"metadata", "uid"}),
               workflow = StringAt(pod, {"metadata", "labels", pods::kWorkflowLabel}),
               job = StringAt(pod, {"metadata", "labels", pods::kJobLabel})] {
    const std::string patch =
        SucceededPatch(uid, "busybox:1.36", base::FormatTime(door_.Clock().Now()));
    const kube::ApiResult result = door_.Client().Patch(
        kube::ResourcePath(kube::kPods, ns, name, "status"), kube::PatchType::kMerge, patch);
    own_.Count("PATCH pods/status");
    if (result.ok) {
      ended_(workflow, job);
    } else {
      std::fprintf(stderr, "bench: pod %s: %s\n", name.c_str(), result.status.message.c_str());
    }
  });
}

}  // namespace executioner::bench
