"""The schema and the fast reader are both made from the tree of a version, and say so on request."""

from __future__ import annotations

import pytest
from lxml import etree

from labsvar.formats.xml import compiled_schema, schema, write
from labsvar.formats.xml.generate import program
from labsvar.letters.catalogue import VERSIONS
from labsvar.letters.version import LetterVersion
from labsvar.letters.xreq01 import XQ0131K, XQ0132K
from labsvar.letters.xrpt01 import XR0130K, XR0131K
from labsvar.letters.xrpt05 import XR0532M
from tests.builders import emessage, laboratory_report, microbiology_report

of_every_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)


def test_a_schema_may_hold_every_version_of_a_release() -> None:
    both = etree.fromstring(write(emessage(laboratory_report(), microbiology_report())))
    assert compiled_schema(XR0131K, XR0532M).validate(both)
    assert not compiled_schema(XR0131K).validate(both)


def test_a_schema_is_about_one_release() -> None:
    with pytest.raises(ValueError, match="one release"):
        schema(XR0131K, XR0130K)
    with pytest.raises(ValueError, match="one release"):
        schema()


def test_a_schema_holds_one_version_of_each_letter() -> None:
    with pytest.raises(ValueError, match="one version of each letter"):
        schema(XQ0131K, XQ0132K)


@of_every_version
def test_the_schema_names_every_element_with_its_occurrence(version: LetterVersion) -> None:
    text = schema(version)
    assert f'targetNamespace="{version.release.namespace}"' in text
    assert f'fixed="{version.code}"' in text
    assert f'<xs:element name="{version.root_name}"' in text


@of_every_version
@pytest.mark.parametrize("layout", [False, True])
@pytest.mark.parametrize("references", [False, True])
def test_the_fast_reader_is_a_python_program_that_can_be_looked_at(
    version: LetterVersion, layout: bool, references: bool
) -> None:
    made = program(version.tree, layout=layout, references=references)
    compile(made.source, "reader", "exec")
    assert f"return {version.root_name}(" in made.source
    assert "raise Surprise" in made.source
    assert any(version.code in pattern for pattern in made.expressions.values())
