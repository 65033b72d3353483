"""What of a letter matters for linking, and what an installation may set about it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from labsvar.letters import xreq01, xrpt06
from labsvar.letters.catalogue import Report as ReportLetter
from labsvar.linking import facts, keys
from labsvar.linking.agreement import CODES, Agreement
from labsvar.linking.linker import Linker
from labsvar.linking.model import AnswerFacts, RequestFacts, Who
from labsvar.linking.persons import agreement
from labsvar.results import derive
from labsvar.settings import PromptCode, Settings
from labsvar.web.linking import agreement_of
from labsvar.web.taking import WrongSetting
from tests import builders, microbiology, requisitions
from tests.builders import NANCY, emessage
from tests.references import first_answer, reference_answer, request, web

AT = datetime(2026, 3, 4, tzinfo=UTC)
PRODUCER = "SenderProducerofLabresult"


def of(letter: ReportLetter) -> AnswerFacts | None:
    known: derive.Known = {
        "letter_id": letter.letter.identifier,
        "person_key": NANCY,
        "databank": "MiBa",
        "stage": "full",
        "envelope": emessage(letter).envelope,
        "arrived_at": AT,
    }
    found = facts.of_letter(letter, derive.report(letter, **known))
    assert found is None or isinstance(found, AnswerFacts)
    return found


def asked(letter: xreq01.LaboratoryRequest) -> RequestFacts | None:
    known: derive.Known = {
        "letter_id": letter.letter.identifier,
        "person_key": NANCY,
        "databank": "Hotel",
        "stage": "full",
        "envelope": emessage(letter).envelope,
        "arrived_at": AT,
    }
    found = facts.of_letter(letter, derive.requisition(letter, **known))
    assert found is None or isinstance(found, RequestFacts)
    return found


def test_the_letters_of_one_sample_are_linked_as_they_are_written() -> None:
    about = first_answer()
    known = [of(about), of(web(about, number="W1")), asked(request(about)), of(reference_answer(about))]
    linker = Linker(fact for fact in known if fact is not None)
    (judged,) = linker.judged()
    assert (judged.verdict, judged.isolate) == ("link", 1)
    assert {(each.topic, each.says) for each in judged.evidence} >= {("request", "for"), ("issuer", "for")}


def test_an_xrpt05_has_no_prompts_and_numbers_no_isolate() -> None:
    told = of(web(first_answer(), number="W1"))
    assert told is not None
    assert not told.prompts.any
    assert [(each.isolate, each.organism, each.material) for each in told.grown] == [
        (None, "salmonella", "urin")
    ]
    assert told.sender_laboratory == "TKM"


def test_an_examination_without_a_culture_names_its_code_and_no_organism() -> None:
    quick = microbiology.investigation(culture_findings=None)
    told = of(microbiology.miba_report(investigations=(quick,)))
    assert told is not None
    assert [(each.organism, each.isolate) for each in told.grown] == [("", None)]
    nothing = xrpt06.CultureFindings(headline="Dyrkning")
    told = of(
        microbiology.miba_report(investigations=(microbiology.investigation(culture_findings=nothing),))
    )
    assert told is not None
    assert [each.organism for each in told.grown] == [""]


def test_other_letters_have_nothing_to_do_with_it_and_are_kept_as_read() -> None:
    assert of(builders.laboratory_report()) is None
    assert asked(requisitions.laboratory_request()) is None
    assert keys.keys(None) == {keys.NOTHING}


def test_the_tubes_of_a_request_are_known() -> None:
    made = request(first_answer())
    tube = xreq01.TestTube(test_tube_identifier="T1")
    analyses = tuple(replace(each, test_tube=tube) for each in made.requests.requested_analyses)
    found = asked(requisitions.asking(made, requested_analyses=analyses))
    assert found is not None
    assert found.tubes == {"T1"}
    assert found.requisition_number == "K0001"


@pytest.mark.parametrize(
    ("name", "word"),
    [("Salmonella Typhimurium", "salmonella"), ("  E. coli", "e"), ("1234", ""), ("", "")],
)
def test_organisms_are_compared_by_the_first_word_of_their_name(name: str, word: str) -> None:
    assert facts.organism_word(name) == word


def person(number: str, surname: str = "Berggren", issuer: str = "1") -> Who:
    return facts.who(number=number, issuer=issuer, surname=surname, given_name=None)


@pytest.mark.parametrize(
    ("a", "b", "agreed"),
    [
        (person("2512489996"), person("2512489996", issuer="2"), "same"),
        (person("2512481AB2"), person("2512481ab2", issuer="2"), "same"),
        (person("2512480AB2"), person("2512480AB2", issuer="2"), "local"),
        (person("2512480AB2"), person("2512480AB2"), "same"),
        (person("2512489996"), person("2512489996", "Elmer"), "other"),
        (person("2512489996"), person("2512489996", "Berggren-Elmer"), "same"),
        (person("2512489996"), person("2509479989"), "other"),
        (person("2512489996"), person("2512481AB2"), "changed"),
        (person("2512489996"), person("0104261AB2"), "changed"),
        (person("0000000000"), person("0000000000"), "other"),
    ],
)
def test_what_numbers_and_names_say_of_two_persons(a: Who, b: Who, agreed: str) -> None:
    """S8: the date in a replacement number may be the day it was made, so it tells nobody apart."""
    assert agreement(a, b) == agreed
    assert agreement(b, a) == agreed


# Settings ---------------------------------------------------------------------------------------------------


def settings(**given: object) -> Settings:
    return Settings(data=Path("none"), **given)  # type: ignore[arg-type]  # of any setting


def test_an_installation_that_sets_nothing_has_what_comes_with_the_program() -> None:
    assert agreement_of(settings()) == Agreement()


def test_what_is_set_holds_and_the_rest_stays() -> None:
    agreed = agreement_of(
        settings(
            reference_prompts={PRODUCER: PromptCode(code="PROD", text="Producent")},
            reference_prompts_responsible="ABC",
            reference_producer="name",
            reference_answer_goes_by="original_requester",
            reference_requisition_number="same",
            reference_laboratories=frozenset({"5790000000050"}),
        )
    )
    assert agreed.name_of("PROD", "ABC") == PRODUCER
    assert agreed.name_of("PROD", "LSV") is None
    assert agreed.codes["SenderIsolateNumber"] == CODES["SenderIsolateNumber"]
    assert (agreed.producer, agreed.answer_goes_by, agreed.requisition_number) == (
        "name",
        "original_requester",
        "same",
    )


@pytest.mark.parametrize(
    "prompts",
    [
        {"SenderMood": PromptCode(code="MOOD", text="Humør")},
        {PRODUCER: PromptCode(code=CODES["SenderIsolateNumber"].code, text="Producent")},
    ],
)
def test_a_prompt_that_there_is_not_or_a_code_used_twice_is_a_wrong_setting(
    prompts: dict[str, PromptCode],
) -> None:
    with pytest.raises(WrongSetting, match="reference_prompts"):
        agreement_of(settings(reference_prompts=prompts))
