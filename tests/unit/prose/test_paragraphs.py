"""Lines become paragraphs as a reader would see them."""

from __future__ import annotations

from dataclasses import replace

from reportextract.model import Box
from reportextract.prose import read_prose

from .typeset import LEFT, SIZE, typeset, width

HEAD = "^石桥街道办事处2024年政府信息公开工作\n^年度报告\n　　一、总体情况\n"


def first_section(typed: str, leading: float = 28.0) -> str:
    return next(section.text for section in read_prose(typeset(typed, leading)).sections if section.number == 1)


INDENTED = [
    "全年主动公开各类政府信息二百三十七条，较上年有所增加，其中工作动态七十九条，通知公告四十七条。",
    "不断充实公开内容，全年通过政务公开平台发布信息二百三十七条，回应公众关注热点三次，召开发布会一场次。",
    "规范办理流程，全年办理一件。",
]


def wrap(paragraph: str, indent: int, columns: int = 28) -> list[str]:
    lines, line = [], "　" * indent
    for character in paragraph:
        if len(line) >= columns and character not in "，。、）":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def test_paragraphs_with_an_indent() -> None:
    lines = [line for paragraph in INDENTED for line in wrap(paragraph, 2)]

    assert first_section(HEAD + "\n".join(lines) + "\n") == "\n".join(INDENTED)


def test_a_paragraph_that_fills_its_last_line_ends_at_the_next_indent() -> None:
    full = "全年主动公开各类政府信息二百三十七条，较上年有所增加多"[:26]
    lines = [*wrap(full, 2), *wrap(INDENTED[1], 2), *wrap(INDENTED[0], 2)]

    assert first_section(HEAD + "\n".join(lines) + "\n") == "\n".join([full, INDENTED[1], INDENTED[0]])


def test_paragraphs_without_an_indent_end_where_lines_end_early() -> None:
    lines = [line for paragraph in INDENTED for line in wrap(paragraph, 0)]
    head = HEAD.replace("　　一、", "一、")

    assert first_section(head + "\n".join(lines) + "\n") == "\n".join(INDENTED)


def test_paragraphs_across_pages() -> None:
    first, second = wrap(INDENTED[0], 2)[0], wrap(INDENTED[0], 2)[1]
    typed = f"{HEAD}{first}\n---\n{second}\n" + "\n".join(wrap(INDENTED[1], 2)) + "\n---\n　　" + INDENTED[2] + "\n"

    assert first_section(typed) == "\n".join(INDENTED)


def test_a_line_that_ends_early_for_a_long_number_goes_on() -> None:
    """A ragged line is short because the next word, a web address, did not fit."""
    before = wrap("全年公开政府信息二百三十七条，其中重点领域信息二十六条，" * 3 + "门户网站的网址是", 2)
    following = "其中重点领域信息二十六条，" * 4
    after = ["https://www.example.gov.cn/zwgk/2024" + following[:10], *wrap(following[10:], 0)]
    typed = HEAD + "\n".join([*before, *after]) + "\n"

    assert width(before[-1], SIZE) < 448 - 10 * SIZE
    assert first_section(typed) == "".join([*before, *after]).strip("　")


def test_a_heading_within_a_section_is_its_own_paragraph() -> None:
    typed = (
        HEAD + "　　（一）主动公开情况\n" + "\n".join(wrap(INDENTED[0], 2)) + "\n　　（二）依申请公开情况\n　　没有。\n"
    )

    assert first_section(typed).split("\n") == ["（一）主动公开情况", INDENTED[0], "（二）依申请公开情况", "没有。"]


def test_the_pieces_of_a_stretched_line_are_one_line() -> None:
    """Justified lines may come in pieces; their gaps are no columns of text."""
    (page,) = typeset(HEAD + "　　号，邮编：二二三一〇〇，电话，电子邮箱，全年没有收到任\n何申请。\n")
    line = page.lines[3]
    cut = 9
    left_part = replace(
        line, text=line.text[:cut], box=line.box._replace(x1=line.box.x0 + width(line.text[:cut], SIZE))
    )
    right_part = replace(
        line, text=line.text[cut:], box=Box(left_part.box.x1 + 4, line.box.top + 1, 520.0, line.box.bottom + 1)
    )
    pieces = replace(page, lines=(*page.lines[:3], left_part, right_part, page.lines[4]))

    (section,) = read_prose((pieces,)).sections
    assert section.text.replace(" ", "") == line.text + page.lines[4].text
    assert "\n" not in section.text


def test_spaces_of_typesetting_go_and_words_stay_apart() -> None:
    typed = HEAD + "　　2023 年全年公开 1136 条 ，见 open data 平台 。\n"

    assert first_section(typed) == "2023年全年公开1136条，见open data平台。"


def test_margins_may_differ_between_left_and_right_pages() -> None:
    lines = wrap(INDENTED[0], 2) + wrap(INDENTED[1], 2) + wrap(INDENTED[0], 2)
    first, second = typeset(HEAD + "\n".join(lines) + "\n---\n" + "\n".join(lines) + "\n")
    moved = replace(
        second,
        lines=tuple(
            replace(line, box=line.box._replace(x0=line.box.x0 - 24, x1=line.box.x1 - 24)) for line in second.lines
        ),
    )

    section = read_prose((first, moved)).sections[0]
    assert section.text.split("\n") == [INDENTED[0], INDENTED[1], INDENTED[0]] * 2
    assert LEFT == 72.0
