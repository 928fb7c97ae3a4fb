"""CSV for Excel: UTF-8 with a byte order mark, so that Chinese stays Chinese, and nothing that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS
from reportextract.exports.rows import harmless, portions


def write(datasets: Datasets, names: Sequence[str], path: Path) -> None:
    """One dataset as CSV: missing values are empty, truth is TRUE and FALSE, times are UTC."""
    (name,) = names
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(DATASETS[name].names)
        for rows in portions(datasets, name):
            writer.writerows([[_shown(value) for value in row] for row in rows])


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value
