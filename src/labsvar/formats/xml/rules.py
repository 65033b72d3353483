"""The rules about the form of an XML file and about the tree of the standard.

Form rules say why a file cannot be read at all, standard rules why the official schema of the
letter's release would refuse it. The texts name elements, limits and codes of the standard only.
"""

from __future__ import annotations

from typing import Final

from labsvar.findings import define

XML = "XML 1.0 (Fifth Edition)"
SCHEMA = "MedCom's OIOXML schemas, the release of the letter"
XSD_TYPES = "XML Schema 1.0 part 2: Datatypes (Second Edition)"
XSD_STRUCTURES = "XML Schema 1.0 part 1: Structures (Second Edition)"
LIMIT = "Limit of this installation, against input made to exhaust it"

EMPTY: Final = define(
    "form.empty",
    "error",
    da="Filen er tom.",
    en="The file is empty.",
    todo_da="Send filen igen med sit indhold.",
    todo_en="Send the file again with its content.",
    source=f"{XML}, 2.1",
)
NOT_XML: Final = define(
    "form.not-xml",
    "error",
    da="Filen er ikke XML: den begynder ikke med et element.",
    en="The file is not XML: it does not begin with an element.",
    todo_da="Send brevet som XML i et Emessage.",
    todo_en="Send the letter as XML in an Emessage.",
    source=f"{XML}, 2.1",
)
UTF16: Final = define(
    "form.encoding-wide",
    "error",
    da="Filen er skrevet i {encoding}, som ikke modtages.",
    en="The file is written in {encoding}, which is not taken.",
    todo_da="Skriv filen i UTF-8, ISO-8859-1, windows-1252 eller US-ASCII.",
    todo_en="Write the file in UTF-8, ISO-8859-1, windows-1252 or US-ASCII.",
    source=f"{XML}, 4.3.3",
)
ENCODING_UNKNOWN: Final = define(
    "form.encoding-unknown",
    "error",
    da="Filen angiver tegnsættet {encoding}, som ikke modtages.",
    en="The file declares the encoding {encoding}, which is not taken.",
    todo_da="Skriv filen i UTF-8, ISO-8859-1, windows-1252 eller US-ASCII, og angiv det.",
    todo_en="Write the file in UTF-8, ISO-8859-1, windows-1252 or US-ASCII, and declare it.",
    source=f"{XML}, 4.3.3",
)
ENCODING_WRONG: Final = define(
    "form.encoding-wrong",
    "error",
    da="Filen indeholder bytes, som ikke findes i {encoding}, det angivne tegnsæt.",
    en="The file holds bytes that do not exist in {encoding}, the declared encoding.",
    todo_da="Angiv det tegnsæt, som filen faktisk er skrevet i.",
    todo_en="Declare the encoding the file is really written in.",
    source=f"{XML}, 4.3.3",
)
# Assumption: an error and not a warning. Read as declared, such a byte is a control character that no screen
# shows, so that an interval written with a dash loses it; read otherwise, it is a guess.
ENCODING_CONTROL: Final = define(
    "form.encoding-control",
    "error",
    da="Filen angiver ISO-8859-1, men har bytes mellem 80 og 9F, som dér er usynlige styretegn.",
    en="The file declares ISO-8859-1 but holds bytes from 80 to 9F, which are invisible control characters there.",
    todo_da="Angiv windows-1252, hvis filen er skrevet i det, ellers fjern tegnene.",
    todo_en="Declare windows-1252 if the file is written in it; remove the characters otherwise.",
    source="ISO/IEC 8859-1; Windows code page 1252",
)
CHARACTER: Final = define(
    "form.character",
    "error",
    da="Teksten har et tegn, som XML ikke kan rumme.",
    en="The text holds a character that XML cannot carry.",
    todo_da="Fjern styretegn og halve tegn.",
    todo_en="Remove control characters and half characters.",
    source=f"{XML}, 2.2",
)
DOCTYPE: Final = define(
    "form.doctype",
    "error",
    da="Filen har en DOCTYPE, som ikke modtages.",
    en="The file has a DOCTYPE, which is not taken.",
    todo_da="Fjern dokumenttypen og alle entiteter.",
    todo_en="Remove the document type and all entities.",
    source=f"{XML}, 2.8",
)
PROLOG: Final = define(
    "form.prolog",
    "error",
    da="Det, der står før det første element, er ikke en gyldig begyndelse på XML.",
    en="What stands before the first element is no valid beginning of XML.",
    todo_da="Lad filen begynde med en XML-erklæring og derefter Emessage.",
    todo_en="Let the file begin with an XML declaration and then Emessage.",
    source=f"{XML}, 2.8",
)
PROLOG_TOO_LONG: Final = define(
    "form.prolog-too-long",
    "error",
    da="Der er mere end {limit} bytes før brevene eller efter dem eller mellem dem.",
    en="There are more than {limit} bytes before the letters, after them or between them.",
    todo_da="Fjern det, der fylder, uden om brevene.",
    todo_en="Remove what takes up the space around the letters.",
    source=LIMIT,
)
NOT_WELL_FORMED: Final = define(
    "form.not-well-formed",
    "error",
    da="Filen er ikke velformet XML: {reason_da}.",
    en="The file is not well-formed XML: {reason_en}.",
    todo_da="Ret filen på det nævnte sted, eller skriv den med et XML-værktøj.",
    todo_en="Mend the file in the place named, or write it with an XML tool.",
    source=f"{XML}, 2.1",
)
TRUNCATED: Final = define(
    "form.truncated",
    "error",
    da="Filen slutter, før den er færdig.",
    en="The file ends before it is complete.",
    todo_da="Send hele filen igen.",
    todo_en="Send the whole file again.",
    source=f"{XML}, 2.1",
)
TOO_LARGE: Final = define(
    "form.too-large",
    "error",
    da="Filen er på mere end {limit} bytes.",
    en="The file has more than {limit} bytes.",
    todo_da="Del brevene over flere filer.",
    todo_en="Spread the letters over several files.",
    source=LIMIT,
)
LETTER_TOO_LARGE: Final = define(
    "form.letter-too-large",
    "error",
    da="Et brev fylder mere end {limit} bytes.",
    en="A letter takes more than {limit} bytes.",
    todo_da="Del indholdet over flere breve.",
    todo_en="Spread the content over several letters.",
    source=LIMIT,
)
TOO_DEEP: Final = define(
    "form.too-deep",
    "error",
    da="Elementerne står mere end {limit} niveauer inde i hinanden.",
    en="The elements are nested more than {limit} levels deep.",
    todo_da="Send et brev efter standarden; intet brev har så mange niveauer.",
    todo_en="Send a letter that follows the standard; none has that many levels.",
    source=LIMIT,
)
TOO_MANY_ELEMENTS: Final = define(
    "form.too-many-elements",
    "error",
    da="Et brev har mere end {limit} elementer.",
    en="A letter has more than {limit} elements.",
    todo_da="Del indholdet over flere breve.",
    todo_en="Spread the content over several letters.",
    source=LIMIT,
)
TOO_MANY_ATTRIBUTES: Final = define(
    "form.too-many-attributes",
    "error",
    da="Et brev har mere end {limit} attributter.",
    en="A letter has more than {limit} attributes.",
    todo_da="Fjern attributterne; brevene har ingen.",
    todo_en="Remove the attributes; the letters have none.",
    source=LIMIT,
)
TOO_MANY_NAMES: Final = define(
    "form.too-many-names",
    "error",
    da="Et brev bruger mere end {limit} forskellige navne på elementer.",
    en="A letter uses more than {limit} different names of elements.",
    todo_da="Send et brev efter standarden; intet brev har så mange navne.",
    todo_en="Send a letter that follows the standard; none has that many names.",
    source=LIMIT,
)
TOO_MANY_LETTERS: Final = define(
    "form.too-many-letters",
    "error",
    da="Emessage har mere end {limit} breve.",
    en="The Emessage has more than {limit} letters.",
    todo_da="Del brevene over flere Emessages.",
    todo_en="Spread the letters over several Emessages.",
    source=LIMIT,
)
MORE_FINDINGS: Final = define(
    "form.more-findings",
    "note",
    da="Der er flere fejl i brevet end de {limit}, som nævnes her.",
    en="The letter has more faults than the {limit} that are named here.",
    todo_da="Ret de nævnte fejl, og prøv igen.",
    todo_en="Mend the faults named and try again.",
    source=LIMIT,
)
TOO_MANY_FINDINGS: Final = define(
    "form.too-many-findings",
    "error",
    da="Der er mere end {limit} fejl i filen; resten er ikke læst.",
    en="There are more than {limit} faults in the file; the rest was not read.",
    todo_da="Ret de nævnte fejl, og prøv igen.",
    todo_en="Mend the faults named and try again.",
    source=LIMIT,
)
ROOT: Final = define(
    "form.root",
    "error",
    da="Filens yderste element er ikke Emessage.",
    en="The outermost element of the file is not Emessage.",
    todo_da="Send brevet inde i et Emessage.",
    todo_en="Send the letter inside an Emessage.",
    source="MedCom's OIOXML schemas, Emessage",
)
NAMESPACE: Final = define(
    "form.namespace",
    "error",
    da="Emessage hører ikke til en udgave af MedComs skemaer.",
    en="The Emessage does not belong to a release of MedCom's schemas.",
    todo_da="Angiv navnerummet for den udgave, brevet følger.",
    todo_en="Give the namespace of the release the letter follows.",
    source="MedCom's OIOXML schemas, target namespaces",
)
RELEASE: Final = define(
    "form.release",
    "error",
    da="Udgaven {release} af MedComs skemaer læses ikke her.",
    en="Release {release} of MedCom's schemas is not read here.",
    todo_da="Send brevet i en udgave, der læses: {known}.",
    todo_en="Send the letter in a release that is read: {known}.",
    source="MedCom's OIOXML schemas, target namespaces",
)
UNKNOWN_LETTER: Final = define(
    "form.unknown-letter",
    "error",
    da="{name} er ikke et laboratoriebrev, som læses her i denne udgave.",
    en="{name} is not a laboratory letter that is read here in this release.",
    todo_da="Send et af de breve, der læses i denne udgave: {known}.",
    todo_en="Send one of the letters that are read in this release: {known}.",
    source="MedCom's OIOXML schemas, Emessage",
)

MISSING: Final = define(
    "standard.missing",
    "error",
    da="{name} mangler i {parent}.",
    en="{name} is missing in {parent}.",
    todo_da="Tilføj {name} på sin plads i {parent}.",
    todo_en="Add {name} in its place in {parent}.",
    source=SCHEMA,
)
UNEXPECTED: Final = define(
    "standard.unexpected",
    "error",
    da="{name} hører ikke til i {parent}.",
    en="{name} does not belong in {parent}.",
    todo_da="Fjern {name}.",
    todo_en="Remove {name}.",
    source=SCHEMA,
)
ORDER: Final = define(
    "standard.order",
    "error",
    da="{name} står ikke på sin plads i {parent}.",
    en="{name} does not stand in its place in {parent}.",
    todo_da="Sæt {name} på den plads, standarden giver det.",
    todo_en="Put {name} in the place the standard gives it.",
    source=SCHEMA,
)
TOO_MANY: Final = define(
    "standard.too-many",
    "error",
    da="{name} står mere end {maximum} gange i {parent}.",
    en="{name} stands more than {maximum} times in {parent}.",
    todo_da="Behold højst {maximum}.",
    todo_en="Keep at most {maximum}.",
    source=SCHEMA,
)
CHOICE_NONE: Final = define(
    "standard.choice-none",
    "error",
    da="{parent} mangler et af elementerne {names}.",
    en="{parent} lacks one of the elements {names}.",
    todo_da="Angiv netop ét af dem.",
    todo_en="Give exactly one of them.",
    source=SCHEMA,
)
CHOICE_BOTH: Final = define(
    "standard.choice-both",
    "error",
    da="{parent} har mere end ét af elementerne {names}.",
    en="{parent} has more than one of the elements {names}.",
    todo_da="Behold netop ét af dem.",
    todo_en="Keep exactly one of them.",
    source=SCHEMA,
)
TEXT: Final = define(
    "standard.text",
    "error",
    da="Der står tekst direkte i {name}, hvor der kun må stå elementer.",
    en="Text stands directly in {name}, where only elements may stand.",
    todo_da="Flyt teksten ind i det element, standarden har til den.",
    todo_en="Move the text into the element that the standard has for it.",
    source=SCHEMA,
)
NOT_EMPTY: Final = define(
    "standard.not-empty",
    "error",
    da="{name} skal være tomt.",
    en="{name} has to be empty.",
    todo_da="Flyt indholdet uden for {name}.",
    todo_en="Move the content out of {name}.",
    source=SCHEMA,
)
ATTRIBUTE: Final = define(
    "standard.attribute",
    "error",
    da="{name} har en attribut; brevene har ingen.",
    en="{name} has an attribute; the letters have none.",
    todo_da="Fjern attributten.",
    todo_en="Remove the attribute.",
    source=SCHEMA,
)
OTHER_NAMESPACE: Final = define(
    "standard.namespace",
    "error",
    da="{name} i {parent} hører til et andet navnerum end Emessage.",
    en="{name} in {parent} belongs to another namespace than the Emessage.",
    todo_da="Skriv hele brevet i samme navnerum.",
    todo_en="Write the whole letter in one namespace.",
    source=SCHEMA,
)
LOCAL_ELEMENTS: Final = define(
    "standard.local-elements",
    "error",
    da="Local_Elements er ikke tilladt i denne udgave.",
    en="Local_Elements is not allowed in this release.",
    todo_da="Fjern Local_Elements.",
    todo_en="Remove Local_Elements.",
    source="MedCom's OIOXML schemas, Envelope",
)
NO_LETTERS: Final = define(
    "standard.no-letters",
    "error",
    da="Emessage har ingen breve.",
    en="The Emessage has no letters.",
    todo_da="Læg mindst ét brev efter Envelope.",
    todo_en="Put at least one letter after Envelope.",
    source="MedCom's OIOXML schemas, Emessage",
)
MIXED_RELEASES: Final = define(
    "standard.mixed-releases",
    "error",
    da="Brevet er i en anden udgave end det Emessage, det skrives i.",
    en="The letter is of another release than the Emessage it is written in.",
    todo_da="Skriv brevet i et Emessage af sin egen udgave.",
    todo_en="Write the letter in an Emessage of its own release.",
    source="MedCom's OIOXML schemas, target namespaces",
)
RECEIPT_FOR_RECEIPT: Final = define(
    "standard.receipt-for-receipt",
    "error",
    da="En kvittering må ikke bede om kvittering.",
    en="A receipt may not ask for a receipt.",
    todo_da="Skriv minuspositivkvitt i AcknowledgementCode.",
    todo_en="Write minuspositivkvitt in AcknowledgementCode.",
    source="MedCom's OIOXML schemas, release 2005/08/07, receipts",
)
VERSION_CODE: Final = define(
    "standard.version-code",
    "error",
    da="VersionCode er ikke den, der hører til brevet i denne udgave: {known}.",
    en="VersionCode is not the one that belongs to the letter in this release: {known}.",
    todo_da="Skriv {known}, eller brug navnerummet for den version, brevet følger.",
    todo_en="Write {known}, or use the namespace of the version the letter follows.",
    source=SCHEMA,
)
FIXED: Final = define(
    "standard.fixed",
    "error",
    da="{name} skal være {fixed}.",
    en="{name} has to be {fixed}.",
    todo_da="Skriv {fixed}.",
    todo_en="Write {fixed}.",
    source=SCHEMA,
)
VALUE_EMPTY: Final = define(
    "standard.empty",
    "error",
    da="{name} er tomt.",
    en="{name} is empty.",
    todo_da="Angiv en værdi, eller fjern elementet, hvis det må mangle.",
    todo_en="Give a value, or remove the element if it may be absent.",
    source=SCHEMA,
)
TOO_SHORT: Final = define(
    "standard.too-short",
    "error",
    da="{name} har {length} tegn; der skal være mindst {minimum}.",
    en="{name} has {length} characters; there must be at least {minimum}.",
    todo_da="Angiv hele værdien.",
    todo_en="Give the whole value.",
    source=SCHEMA,
)
TOO_LONG: Final = define(
    "standard.too-long",
    "error",
    da="{name} har {length} tegn; der må højst være {maximum}.",
    en="{name} has {length} characters; there may be at most {maximum}.",
    todo_da="Forkort værdien.",
    todo_en="Shorten the value.",
    source=SCHEMA,
)
CODE: Final = define(
    "standard.code",
    "error",
    da="{name} er ikke en af de værdier, standarden tillader: {codes}.",
    en="{name} is not one of the values the standard allows: {codes}.",
    todo_da="Brug en af værdierne, skrevet præcis sådan.",
    todo_en="Use one of the values, written exactly so.",
    source=SCHEMA,
)
PATTERN: Final = define(
    "standard.pattern",
    "error",
    da="{name} har ikke den form, standarden kræver ({meaning}).",
    en="{name} does not have the form the standard demands ({meaning}).",
    todo_da="Skriv værdien i den form.",
    todo_en="Write the value in that form.",
    source=SCHEMA,
)
NUMBER: Final = define(
    "standard.number",
    "error",
    da="{name} er ikke et helt tal {bounds_da}.",
    en="{name} is not a whole number {bounds_en}.",
    todo_da="Angiv et helt tal {bounds_da}.",
    todo_en="Give a whole number {bounds_en}.",
    source=SCHEMA,
)
DECIMAL: Final = define(
    "standard.decimal",
    "error",
    da="{name} er ikke et tal på højst {digits} cifre.",
    en="{name} is not a number of at most {digits} digits.",
    todo_da="Angiv et tal med punktum som decimaltegn.",
    todo_en="Give a number with a point before its decimals.",
    source=SCHEMA,
)
DATE: Final = define(
    "standard.date",
    "error",
    da="{name} er ikke en dato, der findes, skrevet som ÅÅÅÅ-MM-DD.",
    en="{name} is not a date that exists, written as YYYY-MM-DD.",
    todo_da="Skriv en dato som ÅÅÅÅ-MM-DD.",
    todo_en="Write a date as YYYY-MM-DD.",
    source=f"{XSD_TYPES}, 3.2.9",
)
BOOLEAN: Final = define(
    "standard.boolean",
    "error",
    da="{name} er ikke true eller false.",
    en="{name} is not true or false.",
    todo_da="Skriv true eller false.",
    todo_en="Write true or false.",
    source=f"{XSD_TYPES}, 3.2.2",
)
ONLY_TRUE: Final = define(
    "standard.only-true",
    "error",
    da="{name} må kun være true.",
    en="{name} may only be true.",
    todo_da="Skriv true, eller fjern elementet.",
    todo_en="Write true, or remove the element.",
    source=SCHEMA,
)
LIFTED: Final = define(
    "standard.limit-lifted",
    "warning",
    da="Elementet står {count} gange, og standarden tillader {maximum}. Modtageren tager det alligevel.",
    en="The element stands {count} times, and the standard allows {maximum}. The receiver takes it all the same.",
    todo_da="Intet. Andre modtagere kan afvise brevet.",
    todo_en="Nothing. Other receivers may refuse the letter.",
    source="Setting: what a receiver can take beyond the standard",
)
