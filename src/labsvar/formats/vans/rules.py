"""The rules about a VANSEnvelope. What it shares with every XML file stands in `formats.xml.rules`."""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

SCHEMA: Final = "MedCom, VANSEnvelope 1.0.4, XML schema"
_GUIDE: Final = "MedCom, Den gode VANSEnvelope"
_SIZE: Final = "MedCom, MedCom-FHIR-Communication, governance: VANSEnvelope, size on the VANS network"

TOO_LARGE: Final = define(
    "form.vans-too-large",
    "error",
    da="VANSEnvelopen fylder mere end {limit} bytes.",
    en="The VANSEnvelope is larger than {limit} bytes.",
    todo_da="Del indholdet på flere kuverter.",
    todo_en="Spread the content over several envelopes.",
    source=_SIZE,
)
ROOT: Final = define(
    "form.vans-root",
    "error",
    da="Filens rod er ikke VANSEnvelope i navnerummet for version 1.0.4.",
    en="The root of the file is no VANSEnvelope in the namespace of version 1.0.4.",
    todo_da="Brug navnerummet urn:oio:medcom:vans-envelope:1.0.4.",
    todo_en="Use the namespace urn:oio:medcom:vans-envelope:1.0.4.",
    source=SCHEMA,
)
MISSING: Final = define(
    "standard.vans-missing",
    "error",
    da="{missing} mangler i {name}.",
    en="{missing} is missing in {name}.",
    todo_da="Tilføj elementet på sin plads.",
    todo_en="Add the element in its place.",
    source=SCHEMA,
)
UNEXPECTED: Final = define(
    "standard.vans-unexpected",
    "error",
    da="{name} må ikke stå her, eller står en gang for meget eller i forkert rækkefølge.",
    en="{name} may not stand here, or stands once too often or out of order.",
    todo_da="Fjern elementet, eller flyt det til sin plads.",
    todo_en="Remove the element or move it to its place.",
    source=SCHEMA,
)
VALUE: Final = define(
    "standard.vans-value",
    "error",
    da="Værdien af {name} er ikke {meaning_da}.",
    en="The value of {name} is not {meaning_en}.",
    todo_da="Skriv en værdi af den art.",
    todo_en="Write a value of that kind.",
    source=SCHEMA,
)
ATTRIBUTE: Final = define(
    "standard.vans-attribute",
    "error",
    da="{name} har en attribut, som ikke må stå dér.",
    en="{name} has an attribute that may not stand there.",
    todo_da="Fjern attributten.",
    todo_en="Remove the attribute.",
    source=SCHEMA,
)
ATTRIBUTE_VALUE: Final = define(
    "standard.vans-attribute-value",
    "error",
    da="Attributten {attribute} på {name} mangler eller er ikke {meaning_da}.",
    en="The attribute {attribute} of {name} is missing or not {meaning_en}.",
    todo_da="Skriv attributten med en værdi af den art.",
    todo_en="Write the attribute with a value of that kind.",
    source=SCHEMA,
)
TEXT: Final = define(
    "standard.vans-text",
    "error",
    da="Der står tekst mellem elementerne i {name}.",
    en="Text stands between the elements in {name}.",
    todo_da="Fjern teksten.",
    todo_en="Remove the text.",
    source=SCHEMA,
)
# Assumption: that SizeInBytes is the size of the decoded message is stated nowhere, so another number is
# told of and refuses nothing. What is cut short is refused by the letter inside.
SIZE: Final = define(
    "standard.vans-size",
    "warning",
    da="SizeInBytes siger noget andet end de {size} bytes, som indholdet fylder.",
    en="SizeInBytes says something else than the {size} bytes of the content.",
    todo_da="Skriv størrelsen af indholdet før det bliver til base64.",
    todo_en="Write the size of the content before it becomes base64.",
    source=_GUIDE,
)
UUID_TOO_WIDE: Final = define(
    "standard.vans-uuid",
    "warning",
    da="{name} er ikke hexadecimalt. Skemaet tager det, fordi dets mønster er videre end et UUID.",
    en="{name} is not hexadecimal. The schema takes it because its pattern is wider than a UUID.",
    todo_da="Lav rigtige UUID'er: cifre og bogstaverne a-f.",
    todo_en="Make real UUIDs: digits and the letters a to f.",
    source="RFC 9562, Universally Unique IDentifiers, section 4",
)
MORE: Final = define(
    "standard.vans-more",
    "error",
    da="Der er flere fejl end de {limit}, som er nævnt.",
    en="There are more faults than the {limit} that are named.",
    todo_da="Ret de nævnte fejl, og prøv igen.",
    todo_en="Mend the faults named and try again.",
    source="Limit of this installation, against input made to exhaust it",
)
CONTRADICTION: Final = define(
    "standard.vans-contradiction",
    "warning",
    da="{name} i MetaInformation siger noget andet end indholdet, som er {found}.",
    en="{name} in MetaInformation says something else than the content, which is {found}.",
    todo_da="Skriv format, navn og version, som indholdet har dem.",
    todo_en="Write format, name and version as the content has them.",
    source=_GUIDE,
)
ENVELOPE: Final = define(
    "form.vans-envelope",
    "error",
    da="Filen er en VANSEnvelope; her skal brevet selv stå.",
    en="The file is a VANSEnvelope; the letter itself is expected here.",
    todo_da="Tag brevet ud først: labsvar vans unwrap.",
    todo_en="Take the letter out first: labsvar vans unwrap.",
    source="This installation: a file of letters is an Emessage or an interchange",
)
NO_LETTER: Final = define(
    "form.vans-receipt",
    "error",
    da="I VANSEnvelopen ligger en kvittering og intet brev.",
    en="In the VANSEnvelope lies a receipt and no letter.",
    todo_da="Læs kvitteringen med labsvar check; der er intet at tage ud.",
    todo_en="Check the receipt with labsvar check; there is nothing to take out.",
    source=SCHEMA,
)
