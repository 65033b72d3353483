"""Why the requisition hotel refuses something."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_OWN: Final = "Labsvar's own rule about the requisition hotel (docs/explanation/requisition-hotel.md)"


def _rule(name: str, da: str, en: str, *, todo_da: str, todo_en: str, source: str = _OWN) -> Rule:
    return define(
        f"service.hotel_{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=source
    )


ONE_LETTER: Final = _rule(
    "one_letter",
    "Der uploades én rekvisition ad gangen, og filen rummer ikke netop ét brev.",
    "One requisition is uploaded at a time, and the file does not hold exactly one letter.",
    todo_da="Upload hvert brev for sig.",
    todo_en="Upload each letter by itself.",
)
VERSION: Final = _rule(
    "version",
    "Hotellet tager kun rekvisitioner i {known}.",
    "The hotel takes requisitions in {known} only.",
    todo_da="Omsæt brevet (labsvar convert), og upload det igen.",
    todo_en="Convert the letter (labsvar convert), and upload it again.",
    source="MedCom, Det Gode Rekvisitionshotel 1.0: requisitions to clinical biochemistry",
)
NO_NUMBER: Final = _rule(
    "no_number",
    "Rekvisitionen nævner ingen, som den kan findes frem ved.",
    "The requisition names nobody whom it can be found by.",
    todo_da="Angiv patientens CPR-nummer eller erstatningsnummer.",
    todo_en="State the patient's civil registration number or replacement number.",
)
PROMPT: Final = _rule(
    "prompt",
    "Rekvisitionen er til mikrobiologi, og prompten, der beder om hotellet, er ikke sat.",
    "The requisition is for microbiology, and the prompt that asks for the hotel is not set.",
    todo_da="Svar på prompten om hotellet ved bestillingen, eller send rekvisitionen til laboratoriet.",
    todo_en="Answer the prompt about the hotel when ordering, or send the requisition to the laboratory.",
    source="Reference group for laboratory medicine, autumn 2025, point 7: microbiology on the hotel",
)
NOT_CARRIED: Final = _rule(
    "not_carried",
    "XQ0131K har ikke plads til elementet, og det må ikke udelades.",
    "XQ0131K has no room for the element, and it must not be left out.",
    todo_da="Udelad elementet, eller bed driften om at sætte, hvad der skal ske med det (hotel_carried).",
    todo_en="Leave the element out, or ask the operator to set what becomes of it (hotel_carried).",
)
NOT_CONVERTED: Final = _rule(
    "not_converted",
    "Rekvisitionen kan ikke gives videre som {version}: {why_da}.",
    "The requisition cannot be passed on as {version}: {why_en}.",
    todo_da="Ret brevet, så modtagere, der kun tager {version}, kan få det.",
    todo_en="Correct the letter, so that receivers that take {version} only can have it.",
)
SENDER: Final = _rule(
    "sender",
    "Systemet er ikke registreret for brevets afsender.",
    "The system is not registered for the sender of the letter.",
    todo_da="Få afsenderen registreret, eller ret Sender/EANIdentifier.",
    todo_en="Have the sender registered, or correct Sender/EANIdentifier.",
)
REUSED: Final = _rule(
    "reused",
    "Brevets eller prøvens nummer er brugt i en anden rekvisition fra samme afsender.",
    "The number of the letter or of the sample was used in another requisition of the same sender.",
    todo_da="Giv hver rekvisition sit eget nummer; til én prøve hører én rekvisition.",
    todo_en="Give each requisition a number of its own; one sample has one requisition.",
)
REASON: Final = _rule(
    "reason",
    "Der mangler en grund til at slå op.",
    "A reason for looking up is missing.",
    todo_da="Angiv en af de kendte grunde; en anden grund skal have ord på.",
    todo_en="State one of the known reasons; another reason needs words.",
)
NUMBER: Final = _rule(
    "number",
    "Nummeret kan ikke slås op.",
    "The number cannot be looked up.",
    todo_da="Angiv et CPR-nummer eller erstatningsnummer, eller rekvisitionens nummer.",
    todo_en="State a civil registration number or replacement number, or that of the requisition.",
)
UNKNOWN: Final = _rule(
    "unknown",
    "Der er ingen sådan rekvisition på hotellet.",
    "There is no such requisition on the hotel.",
    todo_da="Slå borgerens rekvisitioner op.",
    todo_en="Look up the citizen's requisitions.",
)
HELD: Final = _rule(
    "held",
    "Et andet prøvetagningssted har reserveret rekvisitionen.",
    "Another sampling place has reserved the requisition.",
    todo_da="Tag ikke prøven. Prøv igen, når reservationen er udløbet eller opgivet.",
    todo_en="Do not take the sample. Try again when the reservation has lapsed or was given up.",
)
STATE: Final = _rule(
    "state",
    "Det kan ikke gøres, som rekvisitionen står nu ({state}).",
    "That cannot be done as the requisition stands now ({state}).",
    todo_da="Slå rekvisitionen op igen, og se dens tilstand.",
    todo_en="Look the requisition up again, and see its state.",
)
NOT_YOURS: Final = _rule(
    "not_yours",
    "Kun den, der uploadede rekvisitionen, kan annullere den.",
    "Only the one who uploaded the requisition can cancel it.",
    todo_da="Bed rekvirenten om det.",
    todo_en="Ask the requester to.",
)
NUMBERS: Final = _rule(
    "numbers",
    "Stedets nummerlager udleverer intet: {why_da}",
    "The place's stock of numbers hands out nothing: {why_en}",
    todo_da="Bed driften om at se til lageret. Prøven kan tages under rekvisitionens eget nummer imens.",
    todo_en="Ask the operator to see to the stock. Meanwhile the sample can be taken under the requisition's number.",
)
TUBES: Final = _rule(
    "tubes",
    "Et glas kan ikke få det nummer, eller ikke så mange glas numre.",
    "A tube cannot have that number, or not so many tubes numbers.",
    todo_da="Giv hvert glas sit eget nationale prøvenummer, højst {most} til en rekvisition, som ikke selv nævner glas.",
    todo_en="Give each tube a national sample number of its own, at most {most} to a requisition that names no tubes.",
    source="MedCom, page on the national sample number: every tube has its own unique number",
)
TUBE_USED: Final = _rule(
    "tube_used",
    "Et nummer er allerede givet til et glas.",
    "A number has been given to a tube before.",
    todo_da="Kassér etiketten, og giv glasset et nyt nummer.",
    todo_en="Throw the label away, and give the tube a new number.",
    source="MedCom, page on the national sample number: every tube has its own unique number",
)
MAY_NOT: Final = _rule(
    "may_not",
    "Stedet må ikke gøre det på hotellet.",
    "The place may not do that on the hotel.",
    todo_da="Bed driften om at give stedet lov (hotel_callers).",
    todo_en="Ask the operator to allow it to the place (hotel_callers).",
)
