"""What a profile counts, said again in the plainest Python: slow, obvious, and without the code under test.

Rows are dictionaries of text. Every function takes all rows and walks through them one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

Row = dict[str, str]
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
LIMIT = re.compile(r"[<>]=? *-?[0-9]+([.,][0-9]+)?")


def cell(row: Row, name: str) -> str:
    """A cell without blanks around it; a missing one is empty."""
    text = row.get(name) or ""
    while text and unicodedata.category(text[0]) == "Zs":
        text = text[1:]
    while text and unicodedata.category(text[-1]) == "Zs":
        text = text[:-1]
    return text


def code(row: Row) -> str:
    found = cell(row, "code")
    return found.upper() if re.fullmatch(r"(?i:npu|dnk|mcs)[0-9]{5}", found) else found


def code_system(row: Row) -> str:
    if re.fullmatch(r"(NPU|DNK|MCS)[0-9]{5}", code(row)):
        return code(row)[:3].lower()
    given = cell(row, "code_system").lower()
    return given if given in ("mds", "local") else "unknown"


def form(row: Row) -> str:
    value = cell(row, "value")
    if value == "":
        return "empty"
    if value == "*****":
        return "pending"
    if NUMBER.fullmatch(value):
        return "limit" if cell(row, "operator") in ("<", ">") else "number"
    if LIMIT.fullmatch(value):
        return "limit"
    return "text_with_number" if re.search("[0-9]", value) else "text"


def number(row: Row) -> float | None:
    return float(cell(row, "value").replace(",", ".")) if form(row) == "number" else None


def limit(row: Row, name: str) -> float | None:
    text = cell(row, name)
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def action(row: Row) -> str:
    found = cell(row, "action").lower()
    if found in ("", "new"):
        return "new"
    return found if found in ("correct", "withdraw", "delete") else "other"


def results(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if action(row) not in ("withdraw", "delete"))


def origin(row: Row, fee_codes: set[str]) -> str:
    stated, laboratory = cell(row, "origin").lower(), cell(row, "laboratory")
    if stated == "own":
        return "unclear" if laboratory else "own_stated"
    if stated == "laboratory":
        return "laboratory_stated"
    if laboratory or cell(row, "requisition_number"):
        return "laboratory_likely"
    return "own_likely" if code(row) in fee_codes else "unclear"


def month(row: Row) -> str:
    found = cell(row, "sampled_at")[:7]
    return found if re.fullmatch(r"[0-9]{4}-[0-9]{2}", found) else ""


def lacks(row: Row, name: str, unitless: set[str]) -> bool:
    numeric = form(row) in ("number", "limit")
    if name == "unit":
        return numeric and not cell(row, "unit") and code(row) not in unitless
    if name == "reference":
        return numeric and not cell(row, "reference_lower") and not cell(row, "reference_upper")
    if name == "origin":
        return cell(row, "origin").lower() not in ("own", "laboratory")
    return not cell(row, name)


def actions(rows: Iterable[Row]) -> Counter[str]:
    return Counter(action(row) for row in rows)


def codes(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    return Counter((code_system(row), code(row)) for row in results(rows))


def clinics(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    return Counter((cell(row, "system"), cell(row, "clinic")) for row in results(rows))


def units(rows: Iterable[Row], below: int) -> Counter[tuple[str, str, str]]:
    """Units below the limit are counted together."""
    exact = Counter((code_system(row), code(row), cell(row, "unit")) for row in results(rows))
    merged: Counter[tuple[str, str, str]] = Counter()
    for (system, of, unit), n in exact.items():
        merged[system, of, "(rare)" if n < below else unit] += n
    return merged


def names(rows: Iterable[Row], below: int) -> dict[tuple[str, str], str]:
    """The commonest name of each code, of two equally common the last; none that few results have."""
    counts = Counter(((code_system(row), code(row)), cell(row, "name")) for row in results(rows))
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for (of, name), n in counts.items():
        if name and n >= below:
            best[of] = max(best.get(of, (0, "")), (n, name))
    return {of: name for of, (_, name) in best.items()}


def distribution(numbers: list[float]) -> tuple[float, float]:
    """The smallest number that a twentieth are not above, and the same for nineteen twentieths."""
    ordered = sorted(numbers)

    def at(part: float) -> float:
        place = 0
        while (place + 1) < part * len(ordered) - 1e-9:
            place += 1
        return ordered[place]

    return at(0.05), at(0.95)


def by_distribution(rows: list[Row], enough: int, far: float) -> Counter[tuple[str, str]]:
    """How often each rule about a distribution is broken, by rule and row id."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in results(rows):
        if (number(row) or 0) > 0:
            groups.setdefault((code_system(row), code(row), cell(row, "unit")), []).append(row)
    found: Counter[tuple[str, str]] = Counter()
    for group in groups.values():
        if len(group) < enough:
            continue
        low, high = distribution([number(row) or 0 for row in group])
        for row in group:
            n = number(row) or 0
            if low / 2 <= n <= high * 2:
                continue
            if low <= n / 10 <= high or low <= n * 10 <= high:
                found["factor-10", cell(row, "row_id")] += 1
            elif low <= n / 1000 <= high or low <= n * 1000 <= high:
                found["factor-1000", cell(row, "row_id")] += 1
            elif n > high * far or n < low / far:
                found["far-out", cell(row, "row_id")] += 1
    return found


def by_interval(rows: list[Row]) -> Counter[tuple[str, str]]:
    """How often a mark or a factor of 1,000 speaks against the row's own interval, by rule and row id."""
    found: Counter[tuple[str, str]] = Counter()
    for row in results(rows):
        n, low, high = number(row), limit(row, "reference_lower"), limit(row, "reference_upper")
        flag = cell(row, "flag").lower()
        if n is None:
            continue
        too_high = flag == "high" and high is not None and n <= high
        too_low = flag == "low" and low is not None and n >= low
        if too_high or too_low:
            found["flag-against-interval", cell(row, "row_id")] += 1
            continue
        if n <= 0 or low is None or high is None or low <= 0 or low <= n <= high:
            continue
        if low <= n / 1000 <= high or low <= n * 1000 <= high:
            found["interval-factor-1000", cell(row, "row_id")] += 1
    return found


def compared(
    rows: Iterable[Row], billed: list[Row], fees: dict[str, str]
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Services that are billed and recorded, only billed, and only recorded, by fee and clinic."""
    recorded = {
        (fees[code(row)], cell(row, "clinic"), cell(row, "sampled_at")[:10], cell(row, "patient"))
        for row in results(rows)
        if code(row) in fees and origin(row, set(fees)).startswith("own")
    }
    services: Counter[tuple[str, str, str, str]] = Counter()
    for row in billed:
        if row["fee_code"] in fees.values():
            services[row["fee_code"], row["clinic"], row["date"], row["patient"]] += int(row["count"] or 1)
    days = [[day for _, _, day, _ in each] for each in (recorded, services)]
    days = [[day for day in each if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day)] for each in days]
    both, only_billed, only_recorded = (
        Counter[tuple[str, str]](),
        Counter[tuple[str, str]](),
        Counter[tuple[str, str]](),
    )
    if not all(days):
        return both, only_billed, only_recorded
    first, last = max(min(each) for each in days), min(max(each) for each in days)
    with_patient = any(row["patient"] for row in billed if row["fee_code"] in fees.values())

    def at(each: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
        return each if with_patient else (*each[:3], "")

    mine = Counter(at(each) for each in recorded if first <= each[2] <= last)
    theirs: Counter[tuple[str, str, str, str]] = Counter()
    for each, n in services.items():
        if first <= each[2] <= last:
            theirs[at(each)] += n
    for each in mine.keys() | theirs.keys():
        here = each[:2]
        both[here] += min(mine[each], theirs[each])
        only_billed[here] += max(theirs[each] - mine[each], 0)
        only_recorded[here] += max(mine[each] - theirs[each], 0)
    return both, only_billed, only_recorded
