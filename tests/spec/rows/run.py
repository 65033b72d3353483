"""Plays one row: takes its steps, holds every answer against what was expected, then looks as everybody.

Beside what a row says, some things hold in all of them: a receipt names its envelope and has the parties
swapped; what was answered can be read again where `Location` points; no answer and no page of an operator
holds the number or the name of a person; surveillance and other roles see nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import singledispatch
from itertools import count
from pathlib import Path

import httpx
import pytest

from labsvar.exchange import sources as sources_model
from labsvar.exchange.approving import NotAllowed
from tests.spec.rows import answers, pages
from tests.spec.rows.letters import LOCATIONS, Cast
from tests.spec.rows.model import (
    Answer,
    Approve,
    AsIfNever,
    AskByName,
    Command,
    Describe,
    Evidence,
    Filed,
    Look,
    OpenAgain,
    PassedOn,
    Post,
    PostReceipt,
    ReadLog,
    Register,
    Release,
    Remember,
    Row,
    See,
    Send,
    Sight,
    SignIn,
    Step,
    Visit,
    Withdraw,
    WithdrawOnPage,
)
from tests.spec.rows.pages import Browser
from tests.spec.rows.sites import PATIENCE, PROFESSIONALS, WITH_PASSWORDS, Site

MANY = 20
TODAY = datetime.now(UTC).date()
WHY = {"who": "the rows", "reason": "as the row says"}
ELSEWHERE = ("/pathology", "/genetics", "/requisitions")
EVERYWHERE = ("", "/microbiology", *ELSEWHERE)
NO_SUCH_LETTER = "0" * 32
PROGRAM = (sys.executable, "-c", "from labsvar.cli import main; main()")
_ID = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r'name="csrf" value="[^"]*"')
_OPENED = re.compile(r"/patients/[\w-]+")


@dataclass
class Play:
    """A row under way."""

    row: Row
    site: Site
    folder: Path
    envelopes: count[int] = field(default_factory=lambda: count(1))
    given: dict[tuple[str, str], bytes] = field(default_factory=dict)
    remembered: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    steps: int = 0

    @property
    def cast(self) -> Cast:
        return self.site.casts[self.row.name]

    def go(self) -> None:
        """All steps, then what everybody sees."""
        for step in self.row.steps:
            self.steps += 1
            take(step, self)
        self._final_sights()

    def authorised(self, token: str | None, sender: str) -> dict[str, str]:
        """The header of a system that shows its token, where one is needed."""
        if token == "wrong":
            return {"authorization": "Bearer none-that-was-ever-given"}
        name = sender if token == "own" else token
        known = None if name is None else self.site.tokens.get(self.cast.gln(name))
        if known is None or self.site.where not in WITH_PASSWORDS:
            return {}
        return {"authorization": f"Bearer {known}"}

    def no_person_in(self, text: str) -> None:
        """S18: what systems and operators read holds no number and no name."""
        for person in self.cast.persons.values():
            for secret in (person.number, person.written, person.surname, person.given_name):
                assert secret not in text

    # Looking ---------------------------------------------------------------------------------

    def clinician(
        self, name: str = "gp", number: str = "", issuer: str = "", reason: str = "treatment"
    ) -> str:
        """Where a clinician has opened somebody, `A` unless a number is given."""
        browser = self.site.professional(name)
        gln = self.cast.gln(issuer) if issuer else ""
        return browser.open_patient(number or self.cast.persons["A"].number, reason, gln)

    def see(self, browser: Browser, base: str, sight: Sight) -> None:
        """Holds both pages of a person against what should be seen."""
        tables, cultures = browser.page(base), browser.page(f"{base}/microbiology")
        assert pages.results(tables) == dict(sight.results)
        assert pages.reports(cultures) == sight.reports
        looked_at = ["", "/microbiology"]
        shown = f"{pages.visible(tables)} {pages.visible(cultures)}"
        if sight.elsewhere is not None:
            looked_at += ELSEWHERE
            others = [browser.page(f"{base}{path}") for path in ELSEWHERE]
            assert tuple(each for page in others for each in pages.elsewhere(page)) == sight.elsewhere
            shown = " ".join([shown, *map(pages.visible, others)])
        assert [word for word in sight.words if word not in shown] == []
        whole = " ".join(browser.get(f"{base}{path}").text for path in looked_at) if sight.never else ""
        assert [word for word in sight.never if word in whole] == []

    def _final_sights(self) -> None:
        row, site = self.row, self.site
        citizens = {"A": row.citizen, "B": row.other}
        if site.where in WITH_PASSWORDS:
            del citizens["B"]  # signing in with a password is slow by design; demonstrations have shown it
        for slot, sight in citizens.items():
            with site.citizen(row, slot) as browser:
                self.see(browser, "/me", sight)
        for name in ("gp", "ward"):
            self.see(site.professional(name), self.clinician(name), row.clinician)
        self._operator()
        for path in ("/me", "/patients", "/operations"):
            assert site.professional("surveillance").get(path).status_code == 403

    def _operator(self) -> None:
        browser, row = self.site.professional("operator"), self.row
        for path in ("/me", "/patients"):
            assert browser.get(path).status_code == 403
        for name in dict.fromkeys(self.letters):
            sender, _, number = name.partition(" ")
            said = ", ".join(pages.arrivals(browser, sender, number))
            assert said == row.operator.get(number, "stored"), f"letter {number}"
            self.no_person_in(browser.get(f"/operations?letter_number={number}").text)
        senders = {name.partition(" ")[0] for name in self.letters}
        assert tuple(pages.alarms(browser, senders)) == row.alarms


@singledispatch
def take(step: Step, play: Play) -> None:
    """Takes one step of a row."""
    raise AssertionError(f"no step: {step}")


@take.register
def _(step: Send, play: Play) -> None:
    number = step.envelope or f"K{next(play.envelopes)}"
    sender = step.letters[0].by
    body = play.cast.written(step, number)
    answer = _posted(play, body, play.authorised(step.token, sender))
    _check(step.answer, answer, play)
    looked_up = step.letters if len(step.letters) < MANY else (step.letters[0], step.letters[-1])
    play.letters += [f"{play.cast.gln(letter.by)} {letter.number}" for letter in looked_up]
    if answer.status_code == 200:
        assert play.given.setdefault((sender, number), answer.content) == answer.content
    receipt = answers.receipt_of(answer)
    if receipt is not None:
        first = step.letters[0]
        receiver = LOCATIONS[first.to or first.databank]
        gln = play.cast.gln(sender)
        assert (receipt.original_envelope, receipt.original_sender) == (number, gln)
        assert (receipt.original_receiver, receipt.receiver) == (receiver, gln)
        if not step.edifact:
            assert (receipt.acknowledgement, receipt.statistical_code) == ("minuspositivkvitt", receipt.kind)
        assert receipt.kind.startswith("X") != step.edifact
        if receipt.kind.endswith("CTL03"):
            assert list(receipt.letters) == [letter.number for letter in step.letters]
    _check_state(step, answer, play)


@take.register
def _(step: Post, play: Play) -> None:
    _check(step.answer, _posted(play, step.body, {}), play)


@take.register
def _(step: PostReceipt, play: Play) -> None:
    body = play.cast.receipt(step.kind, step.envelope, f"Q{play.steps}")
    answer = _posted(play, body, play.authorised("own", "lab"))
    assert (answer.status_code, answer.content) == (step.status, b"")
    play.letters.append(f"{play.cast.gln('lab')} Q{play.steps}")


def _posted(play: Play, body: bytes, headers: dict[str, str]) -> httpx.Response:
    headers = {"content-type": "application/xml", **headers}
    return play.site.door.post("/api/letters", content=body, headers=headers)


def _check(expected: Answer, answer: httpx.Response, play: Play) -> None:
    """Holds an answer against what was expected."""
    assert answer.status_code == expected.status, answer.text
    play.no_person_in(answer.text)
    receipt = answers.receipt_of(answer)
    assert (None if receipt is None else receipt.kind) == expected.receipt
    if receipt is None:
        json = answer.headers.get("content-type") == "application/problem+json"
        assert json == (expected.status >= 400)
    elif receipt.kind.endswith("CTL02"):
        assert (receipt.code, receipt.letters) == (expected.code or "", dict(expected.refused))
    text = answers.text_of(answer)
    assert [word for word in expected.words if word not in text] == [], text
    assert [word for word in expected.never if word in answer.text] == []


def _check_state(step: Send, answer: httpx.Response, play: Play) -> None:
    """What was answered can be read again, by the system that sent it."""
    where = answer.headers.get("location")
    assert (where is not None) == (answer.status_code < 400 or step.answer.receipt is not None)
    if where is None:
        return
    headers = play.authorised(step.token, step.letters[0].by)
    state = play.site.door.get(where, headers=headers)
    play.no_person_in(state.text)
    if step.answer.stored is not None or answer.status_code < 400:
        expected = len(step.letters) if step.answer.stored is None else step.answer.stored
        assert (state.status_code, state.json()["stored"]) == (200, expected)


@take.register
def _(step: Register, play: Play) -> None:
    play.site.register(play.cast, step)


@take.register
def _(step: Approve, play: Play) -> None:
    if not step.missing:
        play.site.set_stage(play.cast, step.by, step.stage)
        return
    with pytest.raises(NotAllowed) as refused:
        play.site.set_stage(play.cast, step.by, step.stage)
    assert refused.value.missing == step.missing


@take.register
def _(step: Describe, play: Play) -> None:
    sources, name = play.site.source(play.cast, step.by)
    since = TODAY if step.able else None
    facts = sources_model.Facts(
        kind=step.kind,  # type: ignore[arg-type]  # a row that names none fails
        refusals_since=since,
        corrections_since=since,
    )
    sources.describe(name, facts, **WHY)


@take.register
def _(step: Evidence, play: Play) -> None:
    sources, name = play.site.source(play.cast, step.by)
    for aspect in step.aspects:
        if step.taken_back:
            sources.withdraw_approval(name, aspect, **WHY)  # type: ignore[arg-type]  # as above
            continue
        approval = sources_model.Approval(
            aspect=aspect,  # type: ignore[arg-type]  # as above
            who="A. Prøve",
            on=TODAY,
            evidence=sources_model.Evidence(text="test report"),
        )
        sources.approve(name, approval, reason=WHY["reason"])


@take.register
def _(step: Release, play: Play) -> None:
    sources, name = play.site.source(play.cast, step.by)

    def release() -> int:
        number = sources.propose_release(
            name, told_how="by letter", declinable_from=TODAY, who=step.proposed_by, reason=WHY["reason"]
        )
        return sources.confirm_release(name, number, who=step.confirmed_by, reason=WHY["reason"])

    if not step.refused:
        assert release() == step.letters
        return
    with pytest.raises(NotAllowed) as refused:
        release()
    assert refused.value.why == step.refused


@take.register
def _(step: Withdraw, play: Play) -> None:
    answer = play.site.door.post(
        f"/api/letters/{step.letter}/withdrawal",
        json={"sender": play.cast.gln(step.by), "reason": step.reason, "position": step.position},
        headers=play.authorised(step.token, step.by),
    )
    assert answer.status_code == step.status, answer.text
    play.no_person_in(answer.text)


@take.register
def _(step: WithdrawOnPage, play: Play) -> None:
    browser = play.site.professional("operator")
    at = pages.letter_page(browser, play.cast.gln(step.by), step.letter)
    fields = {"result": "" if step.result is None else str(step.result), "reason": step.reason}
    answer = browser.post(at, fields, form="/rights")
    assert answer.status_code == step.status
    play.no_person_in(browser.get(at).text)


@take.register
def _(step: See, play: Play) -> None:
    if step.who == "clinician":
        at = play.clinician(number=step.number or "", issuer=step.issuer or "")
        play.see(play.site.professional("gp"), at, step.sight)
        return
    with play.site.citizen(play.row, "A" if step.who == "citizen" else "B") as browser:
        play.see(browser, "/me", step.sight)


@take.register
def _(step: Look, play: Play) -> None:
    browser = play.site.professional("emergency")
    at = play.clinician("emergency", reason=step.reason)
    table = None
    for part in step.parts:
        if part == "table":
            table = browser.page(at)
        elif part == "microbiology":
            browser.page(f"{at}/microbiology")
        else:
            assert table is not None, "a letter is opened from the table"
            browser.page(f"{at}/letters/{pages.letters(table)[0]}")


@take.register
def _(step: ReadLog, play: Play) -> None:
    with play.site.citizen(play.row, "A") as browser:
        assert tuple(pages.log(browser.page("/me/log"))) == step.events


@take.register
def _(step: SignIn, play: Play) -> None:
    browser = play.site.professional("emergency")
    assert tuple(pages.notices(browser.page("/patients"))) == step.told
    if step.acknowledges:
        assert browser.post("/notices/acknowledge", {}, form="/rights").status_code == 303
        assert pages.notices(browser.page("/patients")) == []


@take.register
def _(step: Remember, play: Play) -> None:
    with play.site.citizen(play.row, "A") as browser:
        for path in EVERYWHERE:
            play.remembered += pages.letters(browser.page(f"/me{path}"))
    assert play.remembered, "there is nothing to remember"


@take.register
def _(step: AskByName, play: Play) -> None:
    with play.site.citizen(play.row, "A") as browser:
        _ask_for(browser, "/me", play.remembered)
    _ask_for(play.site.professional("gp"), play.clinician(), play.remembered)


def _ask_for(browser: Browser, base: str, hidden: list[str]) -> None:
    asked = [browser.get(f"{base}/letters/{each}") for each in (NO_SUCH_LETTER, *hidden)]
    assert [answer.status_code for answer in asked] == [404] * len(asked)
    assert len({_ID.sub("ID", answer.text) for answer in asked}) == 1


@take.register
def _(step: OpenAgain, play: Play) -> None:
    gp, at = play.site.professional("gp"), play.clinician()
    with play.site.citizen(play.row, "A") as browser:
        for remembered in play.remembered:
            own, theirs = browser.get(f"/me/letters/{remembered}"), gp.get(f"{at}/letters/{remembered}")
            assert (own.status_code, theirs.status_code) == (200, 200)
            assert [word for word in step.never if word in own.text + theirs.text] == []
            assert [word for word in step.words if word not in theirs.text or word in own.text] == []


@take.register
def _(step: AsIfNever, play: Play) -> None:
    seen = []
    for slot, person in play.cast.persons.items():
        with play.site.citizen(play.row, slot) as browser:
            texts = [browser.get(f"/me{path}").text for path in EVERYWHERE]
        at = play.clinician(number=person.number)
        gp = play.site.professional("gp")
        texts += [gp.get(f"{at}{path}").text for path in EVERYWHERE]
        seen.append([_without(text, person.written, person.given_name) for text in texts])
    for first, second in zip(*seen, strict=True):
        assert first.splitlines() == second.splitlines()


def _without(text: str, *personal: str) -> str:
    for each in personal:
        text = text.replace(each, "PERSON")
    return _OPENED.sub("/patients/SOMEBODY", _TOKEN.sub("", _ID.sub("ID", text)))


@take.register
def _(step: Filed, play: Play) -> None:
    browser = play.site.professional("operator")
    (databank,) = pages.databanks(browser, play.cast.gln(step.by), step.letter)
    assert databank == step.databank


@take.register
def _(step: PassedOn, play: Play) -> None:
    there, gln = play.site.beyond, play.cast.gln(step.by)
    assert there is not None, "only a hub passes letters on"
    here = play.site.professional("operator")
    until = time.monotonic() + PATIENCE
    while [each.partition(" ")[0] for each in pages.arrivals(here, gln, step.letter)] != ["delivered"]:
        assert time.monotonic() < until, pages.arrivals(here, gln, step.letter)
        time.sleep(0.05)
    operator, gp = there.professional("operator"), there.professional("gp")
    assert [each.partition(" ")[0] for each in pages.arrivals(operator, gln, step.letter)] == ["stored"]
    assert pages.databanks(operator, gln, step.letter) == [step.databank]
    play.see(gp, gp.open_patient(play.cast.persons["A"].number, "treatment", ""), step.sight)


@take.register
def _(step: Visit, play: Play) -> None:
    if step.who in PROFESSIONALS:
        found, said = _visited(play.site.professional(step.who), step)
    elif step.who == "citizen":
        with play.site.citizen(play.row, "A") as browser:
            found, said = _visited(browser, step)
    else:
        browser = play.site.anyone()
        found, said = _visited(browser, step)
        browser.close()
    assert found == dict(step.answers)
    assert [word for word in step.words if word not in said] == []


def _visited(browser: Browser, step: Visit) -> tuple[dict[str, int], str]:
    asked = {path: browser.get(path, headers=dict(step.headers)) for path in step.answers}
    return {path: answer.status_code for path, answer in asked.items()}, " ".join(
        answer.text for answer in asked.values()
    )


@take.register
def _(step: Command, play: Play) -> None:
    arguments = list(step.arguments)
    if step.letter is not None:
        file = play.folder / "letter.xml"
        file.write_bytes(play.cast.written(Send(letters=(step.letter,), answer=Answer(status=0)), "K1"))
        arguments = [str(file) if each == "LETTER" else each for each in arguments]
    environment = os.environ | {"LANG": "en_GB.UTF-8"} | dict(step.settings)
    ran = subprocess.run(
        [*PROGRAM, *arguments], cwd=play.folder, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == step.code, ran.stderr
    play.no_person_in(ran.stderr)
    assert [word for word in step.words if word not in ran.stdout + ran.stderr] == [], ran.stderr
