/// \file
/// Access to the fields of a kubeconfig mapping, with errors that name the place.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/kube/access_settings.h"

namespace executioner::kube {

/// A mapping. All getters throw base::ConfigurationError if the field has another type; an absent
/// or null field counts as empty.
class KubeconfigFields {
 public:
  /// Parses a file.
  explicit KubeconfigFields(const std::filesystem::path& file);

  std::string Text(const std::string& name) const;
  bool Flag(const std::string& name) const;
  std::vector<std::string> Texts(const std::string& name) const;

  /// Returns the mapping in a field; an empty one if the field is absent.
  KubeconfigFields Fields(const std::string& name) const;

  /// Returns the mappings in a list.
  std::vector<KubeconfigFields> List(const std::string& name) const;

  /// Returns the names of all fields, in order.
  std::vector<std::string> Names() const;

  /// Returns the content of `<name>-data`, which is Base64, or the file named by `<name>`.
  TextSource Source(const std::string& name) const;

  /// Makes a path in this file absolute, relative to the folder of the file.
  std::filesystem::path Resolve(const std::string& path) const;

  bool Has(const std::string& name) const;

  /// Returns the place of a field for errors: "/root/.kube/config: users['admin'].user.<name>".
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
