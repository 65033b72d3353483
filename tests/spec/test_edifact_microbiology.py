"""Microbiology as EDIFACT (R0231M and R0230M): what is written, how it is told apart again, and what is lost.

Three items of a message are a headline with a text. Messages that the writer makes are read as what they
were; of messages that leave it open, the reader says what it took a text for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats.edifact import read, write
from labsvar.formats.model import LetterRead
from labsvar.formats.xml import CannotWrite
from labsvar.letters import common, xrpt02
from labsvar.letters.release import RELEASE_2007
from labsvar.letters.text import BREAK
from labsvar.letters.xrpt02 import MicrobiologyReport
from tests.builders import emessage, patient
from tests.microbiology import (
    culture,
    microbiology_letter,
    older_microbiology_letter,
    organism,
    pattern,
    result,
    with_results,
)

SEEN = xrpt02.MicroscopicFindings(headline="Direkte udstrygning", comments=("Gram-positive kokker", BREAK))
NO_GROWTH = xrpt02.CultureWithoutFindings(headline="Resultat", comments=("Ingen vækst", BREAK))
KINDS: dict[str, Any] = {
    "microscopic_findings": SEEN,
    "culture_without_findings": NO_GROWTH,
    "culture_with_findings": culture(),
}


def findings(**kinds: Any) -> MicrobiologyReport:
    """A letter with only these findings, and the headline and text of a comment when `comment` names them."""
    headline, text = kinds.pop("comment", (None, None))
    letter = with_results(microbiology_letter(), **{**dict.fromkeys(KINDS), **kinds})
    general = letter.laboratory_results.general_result_information
    lines = None if text is None else (text, BREAK)
    return with_results(letter, general_result_information=replace(general, headline=headline, comment=lines))


def segments(letter: Any, **options: Any) -> list[str]:
    """The segments of the message that a letter becomes."""
    return write(emessage(letter, **options)).data.decode("latin-1").split("'")


def there_and_back(letter: MicrobiologyReport, **options: Any) -> tuple[Any, list[tuple[str, str]]]:
    """The letter read back, and the changes that the writer told, as kind and last element."""
    written = write(emessage(letter, **options))
    found = read(written.data)
    assert found.all_findings == ()
    told: list[tuple[str, str]] = [
        (change.kind, change.path.rpartition("/")[2]) for change in written.changes
    ]
    return found.letters[0].letter, told


def of_items(*items: str) -> LetterRead:
    """A message whose items after the one result are these, each the segments after its SEQ."""
    whole = segments(findings())
    end = next(place for place, segment in enumerate(whole) if segment.startswith("UNT"))
    added = [
        segment
        for number, item in enumerate(items, 2)
        for segment in ("GIS+N", f"SEQ++{number}", *item.split("'"))
    ]
    count = int(whole[end].split("+")[1]) + len(added)
    whole[end:end] = added
    whole[end + len(added)] = f"UNT+{count}+{whole[end + len(added)].rpartition('+')[2]}"
    (letter,) = read("'".join(whole).encode("latin-1")).letters
    return letter


def read_as(letter: LetterRead) -> MicrobiologyReport:
    assert letter.findings == ()
    assert isinstance(letter.letter, MicrobiologyReport)
    return letter.letter


def kinds_in(letter: LetterRead) -> set[str]:
    """Which kinds of findings a letter was read to have."""
    results = read_as(letter).laboratory_results
    comment = results.general_result_information.comment
    return {kind for kind in KINDS if getattr(results, kind) is not None} | (
        {"comment"} if comment else set()
    )


def changes_of(letter: LetterRead) -> list[tuple[str, str]]:
    return [(change.kind, change.en) for change in letter.changes]


# There and back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("comment", [(None, None), (None, "Ring"), ("Kommentar", "Ring")])
@pytest.mark.parametrize(
    "kinds", [[], *([kind] for kind in KINDS), list(KINDS), list(KINDS)[:2], list(KINDS)[1:]]
)
def test_every_combination_of_findings_comes_back_as_it_was(kinds: Iterable[str], comment: Any) -> None:
    letter = findings(**{kind: KINDS[kind] for kind in kinds}, comment=comment)
    again, told = there_and_back(letter)
    assert again == letter
    assert told == []


def test_the_older_version_says_the_status_of_the_report_and_neither_consent_nor_laboratories() -> None:
    letter = older_microbiology_letter()
    again, told = there_and_back(letter, namespace=RELEASE_2007.namespace)
    assert again == letter
    assert told == []
    assert "STS++K" in segments(letter, namespace=RELEASE_2007.namespace)


def test_a_refused_consent_is_carried() -> None:
    letter = microbiology_letter(patient=patient(given=False))
    again, told = there_and_back(letter)
    assert again.patient.consent == common.Consent(given=False)
    assert told == []


def test_every_result_has_its_own_producer() -> None:
    """The official converter writes one for all."""
    other = common.Producer(identifier="Andet laboratorium", identifier_code="ANL")
    letter = with_results(
        microbiology_letter(), results=(result(), result("990000002", producer_of_lab_result=other))
    )
    again, _ = there_and_back(letter)
    assert [each.producer_of_lab_result.identifier_code for each in again.laboratory_results.results] == [
        "TKM",
        "ANL",
    ]


def test_a_received_sample_is_told_by_the_stars_in_the_value() -> None:
    """The official converter looks for them in the code of the analysis."""
    letter = with_results(
        microbiology_letter(), results=(result(value="*****", result_status_code="proeve_modtaget"),)
    )
    again, told = there_and_back(letter)
    assert again == letter
    assert told == []


@pytest.mark.parametrize(("operator", "code"), [("mindre_end", "6"), ("stoerre_end", "7")])
def test_the_codes_of_operators_are_the_reverse_of_those_of_biochemistry(operator: str, code: str) -> None:
    """Writer and reader both say what the codes were taken for."""
    letter = with_results(microbiology_letter(), results=(result(value="5", operator=operator),))
    written = write(emessage(letter))
    assert f"RSL+AV+5:{code}'" in written.data.decode("latin-1")
    assert [(change.kind, change.path.rpartition("/")[2]) for change in written.changes] == [
        ("assumed", "Operator")
    ]
    (found,) = read(written.data).letters
    assert found.letter == letter
    assert changes_of(found) == [
        ("assumed", "6 is read as less than and 7 as greater than, the reverse of RPT01")
    ]


# What RPT02 cannot say --------------------------------------------------------------------------


def test_the_type_of_an_interval_is_always_written_unspecified_and_told_as_lost() -> None:
    def with_type(kind: str) -> MicrobiologyReport:
        limits = common.Limits(type_of_interval=kind, lower_limit="1", upper_limit="5")
        interval = common.ReferenceInterval(limits=limits)
        return with_results(microbiology_letter(), results=(result(reference_interval=interval),))

    again, told = there_and_back(with_type("fysiologisk"))
    assert told == [("lost", "TypeOfInterval")]
    assert again == with_type("uspecificeret")
    assert "RND+U+1+5" in segments(with_type("fysiologisk"))
    assert there_and_back(with_type("uspecificeret"))[1] == []


def test_codes_of_organisms_and_antibiotics_are_told_as_lost() -> None:
    coded = culture(microorganisms=(organism(atcc_code="1", atcc_code_responsible="TKM"), organism("To")))
    again, told = there_and_back(findings(culture_with_findings=coded))
    assert told == [("lost", "ATCCCode"), ("lost", "ATCCCodeResponsible")]
    assert again == findings(culture_with_findings=culture(microorganisms=(organism(), organism("To"))))


def test_the_table_is_written_organism_by_organism() -> None:
    """Its order says nothing, so that is a change; what points at nothing is lost."""
    mixed = pattern((2, 2, "S"), (1, 1, "R"), (2, 1, "I"))
    again, told = there_and_back(findings(culture_with_findings=culture(pattern=mixed)))
    assert told == [("changed", "PatternEntry")]
    in_order = pattern((1, 1, "R"), (2, 1, "I"), (2, 2, "S"))
    assert again == findings(culture_with_findings=culture(pattern=in_order))
    astray = culture(pattern=pattern((1, 1, "R"), (1, 2, "S"), (5, 1, "S"), (1, 9, "S")))
    assert there_and_back(findings(culture_with_findings=astray))[1] == [
        ("lost", "PatternEntry[3]"),
        ("lost", "PatternEntry[4]"),
    ]
    nowhere = culture(pattern=pattern((5, 1, "S")))
    assert there_and_back(findings(culture_with_findings=nowhere))[1] == [
        ("lost", "PatternEntry[1]"),
        ("lost", "Pattern"),
    ]


def test_antibiotics_that_no_cell_points_at_are_lost_and_others_stand_in_the_order_they_are_met_in() -> None:
    alone = culture(pattern=pattern((1, 2, "R"), (2, 1, "S")))
    again, told = there_and_back(findings(culture_with_findings=alone))
    assert told == [("changed", "PatternEntry"), ("changed", "Antibiotic")]
    table = again.laboratory_results.culture_with_findings.pattern
    assert [each.name for each in table.antibiotics] == ["Nitrofurantoin", "Ampicillin"]
    assert [(each.ref_microorganism, each.ref_antibiotic) for each in table.pattern_entries] == [
        (1, 1),
        (2, 2),
    ]
    unused = culture(pattern=pattern((1, 1, "R")))
    assert there_and_back(findings(culture_with_findings=unused))[1] == [("lost", "Antibiotic[2]")]


def test_a_comment_on_the_culture_and_on_a_species_comes_back() -> None:
    remarked = culture(
        microorganisms=(organism(species_comment="Multiresistent"), organism("To")),
        comments=("Kun få kolonier", BREAK),
        pattern=None,
    )
    letter = findings(culture_with_findings=remarked)
    assert there_and_back(letter) == (letter, [])


def test_organisms_of_one_name_are_told_apart_by_their_columns() -> None:
    twins = culture(
        microorganisms=(organism("Escherichia coli"), organism("Escherichia coli", growth_value="få")),
        pattern=pattern((1, 1, "R"), (2, 1, "S"), (2, 2, "S")),
    )
    again, told = there_and_back(findings(culture_with_findings=twins))
    assert again == findings(culture_with_findings=twins)
    assert told == []


def test_codes_of_the_mds_become_local_ones_of_the_mds_and_others_are_refused() -> None:
    def coded(responsible: str) -> MicrobiologyReport:
        analysis = replace(result().analysis, analysis_code_type="mds", analysis_code_responsible=responsible)
        return with_results(microbiology_letter(), results=(replace(result(), analysis=analysis),))

    again, told = there_and_back(coded("MDS"))
    assert told == [("changed", "AnalysisCodeType")]
    assert again.laboratory_results.results[0].analysis.analysis_code_type == "lokal"
    with pytest.raises(CannotWrite, match="no code for the value"):
        write(emessage(coded("TKM")))


@pytest.mark.parametrize("headline", ["Bemærkning", "Mikroskopi", "Dyrkning"])
def test_a_comment_whose_headline_would_be_taken_for_a_finding_has_it_as_its_first_line(
    headline: str,
) -> None:
    again, told = there_and_back(findings(comment=(headline, "Ring")))
    assert told == [("changed", "Headline"), ("changed", "Comment")]
    general = again.laboratory_results.general_result_information
    assert (general.headline, general.comment) == (None, (headline, BREAK, "Ring", BREAK))
    after_culture = findings(culture_with_findings=culture(), comment=("Bemærkning", "Ring"))
    assert there_and_back(after_culture) == (after_culture, [])


def test_so_has_a_finding_whose_headline_says_that_it_is_another() -> None:
    culture_called = findings(culture_without_findings=replace(NO_GROWTH, headline="Mikroskopi"))
    again, told = there_and_back(culture_called)
    assert told == [("changed", "Headline"), ("changed", "Comments")]
    without = again.laboratory_results.culture_without_findings
    assert (without.headline, without.comments) == ("Dyrkning", ("Mikroskopi", BREAK, "Ingen vækst", BREAK))
    seen_called = findings(microscopic_findings=replace(SEEN, headline="Kommentar"))
    again, told = there_and_back(seen_called)
    assert told == [("changed", "Headline"), ("changed", "Comments")]
    seen = again.laboratory_results.microscopic_findings
    assert (seen.headline, seen.comments[0]) == ("Mikroskopi", "Kommentar")


def test_an_empty_text_is_written_as_one() -> None:
    """A headline without a text would begin a culture with findings."""
    empty = findings(microscopic_findings=replace(SEEN, comments=()))
    assert there_and_back(empty) == (empty, [])
    headline_only = findings(comment=("Kommentar", None))
    assert there_and_back(headline_only) == (headline_only, [])
    assert changes_of(of_items("INV+OE'FTX+RIT+P00")) == [("lost", "an empty comment has no place")]


# Messages of others -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "kinds", "assumed"),
    [
        (("INV+OE+:::Mikroskopi'FTX+RIT+P00++x",), {"microscopic_findings"}, []),
        (("INV+OE+:::Dyrkning'FTX+RIT+F00++x",), {"culture_without_findings"}, []),
        (("INV+OE+:::Kommentar'FTX+RIT+F00++x",), {"comment"}, []),
        (("INV+OE'FTX+RIT+F00++x",), {"comment"}, []),
        (("INV+OE+:::Fund'FTX+RIT+F00++x",), {"microscopic_findings"}, ["microscopy"]),
        (("INV+OE+:::Fund'FTX+RIT+P00++x",), {"culture_without_findings"}, ["a culture without findings"]),
        (
            (
                "INV+OE+:::Fund'FTX+RIT+F00++x",
                "INV+OE+:::Flere'FTX+RIT+F00++x",
                "INV+OE+:::Og'FTX+RIT+F00++x",
            ),
            {"microscopic_findings", "culture_without_findings", "comment"},
            ["microscopy", "a culture without findings", "a comment"],
        ),
        (
            ("INV+OE+:::Fund", "INV+MQ+:::A'RSL+TV+:::::få", "INV+OE+:::Dyrkning'FTX+RIT+F00++x"),
            {"culture_with_findings", "comment"},
            ["a comment"],
        ),
        (
            ("INV+OE+:::Fund", "INV+MQ+:::A'RSL+TV+:::::få", "INV+OE+:::Mikroskopi'FTX+RIT+F00++x"),
            {"culture_with_findings", "microscopic_findings"},
            ["microscopy"],
        ),
    ],
)
def test_a_text_is_taken_for_what_its_headline_or_else_its_place_says(
    items: tuple[str, ...], kinds: set[str], assumed: list[str]
) -> None:
    letter = of_items(*items)
    assert kinds_in(letter) == kinds
    told = [f"the text does not say what it is; it is read as {each}" for each in assumed]
    assert [english for kind, english in changes_of(letter) if kind == "assumed"] == told


def test_a_text_more_than_there_is_room_for_is_an_error() -> None:
    letter = of_items(*["INV+OE+:::Kommentar'FTX+RIT+P00++x"] * 4)
    assert letter.findings[0].rule == "standard.edifact-unexpected"
    assert letter.letter is None


TABLE = (
    "INV+OE+:::Fund",
    "INV+MQ+:::A'RSL+TV+:::::få",
    "INV+MQ+:::B'RSL+TV+:::::mange",
    "INV+OE+:::Antibiotikafølsomhed'RSL+SB+2",
    "INV+MQ+:::A'RFF+ARL:5",
    "INV+CO+:::Penicillin'RSL+AV+::R'RFF+ARL:6",
    "INV+MQ+:::B'RFF+ARL:5",
    "INV+CO+:::Penicillin'RSL+AV+::S'RFF+ARL:8",
    "INV+MM+:::Antibiotikafølsomhed'RSL+SS+SKEMASLUT'RFF+ARL:5",
    "INV+OE+:::Følsomhed'FTX+RIT+P00++S=Følsom",
)


def table(**changes: str) -> LetterRead:
    """The table with some items changed, by their number in the message (`n6`)."""
    return of_items(*(changes.get(f"n{number}", item) for number, item in enumerate(TABLE, 2)))


def cells(letter: LetterRead) -> list[tuple[int, int, str]]:
    found = read_as(letter).laboratory_results.culture_with_findings
    assert found is not None
    assert found.pattern is not None
    return [
        (each.ref_microorganism, each.ref_antibiotic, each.sensitivity)
        for each in found.pattern.pattern_entries
    ]


def test_a_table_without_a_column_for_every_organism_says_so() -> None:
    letter = of_items(*TABLE[:6], "INV+MM+:::Antibiotikafølsomhed'RSL+SS+SKEMASLUT'RFF+ARL:5", TABLE[-1])
    assert cells(letter) == [(1, 1, "R")]
    assert changes_of(letter) == [("assumed", "not all organisms have a column")]


def test_a_table_is_read_by_what_its_items_refer_to() -> None:
    assert cells(table()) == [(1, 1, "R"), (2, 1, "S")]
    assert table().changes == ()


@pytest.mark.parametrize(
    ("changes", "expected", "told"),
    [
        ({"n7": "INV+CO+:::Penicillin'RSL+AV+::R"}, [(1, 1, "R"), (2, 1, "S")], "column it stands under"),
        (
            {"n9": "INV+CO+:::Ampicillin'RSL+AV+::S'RFF+ARL:6"},
            [(1, 1, "R"), (1, 2, "S")],
            "column it stands under",
        ),
        ({"n6": "INV+MQ+:::A"}, [(1, 1, "R"), (2, 1, "S")], "does not point at the table"),
        (
            {"n6": "INV+MQ+:::B'RFF+ARL:5", "n8": "INV+MQ+:::A'RFF+ARL:5"},
            [(2, 1, "R"), (1, 1, "S")],
            "by the name",
        ),
        ({"n5": "INV+OE+:::Antibiotikafølsomhed'RSL+SB+1"}, [(1, 1, "R"), (2, 1, "S")], "number in RSL+SB"),
        (
            {"n11": "INV+OE+:::Tegn'FTX+RIT+P00++S=Følsom"},
            [(1, 1, "R"), (2, 1, "S")],
            "headline of the legend",
        ),
        (
            {"n10": "INV+MM+:::Slut'RSL+SS+SKEMASLUT'RFF+ARL:5"},
            [(1, 1, "R"), (2, 1, "S")],
            "headline at the end of the table",
        ),
        ({"n10": "INV+NR'FTX+SPC+P00++x"}, [(1, 1, "R"), (2, 1, "S")], "no end"),
    ],
)
def test_a_table_that_leaves_something_open_is_read_and_says_so(
    changes: dict[str, str], expected: list[tuple[int, int, str]], told: str
) -> None:
    letter = table(**changes)
    assert cells(letter) == expected
    assert any(told in english for _, english in changes_of(letter))


@pytest.mark.parametrize(
    "changes",
    [
        {"n6": "INV+MQ+:::C'RFF+ARL:5"},
        {"n7": "INV+CO+:::Penicillin'RSL+AV+::R'RFF+ARL:9"},
        {"n3": "INV+MQ+:::B'RSL+TV+:::::få"},
    ],
)
def test_a_susceptibility_is_never_given_to_an_organism_that_it_may_not_be_about(
    changes: dict[str, str],
) -> None:
    letter = table(**changes)
    if letter.findings:
        assert {finding.rule for finding in letter.findings} == {"standard.number"}
        assert letter.letter is None
    else:
        assert (1, 1, "R") not in cells(letter)


def test_a_result_after_the_findings_and_a_number_for_a_value_are_read_and_told() -> None:
    late = "INV+MP+990000009:91:TKM'RSL+NV+7'STS++FR'FTX+ACM+P00++Dyrkning'REL+PRF+POR:91:TKM:T"
    letter = of_items("INV+OE+:::Kommentar'FTX+RIT+P00++x", late)
    assert [each.value for each in read_as(letter).laboratory_results.results] == ["POS", "7"]
    assert len(letter.changes) == 2


@pytest.mark.parametrize(
    "item", ["INV+MM+:::x'RSL+SS+SKEMASLUT", "INV+CO+:::x'RSL+AV+::R", "INV+XX", "CIN+CCI+x"]
)
def test_an_item_that_belongs_to_nothing_is_named(item: str) -> None:
    letter = of_items(item)
    assert {finding.rule for finding in letter.findings} == {"standard.edifact-unexpected"}
