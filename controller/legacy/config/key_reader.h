/// \file
/// Reads the keys of an object of an old configuration. A wrong type is an error, an unknown key a
/// warning, and null counts as absent.
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

/// Errors and warnings about a configuration.
struct Findings {
  domain::Complaints errors = {};
  domain::Complaints warnings = {};
};

/// Both bounds are allowed.
struct Bounds {
  double least = 0;
  double most = std::numeric_limits<int>::max();
};

/// Every key that is read becomes known. Borrows the value and the findings.
class KeyReader {
 public:
  /// \param path  of the object, such as "jobs[2]"; "": the whole configuration
  KeyReader(const manifest::Value& object, std::string path, Findings& findings);

  /// \return the value; null if the key is absent or null
  const manifest::Value* Take(std::string_view key);

  std::optional<std::string> Text(std::string_view key);

  /// Like Text, but an absent key is an error.
  std::string RequiredText(std::string_view key);

  std::optional<bool> Flag(std::string_view key);
  std::optional<double> Number(std::string_view key, Bounds bounds);
  std::optional<int> Whole(std::string_view key, Bounds bounds);
  std::optional<std::vector<std::string>> Texts(std::string_view key);
  std::optional<std::vector<int>> Wholes(std::string_view key);

  /// Returns the objects of a list; none if it is absent.
  std::vector<KeyReader> Objects(std::string_view key);

  /// Returns texts by name, converted like in the old program: true is "True", 5 is "5".
  std::map<std::string, std::string> Variables(std::string_view key);

  void Error(std::string_view key, std::string message);
  void Warn(std::string_view key, std::string message);

  /// Warns about every key that was not read, except keys that begin with "_".
  /// \param hints  messages for common mistakes
  void Finish(const std::map<std::string, std::string, std::less<>>& hints);

  const std::string& Path() const { return path_; }

 private:
  /// Returns the value of a key if it has the type; any other type is an error.
  template <class Data>
  const Data* TakeAs(std::string_view key, std::string_view expected);

  void Expected(std::string_view key, std::string_view expected, const manifest::Value& found);

  const manifest::Value* object_;
  std::string path_;
  Findings* findings_;
  std::vector<std::string> known_ = {};
};

}  // namespace executioner::legacy
