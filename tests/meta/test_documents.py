"""What is written about the project is true of it: fresh pages, whole links, no part forgotten."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import labsvar
from labsvar.checks import check
from tests.meta import toc
from tests.meta.examples import examples
from tests.meta.files import ROOT, texts
from tools import reference

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_reference_pages_are_what_the_code_says() -> None:
    assert reference.stale(reference.wanted()) == [], "`make docs` writes them"


@pytest.mark.parametrize("name", examples())
def test_the_example_letters_are_what_they_are_shown_for(name: str) -> None:
    checked = check((ROOT / "docs/examples" / name).read_bytes())
    errors = {finding.rule for finding in checked.findings if finding.severity == "error"}
    assert errors == ({"standard.too-long", "standard.code", "standard.date"} if "faulty" in name else set())


@pytest.mark.usefixtures("untraced_programs")
def test_the_documentation_builds_and_no_link_in_it_is_broken(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "site" / "index.html").exists()


def test_every_page_is_in_the_navigation() -> None:
    """mkdocs only mentions a forgotten page; here it is an error."""
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [
        name.removeprefix("docs/") for name in texts() if name.startswith("docs/") and name.endswith(".md")
    ]
    assert [page for page in pages if page not in navigation] == []


def test_links_from_the_readme_lead_somewhere() -> None:
    linked = [
        (name, target)
        for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md")
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / name).read_text(encoding="utf-8"))
    ]
    broken = [
        f"{name}: {target}"
        for name, target in linked
        if "://" not in target and not ((ROOT / name).parent / target).exists()
    ]
    assert broken == []


def test_the_changelog_tells_of_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = PROJECT["project"]["version"]
    assert version == labsvar.__version__
    assert re.search(rf"^## (\[?Unreleased\]?|\[?{re.escape(version)}\]?)", text, re.MULTILINE)


def test_every_dependency_is_explained() -> None:
    """`docs/explanation/dependencies.md` says of each what it is for, why it was chosen, its licence."""
    page = (ROOT / "docs/explanation/dependencies.md").read_text(encoding="utf-8")
    groups = PROJECT["dependency-groups"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(entry for group in groups for entry in group)]
    names = {re.split(r"[\[=<>~ ]", entry)[0] for entry in wanted}
    assert {name for name in names if f"| {name} |" not in page} == set()


@pytest.mark.parametrize("number", toc.RULES)
def test_every_safety_rule_is_proved_or_says_what_it_waits_for(number: int) -> None:
    proved = any(proof.rule == number for proof in toc.proofs())
    assert proved != (number in toc.NOT_YET)


def test_tests_prove_only_rules_there_are() -> None:
    assert {proof.rule for proof in toc.proofs()} <= toc.RULES.keys()


def test_make_lists_every_word_it_knows() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE))
    phony = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    assert listed == phony
