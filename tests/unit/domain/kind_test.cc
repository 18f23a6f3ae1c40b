#include "controller/domain/kind.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

TEST(Kind, IsFoundByName) {
  for (const Kind& kind : kKinds) {
    EXPECT_TRUE(IsKind(kind.name));
    EXPECT_EQ(KindOf(kind.name).plural, kind.plural);
    EXPECT_EQ(&kKinds.at(KindIndex(kind.name)), &kKinds.at(KindIndex(KindOf(kind.name).name)));
  }
}

TEST(Kind, OfAnotherNameIsNotAKind) {
  for (const char* name : {"", "Pod", "workflow", "Jobs"}) {
    EXPECT_FALSE(IsKind(name));
    EXPECT_EQ(KindIndex(name), kKinds.size());
    EXPECT_EQ(KindOf(name).name, "Workflow");
  }
}

}  // namespace
}  // namespace executioner::domain
