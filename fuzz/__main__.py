"""Runs the fuzzer: `python -m fuzz [TARGET[:VERSION] ...] [--seconds N]`, all targets without names.

Each target runs in a process of its own, from a corpus of letters made from the declarations. What breaks
a promise is kept under `build/fuzz/`; once mended it belongs among the files of `tests/regressions`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from fuzz.seeds import SEEDS, xml_letters
from fuzz.targets import TARGETS
from labsvar.letters.catalogue import BY_CODE, VERSIONS

BUILD = Path("build/fuzz")
_LONGEST = 65_536
_MEGABYTES = 2_048


def names() -> list[str]:
    """Every target; that of the XML letters once for each version."""
    return [f"xml:{version.code}" for version in VERSIONS] + [name for name in TARGETS if name != "xml"]


def main() -> int:
    """Fuzzes each target in turn; ends with 1 when one of them found something."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument(
        "target", nargs="*", help="for instance xml:XR0131K or edifact; all of them otherwise"
    )
    parser.add_argument("--seconds", type=int, default=60, help="how long each target is fuzzed")
    given = parser.parse_args()
    broken = [name for name in given.target or names() if not _fuzz(name, given.seconds)]
    for name in broken:
        print(f"{name}: something was found; see {BUILD / name.replace(':', '-')}", file=sys.stderr)
    return 1 if broken else 0


def _fuzz(name: str, seconds: int) -> bool:
    """Runs one target; whether nothing was found."""
    folder = BUILD / name.replace(":", "-")
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    target, _, version = name.partition(":")
    seeds = xml_letters((BY_CODE[version],)) if version else SEEDS[target]()
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    print(f"== {name}: {seconds} s", flush=True)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "fuzz.run",
            target,
            f"-max_total_time={seconds}",
            f"-max_len={_LONGEST}",
            f"-rss_limit_mb={_MEGABYTES}",
            "-timeout=20",
            "-print_final_stats=1",
            "-verbosity=1",
            f"-artifact_prefix={folder}/",
            str(corpus),
        ],
        check=False,
    )
    return done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
