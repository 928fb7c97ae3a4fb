"""The charts of a comparison, as figures of plotly.js: what is drawn here, and how it looks, is plain JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from reportextract.compare.model import Comparison, Row
from reportextract.compare.words import Words
from reportextract.errors import SetupError
from reportextract.model import CellKey

Figure = dict[str, Any]

_COLOURS = ("#1f4e79", "#5b9bd5", "#b3261e", "#e0a030", "#7f8c99", "#b7c0ca", "#6a4c93")
# Names of agencies are broken, so that they stand upright under their bars.
_LETTERS_A_LINE = 7
_FAMILY = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif'


def library() -> str:
    """plotly.js as it comes with the package: put into the page, so that it needs no network.

    Raises:
        SetupError: plotly is not installed.
    """
    from importlib.util import find_spec

    # Importing plotly itself takes longer than making the page; only its JavaScript is needed.
    spec = find_spec("plotly")
    for folder in () if spec is None else spec.submodule_search_locations or ():
        path = Path(folder) / "package_data" / "plotly.min.js"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise SetupError("plotly is not installed, or has no plotly.min.js.", "Install it: pip install plotly")


def make_charts(comparison: Comparison, words: Words) -> list[tuple[str, Figure]]:
    """(Title, figure) of each chart that has anything to show."""
    charts = [
        (words("words", "chart_requests"), _requests(comparison, words)),
        (words("words", "chart_outcomes"), _outcomes(comparison, words)),
        (words("words", "chart_reviews"), _reviews(comparison, words)),
    ]
    if comparison.is_one_agency and comparison.has_reuse:
        charts.append((words("words", "chart_reuse"), _reuse(comparison, words)))
    return [(title, figure) for title, figure in charts if figure["data"]]


def _requests(comparison: Comparison, words: Words) -> Figure:
    named = [(words("keys", row), (row,)) for row in ("received", "total", "carried_out")]
    return _figure(comparison, words, list(_bars(comparison, words, "requests", named, "total")), "group")


def _outcomes(comparison: Comparison, words: Words) -> Figure:
    def parts(group: str) -> tuple[str, ...]:
        rows = dict.fromkeys(row.key.row for row in comparison.rows if row.key.table == "requests")
        return tuple(row for row in rows if row == group or row.startswith(f"{group}."))

    groups = ("granted", "partly_granted", "denied", "unavailable", "unprocessed", "other")
    named = [(words("keys", group), parts(group)) for group in groups]
    return _figure(comparison, words, list(_bars(comparison, words, "requests", named, "total")), "stack")


def _reviews(comparison: Comparison, words: Words) -> Figure:
    tracks = ("reconsideration", "direct_suit", "suit_after_reconsideration")
    named = [(words("keys", track), (track,)) for track in tracks]
    return _figure(comparison, words, list(_bars(comparison, words, "review_litigation", named, "total")), "stack")


def _bars(
    comparison: Comparison, words: Words, table: str, named: Sequence[tuple[str, Sequence[str]]], column: str
) -> Iterator[Figure]:
    """A series of bars for each name: the sum of its rows; none where a number is missing. Doubtful ones are pale."""
    rows = {row.key: row for row in comparison.rows}
    for place, (name, members) in enumerate(named):
        found = [rows[key] for member in members if (key := CellKey(table, member, column)) in rows]
        values = [_total(found, index) for index in range(len(comparison.columns))]
        if any(values):
            doubtful = [_is_doubtful(found, index) for index in range(len(comparison.columns))]
            yield {
                "type": "bar",
                "name": name,
                "x": _heads(comparison, words),
                "y": values,
                "marker": {
                    "color": _COLOURS[place % len(_COLOURS)],
                    "opacity": [0.4 if is_doubtful else 1.0 for is_doubtful in doubtful],
                },
                "hovertemplate": "%{x}: %{y}<extra>%{fullData.name}</extra>",
            }


def _total(rows: Sequence[Row], column: int) -> float | int | None:
    present = [number for row in rows if (number := row.numbers[column]) is not None]
    values = [number.value for number in present if number.value is not None]
    return sum(values) if present and len(values) == len(present) else None


def _is_doubtful(rows: Sequence[Row], column: int) -> bool:
    return any(number is not None and number.doubt is not None for row in rows for number in [row.numbers[column]])


def _reuse(comparison: Comparison, words: Words) -> Figure:
    """For sections 一 and 五, where agencies write: the share that stands in the report of the year before."""
    shares = {
        (section.section_no, section.column): section.share
        for section in comparison.reused
        if section.relation == "year_before"
    }
    series = []
    for place, number in enumerate((1, 5)):
        values = [
            shares.get((number, index), 0.0) if comparison.before(index) is not None else None
            for index in range(len(comparison.columns))
        ]
        if any(value is not None for value in values):
            series.append(
                {
                    "type": "bar",
                    "name": words("words", "section", section=words("sections", number)),
                    "x": _heads(comparison, words),
                    "y": values,
                    "marker": {"color": (_COLOURS[0], _COLOURS[2])[place]},
                    "hovertemplate": "%{x}: %{y:.0%}<extra>%{fullData.name}</extra>",
                }
            )
    figure = _figure(comparison, words, series, "group")
    figure["layout"]["yaxis"] |= {"tickformat": ".0%", "range": [0, 1.05]}
    return figure


def _heads(comparison: Comparison, words: Words) -> list[str]:
    """Names under the bars; plotly takes what looks like markup for markup."""
    heads = []
    for column in comparison.columns:
        head = words.head(comparison, column)
        lines = [head[at : at + _LETTERS_A_LINE] for at in range(0, len(head), _LETTERS_A_LINE)]
        heads.append("<br>".join(escape(line, quote=False) for line in lines))
    return heads


def _figure(comparison: Comparison, words: Words, series: list[Figure], mode: str) -> Figure:
    shapes, notes = [], []
    for change in comparison.form_changes:
        at = change.column - 0.5
        shapes.append({
            "type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
            "line": {"color": "#5a6675", "width": 1.5, "dash": "dot"},
        })  # fmt: skip
        notes.append({
            "xref": "x", "yref": "paper", "x": at, "y": 1.0, "yanchor": "bottom", "showarrow": False,
            "text": words("words", "form_changed_here"), "font": {"size": 11, "color": "#5a6675"},
        })  # fmt: skip
    layout = {
        "barmode": mode,
        "font": {"family": _FAMILY, "size": 13, "color": "#1c2733"},
        "margin": {"l": 46, "r": 8, "t": 64, "b": 30},
        "legend": {"orientation": "h", "y": 1.08, "yanchor": "bottom", "font": {"size": 12}, "traceorder": "normal"},
        "height": 320,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"type": "category", "fixedrange": True, "automargin": True, "tickangle": 0},
        "yaxis": {"fixedrange": True, "gridcolor": "#e4e8ee", "rangemode": "tozero", "zerolinecolor": "#aab3bf"},
        "shapes": shapes,
        "annotations": notes,
    }
    return {"data": series, "layout": layout}
