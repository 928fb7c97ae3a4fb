"""The words of a comparison in one language, and how numbers, shares and cells are written in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from reportextract.compare.model import Column, Comparison, Number, Oddity
from reportextract.datasets.keys import TABLES
from reportextract.model import CellKey

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """What to call things in a language."""

    language: Language

    def __call__(self, group: str, name: str | int, **facts: object) -> str:
        """The wording called ``name`` in a group of ``words.yaml``, with its facts filled in."""
        wording: str = _words()[group][name][self.language]
        return wording.format_map(facts) if facts else wording

    def cell(self, key: CellKey) -> str:
        """A cell's name: row · column."""
        return f"{self.row(key.table, key.row)} · {self.column(key.table, key.column)}"

    def row(self, table: str, row: str) -> str:
        return _named(TABLES[table].rows, row, self.language)

    def column(self, table: str, column: str) -> str:
        return _named(TABLES[table].columns, column, self.language)

    def table(self, table: str) -> str:
        return TABLES[table].label if self.language == "zh" else table.replace("_", " ")

    def form(self, form: str) -> str:
        return self("words", "edition", form=form) if form.isdigit() else self("words", "prose_form")

    def head(self, comparison: Comparison, column: Column) -> str:
        """What stands over a column: the year, the agency, or both where both differ."""
        if comparison.is_one_agency:
            return str(column.year)
        is_one_year = len({other.year for other in comparison.columns}) == 1
        return column.agency if is_one_year else f"{column.agency} {column.year}"

    def sentence(self, comparison: Comparison, oddity: Oddity, is_agency_told: bool = True) -> str:
        """An oddity in a sentence. Where agencies are compared it begins with the agency, if that is to be told."""
        about = comparison.columns[oddity.columns[0]]
        facts: dict[str, object] = {"year": about.year}
        for name, fact in oddity.facts.items():
            facts[name] = _WRITTEN.get(name, _plain)(self, fact)
        if oddity.kind == "sum":
            facts["subject"] = self._subject(str(oddity.facts["check"]), str(oddity.facts["subject"]))
        sentence = self("sentences", oddity.kind, **facts)
        is_plain = comparison.is_one_agency or not is_agency_told
        return sentence if is_plain else f"{about.agency}：{sentence}"

    def number(self, value: float | int | None) -> str:
        """A number as people write it: thousands apart, no needless zeros; empty for None."""
        return "" if value is None else write_number(value)

    def cell_text(self, number: Number | None) -> str:
        """What stands in a cell of a plain table, doubts marked with ``?``."""
        if number is None:
            return "—"
        if number.doubt == "unreadable":
            return "?"
        if number.value is None:
            return self("states", "blank")
        return write_number(number.value) + ("?" if number.doubt is not None else "")

    def measure(self, value: float | int | None, unit: str) -> str:
        """A measure's value: shares as percentages."""
        if value is None:
            return ""
        return f"{100 * value:.1f}%" if unit == "share" else write_number(round(value, 1))

    def doubt(self, number: Number) -> str:
        """Why a number is doubtful, empty where it isn't."""
        if number.doubt is None:
            return ""
        return self("doubts", number.doubt, implied=self.number(number.implied))

    def _subject(self, check: str, subject: str) -> str:
        if check == "track_sum":
            return self.row("review_litigation", subject)
        return self.row("requests", subject) if check == "row_sum" else self.column("requests", subject)


def write_number(value: float | int) -> str:
    """A number with its thousands apart and no needless zeros."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.4f}".rstrip("0")
    return f"{int(value):,}"


def _plain(words: Words, fact: str | int | float) -> str:
    return fact if isinstance(fact, str) else write_number(fact)


def _cell(words: Words, fact: str | int | float) -> str:
    table, rest = str(fact).split(".", 1)
    row, column = rest.rsplit(".", 1)
    # In a sentence a total goes without saying.
    return words.row(table, row) if column == "total" else words.cell(CellKey(table, row, column))


_WRITTEN: Mapping[str, Callable[[Words, str | int | float], str]] = {
    "year": lambda words, fact: str(fact),
    "before": lambda words, fact: str(fact),
    "other_year": lambda words, fact: str(fact),
    "told": lambda words, fact: str(fact),
    "section": lambda words, fact: words("sections", int(fact)),
    "share": lambda words, fact: f"{float(fact):.0%}",
    "change": lambda words, fact: f"{'+' if float(fact) > 0 else '−'}{write_number(abs(float(fact)))}",
    "applicant": lambda words, fact: words.column("requests", str(fact)),
    "subject": lambda words, fact: _named(TABLES["disclosure"].rows, str(fact), words.language),
    "cell": _cell,
    "check": lambda words, fact: words("checks", str(fact)),
    "cause": lambda words, fact: words("causes", str(fact)),
    "quality": lambda words, fact: words("quality", str(fact)),
}


def _named(labels: Mapping[str, str], name: str, language: Language) -> str:
    return labels.get(name, name) if language == "zh" else name.replace("_", " ").replace(".", ": ")


@cache
def _words() -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.load(text, Loader=loader)
    return words
