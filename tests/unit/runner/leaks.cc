// The runner never gives memory back (runner/list.h); the leak sanitizer need not report it.
// The name is the sanitizer's own.

// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions();

// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:executioner::runner::Grow";
}
