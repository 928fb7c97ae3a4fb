"""The scores of a document: its published cells one by one beside what a person reads on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal, NamedTuple

from reportextract.model import CellKey

Violation = tuple[str, str]
Verdict = Literal["right", "wrong", "missing", "withheld", "extra"]


@dataclass(frozen=True, slots=True)
class Truth:
    """A document as a person reads it. A cell that is an empty box on the page is None."""

    kind: str
    agency: str
    report_year: int
    form: str
    cells: Mapping[CellKey, Decimal | None]
    violations: frozenset[Violation] = frozenset()
    sections: Mapping[int, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    has_unreadable_pages: bool = False


class PublishedCell(NamedTuple):
    """A row of a cell dataset."""

    key: CellKey
    value: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class Published:
    """A document as the datasets have it; without a report only ``status`` is set."""

    status: str
    quality: str | None = None
    agency: str | None = None
    report_year: int | None = None
    form: str | None = None
    cells: tuple[PublishedCell, ...] = ()
    violations: frozenset[Violation] = frozenset()
    sections: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts that add up over documents. ``wrong_in_verified`` is part of ``wrong`` and ``extra``.

    ``section_similarity`` is a sum over ``sections``, each between 0 and 1.
    """

    documents: int = 0
    extracted: int = 0
    verified: int = 0
    cells: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    withheld: int = 0
    extra: int = 0
    wrong_in_verified: int = 0
    agency_right: int = 0
    year_right: int = 0
    form_right: int = 0
    violations: int = 0
    violations_found: int = 0
    violations_false: int = 0
    sections: int = 0
    section_similarity: float = 0.0

    def __add__(self, other: Scores) -> Scores:
        return Scores(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def is_perfect(self) -> bool:
        """Whether every cell and name that can be read was published right and nothing else was."""
        return (
            self.wrong == self.missing == self.extra == self.violations_false == 0
            and self.violations_found == self.violations
            and self.agency_right == self.year_right == self.form_right == self.documents
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not as it should be; ``printed`` and ``published`` are for people."""

    verdict: Verdict
    key: CellKey
    printed: str
    published: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One document of the truth, judged."""

    source: str
    kind: str
    status: str
    quality: str
    features: tuple[str, ...]
    scores: Scores
    differences: tuple[Difference, ...]


def judge_cell(printed: Decimal | None, cell: PublishedCell) -> Verdict:
    """One published row beside what stands in the box (None: nothing).

    ``unreadable`` claims nothing, so it is missing. ``blank`` claims that the box is empty: false,
    and therefore wrong, where something is printed; likewise any number for an empty box.
    """
    if cell.state == "unreadable" and cell.value is None:
        return "missing"
    if printed is None:
        return "right" if cell.value is None and cell.state == "blank" else "wrong"
    return "right" if cell.value == printed else "wrong"


def compare_cells(cells: Iterable[PublishedCell], truth: Truth) -> list[Difference]:
    """Every cell of the truth once, and every published row that the truth doesn't have (``extra``).

    A second row with the same key is extra too, whatever it says.
    """
    lost: Verdict = "withheld" if truth.has_unreadable_pages else "missing"
    judged: dict[CellKey, Difference] = {}
    extra: list[Difference] = []
    for cell in cells:
        shown = cell.state if cell.value is None else str(cell.value)
        if cell.key not in truth.cells or cell.key in judged:
            extra.append(Difference("extra", cell.key, "", shown))
            continue
        printed = truth.cells[cell.key]
        verdict = judge_cell(printed, cell)
        judged[cell.key] = Difference(lost if verdict == "missing" else verdict, cell.key, _shown(printed), shown)
    for key, printed in truth.cells.items():
        judged.setdefault(key, Difference(lost, key, _shown(printed), "no row"))
    return [*judged.values(), *extra]


def compare(published: Published | None, truth: Truth) -> tuple[Scores, tuple[Difference, ...]]:
    """The scores of one document, and its cells that are not right. None: the run doesn't know the document."""
    published = Published(status="absent") if published is None else published
    outcomes = compare_cells(published.cells, truth)
    counts = Counter(outcome.verdict for outcome in outcomes)
    is_verified = published.quality == "verified"
    scores = Scores(
        documents=1,
        extracted=int(published.status == "extracted"),
        verified=int(is_verified),
        cells=len(truth.cells),
        right=counts["right"],
        wrong=counts["wrong"],
        missing=counts["missing"],
        withheld=counts["withheld"],
        extra=counts["extra"],
        wrong_in_verified=counts["wrong"] + counts["extra"] if is_verified else 0,
        agency_right=int(published.agency == truth.agency),
        year_right=int(published.report_year == truth.report_year),
        form_right=int(published.form == truth.form),
        violations=len(truth.violations),
        violations_found=len(published.violations & truth.violations),
        violations_false=len(published.violations - truth.violations),
        sections=len(truth.sections),
        section_similarity=_sections_similarity(published, truth),
    )
    return scores, tuple(outcome for outcome in outcomes if outcome.verdict != "right")


def _sections_similarity(published: Published, truth: Truth) -> float:
    if published.status != "extracted":
        return 0.0
    return sum(text_similarity(text, published.sections.get(number, "")) for number, text in truth.sections.items())


def text_similarity(left: str, right: str) -> float:
    """1 for the same characters in the same order, whitespace aside; 0 for nothing in common."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity("".join(left.split()), "".join(right.split()))


def compare_all(published: Mapping[str, Published], truths: Mapping[str, Truth]) -> list[Comparison]:
    """Every document of the truth, in its order."""
    comparisons = []
    for source, truth in truths.items():
        found = published.get(source)
        scores, differences = compare(found, truth)
        status = "absent" if found is None else found.status
        quality = "-" if found is None or found.quality is None else found.quality
        comparisons.append(Comparison(source, truth.kind, status, quality, truth.features, scores, differences))
    return comparisons


def _shown(printed: Decimal | None) -> str:
    return "(empty)" if printed is None else str(printed)
