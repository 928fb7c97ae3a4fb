from __future__ import annotations

import cv2
import numpy as np
import pytest

from reportextract.scans.lines import find_rules
from reportextract.scans.upright import map_boxes, map_points, measure_skew, turn_upright
from tests.unit.scans.drawing import DPI, XS, YS, Pixels, blank, prose, px, table, turned, write


def page_of_print() -> Pixels:
    page = table()
    write(page, "31", 270, 150)
    prose(page, 300, lines=14)
    return page


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_of_print_is_turned_the_right_way_up(degrees: int) -> None:
    page = page_of_print()
    # As it lies in the file: turned back by what it must be turned.
    stored = np.ascontiguousarray(np.rot90(page, degrees // 90))
    upright = turn_upright(stored, DPI)
    assert upright.turned == degrees
    assert upright.is_sure
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
    upright = turn_upright(stored, DPI)
    assert upright.turned == 90
    # The dot, where the straightened page shows it, and where the file has it.
    around = upright.grey[px(580) : px(620), px(400) : px(460)]
    found = np.argwhere(around < 128).mean(axis=0)[::-1] + np.array([px(400), px(580)])
    back = map_points(found[None, :], upright.to_original)[0]
    dot = map_points(np.array([[px(430), px(600)]], float), matrix)[0]
    stored_dot = (dot[1], photo.shape[1] - dot[0])
    assert back == pytest.approx(stored_dot, abs=2.5)


def test_boxes_become_upright_hulls() -> None:
    quarter = np.array([[0.0, -1.0, 100.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert map_boxes(np.array([[10.0, 20.0, 30.0, 25.0]]), quarter).tolist() == [[75.0, 10.0, 80.0, 30.0]]


def test_a_straight_page_is_not_resampled() -> None:
    page = page_of_print()
    upright = turn_upright(page, DPI)
    assert (upright.grey == page).all()
    assert (upright.to_original == np.eye(3)).all()


def test_a_blank_page_stays_and_says_that_it_does_not_know() -> None:
    upright = turn_upright(blank(), DPI)
    assert upright.turned == 0
    assert not upright.is_sure


def test_a_page_is_turned_as_told_where_the_print_does_not_say() -> None:
    page = table()
    for row in range(5):
        write(page, "0  0  8", 210, YS[row] + 20, 0.9)
    assert not turn_upright(page, DPI).is_sure
    upright = turn_upright(page, DPI, 180)
    assert upright.turned == 180
    assert (upright.grey == page[::-1, ::-1]).mean() > 0.99
