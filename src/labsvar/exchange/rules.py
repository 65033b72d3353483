"""Rules of the exchange: about numbers, receivers, senders and persons across letters."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

_RELIABLE = "MedCom, MedCom-FHIR-Communication, governance: reliable messaging"
_NUMBERS = "MedCom, Den gode VANSEnvelope, and MedCom on correspondence letter identifiers: unique numbers"
_OWN = "Labsvar's rules that protect patients"

RECEIVER_UNKNOWN: Final = define(
    "exchange.receiver-unknown",
    "error",
    da="Modtagerens lokationsnummer er ikke et, denne installation modtager for.",
    en="The receiver's location number is none that this installation takes letters for.",
    todo_da="Send til et af installationens egne lokationsnumre.",
    todo_en="Send to one of the installation's own location numbers.",
    source=f"{_OWN}, S20",
)
RECEIVER_OTHER_DATABANK: Final = define(
    "exchange.receiver-other-databank",
    "error",
    da="Modtagerens lokationsnummer står for en anden databank end den, der tager {kind}: {databank}.",
    en="The receiver's location number stands for another databank than the one that takes {kind}: {databank}.",
    todo_da="Send brevet til lokationsnummeret for {databank}.",
    todo_en="Send the letter to the location number of {databank}.",
    source=f"{_OWN}, S20",
)
KIND_NOT_TAKEN: Final = define(
    "exchange.kind-not-taken",
    "error",
    da="Ingen databank tager breve af typen {kind} her.",
    en="No databank takes letters of the kind {kind} here.",
    todo_da="Send kun de brevtyper, der er aftalt.",
    todo_en="Send only the kinds of letters that were agreed.",
    source="Setting of the installation: which databank takes which kind of letter",
)
SENDER_NOT_REGISTERED: Final = define(
    "exchange.sender-not-registered",
    "error",
    da="Systemet er ikke registreret for brevets afsender.",
    en="The system is not registered for the sender of the letter.",
    todo_da="Bed driften registrere afsenderens lokationsnummer for systemet.",
    todo_en="Ask the operator to register the sender's location number for the system.",
    source=f"{_OWN}, S20",
)
ENVELOPE_NUMBER_REUSED: Final = define(
    "exchange.envelope-number-reused",
    "error",
    da="Kuvertnummeret er brugt før af samme afsender til en kuvert med andet indhold.",
    en="The envelope number was used before by the same sender for an envelope with other content.",
    todo_da="Giv kuverten et nyt nummer og en ny tid.",
    todo_en="Give the envelope a new number and a new time.",
    source=_NUMBERS,
)
DUPLICATE: Final = define(
    "exchange.duplicate",
    "note",
    da="Brevet er modtaget før og er ikke gemt igen.",
    en="The letter was received before and is not stored again.",
    todo_da="Intet: den tidligere modtagelse gælder.",
    todo_en="Nothing: the earlier reception holds.",
    source=_RELIABLE,
)
PERSON_MADE_UP: Final = define(
    "exchange.person-made-up",
    "error",
    da="Brevet er om en testperson eller en opdigtet person, og denne installation er ikke til test.",
    en="The letter is about a test person or a made-up person, and this installation is not for tests.",
    todo_da="Send prøvebreve til en testinstallation.",
    todo_en="Send test letters to a test installation.",
    source=f"{_OWN}, S10",
)
PERSON_NOT_MADE_UP: Final = define(
    "exchange.person-not-made-up",
    "error",
    da="Brevet er om en person, der kan være virkelig, og denne installation er kun til test.",
    en="The letter is about a person who may be real, and this installation is for tests only.",
    todo_da="Brug MedComs testpersoner eller opdigtede personer.",
    todo_en="Use MedCom's test persons or made-up persons.",
    source=f"{_OWN}, S10",
)
NAME_DISAGREES: Final = define(
    "exchange.name-disagrees",
    "warning",
    da="Navnet passer ikke til det, som personnummeret er set med før; svaret holdes for sig.",
    en="The name does not agree with the one that the person's number was seen with; the answer is kept apart.",
    todo_da="Se efter, om svaret hører til en anden person, og send det i så fald rettet.",
    todo_en="See whether the answer belongs to another person, and send it corrected if so.",
    source=f"{_OWN}, S8",
)
FOREIGN_CORRECTION: Final = define(
    "exchange.foreign-correction",
    "warning",
    da="Brevet retter et svar, som en anden afsender har sendt og afsenderen ikke har fremstillet; "
    "det holdes for sig.",
    en="The letter corrects a result that another sender sent and the sender did not produce; it is kept apart.",
    todo_da="Lad den oprindelige afsender sende rettelsen.",
    todo_en="Let the original sender send the correction.",
    source=f"{_OWN}, S3",
)
TOO_LARGE: Final = define(
    "exchange.too-large",
    "error",
    da="Filen fylder mere end de {limit} bytes, som modtages.",
    en="The file is larger than the {limit} bytes that are taken.",
    todo_da="Del brevene på flere kuverter.",
    todo_en="Spread the letters over several envelopes.",
    source="Setting of the installation: the largest body it takes",
)
NOT_ANSWERABLE: Final = define(
    "exchange.not-answerable",
    "error",
    da="Kuvertnummer, afsender eller modtager kan ikke læses, så der kan ikke sendes kvittering.",
    en="The envelope number, the sender or the receiver cannot be read, so no receipt can be sent.",
    todo_da="Ret kuverten og brevets afsender og modtager, og send igen.",
    todo_en="Mend the envelope and the letter's sender and receiver, and send again.",
    source="MedCom's schema of release 2005/08/07: a receipt names envelope, sender and receiver",
)
RECEIPT_UNMATCHED: Final = define(
    "exchange.receipt-unmatched",
    "note",
    da="Kvitteringen svarer på en kuvert, som denne installation ikke har sendt.",
    en="The receipt answers an envelope that this installation has not sent.",
    todo_da="Intet, hvis den er sendt forkert; ellers se efter hos modtageren af kuverten.",
    todo_en="Nothing if it went astray; else look into it with the receiver of the envelope.",
    source=_RELIABLE,
)
INTERNAL: Final = define(
    "exchange.internal",
    "error",
    da="Noget gik galt hos os. Intet er gemt.",
    en="Something went wrong on our side. Nothing was stored.",
    todo_da="Send igen om lidt. Sker det igen, så sig det til driften.",
    todo_en="Send again in a while. Tell the operator if it happens again.",
    source="This installation",
)
