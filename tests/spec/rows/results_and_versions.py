"""S1, S2, S3, S5, S6, S7: results, their versions, and what becomes of wrong ones."""

from __future__ import annotations

from tests.spec.rows.model import Look, Register, See, SignIn, Withdraw
from tests.spec.rows.words import blood, crp, culture, potassium, row, sees, sent, sodium

COLI, KLEBSIELLA = "Escherichia coli", "Klebsiella pneumoniae"
SECRET = "77.31"

S1 = (
    row(
        "S1-a-later-letter-adds",
        "A later letter replaces the results it repeats and adds the rest; nothing disappears.",
        sent(blood("1", crp("5"), potassium("4.0"), partial=True)),
        sent(blood("2", crp("6"), sodium("140"), time="14:00")),
        citizen=sees(CRP="6", K="4.0", Na="140"),
        clinician=sees(CRP="6, earlier 5", K="4.0", Na="140"),
    ),
    row(
        "S1-the-complete-answer-arrives-first",
        "A partial letter that was delayed on the way takes nothing away from the complete one.",
        sent(blood("2", crp("6"), potassium("4.0"), time="14:00")),
        sent(blood("1", crp("5"), partial=True)),
        citizen=sees(CRP="6", K="4.0"),
        clinician=sees(CRP="6, earlier 5", K="4.0"),
    ),
    row(
        "S1-one-code-twice-in-one-letter",
        "Two results with the same code in one letter are two results; neither is a version of the other.",
        sent(blood("1", crp("5"), crp("7"))),
        both=sees(CRP=("5", "7")),
    ),
    row(
        "S1-another-sample",
        "The same analysis on another sample stands beside the first, the newest sample first.",
        sent(blood("1", crp("5"))),
        sent(blood("2", crp("6"), sample="S2", sampled="10:00", time="13:00")),
        both=sees(CRP=("6", "5")),
    ),
    row(
        "S1-a-later-microbiology-report-replaces",
        "With one status for the whole report, the later report stands alone; a clinician reaches the earlier.",
        sent(culture("1", COLI)),
        sent(culture("2", KLEBSIELLA, time="14:00")),
        citizen=sees(KLEBSIELLA, never=(COLI,)),
        clinician=sees(f"{KLEBSIELLA}, 1 earlier"),
    ),
)

S2 = (
    row(
        "S2-received-is-shown-as-awaited",
        "A sample that was received is shown as an answer that is awaited, with the characters sent.",
        sent(blood("1", crp("*****", "received"))),
        both=sees(CRP="awaited *****"),
    ),
    row(
        "S2-received-then-temporary-then-final",
        "Each later stage replaces the one before.",
        sent(blood("1", crp("*****", "received"), time="09:00")),
        sent(blood("2", crp("11", "temporary"), time="10:00")),
        See(who="citizen", sight=sees(CRP="11, temporary")),
        sent(blood("3", crp("12"), time="11:00")),
        citizen=sees(CRP="12"),
        clinician=sees(CRP="12, earlier 11, earlier awaited *****"),
    ),
    row(
        "S2-final-then-temporary",
        "A temporary answer never replaces a final one, however late it is.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("14", "temporary"), time="15:00")),
        citizen=sees(CRP="12"),
        clinician=sees(CRP="12, earlier 14"),
    ),
    row(
        "S2-final-then-received",
        "Five asterisks never replace a final answer.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("*****", "received"), time="15:00")),
        citizen=sees(CRP="12"),
        clinician=sees(CRP="12, earlier awaited *****"),
    ),
    row(
        "S2-asterisks-that-call-themselves-final",
        "Five asterisks are no answer, whatever status they are sent with.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("*****"), time="15:00")),
        sent(blood("3", crp("*****", "corrected"), time="16:00")),
        citizen=sees(CRP="12"),
        clinician=sees(CRP="12, earlier awaited *****, earlier awaited *****"),
    ),
    row(
        "S2-corrected-then-final",
        "A final answer never replaces a corrected one.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("9", "corrected"), time="13:00")),
        sent(blood("3", crp("12"), time="15:00")),
        citizen=sees(CRP="9, corrected"),
        clinician=sees(CRP="9, corrected, earlier 12, earlier 12"),
    ),
    row(
        "S2-a-delayed-letter",
        "The laboratory's result time decides which answer is newest, not the order of arrival.",
        sent(blood("2", crp("14"), time="14:00")),
        sent(blood("1", crp("12"), time="12:00")),
        citizen=sees(CRP="14"),
        clinician=sees(CRP="14, earlier 12"),
    ),
    row(
        "S2-equal-times-status-decides",
        "At equal times the status decides: a final answer stands over a temporary one that came after it.",
        sent(blood("1", crp("12"), time="12:00")),
        sent(blood("2", crp("14", "temporary"), time="12:00")),
        citizen=sees(CRP="12"),
        clinician=sees(CRP="12, earlier 14"),
    ),
    row(
        "S2-equal-times-authorisation-decides",
        "At equal times and status the later Authorisation stands, though it came first.",
        sent(blood("2", crp("14"), time="12:00", authorised="12:30")),
        sent(blood("1", crp("12"), time="12:00", authorised="12:10")),
        citizen=sees(CRP="14"),
        clinician=sees(CRP="14, earlier 12"),
    ),
    row(
        "S2-equal-times-envelope-decides",
        "At equal Authorisation the later envelope stands, though it came first.",
        sent(blood("2", crp("14")), sent="13:30"),
        sent(blood("1", crp("12")), sent="13:00"),
        citizen=sees(CRP="14"),
        clinician=sees(CRP="14, earlier 12"),
    ),
    row(
        "S2-equal-times-arrival-decides",
        "When every time in the letters is equal, the later arrival stands.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("14"))),
        citizen=sees(CRP="14"),
        clinician=sees(CRP="14, earlier 12"),
    ),
    row(
        "S2-microbiology-final-then-temporary",
        "A temporary microbiology report never replaces a final one.",
        sent(culture("1", COLI)),
        sent(culture("2", KLEBSIELLA, "temporary", time="15:00")),
        citizen=sees(COLI, never=(KLEBSIELLA,)),
        clinician=sees(f"{COLI}, 1 earlier"),
    ),
)

S3 = (
    row(
        "S3-own-correction",
        "The sender of a result may correct it: the correction is marked, the earlier value one step away.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("9", "corrected"), time="14:00")),
        citizen=sees(CRP="9, corrected", never=("12</span>",)),
        clinician=sees(CRP="9, corrected, earlier 12"),
    ),
    row(
        "S3-foreign-correction",
        "Another sender's correction is kept apart from what it would correct, marked, and alarmed.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("9", "corrected"), by="other lab", time="14:00")),
        both=sees(CRP=("9, corrected, disputed", "12, disputed")),
        operator={"2": "stored exchange.foreign-correction"},
        alarms=("foreign_correction",),
    ),
    row(
        "S3-foreign-correction-of-microbiology",
        "Another sender's correction of a microbiology report is kept apart, marked, and alarmed.",
        sent(culture("1", COLI)),
        sent(culture("2", KLEBSIELLA, "corrected", by="other lab", time="14:00")),
        both=sees(f"{KLEBSIELLA}, corrected, disputed", f"{COLI}, disputed"),
        operator={"2": "stored exchange.foreign-correction"},
        alarms=("foreign_correction",),
    ),
    row(
        "S3-the-producer-corrects",
        "The laboratory that a letter names as producer may correct what another sent on for it.",
        Register(by="producer", laboratory="TKB"),
        sent(blood("1", crp("12", producer="TKB"))),
        sent(blood("2", crp("9", "corrected", producer="TKB"), by="producer", time="14:00")),
        citizen=sees(CRP="9, corrected"),
        clinician=sees(CRP="9, corrected, earlier 12"),
    ),
    row(
        "S3-numbers-are-each-senders-own",
        "Two senders may use the same letter number and the same envelope number.",
        sent(blood("1", crp("12")), envelope="SAME"),
        sent(
            blood("1", crp("30", producer="TKC"), by="other lab", sample="S2", sampled="10:00"),
            envelope="SAME",
        ),
        both=sees(CRP=("12", "30")),
    ),
)

S5 = (
    row(
        "S5-as-the-laboratory-sent-it",
        "Value, unit, interval, mark and comment are shown with the characters that were sent.",
        sent(
            blood(
                "1",
                crp("3.0", operator="<", interval=(None, "8")),
                potassium("3.20", mark="low", interval=("3.5", "4.6"), comment="Prøven var hæmolyseret"),
                sodium("0140", mark="high"),
            )
        ),
        both=sees(
            CRP="< 3.0",
            K="3.20, low",
            Na="0140, high",
            words=("mg/L ref. up to 8", "mmol/L ref. 3.5 – 4.6", "Prøven var hæmolyseret"),
        ),
    ),
    row(
        "S5-marks-come-from-the-laboratory-only",
        "A value outside its interval that the laboratory has not marked is not marked by us.",
        sent(blood("1", potassium("7.9", interval=("3.5", "4.6")))),
        both=sees(K="7.9"),
    ),
)

S6 = (
    row(
        "S6-a-withdrawn-letter",
        "A withdrawn result leaves a tombstone: a clinician reads who and why, a citizen that it is withdrawn.",
        sent(blood("1", crp(SECRET, comment="Fastende"))),
        Withdraw(letter="1"),
        citizen=sees(CRP="withdrawn", never=(SECRET, "Wrong person", "Fastende")),
        clinician=sees(CRP="withdrawn", words=("Reason: Wrong person", "By 579"), never=(SECRET, "Fastende")),
    ),
    row(
        "S6-wrong-person",
        "A result sent about the wrong person is withdrawn there and sent anew about the right one.",
        sent(blood("1", crp(SECRET))),
        Withdraw(letter="1"),
        sent(blood("2", crp(SECRET), about="B")),
        citizen=sees(CRP="withdrawn", never=(SECRET,)),
        clinician=sees(CRP="withdrawn", words=("Reason: Wrong person",), never=(SECRET,)),
        other=sees(CRP=SECRET),
    ),
    row(
        "S6-one-result-of-a-letter",
        "One result of a letter may be withdrawn; the others stay.",
        sent(blood("1", crp("12"), potassium(SECRET))),
        Withdraw(letter="1", position=1, reason="Wrong code"),
        citizen=sees(CRP="12", K="withdrawn", never=(SECRET,)),
        clinician=sees(CRP="12", K="withdrawn", words=("Reason: Wrong code",), never=(SECRET,)),
    ),
    row(
        "S6-earlier-values-go-with-it",
        "A withdrawal covers the versions before it too, so that nothing falls back to an older value.",
        sent(blood("1", crp("66.31"))),
        sent(blood("2", crp(SECRET, "corrected"), time="14:00")),
        Withdraw(letter="2"),
        both=sees(CRP="withdrawn", never=(SECRET, "66.31")),
    ),
    row(
        "S6-sent-anew",
        "What is sent anew after a withdrawal is shown, and the withdrawn value is no earlier version of it.",
        sent(blood("1", crp(SECRET, "corrected"))),
        Withdraw(letter="1", reason="Wrong time"),
        sent(blood("2", crp("12"), time="11:00")),
        both=sees(CRP="12", never=(SECRET,)),
    ),
    row(
        "S6-an-older-version-withdrawn",
        "A correction that already stands is not withdrawn with the value it corrected.",
        sent(blood("1", crp(SECRET))),
        sent(blood("2", crp("12", "corrected"), time="14:00")),
        Withdraw(letter="1"),
        both=sees(CRP="12, corrected", never=(SECRET,)),
    ),
    row(
        "S6-a-withdrawn-microbiology-report",
        "A withdrawn microbiology report shows its tombstone and nothing of what it said.",
        sent(culture("1", COLI)),
        Withdraw(letter="1", by="microbiology"),
        citizen=sees("withdrawn", never=(COLI, "Wrong person")),
        clinician=sees("withdrawn", words=("Reason: Wrong person",), never=(COLI,)),
    ),
    row(
        "S6-a-strangers-withdrawal",
        "A system withdraws only what its own senders sent; another's letter is to it as one never sent.",
        Register(),
        Register(by="other lab"),
        sent(blood("1", crp("12"))),
        Withdraw(letter="1", token="other lab", status=404),
        Withdraw(letter="never", token="lab", status=404),
        Withdraw(letter="1", token=None, status=401),
        both=sees(CRP="12"),
        where="production",
    ),
)

S7 = (
    row(
        "S7-told-of-a-correction",
        "A clinician who has seen a value that is corrected is told at the next sign-in, until acknowledged.",
        sent(blood("1", crp("12"))),
        Look(),
        SignIn(),
        sent(blood("2", crp("9", "corrected"), time="14:00")),
        SignIn(told=("corrected",), acknowledges=True),
        citizen=sees(CRP="9, corrected"),
        clinician=sees(CRP="9, corrected, earlier 12"),
    ),
    row(
        "S7-told-of-a-withdrawal",
        "A clinician who has seen a value that is withdrawn is told.",
        sent(blood("1", crp("12"), potassium("4.0"))),
        Look(),
        Withdraw(letter="1"),
        SignIn(told=("withdrawn",), acknowledges=True),
        both=sees(CRP="withdrawn", K="withdrawn"),
    ),
    row(
        "S7-told-of-a-withdrawal-though-sent-anew",
        "The right answer, sent anew before the clinician is back, does not silence the withdrawal.",
        sent(blood("1", crp("12"))),
        Look(),
        Withdraw(letter="1"),
        sent(blood("2", crp("9"), time="14:00")),
        SignIn(told=("withdrawn",), acknowledges=True),
        both=sees(CRP="9"),
    ),
    row(
        "S7-told-of-a-corrected-microbiology-report",
        "A clinician who has seen a microbiology report that is corrected is told.",
        sent(culture("1", COLI)),
        Look(parts=("microbiology",)),
        sent(culture("2", KLEBSIELLA, "corrected", time="14:00")),
        SignIn(told=("corrected",), acknowledges=True),
        citizen=sees(f"{KLEBSIELLA}, corrected"),
        clinician=sees(f"{KLEBSIELLA}, corrected, 1 earlier"),
    ),
    row(
        "S7-an-answer-that-was-waited-for",
        "A final answer after a temporary one is what was waited for: nobody is alarmed.",
        sent(blood("1", crp("11", "temporary"))),
        Look(),
        sent(blood("2", crp("12"), time="14:00")),
        SignIn(),
        citizen=sees(CRP="12"),
        clinician=sees(CRP="12, earlier 11"),
    ),
    row(
        "S7-what-is-hidden-gives-no-notice",
        "A correction that is refused tells nobody that it came.",
        sent(blood("1", crp("12"))),
        Look(),
        sent(blood("2", crp("9", "corrected"), time="14:00", given=False)),
        SignIn(),
    ),
)

ROWS = (*S1, *S2, *S3, *S5, *S6, *S7)
