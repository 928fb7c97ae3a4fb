from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.placement import Placement
from reportextract.scans.bend import measure_bend
from reportextract.scans.lines import find_rules
from reportextract.scans.upright import measure_skew, turn_upright
from tests.unit.scans.drawing import DPI, XS, YS, Pixels, blank, horizontal, prose, px, table, turned, write


def page_of_print() -> Pixels:
    page = table()
    write(page, "31", 270, 150)
    prose(page, 300, lines=14)
    return page


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_turned_as_told(degrees: int) -> None:
    page = page_of_print()
    # As it lies in the file: turned back by what it must be turned.
    stored = np.ascontiguousarray(np.rot90(page, degrees // 90))
    upright = turn_upright(stored, DPI, degrees)
    assert upright.turned == degrees
    assert upright.grey.shape == page.shape
    assert np.abs(upright.grey.astype(int) - page).mean() < 6


@pytest.mark.parametrize("degrees", [-4.5, -1.3, -0.2, 0.0, 0.6, 2.0, 5.0])
def test_skew_is_measured(degrees: float) -> None:
    page = blank()
    prose(page, 60, lines=25)
    small = cv2.resize(turned(page, degrees), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert measure_skew(np.asarray(small)) == pytest.approx(degrees, abs=0.15)


@pytest.mark.parametrize("degrees", [-4.0, -0.7, 3.0])
def test_a_skewed_table_is_straight_again(degrees: float) -> None:
    upright = turn_upright(turned(page_of_print(), degrees), DPI)
    rules = find_rules(upright.grey, DPI)
    assert len(rules.horizontal) == len(YS)
    assert len(rules.vertical) == len(XS)
    assert np.diff(rules.vertical[:, 0]) == pytest.approx(np.diff(XS) * DPI / 72, abs=3)


def photographed(page: Pixels) -> tuple[Pixels, np.ndarray]:
    height, width = page.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(40, 15), (width - 25, 45), (width - 5, height - 30), (10, height - 5)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    photo = cv2.warpPerspective(page, matrix, (width, height), borderValue=[255])
    return np.asarray(photo, dtype=np.uint8), np.asarray(matrix, dtype=np.float64)


def test_a_photos_trapezoid_is_a_rectangle_again() -> None:
    page = table()
    for y in (400, 430, 460, 490):
        page[px(y) : px(y) + 2, px(60) : px(400)] = 30
    for x in (60, 150, 280, 399.5):
        page[px(400) : px(490.5), px(x) : px(x) + 2] = 30
    prose(page, 300, lines=4)
    photo, _ = photographed(page)
    rules = find_rules(turn_upright(photo, DPI).grey, DPI)
    assert len(rules.horizontal) == len(YS) + 4
    assert len(rules.vertical) == len(XS) + 4


def test_places_lead_back_to_the_picture_as_it_was() -> None:
    page = page_of_print()
    cv2.circle(page, (px(430), px(600)), 5, (0,), -1)
    photo, matrix = photographed(page)
    stored = np.ascontiguousarray(np.rot90(photo, 1))
    upright = turn_upright(stored, DPI, 90)
    # The dot, where the straightened page shows it, and where the file has it.
    around = upright.grey[px(580) : px(620), px(400) : px(460)]
    found = np.argwhere(around < 128).mean(axis=0)[::-1] + np.array([px(400), px(580)])
    back = upright.to_original.points(found[None, :])[0]
    dot = Placement(matrix).points(np.array([[px(430), px(600)]], float))[0]
    stored_dot = (dot[1], photo.shape[1] - dot[0])
    assert back == pytest.approx(stored_dot, abs=2.5)


def test_boxes_become_upright_hulls() -> None:
    quarter = np.array([[0.0, -1.0, 100.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert Placement(quarter).boxes(np.array([[10.0, 20.0, 30.0, 25.0]])).tolist() == [[75.0, 10.0, 80.0, 30.0]]


def test_a_straight_page_is_not_resampled() -> None:
    page = page_of_print()
    upright = turn_upright(page, DPI)
    assert (upright.grey == page).all()
    assert (upright.to_original.homography == np.eye(3)).all()
    assert upright.to_original.bend is None


def curled(page: Pixels, by: float) -> Pixels:
    """The page with its lines bowed by so many points."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    lower = (-by * DPI / 72 * np.sin(np.pi * (x / width + 0.1)) * (0.6 + 0.4 * y / height)).astype(np.float32)
    return np.asarray(cv2.remap(page, x, y - lower, cv2.INTER_LINEAR, borderValue=[255]), np.uint8)


def test_a_curled_page_is_flat_again() -> None:
    page = table()
    seen = curled(page, 5.0)
    upright = turn_upright(seen, DPI)
    assert upright.to_original.bend is not None
    rules = find_rules(upright.grey, DPI)
    assert len(rules.horizontal) == len(YS)
    # A rule is level from end to end, but where it crosses others.
    for y, x0, x1 in rules.horizontal.tolist():
        rows = np.arange(round(y) - 4, round(y) + 5)
        part = upright.grey[rows, round(x0) + 4 : round(x1) - 4]
        assert (part.min(axis=0) < 128).mean() > 0.98
        darkest = part.argmin(axis=0)
        assert (np.abs(darkest - np.median(darkest)) <= 1).mean() > 0.9
    # And each place leads back to where it is seen, and from there forward again.
    y, x0, x1 = rules.horizontal[2].tolist()
    on_rule = np.array([(x, y) for x in np.linspace(x0 + 5, x1 - 5, 7)])
    back = upright.to_original.points(on_rule)
    for x, seen_y in back.tolist():
        column = seen[round(seen_y) - 6 : round(seen_y) + 7, round(x)]
        assert column.min() < 128
    assert upright.to_original.back(back) == pytest.approx(on_rule, abs=0.1)


def test_a_flat_page_is_not_bent() -> None:
    assert turn_upright(turned(page_of_print(), 1.5), DPI).to_original.bend is None


def test_a_few_strokes_far_apart_show_no_bend() -> None:
    """What two dashed rules look like where they run close to each other: any wave fits three short pieces."""
    page = blank()
    for x0, x1, y0, y1 in ((130, 190, 60, 61), (270, 335, 130, 127), (60, 112, 400, 397)):
        cv2.line(page, (px(x0), px(y0)), (px(x1), px(y1)), (30,), 2)
    assert measure_bend(page, DPI) is None


def test_a_short_stroke_that_leans_is_no_sign_of_a_photo() -> None:
    """Beside one rule across the page: through any three lines there is a trapezoid."""
    page = blank()
    prose(page, 200, lines=14)
    horizontal(page, 180, 40, 420)
    cv2.line(page, (px(300), px(60)), (px(380), px(64)), (30,), 2)
    horizontal(page, 560, 60, 140)
    to_original = turn_upright(page, DPI).to_original
    corners = np.array([(0, 0), (px(480), 0), (px(480), px(640)), (0, px(640))])
    assert to_original.points(corners) == pytest.approx(corners, abs=px(2))


def test_the_two_sides_of_a_frame_show_a_trapezoid() -> None:
    page = blank()
    prose(page, 100, lines=20)
    for x in (50, 420):
        page[px(60) : px(590), px(x) : px(x) + 2] = 30
    photo, _ = photographed(page)
    upright = turn_upright(photo, DPI).grey
    sides = [np.flatnonzero((upright[px(y) : px(y) + 12] < 128).any(axis=0))[[0, -1]] for y in (85, 560)]
    assert sides[0] == pytest.approx(sides[1], abs=3)
