// The runner ends with its one job, and the kernel frees its memory. Read by the leak sanitizer
// when that is linked.
extern "C" int
__lsan_is_turned_off();  // NOLINT(bugprone-reserved-identifier): the sanitizer's name

extern "C" int __lsan_is_turned_off() {  // NOLINT(bugprone-reserved-identifier)
  return 1;
}
