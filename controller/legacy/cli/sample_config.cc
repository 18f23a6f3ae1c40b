#include "controller/legacy/cli/sample_config.h"

namespace executioner::legacy {

std::string SampleConfig() {
  return R"({
  "application_name": "sample",
  "working_dir": "/tmp",
  "parallel": true,
  "max_workers": 2,
  "default_timeout": 3600,
  "env_variables": {"GREETING": "hello"},
  "jobs": [
    {
      "id": "fetch",
      "description": "Get what the others need",
      "command": "echo \"$GREETING\" > fetched.txt",
      "post_checks": [{"name": "check_file_exists", "params": {"path": "fetched.txt"}}]
    },
    {
      "id": "count",
      "command": "wc -c fetched.txt",
      "dependencies": ["fetch"],
      "max_retries": 2,
      "retry_delay": 5
    },
    {
      "id": "clean",
      "command": "rm fetched.txt",
      "dependencies": ["count"],
      "timeout": 60
    }
  ]
}
)";
}

}  // namespace executioner::legacy
