#!/usr/bin/env bash
# Starts a server that lives as long as the job, and tells the following steps where it is.
set -euo pipefail
folder=$(mktemp -d "$RUNNER_TEMP/etpserver-XXXXXX")
read -ra more <<<"${ARGS:-}"
nohup etpserver serve --port "$PORT" --fixture "$FIXTURE" --url-file "$folder/url" \
  --database "sqlite:///$folder/etp.sqlite3" ${more[@]+"${more[@]}"} \
  >"$folder/log" 2>&1 </dev/null &
server=$!
for _ in $(seq 600); do
  [[ -s $folder/url ]] && break
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$folder/log" >&2
    exit 1
  fi
  sleep 0.1
done
if [[ ! -s $folder/url ]]; then
  cat "$folder/log" >&2
  kill "$server"
  exit 1
fi
url=$(tr -d '[:space:]' <"$folder/url")
token=$(etpserver env --url "$url" --json |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["ETP_TOKEN"])')
echo "::add-mask::$token"
{
  echo "url=$url"
  echo "token=$token"
  echo "pid=$server"
} >>"$GITHUB_OUTPUT"
