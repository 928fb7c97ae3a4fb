"""A DuckDB file: the datasets as tables with comments, and views."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS
from reportextract.exports.views import NOTES_MEANING, VIEWS, series_notes


def write(datasets: Datasets, names: Sequence[str], path: Path) -> None:
    """The datasets as a DuckDB database; views where all datasets are in it."""
    import duckdb

    with duckdb.connect(str(path)) as database:
        for name in names:
            dataset = DATASETS[name]
            columns = ", ".join(f'"{column}"' for column in dataset.names)
            database.register("incoming", datasets.arrow(name))
            database.execute(f'CREATE TABLE "{name}" AS SELECT {columns} FROM incoming')
            database.unregister("incoming")
            database.execute(f'COMMENT ON TABLE "{name}" IS {_quoted(dataset.meaning)}')
            for column in dataset.columns:
                meaning = f"{column.meaning} [{column.unit}]" if column.unit else column.meaning
                database.execute(f'COMMENT ON COLUMN "{name}"."{column.name}" IS {_quoted(meaning)}')
        if set(names) == set(DATASETS):
            database.execute("CREATE TABLE series_notes (concept TEXT, label TEXT, forms TEXT, note TEXT)")
            database.executemany("INSERT INTO series_notes VALUES (?, ?, ?, ?)", list(series_notes()))
            database.execute(f"COMMENT ON TABLE series_notes IS {_quoted(NOTES_MEANING)}")
            for view in VIEWS:
                database.execute(f"CREATE VIEW {view.name} AS {view.query}")
                database.execute(f"COMMENT ON VIEW {view.name} IS {_quoted(view.meaning)}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
