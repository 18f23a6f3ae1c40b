/// \file
/// One mapping of a kubeconfig: typed access to its fields, and errors that say where they are.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/kube/access_settings.h"

namespace executioner::kube {

/// All getters throw base::ConfigurationError when the field has another type; a field that is
/// absent or null is as if it were empty.
class KubeconfigFields {
 public:
  /// Parses a whole file.
  explicit KubeconfigFields(const std::filesystem::path& file);

  std::string Text(const std::string& name) const;
  bool Flag(const std::string& name) const;
  std::vector<std::string> Texts(const std::string& name) const;

  /// The mapping in a field; an empty one when it is absent.
  KubeconfigFields Fields(const std::string& name) const;

  /// The mappings in a list.
  std::vector<KubeconfigFields> List(const std::string& name) const;

  /// The names of all fields, in order.
  std::vector<std::string> Names() const;

  /// `<name>-data`, which is base64, or the file named by `<name>`.
  TextSource Source(const std::string& name) const;

  /// A path in this file, made absolute with the folder of the file.
  std::filesystem::path Resolve(const std::string& path) const;

  bool Has(const std::string& name) const;

  /// For errors: "/root/.kube/config: users['admin'].user.<name>".
  std::string Where(const std::string& name) const;

  const std::filesystem::path& File() const { return file_; }

 private:
  struct Node;

  KubeconfigFields(std::filesystem::path file, std::string prefix,
                   std::shared_ptr<const Node> node);

  std::filesystem::path file_;
  std::string prefix_;
  std::shared_ptr<const Node> node_;  // keeps yaml-cpp out of this header
};

}  // namespace executioner::kube
