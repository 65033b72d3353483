"""Why a call of a national service is refused; the fault code of each is chosen where it is raised."""

from __future__ import annotations

from typing import Final

from labsvar.findings import Rule, define

_DGWS: Final = "MedCom, Den Gode Webservice 1.0.1"
_OWN: Final = "Labsvar's own rule about its services (docs/explanation/dgws.md)"


def _rule(name: str, da: str, en: str, *, todo_da: str, todo_en: str, source: str = _DGWS) -> Rule:
    return define(f"service.{name}", "error", da=da, en=en, todo_da=todo_da, todo_en=todo_en, source=source)


DOCTYPE: Final = _rule(
    "doctype",
    "Kaldet har en DOCTYPE.",
    "The call has a DOCTYPE.",
    todo_da="Send kaldet uden DOCTYPE; entiteter læses ikke.",
    todo_en="Send the call without a DOCTYPE; entities are not read.",
    source=_OWN,
)
TOO_LARGE: Final = _rule(
    "too_large",
    "Kaldet er større eller dybere end {limit}.",
    "The call is larger or deeper than {limit}.",
    todo_da="Send mindre ad gangen.",
    todo_en="Send less at a time.",
    source=_OWN,
)
NOT_WELL_FORMED: Final = _rule(
    "not_well_formed",
    "Kaldet er ikke velformet XML.",
    "The call is not well-formed XML.",
    todo_da="Ret kaldet, så det er velformet XML i den tegnkodning, det siger.",
    todo_en="Make the call well-formed XML in the encoding that it states.",
)
NOT_SOAP: Final = _rule(
    "not_soap",
    "Kaldet er ikke en SOAP 1.1-kuvert med én handling i kroppen.",
    "The call is not a SOAP 1.1 envelope with one operation in its body.",
    todo_da="Brug tjenestens WSDL.",
    todo_en="Use the WSDL of the service.",
)
HTTP_METHOD: Final = _rule(
    "http_method",
    "Kald sendes med POST.",
    "Calls are sent with POST.",
    todo_da="Brug POST; WSDL hentes med GET og ?wsdl.",
    todo_en="Use POST; the WSDL is fetched with GET and ?wsdl.",
)
UNKNOWN_OPERATION: Final = _rule(
    "unknown_operation",
    "Tjenesten har ingen sådan handling.",
    "The service has no such operation.",
    todo_da="Brug en af handlingerne i tjenestens WSDL.",
    todo_en="Use one of the operations in the WSDL of the service.",
)
FIELD: Final = _rule(
    "field",
    "Elementet {name} mangler, står to gange eller har ikke den form, det skal have.",
    "The element {name} is missing, stands twice or has not the form it should have.",
    todo_da="Ret elementet efter tjenestens WSDL.",
    todo_en="Correct the element by the WSDL of the service.",
)
BODY: Final = _rule(
    "body",
    "Dokumentet er ikke JSON, eller et felt mangler, er ukendt eller har ikke den form, det skal have.",
    "The document is no JSON, or a field is missing, unknown or has not the form it should have.",
    todo_da="Ret det, der står på pladsen, efter beskrivelsen af døren (/api/openapi.json).",
    todo_en="Correct what stands at the place by the description of the door (/api/openapi.json).",
    source=_OWN,
)
MISSING_HEADER: Final = _rule(
    "missing_header",
    "{name} mangler i kaldets hoved.",
    "{name} is missing from the header of the call.",
    todo_da="Send medcom:Header med MessageID, og id-kortet i wsse:Security.",
    todo_en="Send medcom:Header with a MessageID, and the id card in wsse:Security.",
)
RECEIPT: Final = _rule(
    "receipt",
    "Tjenesten giver ikke uafviselige kvitteringer.",
    "The service gives no receipts of non-repudiation.",
    todo_da="Send RequireNonRepudiationReceipt med no, eller slet ikke.",
    todo_en="Send RequireNonRepudiationReceipt as no, or not at all.",
)
WHOLE_MESSAGE: Final = _rule(
    "whole_message",
    "Tjenesten læser ikke underskrifter på hele kaldet (niveau 5).",
    "The service does not read signatures of the whole message (level 5).",
    todo_da="Brug et id-kort på niveau 3 eller 4.",
    todo_en="Use an id card of level 3 or 4.",
)
LEVEL: Final = _rule(
    "level",
    "Id-kortets niveau er for lavt; her kræves niveau {lowest}.",
    "The level of the id card is too low; level {lowest} is asked for here.",
    todo_da="Brug et id-kort på det niveau.",
    todo_en="Use an id card of that level.",
)
LEVEL_DIFFERS: Final = _rule(
    "level_differs",
    "SecurityLevel er ikke id-kortets niveau.",
    "SecurityLevel is not the level of the id card.",
    todo_da="Sæt SecurityLevel til id-kortets AuthenticationLevel.",
    todo_en="Set SecurityLevel to the AuthenticationLevel of the id card.",
)
CARD: Final = _rule(
    "card",
    "Id-kortets {name} mangler, står to gange eller har ikke den form, det skal have.",
    "{name} of the id card is missing, stands twice or has not the form it should have.",
    todo_da="Udsted et nyt id-kort med alle påkrævede oplysninger.",
    todo_en="Issue a new id card with all that is required.",
)
CARD_NOT_ALONE: Final = _rule(
    "card_not_alone",
    "Kaldet har ikke netop ét id-kort lige under wsse:Security.",
    "The call has not exactly one id card right under wsse:Security.",
    todo_da="Send ét id-kort, og intet andet element med dets id.",
    todo_en="Send one id card, and no other element with its id.",
)
UNSIGNED: Final = _rule(
    "unsigned",
    "Id-kortet er ikke underskrevet.",
    "The id card is not signed.",
    todo_da="Få id-kortet underskrevet af en tokentjeneste, der er tillid til her.",
    todo_en="Have the id card signed by a token service that is trusted here.",
)
SIGNATURE: Final = _rule(
    "signature",
    "Id-kortets underskrift passer ikke til id-kortet.",
    "The signature of the id card does not fit the id card.",
    todo_da="Send id-kortet uændret, som det blev udstedt, underskrevet med SHA-256 eller stærkere.",
    todo_en="Send the id card unaltered, as it was issued, signed with SHA-256 or stronger.",
)
ISSUER: Final = _rule(
    "issuer",
    "Id-kortet er underskrevet af nogen, der ikke er tillid til her.",
    "The id card is signed by somebody who is not trusted here.",
    todo_da="Få id-kortet fra en tokentjeneste på tillidslisten; et selvunderskrevet kort gælder ikke.",
    todo_en="Get the id card from a token service on the trust list; a card one signs oneself does not count.",
)
CERTIFICATE_DATES: Final = _rule(
    "certificate_dates",
    "Certifikatet bag id-kortet gælder ikke nu.",
    "The certificate behind the id card does not hold now.",
    todo_da="Få et id-kort fra en tokentjeneste med et gyldigt certifikat.",
    todo_en="Get an id card from a token service whose certificate holds.",
)
EXPIRED: Final = _rule(
    "expired",
    "Id-kortet er udløbet.",
    "The id card has expired.",
    todo_da="Få udstedt et nyt id-kort.",
    todo_en="Have a new id card issued.",
)
NOT_YET: Final = _rule(
    "not_yet",
    "Id-kortet gælder endnu ikke.",
    "The id card does not hold yet.",
    todo_da="Stil uret, eller vent til id-kortet gælder.",
    todo_en="Set the clock, or wait until the id card holds.",
)
LIFETIME: Final = _rule(
    "lifetime",
    "Id-kortet gælder længere end {hours} timer.",
    "The id card holds longer than {hours} hours.",
    todo_da="Få udstedt et id-kort med kortere levetid.",
    todo_en="Have an id card with a shorter lifetime issued.",
)
PASSWORD: Final = _rule(
    "password",
    "Brugernavn eller adgangskode er forkert.",
    "User name or password is wrong.",
    todo_da="Ret id-kortets UsernameToken.",
    todo_en="Correct the UsernameToken of the id card.",
)
MESSAGE_REUSED: Final = _rule(
    "message_reused",
    "Samme MessageID er før brugt til noget andet.",
    "The same MessageID was used for something else before.",
    todo_da="Giv hvert nyt kald sit eget MessageID; send kun det samme kald igen med det samme.",
    todo_en="Give each new call a MessageID of its own; only the very same call is sent again under it.",
    source=_OWN,
)
UNKNOWN_CALLER: Final = _rule(
    "unknown_caller",
    "Systemet bag id-kortet har ingen åben konto her.",
    "The system behind the id card has no open account here.",
    todo_da="Leverandøren opretter en konto med systemets navn og organisationens nummer.",
    todo_en="The supplier creates an account with the name of the system and the number of the organisation.",
    source=_OWN,
)
PLAIN_HTTP: Final = _rule(
    "plain_http",
    "Kaldet kom over HTTP; for dette system kræves HTTPS.",
    "The call came over plain HTTP; HTTPS is required of this system.",
    todo_da="Brug HTTPS.",
    todo_en="Use HTTPS.",
    source="MedCom, tilslutningsaftale for NPN, annex 1, 5.3",
)
FAILED: Final = _rule(
    "failed",
    "Noget gik galt hos os; kaldet er ikke udført.",
    "Something went wrong on our side; the call was not carried out.",
    todo_da="Send det samme kald igen med det samme MessageID.",
    todo_en="Send the same call again with the same MessageID.",
    source=_OWN,
)
