"""The page of the three flows of a microbiology sample: which messages each should have."""

from __future__ import annotations

from collections.abc import Iterator

from labsvar.linking.flows import EXPECTED, FLOWS, Expected, Flow
from labsvar.reference.markdown import code, codes, page, table
from labsvar.web.texts import LANGUAGES

_TEXTS = LANGUAGES["en"]
_HEAD = ["Step", "From", "To", "Kinds of letter", "Awaited since", "Always expected"]


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    yield (
        "flows.md",
        page(
            "The flows of a microbiology sample",
            "Which messages each flow should have, and after which step each is awaited. "
            "[A sample's journey](../explanation/journeys.md) tells how a flow is recognised.",
            *(_section(flow) for flow in FLOWS),
        ),
    )


def _section(flow: Flow) -> str:
    heading = f"## {_TEXTS(f'flow.{flow}')} ({code(flow)})"
    return "\n\n".join(
        (heading, _TEXTS(f"flow_text.{flow}"), table(_HEAD, [_row(each) for each in EXPECTED[flow]]))
    )


def _row(expected: Expected) -> list[str]:
    to = "" if expected.to is None else _who(expected.to)
    after = "" if expected.after is None else code(expected.after)
    always = "yes" if expected.always else "no"
    return [code(expected.name), _who(expected.by), to, codes(expected.kinds), after, always]


def _who(role: str) -> str:
    return "MiBa" if role == "miba" else _TEXTS(f"party_role.{role}")
