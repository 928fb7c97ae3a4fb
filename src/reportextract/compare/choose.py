"""Names and years on the command line → the reports they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from reportextract.agencies.series import series_of
from reportextract.compare.model import Column
from reportextract.datasets.read import Datasets
from reportextract.errors import UsageError
from reportextract.simplified import simplified

_COLUMNS = [
    "document_id", "agency", "division_code", "agency_level", "report_year", "title", "form", "quality",
    "published_on", "page_count", "source", "is_primary", "province", "prefecture", "county",
]  # fmt: skip
_YEARS = re.compile(r"(\d{4})(?:\s*[-–—~至到]\s*(\d{4}))?")
_ENDS = re.compile(r"(?:人民政府)?(?:办公室|办事处)?$")
# Agencies named when a name fits several or none: as many as a screen shows.
_MOST_NAMED = 20
# Reports side by side: more columns than this are no comparison any more, and the page would be too large to send.
MOST_COLUMNS = 40


def choose_reports(datasets: Datasets, names: Sequence[str], years: str | None) -> tuple[Column, ...]:
    """The reports of the agencies, by agency in the order of ``names``, then by year.

    Args:
        names: Names as printed or parts of them, or division codes.
        years: ``2019-2024``, ``2023`` or ``2019,2021``; None for all years of one agency, and for the latest year that
            all of several agencies have.

    Raises:
        UsageError: A name fits no agency or several, or there are no reports of these years.
    """
    wanted = None if years is None else parse_years(years)
    reports = [
        row
        for row in datasets.table("reports", _COLUMNS).to_pylist()
        if row["is_primary"] and row["report_year"] is not None and row["agency"] is not None
    ]
    by_series: dict[str, list[dict[str, Any]]] = {}
    for row in reports:
        by_series.setdefault(_series(row), []).append(row)
    chosen = list(dict.fromkeys(_find_series(name, by_series) for name in names))
    if wanted is None and len(chosen) > 1:
        common = set.intersection(*({row["report_year"] for row in by_series[series]} for series in chosen))
        if not common:
            raise UsageError("These agencies have no report of the same year.", "Name the years: --years 2019-2024")
        wanted = {max(common)}
    columns = [
        _column(row, series)
        for series in chosen
        for row in sorted(by_series[series], key=lambda row: (row["report_year"], row["document_id"]))
        if wanted is None or row["report_year"] in wanted
    ]
    if not columns:
        there = sorted({row["report_year"] for series in chosen for row in by_series[series]})
        raise UsageError(f"There is no report of {years}.", f"There are reports of {', '.join(map(str, there))}.")
    if len(columns) > MOST_COLUMNS:
        raise UsageError(
            f"These are {len(columns)} reports; {MOST_COLUMNS} fit side by side.", "Name fewer agencies or years."
        )
    return tuple(columns)


def parse_years(text: str) -> set[int]:
    """The years that ``--years`` names.

    Raises:
        UsageError: It names none.
    """
    years: set[int] = set()
    for part in text.replace("，", ",").split(","):
        match = _YEARS.fullmatch(part.strip())
        if match is None or (match[2] is not None and match[2] < match[1]):
            raise UsageError(f"--years {text}: these are no years.", "Say --years 2019-2024, 2023 or 2019,2021.")
        years.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return years


def _series(report: dict[str, Any]) -> str:
    """The agency's series as a text: ``division 320813`` of a government."""
    series = series_of(_plain(report["agency"]), report["agency_level"], report["division_code"])
    return " ".join(part for part in series or () if part)


def _find_series(name: str, by_series: dict[str, list[dict[str, Any]]]) -> str:
    """The one agency that a name or code means."""
    for fits in _ways_to_fit(name):
        found = [series for series, rows in by_series.items() if any(fits(row) for row in rows)]
        governments = [series for series in found if series == f"division {name.strip()}"]
        if name.strip().isdigit() and len(governments) == 1:
            return governments[0]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"{name} fits {len(found)} agencies:\n{_listed(found, by_series)}",
                "\nGive the whole name or the division code.",
            )
    raise UsageError(f"There is no report of an agency called {name}.{_alike(name, by_series)}")


def _ways_to_fit(name: str) -> Sequence[Any]:
    """From strict to lenient: a name that fits in one way is not looked for in the next."""
    plain, core = _plain(name), _core(name)
    if plain.isdigit():
        return (lambda row: row["division_code"] == plain,)
    return (
        lambda row: _plain(row["agency"]) == plain,
        lambda row: _core(row["agency"]) == core,
        lambda row: _plain(_places(row)) == plain or _core(_places(row)) == core,
        lambda row: _core(row["agency"]).endswith(core),
        lambda row: core in _plain(row["agency"]),
    )


def _places(row: dict[str, Any]) -> str:
    """The agency's name with all the divisions above it."""
    parts = [row[level] for level in ("province", "prefecture", "county") if row[level]]
    return "".join(part for part in parts if part not in row["agency"]) + str(row["agency"])


def _listed(series: Sequence[str], by_series: dict[str, list[dict[str, Any]]]) -> str:
    lines = []
    for one in sorted(series)[:_MOST_NAMED]:
        rows = by_series[one]
        years = sorted({row["report_year"] for row in rows})
        code = rows[0]["division_code"]
        above = "".join(part for part in (rows[0]["province"], rows[0]["prefecture"], rows[0]["county"]) if part)
        where = f" ({', '.join(part for part in (above, code) if part)})" if above or code else ""
        lines.append(f"  {rows[-1]['agency']}{where}: {', '.join(map(str, years))}")
    if len(series) > _MOST_NAMED:
        lines.append(f"  and {len(series) - _MOST_NAMED} more")
    return "\n".join(lines)


def _alike(name: str, by_series: dict[str, list[dict[str, Any]]]) -> str:
    from rapidfuzz import process

    names = sorted({row["agency"] for rows in by_series.values() for row in rows})
    close = [found for found, score, _ in process.extract(name, names, limit=3) if score >= 60]
    return f" Is one of these meant: {'、'.join(close)}?" if close else ""


def _column(row: dict[str, Any], series: str) -> Column:
    return Column(
        document_id=row["document_id"],
        agency=row["agency"],
        series=series,
        division_code=row["division_code"],
        year=row["report_year"],
        title=row["title"],
        form=row["form"],
        quality=row["quality"],
        published_on=row["published_on"],
        page_count=row["page_count"],
        source=row["source"],
    )


def _plain(name: str) -> str:
    return simplified("".join(name.split()))


def _core(name: str) -> str:
    """A name without what marks it as a government's: 来榜镇 for 来榜镇人民政府, 鼓楼街道 for 鼓楼街道办事处."""
    return _ENDS.sub("", _plain(name)) or _plain(name)
