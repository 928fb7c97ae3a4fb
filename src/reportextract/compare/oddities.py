"""What is odd in a comparison: what the checks, the claims and the findings say, and what only shows side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from reportextract.compare.model import (
    ODDITY_KINDS,
    Comparison,
    Facts,
    Number,
    Oddity,
    Place,
    ReusedSection,
    Row,
)
from reportextract.model import Box, CellKey

# From half of its own wording on a section is called copied; less is shown with its share and not called anything.
COPIED_SHARE = 0.5
# A number jumps when it at least doubles or halves, and by at least so many: in townships 2 → 5 says nothing.
_JUMP_RATIO, _JUMP_LEAST = 2.0, 20
# Cells whose jumps are told: totals that people compare, not each of the two hundred cells.
_JUMP_ROWS = frozenset(
    CellKey("requests", row, "total") for row in ("received", "carried_out", "total", "granted")
) | frozenset(CellKey("review_litigation", track, "total") for track in (
    "reconsideration", "direct_suit", "suit_after_reconsideration")
) | frozenset(CellKey("disclosure", row, "decisions") for row in ("licensing", "penalties", "coercion"))  # fmt: skip
# Failing sums told one by one; a table that was read wrongly fails in dozens, and one sentence is enough for it.
_SUMS_TOLD = 4
_SUMS = ("row_sum", "outcome_sum", "balance", "track_sum")

Rows = Sequence[dict[str, Any]]


def find_oddities(comparison: Comparison, checks: Rows, claims: Rows, findings: Rows) -> Comparison:
    """The comparison with its oddities, the gravest kind first, then by column.

    Args:
        checks, claims, findings: Rows of these datasets about the compared reports.
    """
    columns = {column.document_id: index for index, column in enumerate(comparison.columns)}
    found = [
        *_carried_over(comparison, checks, columns),
        *_in_force(comparison, checks, columns),
        *_claims(comparison, claims, columns),
        *_sums(comparison, checks, columns),
        *_copied(comparison.reused),
        *_stale(comparison, findings, columns),
        *_form_changes(comparison),
        *_jumps(comparison),
        *_doubts(comparison),
        *_late(comparison),
        *_gaps(comparison),
    ]
    found.sort(key=lambda oddity: (ODDITY_KINDS.index(oddity.kind), oddity.columns))
    return replace(comparison, oddities=tuple(found))


def _failing(checks: Rows, name: str) -> Iterator[dict[str, Any]]:
    return (check for check in checks if check["check"] == name and check["verdict"] == "fails")


def _number(comparison: Comparison, column: int | None, *key: str) -> Number | None:
    wanted = CellKey(*key)
    for row in comparison.rows if column is not None else ():
        if row.key == wanted:
            return row.numbers[column or 0]
    return None


def _places(numbers: Iterable[Number | None]) -> tuple[Place, ...]:
    return tuple(number.place for number in numbers if number is not None)


def _carried_over(comparison: Comparison, checks: Rows, columns: dict[str, int]) -> Iterator[Oddity]:
    """One for each applicant; the total is left out where a kind of applicant says the same."""
    failing: dict[int, list[dict[str, Any]]] = {}
    for check in _failing(checks, "carry_over"):
        failing.setdefault(columns[check["document_id"]], []).append(check)
    for column, members in failing.items():
        told = [check for check in members if check["subject"] != "total"] or members
        for check in told:
            before = comparison.before(column)
            applicant = check["subject"]
            pair = (
                _number(comparison, column, "requests", "carried_in", applicant),
                _number(comparison, before, "requests", "carried_out", applicant),
            )
            facts = {
                "year": comparison.columns[column].year,
                "before": comparison.columns[column].year - 1,
                "applicant": applicant,
                "left": check["left"],
                "right": check["right"],
            }
            both = (column,) if before is None else (column, before)
            yield Oddity("carry_over", both, facts, _places(pair), "cells")


def _in_force(comparison: Comparison, checks: Rows, columns: dict[str, int]) -> Iterator[Oddity]:
    for check in _failing(checks, "in_force_roll"):
        column = columns[check["document_id"]]
        before = comparison.before(column)
        subject = check["subject"]
        numbers = [
            *(_number(comparison, column, "disclosure", subject, name) for name in ("in_force", "issued", "repealed")),
            _number(comparison, before, "disclosure", subject, "in_force"),
        ]
        facts = {
            "year": comparison.columns[column].year,
            "before": comparison.columns[column].year - 1,
            "subject": subject,
            "left": check["left"],
            "right": check["right"],
        }
        both = (column,) if before is None else (column, before)
        yield Oddity("in_force_roll", both, facts, _places(numbers), "cells")


def _claims(comparison: Comparison, claims: Rows, columns: dict[str, int]) -> Iterator[Oddity]:
    for claim in claims:
        if claim["agrees"] is not False:
            continue
        column = columns[claim["document_id"]]
        box = None if claim["x0"] is None else Box(claim["x0"], claim["top"], claim["x1"], claim["bottom"])
        said = () if claim["page"] is None else (Place(column, claim["page"], box),)
        cell = _number(comparison, column, claim["table"], claim["row"], claim["column"])
        facts = {
            "year": comparison.columns[column].year,
            "section": claim["section_no"],
            "printed": claim["printed"],
            "said": claim["value"],
            "table_value": claim["table_value"],
            "cell": ".".join((claim["table"], claim["row"], claim["column"])),
        }
        yield Oddity("claim", (column,), facts, (*said, *_places([cell])), "cells")


def _sums(comparison: Comparison, checks: Rows, columns: dict[str, int]) -> Iterator[Oddity]:
    told: dict[int, int] = {}
    for name in _SUMS:
        for check in _failing(checks, name):
            column = columns[check["document_id"]]
            told[column] = told.get(column, 0) + 1
            if told[column] > _SUMS_TOLD:
                continue
            facts = {
                "year": comparison.columns[column].year,
                "check": name,
                "subject": check["subject"],
                "left": check["left"],
                "right": check["right"],
                "cause": check["cause"] or "unknown",
            }
            where = _where_summed(name, check["subject"])
            yield Oddity("sum", (column,), facts, _places([_number(comparison, column, *where)]), "cells")


def _where_summed(check: str, subject: str) -> tuple[str, str, str]:
    """The cell in which a sum ends."""
    if check == "row_sum":
        return "requests", subject, "total"
    if check == "track_sum":
        return "review_litigation", subject, "total"
    return "requests", "total", subject


def _copied(reused: Sequence[ReusedSection]) -> Iterator[Oddity]:
    """One for each section and relation: of several agencies that hold it, the one that holds most."""
    told: set[tuple[int, int, str]] = set()
    for number, section in enumerate(reused):
        about = (section.column, section.section_no, section.relation)
        if section.share < COPIED_SHARE or about in told:
            continue
        told.add(about)
        columns = (section.column,) if section.other_column is None else (section.column, section.other_column)
        facts: Facts = {
            "section": section.section_no,
            "share": section.share,
            "other_year": section.other_year,
            "other_agency": section.other_agency,
            "agency_count": section.agency_count or 0,
            "letters": section.identical_letters,
        }
        places = (Place(section.column, section.page),)
        kind = "copied_year" if section.relation == "year_before" else "copied_agency"
        yield Oddity(kind, columns, facts, places, f"reuse-{number}")  # type: ignore[arg-type]


def _stale(comparison: Comparison, findings: Rows, columns: dict[str, int]) -> Iterator[Oddity]:
    for finding in findings:
        if finding["code"] != "YEAR_LEFT_IN_TEXT":
            continue
        column = columns[finding["document_id"]]
        told = json.loads(finding["facts"])
        facts = {
            "year": comparison.columns[column].year,
            "section": int(told["section"]),
            "told": int(told["year"]),
            "sentence": told["sentence"],
        }
        yield Oddity("stale_year", (column,), facts, (Place(column, finding["page"]),))


def _form_changes(comparison: Comparison) -> Iterator[Oddity]:
    for change in comparison.form_changes:
        facts: Facts = {
            "year": comparison.columns[change.column].year,
            "before": comparison.columns[change.before].year,
            "form": comparison.columns[change.column].form,
            "old_form": comparison.columns[change.before].form,
            "ended": len(change.ended),
            "begun": len(change.begun),
        }
        yield Oddity("form_change", (change.column, change.before), facts, (), "forms")


def _jumps(comparison: Comparison) -> Iterator[Oddity]:
    for row in comparison.rows:
        if row.key in _JUMP_ROWS:
            yield from _jumps_of(comparison, row)


def _jumps_of(comparison: Comparison, row: Row) -> Iterator[Oddity]:
    for column, (number, change) in enumerate(zip(row.numbers, row.changes, strict=True)):
        before = comparison.before(column)
        if number is None or number.value is None or change is None or before is None or abs(change) < _JUMP_LEAST:
            continue
        old = row.numbers[before]
        if old is None or old.value is None or number.doubt is not None or old.doubt is not None:
            continue
        low, high = sorted((old.value, number.value))
        if high >= _JUMP_RATIO * low:
            facts: Facts = {
                "year": comparison.columns[column].year,
                "cell": ".".join(row.key),
                "old": old.value,
                "new": number.value,
                "change": change,
            }
            yield Oddity("jump", (column, before), facts, (number.place, old.place), "cells")


def _doubts(comparison: Comparison) -> Iterator[Oddity]:
    for column, about in enumerate(comparison.columns):
        numbers = [row.numbers[column] for row in comparison.rows]
        doubtful = [number for number in numbers if number is not None and number.doubt is not None]
        if doubtful or about.quality in ("disputed", "partial"):
            unreadable = sum(number.doubt == "unreadable" for number in doubtful)
            facts: Facts = {
                "year": about.year,
                "quality": about.quality,
                "doubtful": len(doubtful),
                "unreadable": unreadable,
            }
            yield Oddity("doubt", (column,), facts, _places(doubtful[:3]), "cells")


def _late(comparison: Comparison) -> Iterator[Oddity]:
    for measure in comparison.measures:
        if measure.name != "days_after_31_march":
            continue
        for column, days in enumerate(measure.values):
            if days is not None and days > 0:
                published_on = comparison.columns[column].published_on
                facts: Facts = {"year": comparison.columns[column].year, "days": days, "on": str(published_on)}
                yield Oddity("late", (column,), facts)


def _gaps(comparison: Comparison) -> Iterator[Oddity]:
    by_series: dict[str, list[int]] = {}
    for index, column in enumerate(comparison.columns):
        by_series.setdefault(column.series, []).append(index)
    for members in by_series.values():
        years = [comparison.columns[index].year for index in members]
        missing = sorted(set(range(min(years), max(years))) - set(years))
        if missing:
            yield Oddity("gap", (members[0],), {"years": "、".join(map(str, missing))})
