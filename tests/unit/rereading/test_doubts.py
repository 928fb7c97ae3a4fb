"""What is believed of a number that no sum holds, and why not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.rereading.doubts import Wear, is_said_or_looks_so, looks_so, why_alone_in_doubt
from reportextract.rereading.evidence import Evidence
from reportextract.rereading.likeness import Typeface
from tests.unit.rereading.test_likeness import evidence, figures, read, report, seen

CERTAIN = report("10", "21", "314", "741")


def again(known: Evidence, *readings: dict[str, float]) -> Evidence:
    known.readings.extend(readings)
    return known


def test_what_readings_find_the_likeliest_by_far_may_be_told_by_its_looks() -> None:
    typeface, known = Typeface.of(CERTAIN), again(read("7", probability=0.8), {"7": 0.7, "1": 0.2})
    assert looks_so(known, "7", typeface)
    assert is_said_or_looks_so(known, "7", typeface)


@pytest.mark.parametrize("printed", ["1", "4"])
def test_where_another_number_is_as_likely_a_stroke_may_have_gone(printed: str) -> None:
    """A 4 that lost its bar looks like a 1 to the report's other figures, too."""
    known = again(read("1", probability=0.5), {"1": 0.6, "4": 0.4}, {"4": 0.5, "1": 0.4})
    typeface = Typeface.of(CERTAIN)
    assert typeface.confirms(known, "1")
    assert not looks_so(known, printed, typeface)
    assert not is_said_or_looks_so(known, "1", typeface)
    assert why_alone_in_doubt(known, known.cell._replace(value=1), typeface, False) == "its readings are less than sure"


def test_other_texts_that_are_no_numbers_contest_nothing() -> None:
    known = again(read("7", probability=0.5), {"7": 0.5, "了": 0.4})
    assert looks_so(known, "7", Typeface.of(CERTAIN))


def reason(known: Evidence, value: int = 1, wear: Wear = "", quantity: str = "count") -> str:
    known.placed = known.placed._replace(quantity=quantity)  # type: ignore[arg-type]
    return why_alone_in_doubt(known, known.cell._replace(value=value), Typeface.of(CERTAIN), wear)


def test_a_sure_number_with_nothing_against_it_is_believed() -> None:
    assert reason(read("21")) == ""
    assert reason(read("0"), value=0, wear="worn") == ""


def test_the_reason_of_a_doubt_is_told() -> None:
    page = np.full((22, 34), 255, np.uint8)
    cv2.line(page, (1, 3), (9, 19), (20,), 2, cv2.LINE_AA)
    page[:20, 16:30] = cv2.resize(figures("0"), (14, 20))
    assert "unlike" in reason(evidence(seen(page, "10", 0.999)))
    assert "seal" in reason(read("21", needs_sum=True))
    assert reason(read("21", needs_sum=True, is_apart=True)) == ""
    assert "seal" in reason(again(read("21", probability=0.6, needs_sum=True, is_apart=True), {"27": 0.5, "21": 0.4}))
    assert "page" in reason(read("27"), wear="worn")
    assert "page" in reason(read("15"), wear="frayed")
    assert reason(read("25"), wear="frayed") == ""
    assert "less than sure" in reason(read("9", probability=0.9))


def test_what_the_readings_find_unlikely_its_looks_don_t_tell() -> None:
    known = again(read("7", probability=0.1), {"了": 0.9})
    assert not looks_so(known, "7", Typeface.of(CERTAIN))


@pytest.mark.parametrize(("first", "is_doubted"), [("8\nJ\n'", True), ("8\n.", False), ("8", False)])
def test_a_number_beside_letters_that_no_reading_of_it_has_may_be_a_part_of_one(first: str, is_doubted: bool) -> None:
    known = read("8")
    known.cell = known.cell._replace(printed=first)
    assert (reason(known) == "what was read beside it may be a part of it") is is_doubted
