"""Whether a number looks like the report's other figures of its name: drawn figures, and what was read in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from reportextract.forms import PlacedCell
from reportextract.model import Box, Cell, CellKey
from reportextract.ocr.engine import CellReading, NumberReading, OcrText
from reportextract.rereading.evidence import FEWEST_STROKES, Evidence
from reportextract.rereading.likeness import SURE_PATTERN, Typeface
from reportextract.scan_reading import SeenNumber
from tests.unit.scans.drawing import Pixels

MARGIN = 8
KEY, BOX = CellKey("requests", "received", "total"), Box(0.0, 0.0, 90.0, 20.0)


def figures(text: str, slant: float = 0.0) -> Pixels:
    """Figures 20 pixels high and apart from one another, close around their ink; — is a level stroke.

    Args:
        slant: By how much they lean to the right.
    """
    page = np.full((80, 240), 255, np.uint8)
    for k, figure in enumerate(text):
        if figure == "—":
            page[40:43, 40:64] = 20
        else:
            cv2.putText(page, figure, (40 + 24 * k, 50), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20,), 2, cv2.LINE_AA)
    leaning = np.array([[1.0, -slant, 40 * slant], [0.0, 1.0, 0.0]])
    page = np.asarray(cv2.warpAffine(page, leaning, (240, 80), borderValue=[255]), np.uint8)
    rows, columns = np.flatnonzero((page < 128).any(axis=1)), np.flatnonzero((page < 128).any(axis=0))
    return page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def seen(picture: Pixels, text: str, probability: float, needs_sum: bool = False, is_apart: bool = False) -> SeenNumber:
    ink = Box(0.0, 0.0, float(picture.shape[1]), float(picture.shape[0]))
    clean = np.pad(picture, MARGIN, constant_values=255)
    reading = CellReading(OcrText(text, probability), NumberReading(text, probability, (), 0.0))
    return SeenNumber(ink, ink, clean, clean, MARGIN, 0, reading, needs_sum=needs_sum, is_apart=is_apart)


def evidence(*lines: SeenNumber, others: Sequence[tuple[str, float]] = ()) -> Evidence:
    """A cell with such lines; ``others`` is what else the engine thinks of."""
    text = "\n".join(line.reading.number.text for line in lines)
    probability = min(line.reading.number.probability for line in lines)
    placed = PlacedCell(KEY, text, 1, BOX, "", True, "count", None, 1.0, "")
    known = Evidence(Cell(KEY, None, "printed", text, None, 1, BOX, "ocr", probability), placed, lines)
    known.readings.append({text: probability, **dict(others)})
    return known


def read(
    text: str, printed: str = "", probability: float = 0.99, needs_sum: bool = False, is_apart: bool = False
) -> Evidence:
    """A cell in which so much was read, as it is printed."""
    return evidence(seen(figures(printed or text), text, probability, needs_sum, is_apart))


def report(*numbers: str) -> list[Evidence]:
    """The certain numbers of a report."""
    return [read(text) for text in numbers]


def test_a_number_is_confirmed_that_looks_like_the_others_of_its_name() -> None:
    certain, doubtful = report("1234", "567", "890"), read("37", probability=0.6)
    assert Typeface.of([*certain, doubtful]).confirms(doubtful, "37")


def test_what_looks_nearly_as_much_like_another_figure_is_not_confirmed() -> None:
    """An 8 and a 0 of this type are as alike as two 8 of which one was scanned badly."""
    certain, without_nought, eight = report("12", "80"), report("12", "8"), read("8")
    assert not Typeface.of(certain).confirms(eight, "8")
    assert Typeface.of(without_nought).confirms(eight, "8")


@pytest.mark.parametrize("text", ["33", "77", "73", "3", "377"])
def test_what_a_number_looks_unlike_is_not_confirmed_however_surely_it_was_read(text: str) -> None:
    certain, misread = report("1234", "567", "890"), read(text, printed="37")
    typeface = Typeface.of([*certain, misread])
    assert not typeface.confirms(misread, text)
    assert typeface.confirms(misread, "37")


def test_of_a_figure_that_stands_nowhere_else_nothing_is_said() -> None:
    """A number is no pattern for itself, nor is what was read less surely, or may be a part of a seal."""
    certain, alone = report("12", "30"), read("7")
    assert not Typeface.of([*certain, alone]).confirms(alone, "7")
    others = [read("7"), read("7", probability=SURE_PATTERN - 0.01), read("7", needs_sum=True)]
    for other, is_pattern in zip(others, (True, False, False), strict=True):
        assert Typeface.of([*certain, alone, other]).confirms(alone, "7") is is_pattern


# So much lies between the two measures of likeness.
SLANT = 0.22


@pytest.mark.parametrize(
    ("numbers", "others", "is_confirmed"),
    [
        (("12", "3"), [], True),
        (("12", "3"), [("8", 0.05)], False),
        (("12", "3"), [("8", 0.01)], True),
        (("12", "38"), [("8", 0.05)], True),
    ],
    ids=["of nothing else", "of an 8 that stands nowhere", "hardly of an 8", "of an 8 that looks otherwise"],
)
def test_a_number_must_be_more_alike_where_the_engine_thinks_of_a_figure_without_a_pattern(
    numbers: tuple[str, ...], others: Sequence[tuple[str, float]], is_confirmed: bool
) -> None:
    certain = report(*numbers)
    typeface = Typeface.of(certain)
    leaning = evidence(seen(figures("3", SLANT), "3", 0.9), others=others)
    assert typeface.confirms(leaning, "3") is is_confirmed
    straight = evidence(seen(figures("3"), "3", 0.9), others=others)
    assert typeface.confirms(straight, "3")


def test_a_report_without_a_number_that_is_certain_confirms_nothing() -> None:
    number = read("3", probability=0.9)
    for typeface in (Typeface.of([]), Typeface.of([number])):
        assert not typeface.confirms(number, "3")
        assert not typeface.confirms(number, "")
        assert not typeface.has_many("—")


def test_of_a_number_in_two_lines_nothing_is_said() -> None:
    one, other = seen(figures("1"), "1", 0.9), seen(figures("2"), "2", 0.9)
    certain = report("12", "12")
    typeface = Typeface.of(certain)
    assert typeface.confirms(evidence(one), "1")
    assert not typeface.confirms(evidence(one, other), "12")


def test_what_further_readings_deny_is_no_pattern() -> None:
    """Blurred strokes / were surely read as 1 at first, and as / each time after."""
    certain = report("23", "23")
    strokes = [read("1", printed="/") for _ in range(3)]
    again = read("/", probability=0.9)
    assert not Typeface.of([*certain, *report("/"), *strokes]).confirms(again, "/")
    for stroke in strokes:
        stroke.readings += [{"/": 0.99}, {"/": 0.99}]
    assert Typeface.of([*certain, *report("/"), *strokes]).confirms(again, "/")


def test_faint_print_is_compared_by_its_own_ink_and_not_by_the_paper_around_it() -> None:
    """At its darkest it is paler than what counts as ink elsewhere; beside it the paper is grey in places."""
    certain = report("12", "34")
    faint = np.asarray(255 - (255 - figures("4").astype(int)) * 58 // 235, np.uint8)
    picture = np.pad(faint, ((0, 0), (12, 0)), constant_values=255)
    picture[2:6, 2:5] = 255 - 20
    assert Typeface.of(certain).confirms(evidence(seen(picture, "4", 0.9)), "4")


@pytest.mark.parametrize(("count", "are_many"), [(FEWEST_STROKES, False), (FEWEST_STROKES + 1, True)])
def test_a_stroke_for_nothing_has_many_likes_where_one_more_is_no_scratch(count: int, are_many: bool) -> None:
    typeface = Typeface.of([*report("12"), *report(*["—"] * count)])
    assert typeface.has_many("—") is are_many
    assert not typeface.has_many("/")


def test_a_mark_unlike_its_tables_other_figures_of_its_name_is_denied() -> None:
    """A scratch before a 0, which the engine reads as 10."""
    page = np.full((22, 34), 255, np.uint8)
    cv2.line(page, (1, 3), (9, 19), (20,), 2, cv2.LINE_AA)
    nought = figures("0")
    page[: nought.shape[0], 16 : 16 + nought.shape[1]] = nought
    scratched = evidence(seen(page, "10", 0.999))
    assert Typeface.of(report("10", "21", "310")).denies(scratched, "10")
    assert not Typeface.of(report("10", "21", "310")).denies(read("10"), "10")


def test_a_figure_set_in_the_type_of_another_table_is_not_denied() -> None:
    slanted = evidence(seen(figures("7", slant=0.6), "7", 0.99))
    elsewhere = [evidence(seen(figures("7", slant=0.6), "7", 0.99)) for _ in range(3)]
    other = CellKey("disclosure", "fees", "fee_amount")
    elsewhere = [replace(known, cell=known.cell._replace(key=other)) for known in elsewhere]
    own = report("7", "37", "172")
    assert Typeface.of(own).denies(slanted, "7")
    assert not Typeface.of([*own, *elsewhere]).denies(slanted, "7")


def test_too_few_figures_of_a_name_deny_nothing() -> None:
    slanted = evidence(seen(figures("7", slant=0.6), "7", 0.99))
    assert Typeface.of(report("7", "37", "172")).denies(slanted, "7")
    assert not Typeface.of(report("7", "37", "12")).denies(slanted, "7")


def test_figures_of_another_table_deny_nothing() -> None:
    """It may be set in another typeface."""
    slanted = evidence(seen(figures("7", slant=0.6), "7", 0.99))
    slanted.cell = slanted.cell._replace(key=CellKey("disclosure", "fees", "fee_amount"))
    assert not Typeface.of(report("7", "37", "172")).denies(slanted, "7")


def test_a_figure_higher_than_its_pages_may_have_got_a_scratch() -> None:
    typeface = Typeface.of(report("1234", "567", "890"))
    longer = np.pad(figures("0"), ((0, 5), (0, 0)), constant_values=20)
    assert not typeface.is_higher(read("0"))
    assert typeface.is_higher(evidence(seen(longer, "9", 0.99)))


def test_a_stroke_for_nothing_may_be_higher_than_figures() -> None:
    typeface = Typeface.of(report("1234", "567", "890"))
    stroke = np.pad(figures("1"), ((0, 8), (0, 0)), constant_values=20)
    assert not typeface.is_higher(evidence(seen(stroke, "/", 0.99)))
