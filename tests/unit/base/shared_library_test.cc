#include "controller/base/shared_library.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace executioner::base {
namespace {

std::string WhyNot(const char* library, const char* function) {
  try {
    const SharedLibrary loaded(library, "libx");
    const LibraryFunction<void()> found(loaded, function);
  } catch (const MissingLibraryError& error) {
    return error.what();
  }
  return "";
}

TEST(SharedLibrary, CallsAFunctionThatItFound) {
  const SharedLibrary library("libc.so.6", "libc6");
  EXPECT_EQ((LibraryFunction<int(int)>(library, "abs")(-27)), 27);
}

TEST(SharedLibrary, NamesTheMissingPackage) {
  EXPECT_EQ(WhyNot("libx.so.1", "f"), "the library libx.so.1 is missing; install the package libx");
}

TEST(SharedLibrary, ReportsALibraryThatIsTooOld) {
  EXPECT_EQ(WhyNot("libm.so.6", "no_such_function"),
            "the library libm.so.6 has no function no_such_function; update the package libx");
}

}  // namespace
}  // namespace executioner::base
