"""Sums that an agency printed wrongly, in words: the failing checks whose cause is ``published``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportextract.datasets.frames import Rows
from reportextract.datasets.keys import TABLES
from reportextract.datasets.schema import DATASETS
from reportextract.model import CellKey

if TYPE_CHECKING:
    from reportextract.datasets.read import Datasets

_APPLICANT_KINDS = [name for name in TABLES["requests"].columns if name != "total"]
_OUTCOMES = [name for name in TABLES["requests"].rows if name not in ("received", "carried_in", "total", "carried_out")]
# The sums of a report's own tables; claims and other years are no misprints of a sum.
_SUMS = ["row_sum", "outcome_sum", "balance", "track_sum"]
_RESULTS = [name for name in TABLES["review_litigation"].columns if name != "total"]


@dataclass(frozen=True, slots=True)
class _Printed:
    value: int | None
    page: int | None


Cells = Mapping[CellKey, _Printed]


def published_misprints(published: Datasets) -> list[str]:
    """A sentence for each sum that the printed numbers break, sorted by source and place in the form."""
    import pyarrow as pa
    import pyarrow.compute as pc

    failing = (pc.field("verdict") == "fails") & (pc.field("cause") == "published")
    failing &= pc.field("check").isin(_SUMS)
    checks = published.table("checks", where=failing).to_pylist()
    if not checks:
        return []
    ids = pa.array(sorted({check["document_id"] for check in checks}))
    among = pc.field("document_id").isin(ids)
    reports = published.table("reports", where=among, columns=["document_id", "source"]).to_pylist()
    sources = {report["document_id"]: report["source"] for report in reports}
    cells: dict[str, dict[CellKey, _Printed]] = {}
    for name in ("requests", "review_litigation"):
        table = TABLES[name]
        columns = ["document_id", table.row_name, table.column_name, "value", "page"]
        for row in published.table(name, where=among, columns=columns).to_pylist():
            key = CellKey(name, row[table.row_name], row[table.column_name])
            cells.setdefault(row["document_id"], {})[key] = _Printed(row["value"], row["page"])
    checks.sort(key=lambda check: sources.get(check["document_id"], ""))
    return [_sentence(check, cells.get(check["document_id"], {})) for check in checks]


def misprints_in(rows: Rows) -> list[str]:
    """The same of one report, from its rows."""
    checks = [dict(zip(DATASETS["checks"].names, row, strict=True)) for row in rows["checks"]]
    failing = [
        check
        for check in checks
        if check["check"] in _SUMS and check["verdict"] == "fails" and check["cause"] == "published"
    ]
    if not failing:
        return []
    cells: dict[CellKey, _Printed] = {}
    for name in ("requests", "review_litigation"):
        names = DATASETS[name].names
        value, page = names.index("value"), names.index("page")
        cells |= {CellKey(name, row[1], row[2]): _Printed(row[value], row[page]) for row in rows[name]}
    return [_sentence(check, cells) for check in failing]


def _sentence(check: Mapping[str, Any], cells: Cells) -> str:
    who = f"{check['agency'] or 'unknown agency'} {check['report_year'] or 'unknown year'}"
    name, subject = check["check"], check["subject"]
    requests, review = TABLES["requests"], TABLES["review_litigation"]
    if name == "row_sum":
        total = CellKey("requests", subject, "total")
        parts = [(requests.columns[kind], CellKey("requests", subject, kind)) for kind in _APPLICANT_KINDS]
        what = _total_against_parts(requests.rows[subject], "总计", total, parts, cells)
    elif name == "outcome_sum":
        total = CellKey("requests", "total", subject)
        parts = [(requests.rows[outcome], CellKey("requests", outcome, subject)) for outcome in _OUTCOMES]
        what = _total_against_parts(requests.columns[subject], "（七）总计", total, parts, cells)
    elif name == "track_sum":
        total = CellKey("review_litigation", subject, "total")
        parts = [(review.columns[result], CellKey("review_litigation", subject, result)) for result in _RESULTS]
        what = _total_against_parts(review.rows[subject], "总计", total, parts, cells)
    elif name == "balance":
        total = CellKey("requests", "total", subject)
        came = _both(("一", "received"), ("二", "carried_in"), subject, cells)
        went = _both(("（七）", "total"), ("四", "carried_out"), subject, cells)
        what = f"{requests.columns[subject]} {came}, but {went}"
    else:
        return f"{who}: {name} {subject}: {check['left']:g} against {check['right']:g}"
    page = cells[total].page if total in cells else None
    return f"{who}: {what}" + ("" if page is None else f" (page {page})")


def _total_against_parts(
    subject: str, total_label: str, total: CellKey, parts: Iterable[tuple[str, CellKey]], cells: Cells
) -> str:
    printed = cells[total].value if total in cells else None
    return f"{subject} {total_label} {_number(printed)}, but {_sum(parts, cells)}"


def _both(first: tuple[str, str], second: tuple[str, str], applicant: str, cells: Cells) -> str:
    """``一 5 + 二 0 = 5``: a side of the balance, given as (label, outcome)."""
    printed = [
        (label, cells[key].value if (key := CellKey("requests", outcome, applicant)) in cells else None)
        for label, outcome in (first, second)
    ]
    words = " + ".join(f"{label} {_number(value)}" for label, value in printed)
    return f"{words} = {sum(value or 0 for _, value in printed)}"


def _sum(parts: Iterable[tuple[str, CellKey]], cells: Cells) -> str:
    """``结果维持 10 + 结果纠正 1 = 11``: zeros and blanks are left out."""
    counted = [(label, cells[key].value) for label, key in parts if key in cells]
    nonzero = [(label, value) for label, value in counted if value]
    if not nonzero:
        return "all parts are 0"
    words = " + ".join(f"{label} {value}" for label, value in nonzero)
    return words if len(nonzero) == 1 else f"{words} = {sum(value for _, value in nonzero if value is not None)}"


def _number(value: int | None) -> str:
    return "blank" if value is None else str(value)
