"""Tables of numbers, each of which opens its place in the source; the page's script sorts and filters them."""

from __future__ import annotations

from collections.abc import Sequence

from reportextract.compare.markup import Markup, element, joined
from reportextract.compare.model import Comparison, Number, Place, Row
from reportextract.compare.words import Words, write_number


def place_text(places: Sequence[Place]) -> str:
    """Places as the script reads them: ``column/page/x0/top/x1/bottom``, apart by spaces; without the box where none is
    known."""
    parts = []
    for place in places:
        box = "" if place.box is None else "".join(f"/{edge:.1f}" for edge in place.box)
        parts.append(f"{place.column}/{place.page}{box}")
    return " ".join(parts)


def number_button(words: Words, number: Number | None, label: str) -> Markup:
    """A number that opens its place."""
    if number is None:
        return element("span", "—", class_="absent", title=words("states", "absent"))
    notes = [words("words", "printed", printed=number.printed or words("states", "blank"))]
    if number.doubt is not None:
        notes.append(words.doubt(number))
    return element(
        "button",
        words.cell_text(number),
        type="button",
        class_=f"n {number.doubt or ('' if number.value is not None else number.state)}".rstrip(),
        title=" · ".join(notes),
        data_place=place_text([number.place]),
        data_label=label or None,
        data_note=" · ".join(notes),
    )


def cell_table(comparison: Comparison, words: Words) -> Markup:
    """All cells of the form, in the order of the form."""
    broken = {change.column for change in comparison.form_changes}
    heads = [
        _head(words("words", "table"), "table"),
        _head(words("words", "cell"), "cell"),
        *(
            _head(words.head(comparison, column), "number", "break" if index in broken else None)
            for index, column in enumerate(comparison.columns)
        ),
    ]
    rows = [_row(comparison, words, row, broken) for row in comparison.rows]
    tools = element(
        "div",
        element("input", "", type="search", placeholder=words("words", "filter"), class_="filter"),
        element("select", element("option", words("words", "all"), value=""), *_tables(comparison, words)),
        element(
            "label",
            element("input", "", type="checkbox", class_="hide-zero", checked=True),
            words("words", "hide_zero"),
        ),
        element("span", "", class_="count", role="status"),
        class_="tools",
    )
    table = element(
        "table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="sortable", id="cells-table"
    )
    return joined(tools, element("div", table, class_="scroll tall"))


def _tables(comparison: Comparison, words: Words) -> list[Markup]:
    tables = dict.fromkeys(row.key.table for row in comparison.rows)
    return [element("option", words.table(table), value=table) for table in tables]


def _head(text: str, kind: str, class_: str | None = None) -> Markup:
    return element("th", element("button", text, type="button"), data_kind=kind, class_=class_, aria_sort="none")


def _row(comparison: Comparison, words: Words, row: Row, broken: set[int]) -> Markup:
    label = words.cell(row.key)
    odd = {
        place
        for oddity in comparison.oddities
        if oddity.kind in ("carry_over", "in_force_roll", "claim", "sum")
        for place in oddity.places
    }
    cells = []
    for index, (number, change) in enumerate(zip(row.numbers, row.changes, strict=True)):
        value = None if number is None else number.value
        difference = None
        if change:
            sign = "+" if change > 0 else "−"
            difference = element("small", f"{sign}{write_number(abs(change))}", class_="up" if change > 0 else "down")
        classes = [
            "break" if index in broken else "",
            "off" if number is None else "",
            "grave" if number is not None and number.place in odd else "",
        ]
        cells.append(
            element(
                "td",
                number_button(words, number, f"{words.head(comparison, comparison.columns[index])} · {label}"),
                difference,
                class_=" ".join(filter(None, classes)) or None,
                data_value=value,
            )
        )
    return element(
        "tr",
        element("td", words.table(row.key.table).split("、")[0], title=words.table(row.key.table)),
        element("th", words.row(row.key.table, row.key.row), element("i", words.column(row.key.table, row.key.column))),
        *cells,
        data_table=row.key.table,
        data_zero=True if row.is_nothing else None,
    )


def measure_table(comparison: Comparison, words: Words) -> Markup:
    """The derived measures with their formulas."""
    heads = [_head(words("words", "measure"), "cell")]
    heads += [_head(words.head(comparison, column), "number") for column in comparison.columns]
    rows = []
    for measure in comparison.measures:
        name = measure.label if words.language == "zh" else measure.name.replace("_", " ")
        values = [
            element("td", words.measure(value, measure.unit) or element("span", "—", class_="absent"), data_value=value)
            for value in measure.values
        ]
        rows.append(element("tr", element("th", name, title=f"{measure.meaning} {measure.formula}"), *values))
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="sortable")
    return element("div", table, class_="scroll")
