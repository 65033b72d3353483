"""XQ0132K is XQ0131K and what an installation's table adds to it: read, kept, written and checked alike."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.checks import check
from labsvar.cli.errors import Misconfigured
from labsvar.cli.installation import settings_of
from labsvar.cli.judging import judge
from labsvar.conversion import CannotConvert, convert_message
from labsvar.formats import edifact
from labsvar.formats.xml import CannotWrite, canonical, fast, fast_writer, read, write
from labsvar.letters import catalogue
from labsvar.letters.catalogue import AnyLetter, Emessage
from labsvar.letters.element import AddedValue
from labsvar.letters.xreq01 import XQ0131K, XQ0132K, LaboratoryRequest
from labsvar.letters.xrpt07 import XR0730G, XR0731G
from tests import builders
from tests.damage import damaged
from tests.narratives import genetics_report
from tests.requisitions import about, clinic, hospital, laboratory_request
from tests.strategies import random_emessage
from tests.unit.formats.judges import accepted_by_schema, read_slowly, told

SAMPLED = "RequisitionInformation/SamplingDateTime"
TABLE: dict[str, list[dict[str, str | int]]] = {
    "XQ0132K": [
        {"path": SAMPLED, "name": "Urgency", "minimum": 1, "length": 5},
        {"path": SAMPLED, "name": "Label", "maximum": 3, "length": 10},
        {"path": "RequisitionInformation/Comments", "name": "Ward"},
        {"path": "Requests/RequestedAnalysis/Analysis/AnalysisCode", "name": "Variant"},
        {"path": "Requests", "name": "Closing"},
    ]
}


def take(tables: dict[str, Any]) -> None:
    catalogue.add_elements(tables)
    fast._letter_reader.cache_clear()
    fast_writer._letter.cache_clear()


@pytest.fixture
def no_table() -> Iterator[None]:
    yield
    take({})


@pytest.fixture
def table() -> Iterator[None]:
    take(TABLE)
    yield
    take({})


def requisition(*added: tuple[str, str]) -> LaboratoryRequest:
    """An XQ0132K letter with added elements in its `RequisitionInformation`."""
    letter = laboratory_request()
    letter = replace(letter, letter=replace(letter.letter, version_code="XQ0132K"))
    return about(letter, added=tuple(AddedValue(name=name, value=value) for name, value in added))


def written(letter: LaboratoryRequest, *, indent: bool = False) -> bytes:
    return write(builders.emessage(letter, namespace=XQ0132K.release.namespace), indent=indent)


def test_without_a_table_it_is_the_version_before_it_under_its_own_code() -> None:
    letter = requisition()
    found = read(written(letter))
    assert [item.letter for item in found.letters] == [letter]
    assert found.letters[0].version is XQ0132K
    as_before = replace(letter, letter=replace(letter.letter, version_code="XQ0131K"))
    assert written(letter).replace(b"XQ0132K", b"XQ0131K") == written(as_before)


@pytest.mark.usefixtures("table")
def test_added_elements_stand_right_after_the_element_their_path_names_in_the_order_of_the_table() -> None:
    letter = requisition(("Label", "red"), ("Urgency", "now"), ("Label", "blue"))
    text = written(letter).decode()
    place = "</SamplingDateTime><Urgency>now</Urgency><Label>red</Label><Label>blue</Label><Sample>"
    assert place in text
    in_order = requisition(("Urgency", "now"), ("Label", "red"), ("Label", "blue"))
    assert [item.letter for item in read(text.encode()).letters] == [in_order]
    assert [item.letter for item in read_slowly(text.encode()).letters] == [in_order]


@pytest.mark.usefixtures("table")
def test_they_are_kept_where_a_letter_is_stored() -> None:
    letter = requisition(("Urgency", "now"), ("Ward", "B2"))
    stored = msgspec.json.encode(letter)
    assert msgspec.json.decode(stored, type=AnyLetter) == letter


@pytest.mark.usefixtures("table")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_readers_writer_and_schema_say_the_same_of_them(seed: int) -> None:
    random = Random(seed)
    message = random_emessage(XQ0132K, random)
    data = write(message, indent=random.random() < 0.5)
    for found in (read(data), read_slowly(data)):
        assert found.all_findings == ()
        assert tuple(item.letter for item in found.letters) == message.letters
    assert accepted_by_schema(data, message.namespace)
    assert canonical(write(message)) == canonical(data)
    for _ in range(3):
        hurt = damaged(data, random)
        slow = read_slowly(hurt)
        assert told(read(hurt)) == told(slow)
        assert (not slow.errors) == accepted_by_schema(hurt, message.namespace)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("added", "rule"),
    [
        ((), "standard.missing"),
        ((("Urgency", "too long"),), "standard.too-long"),
        ((("Urgency", "now"), ("Label", "")), "standard.empty"),
        ((("Urgency", "now"), *(("Label", str(number)) for number in range(4))), "standard.too-many"),
        ((("Urgency", "now"), ("Nonsense", "x")), "standard.unexpected"),
    ],
)
def test_what_the_table_does_not_allow_is_not_written(added: tuple[tuple[str, str], ...], rule: str) -> None:
    with pytest.raises(CannotWrite) as refused:
        written(requisition(*added))
    assert [found.rule for found in refused.value.findings] == [rule]


@pytest.mark.usefixtures("table")
def test_other_versions_have_none_of_them() -> None:
    letter = requisition(("Urgency", "now"))
    other = replace(letter, letter=replace(letter.letter, version_code="XQ0131K"))
    with pytest.raises(CannotWrite, match="Urgency does not belong"):
        written(other)
    assert "Urgency" not in str(XQ0131K.tree)


@pytest.mark.usefixtures("table")
def test_their_text_is_looked_at_by_the_content_rules() -> None:
    found = check(written(requisition(("Urgency", "a\x96b"))))
    assert [(each.rule, each.path) for each in found.findings if each.severity == "warning"] == [
        ("content.control-characters", "/Emessage/LaboratoryRequest/RequisitionInformation/Urgency")
    ]


@pytest.mark.usefixtures("no_table")
def test_where_they_have_no_place_each_is_told_as_lost() -> None:
    take({"XQ0132K": [{**element, "minimum": 0} for element in TABLE["XQ0132K"]]})
    letter = requisition(("Urgency", "now"), ("Label", "red"), ("Label", "blue"))
    message = builders.emessage(letter, namespace=XQ0132K.release.namespace)
    with pytest.raises(CannotConvert) as refused:
        convert_message(message, to="XQ0131K")
    names = ["Urgency", "Label", "Label"]
    assert [each.path.rpartition("/")[2] for each in refused.value.refusals] == names
    older = convert_message(message, to="XQ0131K", accept_losses=True)
    assert [each.path.rpartition("/")[2] for each in older.changes if each.kind == "lost"] == names
    lost = [change.path for change in edifact.write(message).changes if change.kind == "lost"]
    assert [path.rpartition("/")[2].partition("[")[0] for path in lost] == names


def test_to_the_version_before_and_back_nothing_changes_but_the_code() -> None:
    """Whom the answer goes to stays as it was: both versions say it."""
    forwarded = laboratory_request(sender=clinic(reply_to=False), original_requester=hospital(reply_to=True))
    message = builders.emessage(forwarded, namespace=XQ0131K.release.namespace)
    there = convert_message(message, to="XQ0132K")
    assert [(change.kind, change.path.rpartition("/")[2]) for change in there.changes] == [
        ("changed", "VersionCode")
    ]
    back = convert_message(there.message, to="XQ0131K")
    assert back.message == message


@pytest.mark.usefixtures("no_table")
@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"XR0131K": []}, "no elements can be added to XR0131K"),
        ({"XQ0132K": [{"path": "Sender/Nothing", "name": "X"}]}, "not there.*Sender/Nothing"),
        ({"XQ0132K": [{"path": "Letter/Identifier", "name": "X"}]}, "not there.*Letter/Identifier"),
        ({"XQ0132K": [{"path": "Patient/CivilRegistrationNumber", "name": "X"}]}, "not there"),
        ({"XQ0132K": [{"path": SAMPLED, "name": "1X"}]}, "1X is no element"),
        ({"XQ0132K": [{"path": SAMPLED, "name": "X", "minimum": 2}]}, "X is no element"),
        ({"XQ0132K": [{"path": SAMPLED, "name": "X", "length": 0}]}, "X is no element"),
        ({"XQ0132K": [{"path": SAMPLED, "name": "Sample"}]}, "Sample stands there already"),
        ({"XQ0132K": [{"path": SAMPLED, "name": "X"}, {"path": SAMPLED, "name": "X"}]}, "X stands there"),
        ({"XQ0132K": [{"name": "X"}]}, "path"),
        ({"XQ0132K": [{"path": SAMPLED, "name": "X", "size": 3}]}, "size"),
    ],
)
def test_a_table_that_cannot_be_is_refused_by_name(tables: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        catalogue.add_elements(tables)
    take({})


@pytest.mark.usefixtures("no_table")
def test_the_table_is_a_setting_that_commands_take_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    file = tmp_path / "letter.xml"
    take(TABLE)
    file.write_bytes(written(requisition(("Urgency", "now"))))
    take({})
    assert [found.rule for found in judge(file).findings if found.severity == "error"] == [
        "standard.unexpected"
    ]
    monkeypatch.setenv("LABSVAR_ADDED_ELEMENTS", msgspec.json.encode(TABLE).decode())
    assert [found for found in judge(file).findings if found.severity == "error"] == []
    with pytest.raises(Misconfigured, match="added_elements"):
        settings_of(data=tmp_path, added_elements={"XR0131K": []})


def test_an_emessage_may_hold_both_versions() -> None:
    letters = (requisition(), laboratory_request())
    message = Emessage(
        namespace=XQ0132K.release.namespace, envelope=builders.emessage().envelope, letters=letters
    )
    assert tuple(item.letter for item in read(write(message)).letters) == letters


@pytest.mark.usefixtures("no_table")
def test_the_genetics_letter_without_a_public_schema_takes_a_table_too() -> None:
    """XR0731G is XR0730G, what a public style sheet names beside it, and the table."""
    letter = genetics_report()
    letter = replace(letter, letter=replace(letter.letter, version_code="XR0731G"))
    results = replace(letter.laboratory_results, added=(AddedValue(name="Register", value="ja"),))
    message = builders.emessage(
        replace(letter, laboratory_results=results), namespace=XR0731G.release.namespace
    )
    with pytest.raises(CannotWrite, match="Register does not belong"):
        write(message)
    take({"XR0731G": [{"path": "LaboratoryResults/TableFormat", "name": "Register"}]})
    data = write(message)
    assert b"</TableFormat><Register>ja</Register><TextualFormat>" in data
    for found in (read(data), read_slowly(data)):
        assert found.all_findings == ()
        assert tuple(item.letter for item in found.letters) == message.letters
    assert "Register" not in str(XR0730G.tree)
