"""The values that pass between stages: frozen, without behaviour beyond what they are.

Coordinates everywhere: PDF points (1/72 inch), origin at the top left of the page *as it is read*
(after its rotation), x to the right, y ("top", "bottom") downwards. Pages and sections count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.placement import Placement

FloatArray = npt.NDArray[np.float64]

# --- places ------------------------------------------------------------------------------------


class Box(NamedTuple):
    """A rectangle on a page, in points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


# --- pages -------------------------------------------------------------------------------------

Origin = Literal["text", "ocr", "reread", "human"]
Trust = Literal[
    "text",  # the text layer is what a reader sees
    "empty",  # nothing at all on the page
    "image",  # the page is a picture
    "outlines",  # letters are drawn as curves
    "invisible_text",  # a hidden (OCR) layer under a picture
    "unmapped",  # glyphs without a way back to characters (no ToUnicode)
    "garbled",  # characters, but not a language
]


UNREAD = "\ufffd"
"""The character of a place where something is printed that no engine makes anything of: no number, and no empty box."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters a page shows, one row each, in the order the reader met them.

    Attributes:
        text: One code point for each glyph, so that ``text[i]`` stands at ``boxes[i]``.
        boxes: Shape (n, 4): x0, top, x1, bottom. The advance box (as wide as the pen moves,
            as high as the font), not the ink.
        confidence: Shape (n,): the probability of each character; None where they were not recognised but read.
    """

    text: str
    boxes: FloatArray
    confidence: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruling lines of a page: merged, sorted, as thin as a line is.

    Attributes:
        horizontal: Shape (n, 3): y, x0, x1.
        vertical: Shape (n, 3): x, top, bottom.
    """

    horizontal: FloatArray
    vertical: FloatArray


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one reader saw on one page.

    Attributes:
        number: The page, from 1.
        rotation: Degrees clockwise by which the stored page was turned to be read.
        trust: Whether the text layer is what a person sees; anything but ``"text"`` yields no numbers.
        trust_reason: The evidence for ``trust`` in a sentence, empty for ``"text"``.
        reader: Name of the reader (``pdfium``, ``pdfplumber``).
        origin: How its characters were come by: ``text`` or ``ocr``.
        to_page: From points of this reading to points of the page as a person sees it; None where they are the same.
            A scan is straightened to be read, and its boxes are published where they lie askew.
        ignored: Text that is on the page but is not read, with why (``watermark``, ``doubled``, ``hidden``).
        blanks: Places of numbers in tables without rules where the picture shows nothing.
    """

    number: int
    width: float
    height: float
    rotation: int
    glyphs: Glyphs
    rules: Rules
    reader: str
    trust: Trust = "text"
    trust_reason: str = ""
    ignored: tuple[tuple[str, str], ...] = ()
    origin: Origin = "text"
    to_page: Placement | None = None
    blanks: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text outside the form's tables.

    Attributes:
        size: Height of its characters in points (about the font size).
    """

    page: int
    text: str
    box: Box
    size: float


# --- tables ------------------------------------------------------------------------------------

Evidence = Literal["ruled", "partly_ruled", "aligned"]


class GridCell(NamedTuple):
    """A box of a grid with the text in it; ``row`` and ``column`` are the first it covers (from 0).

    ``lines`` is the text line by line, top to bottom; ``text`` is the same without the breaks.
    ``box`` is the cell; ``ink`` the hull of the text in it, None when empty. ``confidence`` is that of its least
    certain character.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[str, ...] = ()
    ink: Box | None = None
    confidence: float = 1.0

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid on one page: cells that tile it without overlap.

    Attributes:
        xs, ys: The boundaries of its columns and rows, ascending.
        rows_ruled, columns_ruled: Whether those boundaries are lines in print or were inferred
            from the alignment of words.
        closed_top, closed_bottom: Whether a rule is printed there (a table cut by a page break often has none).
    """

    page: int
    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    evidence: Evidence
    rows_ruled: bool
    columns_ruled: bool
    closed_top: bool = True
    closed_bottom: bool = True


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table as printed on one page.

    Attributes:
        fragment: Which piece of the table it is on, from 0.
        cells: Every cell that covers the row, left to right; cells that span several rows are in each of them.
        starting: Those of ``cells`` that begin in this row.
        may_continue: Whether this row may be the rest of the row before: it is the first row after a break,
            or no rule tells the two apart.
        distance: How far it is below the row before, in heights of its text; 0 across a break.
    """

    page: int
    fragment: int
    cells: tuple[GridCell, ...]
    starting: tuple[GridCell, ...]
    may_continue: bool
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table over all pages, top to bottom.

    Attributes:
        fragments: The grids it was put together from, in order.
        evidence: The weakest evidence among them.
    """

    rows: tuple[TableRow, ...]
    fragments: tuple[Grid, ...]

    @property
    def evidence(self) -> Evidence:
        kinds = {g.evidence for g in self.fragments}
        return "aligned" if "aligned" in kinds else "partly_ruled" if "partly_ruled" in kinds else "ruled"


# --- values and cells --------------------------------------------------------------------------

State = Literal["printed", "blank", "dash", "unreadable"]


class CellKey(NamedTuple):
    """A cell of the form by its canonical names (contract, section 3)."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Value:
    """Printed text as a number or a named kind of nothing.

    Attributes:
        number: Exact; None for ``blank`` and ``unreadable``; 0 for ``dash``.
        unit: As printed inside the cell (万元, 元, 件…), else None.
        note: What else the cell says (``其中修订16件``), else None.
    """

    number: Decimal | None
    state: State
    unit: str | None = None
    note: str | None = None


class Cell(NamedTuple):
    """One cell of the report: what is printed, what it means, where it stands.

    Attributes:
        confidence: 0 to 1: how sure we are that ``value`` is what the page prints in this very cell.
        implied_value: What the identities say it should be, where that is one number and differs.
        why: How the alignment came to place it here, for people.
    """

    key: CellKey
    value: Decimal | None
    state: State
    printed: str
    unit: str | None
    page: int
    box: Box
    origin: Origin = "text"
    confidence: float = 1.0
    implied_value: Decimal | None = None
    why: str = ""


# --- checks and findings -----------------------------------------------------------------------

Verdict = Literal["holds", "fails", "untestable"]
Cause = Literal["published", "reading", "unknown"]
Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Identity:
    """An arithmetic identity of the form: the sum of ``left`` equals the sum of ``right``."""

    check: str
    table: str
    subject: str
    left: tuple[CellKey, ...]
    right: tuple[CellKey, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """An identity evaluated on a report. Sums are None, and the verdict ``untestable``, where a number is missing."""

    check: str
    table: str
    subject: str
    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    verdict: Verdict
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know. Each ``code`` has a paragraph in docs/findings.

    Attributes:
        message: One sentence that names page and cell and says what to do next.
        facts: What the message was made from, as strings, for machines.
    """

    code: str
    severity: Severity
    message: str
    page: int | None = None
    box: Box | None = None
    key: CellKey | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


# --- prose and report --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where on its page a form table, or a piece of one, stands.

    Attributes:
        table: Which of the form's tables it is.
    """

    table: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page as the prose stage sees it: the text around the form's tables.

    Attributes:
        page: From 1.
        lines: Top to bottom, left to right, without the text of the form's own tables.
        tables: The (pieces of) form tables on this page, top to bottom.
    """

    page: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[TablePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section's prose; ``number`` 0 is the preamble before 一、, 1 to 6 the form's own sections."""

    number: int
    title: str
    text: str
    page_first: int
    page_last: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that the prose states and a table of the form holds too.

    Attributes:
        table, row, column: The cell, or a group of cells (``denied``), it is about.
        printed: The words that state it, without spaces; ``sentence`` is what they stand in.
        sums: The sums of cells it may mean, the plainest first; empty where the form has no cell for it.
        is_strict: Whether a number that equals none of them contradicts the table.
        is_approximate: Whether it is said to be near the true number only (余, 约).
        page, box: Where the words stand; None where they were not found again.
        table_value: What the table says.
        agrees: None where that can't be said without doubt.
    """

    section_no: int
    table: str
    row: str
    column: str
    value: Decimal
    printed: str
    sentence: str
    sums: tuple[tuple[CellKey, ...], ...]
    is_strict: bool
    is_approximate: bool
    page: int | None = None
    box: Box | None = None
    table_value: Decimal | None = None
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """What the text around the tables says.

    Attributes:
        year_evidence: (where, year) pairs: ``title``, ``period``, ``prose``…; they may disagree.
    """

    title: str
    agency: str
    report_year: int | None
    year_evidence: tuple[tuple[str, int], ...]
    published_on: date | None
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()


AgencyLevel = Literal["province", "prefecture", "county", "township", "department", "other"]


@dataclass(frozen=True, slots=True)
class AgencyPlace:
    """Which administrative division an agency belongs to.

    Attributes:
        level: None where the name does not say.
        province, prefecture, county, township: Names in force, as far as they are known without doubt.
        division_code: 9 digits for townships and streets, 6 above; of a division that was merged its last. None where
            it could not be decided.
        candidates: The codes it may have, where the name fits several.
        evidence: What decided: the name, or the name and further kinds of evidence.
    """

    level: AgencyLevel | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    division_code: str | None = None
    candidates: tuple[str, ...] = ()
    evidence: str = ""


Quality = Literal["verified", "consistent", "disputed", "partial"]
FormEdition = Literal["2014", "2019", "2021", "prose"]


@dataclass(frozen=True, slots=True)
class Report:
    """An extracted report: the result of the pipeline for one document that is one.

    Attributes:
        document_id, source: Which file it was read from; set where that is known, for ``to_frames``.
        pages_read_again: Pages in doubt, of which a second opinion was taken.
        place: Where its agency is.
    """

    title: str
    agency: str
    report_year: int | None
    form: FormEdition
    published_on: date | None
    page_count: int
    scanned_pages: int
    cells: tuple[Cell, ...]
    cells_expected: int
    checks: tuple[Check, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    quality: Quality
    document_id: str = ""
    source: str = ""
    pages_read_again: tuple[int, ...] = ()
    place: AgencyPlace = AgencyPlace()
    claims: tuple[Claim, ...] = ()

    def to_frames(self) -> dict[str, Any]:
        """The report as pandas frames by dataset name, with the columns of the published datasets."""
        from reportextract.datasets.frames import report_frames

        return report_frames(self)


DocumentStatus = Literal[
    "extracted",
    "not_a_report",
    "needs_password",
    "damaged",
    "unsupported",
    "too_large",
    "timed_out",
    "crashed",
    "duplicate",
]

Retry = Literal["no", "few", "always"]
"""Whether reading the same bytes again may end otherwise: it can't, it may after a failure of the machinery, or it will
when the file can be had."""


@dataclass(frozen=True, slots=True)
class Document:
    """What became of an input file, whether or not it is a report.

    ``report`` is set exactly when ``status`` is ``extracted``.

    Attributes:
        retry: Whether a later run should read it again although nothing changed.
        depends_on_ocr: Whether another OCR engine might have led to another result.
    """

    document_id: str
    sha256: str
    source: str
    size_bytes: int
    media_type: str
    page_count: int | None
    scanned_pages: int | None
    status: DocumentStatus
    reason: str
    seconds: float
    report: Report | None = None
    findings: Sequence[Finding] = ()
    retry: Retry = "no"
    depends_on_ocr: bool = True
