#!/usr/bin/env bash
# Writes the lock files: exact versions with hashes, for every platform and Python from 3.11 on,
# and no address of any package index. Keeps what is pinned; `UPGRADE=1 make lock` takes newer releases.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv --quiet pip compile "$@" \
        --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command "make lock" \
        ${UPGRADE:+--upgrade} >/dev/null
}

compile pyproject.toml --group build --output-file requirements.lock
compile pyproject.toml --group build --group test --group check --group docs --group lock --group bench --group fuzz \
    --constraint requirements.lock --output-file requirements-dev.lock
# The outside FHIR validator wants an older python-dateutil than we have, and shares nothing with us.
compile --group pyproject.toml:profiles --output-file requirements-profiles.lock
