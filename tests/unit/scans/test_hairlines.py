"""Rules as faint as noise: found because they are lines, and only where lines make a table."""

from __future__ import annotations

import numpy as np
import pytest

from reportextract.scans.clean import clean
from reportextract.scans.hairlines import DARKENED, darken_hairlines
from reportextract.scans.lines import find_rules
from tests.unit.scans.drawing import (
    DPI,
    SCALE,
    XS,
    YS,
    Pixels,
    blank,
    horizontal,
    noisy,
    prose,
    px,
    table,
    vertical,
    write,
)

FAINT = 255 - 10


def rough(page: Pixels, deviation: float, seed: int = 3) -> Pixels:
    """Noise on paper that stays white: what cleaning leaves."""
    noise = np.abs(np.random.default_rng(seed).normal(0, deviation, page.shape))
    return np.asarray(np.clip(page - noise, 0, 255), dtype=np.uint8)


def places(lines: np.ndarray) -> list[float]:
    return [float(line[0]) / SCALE for line in lines]


def assert_are_the_tables(page: Pixels, dark: Pixels, beyond: float) -> None:
    """That what is darker are the table's rules, going on at most so many points beyond its sides."""
    rules = find_rules(dark, DPI)
    assert places(rules.horizontal) == pytest.approx(YS, abs=1.5)
    assert places(rules.vertical) == pytest.approx(XS, abs=1.5)
    ys, xs = np.nonzero(dark != page)
    assert (ys.min() / SCALE, ys.max() / SCALE) == pytest.approx((YS[0], YS[-1]), abs=beyond)
    assert (xs.min() / SCALE, xs.max() / SCALE) == pytest.approx((XS[0], XS[-1]), abs=beyond)


@pytest.mark.parametrize("deviation", [0.0, 1.5])
def test_the_hairlines_of_a_table_are_made_rules(deviation: float) -> None:
    page = table(ink=FAINT)
    for row, y in enumerate(YS[:-1]):
        write(page, str(100 + row), 205, y + 22)
    page = rough(page, deviation)
    assert len(find_rules(page, DPI).horizontal) == 0
    # None is longer than it was drawn: a line's average fades beyond its end.
    assert_are_the_tables(page, darken_hairlines(page, DPI), beyond=1.8)


def test_print_keeps_its_darkness_and_its_place() -> None:
    page = table(ink=FAINT)
    write(page, "7730", 205, 152)
    dark = darken_hairlines(page, DPI)
    assert (dark[page < 128] == page[page < 128]).all()
    assert set(np.unique(dark[dark != page]).tolist()) == {255 - DARKENED}


def test_prose_a_frame_and_a_dark_table_stay_as_they_are() -> None:
    for page in (rough(page_of_prose(), 1.5), faint_frame(), table()):
        assert (darken_hairlines(page, DPI) == page).all()


@pytest.mark.parametrize("seed", range(8))
def test_lines_paler_than_the_noise_around_them_are_found_where_the_faintest_are_asked_for(seed: int) -> None:
    page = table(ink=255 - 9)
    for row, y in enumerate(YS[:-1]):
        write(page, str(100 + row), 205, y + 22)
    page = rough(page, 11.0, seed)
    usual = find_rules(darken_hairlines(page, DPI), DPI)
    assert len(usual.horizontal) + len(usual.vertical) < len(YS) + len(XS)
    # None goes on beyond the sides of the table, though its average does.
    assert_are_the_tables(page, darken_hairlines(page, DPI, faintest=True), beyond=2.5)


def test_on_paper_with_hardly_any_noise_a_longer_stretch_tells_nothing_more() -> None:
    page = rough(table(ink=FAINT), 1.5)
    assert darken_hairlines(page, DPI) is not page
    assert darken_hairlines(page, DPI, faintest=True) is page


def faint_frame() -> Pixels:
    frame = blank()
    for y in (YS[0], YS[-1]):
        horizontal(frame, y, XS[0], XS[-1], ink=FAINT)
    for x in (XS[0], XS[-1]):
        vertical(frame, x, YS[0], YS[-1], ink=FAINT)
    return frame


def page_of_prose() -> Pixels:
    text = blank()
    prose(text, 100)
    return text


@pytest.mark.parametrize(
    "page", [blank(), page_of_prose(), faint_frame(), table()], ids=["nothing", "prose", "a frame", "dark rules"]
)
def test_where_no_table_is_faint_the_faintest_lines_are_none(page: Pixels) -> None:
    scan = rough(page, 10.0)
    assert darken_hairlines(scan, DPI, faintest=True) is scan


def test_what_noise_can_make_is_no_hairline() -> None:
    page = noisy(table(ink=FAINT), deviation=25, paper=235)
    assert (darken_hairlines(page, DPI) == page).all()


def test_the_echo_of_a_dark_rule_is_no_hairline() -> None:
    """JPEG repeats an edge once or twice, up to eight pixels away."""
    page = table()
    for y in YS:
        horizontal(page, y + 6 / SCALE, XS[0] + 1, XS[-1], 1, 245)
    for x in XS:
        page[px(YS[0]) : px(YS[-1]), px(x) + 6] = np.minimum(page[px(YS[0]) : px(YS[-1]), px(x) + 6], 245)
    assert (darken_hairlines(page, DPI) == page).all()


def test_light_rules_between_shaded_cells_are_hairlines_too() -> None:
    page = table(ink=235)
    inside = page[px(YS[0]) : px(YS[2]), px(XS[0]) : px(XS[-1])]
    inside[inside == 255] = 217
    assert places(find_rules(clean(page, DPI), DPI).vertical) == []
    rules = find_rules(darken_hairlines(clean(page, DPI), DPI), DPI)
    assert places(rules.vertical) == pytest.approx(XS, abs=1.5)
    assert any(abs(y - YS[1]) < 1.5 for y in places(rules.horizontal))
