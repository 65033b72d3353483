"""The door keeps to its description, whatever is sent (made-up requests by Schemathesis)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import positive_data_acceptance

from tests.integration.web.site import Site

# That a body is XML says little about whether it is a letter.
OF_NO_USE = [positive_data_acceptance]
OPERATIONS = [
    ("/api/letters", "POST"),
    ("/api/letters/{letter_number}/withdrawal", "POST"),
    ("/api/emessages/{emessage_id}", "GET"),
    ("/api/npn/series", "POST"),
    ("/api/npn/releases", "POST"),
    ("/api/npn/numbers/{number}", "GET"),
    ("/api/reference-requests", "POST"),
    ("/api/hub/rows", "POST"),
    ("/api/hotel/searches", "POST"),
    ("/api/hotel/requisitions/{number}/{doing}", "POST"),
]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_the_description_allows(demo: Site, path: str, method: str) -> None:
    """Never a fault of ours, and always with a status, a type and a body as described."""
    with demo.client() as client:
        schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())

        @given(case=schema[path][method].as_strategy())
        @settings(max_examples=30, suppress_health_check=list(HealthCheck))
        def check(case: schemathesis.Case[Any]) -> None:
            asked = case.as_transport_kwargs(base_url=demo.address)
            answer = client.request(
                asked["method"],
                asked["url"],
                params=asked.get("params"),
                headers={
                    name: value for name, value in asked["headers"].items() if name.lower() != "authorization"
                },
                content=asked.get("data"),
                json=asked.get("json"),
            )
            assert answer.status_code < 500
            case.validate_response(answer, excluded_checks=OF_NO_USE)

        check()
