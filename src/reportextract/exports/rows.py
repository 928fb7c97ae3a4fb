"""Published rows, a portion at a time, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS

# Spreadsheets run what begins so; a number with its sign is a number.
_FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_SIGNED_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
# Rows at once: a hundred thousand reports have 15 million cells.
_PORTION = 20_000


def portions(datasets: Datasets, name: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a dataset in the order of its columns, in portions."""
    columns = list(DATASETS[name].names)
    for batch in datasets.arrow(name).to_batches(columns=columns, batch_size=_PORTION):
        if batch.num_rows:
            yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    if _FORMULA.match(text) is not None and _SIGNED_NUMBER.match(text) is None:
        return f"'{text}"
    return text
