"""`labsvar links` on a databank: run, list, show, decide, and what hinders linking; nobody is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from labsvar.cli import links as command
from labsvar.cli.running import run
from labsvar.database import Database
from labsvar.linking.decisions import STATES
from tests.builders import NANCY
from tests.integration.test_linking import PRODUCTION, take
from tests.integration.test_results import rows
from tests.references import first_answer, reference_answer, with_prompt

Labsvar = Callable[..., tuple[int, str, str]]


@pytest.fixture
def labsvar(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Labsvar:
    """Runs the command line on a databank with one proposal."""

    @contextmanager
    def opened(found: object) -> Iterator[Database]:
        yield database

    monkeypatch.setattr(command, "existing", lambda data: data)
    monkeypatch.setattr(command, "opened", opened)
    about = first_answer()
    lacking = with_prompt(reference_answer(about), "SenderAnalysisCode", None)
    take(database, about, with_prompt(lacking, PRODUCTION, "MP0011"))

    def running(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments], {"LANG": "en_GB.UTF-8"})
        said = capfdbinary.readouterr()
        return code, said.out.decode(), said.err.decode()

    return running


def only(database: Database) -> str:
    (link,) = database.links.links(STATES)
    return link.link_id


def test_a_proposal_is_made_listed_shown_accepted_and_undone(
    labsvar: Labsvar, database: Database, owner_dsn: str
) -> None:
    assert labsvar("links", "run")[1] == "2 letters read: 0 linked, 1 proposed, 0 dropped.\n"
    link_id = only(database)
    listed = labsvar("links", "list")[1]
    assert (link_id in listed, "proposed" in listed, "The number is near" in listed) == (True, True, True)
    shown = labsvar("links", "show", link_id)[1]
    assert "+ The production number is one character from that of the answer." in shown
    assert labsvar("links", "accept", link_id, "--who", "A", "--reason", "looked it up")[0] == 0
    history = labsvar("links", "show", link_id)[1]
    assert "accepted A looked it up" in history
    assert link_id not in labsvar("links", "list", "--state", "proposed")[1]
    assert labsvar("links", "undo", link_id, "--who", "B", "--reason", "the other one")[0] == 0
    assert labsvar("links", "reject", link_id, "--reason", "the other one")[0] == 0
    for said in (listed, shown, history):
        assert not any(each in said for each in (NANCY, "Berggren", "MP0010", "RP0001"))
    assert rows(owner_dsn, "SELECT count(*) FROM audit") == [(0,)]


def test_a_link_that_was_taken_back_to_a_proposal_is_shown_with_the_reason(
    labsvar: Labsvar, database: Database
) -> None:
    about = first_answer(production="MP0020", requester="MR0020", sample="MS0020", number="TKM0000020")
    take(database, about, reference_answer(about, production="RP0020", number="REF0000020"))
    labsvar("links", "run")
    (link,) = database.links.links(["linked"])
    twin = first_answer(
        production="MP0020", requester="MR0020", number="TKM0000021", sampled="2026-03-03 08:15"
    )
    take(database, twin)
    labsvar("links", "run")
    shown = " ".join(labsvar("links", "show", link.link_id)[1].split())
    assert "- The laboratory used this number more than once." in shown
    assert "demoted labsvar The laboratory used this number more than once." in shown


def test_lines_of_json_say_the_same_and_name_nobody(labsvar: Labsvar, database: Database) -> None:
    labsvar("links", "run", "--again")
    out = labsvar("links", "list", "--json")[1]
    line = json.loads(out)
    assert (line["link_id"], line["state"], line["rung"]) == (only(database), "proposed", "near")
    assert "for near" in line["evidence"]
    assert NANCY not in out


def test_what_hinders_linking_is_listed_by_letter_and_rule(labsvar: Labsvar) -> None:
    assert "linking.prompts-missing" in labsvar("links", "faults")[1]
    fault = json.loads(labsvar("links", "faults", "--json")[1])
    assert (fault["rule"], fault["path"]) == ("linking.prompts-missing", "LaboratoryResults/Prompt")


def test_what_cannot_be_decided_is_refused_and_an_unknown_link_is_a_wrong_command_line(
    labsvar: Labsvar, database: Database
) -> None:
    labsvar("links", "run")
    link_id = only(database)
    code, _, err = labsvar("links", "undo", link_id, "--reason", "x")
    assert (code, "cannot be decided" in err) == (1, True)
    assert labsvar("links", "accept", link_id, "--reason", " ")[0] == 1
    assert labsvar("links", "accept", "none", "--reason", "x")[0] == 64
    assert labsvar("links", "show", "none")[0] == 64
