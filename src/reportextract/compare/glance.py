"""The reports at a glance: what was handed in, in which form, and which of them is odd in what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportextract.compare.markup import Markup, element, joined
from reportextract.compare.model import Comparison, Oddity
from reportextract.compare.numbers import number_button
from reportextract.compare.words import Words
from reportextract.model import CellKey

_KEY_NUMBERS = (
    CellKey("requests", "received", "total"),
    CellKey("requests", "carried_in", "total"),
    CellKey("requests", "total", "total"),
    CellKey("requests", "carried_out", "total"),
    CellKey("review_litigation", "reconsideration", "total"),
)
# Kinds of oddities with a line of their own: what a person looks for in every report.
_ASKED = (
    ("carry_over", "in_force_roll"),
    ("sum",),
    ("claim",),
    ("copied_year", "copied_agency"),
    ("stale_year",),
)
GRAVE = frozenset({"carry_over", "in_force_roll", "claim", "sum", "copied_year", "copied_agency"})


def glance(comparison: Comparison, words: Words) -> Markup:
    """A table: a column a report, a line a question."""
    heads = [
        element("th", words.head(comparison, column), class_=form_break(comparison, index))
        for index, column in enumerate(comparison.columns)
    ]
    lines = [
        _line(comparison, words("words", "form"), lambda index: _form(comparison, words, index)),
        _line(comparison, words("words", "quality"), lambda index: _quality(comparison, words, index)),
        _line(comparison, words("words", "published"), lambda index: _published(comparison, words, index)),
    ]
    by_key = {row.key: row for row in comparison.rows}
    for key in _KEY_NUMBERS:
        if key in by_key:
            numbers = by_key[key].numbers
            lines.append(
                _line(
                    comparison,
                    words("keys", key.row),
                    lambda index, numbers=numbers: number_button(words, numbers[index], ""),  # type: ignore[misc]
                )
            )
    for kinds in _ASKED:
        name = " / ".join(words("kinds", kind) for kind in kinds)
        lines.append(_line(comparison, name, lambda index, kinds=kinds: _marks(comparison, index, kinds)))  # type: ignore[misc]
    table = element("table", element("thead", element("tr", element("td", ""), *heads)), element("tbody", *lines))
    return element("div", table, class_="scroll")


def form_break(comparison: Comparison, column: int) -> str | None:
    """The class of a column before which the form changes."""
    return "break" if any(change.column == column for change in comparison.form_changes) else None


def _line(comparison: Comparison, name: str, cell: Callable[[int], Markup]) -> Markup:
    cells = [
        element("td", cell(index), class_=form_break(comparison, index)) for index in range(len(comparison.columns))
    ]
    return element("tr", element("th", name, scope="row"), *cells)


def _form(comparison: Comparison, words: Words, column: int) -> Markup:
    text = words.form(comparison.columns[column].form)
    changed = form_break(comparison, column) is not None
    badge = element("a", words("words", "form_changed_here"), class_="badge note", href="#forms") if changed else None
    return joined(text, badge)


def _quality(comparison: Comparison, words: Words, column: int) -> Markup:
    quality = comparison.columns[column].quality
    return element("span", words("quality", quality), class_=f"quality {quality}")


def _published(comparison: Comparison, words: Words, column: int) -> Markup:
    published_on = comparison.columns[column].published_on
    late = _of(comparison, column, ("late",))
    text = words("words", "unknown") if published_on is None else published_on.isoformat()
    badge = None
    if late:
        badge = element("span", f"+{late[0].facts['days']} {words('words', 'days')}", class_="badge doubt")
    return joined(text, badge)


def _marks(comparison: Comparison, column: int, kinds: Sequence[str]) -> Markup:
    """A link to each oddity of these kinds in this report; a dot where there is none."""
    found = _of(comparison, column, kinds)
    if not found:
        return element("span", "·", class_="none")
    links = []
    for oddity in found[:1]:
        number = comparison.oddities.index(oddity)
        text = f"{float(oddity.facts['share']):.0%}" if "share" in oddity.facts else f"✗ {len(found)}"
        grave = "grave" if oddity.kind in GRAVE else "doubt"
        links.append(element("a", text, class_=f"badge {grave}", href=f"#odd-{number}"))
    return joined(*links)


def _of(comparison: Comparison, column: int, kinds: Sequence[str]) -> list[Oddity]:
    return [oddity for oddity in comparison.oddities if oddity.columns[0] == column and oddity.kind in kinds]
