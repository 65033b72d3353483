"""S22: two laboratories' answers to one requisition."""

from __future__ import annotations

from tests.spec.rows.model import Send
from tests.spec.rows.results_and_versions import COLI, KLEBSIELLA
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
