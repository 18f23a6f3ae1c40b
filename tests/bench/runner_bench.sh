#!/bin/sh
# Measures the runner: size, memory, time over a bare exec, throughput. Prints one line per figure.
#   tests/bench/runner_bench.sh build/bin/executioner-runner [starts]
set -eu
runner=$(realpath "$1")
starts=${2:-500}
folder=$(mktemp -d -p /dev/shm)  # a disk would be measured too: ext4 writes a truncated file out at once
trap 'rm -r "$folder"' EXIT
export EXECUTIONER_RESULT_PATH="$folder/words"

now_us() { echo $(($(date +%s%N) / 1000)); }

# Microseconds per start of "$@".
per_start() {
  begin=$(now_us)
  i=0
  while [ $i -lt "$starts" ]; do i=$((i + 1)); "$@"; done
  echo $((($(now_us) - begin) / starts))
}

least() { if [ -z "$1" ] || [ "$2" -lt "$1" ]; then echo "$2"; else echo "$1"; fi; }

megabytes_per_second() {
  begin=$(now_us)
  "$@" | cat >/dev/null
  echo $((1000 * 1000000 / ($(now_us) - begin)))
}

echo "size_bytes $(stat -c %s "$runner")"

export EXECUTIONER_SPEC='{"v":1,"script":"sed -n \"s/^VmHWM:[^0-9]*//p\" /proc/$PPID/status"}'
echo "rss_peak $("$runner")"

# Interleaved, and the minimum of all rounds, because other load only adds time.
bare= without_tail= with_tail=
for round in 1 2 3 4 5; do
  bare=$(least "$bare" "$(per_start /bin/true)")
  export EXECUTIONER_SPEC='{"v":1,"command":["/bin/true"],"tailBytes":0}'
  without_tail=$(least "$without_tail" "$(per_start "$runner")")
  export EXECUTIONER_SPEC='{"v":1,"command":["/bin/true"]}'
  with_tail=$(least "$with_tail" "$(per_start "$runner")")
done
echo "start_us bare=$bare runner_without_tail=$without_tail runner=$with_tail ratio=$((100 * with_tail / bare))%"
echo "start_over_bare_us without_tail=$((without_tail - bare)) with_tail=$((with_tail - bare))"

export EXECUTIONER_SPEC='{"v":1,"command":["head","-c","1000M","/dev/zero"]}'
echo "output_mb_per_s bare=$(megabytes_per_second head -c 1000M /dev/zero) runner=$(megabytes_per_second "$runner")"
