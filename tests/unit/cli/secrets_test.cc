/// \file
/// What of secrets is shown, written and handed on.

#include "tests/unit/cli/binary.h"
#include "tests/unit/queue/redis_server.h"

namespace executioner::cli {
namespace {

using Words = std::vector<std::string>;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Secrets, InVariablesOfARunAreNotShown) {
  CommandLine line;
  const std::string jobs = "{name: a, script: 'true', env: [{name: KEY, value: hidden-in-file}]}";
  line.RunJobs(jobs, {"--env", "API_TOKEN=hidden-1", "--env", "MODE=hidden-same"});
  line.RunJobs(jobs, {"--env", "API_TOKEN=hidden-2", "--env", "MODE=hidden-same"});
  for (const std::vector<std::string>& words :
       {Words{"history", "diff", "1", "2"}, Words{"history", "diff", "1", "2", "-o", "json"},
        Words{"history", "diff", "1", "2", "-o", "yaml"}, Words{"history", "export", "json"},
        Words{"history", "export", "csv"}, Words{"show", "1"}, Words{"show", "1", "-o", "wide"},
        Words{"show", "1", "-o", "json"}, Words{"show", "1", "-o", "yaml"}, Words{"list"},
        Words{"list", "-o", "json"}, Words{"explain", "1", "a"},
        Words{"plan", line.Folder() + "/etl.yaml"}}) {
    const Said said = line.Run(words);
    EXPECT_EQ(said.code, kSucceeded) << words[0] << said.err;
    EXPECT_FALSE(Has(said.out + said.err, "hidden-")) << words[0] << ": " << said.out << said.err;
  }
}

TEST(Secrets, InVariablesAreComparedByName) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}", {"--env", "A=1", "--env", "B=1"});
  line.RunJobs("{name: a, script: 'true'}", {"--env", "A=2", "--env", "B=1"});
  const std::string diff = line.Run({"history", "diff", "1", "2"}).out;
  EXPECT_TRUE(Has(diff, "A")) << diff;
  EXPECT_TRUE(Has(diff, "another value")) << diff;
  const std::string same = line.Run({"history", "diff", "1", "1"}).out;
  EXPECT_FALSE(Has(same, "another value")) << same;
  const std::string shown =
      line.Run({"history", "diff", "1", "2", "--show-values", "-o", "json"}).out;
  EXPECT_FALSE(Has(shown, "***")) << shown;
}

TEST(Secrets, InWrongFlagsAreNotQuoted) {
  CommandLine line;
  for (const char* text : {"hidden", "A-B=hidden", "=hidden"}) {
    const Said said = line.RunJobs("{name: a, script: 'true'}", {"--env", text});
    EXPECT_EQ(said.code, kUsage);
    EXPECT_FALSE(Has(said.err, "hidden")) << said.err;
  }
}

constexpr const char* kSecretParam = R"(apiVersion: executioner.dev/v1alpha1
kind: Workflow
metadata: {name: etl}
spec:
  params:
  - {name: password, secretKeyRef: {name: s, key: k}}
  - {name: open, value: x}
  jobs:
  - name: a
    with: {PASSWORD: $(params.password)}
    script: 'test "$PASSWORD" = "hidden-1" && test -z "$EXECUTIONER_PARAM_password"'
)";

TEST(Secrets, InParamsAreNeverStored) {
  CommandLine line;
  const std::string file = line.Write("params.yaml", kSecretParam);
  EXPECT_EQ(line.Run({"run", file}).code, kUsage) << "a value is asked for";
  const Said said = line.Run({"run", file, "-p", "password=hidden-1", "-p", "open=y"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  for (const std::vector<std::string>& words :
       {Words{"history", "export", "json"}, Words{"show", "1", "-o", "json"}, Words{"list"}}) {
    EXPECT_FALSE(Has(line.Run(words).out, "hidden-")) << words[0];
  }
  EXPECT_EQ(line.Run({"run", file, "-p", "password=hidden-2"}).code, kRunFailed);
  const Said asked = line.Run({"resume", "2"});
  EXPECT_EQ(asked.code, kUsage);
  EXPECT_TRUE(Has(asked.err, "EXECUTIONER_PARAM_password")) << asked.err;
  EXPECT_EQ(line.Run({"resume", "2", "-p", "password=hidden-1"}).code, kSucceeded);
}

TEST(WorkerSecrets, DoNotReachJobs) {
  CommandLine line;
  queue::testing::RedisServer server({"--requirepass", "hidden"});
  const std::vector<std::string> variables{"REDISCLI_AUTH=hidden", "OTHER=kept"};
  const Program worker(line, {"worker", "--queue", server.Url()}, variables);
  Program run(line,
              {"run",
               line.Write("etl.yaml", WorkflowOf("{name: a, script: 'cd /proc/self/fd; echo "
                                                 "descriptors *; env'}")),
               "--queue", server.Url()},
              variables);
  const Said said = run.Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_TRUE(Has(said.out, "a | descriptors 0 1 2 3\n")) << said.out;
  EXPECT_TRUE(Has(said.out, "OTHER=kept")) << said.out;
  EXPECT_FALSE(Has(said.out, "hidden")) << said.out;
}

}  // namespace
}  // namespace executioner::cli
