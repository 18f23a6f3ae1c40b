#include "controller/runs/export_history.h"

#include <gtest/gtest.h>

namespace executioner::runs {
namespace {

TEST(Export, QuotesSpecialCharactersInCsv) {
  history::RunRecord run;
  run.attempts = {{.job = "a", .ending = domain::Ending{.message = "say \"no\", then\nend"}}};
  EXPECT_NE(CsvRows(run).find(",\"say \"\"no\"\", then\nend\"\n"), std::string::npos)
      << CsvRows(run);
}

}  // namespace
}  // namespace executioner::runs
