"""The two sides of an evaluation: a ``truth.json`` and the datasets as an outsider reads them.

``truth.json`` maps a file's path below the input folder (``documents.source``) to::

    kind, agency, report_year, form
    cells                [{table, row, col, value}]  value as printed; "" is an empty box, a dash or 无 is "0"
    published_violations [{check, subject}]          identities that the printed numbers themselves break
    sections             {"1": prose, ...}           optional
    features             ["borderless", ...]         optional: scores are also summed by each of them
    unreadable_pages     [2, ...]                    optional: pages that must give no numbers; cells that are
                                                     missing from such a document are *withheld*, not *missing*
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportextract.errors import SetupError
from reportextract.evaluate.scores import Published, PublishedCell, Truth, Violation
from reportextract.model import CellKey

KEY_COLUMNS = {
    "disclosure": ("subject", "measure"),
    "requests": ("outcome", "applicant"),
    "review_litigation": ("track", "result"),
}
PRINTED_CHECKS = frozenset({"row_sum", "outcome_sum", "balance", "track_sum"})
"""The identities that one report can break by itself: those that ``published_violations`` speaks of."""

ZERO_MARKS = frozenset({"-", "—", "–", "/", "无"})


def read_truth(path: Path) -> dict[str, Truth]:
    """Reads a ``truth.json``.

    Raises:
        SetupError: There is none, or it isn't JSON.
    """
    try:
        documents = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetupError(f"No truth to compare with: {path} can't be read.", "Name a truth.json.") from error
    except ValueError as error:
        raise SetupError(f"{path} is not JSON: {error}.") from error
    return {source: _parse_truth(document) for source, document in documents.items()}


def _parse_truth(document: Mapping[str, Any]) -> Truth:
    return Truth(
        kind=document["kind"],
        agency=document["agency"],
        report_year=int(document["report_year"]),
        form=document["form"],
        cells={CellKey(c["table"], c["row"], c["col"]): _parse_printed(c["value"]) for c in document["cells"]},
        violations=frozenset((v["check"], v["subject"]) for v in document.get("published_violations", ())),
        sections={int(number): text for number, text in document.get("sections", {}).items()},
        features=tuple(document.get("features", ())),
        has_unreadable_pages=len(document.get("unreadable_pages", ())) > 0,
    )


def _parse_printed(value: str) -> Decimal | None:
    if value == "":
        return None
    return Decimal(0) if value in ZERO_MARKS else Decimal(value)


def read_published(out: Path) -> dict[str, Published]:
    """Reads what a run published under ``out``, by ``documents.source``.

    Raises:
        SetupError: ``out`` holds no ``documents`` dataset.
    """
    if not (out / "documents").is_dir():
        raise SetupError(f"Nothing is published under {out}.", f"First: reportextract run INPUT --out {out}")
    documents = _read_rows(out, "documents", ("document_id", "source", "status"))
    reports = {
        row["document_id"]: row
        for row in _read_rows(out, "reports", ("document_id", "agency", "report_year", "form", "quality"))
    }
    cells: dict[str, list[PublishedCell]] = {}
    for table, keys in KEY_COLUMNS.items():
        for row in _read_rows(out, table, ("document_id", *keys, "value", "state")):
            key = CellKey(table, row[keys[0]], row[keys[1]])
            cells.setdefault(row["document_id"], []).append(PublishedCell(key, _exact(row["value"]), row["state"]))
    violations: dict[str, set[Violation]] = {}
    for row in _read_rows(out, "checks", ("document_id", "check", "subject", "verdict", "cause")):
        if row["verdict"] == "fails" and row["cause"] == "published" and row["check"] in PRINTED_CHECKS:
            violations.setdefault(row["document_id"], set()).add((row["check"], row["subject"]))
    sections: dict[str, dict[int, str]] = {}
    for row in _read_rows(out, "sections", ("document_id", "section_no", "text")):
        sections.setdefault(row["document_id"], {})[row["section_no"]] = row["text"]

    published = {}
    for document in documents:
        identity = document["document_id"]
        report = reports.get(identity)
        if report is None or document["status"] != "extracted":
            published[document["source"]] = Published(document["status"])
            continue
        published[document["source"]] = Published(
            status=document["status"],
            quality=report["quality"],
            agency=report["agency"],
            report_year=report["report_year"],
            form=report["form"],
            cells=tuple(cells.get(identity, ())),
            violations=frozenset(violations.get(identity, ())),
            sections=sections.get(identity, {}),
        )
    return published


def _read_rows(out: Path, dataset: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a dataset; none where the run had nothing to put in it."""
    import pyarrow.dataset

    folder = out / dataset
    if next(folder.rglob("*.parquet"), None) is None:
        return []
    table = pyarrow.dataset.dataset(folder, format="parquet", partitioning="hive").to_table(columns=list(columns))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _exact(value: int | float | None) -> Decimal | None:
    """The number that was meant: the shortest decimal that gives this float64."""
    return None if value is None else Decimal(repr(value))
