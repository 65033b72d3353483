"""The page of the rooms: what each module of the package is for, in its own words.

The sources are read and not imported, so that nothing has to be started to be described.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import labsvar
from labsvar.reference.markdown import code, codes, first_sentence, page, table

_PACKAGE = Path(labsvar.__file__).parent
_INIT = "__init__.py"


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    rooms = sorted(path for path in _PACKAGE.iterdir() if _is_room(path))
    yield (
        "rooms.md",
        page(
            "Rooms",
            "What each room of the package is for, and what it offers. "
            "[How the house is laid out](../explanation/architecture.md) tells which may use which.",
            *(_room(room) for room in rooms),
        ),
    )


def public_names(module: Path) -> tuple[str, ...]:
    """What a module says it offers: its `__all__`, or nothing when it has none."""
    for statement in _tree(module).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return tuple(ast.literal_eval(value))
            case _:
                continue
    return ()


def _is_room(path: Path) -> bool:
    return (path / _INIT).exists() or (path.suffix == ".py" and path.name != _INIT)


def _room(room: Path) -> str:
    source = room / _INIT if room.is_dir() else room
    parts = [f"## {room.stem}", _purpose(source)]
    if public := public_names(source):
        parts.append(f"Offers {codes(public)}.")
    rows = [(code(_name(module, room)), _purpose(module)) for module in _modules(room) if _purpose(module)]
    if rows:
        parts.append(table(["Module", "What it is for"], rows))
    return "\n\n".join(parts)


def _modules(room: Path) -> list[Path]:
    return sorted(path for path in room.rglob("*.py") if path != room / _INIT)


def _name(module: Path, room: Path) -> str:
    parts = module.relative_to(room).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _purpose(module: Path) -> str:
    return first_sentence(ast.get_docstring(_tree(module)))


def _tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))
