"""What keeps a request for a reference sample from being made, and what hinders answers from being linked."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, Severity, define

_MINUTES: Final = (
    "MedCom, reference group for laboratory medicine, minutes on reference samples: the five sender prompts "
    "and the original requester's answers in XREQ01, forwarded in XRPT06"
)
_XREQ01: Final = "MedCom's OIOXML schema of XREQ01 (XQ0131K)"
_XRPT06: Final = "MedCom's OIOXML schema of XRPT06 (XR0630M)"


def _rule(
    name: str,
    severity: Severity,
    *,
    da: str,
    en: str,
    todo_da: str,
    todo_en: str,
    source: str = _MINUTES,
) -> Rule:
    return define(f"linking.{name}", severity, da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=source)


# A request is made ---------------------------------------------------------------------------------

TOO_MANY_PROMPTS: Final = _rule(
    "too-many-prompts",
    "error",
    da="Der er {found} spørgsmål med svar, og brevet har plads til {most}; intet skæres bort. {named}",
    en="There are {found} prompts, and the letter has room for {most}; nothing is cut. {named}",
    todo_da="Vælg hvilke spørgsmål fra den oprindelige rekvisition der kan undværes, og dan rekvisitionen igen.",
    todo_en="Choose which prompts of the original requisition can be spared, and make the request again.",
    source=f"{_XREQ01} and of XRPT06 (XR0630M): Prompt occurs at most 20 times",
)
NO_LOCATION: Final = _rule(
    "reference-no-location",
    "error",
    da="Referencelaboratoriets lokationsnummer kan ikke være rigtigt.",
    en="The reference laboratory's location number cannot be right.",
    todo_da="Angiv laboratoriets lokationsnummer (GLN): tretten cifre, hvoraf det sidste er kontrolciffer.",
    todo_en="State the laboratory's location number (GLN): thirteen digits, of which the last is a check digit.",
    source="HL7 Denmark, DK Core: the GLN identifier",
)
ISOLATE_NEEDED: Final = _rule(
    "isolate-needed",
    "error",
    da="Isolatets nummer mangler: svaret fortæller ikke selv, hvilket isolat der sendes.",
    en="The number of the isolate is missing: the answer itself does not tell which isolate is sent.",
    todo_da="Angiv isolatnummeret (1-9) for det isolat, der sendes; der dannes én rekvisition for hvert isolat.",
    todo_en="State the number (1-9) of the isolate that is sent; one request is made for each isolate.",
    source=f"{_MINUTES}; XRPT05 has no element for the number of an isolate",
)
ISOLATE_UNKNOWN: Final = _rule(
    "isolate-unknown",
    "error",
    da="Undersøgelsen har intet isolat med det nummer.",
    en="The examination has no isolate with that number.",
    todo_da="Vælg et af de isolater, svaret nævner.",
    todo_en="Choose one of the isolates that the answer names.",
)
INVESTIGATION_UNKNOWN: Final = _rule(
    "investigation-unknown",
    "error",
    da="Svaret har ingen undersøgelse på den plads.",
    en="The answer has no examination at that position.",
    todo_da="Vælg en af svarets undersøgelser.",
    todo_en="Choose one of the examinations of the answer.",
    source="Labsvar's own rule (docs/explanation/linking.md)",
)
PRODUCER_NEEDED: Final = _rule(
    "producer-needed",
    "error",
    da="Undersøgelsen nævner ikke sin producent, så referencelaboratoriets svar kan ikke knyttes til den.",
    en="The examination does not name its producer, so the reference laboratory's answer cannot be linked to it.",
    todo_da="Send svaret i en version, der har ProducerOfLabResult.",
    todo_en="Send the answer in a version that has ProducerOfLabResult.",
)
NO_REQUESTER_NUMBER: Final = _rule(
    "no-requester-number",
    "warning",
    da="Svaret har ikke den oprindelige rekvirents prøvenummer, så {name} udelades.",
    en="The answer has no sample number of the original requester, so {name} is left out.",
    todo_da="Angiv nummeret, hvis det kendes.",
    todo_en="State the number if it is known.",
)
NO_ISOLATE: Final = _rule(
    "no-isolate",
    "note",
    da="Undersøgelsen er ingen dyrkning, så {name} udelades: prøven selv sendes.",
    en="The examination is no culture, so {name} is left out: the sample itself is sent.",
    todo_da="Intet, hvis det er prøven, der sendes.",
    todo_en="Nothing, if it is the sample that is sent.",
)
CODE_TAKEN: Final = _rule(
    "code-taken",
    "error",
    da="Et spørgsmål fra den oprindelige rekvirent har samme kode som {name}.",
    en="A prompt of the original requester has the code of {name}.",
    todo_da="Fjern spørgsmålet, hvis prøven allerede er sendt videre én gang, eller giv {name} en anden kode.",
    todo_en="Take the prompt away if the sample was sent on once before, or give {name} another code.",
    source="Labsvar's own rule (docs/explanation/linking.md)",
)

NUMBER_NEEDED: Final = _rule(
    "number-needed",
    "error",
    da="Rekvisitionen skal have det oprindelige rekvisitionsnummer, og svaret har intet.",
    en="The request is to have the original requisition number, and the answer has none.",
    todo_da="Angiv nummeret, eller lad rekvisitionen få et nyt.",
    todo_en="State the number, or let the request have a new one.",
    source=f"{_XREQ01}: RequesterSampleIdentifier is mandatory; whether it is new or the same is a setting",
)
REQUESTER_UNKNOWN: Final = _rule(
    "requester-unknown",
    "warning",
    da="Intet brev nævner den oprindelige rekvirent på en måde, rekvisitionen kan have; feltet udelades.",
    en="No letter names the original requester in a way the request can hold; the field is left out.",
    todo_da="Intet, hvis svaret skal til laboratoriet selv.",
    todo_en="Nothing, if the answer is to go to the laboratory itself.",
    source=f"{_XREQ01}: OriginalRequester is always there when a requisition is forwarded",
)
REQUESTER_NEEDED: Final = _rule(
    "requester-needed",
    "error",
    da="Svaret skal til den oprindelige rekvirent, og intet brev nævner denne.",
    en="The answer is to go to the original requester, and no letter names one.",
    todo_da="Lad svaret gå til laboratoriet, eller tag udgangspunkt i XRPT05-svaret til rekvirenten.",
    todo_en="Let the answer go to the laboratory, or start from the XRPT05 that went to the requester.",
    source=f"{_XREQ01}: when Sender/ReplyTo is false the answer goes to OriginalRequester",
)

# A request or an answer is read ----------------------------------------------------------------------

PROMPTS_MISSING: Final = _rule(
    "prompts-missing",
    "warning",
    da="Der mangler oplysninger om afsenderens svar: {names}.",
    en="Prompts about the sender's answer are missing: {names}.",
    todo_da="Bed afsenderen om at sende alle fem; uden dem kan svarene ikke knyttes sikkert sammen.",
    todo_en="Ask the sender to send all five; without them the answers cannot be linked safely.",
)
PROMPT_UNCLEAR: Final = _rule(
    "prompt-unclear",
    "warning",
    da="{name} er besvaret flere gange forskelligt, eller på en måde der ikke kan læses, og bruges ikke.",
    en="{name} is answered several times differently, or in a way that cannot be read, and is not used.",
    todo_da="Bed afsenderen om ét svar: tekst, og for isolatnummeret et tal fra 1 til 9.",
    todo_en="Ask the sender for one answer: a text, and for the isolate a number from 1 to 9.",
)

# An answer is sent on --------------------------------------------------------------------------------

CANNOT_CARRY: Final = _rule(
    "cannot-carry",
    "error",
    da="Spørgsmålet har ingen kode eller et tal med enhed, og det kan XRPT06 ikke have.",
    en="The prompt has no code, or a number with a unit, which XRPT06 cannot hold.",
    todo_da="Send rekvisitionen som XQ0131K.",
    todo_en="Send the requisition as XQ0131K.",
    source=f"{_XRPT06}, Prompt",
)
CARRIED_OTHERWISE: Final = _rule(
    "carried-otherwise",
    "error",
    da="Svaret har allerede spørgsmålet, men med et andet svar end rekvisitionen.",
    en="The answer holds the prompt already, but answered otherwise than in the requisition.",
    todo_da="Ret svaret, så det gengiver rekvisitionens spørgsmål og svar.",
    todo_en="Correct the answer so that it repeats the prompt as the requisition has it.",
)

# Answers are linked ------------------------------------------------------------------------------------

NUMBERS_SWAPPED: Final = _rule(
    "numbers-swapped",
    "warning",
    da="Prøvens nummer og rekvisitionens nummer er byttet om.",
    en="The number of the sample and the number of the requisition are swapped.",
    todo_da="Bed laboratoriet om at rette opsætningen; forbindelsen foreslås til en person imens.",
    todo_en="Ask the laboratory to correct its set-up; meanwhile the link is proposed to a person.",
)
XRPT06_DUE: Final = _rule(
    "xrpt06-due",
    "warning",
    da="Referencelaboratoriet har kun sendt XRPT05, som ikke kan have rekvisitionens spørgsmål og svar.",
    en="The reference laboratory has sent an XRPT05 only, which cannot hold the prompts of the requisition.",
    todo_da="Bed laboratoriet om at sende XRPT06 til MiBa.",
    todo_en="Ask the laboratory to send an XRPT06 to MiBa.",
)
SENT_TO_BOTH: Final = _rule(
    "sent-to-both",
    "note",
    da="Svaret er sendt både til den oprindelige rekvirent og til laboratoriet, der sendte prøven.",
    en="The answer was sent both to the original requester and to the laboratory that sent the sample.",
    todo_da="Aftal, hvem der skal have svaret; ReplyTo i rekvisitionen siger det.",
    todo_en="Agree on who is to have the answer; ReplyTo in the requisition tells it.",
)
NUMBER_REUSED: Final = _rule(
    "number-reused",
    "note",
    da="Laboratoriet har brugt samme produktionsnummer til flere prøver.",
    en="The laboratory has used one production number for several samples.",
    todo_da="Bed laboratoriet om at bruge hvert nummer én gang; svar med nummeret foreslås kun til en person imens.",
    todo_en="Ask the laboratory to use each number once; meanwhile answers with it are only proposed to a person.",
    source="Labsvar's own rule (docs/explanation/linking.md)",
)

# A supplementary answer is made ------------------------------------------------------------------------

SUPPLEMENT_NEEDS_ANSWER: Final = _rule(
    "supplement-needs-answer",
    "error",
    da="Laboratoriet har ikke selv sendt et endeligt XRPT05-svar om prøven, så der er intet at supplere.",
    en="The laboratory itself has sent no final XRPT05 about the sample, so there is nothing to supplement.",
    todo_da="Send først laboratoriets eget endelige svar til rekvirenten.",
    todo_en="Send the laboratory's own final answer to the requester first.",
    source="Labsvar's own rule (docs/explanation/linking.md)",
)
REFERENCE_NOT_FINAL: Final = _rule(
    "reference-not-final",
    "error",
    da="Referencelaboratoriets svar er ikke endeligt.",
    en="The reference laboratory's answer is not final.",
    todo_da="Vent på det endelige svar.",
    todo_en="Wait for the final answer.",
    source="Labsvar's own rule (docs/explanation/linking.md), after rule S2",
)
OTHER_PERSON: Final = _rule(
    "supplement-other-person",
    "error",
    da="De to svar har ikke samme personnummer.",
    en="The two answers have not one and the same number of a person.",
    todo_da="Afklar med referencelaboratoriet, hvem prøven er fra.",
    todo_en="Settle with the reference laboratory whose sample it is.",
    source="Labsvar's own rule (docs/explanation/linking.md), after rule S8",
)
NOTHING_TO_SHOW: Final = _rule(
    "supplement-nothing-to-show",
    "error",
    da="Alt i referencelaboratoriets svar er til overvågning alene, så der er intet at fortælle rekvirenten.",
    en="All of the reference laboratory's answer is for surveillance only, so there is nothing to tell the requester.",
    todo_da="Intet; MiBa har referencelaboratoriets eget svar.",
    todo_en="Nothing; MiBa has the reference laboratory's own answer.",
    source="Statens Serum Institut, miba.ssi.dk, Standarder: what clinicians see follows XRPT05",
)
MIBA_UNCHANGED: Final = _rule(
    "supplement-miba-unchanged",
    "note",
    da="Der dannes intet nyt XRPT06: laboratoriets eget eller referencelaboratoriets svar findes ikke som XRPT06.",
    en="No new XRPT06 is made: the laboratory's own answer or the reference laboratory's is not there as one.",
    todo_da="Intet; MiBa har de svar, der er sendt dertil.",
    todo_en="Nothing; MiBa has the answers that were sent there.",
    source="Labsvar's own rule (docs/explanation/linking.md)",
)

# A letter leaves ---------------------------------------------------------------------------------------

NOT_TAKEN: Final = _rule(
    "not-taken",
    "error",
    da="Brevet blev ikke taget imod af denne installation (status {status}); intet er sendt af det.",
    en="The letter was not taken by this installation (status {status}); nothing of it was sent.",
    todo_da="Se årsagen på driftens side over breve; modtager og afsender skal være kendt her.",
    todo_en="See the reason on the operators' page of letters; receiver and sender must be known here.",
    source="Labsvar's own rule (docs/explanation/linking.md)",
)
