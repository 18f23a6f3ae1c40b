/// \file
/// `executioner plan FILE`: what would run, in which order; nothing runs.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/base/display_text.h"
#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/cli/additions_flags.h"
#include "controller/cli/command.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/cli/yaml_text.h"
#include "controller/domain/decide.h"
#include "controller/domain/levels.h"
#include "controller/domain/plan.h"
#include "controller/domain/workflow.h"

namespace executioner::cli {
namespace {

using domain::NodeId;

struct PlanFlags {
  std::string file = {};
  std::string output = "text";
  AdditionsFlags additions = {};
};

/// Borrows everything except the name.
struct DrawnPlan {
  std::string name = {};
  const domain::Plan& plan;
  const domain::WorkflowSpec& spec;  ///< for skipped jobs
};

bool IsSkipped(const DrawnPlan& drawn, NodeId node) {
  return std::ranges::count(drawn.spec.controls.skip, drawn.plan.Job(node).name) > 0;
}

std::vector<std::string> Names(const domain::Plan& plan, const std::vector<NodeId>& jobs) {
  std::vector<std::string> names;
  names.reserve(jobs.size());
  for (const NodeId node : jobs) {
    names.push_back(plan.Job(node).name);
  }
  return names;
}

/// Without durations from earlier runs every job counts the same.
std::vector<NodeId> LongestChain(const domain::Plan& plan) {
  return domain::CriticalPath(plan, [](NodeId) { return base::Duration{1}; });
}

std::string Line(const DrawnPlan& drawn, NodeId node, std::size_t width) {
  const domain::PlannedJob& planned = drawn.plan.Job(node);
  std::string text = "  " + planned.name;
  if (IsSkipped(drawn, node)) {
    text += " [skipped]";
  }
  if (!planned.dependencies.empty()) {
    text.resize(std::max(text.size(), width + 3), ' ');
    text += " after " + base::Join(Names(drawn.plan, planned.dependencies));
    if (planned.trigger != domain::Trigger::kAllSucceeded) {
      text += " (" + std::string(domain::TriggerName(planned.trigger)) + ")";
    }
  }
  if (planned.when) {
    text += " when " + base::DisplayLine(*planned.when);
  }
  return text + "\n";
}

/// Returns the jobs in running order, by level, with dependencies and skipped jobs, and the longest
/// chain.
std::string PlanAsText(const DrawnPlan& drawn) {
  const domain::Plan& plan = drawn.plan;
  const domain::IdVector<NodeId, int> levels = domain::Levels(plan);
  const int depth = *std::ranges::max_element(levels) + 1;
  std::size_t width = 0;
  for (const domain::PlannedJob& job : plan.Jobs()) {
    width = std::max(width, job.name.size());
  }
  std::string text = drawn.name + ": " + base::Counted(plan.Jobs().size(), "job") + " in " +
                     base::Counted(static_cast<std::size_t>(depth), "level") + "\n";
  for (int level = 0; level < depth; ++level) {
    text += "level " + std::to_string(level + 1) + "\n";
    for (const NodeId node : plan.Order()) {
      if (levels[node] == level) {
        text += Line(drawn, node, width);
      }
    }
  }
  return text + "longest chain: " + base::Join(Names(plan, LongestChain(plan)), " -> ") + "\n";
}

/// {"name", "order": [{"name", "level", "dependsOn", "trigger", "skipped"}], "criticalPath"}.
std::string PlanAsJson(const DrawnPlan& drawn) {
  const domain::Plan& plan = drawn.plan;
  const domain::IdVector<NodeId, int> levels = domain::Levels(plan);
  nlohmann::ordered_json json{{"name", drawn.name}, {"order", nlohmann::ordered_json::array()}};
  for (const NodeId node : plan.Order()) {
    const domain::PlannedJob& planned = plan.Job(node);
    json["order"].push_back({{"name", planned.name},
                             {"level", levels[node] + 1},
                             {"dependsOn", Names(plan, planned.dependencies)},
                             {"trigger", domain::TriggerName(planned.trigger)},
                             {"skipped", IsSkipped(drawn, node)}});
    if (planned.when) {
      json["order"].back()["when"] = *planned.when;
    }
  }
  json["criticalPath"] = Names(plan, LongestChain(plan));
  return json.dump(2) + "\n";
}

/// Returns the names of jobs in running order, one per line.
std::string PlanAsNames(const DrawnPlan& drawn) {
  return base::Join(Names(drawn.plan, drawn.plan.Order()), "\n") + "\n";
}

/// Returns input for Graphviz.
std::string PlanAsDot(const DrawnPlan& drawn) {
  std::string text = "digraph \"" + drawn.name + "\" {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const NodeId node : drawn.plan.Order()) {
    const domain::PlannedJob& planned = drawn.plan.Job(node);
    text +=
        "  \"" + planned.name + "\"" + (IsSkipped(drawn, node) ? " [style=dashed]" : "") + ";\n";
    for (const NodeId dependency : planned.dependencies) {
      text += "  \"" + drawn.plan.Job(dependency).name + "\" -> \"" + planned.name + "\";\n";
    }
  }
  return text + "}\n";
}

/// Returns input for Mermaid.
std::string PlanAsMermaid(const DrawnPlan& drawn) {
  // Mermaid has words of its own that names could be, so nodes are numbered.
  std::string text = "graph LR\n";
  for (const NodeId node : drawn.plan.Order()) {
    const domain::PlannedJob& planned = drawn.plan.Job(node);
    text += "  j" + std::to_string(node.Index()) + "[\"" + planned.name + "\"]\n";
    for (const NodeId dependency : planned.dependencies) {
      text += "  j" + std::to_string(dependency.Index()) + " --> j" + std::to_string(node.Index()) +
              "\n";
    }
  }
  return text;
}

std::string Draw(const DrawnPlan& drawn, const std::string& output) {
  return output == "json"      ? PlanAsJson(drawn)
         : output == "yaml"    ? YamlText(PlanAsJson(drawn))
         : output == "name"    ? PlanAsNames(drawn)
         : output == "dot"     ? PlanAsDot(drawn)
         : output == "mermaid" ? PlanAsMermaid(drawn)
                               : PlanAsText(drawn);
}

int ShowPlan(const Context& /*context*/, const PlanFlags& flags) {
  const Loaded loaded = LoadManifest(flags.file, MakeAdditions(flags.additions));
  if (loaded.complaints > 0) {
    return kInvalidManifest;
  }
  for (const standalone::CheckedObject& checked : loaded.objects) {
    const domain::Plan plan = domain::MakePlan(checked.spec, checked.spec_hash);
    const DrawnPlan drawn{
        .name = base::DisplayLine(checked.object.name), .plan = plan, .spec = checked.spec};
    PrintText(stdout, Draw(drawn, flags.output));
  }
  return kSucceeded;
}

}  // namespace

void AddPlanCommand(CLI::App& app, Context& context) {
  auto [command, flags] =
      AddCommand(app, context, "plan", "Show what would run, in which order", ShowPlan);
  command->add_option("file", flags->file, "Manifest; - is stdin")->required();
  DeclareOutput(*command, flags->output, {"text", "json", "yaml", "name", "dot", "mermaid"});
  DeclareAdditions(*command, flags->additions);
  command->footer("  executioner plan etl.yaml --output dot | dot -Tsvg > etl.svg\n");
}

}  // namespace executioner::cli
