"""S22: two laboratories' answers to one requisition."""

from __future__ import annotations

from tests.spec.rows.model import Look, Send, SignIn, Withdraw
from tests.spec.rows.results_and_versions import COLI, KLEBSIELLA, SECRET
from tests.spec.rows.words import blood, crp, culture, potassium, row, sees, sent


def other(number: str, value: str, status: str = "final", **more: object) -> Send:
    """The other laboratory's answer, on a sample number and under a production number of its own."""
    letter = blood(
        number, crp(value, status), **{"by": "other lab", "sample": "S9", "production": "P9"} | more
    )
    return sent(letter)


S22 = (
    row(
        "S22-two-letters-shown-once",
        "Two laboratories' equal answers to one requisition are shown once; both letters can be opened.",
        sent(blood("1", crp("12"))),
        other("2", "12", time="14:00"),
        both=sees(CRP="12, twin 12", words=("2 letters, shown once",)),
    ),
    row(
        "S22-no-number-of-the-requisition",
        "Where the number is absent, nothing says that the two belong together: both are shown.",
        sent(blood("1", crp("12"), requester="")),
        other("2", "12", requester="", time="14:00"),
        both=sees(CRP=("12", "12")),
    ),
    row(
        "S22-one-copy-is-corrected",
        "The corrected value is shown, whichever laboratory corrected it, and the other is marked overtaken.",
        sent(blood("1", crp("12"))),
        other("2", "12", time="14:00"),
        sent(blood("3", crp("9", "corrected"), time="15:00")),
        citizen=sees(CRP="9, corrected, overtaken 12"),
        clinician=sees(CRP="9, corrected, overtaken 12, earlier 12"),
    ),
    row(
        "S22-the-laboratories-disagree",
        "Two final answers that disagree are both shown and marked, and the operator is alarmed.",
        sent(blood("1", crp("12"))),
        other("2", "14", time="14:00"),
        both=sees(CRP=("14, disagrees", "12, disagrees")),
        alarms=("copies_disagree",),
    ),
    row(
        "S22-told-of-a-disagreement",
        "A clinician who has seen what was shown once is told when another laboratory says something else.",
        sent(blood("1", crp("12"))),
        Look(),
        other("2", "14", time="14:00"),
        SignIn(told=("another laboratory disagrees",), acknowledges=True),
        both=sees(CRP=("14, disagrees", "12, disagrees")),
        alarms=("copies_disagree",),
    ),
    row(
        "S22-one-copy-is-withdrawn",
        "The other laboratory's copy stands, since only its sender may withdraw it: both say so, the operator is "
        "alarmed, and a clinician who has seen it is told.",
        sent(blood("1", crp(SECRET))),
        other("2", "12", time="13:00", production="P8", requester="R8"),
        other("3", SECRET, time="14:00"),
        Look(),
        Withdraw(letter="1"),
        SignIn(told=("the other laboratory has withdrawn its answer",), acknowledges=True),
        both=sees(
            CRP=(f"{SECRET}, disagrees", "12", "withdrawn"),
            words=(
                "The other laboratory has withdrawn the same answer; this one still stands",
                "The other laboratory's copy of the answer still stands",
            ),
        ),
        alarms=("copy_stands",),
    ),
    row(
        "S22-microbiology-of-which-one-copy-is-withdrawn",
        "The same of reports: the tombstone and the copy that stands both say so.",
        sent(culture("1", COLI)),
        sent(culture("2", COLI, by="other lab", sample="S9", production="P9", time="14:00")),
        Withdraw(letter="1", by="microbiology"),
        both=sees(f"{COLI}, disagrees", "withdrawn, disagrees"),
        alarms=("copy_stands",),
    ),
    row(
        "S22-either-copy-is-refused",
        "A refusal of one copy hides the other as well, and nothing else of its letter.",
        sent(blood("1", crp("77.31"), potassium("4.0"))),
        other("2", "77.31", given=False, time="14:00"),
        both=sees(K="4.0", never=("77.31", "shown once")),
    ),
    row(
        "S22-microbiology-shown-once",
        "Two laboratories' reports with the same examinations, producers and findings are shown once.",
        sent(culture("1", COLI)),
        sent(culture("2", COLI, by="other lab", sample="S9", production="P9", time="14:00")),
        both=sees(f"{COLI}, 1 twin"),
    ),
    row(
        "S22-microbiology-that-disagrees",
        "Reports that name other organisms are both shown and marked, and the operator is alarmed.",
        sent(culture("1", COLI)),
        sent(culture("2", KLEBSIELLA, by="other lab", sample="S9", production="P9", time="14:00")),
        both=sees(f"{KLEBSIELLA}, disagrees", f"{COLI}, disagrees"),
        alarms=("copies_disagree",),
    ),
)
ROWS = S22
