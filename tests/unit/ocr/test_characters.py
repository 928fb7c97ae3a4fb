"""Where characters begin and end, of which a recogniser tells the middles."""

from __future__ import annotations

import numpy as np
import pytest

from reportextract.ocr.characters import as_printed, decode_text

CHARACTERS = ["", "的", "，", "只", "（", "1", "(", ","]


def extents(*places: tuple[int, str], steps: int = 20) -> dict[str, tuple[float, float]]:
    """Of characters seen at steps of 8 pixels, in a crop 40 high."""
    answer = np.zeros((steps, len(CHARACTERS)), np.float32)
    answer[:, 0] = 1.0
    for step, character in places:
        answer[step] = 0.0
        answer[step, CHARACTERS.index(character)] = 1.0
    text = decode_text(answer, CHARACTERS, width=8.0 * steps, height=40.0)
    return {character: (x0, x1) for character, x0, x1, _ in text.characters}


def test_the_empty_half_of_a_full_width_comma_is_its_own() -> None:
    # Its ink stands at the left of its square: the next character begins where it always does.
    found = extents((2, "的"), (5, "，"), (10, "只"))
    assert found["只"][0] == pytest.approx(84 - 16)
    assert found["，"][1] == pytest.approx(found["只"][0])
    assert found["，"][0] == pytest.approx((20 + 44) / 2)


def test_so_is_what_stands_before_an_opening_bracket() -> None:
    found = extents((2, "的"), (8, "（"), (11, "只"))
    assert found["（"][0] == pytest.approx(found["的"][1]) == pytest.approx(20 + 16)


def test_figures_end_half_way() -> None:
    found = extents((3, "的"), (6, "1"))
    assert found["1"] == pytest.approx((52 - 8, 52 + 8))


def test_marks_beside_chinese_are_full_width_though_the_recogniser_says_they_are_not() -> None:
    for half, full in (("(", "（"), (",", "，")):
        told, printed = (extents((2, "的"), (6, mark), (11, "只")) for mark in (half, full))
        assert told[half] == printed[full]
    # Between figures a comma is narrow.
    assert extents((3, "1"), (5, ","))[","] == pytest.approx((44 - 8, 44 + 8))


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("(一)主动公开,全年", "（一）主动公开，全年"),
        ("文件(其中修订2)", "文件（其中修订2）"),
        ("1,234.5", "1,234.5"),
        ("(2)项", "(2)项"),
        ("一:二;三!", "一：二；三！"),
    ],
)
def test_marks_beside_chinese_are_full_width_and_a_bracket_closes_as_it_opens(said: str, printed: str) -> None:
    assert "".join(as_printed(said)) == printed
