// The character classes of the C locale, the runner's only locale, for the regular expressions and
// wildcards of musl: ASCII only. Linked statically, they replace musl's Unicode tables of 13 KB.
// Not part of the build against glibc.
#include <string.h>
#include <wctype.h>

namespace {

bool IsBetween(wint_t character, wint_t first, wint_t last) {
  return character >= first && character <= last;
}

/// In the order of the values that wctype() returns, from 1.
constexpr const char* kClasses[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                    "lower", "print", "punct", "space", "upper", "xdigit"};

}  // namespace

extern "C" {

int iswlower(wint_t c) {
  return IsBetween(c, 'a', 'z');
}

int iswupper(wint_t c) {
  return IsBetween(c, 'A', 'Z');
}

int iswalnum(wint_t c) {
  return iswlower(c) || iswupper(c) || IsBetween(c, '0', '9');
}

wint_t towlower(wint_t c) {
  return iswupper(c) ? c + ('a' - 'A') : c;
}

wint_t towupper(wint_t c) {
  return iswlower(c) ? c - ('a' - 'A') : c;
}

wctype_t wctype(const char* name) {
  wctype_t type = 0;
  for (const char* known : kClasses) {
    ++type;
    if (strcmp(known, name) == 0) {
      return type;
    }
  }
  return 0;
}

int iswctype(wint_t c, wctype_t type) {
  switch (type) {
    case 1: return iswalnum(c);
    case 2: return iswlower(c) || iswupper(c);
    case 3: return c == ' ' || c == '\t';
    case 4: return c < ' ' || c == 0x7F;
    case 5: return IsBetween(c, '0', '9');
    case 6: return IsBetween(c, '!', '~');
    case 7: return iswlower(c);
    case 8: return IsBetween(c, ' ', '~');
    case 9: return IsBetween(c, '!', '~') && !iswalnum(c);
    case 10: return c == ' ' || IsBetween(c, '\t', '\r');
    case 11: return iswupper(c);
    case 12: return IsBetween(c, '0', '9') || IsBetween(towlower(c), 'a', 'f');
    default: return 0;
  }
}

}  // extern "C"
