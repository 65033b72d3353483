"""Which id cards count: every card here is signed with a real key, and spoilt in one way."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta

import pytest
from lxml import etree
from msgspec.structs import replace
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.signer import XMLSigner

from labsvar.identifiers.person import made_up_number
from labsvar.services.dgws import CareProvider, Terms, TrustList, User
from labsvar.services.dgws.idcard import write
from labsvar.services.dgws.names import tag
from labsvar.services.dgws.signing import sign
from labsvar.services.dgws.tokens import in_folder, make
from tests.unit.services.dgws.cards import (
    NOW,
    PROVIDER,
    SERVICE,
    TERMS,
    card,
    fault,
    judged,
    password,
    sent,
    signed,
)


def test_a_signed_card_in_date_tells_who_calls() -> None:
    """Everything the card says is read again, from what the signature covers."""
    user = User(
        number=made_up_number(date(1950, 3, 1), "female", 0),
        given_name="Prøve",
        surname="Persona",
        role="læge",
    )
    for wanted in (card(), card(kind="user", level=4, user=user)):
        assert judged(sent(SERVICE.sign(wanted, at=NOW), security_level=wanted.level)) == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"00000000", b"00000001"),
        (b"Pr\xc3\xb8vesystem", b"Andetsystem"),
        (b"2026-03-04T13:00:00Z", b"2026-03-04T23:00:00Z"),
        (b">3<", b">4<"),
    ],
)
def test_an_altered_card_fits_its_signature_no_more(old: bytes, new: bytes) -> None:
    """Organisation, system, dates, level: whatever is altered after signing."""
    spoilt = sent(signed()).replace(old, new)
    assert fault(spoilt) == ("invalid_signature", "service.signature")


def test_a_card_signed_by_a_stranger_does_not_count() -> None:
    """Not one that the caller signed, and not one whose issuer bears the name of a trusted one."""
    stranger = make(at=NOW - timedelta(days=1))
    assert fault(sent(stranger.sign(card(), at=NOW))) == ("invalid_certificate", "service.issuer")
    assert fault(sent(signed()), terms=Terms()) == ("invalid_certificate", "service.issuer")


def test_a_certificate_of_a_trusted_service_may_not_issue_others() -> None:
    """The service's own certificate is listed: a card it signs counts, a certificate it made would not."""
    own = TrustList([SERVICE._certificate])
    assert judged(sent(signed()), terms=Terms(trust=own)) == card()
    other = make(at=NOW)
    assert fault(sent(other.sign(card(), at=NOW)), terms=Terms(trust=own)) == (
        "invalid_certificate",
        "service.issuer",
    )


def test_a_card_without_signature_or_with_two_is_refused() -> None:
    assert fault(sent(write(card(), issued=NOW))) == ("invalid_signature", "service.unsigned")
    twice = signed()
    twice.append(deepcopy(twice[-1]))
    assert fault(sent(twice)) == ("invalid_signature", "service.signature")


def test_a_signature_inside_another_element_is_not_that_of_the_card() -> None:
    spoilt = signed()
    etree.SubElement(spoilt, tag("saml:Advice")).append(next(spoilt.iter(tag("ds:Signature"))))
    assert fault(sent(spoilt)) == ("invalid_signature", "service.signature")


def test_a_signed_card_beside_an_unsigned_one_is_signature_wrapping() -> None:
    """The signed card is moved elsewhere in the call, and a forged one put in its place."""
    forged = write(card(system="Falsk"), issued=NOW)
    for place in (".//{*}Header", ".//{*}Body", ".//{*}Security"):
        root = etree.fromstring(sent(forged))
        hidden = root.find(place)
        assert hidden is not None
        wrapper = hidden if place != ".//{*}Body" else hidden[0]
        wrapper.append(signed())
        code, rule = fault(etree.tostring(root))
        assert (code, rule) in {
            ("invalid_idcard", "service.card_not_alone"),
            ("syntax_error", "service.field"),
        }


def test_a_forged_card_around_the_signed_one_is_signature_wrapping() -> None:
    """The signed card is put inside the forged one, with its signature on the outside."""
    real = signed()
    signature = real.find(tag("ds:Signature"))
    assert signature is not None
    forged = write(card(system="Falsk"), issued=NOW)
    etree.SubElement(forged, tag("saml:Advice")).append(real)
    forged.append(signature)
    assert fault(sent(forged)) == ("invalid_idcard", "service.card_not_alone")


def test_the_id_of_the_card_on_another_element_is_signature_wrapping() -> None:
    root = etree.fromstring(sent(signed()))
    for name in ("id", "ID", "Id"):
        spoilt = etree.fromstring(etree.tostring(root))
        body = spoilt.find(".//{*}Word")
        assert body is not None
        body.set(name, "IDCard")
        assert fault(etree.tostring(spoilt)) == ("invalid_idcard", "service.card_not_alone")


def test_a_signature_over_something_else_does_not_cover_the_card() -> None:
    """A real signature of the trusted service over another element of the card."""
    assertion = write(card(), issued=NOW)
    part = assertion.find(tag("saml:Conditions"))
    assert part is not None
    part.set("id", "part")
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    spoilt = signer.sign(
        assertion,
        key=SERVICE._key,
        cert=[SERVICE._certificate],
        reference_uri="#part",
        id_attribute="id",
    )
    assert fault(sent(spoilt)) == ("invalid_signature", "service.signature")


class OldSigner(XMLSigner):
    """A signer that minds no old digest."""

    def check_deprecated_methods(self) -> None:
        pass


@pytest.mark.parametrize(
    ("signature", "digest", "expected"),
    [
        (SignatureMethod.ECDSA_SHA256, DigestAlgorithm.SHA256, ("", "")),
        (SignatureMethod.ECDSA_SHA256, DigestAlgorithm.SHA1, ("invalid_signature", "service.signature")),
        (SignatureMethod.ECDSA_SHA1, DigestAlgorithm.SHA256, ("invalid_signature", "service.signature")),
    ],
)
def test_old_digests_do_not_count(
    signature: SignatureMethod, digest: DigestAlgorithm, expected: tuple[str, str]
) -> None:
    """SHA-1 is refused, however well it is signed."""
    signer = OldSigner(
        signature_algorithm=signature,
        digest_algorithm=digest,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    whole = signer.sign(
        write(card(), issued=NOW),
        key=SERVICE._key,
        cert=[SERVICE._certificate],
        reference_uri="#IDCard",
        id_attribute="id",
    )
    assert fault(sent(whole)) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-2, ("invalid_idcard", "service.not_yet")),
        (-0.5, ("", "")),
        (59, ("", "")),
        (60, ("expired_idcard", "service.expired")),
    ],
)
def test_a_card_holds_from_its_first_moment_until_just_before_its_last(
    minutes: float, expected: tuple[str, str]
) -> None:
    """A clock that is half a minute ahead is borne with."""
    assert fault(sent(signed()), at=NOW + timedelta(minutes=minutes)) == expected


def test_a_card_that_holds_too_long_or_backwards_is_refused() -> None:
    assert fault(sent(signed(valid_until=NOW + timedelta(hours=25)))) == (
        "invalid_idcard",
        "service.lifetime",
    )
    assert fault(sent(signed(valid_until=NOW))) == ("invalid_idcard", "service.card")


def test_an_expired_certificate_signs_no_card() -> None:
    late = NOW + timedelta(days=11 * 365)
    assertion = signed(valid_from=late, valid_until=late + timedelta(hours=1))
    assert fault(sent(assertion), at=late, terms=Terms(trust=TrustList([SERVICE._certificate]))) == (
        "invalid_certificate",
        "service.certificate_dates",
    )
    assert fault(sent(assertion), at=late) == ("invalid_certificate", "service.issuer")


def test_the_level_asked_for_is_the_lowest_that_counts() -> None:
    """Level 3 is asked for: a password is not enough. Where it is, the password must be right."""
    assert fault(sent(password())) == ("security_level_failed", "service.level")
    assert fault(sent(write(card(level=1), issued=NOW))) == ("security_level_failed", "service.level")
    terms = Terms(lowest_level=2, is_right=lambda given: given.password == "kode")
    assert judged(sent(password()), terms=terms).credentials is not None
    assert fault(sent(password(word="forkert")), terms=terms) == (
        "invalid_username_password",
        "service.password",
    )
    assert fault(sent(write(card(level=2), issued=NOW)), terms=terms) == (
        "invalid_username_password",
        "service.password",
    )
    assert fault(sent(password()), terms=Terms(lowest_level=2)) == (
        "invalid_username_password",
        "service.password",
    )


def test_the_header_and_the_card_agree_on_the_level() -> None:
    assert fault(sent(signed(), security_level=4)) == ("security_level_failed", "service.level_differs")
    assert fault(sent(signed(), security_level=5)) == ("signature_not_supported", "service.whole_message")
    assert fault(sent(signed(level=5))) == ("signature_not_supported", "service.whole_message")


def test_a_receipt_of_non_repudiation_is_not_promised() -> None:
    assert fault(sent(signed(), wants_receipt=True)) == (
        "nonrepudiation_not_supported",
        "service.receipt",
    )


def test_a_call_without_a_card_is_told_what_lacks() -> None:
    assert fault(sent(None)) == ("missing_required_header", "service.missing_header")
    root = etree.fromstring(sent(signed()))
    security = root.find(".//{*}Security")
    assert security is not None
    security.remove(security[0])
    assert fault(etree.tostring(root)) == ("missing_required_header", "service.missing_header")


REQUIRED = (
    "sosi:IDCardID",
    "sosi:IDCardVersion",
    "sosi:IDCardType",
    "sosi:AuthenticationLevel",
    "medcom:ITSystemName",
    "medcom:CareProviderID",
    "medcom:CareProviderName",
)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_card_without_what_is_required_is_refused(name: str) -> None:
    """Signed or not: missing, twice or empty."""
    for spoil in ("missing", "twice", "empty"):
        assertion = write(card(), issued=NOW)
        found = next(each for each in assertion.iter(tag("saml:Attribute")) if each.get("Name") == name)
        parent = found.getparent()
        assert parent is not None
        if spoil == "missing":
            parent.remove(found)
        elif spoil == "twice":
            parent.append(deepcopy(found))
        else:
            found[0].text = " "
        whole = sign(assertion, key=SERVICE._key, certificate=SERVICE._certificate)
        assert fault(sent(whole)) == ("invalid_idcard", "service.card")


def test_a_card_whose_numbers_are_of_no_known_kind_is_refused() -> None:
    strange = CareProvider(format="medcom:shoesize", number="42", name="x")
    assert fault(sent(signed(care_provider=strange))) == ("invalid_idcard", "service.card")
    for name, value in (("NotBefore", "i går"), ("NotOnOrAfter", "")):
        assertion = write(card(), issued=NOW)
        conditions = assertion.find(tag("saml:Conditions"))
        assert conditions is not None
        conditions.set(name, value)
        assert fault(sent(assertion)) == ("invalid_idcard", "service.card")
    assert fault(sent(signed(version="2.0"))) == ("invalid_idcard", "service.card")
    doubled = password()
    data = doubled.find(f".//{tag('saml:SubjectConfirmationData')}")
    assert data is not None
    data.append(deepcopy(data[0]))
    assert fault(sent(doubled), terms=replace(TERMS, lowest_level=2)) == (
        "invalid_idcard",
        "service.card",
    )


def test_a_time_without_a_zone_is_utc() -> None:
    assertion = write(card(), issued=NOW)
    conditions = assertion.find(tag("saml:Conditions"))
    assert conditions is not None
    conditions.set("NotBefore", "2026-03-04T12:00:00")
    whole = sign(assertion, key=SERVICE._key, certificate=SERVICE._certificate)
    assert judged(sent(whole)).valid_from == NOW


@pytest.mark.parametrize("text", ["", "%%%", "AAAA"])
def test_a_certificate_that_is_none_is_nobody_s(text: str) -> None:
    assertion = signed()
    found = next(assertion.iter(tag("ds:X509Certificate")))
    found.text = text
    assert fault(sent(assertion)) == ("invalid_certificate", "service.issuer")
    assertion = signed()
    parent = next(assertion.iter(tag("ds:X509Data")))
    parent.append(deepcopy(parent[0]))
    assert fault(sent(assertion)) == ("invalid_certificate", "service.issuer")


def test_a_signature_that_is_torn_is_refused_and_not_a_fault_of_ours() -> None:
    """Every element of the signature in turn is left out; never a traceback."""
    whole = signed()
    signature = whole.find(tag("ds:Signature"))
    assert signature is not None
    for place in range(1, len(list(signature.iter()))):
        spoilt = etree.fromstring(etree.tostring(whole))
        found = spoilt.find(tag("ds:Signature"))
        assert found is not None
        gone = list(found.iter())[place]
        parent = gone.getparent()
        assert parent is not None
        parent.remove(gone)
        assert fault(sent(spoilt))[0] in {"invalid_signature", "invalid_certificate"}


def test_the_token_service_of_a_folder_keeps_its_keys(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its cards count before and after a restart; its key is readable for its owner alone."""
    folder = tmp_path_factory.mktemp("tokens") / "service"
    first = in_folder(folder)
    at = first.authority.not_valid_before_utc + timedelta(minutes=10)
    issued = first.issue(system="Prøvesystem", care_provider=PROVIDER, at=at)
    assert judged(sent(issued), terms=Terms(trust=in_folder(folder).trust), at=at).system == "Prøvesystem"
    assert (folder / "service.key").stat().st_mode & 0o077 == 0
