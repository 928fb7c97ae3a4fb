"""A comparison on the screen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportextract.compare.model import Comparison, Row
from reportextract.compare.words import Words
from reportextract.errors import printable

if TYPE_CHECKING:
    from rich.table import Table

# Wide enough that nothing is cut where the output goes to a file.
_WIDTH_OF_A_FILE = 200


def as_text(comparison: Comparison, words: Words, width: int | None = None) -> str:
    """What is odd, then the numbers that say anything, the ratios, and the reused text.

    Args:
        width: Of the screen in columns; None for a file.
    """
    from rich.console import Console

    screen = io.StringIO()
    console = Console(file=screen, width=width or _WIDTH_OF_A_FILE, highlight=False, markup=False, emoji=False)
    agencies = list(dict.fromkeys(column.agency for column in comparison.columns))
    console.print(printable("、".join(agencies)))
    console.print("")
    console.print(words("parts", "odd"))
    for oddity in comparison.oddities:
        kind, sentence = words("kinds", oddity.kind), words.sentence(comparison, oddity)
        console.print(f"  ! {kind}：{printable(sentence)}")
    if not comparison.oddities:
        console.print(f"  {words('words', 'nothing_odd')}")
    console.print("")
    console.print(_about(comparison, words))
    for table in dict.fromkeys(row.key.table for row in comparison.rows):
        rows = [row for row in comparison.rows if row.key.table == table and not row.is_nothing]
        if rows:
            console.print(_numbers(comparison, words, words.table(table), rows))
    console.print(_measures(comparison, words))
    for line in _reused(comparison, words):
        console.print(printable(line))
    return "\n".join(line.rstrip() for line in screen.getvalue().splitlines()) + "\n"


def _grid(comparison: Comparison, words: Words, title: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(words("words", "cell"))
    for column in comparison.columns:
        table.add_column(printable(words.head(comparison, column)), justify="right")
    return table


def _about(comparison: Comparison, words: Words) -> Table:
    grid = _grid(comparison, words, words("parts", "glance"))
    unknown = words("words", "unknown")
    grid.add_row(words("words", "form"), *(words.form(column.form) for column in comparison.columns))
    grid.add_row(words("words", "quality"), *(words("quality", column.quality) for column in comparison.columns))
    grid.add_row(words("words", "published"), *(str(column.published_on or unknown) for column in comparison.columns))
    return grid


def _numbers(comparison: Comparison, words: Words, title: str, rows: list[Row]) -> Table:
    grid = _grid(comparison, words, title)
    for row in rows:
        grid.add_row(words.cell(row.key), *(words.cell_text(number) for number in row.numbers))
    return grid


def _measures(comparison: Comparison, words: Words) -> Table:
    grid = _grid(comparison, words, words("parts", "measures"))
    for measure in comparison.measures:
        name = measure.label if words.language == "zh" else measure.name.replace("_", " ")
        grid.add_row(name, *(words.measure(value, measure.unit) or "—" for value in measure.values))
    return grid


def _reused(comparison: Comparison, words: Words) -> Iterator[str]:
    yield words("parts", "reuse")
    if not comparison.reused:
        yield "  " + words("words", "no_reuse" if comparison.has_reuse else "reuse_unknown")
    for section in comparison.reused:
        about = comparison.columns[section.column]
        where = words("words", "section", section=words("sections", section.section_no))
        yield (
            f"  {about.agency} {about.year} {where} ↔ {section.other_agency} {section.other_year}: "
            f"{words('words', 'share')} {section.share:.0%}"
        )
