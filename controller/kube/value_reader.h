/// \file
/// Reads scalars of an object into a struct and remembers malformed values. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"

namespace executioner::kube {

/// Each `Read` sets `out` if the value has the right type. Null and values of other types leave it
/// unchanged; the latter are noted.
class ValueReader {
 public:
  /// \param place  the field path of the value; a string literal
  void Read(std::string_view value, std::string_view place, std::string& out);
  void Read(std::string_view value, std::string_view place, bool& out);
  void Read(std::string_view value, std::string_view place, int& out);
  void Read(std::string_view value, std::string_view place, std::int64_t& out);
  void Read(std::string_view value, std::string_view place, std::optional<int>& out);
  void Read(std::string_view value, std::string_view place, std::optional<base::TimePoint>& out);

  /// Notes `place` unless `fine` or the value is null.
  void Expect(bool fine, std::string_view value, std::string_view place);

  /// \return the first malformed value, such as "metadata.labels is not what it should be"; "" if
  /// there was none
  const std::string& Malformed() const { return malformed_; }

 private:
  std::string malformed_ = {};
};

}  // namespace executioner::kube
