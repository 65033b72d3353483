"""`labsvar reference-request FILE`: the request that an answer in a file makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from labsvar import formats
from labsvar.letters.release import RELEASE_2013
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.linking import prompts
from tests import builders, microbiology
from tests.references import REFERENCE_GLN
from tests.unit.cli.conftest import Labsvar


def test_a_file_with_an_answer_makes_a_request_with_all_five_prompts(
    labsvar: Labsvar, file: Callable[..., Path]
) -> None:
    """Of an XRPT06 the isolate is one that it has."""
    path = file(builders.emessage(microbiology.miba_report(), namespace=RELEASE_2013.namespace))
    ran = labsvar("reference-request", path, "--to", REFERENCE_GLN, "--isolate", "2")
    assert ran.code == 0
    (read,) = formats.read(ran.out.encode()).letters
    assert isinstance(read.letter, LaboratoryRequest)
    assert prompts.read(read.letter).sender.isolate == 2
    assert prompts.read(read.letter).sender.missing == ()


def test_what_cannot_be_requested_is_refused_and_half_a_command_is_wrong_usage(
    labsvar: Labsvar, file: Callable[..., Path], good: Path
) -> None:
    """An isolate that has to be stated; a file without an answer of microbiology; neither file nor letter."""
    path = file(builders.emessage(builders.microbiology_report()), "web.xml")
    refused = labsvar("reference-request", path, "--to", REFERENCE_GLN)
    assert refused.code == 1
    assert "linking.isolate-needed" in refused.err
    assert labsvar("reference-request", good, "--to", REFERENCE_GLN).code == 1
    assert labsvar("reference-request", "--to", REFERENCE_GLN).code == 64
