#!/usr/bin/env bash
# Installs the FHIR client from npm that the tests of the FHIR door use, by its lock file. Where it may not be
# installed that test is skipped; under CI that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=tests/node
installed=$folder/node_modules/.package-lock.json
if [[ -f $installed && $installed -nt $folder/package-lock.json ]]; then
    exit 0
fi
if (command -v npm >/dev/null || tools/apt_install.sh npm) && (cd "$folder" && npm ci --loglevel=error >&2); then
    touch "$installed"
    exit 0
fi
if [[ ${CI:-} == true ]]; then
    echo "Missing: the packages of $folder. Under CI no test may be skipped." >&2
    exit 1
fi
echo "Missing: the packages of $folder. The test with a FHIR client from npm will be skipped." >&2
