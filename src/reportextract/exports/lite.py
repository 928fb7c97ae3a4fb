"""A SQLite file: the datasets as tables with their meanings in the schema and in a codebook, and views."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS
from reportextract.exports.rows import portions
from reportextract.exports.views import NOTES_MEANING, VIEWS, series_notes

_TYPES = {
    "string": "TEXT", "int32": "INTEGER", "int64": "INTEGER", "float64": "REAL", "bool": "BOOLEAN", "date": "DATE",
    "timestamp": "TIMESTAMP",
}  # fmt: skip


def write(datasets: Datasets, names: Sequence[str], path: Path) -> None:
    """The datasets as a SQLite database; views where all datasets are in it.

    SQLite has no comments of its own: what a column means stands in the text of its table's definition (``.schema``)
    and in the table ``codebook``.
    """
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("CREATE TABLE codebook (dataset TEXT, name TEXT, type TEXT, unit TEXT, meaning TEXT)")
        for name in names:
            _table(database, datasets, name)
        if set(names) == set(DATASETS):
            database.execute(
                f"CREATE TABLE series_notes /* {NOTES_MEANING} */ (concept TEXT, label TEXT, forms TEXT, note TEXT)"
            )
            database.executemany("INSERT INTO series_notes VALUES (?, ?, ?, ?)", list(series_notes()))
            for view in VIEWS:
                database.execute(f"CREATE VIEW {view.name} AS /* {view.meaning} */ {view.query}")
                database.execute("INSERT INTO codebook VALUES (?, '', 'view', '', ?)", (view.name, view.meaning))
        database.commit()
    finally:
        database.close()


def _table(database: sqlite3.Connection, datasets: Datasets, name: str) -> None:
    dataset = DATASETS[name]
    lines = []
    for column in dataset.columns:
        kind = _TYPES[column.type] + ("" if column.nullable else " NOT NULL")
        lines.append(f'  "{column.name}" {kind} /* {_comment(column.meaning)} */')
    database.execute(f'CREATE TABLE "{name}" /* {_comment(dataset.meaning)} */ (\n' + ",\n".join(lines) + "\n)")
    database.execute("INSERT INTO codebook VALUES (?, '', 'table', '', ?)", (name, dataset.meaning))
    database.executemany(
        "INSERT INTO codebook VALUES (?, ?, ?, ?, ?)",
        [(name, column.name, column.type, column.unit, column.meaning) for column in dataset.columns],
    )
    marks = ", ".join("?" * len(dataset.columns))
    for rows in portions(datasets, name):
        database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', [tuple(map(_plain, row)) for row in rows])
    if "document_id" in dataset.names:
        database.execute(f'CREATE INDEX "{name}_document_id" ON "{name}" (document_id)')


def _comment(text: str) -> str:
    return text.replace("*/", "* /")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else value
