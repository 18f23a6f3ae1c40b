/// \file
/// Reads scalars of an object into a struct and remembers what was odd. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"

namespace executioner::kube {

/// Each `Read` sets `out` when the value is of the right type. Null leaves it alone, and so does
/// anything else, which is noted.
class ValueReader {
 public:
  /// \param place  field path of the value; a literal
  void Read(std::string_view value, std::string_view place, std::string& out);
  void Read(std::string_view value, std::string_view place, bool& out);
  void Read(std::string_view value, std::string_view place, int& out);
  void Read(std::string_view value, std::string_view place, std::int64_t& out);
  void Read(std::string_view value, std::string_view place, std::optional<int>& out);
  void Read(std::string_view value, std::string_view place, std::optional<base::TimePoint>& out);

  /// Notes `place` unless `fine` or the value is null.
  void Expect(bool fine, std::string_view value, std::string_view place);

  /// The first oddity, e.g. "metadata.labels is not what it should be"; "" when there was none.
  const std::string& Malformed() const { return malformed_; }

 private:
  std::string malformed_ = {};
};

}  // namespace executioner::kube
