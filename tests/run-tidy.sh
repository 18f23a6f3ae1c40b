#!/usr/bin/env bash
# clang-tidy over the C++ files that differ from the last commit, or over all of them (ALL=1). Every finding is an error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

files() {
  if [ -n "${ALL:-}" ]; then
    git ls-files --cached --others --exclude-standard
  else
    git diff --name-only --diff-filter=d HEAD
    git ls-files --others --exclude-standard
  fi | grep -E '^(controller|runner|tests|tools)/.*\.cc$' | sort -u
}

cmake --preset tidy -Wno-dev >/dev/null
# Only files in the build can be checked; warnings of the compiler come from g++, because clang does not know all its flags.
files | while read -r file; do
  if grep -qF "\"$PWD/$file\"" build/tidy/compile_commands.json; then echo "$file"; fi
done | xargs -r -P "$(nproc)" -n 4 clang-tidy -p build/tidy --quiet --extra-arg=-Wno-unknown-warning-option 2> >(grep -vE 'warnings? (generated|treated)|^Suppressed|^Use -' >&2)
