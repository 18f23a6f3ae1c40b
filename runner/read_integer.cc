#include "runner/read_integer.h"

namespace executioner::runner {

const char* ReadInteger(const char* text, int64_t* number) {
  const bool negative = *text == '-';
  const char* end = negative ? text + 1 : text;
  const char* const digits = end;
  int64_t value = 0;
  for (; *end >= '0' && *end <= '9'; ++end) {
    // Accumulates with the sign of the number, because the smallest integer has no positive
    // counterpart.
    const int64_t digit = negative ? '0' - *end : *end - '0';
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value)) {
      return nullptr;
    }
  }
  *number = value;
  return end == digits ? nullptr : end;
}

}  // namespace executioner::runner
