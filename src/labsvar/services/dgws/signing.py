"""XML signatures on id cards: what a token service puts on, and what is trusted here.

Only what the signature covers is ever read: `verified` gives back the assertion as it was signed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature as WrongIssuer
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from labsvar.services.dgws import rules
from labsvar.services.dgws.model import Refused
from labsvar.services.dgws.names import CARD_ID, tag

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_CONFIGURATION: Final = SignatureConfiguration(
    location="./",
    expect_references=1,
    signature_methods=frozenset(
        {
            SignatureMethod.RSA_SHA256,
            SignatureMethod.RSA_SHA384,
            SignatureMethod.RSA_SHA512,
            SignatureMethod.ECDSA_SHA256,
            SignatureMethod.ECDSA_SHA384,
            SignatureMethod.ECDSA_SHA512,
        }
    ),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}),
)


class TrustList:
    """Whose signatures count: token services' own certificates, and authorities that certify nothing else.

    An authority that certifies others too must not be listed: whoever holds one of its certificates could
    sign a card in anybody's name.
    """

    def __init__(self, certificates: Iterable[x509.Certificate] = ()) -> None:
        self._certificates = tuple(certificates)

    def check(self, certificate: x509.Certificate, *, at: datetime) -> None:
        """Raises `Refused` with invalid_certificate for a signer who is not trusted at that time."""
        if certificate not in self._certificates and not any(
            _issued(certificate, by=authority, at=at) for authority in self._certificates
        ):
            raise Refused("invalid_certificate", rules.ISSUER)
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise Refused("invalid_certificate", rules.CERTIFICATE_DATES)


def _issued(certificate: x509.Certificate, *, by: x509.Certificate, at: datetime) -> bool:
    try:
        constraints = by.extensions.get_extension_for_class(x509.BasicConstraints).value
        certificate.verify_directly_issued_by(by)
    except (x509.ExtensionNotFound, ValueError, TypeError, WrongIssuer):
        return False
    return constraints.ca and by.not_valid_before_utc <= at <= by.not_valid_after_utc


def read_certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates in a PEM file. Raises `ValueError` when there are none."""
    return tuple(x509.load_pem_x509_certificates(pem))


def sign(assertion: etree._Element, *, key: PrivateKey, certificate: x509.Certificate) -> etree._Element:
    """The assertion with an enveloped signature as its last child."""
    is_rsa = isinstance(key, rsa.RSAPrivateKey)
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256 if is_rsa else SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(
        assertion, key=key, cert=[certificate], reference_uri=f"#{CARD_ID}", id_attribute="id"
    )
    assert signed.tag == assertion.tag, "an enveloped signature stands inside what it signs"
    return signed


def verified(assertion: etree._Element, *, trust: TrustList, at: datetime) -> etree._Element:
    """The assertion as its signature covers it, and nothing else.

    It is taken out of the call first, so that nothing beside it can be meant by the signature. Raises
    `Refused`: invalid_signature when there is none or it does not fit, invalid_certificate when the signer is
    not trusted.
    """
    alone = deepcopy(assertion)
    alone.tail = None
    signatures = list(alone.iter(tag("ds:Signature")))
    if not signatures:
        raise Refused("invalid_signature", rules.UNSIGNED)
    if len(signatures) > 1 or signatures[0].getparent() is not alone:
        raise Refused("invalid_signature", rules.SIGNATURE)
    certificate = _certificate(signatures[0])
    trust.check(certificate, at=at)
    try:
        result = XMLVerifier().verify(
            etree.tostring(alone),
            x509_cert=certificate,
            id_attribute="id",
            expect_config=replace(_CONFIGURATION, verification_time=at),
            # The profile writes the id of a signature as `id`, which the schema does not know.
            validate_schema=False,
        )
    except (SignXMLException, etree.LxmlError, ValueError, TypeError, KeyError, AttributeError):
        # The library gives each of them for a signature that is not as it should be; none tells a caller more.
        raise Refused("invalid_signature", rules.SIGNATURE) from None
    signed = None if isinstance(result, list) else result.signed_xml
    if signed is None or signed.tag != tag("saml:Assertion") or signed.get("id") != CARD_ID:
        raise Refused("invalid_signature", rules.SIGNATURE)
    return signed


def _certificate(signature: etree._Element) -> x509.Certificate:
    found = list(signature.iter(tag("ds:X509Certificate")))
    if len(found) != 1:
        raise Refused("invalid_certificate", rules.ISSUER)
    try:
        return x509.load_der_x509_certificate(base64.b64decode(found[0].text or ""))
    except (ValueError, binascii.Error):
        raise Refused("invalid_certificate", rules.ISSUER) from None
