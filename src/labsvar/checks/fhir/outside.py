"""A validator that shares no code with ours, asked to hold files against profiles of a guide's package.

It runs in a process of its own, started once for many files, and cannot reach a network. What it cannot decide
there (whether a code exists in NPU, LOINC, SNOMED CT) our own check says is not checked.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Final, Self

import msgspec

from labsvar.checks.fhir import outside_program, outside_rules
from labsvar.checks.fhir.found import line_at
from labsvar.findings import Finding, Rule
from labsvar.formats import fhir
from labsvar.formats.fhir.places import Place, named, of_type, root, written
from labsvar.formats.fhir.plans import RESOURCES, plan
from labsvar.formats.fhir.resources.names import EVERY_RESOURCE

LARGEST: Final = 1_048_576
"""How many bytes a resource has at most that the validator judges; of a larger one it says that it is larger."""
_SECONDS: Final = 120.0
_PROGRAM: Final = Path(outside_program.__file__)
_STEP: Final = re.compile(r"([A-Za-z]+(?:\[x\])?)(?::[^.\[]+)?((?:\[\d+\])?)")
_KIND_OF_CODE: Final = re.compile(r"^profile\.(?:element\.)?")
_RULES: Final = {
    "error": outside_rules.ERROR,
    "warning": outside_rules.WARNING,
    "information": outside_rules.NOTE,
}
_SLICES: Final = frozenset({"Bundle.entry:composition", "Bundle.entry:diagnosticReport"})
_SAME: Final = {"required": "cardinality.min", "terminology.required": "binding.required"}


class Unavailable(Exception):
    """The validator could not be started: the Python that was named does not have it, or a folder is wrong."""


class Issue(msgspec.Struct, frozen=True):
    """What the validator says: its code, and where by the kind of a resource, its entry and a path."""

    severity: str
    code: str
    kind: str | None
    entry: int | None
    path: str | None
    profile: str | None


class _Answer(msgspec.Struct, frozen=True):
    """A line of the program."""

    ready: bool = False
    failed: str | None = None
    issues: tuple[Issue, ...] = ()


class Outside:
    """The validator, ready for files while the context lasts.

    `python` is the Python that has it, `profiles` the folders or files (.tgz) of guides, `definitions` the
    folder with R4's, `own` definitions beside those. Entering takes some seconds and raises `Unavailable`.
    """

    def __init__(
        self,
        *,
        python: Path,
        profiles: Sequence[Path],
        definitions: Path,
        own: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._command = [str(python), "-I", str(_PROGRAM)]
        self._about = {
            "profiles": [str(each) for each in profiles],
            "definitions": [str(definitions)],
            "own": list(own),
        }

    def __enter__(self) -> Self:
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise Unavailable from error
        answer = self._asked(msgspec.json.encode(self._about) + b"\n")
        if not answer.ready:
            self.__exit__(None, None, None)
            raise Unavailable
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def check(self, raw: bytes) -> tuple[Finding, ...]:
        """What the validator finds in the bytes of a file of JSON."""
        if len(raw) > LARGEST:
            return (_unjudged(f"> {LARGEST} bytes"),)
        raw = raw.removeprefix(b"\xef\xbb\xbf")
        answer = self._asked(f"{len(raw)}\n".encode() + raw)
        if answer.failed is not None:
            return (_unjudged(answer.failed),)
        return _findings(answer.issues, raw)

    def _asked(self, question: bytes) -> _Answer:
        """The answer to a question; `failed` when the program ended or took too long."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        watch = Timer(_SECONDS, self._process.kill)
        watch.start()
        try:
            self._process.stdin.write(question)
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:  # it ended before it read all
            line = b""
        finally:
            watch.cancel()
        return msgspec.json.decode(line, type=_Answer) if line else _Answer(failed="ended")


def _unjudged(why: str) -> Finding:
    return outside_rules.UNJUDGED.at(line=None, path=None, why=why)


def _findings(issues: Sequence[Issue], raw: bytes) -> tuple[Finding, ...]:
    """The issues as findings; what several of its rules say alike of one place is told once."""
    told: dict[tuple[Rule, str, Place], str] = {}
    for each in issues:
        if not _is_false(each):
            code = _KIND_OF_CODE.sub("", each.code)
            key = _RULES[each.severity], _SAME.get(code, code), _place(each)
            told.setdefault(key, each.profile or "FHIR R4")
    lines = fhir.lines(raw) if told else {}
    return tuple(
        rule.at(
            line=line_at(place, lines),
            path=written(place) or None,
            code=code,
            profile=profile.rpartition("/")[2],
        )
        for (rule, code, place), profile in told.items()
    )


def _is_false(issue: Issue) -> bool:
    """Whether it is what the validator says of every report: it does not tell slices apart by the kind of their
    resource (our rules one-comp and one-dr do) nor extensions by the definition of their slice, so that any two
    are too many; and it takes an element that may modify for an extension that does."""
    path = issue.path or ""
    match issue.code:
        case "profile.slice.cardinality.min":
            return path in _SLICES
        case "profile.slice.cardinality.max":
            return ".extension:" in path
        case "modifierExtension.present":
            return not path.endswith("modifierExtension")
    return False


def _place(issue: Issue) -> Place:
    """Where an issue is, as far as the names on the way are FHIR's: others may tell something about a person."""
    kind = issue.kind if issue.kind in EVERY_RESOURCE else None
    if kind is None:
        return ()
    place = root(kind) if issue.entry is None else _entry(kind, issue.entry)
    cls = RESOURCES.get(kind)
    for step in (issue.path or "").removeprefix(kind).removeprefix(".").split("."):
        found = _STEP.fullmatch(step)
        if found is None or cls is None:
            break
        known = plan(cls)
        field = known.fields.get(found[1])
        if field is None and found[1].removesuffix("[x]") not in known.choices:
            break
        place = named(place, found[1] + found[2])
        cls = None if field is None else field.cls
    return place


def _entry(kind: str, number: int) -> Place:
    bundle = root("Bundle")
    return of_type(named(named(bundle, f"entry[{number}]"), "resource"), kind)
