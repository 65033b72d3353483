"""What the project's own files promise: no addresses, no secrets of a machine, short documented modules."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator

import pytest

from labsvar.identifiers import cpr, person
from labsvar.reference.rooms import public_names
from tests.meta.files import PACKAGE, ROOT, modules, sources, texts

# Written backwards, so that this file does not name them itself.
REGISTRIES = re.compile(
    "|".join(
        re.escape(name[::-1]) for name in ("gro.ipyp", "gro.detsohnohtyp", "sjmpn.yrtsiger", "gro.naibed.bed")
    )
)
INDEX_OPTIONS = re.compile(r"--(?:extra-)?index-url|--find[-]links")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/")
NOBODY_BORN_FROM = 2050
LONGEST_MODULE = 500
LONGEST_FUNCTION_OF_NINE_IN_TEN = 30
LOCKS = ("requirements.lock", "requirements-dev.lock")
LOCK_OF_ITS_OWN = "requirements-profiles.lock"


def matches(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def could_be_real(number: str) -> bool:
    born = None if cpr.fault(number) else cpr.birth_date(number)
    return born is not None and born.year < NOBODY_BORN_FROM and not person.is_made_up(number)


def package_sources() -> dict[str, str]:
    return {name: text for name, text in sources().items() if name.startswith("src/")}


def test_no_file_names_a_package_index_or_an_option_for_one() -> None:
    assert matches(REGISTRIES) == []
    assert matches(INDEX_OPTIONS) == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert matches(MACHINE_PATHS) == []


@pytest.mark.parametrize("lock", [*LOCKS, LOCK_OF_ITS_OWN])
def test_a_lock_file_holds_exact_versions_with_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    pins = [line for line in lines if not line.startswith(" ")]
    hashes = [line for line in lines if line.startswith(" ")]
    assert pins
    assert all(re.fullmatch(r"[a-z0-9.-]+==[^ ]+( ; [^\\]+)? \\", line) for line in pins)
    assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes)
    assert "://" not in text
    for pin in pins:
        assert lines[lines.index(pin) + 1] in hashes, pin


def test_both_lock_files_pin_the_same_versions() -> None:
    run, develop = (
        set(re.findall(r"^([a-z0-9.-]+==[^ ]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        for lock in LOCKS
    )
    assert run <= develop


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name, module in modules().items() if module.body and not ast.get_docstring(module)]
    assert silent == []


def test_modules_stay_short() -> None:
    """Those of the tests, benches and tools too."""
    long = {name: lines for name, text in sources().items() if (lines := text.count("\n")) >= LONGEST_MODULE}
    assert long == {}


def test_nine_functions_in_ten_stay_short() -> None:
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for name, module in modules().items()
        if name.startswith("src/")
        for node in functions(module)
    ]
    assert statistics.quantiles(lengths, n=10)[-1] <= LONGEST_FUNCTION_OF_NINE_IN_TEN


@pytest.mark.parametrize("room", sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))
def test_what_a_room_offers_is_listed_and_sorted(room: str) -> None:
    module = PACKAGE / room / "__init__.py"
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("labsvar")
        for alias in node.names
    }
    offered = public_names(module)
    assert sorted(offered, key=_listing_order) == list(offered)
    assert {name for name in imported if not name.startswith("_")} <= set(offered)


def _listing_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions: the order ruff keeps `__all__` in."""
    if name.isupper():
        return (0, name)
    return (1 if name[0].isupper() else 2, name)


def unreasoned(pattern: re.Pattern[str]) -> Iterator[str]:
    """Where something is silenced without a word beside it, nor in a comment above it."""
    for name, text in sources().items():
        above = ""
        for number, line in enumerate(text.splitlines(), 1):
            found = pattern.search(line)
            if found is None:
                above = line.strip()
            elif len(found["reason"].strip(" -:#()").split()) < 2 and not above.startswith("# "):
                yield f"{name}:{number}"


@pytest.mark.parametrize(
    "silenced",
    [
        r"# pragma: no (?:cover|branch)(?P<reason>.*)",
        r"# type: ignore\[[\w, -]+\](?P<reason>.*)",
        r"# noqa: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)*(?P<reason>.*)",
    ],
)
def test_whatever_is_silenced_has_its_reason_beside_it(silenced: str) -> None:
    """Excluded from coverage, from the types or from the linter, which sees to it that each names itself."""
    assert list(unreasoned(re.compile(silenced))) == []


def test_no_file_holds_the_number_of_a_real_person() -> None:
    """Numbers of persons here are MedCom's test persons, or made up so that they belong to nobody."""
    candidates = re.compile(r"(?<![\w.:-])(\d{6})-?(\d{4})(?![\w.-])")
    real = [
        f"{name}:{number}"
        for name, text in texts().items()
        if not name.endswith(".lock")
        for number, line in enumerate(text.splitlines(), 1)
        if any(could_be_real("".join(found)) for found in candidates.findall(line))
    ]
    assert real == []
