"""S8 to S15: persons, consent, what is hidden, and the stage of a sending system."""

from __future__ import annotations

from tests.builders import NANCY
from tests.spec.rows.model import (
    Approve,
    AsIfNever,
    AskByName,
    Command,
    Describe,
    Evidence,
    Filed,
    PassedOn,
    Register,
    Release,
    Remember,
    See,
)
from tests.spec.rows.words import blood, crp, culture, potassium, refused, row, sees, sent

COLI, KLEBSIELLA = "Escherichia coli", "Klebsiella pneumoniae"
SECRET = "77.31"
ASPECTS = ("refusal_in_source", "correction_in_source", "hub_support", "end_to_end_test")
LOCAL, NATIONAL = "3101576JC8", "3101571JC8"
MADE_UP = "0203509908"
NO_SUCH_DATE = "3113009996"

S8 = (
    row(
        "S8-a-disagreeing-name",
        "A name that does not fit the number keeps the result apart, with a finding and an alarm.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp(SECRET), sample="S2", named=("Elmer", "Bruno"))),
        both=sees(CRP="12", never=(SECRET, "Elmer")),
        operator={"2": "stored exchange.name-disagrees"},
        alarms=("name_disagrees",),
    ),
    row(
        "S8-a-new-surname",
        "Names that share a word are of one person: people marry, and letters cut names short.",
        sent(blood("1", crp("12"))),
        sent(blood("2", crp("14"), time="14:00", named=("Nygift", "PRØVE Rækkesen"))),
        citizen=sees(CRP="14"),
        clinician=sees(CRP="14, earlier 12"),
    ),
    row(
        "S8-one-local-number-of-two-issuers",
        "A local replacement number stands for a person only together with the organisation that issued it.",
        sent(blood("1", crp("12"), identified=LOCAL)),
        sent(blood("1", crp("30"), by="other lab", identified=LOCAL)),
        See(who="clinician", number=LOCAL, issuer="lab", sight=sees(CRP="12", never=("30</span>",))),
        See(who="clinician", number=LOCAL, issuer="other lab", sight=sees(CRP="30", never=("12</span>",))),
    ),
    row(
        "S8-no-number-at-all",
        "The number that is written where none is known brings no two letters together; the operator is alarmed, "
        "since nobody can look the answers up.",
        sent(
            blood("1", crp("12"), identified="0000000000"),
            blood("2", crp("14"), identified="0000000000", sample="S2", named=("Elmer", "Bruno")),
        ),
        both=sees(),
        alarms=("number_of_nobody", "number_of_nobody"),
    ),
    row(
        "S8-one-national-replacement-number",
        "A national replacement number stands for the same person whoever writes it.",
        sent(blood("1", crp("12"), identified=NATIONAL)),
        sent(blood("1", potassium("4.0"), by="other lab", identified=NATIONAL)),
        See(who="clinician", number=NATIONAL, sight=sees(CRP="12", K="4.0")),
    ),
)

S9 = (
    row(
        "S9-a-number-without-check-digit",
        "A CPR number that fails modulus 11 is taken like any other.",
        sent(blood("1", crp("12"), identified=NANCY, named=("Berggren", "Nancy Ann Test"))),
        See(who="clinician", number=NANCY, sight=sees(CRP="12")),
    ),
)

S10 = (
    row(
        "S10-a-test-person-in-production",
        "Production refuses a letter about one of MedCom's test persons.",
        Register(),
        sent(
            blood("1", crp("12"), identified=NANCY, named=("Berggren", "Nancy Ann Test")),
            answer=refused(
                "ikke_specificeret", "exchange.person-made-up", "testperson", letter_1="ikke_specificeret"
            ),
        ),
        operator={"1": "refused exchange.person-made-up"},
        where="production",
    ),
    row(
        "S10-a-made-up-person-in-production",
        "Production refuses a letter about a number that belongs to nobody.",
        Register(),
        sent(
            blood("1", crp("12"), identified=MADE_UP),
            answer=refused("ikke_specificeret", "exchange.person-made-up", letter_1="ikke_specificeret"),
        ),
        operator={"1": "refused exchange.person-made-up"},
        where="production",
    ),
    row(
        "S10-production-takes-the-others",
        "Production takes a letter about anybody else.",
        Register(),
        sent(blood("1", crp("12"))),
        both=sees(CRP="12"),
        where="production",
    ),
    row(
        "S10-one-who-may-be-real-in-a-test-installation",
        "A test installation refuses a letter about a person who is not known to be made up.",
        sent(
            blood("1", crp("12"), identified=NO_SUCH_DATE),
            answer=refused("ikke_specificeret", "exchange.person-not-made-up", letter_1="ikke_specificeret"),
        ),
        sent(blood("2", crp("12"))),
        both=sees(CRP="12"),
        operator={"1": "refused exchange.person-not-made-up"},
        where="test installation",
    ),
    row(
        "S10-a-demonstration-takes-both",
        "A demonstration takes both, so that MedCom's public example letters can be tried in it.",
        sent(blood("1", crp("12"), identified=NO_SUCH_DATE)),
        sent(blood("2", crp("14"))),
        both=sees(CRP="14"),
    ),
)

S11 = (
    row(
        "S11-refused",
        "A refused answer is stored like any other and shown to nobody.",
        sent(blood("1", crp(SECRET), given=False)),
        both=sees(never=(SECRET,)),
    ),
    row(
        "S11-silence-lifts-nothing",
        "A later version that says nothing of consent does not lift a refusal.",
        sent(blood("1", crp("66.31"), given=False)),
        sent(blood("2", crp(SECRET, "corrected"), time="14:00")),
        both=sees(never=(SECRET, "66.31")),
    ),
    row(
        "S11-a-format-without-consent-lifts-nothing",
        "A later letter in a version that cannot speak of consent does not lift a refusal.",
        sent(blood("1", crp("66.31"), given=False)),
        sent(blood("2", crp(SECRET), time="14:00", version="XR0130K")),
        both=sees(never=(SECRET, "66.31")),
    ),
    row(
        "S11-lifted",
        "A later version that states consent in so many words lifts the refusal.",
        sent(blood("1", crp("12"), given=False)),
        sent(blood("2", crp("14"), time="14:00", given=True)),
        citizen=sees(CRP="14"),
        clinician=sees(CRP="14, earlier 12"),
    ),
    row(
        "S11-refused-again",
        "What was given can be refused; then all versions are gone.",
        sent(blood("1", crp("66.31"), given=True)),
        See(who="citizen", sight=sees(CRP="66.31")),
        sent(blood("2", crp(SECRET), time="14:00", given=False)),
        both=sees(never=(SECRET, "66.31")),
    ),
    row(
        "S11-the-word-that-came-late",
        "The laboratory's time decides which word is the last: a delayed refusal does not undo a later consent.",
        sent(blood("2", crp("14"), time="14:00", given=True)),
        sent(blood("1", crp("12"), time="12:00", given=False)),
        citizen=sees(CRP="14"),
        clinician=sees(CRP="14, earlier 12"),
    ),
    row(
        "S11-anothers-word-lifts-nothing",
        "A letter of another sender, though it names the same sample, neither lifts a refusal nor is hidden by it.",
        sent(blood("1", crp(SECRET), given=False)),
        sent(blood("2", crp("30", producer="TKC"), by="other lab", time="14:00", given=True)),
        both=sees(CRP="30", never=(SECRET,)),
    ),
    row(
        "S11-two-words-equally-new",
        "Of two words in letters of the same times the refusal stands, whichever came first.",
        sent(blood("1", crp(SECRET), given=False)),
        sent(blood("2", crp(SECRET), given=True)),
        both=sees(never=(SECRET,)),
    ),
    row(
        "S11-microbiology-refused-and-lifted",
        "The same holds for microbiology reports.",
        sent(culture("1", COLI, given=False)),
        See(who="citizen", sight=sees(never=(COLI,))),
        sent(culture("2", COLI, time="14:00")),
        See(who="clinician", sight=sees(never=(COLI,))),
        sent(culture("3", COLI, time="15:00", given=True)),
        citizen=sees(COLI),
        clinician=sees(f"{COLI}, 2 earlier"),
    ),
)

S12 = (
    row(
        "S12-a-conversion-that-would-lose-a-refusal",
        "A letter with a refusal is not converted to a version that cannot carry it, losses accepted or not.",
        Command(
            arguments=("convert", "--to", "XR0130K", "--accept-losses", "LETTER"),
            letter=blood("1", crp("12"), given=False),
            code=1,
            words=("the patient refuses consent, and XR0130K cannot carry that", "Patient/Consent"),
        ),
        Command(
            arguments=("convert", "--to", "XR0131K", "LETTER"),
            letter=blood("1", crp("12"), given=False),
            code=0,
            words=("<Given>false</Given>",),
        ),
    ),
)

S13 = (
    row(
        "S13-asked-for-by-name",
        "A hidden letter that is asked for by its address answers as one that never was, to the byte.",
        sent(blood("1", crp(SECRET), given=True), culture("2", COLI, by="lab", given=True)),
        Remember(),
        sent(
            blood("3", crp(SECRET), time="14:00", given=False),
            culture("4", COLI, by="lab", time="14:00", given=False),
            blood("5", potassium("4.0"), sample="S5"),
        ),
        AskByName(),
        both=sees(K="4.0", never=(SECRET, COLI)),
    ),
    row(
        "S13-no-count-gap-or-total",
        "Two citizens with the same open letter, one of whom has refused answers as well: their pages are the "
        "same to the byte, for themselves and for a clinician.",
        sent(blood("1", crp("12")), blood("2", crp("12"), about="B")),
        sent(
            blood("3", crp(SECRET), sample="S2", sampled="06:00", given=False),
            blood("4", potassium(SECRET), sample="S3", given=False),
            culture("5", COLI, by="lab", sample="S5", given=False),
        ),
        AsIfNever(),
        both=sees(CRP="12", never=(SECRET, COLI)),
        other=sees(CRP="12"),
    ),
    row(
        "S13-nothing-but-hidden",
        "A citizen all of whose answers are refused is as one of whom nothing is known.",
        sent(blood("1", crp(SECRET), given=False), culture("2", COLI, by="lab", given=False)),
        AsIfNever(),
        both=sees(never=(SECRET, COLI)),
    ),
)

S14 = (
    row(
        "S14-refused-microbiology-reaches-miba",
        "Refused microbiology is stored in MiBa like any other, and shown to nobody.",
        sent(culture("1", COLI, given=False)),
        Filed(letter="1", databank="MiBa", by="microbiology"),
        both=sees(never=(COLI,)),
    ),
    row(
        "S14-microbiology-in-the-technical-stage-reaches-miba",
        "So is microbiology of a system in the technical stage.",
        Register(by="microbiology", stage="technical"),
        sent(culture("1", COLI)),
        Filed(letter="1", databank="MiBa", by="microbiology"),
        both=sees(never=(COLI,)),
    ),
    row(
        "S14-refused-microbiology-is-passed-on",
        "Where MiBa is another installation, refused microbiology is passed on to it, and is hidden there too.",
        Register(by="microbiology"),
        sent(culture("1", COLI, given=False)),
        PassedOn(letter="1", databank="MiBa", by="microbiology", sight=sees(never=(COLI,))),
        both=sees(never=(COLI,)),
        operator={"1": "delivered"},
        where="hub",
    ),
    row(
        "S14-other-microbiology-is-passed-on",
        "So is any other; it is seen there.",
        Register(by="microbiology"),
        sent(culture("1", COLI)),
        PassedOn(letter="1", databank="MiBa", by="microbiology", sight=sees(COLI)),
        both=sees(never=(COLI,)),
        operator={"1": "delivered"},
        where="hub",
    ),
)

S15 = (
    row(
        "S15-technical",
        "What a system in the technical stage sends is stored, receipted and shown to nobody.",
        Register(stage="technical"),
        sent(blood("1", crp(SECRET))),
        both=sees(never=(SECRET,)),
    ),
    row(
        "S15-approved-later",
        "A version in the full stage shows itself only, never its forerunner from the technical stage.",
        Register(stage="technical"),
        sent(blood("1", crp(SECRET, "corrected"))),
        Approve(stage="full"),
        See(who="citizen", sight=sees(never=(SECRET,))),
        sent(blood("2", crp("14"), time="14:00")),
        both=sees(CRP="14", never=(SECRET,)),
    ),
    row(
        "S15-a-refusal-in-the-technical-stage",
        "A refusal said in the technical stage counts all the same.",
        Register(stage="technical"),
        sent(blood("1", crp("66.31"), given=False)),
        Approve(stage="full"),
        sent(blood("2", crp(SECRET), time="14:00")),
        both=sees(never=(SECRET, "66.31")),
    ),
    row(
        "S15-four-approvals",
        "A source of general practice is full by four approvals only; an attempt says which is missing, and one "
        "that is taken back makes it technical at once.",
        Register(stage="technical"),
        Describe(kind="general_practice"),
        Approve(stage="full", missing=ASPECTS),
        Evidence(aspects=ASPECTS[:3]),
        Approve(stage="full", missing=ASPECTS[3:]),
        sent(blood("1", crp(SECRET))),
        Evidence(aspects=ASPECTS[3:]),
        Approve(stage="full"),
        sent(blood("2", crp("14"), time="14:00")),
        Evidence(aspects=ASPECTS[1:2], taken_back=True),
        sent(blood("3", crp("66.31"), time="16:00")),
        both=sees(CRP="14", never=(SECRET, "66.31")),
        where="production",
    ),
    row(
        "S15-a-release-by-two",
        "What came in the technical stage is shown after one person has proposed it and another confirmed it.",
        Register(stage="technical"),
        Describe(kind="hospital_laboratory"),
        sent(blood("1", crp("12"))),
        sent(blood("2", crp(SECRET), sample="S2", given=False)),
        Approve(stage="full"),
        sent(blood("3", crp("14"), time="14:00")),
        Release(proposed_by="A. Prøve", confirmed_by="a. prøve", refused="same_person"),
        See(who="clinician", sight=sees(CRP="14", never=(SECRET,))),
        Release(proposed_by="A. Prøve", confirmed_by="B. Prøve", letters=2),
        citizen=sees(CRP="14", never=(SECRET,)),
        clinician=sees(CRP="14, earlier 12", never=(SECRET,)),
    ),
    row(
        "S15-a-release-of-who-could-not-refuse",
        "What a source sent that could not state refusals is never released.",
        Register(stage="technical"),
        Describe(kind="hospital_laboratory", able=False),
        sent(blood("1", crp(SECRET))),
        Approve(stage="full"),
        Release(proposed_by="A. Prøve", confirmed_by="B. Prøve", refused="no_refusals"),
        both=sees(never=(SECRET,)),
    ),
    row(
        "S15-a-new-system-is-technical",
        "In production a system is technical until somebody approves it.",
        Register(stage="technical"),
        sent(blood("1", crp(SECRET))),
        See(who="clinician", sight=sees(never=(SECRET,))),
        Approve(stage="full"),
        sent(blood("2", crp("14"), sample="S2")),
        both=sees(CRP="14", never=(SECRET,)),
        where="production",
    ),
)

ROWS = (*S8, *S9, *S10, *S11, *S12, *S13, *S14, *S15)
