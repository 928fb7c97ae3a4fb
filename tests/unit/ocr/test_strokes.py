from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.ocr.engine import NumberReading, Picture
from reportextract.ocr.strokes import judge_stroke

ONE = NumberReading("1", 0.9, (("/", 0.06), ("7", 0.01)), 0.0)
SLASH = NumberReading("/", 0.8, (("1", 0.1),), 0.0)


def stroke(degrees: float, height: int = 28) -> Picture:
    picture = np.full((height + 16, 2 * height), 240, np.uint8)
    reach = height / 2 * np.tan(np.radians(degrees))
    ends = [(round(height - reach), height + 8), (round(height + reach), 8)]
    cv2.line(picture, ends[0], ends[1], 40, 3, cv2.LINE_AA)
    return cv2.GaussianBlur(picture, (3, 3), 0).astype(np.uint8)


@pytest.mark.parametrize("degrees", [-3, 0, 3])
def test_an_upright_stroke_is_a_one(degrees: float) -> None:
    assert judge_stroke(ONE, stroke(degrees)) == ONE


def test_an_upright_slash_is_not_believed() -> None:
    assert judge_stroke(SLASH, stroke(0)).probability == 0.5


@pytest.mark.parametrize("degrees", [16, 24, 35])
@pytest.mark.parametrize("reading", [ONE, SLASH])
def test_a_leaning_stroke_is_a_slash(degrees: float, reading: NumberReading) -> None:
    picture = stroke(degrees)
    picture[34:37] = np.minimum(picture[34:37], 60)  # a foot, as a bare stroke has none
    judged = judge_stroke(reading, picture)
    assert judged.text == "/"
    assert judged.probability == pytest.approx(reading.probability + reading.runners_up[0][1])
    assert judged.runners_up == reading.runners_up[1:]


@pytest.mark.parametrize("degrees", [16, 24, 35])
@pytest.mark.parametrize("text", ["1", "/", "7", "—"])
def test_a_bare_stroke_that_leans_is_a_slash_whatever_it_was_taken_for(degrees: float, text: str) -> None:
    reading = NumberReading(text, 0.5, (("2", 0.2),), 0.0)
    judged = judge_stroke(reading, stroke(degrees))
    assert judged.text == "/"
    assert judged.probability >= 0.9
    assert dict(judged.runners_up)["2"] == pytest.approx(0.02)


def test_a_seven_is_wider_at_its_top() -> None:
    picture = stroke(20)
    cv2.line(picture, (20, 8), (33, 8), 40, 3)
    seven = NumberReading("7", 0.5, (("1", 0.4),), 0.0)
    assert judge_stroke(seven, picture) is seven


def test_an_italic_stroke_may_be_either() -> None:
    assert judge_stroke(ONE, stroke(9)).probability == 0.5
    assert judge_stroke(SLASH, stroke(9)).probability == 0.5


def test_a_stroke_that_leans_to_the_left_is_a_scratch_and_no_sure_one() -> None:
    assert judge_stroke(ONE, stroke(-13)).probability == 0.5


def test_a_speck_beside_a_one_makes_no_slash() -> None:
    picture = stroke(0)
    cv2.circle(picture, (40, 12), 3, 40, -1)
    assert judge_stroke(ONE, picture).text == "1"


@pytest.mark.parametrize("picture", [np.full((30, 20), 255, np.uint8), np.zeros((1, 1), np.uint8)])
def test_no_stroke_is_not_believed(picture: Picture) -> None:
    assert judge_stroke(ONE, picture).probability == 0.5


def test_other_readings_stay() -> None:
    seven = NumberReading("7", 0.9, (), 0.0)
    assert judge_stroke(seven, stroke(20)) is seven
