#include "tests/bench/shape.h"

#include "controller/adapters/pods/names.h"
#include "controller/base/json_writer.h"

namespace executioner::bench {

Shape Chain(int length) {
  return Mesh(length, 1);
}

Shape Fan(int width) {
  Shape shape{{.name = "first"}};
  ShapeJob last{.name = "last"};
  for (int i = 0; i < width; ++i) {
    const std::string name = "middle-" + std::to_string(i);
    shape.push_back({.name = name, .depends_on = {"first"}});
    last.depends_on.push_back(name);
  }
  shape.push_back(std::move(last));
  return shape;
}

Shape Mesh(int layers, int width) {
  Shape shape;
  std::vector<std::string> before;
  for (int layer = 0; layer < layers; ++layer) {
    std::vector<std::string> names;
    for (int i = 0; i < width; ++i) {
      names.push_back("layer-" + std::to_string(layer) + "-" + std::to_string(i));
      shape.push_back({.name = names.back(), .depends_on = before});
    }
    before = std::move(names);
  }
  return shape;
}

std::string SpecOf(const Shape& shape) {
  base::JsonWriter json;
  json.BeginObject().Key("defaults").BeginObject().Key("image").Text("busybox:1.36").EndObject();
  json.Key("jobs").BeginArray();
  for (const ShapeJob& job : shape) {
    json.BeginObject().Key("name").Text(job.name);
    json.Key("command").BeginArray().Text("true").EndArray();
    if (!job.depends_on.empty()) {
      json.Key("dependsOn").BeginArray();
      for (const std::string& name : job.depends_on) {
        json.Text(name);
      }
      json.EndArray();
    }
    json.EndObject();
  }
  return json.EndArray().EndObject().Take();
}

std::string WorkflowOf(const std::string& name, const std::string& spec) {
  base::JsonWriter json;
  json.BeginObject().Key("apiVersion").Text(pods::kApiVersion).Key("kind").Text("Workflow");
  json.Key("metadata").BeginObject().Key("name").Text(name).EndObject();
  return json.Key("spec").Raw(spec).EndObject().Take();
}

}  // namespace executioner::bench
