/// \file
/// `executioner history export`, `clean` and `diff`.
#include <cstdio>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/cli/command.h"
#include "controller/cli/print_text.h"
#include "controller/cli/run_filter_flags.h"
#include "controller/cli/run_view.h"
#include "controller/cli/yaml_text.h"
#include "controller/runs/compare_runs.h"
#include "controller/runs/export_history.h"
#include "controller/runs/hidden_values.h"
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
    // With -o the first word is free for the name.
    flags.filter.name = std::exchange(flags.first, {});
  }
}

/// Run by run, so that a long history needs no more memory than one run.
int Export(const Context& context, const ExportFlags& given) {
  ExportFlags flags = given;
  TakeFormat(flags);
  const history::RunFilter filter = MakeFilter(flags.filter, context.clock->Now());
  const auto runs = OpenRuns(context);
  const bool csv = flags.output == "csv";
  PrintText(stdout, csv ? runs::CsvHeader() : "[");
  const char* before = "\n";
  for (const history::RunSummary& run : runs->List(filter)) {
    const auto record = runs->Read(run.id);
    if (!record) {
      continue;  // removed meanwhile
    }
    if (csv) {
      PrintText(stdout, runs::CsvRows(*record));
    } else {
      PrintText(stdout,
                before + runs::RunJson(*record, runs->LogsOf(*record), runs::Layout::kOneLine));
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
  // Without a filter all runs would be removed, which must not happen by accident.
  if (flags.older_than < 0 && flags.keep < 0) {
    throw base::ConfigurationError(
        "history clean", "select the runs to remove with --older-than DAYS, --keep N, or both");
  }
  runs::Retention retention;
  if (flags.older_than >= 0) {
    retention.older_than = std::chrono::days{flags.older_than};
  }
  if (flags.keep >= 0) {
    retention.keep = static_cast<std::size_t>(flags.keep);
  }
  const auto runs = OpenRuns(context);
  std::size_t removed = 0;
  for (const std::int64_t run :
       runs::RunsToRemove(runs->List({}), retention, context.clock->Now())) {
    if (flags.dry_run) {
      PrintMessage(stdout, std::to_string(run));
      ++removed;
    } else {
      const auto tell = [run](const std::string& place) {
        PrintMessage(stderr, "the logs of run " + std::to_string(run) + " stay in " + place);
      };
      removed += runs->Remove(run, tell) ? 1U : 0U;
    }
  }
  if (!context.quiet) {
    PrintMessage(flags.dry_run ? stderr : stdout,  // scripts read the numbers on stdout
                 base::Counted(removed, "run") + (flags.dry_run  ? " would be removed"
                                                  : removed == 1 ? " was removed"
                                                                 : " were removed"));
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
  const auto runs = OpenRuns(context);
  history::RunRecord left = runs->Find(flags.left);
  history::RunRecord right = runs->Find(flags.right);
  runs::Comparison comparison = runs::CompareRuns(std::move(left), std::move(right));
  // People send each other what they compare, and variables may hold secrets.
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
  auto [command, flags] =
      AddCommand(history, context, "export",
                 "Print the full records of runs (json), or their attempts (csv)", Export);
  command->add_option("format", flags->first, "json or csv; may be given with -o instead");
  DeclareOutput(*command, flags->output, {"json", "csv"});
  DeclareFilter(*command, flags->filter);
}

void AddClean(CLI::App& history, Context& context) {
  auto [command, flags] = AddCommand(
      history, context, "clean",
      "Remove runs that have ended, with their logs; runs must match all given filters", Clean);
  command
      ->add_option("--older-than", flags->older_than,
                   "Only runs that ended more than this many days ago")
      ->check(CLI::Range(0, kMostDays));
  command->add_option("--keep", flags->keep, "Number of newest runs to keep in any case")
      ->check(CLI::Range(0, kMostRuns));
  command->add_flag("--dry-run", flags->dry_run,
                    "Only print the numbers of the runs, and how many they are");
  command->footer("  executioner history clean --older-than 30 --keep 100\n");
}

void AddDiff(CLI::App& history, Context& context) {
  auto [command, flags] =
      AddCommand(history, context, "diff",
                 "Show the differences between two runs: manifest, outcome, timing", Diff);
  DeclareRun(*command, flags->left);
  command->add_option("other", flags->right, "The run to compare it with")->required();
  DeclareOutput(*command, flags->output, {"text", "json", "yaml"});
  command->add_flag("--show-values", flags->show_values,
                    "Show the values of variables that --env set. Default: only their names");
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
