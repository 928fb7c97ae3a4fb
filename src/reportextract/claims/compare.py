"""Claims beside the tables: does the number stand there?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reportextract.claims.concept import Sum
from reportextract.model import Cell, CellKey, Check, Claim, Finding

# A number said to be approximate (300余件) may be smaller than the true one by a tenth of it, as seen in print.
_NEAR = Decimal("0.1")
# A cell read less surely than this accuses nobody; cells of print have 0.9 and more (docs/confidence.md).
_SURE = 0.9


def compare_claims(
    claims: Sequence[Claim], cells: Mapping[CellKey, Cell], doubted_pages: Collection[int]
) -> list[Claim]:
    """The claims with what the table holds and whether the two agree.

    ``agrees`` is true where one of the sums that the wording may mean equals the number, false only where the wording
    is strict, the number exact and every sum known for sure to differ, and None otherwise.

    Args:
        doubted_pages: Pages whose words were recognised from a picture: a claim on them accuses nobody.
    """
    return [_compared(claim, cells, claim.page in doubted_pages) for claim in claims]


def _compared(claim: Claim, cells: Mapping[CellKey, Cell], is_doubted: bool) -> Claim:
    values = [_sum(keys, cells) for keys in claim.sums if all(key in cells for key in keys)]
    known = [value for value in values if value is not None]
    equal = next((value for value in known if _is_same(claim, value)), None)
    if equal is not None:
        return replace(claim, table_value=equal, agrees=True)
    first = values[0] if values else None
    sure = known and len(known) == len(values) and all(_is_sure(keys, cells) for keys in claim.sums)
    accuses = sure and claim.is_strict and not claim.is_approximate and not is_doubted
    return replace(claim, table_value=first, agrees=False if accuses else None)


def _sum(keys: Sum, cells: Mapping[CellKey, Cell]) -> Decimal | None:
    total = Decimal(0)
    for key in keys:
        value = cells[key].value
        if value is None:
            return None
        total += value
    return total


def _is_same(claim: Claim, value: Decimal) -> bool:
    if not claim.is_approximate:
        return value == claim.value
    return abs(value - claim.value) <= _NEAR * max(value, claim.value)


def _is_sure(keys: Sum, cells: Mapping[CellKey, Cell]) -> bool:
    return all(key not in cells or cells[key].confidence >= _SURE for key in keys)


def claim_checks(claims: Sequence[Claim]) -> list[Check]:
    """One ``claim`` check for each claim that a table could confirm; ``subject`` is the cell, numbered if repeated."""
    seen: Counter[str] = Counter()
    checks = []
    for claim in claims:
        if not claim.sums:
            continue
        name = f"{claim.row}.{claim.column}"
        seen[f"{claim.table}.{name}"] += 1
        count = seen[f"{claim.table}.{name}"]
        testable = claim.agrees is not None and claim.table_value is not None
        checks.append(
            Check(
                check="claim",
                table=claim.table,
                subject=f"{claim.table}.{name}" if count == 1 else f"{claim.table}.{name} ({count})",
                left=claim.value,
                right=claim.table_value,
                difference=claim.value - claim.table_value if testable and claim.table_value is not None else None,
                verdict="holds" if claim.agrees else "fails" if claim.agrees is False else "untestable",
                cause="published" if claim.agrees is False else None,
            )
        )
    return checks


def claim_findings(claims: Sequence[Claim]) -> list[Finding]:
    """Contradictions between prose and table."""
    return [
        Finding(
            "CLAIM_CONTRADICTS_TABLE",
            "warning",
            f"Section {claim.section_no} says “{claim.printed}”; in {claim.table}, {claim.row} of {claim.column} is "
            f"{claim.table_value}. Compare the two on the page.",
            page=claim.page,
            box=claim.box,
            facts={
                "table": claim.table,
                "row": claim.row,
                "column": claim.column,
                "said": str(claim.value),
                "table_value": str(claim.table_value),
                "sentence": claim.sentence,
            },
        )
        for claim in claims
        if claim.agrees is False
    ]
