/// \file
/// `executioner history export`, `clean` and `diff`.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <utility>

#include "controller/base/error.h"
#include "controller/cli/comparison_text.h"
#include "controller/cli/context.h"
#include "controller/cli/print_text.h"
#include "controller/cli/run_filter_flags.h"
#include "controller/cli/yaml_text.h"
#include "controller/runs/compare_runs.h"
#include "controller/runs/export_history.h"
#include "controller/runs/hidden_values.h"
#include "controller/runs/local_reader.h"
#include "controller/runs/remove_run.h"
#include "controller/runs/retention.h"
#include "controller/runs/run_json.h"

namespace executioner::cli {
namespace {

constexpr int kMostDays = 100'000;

struct ExportFlags {
  std::string first = {};  ///< the format, or with --output the name of runs
  std::string output = {};
  RunFilterFlags filter = {};
};

bool IsFormat(const std::string& word) {
  return word == "json" || word == "csv";
}

/// The format may stand before the name or behind -o: scripts of the first version do the former.
void TakeFormat(ExportFlags& flags) {
  if (flags.output.empty()) {
    flags.output = std::exchange(flags.first, {});
    if (!IsFormat(flags.output)) {
      throw base::ConfigurationError(
          "history export",
          (flags.output.empty() ? "" : "'" + flags.output + "' is not a format: ") +
              std::string("write -o json or -o csv"));
    }
  } else if (!flags.first.empty()) {
    if (!flags.filter.name.empty()) {
      throw base::ConfigurationError(
          "history export", "give the format once: " + flags.first + " or -o " + flags.output);
    }
    flags.filter.name = std::exchange(flags.first, {});
  }
}

/// Run by run, so that a long history needs no more memory than one run.
int Export(const Context& context, ExportFlags flags) {
  TakeFormat(flags);
  const history::RunFilter filter = MakeFilter(flags.filter, context.clock->Now());
  runs::LocalReader reader(context, OpenState(context));
  const bool csv = flags.output == "csv";
  PrintText(stdout, csv ? runs::CsvHeader() : "[");
  const char* before = "\n";
  for (const history::RunSummary& run : reader.List(filter)) {
    const auto record = reader.Read(run.id);
    if (!record) {
      continue;  // removed meanwhile
    }
    if (csv) {
      PrintText(stdout, runs::CsvRows(*record));
    } else {
      PrintText(stdout,
                before + runs::RunJson(*record, reader.LogsOf(*record), runs::Layout::kOneLine));
      before = ",\n";
    }
  }
  PrintText(stdout, csv ? "" : "\n]\n");
  return kSucceeded;
}

struct CleanFlags {
  int older_than = -1;
  int keep = -1;
  bool dry_run = false;
};

int Clean(const Context& context, const CleanFlags& flags) {
  if (flags.older_than < 0 && flags.keep < 0) {
    throw base::ConfigurationError("history clean",
                                   "say which runs may go: --older-than DAYS, --keep N, or both");
  }
  runs::Retention retention;
  if (flags.older_than >= 0) {
    retention.older_than = std::chrono::days{flags.older_than};
  }
  if (flags.keep >= 0) {
    retention.keep = static_cast<std::size_t>(flags.keep);
  }
  runs::State state = OpenState(context);
  std::size_t removed = 0;
  for (const std::int64_t run :
       runs::RunsToRemove(state.history->List({}), retention, context.clock->Now())) {
    if (flags.dry_run) {
      PrintMessage(stdout, std::to_string(run));
      ++removed;
    } else {
      const auto tell = [run](const std::string& place) {
        PrintMessage(stderr, "the logs of run " + std::to_string(run) + " stay in " + place);
      };
      removed += runs::RemoveRun(context, state, run, tell) ? 1U : 0U;
    }
  }
  if (!context.quiet) {
    const std::string runs = std::to_string(removed) + (removed == 1 ? " run " : " runs ");
    PrintMessage(flags.dry_run ? stderr : stdout,  // scripts read the numbers on stdout
                 runs + (flags.dry_run  ? "would be removed"
                         : removed == 1 ? "was removed"
                                        : "were removed"));
  }
  return kSucceeded;
}

struct DiffFlags {
  std::string left = {};
  std::string right = {};
  std::string output = "text";
  bool show_values = false;
};

int Diff(const Context& context, const DiffFlags& flags) {
  runs::LocalReader reader(context, OpenState(context));
  history::RunRecord left = reader.Find(flags.left);
  history::RunRecord right = reader.Find(flags.right);
  runs::Comparison comparison = runs::CompareRuns(std::move(left), std::move(right));
  if (!flags.show_values) {
    runs::HideValues(comparison.left, comparison.right);
  }
  std::string text =
      flags.output == "text" ? ComparisonText(comparison) : runs::ComparisonJson(comparison);
  if (flags.output == "yaml") {
    text = YamlText(text);
  }
  PrintText(stdout, text);
  return kSucceeded;
}

void AddExport(CLI::App& history, Context& context) {
  auto flags = std::make_shared<ExportFlags>();
  CLI::App* command = history.add_subcommand(
      "export", "Print the full records of runs (json), or their attempts (csv)");
  command->add_option("format", flags->first, "json or csv; may be given with -o instead");
  command->add_option("-o,--output", flags->output, "json or csv")
      ->check(CLI::IsMember({"json", "csv"}));
  DeclareFilter(*command, flags->filter);
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Export(context, *flags); }); });
}

void AddClean(CLI::App& history, Context& context) {
  auto flags = std::make_shared<CleanFlags>();
  CLI::App* command = history.add_subcommand(
      "clean", "Remove runs that have ended, with their logs; runs must match all given filters");
  command
      ->add_option("--older-than", flags->older_than,
                   "Only runs that ended more than this many days ago")
      ->check(CLI::Range(0, kMostDays));
  command->add_option("--keep", flags->keep, "Number of newest runs to keep in any case")
      ->check(CLI::Range(0, kMostRuns));
  command->add_flag("--dry-run", flags->dry_run,
                    "Only print the numbers of the runs, and how many they are");
  command->footer("  executioner history clean --older-than 30 --keep 100\n");
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Clean(context, *flags); }); });
}

void AddDiff(CLI::App& history, Context& context) {
  auto flags = std::make_shared<DiffFlags>();
  CLI::App* command = history.add_subcommand(
      "diff", "Show the differences between two runs: manifest, outcome, timing");
  command->add_option("run", flags->left, "Number of a run, name of its workflow, or 'latest'")
      ->required();
  command->add_option("other", flags->right, "The run to compare it with")->required();
  command->add_option("-o,--output", flags->output, "text, json or yaml")
      ->check(CLI::IsMember({"text", "json", "yaml"}))
      ->capture_default_str();
  command->add_flag("--show-values", flags->show_values,
                    "Show the values of variables that --env set. Default: only their names");
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Diff(context, *flags); }); });
}

}  // namespace

void AddHistoryCommand(CLI::App& app, Context& context) {
  CLI::App* history = app.add_subcommand("history", "Export, clean and compare recorded runs");
  history->require_subcommand(1);
  AddExport(*history, context);
  AddClean(*history, context);
  AddDiff(*history, context);
}

}  // namespace executioner::cli
