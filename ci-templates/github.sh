#!/usr/bin/env bash
# What action.yml runs: PATHS and ARGS (one a line), FAIL_ON and SARIF become one call of reportaudit.
set -euo pipefail

arguments=(check --format github --allow-empty --fail-on "${FAIL_ON:-error}")
if [ -n "${SARIF:-}" ]; then
  arguments+=(--output "sarif:$SARIF")
fi
while IFS= read -r line; do
  if [ -n "$line" ]; then arguments+=("$line"); fi
done <<< "${ARGS:-}"
arguments+=(--)
while IFS= read -r line; do
  if [ -n "$line" ]; then arguments+=("$line"); fi
done <<< "${PATHS:-.}"

code=0
python -m audit "${arguments[@]}" || code=$?
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "exit-code=$code" >> "$GITHUB_OUTPUT"
fi
exit "$code"
