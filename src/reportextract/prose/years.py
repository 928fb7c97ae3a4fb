"""The year a report is about, with everything on the page that says so."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from reportextract.model import Finding
from reportextract.prose.dates import find_periods, mentioned_years
from reportextract.prose.rows import Row
from reportextract.prose.titles import Title, parse_title

# A report prints its period once, in the preamble, and a few of them again in 二、; more would be a list of laws.
_MOST_PERIODS = 4


class YearReading(NamedTuple):
    """The year and its evidence: (where, year) pairs, strongest kind first."""

    year: int | None
    evidence: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]


def read_year(
    title: Title | None,
    heads: Sequence[Row],
    rows: Sequence[Row],
    prose: Sequence[Row],
    signed_on: date | None,
) -> YearReading:
    """Decides the year.

    The title's year counts; without one the period the report says it covers; else the year that the prose mentions
    most; else the running head's. A signature's date is evidence (a report is signed in the following year) but
    decides nothing, nor does the name of the file.

    Args:
        title: None when the document has none.
        heads: Running heads.
        rows: The whole text, where a period may be printed.
        prose: The rows of the preamble and the first section.
        signed_on: The signature's date.
    """
    evidence: list[tuple[str, int]] = []
    pages: dict[tuple[str, int], int] = {}

    def add(where: str, year: int, page: int) -> None:
        if (where, year) not in pages:
            pages[where, year] = page
            evidence.append((where, year))

    if title is not None and title.year is not None:
        add("title", title.year, title.page)
    for first, last, page in _periods(rows):
        add("period", last, page)
        add("period", first, page)
    mentions = Counter(year for row in prose for year in mentioned_years(row.key))
    if mentions:
        add("prose", mentions.most_common(1)[0][0], prose[0].page)
    for row in heads:
        parsed = parse_title(row.key)
        if parsed is not None and parsed[2] is not None:
            add("head", parsed[2], row.page)
            break
    if signed_on is not None:
        add("signature", signed_on.year - 1, rows[-1].page)

    year = next((year for where, year in evidence if where != "signature"), None)
    return YearReading(year, tuple(evidence), tuple(_findings(year, evidence, pages)))


def _periods(rows: Sequence[Row]) -> list[tuple[int, int, int]]:
    """(first year, last year, page) of each period printed, also where it runs over two lines."""
    starts, length = [], 0
    for row in rows:
        starts.append(length)
        length += len(row.key)
    found = []
    for first, last, place in find_periods("".join(row.key for row in rows)):
        found.append((first, last, rows[bisect_right(starts, place) - 1].page))
        if len(found) == _MOST_PERIODS:
            break
    return found


def _findings(
    year: int | None, evidence: Sequence[tuple[str, int]], pages: dict[tuple[str, int], int]
) -> list[Finding]:
    if year is None:
        return [
            Finding(
                "YEAR_UNKNOWN",
                "warning",
                "Neither the title, nor a period, nor the prose names the year of this report; "
                "read the document and add the year by hand.",
            )
        ]
    findings = []
    said = "; ".join(f"{where} {said_year} (page {pages[where, said_year]})" for where, said_year in evidence)
    facts = {f"{where} {said_year}": f"page {pages[where, said_year]}" for where, said_year in evidence}
    strong = {said_year for where, said_year in evidence if where in ("title", "period")}
    if len(strong) > 1:
        findings.append(
            Finding(
                "YEAR_CONFLICT",
                "warning",
                f"The title and the period disagree about the year; {year} is used. Evidence: {said}. "
                "Compare with the reports of the years around it.",
                page=pages[evidence[0]],
                facts=facts,
            )
        )
    stale = [said_year for where, said_year in evidence if where == "prose" and said_year != year]
    if stale:
        findings.append(
            Finding(
                "YEAR_OF_PROSE_DIFFERS",
                "info",
                f"The report is of {year}, but its prose speaks mostly of {stale[0]}; "
                "it may repeat an older report's text: compare the two.",
                page=pages["prose", stale[0]],
                facts=facts,
            )
        )
    return findings
