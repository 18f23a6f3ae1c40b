# Follows one Workflow until it has finished. Sourced by demo.sh, after screen.sh.
# shellcheck shell=bash

# One line per change: finished, phase, progress, then a field per job. The separators do not occur in messages.
FIELD=$'\x1f' PART=$'\x1e'
WATCH_TEMPLATE='{{with .status}}{{range .conditions}}{{if eq .type "Finished"}}{{.status}}{{end}}{{end}}{{"\x1f"}}{{with .phase}}{{.}}{{end}}'
WATCH_TEMPLATE+='{{"\x1f"}}{{with .progress}}{{.}}{{end}}{{range .jobs}}{{"\x1f"}}{{.name}}{{"\x1e"}}{{.phase}}{{"\x1e"}}{{.attempts}}{{"\x1e"}}'
WATCH_TEMPLATE+='{{with .message}}{{.}}{{end}}{{end}}{{end}}{{"\n"}}'
DRAWN=0
declare -A SEEN=()

# watch_workflow NAME: succeeds if the workflow succeeded.
watch_workflow() {
  local name=$1 change begun='' finished phase progress jobs stream begin=$SECONDS end rc
  end=$((SECONDS + ${DEMO_SECONDS:-300}))
  [ -t 1 ] || echo "kubectl get workflows $name --watch"
  exec {stream}< <(exec "$KUBECTL" -n default get workflows.executioner.dev "$name" --watch -o go-template="$WATCH_TEMPLATE" 2>&1)
  while [ "${finished:-}" != True ]; do
    rc=0
    IFS= read -r -t 1 change <&"$stream" || rc=$?
    # kubectl writes a line in pieces: text read before a timeout is the beginning of a line.
    begun+=$change
    if [ $rc -eq 0 ]; then
      IFS=$FIELD read -r finished phase progress jobs <<<"$begun"
      begun=''
      [ -z "$phase" ] || draw "$name" "$phase" "$progress" "$jobs" $((SECONDS - begin))
    elif [ $rc -le 128 ]; then
      echo "The watch ended: $begun" && return 1
    elif ! kill -0 "$CONTROLLER" 2>/dev/null; then
      echo "The controller ended before the workflow did." && return 1
    elif [ $SECONDS -ge $end ]; then
      echo "The workflow had not finished after ${DEMO_SECONDS:-300} s." && return 1
    fi
  done
  exec {stream}<&-
  [ "$phase" = Succeeded ]
}

# draw NAME PHASE PROGRESS JOBS SECONDS: a block that is redrawn on a terminal; otherwise a line per change.
draw() {
  local name=$1 phase=$2 progress=$3 fields job state attempts message text
  IFS=$FIELD read -ra fields <<<"$4"
  if [ -t 1 ]; then
    [ "$DRAWN" -eq 0 ] || printf '\e[%dA' "$DRAWN"
    printf '\e[K%s%s%s  %s%s%s  %s  %s s\n' "$BOLD" "$name" "$PLAIN" "$(phase_colour "$phase")" "$phase" "$PLAIN" "$progress" "$5"
    DRAWN=$((1 + ${#fields[@]}))
  elif [ "${SEEN[/]:-}" != "$phase $progress" ]; then
    SEEN[/]="$phase $progress"
    printf '%3s s  %s  %s  %s\n' "$5" "$name" "$phase" "$progress"
  fi
  for text in "${fields[@]}"; do
    IFS=$PART read -r job state attempts message <<<"$text"
    [[ ${attempts:-} =~ ^[0-9]+$ ]] || attempts=0
    [ "$attempts" -le 1 ] || state="$state (attempt $attempts)"
    if [ -t 1 ]; then
      printf '\e[K  %s%s %-24s %s%s  %s\n' "$(phase_colour "${state%% *}")" "$(phase_sign "${state%% *}")" "$job" "$state" "$PLAIN" "${message:0:60}"
    elif [ "${SEEN[$job]:-}" != "$state" ]; then
      SEEN[$job]=$state
      printf '%3s s    %s  %s%s\n' "$5" "$job" "$state" "${message:+  $message}"
    fi
  done
}
