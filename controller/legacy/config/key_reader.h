/// \file
/// Reads the keys of one object of an old configuration. A key of an odd type is an error, one that
/// nobody knows a warning, null counts as absent.
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/complaints.h"
#include "controller/manifest/value.h"

namespace executioner::legacy {

/// What is wrong with a configuration, and what is merely odd.
struct Findings {
  domain::Complaints errors = {};
  domain::Complaints warnings = {};
};

/// Both ends are allowed.
struct Bounds {
  double least = 0;
  double most = std::numeric_limits<int>::max();
};

/// Every read of a key also makes it known. Borrows the value and the findings.
class KeyReader {
 public:
  /// \param path  of the object, "jobs[2]"; "" for the whole configuration
  KeyReader(const manifest::Value& object, std::string path, Findings& findings);

  /// \return nullptr when the key is absent or null
  const manifest::Value* Take(std::string_view key);

  std::optional<std::string> Text(std::string_view key);

  /// As Text, with an error when it is absent.
  std::string RequiredText(std::string_view key);

  std::optional<bool> Flag(std::string_view key);
  std::optional<double> Number(std::string_view key, Bounds bounds);
  std::optional<int> Whole(std::string_view key, Bounds bounds);
  std::optional<std::vector<std::string>> Texts(std::string_view key);
  std::optional<std::vector<int>> Wholes(std::string_view key);

  /// The objects of a list; none when it is absent.
  std::vector<KeyReader> Objects(std::string_view key);

  /// Texts by name, as the old program made them texts: true is "True", 5 is "5".
  std::map<std::string, std::string> Variables(std::string_view key);

  void Error(std::string_view key, std::string message);
  void Warn(std::string_view key, std::string message);

  /// Warns of every key that was not read, but for those that begin with "_".
  /// \param hints  what to say of keys that people often take for known ones
  void Finish(const std::map<std::string, std::string, std::less<>>& hints);

  const std::string& Path() const { return path_; }

 private:
  /// The value of a key if it has the type; an error for any other type.
  template <class Data>
  const Data* TakeAs(std::string_view key, std::string_view expected);

  void Expected(std::string_view key, std::string_view expected, const manifest::Value& found);

  const manifest::Value* object_;
  std::string path_;
  Findings* findings_;
  std::vector<std::string> known_ = {};
};

}  // namespace executioner::legacy
