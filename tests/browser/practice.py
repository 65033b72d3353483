"""A clinic that shares its own results, for pages that show what became of its rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx

from tests.browser.exchange import Exchange

CLINIC = {
    "clinic": "900001",
    "clinic_id_type": "ydernummer",
    "gln": "5790000900008",
    "name": "Lærkepraksis 1",
    "refusals_since": "2020-01-01",
}
_ROW = {
    "system": "Lærkesystemet", "clinic": CLINIC["clinic"], "clinic_id_type": "ydernummer", "row_id": "1",
    "row_version": "1", "patient": "2512489996", "surname": "Berggren", "given_name": "Nancy Ann Test",
    "sampled_at": "2026-03-02T09:15", "resulted_at": "2026-03-02T09:21", "code": "NPU19748",
    "code_system": "npu", "value": "12", "unit": "mg/L", "origin": "own", "action": "new",
}  # fmt: skip
ROWS = tuple(
    _ROW | changes
    for changes in (
        {"row_id": "101-CRP"},
        {"row_id": "102-CRP", "consent": "refused"},
        {"row_id": "103-HB", "code": "HB", "code_system": "local", "unit": "mmol/L", "value": "8,4"},
        {"row_id": "104-CRP", "origin": "unknown"},
        {"row_id": "105-CRP", "unit": "stk"},
        {"row_id": "106-CRP", "origin": "laboratory", "laboratory": "KBA Lærkerup"},
        {"row_id": "101-CRP", "row_version": "2", "action": "delete"},
    )
)


def share(exchange: Exchange) -> None:
    """Registers the clinic, sends its rows, and compares what it holds with a databank that lost one."""
    folder = exchange.folder
    clinics, source, bank = (folder / name for name in ("clinics.json", "cards.jsonl", "bank.jsonl"))
    clinics.write_text(json.dumps([CLINIC]), encoding="utf-8")
    lines = [json.dumps(row) + "\n" for row in ROWS]
    source.write_text("".join(lines[:3]), encoding="utf-8")
    bank.write_text("".join(lines[1:3]), encoding="utf-8")
    data = ("--data", str(folder / "data"))
    token = _run("systems", "add", "Lærkesystemet", "--gln", CLINIC["gln"], *data).strip()
    _run("hub", "clinics", str(clinics), "--who", "A. Ansvarlig", "--reason", "Begynder at dele", *data)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/x-ndjson"}
    answer = httpx.post(f"{exchange.address}api/hub/rows", content="".join(lines).encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    out = str(folder / "data" / "reconcile")
    _run("reconcile", "--source", str(source), "--bank", str(bank), "--out", out, code=1)


def profile(folder: Path) -> Path:
    """The profile report of three months of made-up laboratory cards."""
    _run("population", "--citizens", "600", "--years", "0.05", "--cards", "--out", str(folder / "made"))
    months = [str(folder / "made" / "cards" / f"month-{number}.jsonl") for number in (1, 2, 3)]
    _run("profile", *months, "--out", str(folder / "profile"))
    return folder / "profile" / "report.html"


def _run(*arguments: str, code: int = 0) -> str:
    program = Path(sys.executable).with_name("labsvar")
    ran = subprocess.run([program, *arguments], capture_output=True, check=False)
    assert ran.returncode == code, ran.stderr.decode()
    return ran.stdout.decode()
