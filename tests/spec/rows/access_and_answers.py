"""S17 to S23: who may do what, what is answered, and what is never merged."""

from __future__ import annotations

from tests.spec.rows.model import (
    Answer,
    Command,
    Look,
    Post,
    PostReceipt,
    ReadLog,
    Register,
    Visit,
)
from tests.spec.rows.words import (
    NOTED,
    blood,
    crp,
    culture,
    potassium,
    problem,
    refused,
    row,
    sees,
    sent,
)

SECRET = "77.31"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
TOO_LONG = ("<Value>77.31</Value>", "<Value>77.31773177317731</Value>")
PAGES = ("/me", "/me/log", "/patients", "/operations", "/operations/alarms", "/accounts", "/systems")
NURSE = "Sygeplejerske Ask Prøve Clinician, Testsygehuset, Akutmodtagelsen"


def only(*open_pages: str, closed: int = 403) -> dict[str, int]:
    """What is answered to each page when only these are open."""
    return {path: 200 if path in open_pages else closed for path in PAGES}


S17 = (
    row(
        "S17-each-role-opens-its-own-pages",
        "Each role opens its own pages and no others; whoever is not signed in opens none.",
        Visit(who="nobody", answers=only(closed=303)),
        Visit(who="citizen", answers=only("/me", "/me/log")),
        Visit(who="gp", answers=only("/patients")),
        Visit(who="operator", answers=only("/operations", "/operations/alarms")),
        Visit(who="surveillance", answers=only()),
        Visit(who="administrator", answers=only("/accounts", "/systems")),
    ),
    row(
        "S17-the-same-with-passwords",
        "The same table holds where people sign in with passwords.",
        Visit(who="nobody", answers=only(closed=303)),
        Visit(who="citizen", answers=only("/me", "/me/log")),
        Visit(who="ward", answers=only("/patients")),
        Visit(who="operator", answers=only("/operations", "/operations/alarms")),
        where="production",
    ),
)

S18 = (
    row(
        "S18-each-look-leaves-one-event",
        "Every look has a reason and leaves exactly one event, which the citizen reads with who and why.",
        sent(blood("1", crp("12")), culture("2", by="lab")),
        Look(parts=("table", "microbiology", "letter")),
        Look(reason="follow_up"),
        ReadLog(
            events=(
                "A Citizen: log, Own access",
                f"{NURSE}: table, Follow-up on a result",
                f"{NURSE}: letter, Current treatment",
                f"{NURSE}: microbiology, Current treatment",
                f"{NURSE}: table, Current treatment",
            )
        ),
        both=sees("Escherichia coli", CRP="12"),
    ),
    row(
        "S18-a-look-at-somebody-unknown",
        "A look at a person of whom nothing is known leaves its event all the same.",
        Look(),
        ReadLog(events=("A Citizen: log, Own access", f"{NURSE}: table, Current treatment")),
    ),
    row(
        "S18-answers-hold-rule-and-place-and-no-value",
        "What is wrong in a letter is told with rule, line and path, never with the value, a name or a number.",
        sent(
            blood("1", crp(SECRET), damage=TOO_LONG),
            answer=Answer(
                status=422,
                receipt="XCTL02",
                code="syntaksfejl",
                refused={"1": "syntaksfejl"},
                stored=0,
                words=("/Emessage/LaboratoryReport", "/Value", "linje"),
                never=(SECRET,),
            ),
        ),
        operator={"1": "refused"},
    ),
)

S19 = (
    row(
        "S19-every-page-says-so",
        "Every page of a demonstration says that it is one.",
        Visit(who="nobody", answers={"/persona": 200}, words=('class="demo"', "Demonstration")),
        Visit(who="citizen", answers={"/me": 200}, words=('class="demo"', "Demonstration")),
        Visit(who="operator", answers={"/no-such-page": 404}, words=('class="demo"', "Demonstration")),
    ),
    row(
        "S19-this-machine-only",
        "A demonstration answers to names of this machine only, and is not started where others can reach it.",
        Visit(who="nobody", answers={"/persona": 403}, headers={"host": "labsvar.example"}),
        Command(
            arguments=("up", "--demo", "--port", "0", "--data", "data"),
            settings={"LABSVAR_HOST": "0.0.0.0"},
            code=78,
            words=("listens on this machine only",),
        ),
    ),
    row(
        "S19-no-foreign-folder",
        "A demonstration takes no folder that holds what Labsvar did not make.",
        Command(
            arguments=("up", "--demo", "--port", "0", "--data", "."),
            letter=blood("1", crp("12")),
            code=78,
            words=("holds files that Labsvar did not make",),
        ),
    ),
)

S20 = (
    row(
        "S20-no-token",
        "In production a letter without a token, or with a wrong one, is not taken.",
        sent(blood("1", crp("12")), answer=problem(401), token=None),
        sent(blood("1", crp("12")), answer=problem(401), token="wrong"),
        where="production",
        operator={"1": ""},
    ),
    row(
        "S20-a-sender-it-is-not-registered-for",
        "A system may send only letters whose sender it is registered for.",
        Register(),
        sent(
            blood("1", crp("12"), by="other lab"),
            answer=problem(403, "exchange.sender-not-registered"),
            token="lab",
        ),
        sent(
            blood("2", crp("12")),
            blood("3", crp("12"), by="other lab"),
            answer=problem(403, "exchange.sender-not-registered"),
        ),
        where="production",
        operator={str(number): "refused exchange.sender-not-registered" for number in (1, 2, 3)},
    ),
    row(
        "S20-a-receiver-that-is-not-ours",
        "A letter to a location number that is not this installation's is refused by name.",
        Register(),
        sent(
            blood("1", crp("12"), to="elsewhere"),
            answer=refused(
                "ukendt_lokationsnummer", "exchange.receiver-unknown", letter_1="ukendt_lokationsnummer"
            ),
        ),
        operator={"1": "refused exchange.receiver-unknown"},
        where="production",
    ),
    row(
        "S20-a-receiver-that-is-another-databank",
        "A location number stands for one databank: biochemistry sent to that of MiBa is refused.",
        Register(),
        sent(
            blood("1", crp("12"), to="MiBa"),
            answer=refused(
                "problem_med_modtagerID",
                "exchange.receiver-other-databank",
                letter_1="problem_med_modtagerID",
            ),
        ),
        operator={"1": "refused exchange.receiver-other-databank"},
        where="production",
    ),
)

S21 = (
    row(
        "S21-accepted",
        "A letter that asks for a receipt gets a positive one; what it accepts is stored.",
        sent(blood("1", crp("12"))),
        both=sees(CRP="12"),
    ),
    row(
        "S21-no-receipt-wanted",
        "A letter that asks for none gets an empty answer that says where its state can be read.",
        sent(blood("1", crp("12")), receipt_wanted=False, answer=NOTED),
        both=sees(CRP="12"),
    ),
    row(
        "S21-the-same-envelope-again",
        "The same envelope again gets the same answer again, and is stored once.",
        sent(blood("1", crp("12")), envelope="K1"),
        sent(blood("1", crp("12")), envelope="K1"),
        both=sees(CRP="12"),
        operator={"1": "duplicate exchange.duplicate, stored"},
    ),
    row(
        "S21-the-same-letter-in-a-new-envelope",
        "The same letter in a new envelope gets a receipt for that envelope, and is stored once.",
        sent(blood("1", crp("12"))),
        sent(blood("1", crp("12")), sent="21:00"),
        both=sees(CRP="12"),
        operator={"1": "duplicate exchange.duplicate, stored"},
    ),
    row(
        "S21-the-same-letter-in-another-encoding",
        "A letter is the same whatever encoding its characters were sent in.",
        sent(blood("1", crp("12", comment="Hæmolyse på 2°"))),
        sent(blood("1", crp("12", comment="Hæmolyse på 2°")), encoding="ISO-8859-1"),
        both=sees(CRP="12", words=("Hæmolyse på 2°",)),
        operator={"1": "duplicate exchange.duplicate, stored"},
    ),
    row(
        "S21-a-letter-number-used-again",
        "The same letter number with other content is refused by name; the first letter stands.",
        sent(blood("1", crp("12"))),
        sent(
            blood("1", crp("14"), time="14:00"),
            answer=refused(
                "ikke_specificeret", "exchange.letter-number-reused", letter_1="ikke_specificeret"
            ),
        ),
        both=sees(CRP="12"),
        operator={"1": "refused exchange.letter-number-reused, stored"},
        alarms=("letter_number_reused",),
    ),
    row(
        "S21-a-letter-number-used-twice-in-one-envelope",
        "So it is within one envelope.",
        sent(
            blood("1", crp("12")),
            blood("1", crp("14"), time="14:00"),
            answer=Answer(
                status=422,
                receipt="XCTL02",
                refused={"1": "ikke_specificeret"},
                stored=1,
                words=("exchange.letter-number-reused", "1 af 2 breve er modtaget og gemt; 1 er afvist."),
            ),
        ),
        both=sees(CRP="12"),
        operator={"1": "refused exchange.letter-number-reused, stored"},
        alarms=("letter_number_reused",),
    ),
    row(
        "S21-an-envelope-number-used-again",
        "The same envelope number with other content is refused by name.",
        sent(blood("1", crp("12")), envelope="K1"),
        sent(
            blood("2", crp("14"), time="14:00"),
            envelope="K1",
            answer=refused("ikke_specificeret", "exchange.envelope-number-reused"),
        ),
        both=sees(CRP="12"),
        operator={"2": "refused exchange.envelope-number-reused"},
        alarms=("envelope_number_reused",),
    ),
    row(
        "S21-a-half-good-envelope",
        "Of a half-good envelope the good letters are stored; the receipt names the refused ones and says how "
        "many were stored. Sent again mended, each letter is stored once.",
        sent(
            blood("1", crp("12")),
            blood("2", crp(SECRET), sample="S2", damage=TOO_LONG),
            blood("3", potassium("4.0")),
            answer=Answer(
                status=422,
                receipt="XCTL02",
                refused={"2": "syntaksfejl"},
                stored=2,
                words=("2 af 3 breve er modtaget og gemt; 1 er afvist.",),
            ),
        ),
        sent(
            blood("1", crp("12")),
            blood("4", crp("14"), sample="S2", sampled="10:00"),
            blood("3", potassium("4.0")),
        ),
        both=sees(CRP=("14", "12"), K="4.0"),
        operator={
            "1": "duplicate exchange.duplicate, stored",
            "2": "refused",
            "3": "duplicate exchange.duplicate, stored",
        },
    ),
    row(
        "S21-a-half-good-envelope-again",
        "The same half-good envelope again gets the same answer again, and what was good is stored once.",
        *(
            sent(
                blood("1", crp("12")),
                blood("2", crp(SECRET), sample="S2", damage=TOO_LONG),
                envelope="K1",
                answer=Answer(
                    status=422,
                    receipt="XCTL02",
                    refused={"2": "syntaksfejl"},
                    stored=1,
                    words=("1 af 2 breve er modtaget og gemt; 1 er afvist.",),
                ),
            )
            for _ in range(2)
        ),
        both=sees(CRP="12", never=(SECRET,)),
        operator={
            "1": "duplicate exchange.duplicate, stored",
            "2": "duplicate exchange.duplicate, refused",
        },
    ),
    row(
        "S21-refused-for-different-things",
        "When the letters of an envelope are refused for different things, each is told its own.",
        sent(
            blood("1", crp(SECRET), damage=TOO_LONG),
            blood("2", crp("12"), damage=("XR0131K", "XR0931K")),
            answer=refused(
                "ikke_specificeret",
                "Ingen breve er gemt.",
                letter_1="syntaksfejl",
                letter_2="problem_med_version",
            ),
        ),
        operator={"1": "refused", "2": "refused"},
    ),
    row(
        "S21-a-refusal-is-always-told",
        "A negative receipt comes whether or not a receipt was asked for.",
        sent(
            blood("1", crp(SECRET), damage=TOO_LONG),
            receipt_wanted=False,
            answer=refused("syntaksfejl", "Ingen breve er gemt.", letter_1="syntaksfejl"),
        ),
        operator={"1": "refused"},
    ),
    row(
        "S21-more-refused-than-a-receipt-can-name",
        "Of more than 99 refused letters the receipt names the first 99 and says where the whole list is.",
        sent(
            blood("0", crp("12")),
            *(blood(str(n), crp(SECRET), sample=f"S{n}", damage=TOO_LONG) for n in range(1, 102)),
            answer=Answer(
                status=422,
                receipt="XCTL02",
                refused={str(n): "syntaksfejl" for n in range(1, 100)},
                stored=1,
                words=(
                    "1 af 102 breve er modtaget og gemt; 101 er afvist.",
                    "Kun de første 99 er nævnt. Hele listen: /api/emessages/",
                ),
            ),
        ),
        both=sees(CRP="12", never=(SECRET,)),
        operator={"101": "refused"},
    ),
    row(
        "S21-a-version-that-is-not-known",
        "A letter in a version that is not taken here is refused by name.",
        sent(
            blood("1", crp("12"), damage=("XR0131K", "XR0931K")),
            answer=refused("problem_med_version", letter_1="problem_med_version"),
        ),
        operator={"1": "refused"},
    ),
    row(
        "S21-unreadable",
        "What cannot be read gets a problem document, since nothing in it can be receipted.",
        Post(what="a PNG", body=PNG, answer=problem(400)),
        Post(what="an empty file", body=b"", answer=problem(400)),
        Post(what="a truncated letter", body=b"<Emessage><Envelope>", answer=problem(400)),
    ),
    row(
        "S21-a-receipt-is-never-receipted",
        "A receipt that is posted in is taken without a word, and never receipted itself.",
        PostReceipt(kind="XCTL03", envelope="LV1"),
        PostReceipt(kind="XCTL02", envelope="LV2"),
        operator={"Q1": "receipt exchange.receipt-unmatched", "Q2": "receipt exchange.receipt-unmatched"},
    ),
)

S23 = (
    row(
        "S23-another-laboratory",
        "The same analysis from two laboratories is two rows: their methods are never assumed comparable.",
        sent(blood("1", crp("12"))),
        sent(blood("1", crp("30", producer="TKC"), by="other lab", sample="S2", sampled="10:00")),
        both=sees(CRP=("12", "30")),
    ),
    row(
        "S23-another-unit",
        "The same analysis in two units is two rows: nothing is converted.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("114", unit="nmol/L"), sample="S2", sampled="10:00")),
        both=sees(CRP=("12", "114"), words=("mg/L", "nmol/L")),
    ),
)

ROWS = (*S17, *S18, *S19, *S20, *S21, *S23)
