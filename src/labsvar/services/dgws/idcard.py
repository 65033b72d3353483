"""The id card: a SAML assertion with three lists of attributes, read and written.

Nothing here says whether a card counts; `cards.accepted` does. Source: Den Gode Webservice 1.0.1, as the public
libraries Seal.Java and Seal.net read and write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from labsvar.services.dgws import rules
from labsvar.services.dgws.model import CardType, CareProvider, Credentials, IdCard, Refused, User
from labsvar.services.dgws.names import CARD_ID, NAME_FORMATS, PREFIXES, tag

_HOLDER: Final = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
_LISTS: Final = ("IDCardData", "UserLog", "SystemLog")
_TYPES: Final[Mapping[str, CardType]] = {"user": "user", "system": "system"}
_VERSIONS: Final = ("1.0", "1.0.1")
_Attributes = dict[str, tuple[str, str]]


def read(assertion: etree._Element) -> IdCard:
    """What a card says. Raises `Refused` with invalid_idcard for one without all that is required."""
    attributes = _attributes(assertion)
    kind = _TYPES.get(_needed(attributes, "sosi:IDCardType"))
    level, version = (
        _needed(attributes, "sosi:AuthenticationLevel"),
        _needed(attributes, "sosi:IDCardVersion"),
    )
    if kind is None or level not in ("1", "2", "3", "4", "5") or version not in _VERSIONS:
        raise _wrong("IDCardData")
    name = _one(_one(assertion, "saml:Subject"), "saml:NameID")
    conditions = _one(assertion, "saml:Conditions")
    return IdCard(
        card_id=_needed(attributes, "sosi:IDCardID"),
        version=version,
        kind=kind,
        level=int(level),
        issuer=_text(_one(assertion, "saml:Issuer")),
        subject=_text(name),
        subject_format=name.get("Format", ""),
        system=_needed(attributes, "medcom:ITSystemName"),
        care_provider=_care_provider(attributes),
        valid_from=_moment(conditions, "NotBefore"),
        valid_until=_moment(conditions, "NotOnOrAfter"),
        user=_user(attributes) if kind == "user" else None,
        credentials=_credentials(assertion),
    )


def _attributes(assertion: etree._Element) -> _Attributes:
    found: _Attributes = {}
    for attribute in assertion.iterfind(f"{tag('saml:AttributeStatement')}/{tag('saml:Attribute')}"):
        name = attribute.get("Name", "")
        if name in found:
            raise _wrong(name if ":" in name and name.isascii() and len(name) < 60 else "Attribute")
        found[name] = (_text(_one(attribute, "saml:AttributeValue")), attribute.get("NameFormat", ""))
    return found


def _needed(attributes: _Attributes, name: str) -> str:
    text = attributes.get(name, ("", ""))[0]
    if not text:
        raise _wrong(name)
    return text


def _care_provider(attributes: _Attributes) -> CareProvider:
    number = _needed(attributes, "medcom:CareProviderID")
    of = attributes["medcom:CareProviderID"][1]
    if of not in NAME_FORMATS:
        raise _wrong("NameFormat")
    return CareProvider(format=of, number=number, name=_needed(attributes, "medcom:CareProviderName"))


def _user(attributes: _Attributes) -> User:
    def maybe(name: str) -> str:
        return attributes.get(name, ("", ""))[0]

    return User(
        number=_needed(attributes, "medcom:UserCivilRegistrationNumber"),
        given_name=_needed(attributes, "medcom:UserGivenName"),
        surname=_needed(attributes, "medcom:UserSurName"),
        email=maybe("medcom:UserEmailAddress"),
        role=maybe("medcom:UserRole"),
        occupation=maybe("medcom:UserOccupation"),
        authorisation=maybe("medcom:UserAuthorizationCode"),
    )


def _credentials(assertion: etree._Element) -> Credentials | None:
    found = list(assertion.iter(tag("wsse:UsernameToken")))
    if not found:
        return None
    if len(found) > 1:
        raise _wrong("wsse:UsernameToken")
    names = (_one(found[0], "wsse:Username"), _one(found[0], "wsse:Password"))
    return Credentials(username=_text(names[0]), password=_text(names[1]))


def _moment(conditions: etree._Element, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(conditions.get(name, ""))
    except ValueError:
        raise _wrong(name) from None
    # The profile writes times in UTC with a Z; one without a zone is read so too.
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _one(parent: etree._Element, name: str) -> etree._Element:
    found = parent.findall(tag(name))
    if len(found) != 1:
        raise _wrong(name)
    return found[0]


def _text(element: etree._Element) -> str:
    return "" if len(element) else (element.text or "").strip()


def _wrong(name: str) -> Refused:
    return Refused("invalid_idcard", rules.CARD, name=name)


def write(card: IdCard, *, issued: datetime) -> etree._Element:
    """The assertion of a card, not yet signed."""
    nsmap = {name: PREFIXES[name] for name in ("saml", "ds", "wsse", "medcom", "sosi")}
    root = etree.Element(tag("saml:Assertion"), nsmap=nsmap)
    for name, text in (("id", CARD_ID), ("IssueInstant", _written(issued)), ("Version", "2.0")):
        root.set(name, text)
    etree.SubElement(root, tag("saml:Issuer")).text = card.issuer
    subject = etree.SubElement(root, tag("saml:Subject"))
    etree.SubElement(subject, tag("saml:NameID"), Format=card.subject_format).text = card.subject
    _write_confirmation(subject, card)
    conditions = etree.SubElement(root, tag("saml:Conditions"))
    conditions.set("NotBefore", _written(card.valid_from))
    conditions.set("NotOnOrAfter", _written(card.valid_until))
    for name, attributes in zip(_LISTS, (_card_data(card), _user_log(card), _system_log(card)), strict=True):
        if attributes:
            _write_attributes(root, name, attributes)
    return root


def _write_confirmation(subject: etree._Element, card: IdCard) -> None:
    confirmation = etree.SubElement(subject, tag("saml:SubjectConfirmation"))
    etree.SubElement(confirmation, tag("saml:ConfirmationMethod")).text = _HOLDER
    data = etree.SubElement(confirmation, tag("saml:SubjectConfirmationData"))
    if card.credentials is not None:
        token = etree.SubElement(data, tag("wsse:UsernameToken"))
        etree.SubElement(token, tag("wsse:Username")).text = card.credentials.username
        etree.SubElement(token, tag("wsse:Password")).text = card.credentials.password
    elif card.level >= 3:
        key = etree.SubElement(data, tag("ds:KeyInfo"))
        etree.SubElement(key, tag("ds:KeyName")).text = "OCESSignature"


def _card_data(card: IdCard) -> _Attributes:
    return {
        "sosi:IDCardID": (card.card_id, ""),
        "sosi:IDCardVersion": (card.version, ""),
        "sosi:IDCardType": (card.kind, ""),
        "sosi:AuthenticationLevel": (str(card.level), ""),
    }


def _user_log(card: IdCard) -> _Attributes:
    user = card.user
    if user is None:
        return {}
    return {
        "medcom:UserCivilRegistrationNumber": (user.number, ""),
        "medcom:UserGivenName": (user.given_name, ""),
        "medcom:UserSurName": (user.surname, ""),
        "medcom:UserEmailAddress": (user.email, ""),
        "medcom:UserRole": (user.role, ""),
        "medcom:UserOccupation": (user.occupation, ""),
        "medcom:UserAuthorizationCode": (user.authorisation, ""),
    }


def _system_log(card: IdCard) -> _Attributes:
    return {
        "medcom:ITSystemName": (card.system, ""),
        "medcom:CareProviderID": (card.care_provider.number, card.care_provider.format),
        "medcom:CareProviderName": (card.care_provider.name, ""),
    }


def _write_attributes(root: etree._Element, name: str, attributes: _Attributes) -> None:
    statement = etree.SubElement(root, tag("saml:AttributeStatement"), id=name)
    for key, (text, of) in attributes.items():
        if text:
            attribute = etree.SubElement(statement, tag("saml:Attribute"), Name=key)
            if of:
                attribute.set("NameFormat", of)
            etree.SubElement(attribute, tag("saml:AttributeValue")).text = text


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
