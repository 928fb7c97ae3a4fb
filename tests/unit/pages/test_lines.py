"""Characters to lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportextract.model import Box, Glyphs, PageReading, Rules
from reportextract.pages.lines import find_lines


def page_of(*runs: tuple[float, float, float, str]) -> PageReading:
    """A page with runs of text: left edge, top, size, text; letters of ASCII are half as wide as Chinese ones."""
    text, boxes = "", []
    for x, top, size, run in runs:
        for character in run:
            width = size * (0.5 if character.isascii() else 1)
            if character != " ":
                text += character
                boxes.append((x, top, x + width, top + size))
            x += width
    nothing = np.empty((0, 3))
    glyphs = Glyphs(text, np.array(boxes, dtype=np.float64).reshape(-1, 4))
    return PageReading(7, 595, 842, 0, glyphs, Rules(nothing, nothing), "pdfium")


def texts(page: PageReading, *exclude: Box) -> list[str]:
    return [line.text for line in find_lines(page, exclude)]


def test_lines_from_top_to_bottom_whatever_the_order_of_drawing() -> None:
    page = page_of((72, 140, 12, "第三行"), (72, 100, 12, "第一"), (72, 120, 12, "第二行"), (96, 100, 12, "行"))
    assert texts(page) == ["第一行", "第二行", "第三行"]


def test_line_has_its_page_box_and_size() -> None:
    (line,) = find_lines(page_of((72, 100, 16, "2023年政府信息公开")))
    assert (line.page, line.size) == (7, 16)
    assert line.box == pytest.approx((72, 100, 72 + 4 * 8 + 7 * 16, 116))


def test_the_size_of_a_scanned_line_is_the_mean_of_its_characters() -> None:
    """A recogniser tells where each ends to a third of its width: most are a tenth off the size."""
    page = page_of((72, 100, 11, "主动公开"), (116, 100, 13.6, "年度"))
    assert find_lines(page)[0].size == 11
    assert find_lines(replace(page, origin="ocr"))[0].size == pytest.approx((4 * 11 + 2 * 13.6) / 6)


def test_small_digits_and_superscripts_stay_on_their_line() -> None:
    assert texts(page_of((72, 100, 16, "共"), (88, 103, 10, "12"), (98, 100, 16, "件"), (114, 99, 8, "①"))) == [
        "共12件①"
    ]


@pytest.mark.parametrize(
    ("gap", "read"),
    [(0, "公开公开"), (0.35, "公开公开"), (1, "公开 公开"), (2, "公开 公开")],
    ids=["none", "justified", "full_width_space", "two_spaces"],
)
def test_gaps_between_chinese(gap: float, read: str) -> None:
    assert texts(page_of((72, 100, 12, "公开"), (96 + 12 * gap, 100, 12, "公开"))) == [read]


@pytest.mark.parametrize(("gap", "read"), [(0, "第3条"), (0.25, "第3条"), (0.6, "第 3 条")])
def test_gaps_beside_digits(gap: float, read: str) -> None:
    """Word leaves a quarter of the size between Chinese and digits where nobody typed a space."""
    first = 84 + 12 * gap
    page = page_of((72, 100, 12, "第"), (first, 100, 12, "3"), (first + 6 + 12 * gap, 100, 12, "条"))
    assert texts(page) == [read]


def test_spaces_between_latin_words() -> None:
    assert texts(page_of((72, 100, 12, "Annual report"))) == ["Annual report"]


def test_columns_side_by_side_are_lines_of_their_own() -> None:
    page = page_of(
        (72, 100, 12, "索引号：001"), (300, 102, 12, "主题分类："), (72, 130, 12, "标题："), (300, 130, 12, "2023")
    )
    assert texts(page) == ["索引号：001", "主题分类：", "标题：", "2023"]


def test_columns_half_a_line_apart_do_not_mix() -> None:
    page = page_of((72, 100, 10, "左一"), (72, 118, 10, "左二"), (300, 109, 10, "右一"), (300, 127, 10, "右二"))
    assert texts(page) == ["左一", "右一", "左二", "右二"]


def test_excluded_areas_are_left_out_by_the_middle_of_a_character() -> None:
    page = page_of((72, 100, 12, "表前"), (72, 130, 12, "表中12"), (72, 160, 12, "表后"))
    assert texts(page, Box(60, 125, 500, 150)) == ["表前", "表后"]
    assert texts(page, Box(60, 125, 89, 150), Box(60, 155, 500, 180)) == ["表前", "中12"]
    assert texts(page, Box(0, 0, 600, 800)) == []


def test_page_without_characters() -> None:
    assert find_lines(page_of()) == ()


def test_no_character_is_lost_or_invented() -> None:
    generator = np.random.default_rng(7)
    runs = [(float(x), float(y), 10.0, "公开12条") for x, y in generator.uniform(0, 800, (60, 2))]
    page = page_of(*runs)
    assert sorted("".join(texts(page)).replace(" ", "")) == sorted(page.glyphs.text)
