from __future__ import annotations

import cv2
import numpy as np

from reportextract.scans.clean import clean, without_seal
from tests.unit.scans.drawing import DPI, Pixels, blank, noisy, prose, px, table, write

RED = (70, 50, 215)


def coloured(page: Pixels, paper: tuple[int, int, int] = (235, 240, 245)) -> Pixels:
    return (page[:, :, None] / 255 * paper).astype(np.uint8)


def stamp(page: Pixels, x: float, y: float, radius: float = 58) -> None:
    """A vermilion seal pressed over the print: ink darkens what is under it."""
    ring = np.full_like(page, 255)
    cv2.circle(ring, (px(x), px(y)), px(radius), RED, px(4))
    cv2.circle(ring, (px(x), px(y)), px(14), RED, -1)
    page[:] = np.minimum(page, ring)


def test_a_red_seal_disappears_and_what_is_under_it_stays() -> None:
    print_ = table()
    write(print_, "1394", 270, 215)
    page = coloured(print_)
    stamp(page, 285, 210)
    clear, sealed = clean(coloured(print_), DPI), clean(page, DPI)
    assert sealed[print_ == 255].min() > 200
    assert np.abs(sealed.astype(int) - clear)[print_ < 100].max() < 90
    assert sealed[print_ < 60].max() < 130


def letters(page: Pixels, x: float, baseline: float, count: int, ink: tuple[int, int, int]) -> None:
    """Characters 16 points apart."""
    for k in range(count):
        cv2.putText(page, "H", (px(x + 16 * k), px(baseline)), cv2.FONT_HERSHEY_SIMPLEX, 1.4, ink, px(1.5), cv2.LINE_AA)


def test_a_title_in_red_stays_and_a_seal_s_own_line_of_letters_goes() -> None:
    print_ = blank()
    prose(print_, 300)
    page = coloured(print_)
    letters(page, 80, 100, 16, RED)
    letters(page, 110, 132, 12, RED)
    stamp(page, 250, 480)
    letters(page, 215, 515, 5, RED)
    cleaned, black = clean(page, DPI), coloured(print_)
    letters(black, 80, 100, 16, (30, 30, 30))
    letters(black, 110, 132, 12, (30, 30, 30))
    expected = clean(black, DPI)
    assert ((cleaned < 128) == (expected < 128)).mean() > 0.999
    assert (cleaned[: px(140)] < 128).sum() > 0.8 * (expected[: px(140)] < 128).sum() > 0


def test_a_red_bar_and_a_red_number_do_not_come_back() -> None:
    """White print on red is no ink; and what stands alone may be of a stamp."""
    page = coloured(blank())
    cv2.rectangle(page, (px(40), px(60)), (px(440), px(84)), RED, -1)
    letters(page, 60, 78, 12, (255, 255, 255))
    letters(page, 200, 200, 2, RED)
    assert clean(page, DPI).min() > 128


def test_print_in_blue_and_black_stays() -> None:
    page = np.full((100, 100, 3), 240, np.uint8)
    page[20:24, 10:90] = (160, 60, 40)
    page[50:54, 10:90] = (20, 20, 20)
    grey = without_seal(page, DPI)
    assert grey[22, 50] < 110
    assert grey[52, 50] < 40


def test_warm_paper_is_not_taken_for_red() -> None:
    print_ = blank()
    prose(print_, 80)
    grey = clean(coloured(print_, (190, 215, 235)), DPI)
    assert grey[print_ == 255].min() > 240
    assert grey[print_ < 60].max() < 60


def test_a_shadow_is_levelled() -> None:
    page = blank()
    prose(page, 80, lines=20)
    shadow = 1 - 0.5 * np.exp(-(((np.arange(page.shape[1]) - 500) / 150) ** 2))
    shaded = (page * shadow[None, :]).astype(np.uint8)
    grey = clean(shaded, DPI)
    assert np.percentile(grey[page == 255], 1) > 235
    assert grey[page < 60].max() < 90


def test_the_dark_around_the_paper_is_gone_and_print_beside_it_is_not() -> None:
    page = blank()
    prose(page, 80)
    page[:, -px(9) :] = 25
    page[: px(3), :] = 40
    page[:, : px(1)] = 30
    grey = clean(noisy(page, 4), DPI)
    assert grey[:, -px(9) :].min() > 200
    assert grey[: px(3), :].min() > 200
    assert grey[:, : px(1)].min() > 200
    assert grey[px(80) : px(300), px(60) : px(390)].min() < 60


def test_rules_that_run_into_the_edge_stay() -> None:
    page = blank()
    page[300:303, :] = 20
    page[:, 400:403] = 20
    grey = clean(page, DPI)
    assert grey[301, :].max() < 60
    assert grey[:, 401].max() < 60


def test_black_and_white_comes_back_as_it_is() -> None:
    page = table(ink=0)
    assert (clean(page, DPI) == page).all()


def test_a_solid_dark_mark_inside_the_page_is_not_taken_for_its_surroundings() -> None:
    page = blank()
    cv2.circle(page, (200, 300), 30, (0,), -1)
    prose(page, 200)
    assert clean(page, DPI)[px(210), px(60) : px(400)].min() < 60
