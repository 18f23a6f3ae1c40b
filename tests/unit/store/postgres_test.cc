/// \file
/// The history in PostgreSQL: addresses, odd bytes, and servers that come and go.
#include <gtest/gtest.h>

#include "controller/adapters/store/postgres_text.h"
#include "controller/base/error.h"
#include "tests/unit/store/history_backend.h"
#include "tests/unit/store/history_fixture.h"

namespace executioner::store::testing {
namespace {

using namespace std::string_literals;
using base::StoreError;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(PostgresUrl, IsKnownByItsScheme) {
  EXPECT_TRUE(IsPostgresUrl("postgres://db/x"));
  EXPECT_TRUE(IsPostgresUrl("postgresql:///x"));
  EXPECT_FALSE(IsPostgresUrl("redis://db"));
  EXPECT_FALSE(IsPostgresUrl("host=db"));
}

TEST(PostgresUrl, IsNamedWithoutUserAndPasswords) {
  EXPECT_EQ(PlaceOf("postgres://ann:secret@db:5433/runs"), "postgres://db:5433/runs");
  EXPECT_EQ(PlaceOf("postgres://db/runs"), "postgres://db/runs");
  EXPECT_EQ(PlaceOf("postgres:///runs?host=/run/pg"), "postgres:///runs?host=/run/pg");
  EXPECT_EQ(PlaceOf("postgres://ann@db/runs?password=secret&sslmode=require&sslpassword=x&a=b"),
            "postgres://db/runs?sslmode=require&a=b");
}

TEST(PostgresUrl, IsRejectedIfLibpqWouldParseItDifferently) {
  for (const char* url : {"redis://db", "runs", "postgres://ann:sec@ret@db/runs",
                          "postgres://ann:sec/ret@db/runs", "postgres://ann:sec?ret@db/runs"}) {
    try {
      CheckPostgresUrl(url, "--history");
      ADD_FAILURE() << url;
    } catch (const base::ConfigurationError& error) {
      EXPECT_FALSE(Has(error.what(), "ret")) << error.what();
    }
  }
  EXPECT_NO_THROW(CheckPostgresUrl("postgres://", "--history"));
  EXPECT_NO_THROW(
      CheckPostgresUrl("postgres://ann:s%40cret@db:5432/runs?sslmode=require", "--history"));
}

TEST(PostgresUrl, LosesItsPasswordsInEveryText) {
  const std::string url = "postgres://ann:secret@db/runs?password=other";
  EXPECT_EQ(WithoutSecrets("no secret or other, secret", url), "no *** or ***, ***");
  EXPECT_EQ(WithoutSecrets("nothing", "postgres://ann:@db"), "nothing");
}

TEST(PostgresText, DecodesToTheSameBytes) {
  for (const std::string& bytes : {""s, "plain \xE2\x82\xAC"s, "a\0b"s, "\xFF"s, "\x1A"s,
                                   "\x1A"
                                   "00"s,
                                   "\xE2\x82"s}) {
    EXPECT_EQ(DecodeText(EncodeText(bytes)), bytes);
  }
  EXPECT_EQ(EncodeText("a\0b"s),
            "a\x1A"
            "00b");
  EXPECT_EQ(DecodeText("\x1Azz \x1A"), "\x1Azz \x1A") << "not ours";
}

TEST(PostgresParameters, AreNumbered) {
  EXPECT_EQ(NumberParameters("a = ? AND b IN (?, ?)"), "a = $1 AND b IN ($2, $3)");
}

TEST(PostgresServerFaults, ReportsInOneLineWithoutPasswordThatItCannotBeReached) {
  try {
    const PostgresDatabase database("postgresql://ann:secret@/runs?host=/nowhere");
    ADD_FAILURE() << "it was reached";
  } catch (const StoreError& error) {
    const std::string said = error.what();
    EXPECT_TRUE(
        said.starts_with("postgresql:///runs?host=/nowhere: connection to server on socket "
                         "\"/nowhere/"))
        << said;
    EXPECT_FALSE(Has(said, "secret")) << said;
    EXPECT_FALSE(Has(said, "\n")) << said;
    EXPECT_TRUE(error.CanRetry());
  }
}

TEST(PostgresServerFaults, DoesNotShowAPasswordThatLibpqCannotParse) {
  try {
    const PostgresDatabase database("postgresql://ann:se%zzcret@/runs?host=/nowhere");
    ADD_FAILURE() << "it was read";
  } catch (const StoreError& error) {
    EXPECT_FALSE(Has(error.what(), "cret")) << error.what();
  }
}

TEST(PostgresServerFaults, NamesAMissingDatabase) {
  std::string url = PostgresServer::Get().NewDatabase();
  url.insert(url.find('?'), "-no");
  try {
    const PostgresDatabase database(url);
    ADD_FAILURE() << "it is there";
  } catch (const StoreError& error) {
    EXPECT_TRUE(Has(error.what(), "does not exist")) << error.what();
  }
}

/// What an action throws has to be an error that can be tried again.
template <typename Action>
void ExpectRetryable(const Action& action) {
  try {
    action();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const StoreError& error) {
    EXPECT_TRUE(error.CanRetry()) << error.what();
  }
}

class RestartedServer : public ::testing::Test {
 protected:
  PostgresServer server = PostgresServer();
  fakes::ManualClock clock = fakes::ManualClock();
  std::string url = server.NewDatabase();
};

TEST_F(RestartedServer, IsUsedAgainByTheSameHistory) {
  SqlHistory history(std::make_unique<PostgresDatabase>(url), url, clock);
  const std::int64_t run = history.Create(Source(), By("run"), FullStatus());
  const engine::OwnerId owner = Of(run);
  history.Save(owner, "", FullStatus());
  server.Stop();
  domain::Status other = FullStatus();
  other.jobs[1].message = "other";
  ExpectRetryable([&] { history.Save(owner, "", other); });
  ExpectRetryable([&] { history.Find(run); });
  server.Start();
  EXPECT_EQ(history.Find(run)->status, FullStatus()) << "half of the save was kept";
  EXPECT_EQ(history.Save(owner, "", other).result, engine::SaveResult::kSaved);
  EXPECT_EQ(history.Find(run)->status, other);
}

TEST_F(RestartedServer, RollsBackAnInterruptedTransaction) {
  PostgresDatabase database(url);
  database.Run("CREATE TABLE numbers (n BIGINT)");
  {
    Transaction transaction(database);
    database.Run("INSERT INTO numbers (n) VALUES (?)", std::int64_t{1});
    server.Stop();
    server.Start();
    ExpectRetryable([&] { database.Run("INSERT INTO numbers (n) VALUES (?)", std::int64_t{2}); });
  }
  EXPECT_TRUE(database.Run("SELECT n FROM numbers").empty());
}

}  // namespace
}  // namespace executioner::store::testing
