#include "controller/kube/value_reader.h"

#include "controller/kube/json_value.h"

namespace executioner::kube {
namespace {

template <class Value, class Out>
bool Assign(std::optional<Value> value, Out& out) {
  if (!value) {
    return false;
  }
  out = *std::move(value);
  return true;
}

}  // namespace

void ValueReader::Read(std::string_view value, std::string_view place, std::string& out) {
  Expect(Assign(TextValue(value), out), value, place);
}

void ValueReader::Read(std::string_view value, std::string_view place, bool& out) {
  Expect(Assign(FlagValue(value), out), value, place);
}

void ValueReader::Read(std::string_view value, std::string_view place, int& out) {
  Expect(Assign(IntValue(value), out), value, place);
}

void ValueReader::Read(std::string_view value, std::string_view place, std::int64_t& out) {
  Expect(Assign(NumberValue(value), out), value, place);
}

void ValueReader::Read(std::string_view value, std::string_view place, std::optional<int>& out) {
  Expect(Assign(IntValue(value), out), value, place);
}

void ValueReader::Read(std::string_view value, std::string_view place,
                       std::optional<base::TimePoint>& out) {
  const std::optional<std::string> text = TextValue(value);
  Expect(text && Assign(base::ParseTime(*text), out), value, place);
}

void ValueReader::Expect(bool fine, std::string_view value, std::string_view place) {
  if (!fine && value != "null" && malformed_.empty()) {
    malformed_ = std::string(place) + " is not what it should be";
  }
}

}  // namespace executioner::kube
