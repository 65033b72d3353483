"""One target under the fuzzer, in a process of its own: `python -m fuzz.run TARGET [libFuzzer's options]`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["labsvar"]):
    from fuzz.targets import TARGETS


def main() -> None:
    """Hands over to the fuzzer, which ends the process itself."""
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


main()
