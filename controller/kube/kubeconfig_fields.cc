#include "controller/kube/kubeconfig_fields.h"

#include <yaml-cpp/yaml.h>

#include "controller/base/base64.h"
#include "controller/base/error.h"
#include "controller/kube/bounded_file.h"

namespace executioner::kube {

struct KubeconfigFields::Node {
  const YAML::Node yaml;

  /// The node of a field, or an undefined one.
  YAML::Node At(const std::string& name) const {
    const YAML::Node found = yaml.IsMap() ? yaml[name] : YAML::Node(YAML::NodeType::Undefined);
    return found.IsDefined() && !found.IsNull() ? found : YAML::Node(YAML::NodeType::Undefined);
  }
};

namespace {

YAML::Node Parse(const std::filesystem::path& file) {
  const std::string text = ReadSmallFile(file, "kubeconfig");
  try {
    // The first document, as kubectl; LoadAll finds documents without end in a text like ", a".
    YAML::Node document = YAML::Load(text);
    if (!document.IsMap()) {
      throw base::ConfigurationError(file.string(),
                                     "is not a kubeconfig: it must be one YAML mapping");
    }
    return document;
  } catch (const YAML::Exception& error) {
    throw base::ConfigurationError(file.string(), std::string("is not YAML: ") + error.what());
  }
}

}  // namespace

KubeconfigFields::KubeconfigFields(const std::filesystem::path& file)
    : KubeconfigFields(std::filesystem::absolute(file), "",
                       std::make_shared<const Node>(Node{Parse(file)})) {}

KubeconfigFields::KubeconfigFields(std::filesystem::path file, std::string prefix,
                                   std::shared_ptr<const Node> node)
    : file_(std::move(file)), prefix_(std::move(prefix)), node_(std::move(node)) {}

bool KubeconfigFields::Has(const std::string& name) const {
  return node_->At(name).IsDefined();
}

std::string KubeconfigFields::Where(const std::string& name) const {
  return file_.string() + ": " + prefix_ + name;
}

std::string KubeconfigFields::Text(const std::string& name) const {
  const auto node = node_->At(name);
  if (!node.IsDefined()) {
    return "";
  }
  if (!node.IsScalar()) {
    throw base::ConfigurationError(Where(name), "must be a text");
  }
  return node.Scalar();
}

bool KubeconfigFields::Flag(const std::string& name) const {
  const auto text = Text(name);
  if (text != "true" && text != "false" && !text.empty()) {
    throw base::ConfigurationError(Where(name), "'" + text + "' must be true or false");
  }
  return text == "true";
}

std::vector<std::string> KubeconfigFields::Texts(const std::string& name) const {
  const auto node = node_->At(name);
  std::vector<std::string> texts;
  if (!node.IsDefined()) {
    return texts;
  }
  for (const auto& item : node) {
    if (!node.IsSequence() || !item.IsScalar()) {
      throw base::ConfigurationError(Where(name), "must be a list of texts");
    }
    texts.push_back(item.Scalar());
  }
  return texts;
}

KubeconfigFields KubeconfigFields::Fields(const std::string& name) const {
  const auto node = node_->At(name);
  if (node.IsDefined() && !node.IsMap()) {
    throw base::ConfigurationError(Where(name), "must be a mapping");
  }
  return {file_, prefix_ + name + ".", std::make_shared<const Node>(Node{node})};
}

std::vector<KubeconfigFields> KubeconfigFields::List(const std::string& name) const {
  const auto node = node_->At(name);
  if (node.IsDefined() && !node.IsSequence()) {
    throw base::ConfigurationError(Where(name), "must be a list");
  }
  std::vector<KubeconfigFields> entries;
  if (!node.IsDefined()) {
    return entries;
  }
  // NOLINTNEXTLINE(modernize-loop-convert): the element of a range loop would be sliced
  for (std::size_t i = 0; i < node.size(); ++i) {
    const YAML::Node item = node[i];
    const YAML::Node key = item.IsMap() ? item["name"] : YAML::Node(YAML::NodeType::Undefined);
    if (!key.IsDefined() || !key.IsScalar()) {
      throw base::ConfigurationError(Where(name), "every entry must have a name");
    }
    entries.push_back(KubeconfigFields(file_, prefix_ + name + "['" + key.Scalar() + "'].",
                                       std::make_shared<const Node>(Node{item})));
  }
  return entries;
}

std::vector<std::string> KubeconfigFields::Names() const {
  std::vector<std::string> names;
  if (node_->yaml.IsDefined() && node_->yaml.IsMap()) {
    for (const auto& field : node_->yaml) {
      names.push_back(field.first.Scalar());
    }
  }
  return names;
}

TextSource KubeconfigFields::Source(const std::string& name) const {
  const auto data = Text(name + "-data");
  if (data.empty()) {
    const auto file = Text(name);
    return {.file = file.empty() ? std::filesystem::path() : Resolve(file)};
  }
  const auto text = base::DecodeBase64(data);
  if (!text) {
    throw base::ConfigurationError(Where(name + "-data"), "is not base64");
  }
  return {.text = *text};
}

std::filesystem::path KubeconfigFields::Resolve(const std::string& path) const {
  return file_.parent_path() / path;
}

}  // namespace executioner::kube
