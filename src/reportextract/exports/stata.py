"""Stata .dta: variable labels in Chinese, value labels for words, nothing beyond Stata's limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reportextract.datasets.keys import KEYS, label, panel_name
from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS, Column
from reportextract.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd

# Stata 14 and newer (format 118): names of 32 characters, labels of 80, text of 2,045 bytes, longer as strL.
VERSION: Literal[118] = 118
MOST_NAME, MOST_LABEL, MOST_BYTES = 32, 80, 2045
# Columns that hold one of a few words become numbers with value labels.
_WORDS = frozenset({
    "form", "quality", "agency_level", "state", "origin", "verdict", "cause", "check", "severity", "status", "outcome",
    "applicant", "track", "result", "subject", "measure",
})  # fmt: skip
_CREATED = datetime(2000, 1, 1)
_LABELS = {panel_name(key): label(key) for key in KEYS} | {m.name: f"{m.label} ({m.unit})" for m in MEASURES}


def write(datasets: Datasets, names: Sequence[str], path: Path) -> None:
    """One dataset for Stata. Missing numbers are ``.``, missing words and texts are empty."""
    (name,) = names
    frame = _for_stata(name, datasets[name])
    columns = DATASETS[name].columns
    frame.to_stata(
        path,
        version=VERSION,
        write_index=False,
        time_stamp=_CREATED,
        data_label=f"reportextract: {name}",
        variable_labels={column.name: variable_label(column) for column in columns},
        convert_dates={column.name: "td" if column.type == "date" else "tc" for column in columns if _is_time(column)},
        convert_strl=[column for column in frame if _is_long(frame[column])],
    )


def variable_label(column: Column) -> str:
    """A label of at most 80 characters: the form's own words, or the first sentence of the column's meaning."""
    text = _LABELS.get(column.name) or column.meaning.split(". ")[0].split(";")[0]
    return text if len(text) <= MOST_LABEL else f"{text[: MOST_LABEL - 1]}…"


def _for_stata(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, pd.Series] = {}
    for column in DATASETS[name].columns:
        series = frame[column.name]
        if column.name in _WORDS and column.type == "string":
            columns[column.name] = series.astype("category")
        elif column.type == "string":
            columns[column.name] = series.fillna("").astype(object)
        elif _is_time(column):
            columns[column.name] = pd.to_datetime(series, utc=True).dt.tz_localize(None)
        else:
            # Stata has no 64-bit integers; a double holds every count exactly, and the missing ones.
            columns[column.name] = series.astype("float64")
    return pd.DataFrame(columns)


def _is_time(column: Column) -> bool:
    return column.type in ("date", "timestamp")


def _is_long(series: pd.Series) -> bool:
    return bool(series.dtype == object and series.map(lambda text: len(str(text).encode()) > MOST_BYTES).any())
