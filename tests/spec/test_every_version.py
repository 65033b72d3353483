"""Every version of every letter, in every form it has, is written, read, checked, shown and converted.

What each of the five has to do is specified elsewhere; here no version may be forgotten by one of them.
"""

from __future__ import annotations

from random import Random
from typing import Literal, get_args

import pytest

import labsvar
from labsvar.cli.versions import ABILITIES, Row, matrix
from labsvar.conversion import Form
from labsvar.letters.catalogue import BY_CODE, VERSIONS, Emessage
from labsvar.letters.segments import SEGMENTS_BY_CODE
from tests.plain import random_plain

View = Literal["clinician", "citizen"]
ROWS = matrix()
every = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.version)


def form_of(row: Row) -> Form:
    return "xml" if row.form == "XML" else "edifact"


def written(row: Row) -> tuple[Emessage, bytes]:
    """A random letter of a version in its form; the first that has room there."""
    version = BY_CODE[row.version] if row.form == "XML" else SEGMENTS_BY_CODE[row.version].version
    for seed in range(50):
        message = random_plain(version, Random(seed))
        try:
            return message, labsvar.write(message, form=form_of(row)).data
        except labsvar.CannotWrite:
            continue
    raise AssertionError(f"no letter of {row.version} could be written")


@every
def test_it_is_written_and_read(row: Row) -> None:
    message, data = written(row)
    read = labsvar.read(data)
    assert read.errors == ()
    assert [each.version_code for each in read.letters] == [row.version]
    assert type(labsvar.message(data).letters[0]) is type(message.letters[0])


@every
def test_it_is_checked(row: Row) -> None:
    """A random letter breaks rules about its content; none of its form and standard."""
    checked = labsvar.check(written(row)[1])
    assert checked.format == form_of(row)
    assert {found.family for found in checked.findings if found.severity == "error"} <= {"content"}


@every
def test_it_is_shown_to_clinician_and_citizen_as_text_and_as_a_page(row: Row) -> None:
    data = written(row)[1]
    for view in get_args(View):
        assert len(labsvar.show(data, view=view, language="da").splitlines()) > 1
        assert "<article" in labsvar.show(data, view=view, html=True)


@every
def test_it_is_converted_to_every_form_it_has(row: Row) -> None:
    data = written(row)[1]
    code = row.version if row.form == "XML" else f"X{row.version}"
    assert labsvar.read(labsvar.convert(data, code, accept_losses=True).data).letters[0].version_code == code
    if code[1:] in SEGMENTS_BY_CODE:
        converted = labsvar.convert(data, code[1:], accept_losses=True)
        assert labsvar.read(converted.data).letters[0].version_code == code[1:]


def test_the_matrix_has_every_version_in_every_form() -> None:
    assert {row.version for row in ROWS if row.form == "XML"} == {version.code for version in VERSIONS}
    assert {row.version for row in ROWS if row.form == "EDIFACT"} == set(SEGMENTS_BY_CODE)


@every
def test_the_matrix_counts_tests_for_everything(row: Row) -> None:
    """`make versions` counts; where a nought stands here it has not been run since the version came."""
    assert {name: row.tests[name] > 0 for name in ABILITIES} == dict.fromkeys(ABILITIES, True)
