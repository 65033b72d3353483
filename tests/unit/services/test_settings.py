"""What the settings say about services, and what is wrong with settings that contradict each other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from labsvar.services.dgws.tokens import make
from labsvar.settings import load
from labsvar.web.services import npn_of, token_service_of, trust_of, trusted
from labsvar.web.taking import WrongSetting


def test_the_numbers_are_as_they_are_set() -> None:
    terms = npn_of(
        load(
            npn_weights=(3, 2, 1),
            npn_first=100,
            npn_last=199,
            npn_largest_draw=50,
            npn_reuse_released=True,
            npn_second_level="hjaelp@x.example",
        )
    )
    assert (terms.numbers.form.length, terms.numbers.first, terms.numbers.last) == (3, 100, 199)
    assert (terms.numbers.largest_draw, terms.numbers.reuse_released) == (50, True)
    assert terms.connections.second_level == "hjaelp@x.example"


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"npn_weights": (11, 22)}, "npn_weights"),
        ({"npn_first": 5_000_000_000, "npn_last": 4_000_000_000}, "npn_last"),
        ({"npn_last": 10_000_000_000}, "npn_last"),
        ({"npn_smallest_draw": 10, "npn_largest_draw": 9}, "npn_largest_draw"),
    ],
)
def test_numbers_that_contradict_each_other_are_a_wrong_setting(wrong: dict[str, Any], name: str) -> None:
    with pytest.raises(WrongSetting, match=f"^{name}: "):
        npn_of(load(**wrong))


def test_a_trust_list_is_read_from_files(tmp_path: Path) -> None:
    """Several certificates may stand in one; a file without any is a wrong setting."""
    file = tmp_path / "trusted.pem"
    certificates = [make(at=datetime.now(UTC)).authority for _ in range(2)]
    file.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
    assert trusted(load(dgws_trust=(file,))) == certificates
    file.write_bytes(b"none")
    for name in (file, tmp_path / "missing.pem"):
        with pytest.raises(WrongSetting, match=r"^dgws_trust: "):
            trusted(load(dgws_trust=(name,)))


def test_a_demonstration_trusts_its_own_token_service_and_nobody_else_does(tmp_path: Path) -> None:
    """It is made in the data folder at the first start, and found there at the next."""
    assert token_service_of(load(data=tmp_path)) is None
    settings = load(data=tmp_path, demo=True)
    own, again = token_service_of(settings), token_service_of(settings)
    assert own is not None
    assert again is not None
    assert own.authority == again.authority
    at = datetime.now(UTC)
    trust_of(settings, own).check(own.authority, at=at)
    with pytest.raises(Exception, match=r"service\.issuer"):
        trust_of(load(data=tmp_path), None).check(own.authority, at=at)
