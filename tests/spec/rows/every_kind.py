"""Every other kind of letter under the same rules: pathology, genetics, XRPT02, MiBa reports and requisitions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.spec.rows.model import (
    Answer,
    AsIfNever,
    AskByName,
    Command,
    Filed,
    Measured,
    PassedOn,
    Register,
    Remember,
    See,
    Sight,
    Withdraw,
)
from tests.spec.rows.others import SURVEILLANCE_ONLY
from tests.spec.rows.words import (
    RECEIPTED,
    biopsy,
    blood,
    crp,
    culture,
    genome,
    older_culture,
    request,
    row,
    sees,
    sent,
    smear,
    surveyed,
)

COLI, AUREUS = "Escherichia coli", "Staphylococcus aureus"
SECRET = "Hemmelig konklusion"


def _dyed(code: str, value: str, status: str = "final") -> Measured:
    return Measured(analysis=code, value=value, status=status)


def _alike(seen: Sight, earlier: str) -> dict[str, Any]:
    """What both see, and the clinician with earlier versions behind it."""
    for_clinicians = replace(
        seen,
        reports=tuple(f"{each}, {earlier}" for each in seen.reports),
        elsewhere=seen.elsewhere and tuple(f"{each}, {earlier}" for each in seen.elsewhere),
    )
    return {"citizen": seen, "clinician": for_clinicians}


S1 = (
    row(
        "S1-xrpt02-keeps-what-a-later-letter-leaves-out",
        "Results and culture of XRPT02 have versions of their own: a letter with one result takes nothing away.",
        sent(older_culture("1", COLI, _dyed("901", "POS"), _dyed("902", "NEG"))),
        sent(older_culture("2", "", _dyed("901", "NEG"), time="14:00")),
        **_alike(sees(COLI, elsewhere=()), "1 earlier"),
    ),
    row(
        "S1-a-later-pathology-report-replaces-the-earlier",
        "With one status for the whole report, the later stands, the earlier behind it.",
        sent(biopsy("1", "Foreløbig", "temporary")),
        sent(biopsy("2", "Godartet", time="14:00")),
        **_alike(sees(elsewhere=("Godartet",)), "1 earlier"),
    ),
)

S2 = (
    row(
        "S2-a-preliminary-genetic-answer-after-a-final-one",
        "Whatever its time says, it replaces nothing.",
        sent(genome("1", "Ingen varianter")),
        sent(genome("2", "Afventer", "temporary", time="15:00")),
        **_alike(sees(elsewhere=("Ingen varianter",)), "1 earlier"),
    ),
)

S3 = (
    row(
        "S3-a-strangers-correction-of-pathology",
        "Kept apart, both marked, and the operator is alarmed.",
        sent(smear("1", "Intet abnormt")),
        sent(smear("2", "Suspekt", "corrected", time="14:00", by="other lab")),
        both=sees(elsewhere=("Suspekt, corrected, disputed", "Intet abnormt, disputed")),
        operator={"2": "stored exchange.foreign-correction"},
        alarms=("foreign_correction",),
    ),
)

S5 = (
    row(
        "S5-pathology-as-it-was-sent",
        "Codes, their texts, the short answer and the table of cells stand as the laboratory wrote them.",
        sent(biopsy("1", "Godartet")),
        both=sees(
            elsewhere=("Godartet",),
            words=("M87200", "naevus", "ÆF4100", "præparat fuldt undersøgt", "PATO", "12,5", "Myeloblaster"),
        ),
    ),
)

S6 = (
    row(
        "S6-pathology-of-the-wrong-person",
        "A withdrawn report shows its tombstone and nothing else.",
        sent(biopsy("1", SECRET)),
        Withdraw(letter="1", by="pathology"),
        both=sees(elsewhere=("withdrawn",), never=(SECRET, "naevus")),
    ),
)

S11 = (
    row(
        "S11-refused-genetics",
        "What is refused is on no page, and asking for it by name answers as if it had never been.",
        sent(genome("1", SECRET, given=True)),
        Remember(),
        sent(genome("2", SECRET, given=False, time="14:00")),
        AskByName(),
        AsIfNever(),
        both=sees(elsewhere=(), never=(SECRET,)),
    ),
    row(
        "S11-silence-in-older-pathology-in-edifact",
        "R0430P states consent where it is given: where it says nothing, it is not given.",
        sent(biopsy("1", SECRET, version="XR0430P"), edifact=True, answer=RECEIPTED),
        See(who="citizen", sight=sees(elsewhere=(), never=(SECRET,))),
        sent(
            biopsy("2", "Godartet", version="XR0430P", given=True, time="14:00"),
            edifact=True,
            answer=RECEIPTED,
        ),
        **_alike(sees(elsewhere=("Godartet",)), "1 earlier"),
    ),
    row(
        "S11-a-refusal-on-the-requisition",
        "A refused requisition is hidden, and so is an answer to it that says nothing about consent.",
        sent(request("1", given=False, requester="R7")),
        sent(blood("2", crp("77.31"), requester="R7")),
        sent(blood("3", crp("12"), requester="R8", sample="S2")),
        both=sees(CRP="12", elsewhere=(), never=("77.31",)),
    ),
)

S12 = (
    row(
        "S12-a-refusal-in-xrpt02",
        "It is not converted to the version that cannot carry it, losses accepted or not.",
        Command(
            arguments=("convert", "--to", "XR0230M", "--accept-losses", "LETTER"),
            letter=older_culture("1", COLI, given=False),
            code=1,
            words=("the patient refuses consent, and XR0230M cannot carry that",),
        ),
    ),
)

S13 = (
    row(
        "S13-a-hidden-answer-leaves-its-requisition-waiting",
        "A requisition does not betray that its answer has come and is refused.",
        sent(request("1", requester="R7")),
        sent(blood("2", crp("77.31"), requester="R7", given=False)),
        both=sees(elsewhere=("R7, Awaiting an answer",), never=("77.31",)),
    ),
)

S14 = (
    row(
        "S14-xrpt02-in-edifact-is-passed-on",
        "Refused microbiology goes on to MiBa in the form it came in, and is hidden in both places.",
        Register(by="microbiology"),
        sent(older_culture("1", COLI, given=False), edifact=True, answer=RECEIPTED),
        PassedOn(letter="1", databank="MiBa", by="microbiology", sight=sees(never=(COLI,))),
        both=sees(never=(COLI,)),
        operator={"1": "delivered exchange.policy-warned"},
        where="hub",
    ),
)

S16 = (
    row(
        "S16-xrpt05-and-xrpt06-are-one-report",
        "The same answer to the requester and to MiBa is shown once; what is for surveillance only is on no page.",
        sent(surveyed("1", AUREUS)),
        Filed(letter="1", databank="MiBa", by="microbiology"),
        See(who="citizen", sight=sees(AUREUS, never=SURVEILLANCE_ONLY)),
        sent(culture("2", AUREUS)),
        both=sees(AUREUS, never=SURVEILLANCE_ONLY),
    ),
    row(
        "S16-a-correction-that-only-miba-was-sent",
        "What was corrected for MiBa is shown corrected, though the requester's own letter has yet to follow.",
        sent(culture("1", COLI)),
        sent(surveyed("2", AUREUS, "corrected", time="14:00")),
        **_alike(sees(f"{AUREUS}, corrected", never=SURVEILLANCE_ONLY), "1 earlier"),
    ),
    row(
        "S16-a-refusal-in-the-miba-report",
        "It hides the XRPT05 as well.",
        sent(culture("1", COLI)),
        sent(surveyed("2", COLI, given=False, time="14:00")),
        both=sees(never=(COLI,)),
    ),
)

S21 = (
    row(
        "S21-edifact-is-answered-in-edifact",
        "A CONTRL names the interchange and the letter; the same interchange again gets the same answer.",
        sent(blood("1", crp("12")), envelope="K1", edifact=True, answer=RECEIPTED),
        sent(blood("1", crp("12")), envelope="K1", edifact=True, answer=RECEIPTED),
        both=sees(CRP="12"),
        operator={"1": "duplicate exchange.duplicate, stored"},
    ),
    row(
        "S21-an-edifact-letter-to-somebody-else",
        "The CONTRL says why, and where in the interchange.",
        Register(),
        sent(
            blood("1", crp("12"), to="elsewhere"),
            edifact=True,
            answer=Answer(
                status=422,
                receipt="CTL02",
                code="ukendt_lokationsnummer",
                refused={"1": "ukendt_lokationsnummer"},
                stored=0,
                words=("UNB+3.1", "exchange.receiver-unknown"),
            ),
        ),
        operator={"1": "refused exchange.receiver-unknown"},
        where="production",
    ),
)

ROWS = (*S1, *S2, *S3, *S5, *S6, *S11, *S12, *S13, *S14, *S16, *S21)
