/// \file
/// `executioner plan FILE`: what would run, in which order; nothing runs.
#include <cstdio>

#include "controller/base/display_text.h"
#include "controller/base/error.h"
#include "controller/cli/additions_flags.h"
#include "controller/cli/command.h"
#include "controller/cli/draw_plan.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/cli/yaml_text.h"
#include "controller/domain/plan.h"

namespace executioner::cli {
namespace {

struct PlanFlags {
  std::string file = {};
  std::string output = "text";
  AdditionsFlags additions = {};
};

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
