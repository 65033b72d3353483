"""A small token service for the demonstration: it signs id cards with a certificate of its own authority.

Its keys are made at the first start and kept in the data folder. It vouches for whoever asks, so it is trusted
by the demonstration that made it and by nobody else.
"""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree

from labsvar.services.dgws import idcard, signing
from labsvar.services.dgws.model import CareProvider, IdCard
from labsvar.services.dgws.signing import TrustList

ISSUER: Final = "Labsvar demonstration token service"
_YEARS: Final = timedelta(days=10 * 365)
_KEY: Final = "service.key"
_CERTIFICATE: Final = "service.pem"
_AUTHORITY: Final = "authority.pem"


class TokenService:
    """Issues signed cards. `authority` is what others put on their trust list."""

    def __init__(
        self, *, key: signing.PrivateKey, certificate: x509.Certificate, authority: x509.Certificate
    ) -> None:
        self._key = key
        self._certificate = certificate
        self.authority = authority

    @property
    def trust(self) -> TrustList:
        """A trust list with this service's authority alone."""
        return TrustList([self.authority])

    def sign(self, card: IdCard, *, at: datetime) -> etree._Element:
        """The signed assertion of any card."""
        return signing.sign(idcard.write(card, issued=at), key=self._key, certificate=self._certificate)

    def issue(
        self,
        *,
        system: str,
        care_provider: CareProvider,
        at: datetime,
        level: int = 3,
        lifetime: timedelta = timedelta(hours=8),
    ) -> etree._Element:
        """A signed system card that holds from now on."""
        return self.sign(
            system_card(system=system, care_provider=care_provider, at=at, level=level, lifetime=lifetime),
            at=at,
        )

    def keep(self, folder: Path) -> None:
        """Writes keys and certificates; the key for the owner of the folder alone."""
        folder.mkdir(parents=True, exist_ok=True)
        pem = serialization.Encoding.PEM
        key = self._key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with os.fdopen(os.open(folder / _KEY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key)
        (folder / _CERTIFICATE).write_bytes(self._certificate.public_bytes(pem))
        # Last, since its presence says that all of it is there.
        (folder / _AUTHORITY).write_bytes(self.authority.public_bytes(pem))


def system_card(
    *, system: str, care_provider: CareProvider, at: datetime, level: int, lifetime: timedelta
) -> IdCard:
    """What a system's own card says."""
    return IdCard(
        card_id=str(uuid.uuid4()),
        version="1.0.1",
        kind="system",
        level=level,
        issuer=ISSUER,
        subject=care_provider.number,
        subject_format=care_provider.format,
        system=system,
        care_provider=care_provider,
        valid_from=at,
        valid_until=at + lifetime,
    )


def make(*, at: datetime) -> TokenService:
    """A token service with an authority and a key that nobody has seen before."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certified("Labsvar demonstration authority", authority_key, None, authority_key, at=at)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certified(ISSUER, key, authority, authority_key, at=at)
    # The key of the authority is forgotten: it certifies this one service.
    return TokenService(key=key, certificate=certificate, authority=authority)


def in_folder(folder: Path) -> TokenService:
    """The token service of a data folder, made at the first call."""
    if not (folder / _AUTHORITY).exists():
        make(at=datetime.now(UTC)).keep(folder)
    key = serialization.load_pem_private_key((folder / _KEY).read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "it was made here"
    return TokenService(
        key=key,
        certificate=signing.read_certificates((folder / _CERTIFICATE).read_bytes())[0],
        authority=signing.read_certificates((folder / _AUTHORITY).read_bytes())[0],
    )


def _certified(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    at: datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + _YEARS)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
