#include "runner/result_type.h"

#include <string.h>

#include "runner/json_reader.h"
#include "runner/read_integer.h"

namespace executioner::runner {
namespace {

bool IsDigit(char character) {
  return character >= '0' && character <= '9';
}

bool IsInteger(const char* value) {
  int64_t number = 0;
  const char* end = ReadInteger(value, &number);
  return end != nullptr && *end == '\0';
}

// The reader skips white space around a value, but a number must not have any.
bool IsNumber(Text* value) {
  const Bytes bytes = value->All();
  if (bytes.size == 0 || (bytes.begin[0] != '-' && !IsDigit(bytes.begin[0])) ||
      !IsDigit(bytes.begin[bytes.size - 1])) {
    return false;
  }
  JsonReader reader(value->Edit());
  reader.SkipValue();
  reader.ExpectEnd();
  return !reader.Failed();
}

bool IsList(Text* value) {
  JsonReader reader(value->Edit());
  for (reader.EnterList(); reader.NextItem();) {
    reader.SkipValue();
  }
  reader.ExpectEnd();
  return !reader.Failed();
}

bool IsObject(Text* value) {
  JsonReader reader(value->Edit());
  reader.EnterObject();
  while (reader.NextKey() != nullptr) {
    reader.SkipValue();
  }
  reader.ExpectEnd();
  return !reader.Failed();
}

}  // namespace

const char* ComplaintAbout(ResultType type, Bytes value) {
  if (value.size > 0 && memchr(value.begin, '\0', value.size) != nullptr) {
    return "has a NUL byte";
  }
  if (!IsUtf8(value)) {
    return "is not UTF-8";
  }
  Text copy;
  copy.Add(value);
  switch (type) {
    case ResultType::kString: return nullptr;
    case ResultType::kInteger: return IsInteger(copy.String()) ? nullptr : "is not an Integer";
    case ResultType::kNumber: return IsNumber(&copy) ? nullptr : "is not a Number";
    case ResultType::kBoolean:
      return strcmp(copy.String(), "true") == 0 || strcmp(copy.String(), "false") == 0
                 ? nullptr
                 : "is not a Boolean (true or false)";
    case ResultType::kList: return IsList(&copy) ? nullptr : "is not a List (as JSON)";
    case ResultType::kObject: return IsObject(&copy) ? nullptr : "is not an Object (as JSON)";
  }
  return nullptr;
}

}  // namespace executioner::runner
