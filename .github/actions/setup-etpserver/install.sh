#!/usr/bin/env bash
# Installs etpserver into an environment of its own, whose programs the following steps find.
set -euo pipefail
wanted=${VERSION:-}
case $wanted in
  "") wanted=etpserver ;;
  [0-9]*) wanted=etpserver==$wanted ;;
esac
python3 -m venv "$RUNNER_TEMP/etpserver-venv"
"$RUNNER_TEMP/etpserver-venv/bin/pip" install --quiet "$wanted"
echo "$RUNNER_TEMP/etpserver-venv/bin" >>"$GITHUB_PATH"
