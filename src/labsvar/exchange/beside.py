"""Two answers in one body over HTTP: `multipart/mixed` (RFC 2046, 5.1.3), each part whole XML."""

from __future__ import annotations

import email
import email.policy
import secrets
from typing import Final

PREFIX: Final = "multipart/mixed"


def joined(first: bytes, second: bytes, *, content_type: str) -> tuple[bytes, str]:
    """A body with both and its content type; `content_type` is that of each part."""
    boundary = f"labsvar-{secrets.token_hex(16)}"
    head = f"--{boundary}\r\nContent-Type: {content_type}\r\n\r\n".encode()
    body = head + first + b"\r\n" + head + second + f"\r\n--{boundary}--\r\n".encode()
    return body, f'{PREFIX}; boundary="{boundary}"'


def parts(body: bytes, content_type: str) -> tuple[bytes, ...]:
    """The parts of a body, or the body itself where it is not in parts."""
    if not content_type.lower().startswith(PREFIX):
        return (body,)
    message = email.message_from_bytes(
        b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body,
        policy=email.policy.HTTP,
    )
    found = (part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    return tuple(part for part in found if isinstance(part, bytes))
