"""What the tests of the command line share: running it inside the test, and files to run it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from labsvar.cli.running import run
from labsvar.formats import xml
from labsvar.letters.catalogue import Emessage
from tests import builders


@dataclass(frozen=True)
class Ran:
    """What one command line left behind."""

    code: int
    out: str
    err: str


Labsvar = Callable[..., Ran]


@pytest.fixture
def labsvar(capfdbinary: pytest.CaptureFixture[bytes]) -> Labsvar:
    """Runs `labsvar` with these arguments inside the test; English unless the locale says otherwise."""

    def running(*arguments: object, locale: str = "en_GB.UTF-8", **environment: str) -> Ran:
        code = run([str(each) for each in arguments], {"LANG": locale, **environment})
        captured = capfdbinary.readouterr()
        return Ran(code, captured.out.decode(), captured.err.decode())

    return running


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes bytes or an `Emessage` to a file of the test."""

    def written(content: bytes | Emessage, name: str = "letter.xml") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else xml.write(content, indent=True))
        return path

    return written


@pytest.fixture
def good(file: Callable[..., Path]) -> Path:
    """A file with one good letter."""
    return file(builders.emessage())


@pytest.fixture
def bad(file: Callable[..., Path]) -> Path:
    """A file whose letter breaks the standard: a sex that is no status, in line 33 or so."""
    content = xml.write(builders.emessage(), indent=True)
    return file(content.replace(b">komplet_svar<", b">halvt_svar<"), "bad.xml")
