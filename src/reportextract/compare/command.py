"""``reportextract compare``: from names and years to a text, a table, a workbook or a page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportextract.compare.choose import choose_reports
from reportextract.compare.gather import gather
from reportextract.compare.model import Comparison
from reportextract.compare.words import Language, Words
from reportextract.datasets.read import open_datasets
from reportextract.errors import UsageError

Format = Literal["table", "csv", "xlsx", "html"]
# These can't be printed on a screen.
_FILES_ONLY = frozenset({"xlsx", "html"})


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """What is compared and how it is shown.

    Attributes:
        agencies: Names, parts of names, or division codes.
        years: As given to ``--years``; None for all years of one agency, or the latest common year of several.
        out: Where the datasets are.
        output: The file to write; None for the screen, or for a file named after the agencies.
        documents: Folders in which the documents themselves are looked for; empty for where the last run found them.
        width: Of the screen in columns; None where the output is no screen.
    """

    agencies: tuple[str, ...]
    years: str | None = None
    format: Format = "table"
    language: Language = "zh"
    out: str = "data/parquet"
    output: str | None = None
    documents: tuple[str, ...] = ()
    width: int | None = None


def compare(options: CompareOptions) -> tuple[str, Path | None]:
    """Compares and writes.

    Returns:
        (Text for the screen, the file written or None).

    Raises:
        SetupError: There are no datasets, or plotly is missing.
        UsageError: A name fits no agency or several, or there is nothing to compare.
    """
    datasets = open_datasets(options.out)
    comparison = gather(datasets, choose_reports(datasets, options.agencies, options.years))
    words = Words(options.language)
    content = _written(comparison, words, options)
    if options.output is None and options.format not in _FILES_ONLY:
        assert isinstance(content, str)
        return content, None
    path = Path(options.output) if options.output is not None else Path(_file_name(comparison, options))
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", "Name a file: -o compare.html")
    # No translation of line ends: a CSV has its own.
    path.write_bytes(content.encode("utf-8", "replace") if isinstance(content, str) else content)
    return f"{path}\n", path


def _written(comparison: Comparison, words: Words, options: CompareOptions) -> str | bytes:
    if options.format == "html":
        from reportextract.compare.page import as_page
        from reportextract.compare.places import draw_places

        return as_page(comparison, words, draw_places(comparison, options.documents or _inputs(options.out)))
    if options.format == "table":
        from reportextract.compare.text import as_text

        return as_text(comparison, words, options.width)
    from reportextract.compare.sheets import as_csv, as_xlsx

    return as_csv(comparison, words) if options.format == "csv" else as_xlsx(comparison, words)


def _inputs(out: str) -> Sequence[str]:
    """Where the last run found its documents."""
    from reportextract.runs.record import last_record
    from reportextract.runs.run import DEFAULT_INPUT, state_folder

    last = last_record(state_folder(out))
    return [*([] if last is None else last["inputs"]), DEFAULT_INPUT]


def _file_name(comparison: Comparison, options: CompareOptions) -> str:
    """A name in this folder that says what is in it."""
    agencies = list(dict.fromkeys(column.agency for column in comparison.columns))
    years = sorted({column.year for column in comparison.columns})
    name = f"{agencies[0]}{'等' if len(agencies) > 1 else ''}{years[0]}-{years[-1]}"
    plain = "".join(char for char in name if char.isalnum() or char in "-_（）").strip(".")[:80]
    return f"{plain or 'compare'}.{options.format}".replace(os.sep, "")
