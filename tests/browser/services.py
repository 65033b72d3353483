"""Requisitions on the hotel and a stock of sample numbers, for the pages that show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from tests.browser.exchange import Exchange
from tests.hotel import file, requisition

SAMPLES = ("4711000009", "R-2026-17")


def lay_out(exchange: Exchange) -> None:
    """Uploads requisitions about a test person, draws a series, and reports a stock that runs dry soon."""
    with httpx.Client(base_url=exchange.address) as client:
        for sample in SAMPLES:
            body = file(requisition(sample, version="XQ0132K"))
            assert client.post("/api/hotel/requisitions", content=body).status_code == 200
        assert client.post("/api/npn/series", json={"count": 66_000}).status_code == 200
        now = datetime.now(UTC)
        report = {
            "stock": "s", "life": "a", "steps": 1, "usable": 6_000, "per_day": 300, "alert": "soon",
            "runs_dry": (now.date() + timedelta(days=20)).isoformat(), "last_draw": now.isoformat(),
        }  # fmt: skip
        assert client.post("/api/npn/stock", json=report).status_code == 200
