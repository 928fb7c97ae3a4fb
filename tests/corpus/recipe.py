"""What a corpus document is made of: every field is one way in which published reports differ."""

from __future__ import annotations

from dataclasses import dataclass, fields

BORDERS = (
    "all",
    "none",
    "horizontal",
    "vertical",
    "no_outer",
    "no_sides",
    "frame",
    "double",
    "thick",
    "dotted",
    "dashed",
)


_SILENT = {"zero_share", "cell_size", "margin", "cut_repeats"}  # of degree, or part of another feature
_WEB_ONLY = {"zoom", "collapse", "metadata", "browser_marks", "tall_page"}
_WORD_ONLY = {"furniture", "landscape", "cuts"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One document. A field that is not at its default is one of the document's features.

    Attributes:
        magnitude: ``zeros``, ``few`` (most cells 0), ``many`` or ``large`` (thousands).
        hybrid: 2019 columns while the row 其他对外管理服务事项 is gone.
        other_rows: （六）其他处理 as ``one`` or ``three`` rows; empty for what the edition says.
        traditional: Labels and headings in traditional characters, as mirrors of reports have them.
        dropped: Subjects of table 二 or outcomes of table 三 that the author deleted.
        header_damage: Names from ``layout.DAMAGES``.
        zero_mark: What is printed for zero; ``zero_share`` of the zeros are printed so.
        blank: ``single``, ``rows``, ``applicants``, ``blocks``, ``tracks`` or ``all``.
        violations: Identities that the printed numbers break, by name.
        blocks: ``together``, ``tables`` (each 第二十条 block its own table) or ``captioned`` (with a line between).
        cuts: Rows before which the author cut table 三 by hand (continued as a new table on a new page).
        cut_repeats: Whether a label is repeated below such a cut.
        stale_year: The first sentence still speaks of the year before.
        tall_page: The web page printed on a single sheet as long as itself.
        leading: Lines of text added before table 三 so that the page breaks fall elsewhere.
        disturbances: Names from ``disturb.DISTURBANCES`` in the order they are applied.
    """

    name: str
    maker: str = "word"
    edition: str = "2021"
    year: int = 2023
    level: str = "township"
    magnitude: str = "few"
    # the form
    hybrid: bool = False
    other_rows: str = ""
    normative_label: str = ""
    extra_disclosure: bool = False
    extra_outcome: bool = False
    dropped: tuple[str, ...] = ()
    annotated: bool = False
    header_damage: tuple[str, ...] = ()
    typos: bool = False
    numbering: str = "."
    spaced_labels: bool = False
    traditional: bool = False
    # the numbers
    full_width: bool = False
    thousands: str = ""
    signs: str = ""
    units: bool = False
    notes: bool = False
    decimals: bool = False
    zero_mark: str = "0"
    zero_share: float = 1.0
    blank: str = ""
    violations: tuple[str, ...] = ()
    # the text
    blocks: str = "together"
    headings: str = "standard"
    title: str = "standard"
    damaged_dates: bool = False
    stale_year: bool = False
    wordy: bool = False
    heading_trap: bool = False
    prose_before_four: bool = False
    missing_tables: tuple[str, ...] = ()
    prose_instead: tuple[str, ...] = ()
    instructions: bool = False
    furniture: str = "page_number"
    # the looks
    font: str = "song"
    cell_size: float = 10.5
    row_height: float = 0.0
    margin: float = 72.0
    leading: int = 0
    stub: str = "stacked"
    headers: str = ""
    borders: str = "all"
    shading: bool = False
    odd_wraps: bool = False
    align: str = "center"
    valign: str = "center"
    landscape: bool = False
    repeat_header: bool = False
    rows_split: bool = True
    page_per_table: bool = False
    cuts: tuple[int, ...] = ()
    cut_repeats: bool = False
    # web pages only
    zoom: float = 1.0
    collapse: bool = True
    metadata: bool = True
    browser_marks: bool = True
    tall_page: bool = False
    # done to the finished PDF
    disturbances: tuple[str, ...] = ()

    def features(self) -> list[str]:
        """Names of everything unusual about the document, sorted."""
        found = {self.maker, f"form_{self.edition}"}
        if self.edition == "2019" and self.year > 2020:
            found.add("old_form_in_new_year")
        for field in fields(self)[6:]:
            value = getattr(self, field.name)
            if value == field.default or field.name in _SILENT | (_WORD_ONLY if self.maker == "web" else _WEB_ONLY):
                continue
            if isinstance(value, tuple):
                found.update(f"{field.name}.{part}" for part in value)
            elif isinstance(value, bool):
                found.add(field.name if value else f"no_{field.name}")
            elif isinstance(value, str):
                found.add(f"{field.name}.{value}")
            else:
                found.add(field.name)
        return sorted(found)
