#include <gtest/gtest.h>

#include "tests/unit/manifest/codec_fixture.h"

namespace executioner::manifest {
namespace {

domain::JobTemplate Work(const std::string& fields) {
  const SpecResult result = ReadWorkflow(OneJob(fields));
  EXPECT_EQ(InWords(result.complaints), Strings{});
  return result.spec.jobs.at(0).work;
}

TEST(ReadTemplate, ReadsTextsAndNumbers) {
  const domain::JobTemplate work = Work(
      R"("image":"x","imagePullPolicy":"Never","command":["a","b"],"args":["c"],"script":"s",
         "shell":["sh","-c"],"workingDir":"/w","interpolateEnv":true,"timeoutSeconds":1,
         "terminationGracePeriodSeconds":2,"pendingTimeoutSeconds":3)");
  EXPECT_EQ(work.image, "x");
  EXPECT_EQ(work.image_pull_policy, "Never");
  EXPECT_EQ(work.command, (Strings{"a", "b"}));
  EXPECT_EQ(work.args, Strings{"c"});
  EXPECT_EQ(work.script, "s");
  EXPECT_EQ(work.shell, (Strings{"sh", "-c"}));
  EXPECT_EQ(work.working_dir, "/w");
  EXPECT_EQ(work.interpolate_env, true);
  EXPECT_EQ(work.timeout_seconds, 1);
  EXPECT_EQ(work.termination_grace_period_seconds, 2);
  EXPECT_EQ(work.pending_timeout_seconds, 3);
}

TEST(ReadTemplate, DistinguishesAbsentAndEmpty) {
  EXPECT_FALSE(Work("").args.has_value());
  EXPECT_TRUE(Work(R"("args":[])").args.has_value());
  EXPECT_FALSE(Work("").retry.has_value());
  EXPECT_TRUE(Work(R"("retry":{})").retry.has_value());
  EXPECT_FALSE(Work("").pre_checks.has_value());
  EXPECT_TRUE(Work(R"("preChecks":[])").pre_checks.has_value());
}

TEST(ReadTemplate, ReadsEnv) {
  const auto env =
      Work(R"("env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"b":1,"a":{"key":"k"}}}])")
          .env;
  ASSERT_EQ(env.size(), 2U);
  EXPECT_EQ(env[0].value, "1");
  EXPECT_EQ(env[1].value_from.text, R"({"a":{"key":"k"},"b":1})");
  EXPECT_EQ(JobComplaints(R"("env":[{"value":5},{"name":"B","valueFrom":"x","y":1}])"),
            (Strings{".env[0].name: is missing",
                     ".env[0].value: must be text, not an integer: put it in quotes",
                     ".env[1].valueFrom: must be an object, not text",
                     ".env[1].y: there is no such field"}));
}

TEST(ReadTemplate, KeepsPartsOfThePodAsCanonicalJson) {
  const domain::JobTemplate work = Work(
      R"("envFrom":[{"b":1,"a":2}],"resources":{"limits":{"memory":"1Gi","cpu":0.5}},
         "volumeMounts":[],"securityContext":{"runAsUser":1})");
  EXPECT_EQ(work.env_from.text, R"([{"a":2,"b":1}])");
  EXPECT_EQ(work.resources.text, R"({"limits":{"cpu":0.5,"memory":"1Gi"}})");
  EXPECT_EQ(work.volume_mounts.text, "[]");
  EXPECT_EQ(work.security_context.text, R"({"runAsUser":1})");
  EXPECT_EQ(
      JobComplaints(R"("envFrom":{},"resources":[],"volumeMounts":[1],"securityContext":true)"),
      (Strings{".envFrom: must be a list of objects, not an object",
               ".resources: must be an object, not a list",
               ".volumeMounts: must be a list of objects",
               ".securityContext: must be an object, not a boolean"}));
}

TEST(ReadTemplate, ReadsRetry) {
  const domain::RetryPolicy retry =
      *Work(
           R"("retry":{"limit":1,"delaySeconds":2,"backoffPercent":300,"jitterPercent":4,
         "maxDelaySeconds":5,"maxElapsedSeconds":6,"disruptions":7,
         "on":[{"reasons":["OOMKilled"],"exitCodes":[3]}]})")
           .retry;
  EXPECT_EQ(retry.limit, 1);
  EXPECT_EQ(retry.delay_seconds, 2);
  EXPECT_EQ(retry.backoff_percent, 300);
  EXPECT_EQ(retry.jitter_percent, 4);
  EXPECT_EQ(retry.max_delay_seconds, 5);
  EXPECT_EQ(retry.max_elapsed_seconds, 6);
  EXPECT_EQ(retry.disruptions, 7);
  ASSERT_EQ(retry.on.size(), 1U);
  EXPECT_EQ(retry.on[0].reasons, std::vector{domain::Reason::kOomKilled});
  EXPECT_EQ(retry.on[0].exit_codes, std::vector{3});
}

TEST(ReadTemplate, KeepsTheDefaultsOfRetry) {
  const domain::RetryPolicy retry = *Work(R"("retry":{"limit":1})").retry;
  const domain::RetryPolicy usual;
  EXPECT_EQ(retry.delay_seconds, usual.delay_seconds);
  EXPECT_EQ(retry.on.size(), 1U);
  EXPECT_EQ(retry.on[0].reasons, usual.on[0].reasons);
}

TEST(ReadTemplate, RejectsInvalidRetries) {
  const std::string allowed =
      "; allowed: Failed, Signaled, TimedOut, OOMKilled, Error, PreCheckFailed, PostCheckFailed, "
      "PendingTimeout, ImagePullFailed, Evicted";
  EXPECT_EQ(
      JobComplaints(R"("retry":{"limit":"1","on":[{"reasons":["Bad","",3],"exitCodes":"1"},7]})"),
      (Strings{
          ".retry.limit: must be an integer, not text: take the quotes away",
          ".retry.on[1]: must be an object, not an integer",
          ".retry.on[0].reasons[2]: must be text, not an integer: put it in quotes",
          ".retry.on[0].reasons[0]: there is no reason 'Bad' that an attempt ends for" + allowed,
          ".retry.on[0].reasons[1]: there is no reason '' that an attempt ends for" + allowed,
          ".retry.on[0].reasons[2]: there is no reason '' that an attempt ends for" + allowed,
          ".retry.on[0].exitCodes: must be a list, not text"}));
  EXPECT_EQ(
      JobComplaints(R"("retry":{"on":[{"exitCodes":[1,"2"]}],"true":1})"),
      (Strings{".retry.on[0].exitCodes[1]: must be an integer, not text: take the quotes away",
               ".retry.true: there is no such field"}));
}

TEST(ReadTemplate, ReadsEachKindOfCheck) {
  const auto checks =
      *Work(
           R"("preChecks":[{"fileExists":{"path":"/a"}},{"directoryExists":{"path":"/b"}},
         {"fileNotEmpty":{"path":"/c"}},{"filesMatch":{"glob":"*","pattern":"x"}},
         {"filesLack":{"glob":"*","pattern":"y","requireMatch":false}},
         {"command":{"command":["true"],"timeoutSeconds":5}}])")
           .pre_checks;
  ASSERT_EQ(checks.size(), 6U);
  EXPECT_EQ(checks[0].path, "/a");
  EXPECT_EQ(checks[1].kind, domain::CheckKind::kDirectoryExists);
  EXPECT_EQ(checks[2].kind, domain::CheckKind::kFileNotEmpty);
  EXPECT_EQ(checks[3].pattern, "x");
  EXPECT_EQ(checks[4].kind, domain::CheckKind::kFilesLack);
  EXPECT_FALSE(checks[4].require_match);
  EXPECT_EQ(checks[5].command, Strings{"true"});
  EXPECT_EQ(checks[5].timeout_seconds, 5);
}

TEST(ReadTemplate, SetsTheDefaultsOfChecks) {
  const auto checks =
      *Work(
           R"("postChecks":[{"filesLack":{"glob":"*","pattern":"y"}},{"command":{"command":["true"]}}])")
           .post_checks;
  EXPECT_TRUE(checks[0].require_match);
  EXPECT_EQ(checks[1].timeout_seconds, 60);
}

TEST(ReadTemplate, RejectsInvalidChecks) {
  EXPECT_EQ(JobComplaints(R"("preChecks":[{}])"),
            Strings{".preChecks[0]: must have one of fileExists, directoryExists, fileNotEmpty, "
                    "filesMatch, filesLack, command"});
  EXPECT_EQ(JobComplaints(R"("preChecks":[{"fileExist":{"path":"/a"}}])"),
            Strings{".preChecks[0].fileExist: there is no such field; did you mean 'fileExists'?"});
  EXPECT_EQ(
      JobComplaints(R"("preChecks":[{"fileExists":{"path":"/a"},"fileNotEmpty":{"path":"/a"}}])"),
      Strings{".preChecks[0]: has 2 checks: make each an entry of its own"});
  EXPECT_EQ(JobComplaints(R"("preChecks":[{"fileExists":{"glob":"x"}}])"),
            (Strings{".preChecks[0].fileExists.path: is missing",
                     ".preChecks[0].fileExists.glob: there is no such field"}));
  EXPECT_EQ(JobComplaints(R"("preChecks":[{"fileExists":"/a"},5])"),
            (Strings{".preChecks[1]: must be an object, not an integer",
                     ".preChecks[0].fileExists: must be an object, not text",
                     ".preChecks[1]: must have one of fileExists, directoryExists, fileNotEmpty, "
                     "filesMatch, filesLack, command"}));
}

TEST(ReadTemplate, ReadsPodTemplate) {
  const domain::PodTemplate pod =
      Work(
          R"("podTemplate":{"metadata":{"labels":{"a":"b"},"annotations":{"c":"d"}},
         "spec":{"nodeSelector":{"disk":"ssd"},"serviceAccountName":"x","tolerations":[{}],
                 "hostNetwork":true,"affinity":{},"hostPID":true}})")
          .pod_template;
  EXPECT_EQ(pod.labels.at("a"), "b");
  EXPECT_EQ(pod.annotations.at("c"), "d");
  EXPECT_EQ(pod.spec.at("nodeSelector").text, R"({"disk":"ssd"})");
  EXPECT_EQ(pod.spec.at("serviceAccountName").text, "\"x\"");
  EXPECT_EQ(pod.spec.at("tolerations").text, "[{}]");
  EXPECT_EQ(pod.spec.at("hostNetwork").text, "true");
  EXPECT_TRUE(pod.spec.contains("hostPID")) << "the validator refuses it";
}

TEST(ReadTemplate, RejectsInvalidPodTemplates) {
  EXPECT_EQ(JobComplaints(
                R"("podTemplate":{"metadata":{"labels":{"a.b/c":1},"annotations":[],"name":"x"},
                   "spec":{"nodeSelector":{"disk":1},"serviceAccountName":{},"tolerations":[1],
                           "hostNetwork":"yes","affinity":[],"volumes":{}},"x":1})"),
            (Strings{".podTemplate.metadata.labels[a.b/c]: must be text, not an integer: put it in "
                     "quotes",
                     ".podTemplate.metadata.annotations: must be an object, not a list",
                     ".podTemplate.metadata.name: there is no such field",
                     ".podTemplate.spec.affinity: must be an object, not a list",
                     ".podTemplate.spec.hostNetwork: must be true or false, not text",
                     ".podTemplate.spec.nodeSelector: must be an object with text values",
                     ".podTemplate.spec.serviceAccountName: must be text, not an object",
                     ".podTemplate.spec.tolerations: must be a list of objects",
                     ".podTemplate.spec.volumes: must be a list of objects, not an object",
                     ".podTemplate.x: there is no such field"}));
}

TEST(ReadTemplate, ReadsResults) {
  const auto results =
      Work(R"("script":"s","results":[{"name":"a"},{"name":"b","type":"Object","default":{"y":1},
              "description":"d","from":{"file":"f"}},{"name":"c","from":"Stdout","default":"x"}])")
          .results.value();
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].from.source, domain::ResultSource::kResultsFile);
  EXPECT_EQ(results[1].type, domain::ValueType::kObject);
  EXPECT_EQ(results[1].otherwise.text, R"({"y":1})");
  EXPECT_EQ(results[1].from.source, domain::ResultSource::kFile);
  EXPECT_EQ(results[1].from.file, "f");
  EXPECT_EQ(results[2].from.source, domain::ResultSource::kStdout);
  EXPECT_EQ(results[2].otherwise.text, R"("x")");
}

TEST(ReadTemplate, RejectsResultsOfAnotherForm) {
  EXPECT_EQ(JobComplaints(R"("results":[{"type":"Float","from":"Stderr"},{"name":"b","from":3},
                             {"name":"c","from":{}},{"name":"d","from":{"file":1,"x":2}},
                             {"name":"e","from":null}])"),
            (Strings{".results[0].name: is missing",
                     ".results[0].type: is 'Float'; allowed: String, Integer, Number, Boolean, "
                     "List, Object",
                     ".results[0].from: is 'Stderr'; allowed: Stdout",
                     ".results[1].from: must be an object, not an integer",
                     ".results[2].from.file: is missing",
                     ".results[3].from.file: must be text, not an integer: put it in quotes",
                     ".results[3].from.x: there is no such field",
                     ".results[4].from: has no value: give it one or leave the field out"}));
}

}  // namespace
}  // namespace executioner::manifest
