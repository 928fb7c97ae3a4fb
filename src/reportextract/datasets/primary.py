"""Which report speaks for its agency and year, where several do (published twice, or once more in print)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_QUALITY_ORDER = {"verified": 0, "consistent": 1, "disputed": 2, "partial": 3}
_COLUMNS = ["document_id", "agency", "report_year", "quality", "cells_printed", "published_on", "source"]


def mark_primary(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables with ``is_primary`` set anew in ``reports`` and ``panel``, from all reports there are."""
    chosen = primary_reports(tables["reports"].select(_COLUMNS).to_pylist())
    return tables | {name: _flag(tables[name], chosen) for name in ("reports", "panel")}


def primary_reports(reports: Iterable[dict[str, Any]]) -> set[str]:
    """The ``document_id`` of one report for each agency and year.

    The best quality wins, then the most cells printed, then the latest ``published_on``, then the first source. A
    report whose agency or year is unknown can't be said to repeat another: it stands for itself.
    """
    best: dict[Any, tuple[Any, ...]] = {}
    for report in reports:
        agency, year = report["agency"], report["report_year"]
        about = (agency, year) if agency is not None and year is not None else report["document_id"]
        published_on = report["published_on"]
        rank = (
            _QUALITY_ORDER[report["quality"]],
            -report["cells_printed"],
            0 if published_on is None else -published_on.toordinal(),
            report["source"],
            report["document_id"],
        )
        if about not in best or rank < best[about]:
            best[about] = rank
    return {rank[-1] for rank in best.values()}


def _flag(table: pa.Table, chosen: set[str]) -> pa.Table:
    import pyarrow as pa

    index = table.schema.get_field_index("is_primary")
    flags = [identity in chosen for identity in table["document_id"].to_pylist()]
    return table.set_column(index, table.schema.field(index), pa.array(flags, pa.bool_()))
