"""The outside validator as a program: resources in, what it finds out.

Run by the Python that has `pyrofile-validator`, which need not be ours: nothing of Labsvar is imported here.
The first line it reads is its settings in JSON: `profiles` and `definitions` as lists of folders, `own` as a list
of definitions. After them come resources, each as the number of its bytes on a line and then its bytes. It writes one line of JSON for
each: `issues`, or `failed` with the name of the exception. No value of a resource is in what it writes.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

PUBLISHED: Final = (
    "profiles-types.json",
    "profiles-resources.json",
    "extension-definitions.json",
    "valuesets.json",
    "v3-codesystems.json",
)
"""The files that HL7 publishes R4's definitions in: Bundles, which the validator does not look into."""


def main() -> None:
    """Reads and answers until nothing more comes."""
    _stay_offline()
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the library tells of its work there
    settings = json.loads(source.readline())
    with tempfile.TemporaryDirectory() as folder:
        for number, each in enumerate(settings["definitions"]):
            _unpack(Path(each), Path(folder), number)
        for number, each in enumerate(settings["own"]):
            Path(folder, f"own-{number}.json").write_text(json.dumps(each), encoding="utf-8")
        validator = _validator([folder, *settings["profiles"]])
        _answer(answers, {"ready": True})
        while length := source.readline():
            _answer(answers, _judge(validator, source.read(int(length))))


def _answer(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


class _NoSocket(socket.socket):
    def __init__(self, *_: object, **__: object) -> None:
        raise OSError("no network")


def _stay_offline() -> None:
    """Keeps the library from asking any host, whatever a package names."""
    socket.socket = _NoSocket  # type: ignore[misc]  # nothing here may open one


def _unpack(source: Path, folder: Path, number: int) -> None:
    """Writes each definition of the published files into a file of its own."""
    for name in PUBLISHED:
        for path in sorted(source.rglob(name)):
            for place, entry in enumerate(json.loads(path.read_bytes())["entry"]):
                resource = entry["resource"]
                resource.pop("text", None)
                file = folder / f"{number}-{path.stem}-{place}.json"
                file.write_text(json.dumps(resource), encoding="utf-8")


def _validator(folders: list[str]) -> Any:
    library = import_module("pyrofile_validator")
    config = import_module("pyrofile_validator.config")
    about = config.ValidatorConfig(local_package_paths=folders, error_on_unknown_profile=False)
    return library.Validator(about)


def _judge(validator: Any, raw: bytes) -> dict[str, Any]:
    try:
        resource = json.loads(raw)
        names = _name(resource)
        report = validator.validate_resource(resource)
    except Exception as failed:  # noqa: BLE001  # a resource that the library stumbles on is told, not dropped
        return {"failed": type(failed).__name__}
    known = validator.profile_registry.get
    return {
        "issues": [
            {
                "severity": each.severity.value,
                "code": each.code,
                "kind": each.resource_type,
                "entry": names.get(f"{each.resource_type}/{each.resource_id}"),
                "path": each.path,
                "profile": each.profile if each.profile and known(each.profile) else None,
            }
            for each in report.issues
        ]
    }


def _name(resource: Any) -> dict[str, int]:
    """Gives every entry of a Bundle an id, so that what is found in it can be placed: the entries by name."""
    names: dict[str, int] = {}
    entries = resource.get("entry") if resource.get("resourceType") == "Bundle" else ()
    for number, entry in enumerate(entries or ()):
        inside = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inside, dict):
            own = inside.setdefault("id", f"labsvar-entry-{number}")
            names.setdefault(f"{inside.get('resourceType')}/{own}", number)
    return names


if __name__ == "__main__":
    main()
