# Starts and ends the cluster's own processes. $STATE/pid/NAME holds "PID STARTTIME". Sourced by cluster.sh.
# shellcheck shell=bash

# Start time of a process; empty if it has ended, even if it is not reaped yet.
stamp() { awk '$3 != "Z" {print $22}' "/proc/$1/stat" 2>/dev/null; }

alive() {
  local pid since
  read -r pid since 2>/dev/null <"$STATE/pid/$1" && [ -n "$since" ] && [ "$(stamp "$pid")" = "$since" ]
}

# start NAME COMMAND...
start() {
  local name=$1 pid
  shift
  setsid "$@" >"$STATE/log/$name.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid $(stamp $pid)" >"$STATE/pid/$name"
}

# Kills exactly the process that we started. For a node this is the init process of its namespace; unshare ends when all its
# processes have ended.
stop() {
  local name=$1 pid child=
  if alive "$name"; then
    read -r pid _ <"$STATE/pid/$name"
    [[ $name != node* ]] || read -r child _ <"/proc/$pid/task/$pid/children" || true
    kill -KILL "${child:-$pid}"
    while alive "$name"; do sleep 0.02; done
  fi
  rm -f "$STATE/pid/$name"
}

# await NAME SECONDS WHAT COMMAND...: waits until COMMAND succeeds; gives up immediately if process NAME has ended.
await() {
  local name=$1 end=$((SECONDS + $2)) what=$3
  shift 3
  until "$@" >/dev/null 2>&1; do
    alive "$name" || die "$name ended before there was $what. The end of its log: $(tail -n 3 "$STATE/log/$name.log")"
    [ $SECONDS -lt $end ] || die "$what was not there in time; the logs are in $STATE/log"
    sleep 0.05
  done
}

status() {
  [ -f "$STATE/net" ] || {
    echo "down"
    return 1
  }
  . "$STATE/net"
  local file name pid
  echo "api https://$API:$PORT  kubeconfig $STATE/admin.conf"
  for file in "$STATE"/pid/*; do
    name=$(basename "$file")
    read -r pid _ <"$file"
    if alive "$name"; then
      echo "$name pid=$pid rss=$(($(awk '/VmRSS/{print $2}' "/proc/$pid/status") / 1024)) MiB"
    else
      echo "$name DEAD"
    fi
  done
  k get nodes -o wide 2>/dev/null || true
}
