#!/usr/bin/env bash
# Installs what a lock file names, each file checked against its hash, and then the project itself.
set -euo pipefail
cd "$(dirname "$0")/.."
pip=("$1/bin/python" -m pip --disable-pip-version-check --quiet --no-input)

echo "Installing what $2 names" >&2
if ! "${pip[@]}" install --require-hashes --requirement "$2"; then
    echo "Not everything in $2 could be installed. Is there a network?" >&2
    exit 1
fi
"${pip[@]}" install --no-deps --no-build-isolation --editable .
# Programs that may write nothing beside the source would compile it again at each start.
"$1/bin/python" -m compileall -q src
