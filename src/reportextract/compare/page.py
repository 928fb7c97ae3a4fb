"""A comparison as one HTML file: nothing to load, and nothing in a report can become markup or a script."""

from __future__ import annotations

from datetime import date
from importlib import resources

from reportextract import __version__
from reportextract.compare.charts import library, make_charts
from reportextract.compare.glance import glance
from reportextract.compare.markup import Markup, data_element, element, joined
from reportextract.compare.model import Comparison
from reportextract.compare.numbers import cell_table, measure_table
from reportextract.compare.places import Sources
from reportextract.compare.shown import form_changes, oddities, reused_sections, sources_table
from reportextract.compare.words import Words

# Only what is inside the file may run or be shown; nothing may be fetched or sent.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_PARTS = ("odd", "glance", "charts", "reuse", "measures", "cells", "forms", "documents")


def as_page(comparison: Comparison, words: Words, sources: Sources) -> str:
    """The page.

    Raises:
        SetupError: plotly's JavaScript is missing.
    """
    title = _title(comparison, words)
    charts = make_charts(comparison, words)
    content = {
        "odd": oddities(comparison, words, sources),
        "glance": glance(comparison, words),
        "charts": _charts([name for name, _ in charts]),
        "reuse": reused_sections(comparison, words),
        "measures": measure_table(comparison, words),
        "cells": cell_table(comparison, words),
        "forms": form_changes(comparison, words),
        "documents": sources_table(comparison, words, sources),
    }
    shown = [part for part in _PARTS if content[part]]
    body = joined(
        _header(comparison, words, title, shown),
        element(
            "main",
            *(
                element("section", element("h2", words("parts", part)), content[part], id=part, class_=f"part {part}")
                for part in shown
            ),
        ),
        element("footer", element("p", words("words", "legend")), element("p", _made_from(words))),
        _viewer(words),
        data_element("charts-data", [figure for _, figure in charts]),
        data_element("places-data", _places(comparison, words, sources)),
        Markup(f"<script>{_library() if charts else ''}</script>"),
        Markup(f"<script>{_resource('page.js')}</script>"),
    )
    language = "zh-CN" if words.language == "zh" else "en"
    head = joined(
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", title),
        Markup(f"<style>{_resource('page.css')}</style>"),
    )
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head>\n<body>{body}</body></html>\n'


def _title(comparison: Comparison, words: Words) -> str:
    agencies = list(dict.fromkeys(column.agency for column in comparison.columns))
    years = sorted({column.year for column in comparison.columns})
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f"{'、'.join(agencies)} · {words('parts', 'title')} {span}"


def _header(comparison: Comparison, words: Words, title: str, parts: list[str]) -> Markup:
    links = []
    for part in parts:
        count = element("b", len(comparison.oddities)) if part == "odd" and comparison.oddities else None
        links.append(element("a", words("parts", part), count, href=f"#{part}"))
    agencies, _, rest = title.partition(" · ")
    return element(
        "header",
        element("h1", agencies, element("small", rest)),
        element("p", words("words", "made_from", version=__version__), " ", words("words", "no_network")),
        element("nav", *links),
    )


def _charts(titles: list[str]) -> Markup:
    return joined(
        *(
            element("figure", element("figcaption", title), element("div", "", class_="chart", data_chart=number))
            for number, title in enumerate(titles)
        )
    )


def _made_from(words: Words) -> str:
    return f"reportextract {__version__} · {date.today().isoformat()}"


def _viewer(words: Words) -> Markup:
    """The window in which the place of a number is shown."""
    return element(
        "dialog",
        element("div", element("b", "", id="viewer-title"), element("span", "", id="viewer-note"), class_="bar"),
        element("div", element("canvas", "", id="viewer-canvas"), id="viewer-picture"),
        element(
            "form",
            element("button", words("words", "whole_page"), type="button", id="viewer-whole"),
            element("button", words("words", "close"), value="close", autofocus=True),
            method="dialog",
        ),
        id="viewer",
    )


def _places(comparison: Comparison, words: Words, sources: Sources) -> dict[str, object]:
    """What the script needs to show a place: pictures of pages, and what to call their reports."""
    return {
        "pages": {
            f"{column}/{page}": [picture.top, picture.width, picture.height, picture.address]
            for (column, page), picture in sources.pictures.items()
        },
        "reports": [f"{column.agency} {column.year}" for column in comparison.columns],
        "words": {
            "page": words("words", "page"),
            "missing": words("words", "missing_source"),
            "rows": words("words", "rows_shown"),
        },
    }


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _library() -> str:
    # Inside a script element only its end tag needs care; plotly.js holds none, and must not come to hold one.
    return library().replace("</script", "<\\/script")
