"""What is odd with the evidence beside it, reused text side by side, changes of form, and the sources."""

from __future__ import annotations

from collections.abc import Sequence

from reportextract.compare.glance import GRAVE
from reportextract.compare.markup import Markup, element, joined
from reportextract.compare.model import Comparison, Oddity, Place, ReusedSection
from reportextract.compare.numbers import place_text
from reportextract.compare.places import Sources
from reportextract.compare.words import Words
from reportextract.datasets.keys import TABLES
from reportextract.model import CellKey

_QUIET = frozenset({"form_change", "jump"})
# Pieces of pages shown beside an oddity: what it compares; more stand in the tables.
_MOST_PIECES = 4
# Sections shown side by side. Of a copied county there may be hundreds; the datasets have them all.
_MOST_SECTIONS = 60
# Less is listed and unfolds on a click.
_UNFOLDED_SHARE = 0.3


def oddities(comparison: Comparison, words: Words, sources: Sources) -> Markup:
    """A card each, the gravest first, with buttons that show one kind only."""
    if not comparison.oddities:
        return element("p", words("words", "nothing_odd"), class_="nothing")
    kinds = list(dict.fromkeys(oddity.kind for oddity in comparison.oddities))
    chips = [element("button", words("words", "all"), type="button", data_kind="", class_="on")]
    for kind in kinds:
        count = sum(oddity.kind == kind for oddity in comparison.oddities)
        chips.append(
            element(
                "button", words("kinds", kind), element("b", count), type="button", data_kind=kind, class_=_tone(kind)
            )
        )
    cards = [_card(comparison, words, sources, number, oddity) for number, oddity in enumerate(comparison.oddities)]
    return joined(element("div", *chips, class_="chips"), element("div", *cards, class_="cards"))


def _tone(kind: str) -> str:
    return "grave" if kind in GRAVE else "note" if kind in _QUIET else "doubt"


def _card(comparison: Comparison, words: Words, sources: Sources, number: int, oddity: Oddity) -> Markup:
    drawn = [place for place in oddity.places if (place.column, place.page) in sources.pictures]
    evidence = drawn[:_MOST_PIECES] if oddity.kind in GRAVE and all(place.box for place in drawn) else []
    pieces = [
        element(
            "figure",
            element("figcaption", _where(comparison, words, place)),
            element("canvas", "", class_="piece", data_place=place_text([place]), tabindex=0, role="button"),
        )
        for place in evidence
    ]
    links = [
        element("button", f"{words('words', 'source')} · {_where(comparison, words, place)}", type="button",
                class_="see", data_place=place_text([place]))
        for place in (() if evidence else drawn[:_MOST_PIECES])
    ]  # fmt: skip
    if oddity.anchor:
        part = oddity.anchor.split("-")[0]
        links.append(element("a", words("parts", part) + " →", href=f"#{oddity.anchor}", class_="more"))
    about = comparison.columns[oddity.columns[0]]
    missing = None
    if len(drawn) < len(oddity.places):
        missing = element("p", words("words", "missing_source"), class_="missing")
    return element(
        "article",
        element("h3", element("span", words("kinds", oddity.kind), class_="kind"), words.head(comparison, about)),
        element("p", words.sentence(comparison, oddity, is_agency_told=False)),
        _pair(words, oddity),
        element("div", *pieces, class_="pieces") if pieces else None,
        element("p", *links, class_="links") if links else None,
        missing,
        id=f"odd-{number}",
        class_=f"card {_tone(oddity.kind)}{' wide' if pieces else ''}",
        data_kind=oddity.kind,
    )


def _where(comparison: Comparison, words: Words, place: Place) -> str:
    head = words.head(comparison, comparison.columns[place.column])
    return f"{head} · {words('words', 'page', page=place.page)}"


def _pair(words: Words, oddity: Oddity) -> Markup | None:
    """The two numbers that should be equal, large."""
    names = {"carry_over": ("left", "right"), "in_force_roll": ("left", "right"), "claim": ("said", "table_value"),
             "sum": ("left", "right")}.get(oddity.kind)  # fmt: skip
    if names is None:
        return None
    left, right = (oddity.facts[name] for name in names)
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    return element("p", element("b", words.number(left)), " ≠ ", element("b", words.number(right)), class_="pair")


def reused_sections(comparison: Comparison, words: Words) -> Markup:
    """Sections side by side, what is identical marked."""
    if not comparison.reused:
        return element("p", words("words", "no_reuse" if comparison.has_reuse else "reuse_unknown"), class_="nothing")
    shown = []
    told: set[tuple[int, int]] = set()
    for number, section in enumerate(comparison.reused[:_MOST_SECTIONS]):
        # Of several reports that hold the same section the most alike is unfolded.
        is_first = (section.column, section.section_no) not in told
        told.add((section.column, section.section_no))
        shown.append(_side_by_side(comparison, words, number, section, is_first and section.share >= _UNFOLDED_SHARE))
    return joined(element("p", words("words", "identical"), class_="hint"), *shown)


def _side_by_side(comparison: Comparison, words: Words, number: int, section: ReusedSection, is_open: bool) -> Markup:
    about = comparison.columns[section.column]
    own_name = _report_name(words, about.agency, about.year, section.section_no)
    other_name = _report_name(words, section.other_agency, section.other_year, section.other_section_no)
    own = [(passage.start, passage.end) for passage in section.passages]
    other = [(passage.other_start, passage.other_end) for passage in section.passages]
    bar = element("span", element("i", "", style=f"width:{100 * section.share:.0f}%"), class_="share")
    return element(
        "details",
        element(
            "summary",
            f"{own_name} ↔ {other_name}",
            bar,
            element("b", f"{words('words', 'share')} {section.share:.0%}"),
        ),
        element(
            "div",
            element("div", element("h4", other_name), _marked(section.other_text, other, number), class_="text"),
            element("div", element("h4", own_name), _marked(section.text, own, number), class_="text"),
            class_="beside",
        ),
        id=f"reuse-{number}",
        open=is_open,
    )


def _report_name(words: Words, agency: str, year: int, section_no: int) -> str:
    return f"{agency} {year} {words('words', 'section', section=words('sections', section_no))}"


def _marked(text: str, places: Sequence[tuple[int, int]], group: int) -> Markup:
    """A text with its passages marked; the script shows which belong together by their number."""
    parts: list[str] = []
    at = 0
    for number, (start, end) in sorted(enumerate(places), key=lambda place: place[1]):
        if start < at:
            continue  # two passages may stand in the same place of the other text
        parts += [text[at:start], element("mark", text[start:end], data_passage=f"{group}-{number}")]
        at = end
    parts.append(text[at:])
    return element("div", *parts, class_="prose")


def form_changes(comparison: Comparison, words: Words) -> Markup:
    """What can't be compared across a change of form; empty where there is none."""
    parts = []
    for change in comparison.form_changes:
        before, after = comparison.columns[change.before], comparison.columns[change.column]
        title = f"{before.year} ({words.form(before.form)}) → {after.year} ({words.form(after.form)})"
        if not comparison.is_one_agency:
            title = f"{after.agency}: {title}"
        lists = [
            element("div", element("h4", words("words", name)), *_by_row(keys, words), class_=name)
            for name, keys in (("ended", change.ended), ("begun", change.begun))
        ]
        parts.append(
            element(
                "article",
                element("h3", title),
                element("p", words("words", "same_concept")),
                element("div", *lists, class_="beside"),
            )
        )
    return joined(*parts)


def _by_row(keys: Sequence[CellKey], words: Words) -> list[Markup]:
    """Cells by their rows: 政府集中采购：采购项目数量、采购总金额."""
    by_row: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        by_row.setdefault((key.table, key.row), []).append(words.column(key.table, key.column))
    lines = []
    for (table, row), columns in by_row.items():
        whole = len(columns) == len(TABLES[table].columns)
        lines.append(element("li", words.row(table, row), None if whole else element("i", "、".join(columns))))
    return [element("ul", *lines)]


def sources_table(comparison: Comparison, words: Words, sources: Sources) -> Markup:
    """Which files the numbers were read from, and whether they are still there."""
    names = ("agency", "year", "document", "form", "quality", "published")
    heads = [element("th", words("words", name)) for name in names]
    rows = []
    for index, column in enumerate(comparison.columns):
        missing = index in sources.missing
        state = words("words", "missing_source" if missing else "source_found")
        about = element("small", state, class_="missing" if missing else "found")
        rows.append(
            element(
                "tr",
                element("td", column.agency, element("small", column.division_code or "")),
                element("td", column.year),
                element("td", column.source, element("small", f"document_id {column.document_id}"), about),
                element("td", words.form(column.form)),
                element("td", element("span", words("quality", column.quality), class_=f"quality {column.quality}")),
                element("td", str(column.published_on or words("words", "unknown"))),
            )
        )
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
    return element("div", table, class_="scroll")
