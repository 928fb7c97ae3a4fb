"""Six sections in the form's order, however an agency numbers, names, wraps or repeats their headings."""

from __future__ import annotations

from reportextract.model import Prose
from reportextract.prose import read_prose

from .typed_report import TEXTS, report
from .typeset import typeset

TITLE = "^石桥街道办事处2024年政府信息公开工作年度报告\n"


def read(typed: str) -> tuple[Prose, dict[int, str], dict[int, str]]:
    prose = read_prose(typeset(typed))
    return (
        prose,
        {section.number: section.title for section in prose.sections},
        {section.number: section.text for section in prose.sections},
    )


def codes(prose: Prose) -> list[tuple[str, str]]:
    return [(finding.code, finding.facts["section"]) for finding in prose.findings if "section" in finding.facts]


def test_a_plain_report() -> None:
    prose, titles, texts = read(report())

    assert texts == TEXTS
    assert titles[4] == "四、政府信息公开行政复议、行政诉讼情况"
    assert [(section.page_first, section.page_last) for section in prose.sections] == [(1, 1)] * 4 + [(2, 2)] * 2
    assert prose.findings == ()


def test_contents_listing_and_sub_headings_start_nothing() -> None:
    prose, titles, texts = read("""
^石桥街道办事处2024年政府信息公开工作
^年度报告
~目 录
　　一、总体情况……………………1
　　二、主动公开政府信息情况…………2
　　三、收到和处理政府信息公开申请情况………3
---
　　本报告由六部分组成：一、总体情况；二、主动公开政府信息
情况；三、收到和处理政府信息公开申请情况；四、因政府信息公
开工作被申请行政复议、提起行政诉讼情况；五、存在的主要问题
及改进情况；六、其他需要报告的事项。
　　一、总体情况
　　一、主动公开政府信息情况
　　全年公开二十条。
　　（二）收到和处理政府信息公开申请情况
　　全年收到申请零件。
　　二、收到和处理政府信息公开申请情况
　　全年没有收到申请。
　　三、行政复议、行政诉讼情况
　　没有发生。
　　二、主动公开政府信息情况
=disclosure
　　三、收到和处理政府信息公开申请情况
=requests
---
　　四、因政府信息公开工作被申请行政复议、提起行政诉讼的
情况
=review_litigation
注：行政复议数量含上年度结转数量。
　　五、存在的主要问题及改进情况
　　一、认识不足。
　　二、改进措施
　　加强培训，压实责任，提高工作人员对公开工作的认识和能
力水平。
　　六、其他需要报告的事项：无。
""")

    assert texts[0] == (
        "本报告由六部分组成：一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况；"
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况；五、存在的主要问题及改进情况；六、其他需要报告的事项。"
    )
    assert texts[1] == (
        "一、主动公开政府信息情况\n全年公开二十条。\n（二）收到和处理政府信息公开申请情况\n全年收到申请零件。\n"
        "二、收到和处理政府信息公开申请情况\n全年没有收到申请。\n三、行政复议、行政诉讼情况\n没有发生。"
    )
    assert (texts[2], texts[3], texts[4]) == ("", "", "注：行政复议数量含上年度结转数量。")
    assert titles[4] == "四、因政府信息公开工作被申请行政复议、提起行政诉讼的情况"
    assert texts[5] == "一、认识不足。\n二、改进措施\n加强培训，压实责任，提高工作人员对公开工作的认识和能力水平。"
    assert (titles[6], texts[6]) == ("六、其他需要报告的事项", "无。")
    assert prose.findings == ()


def test_other_marks_and_other_names() -> None:
    prose, titles, texts = read(
        TITLE
        + """
　　一 、政府信息公开工作的基本概况
　　全年公开二百条。
　　二．行政机关主动公开政府信息情况
=disclosure
　　三. 行政机关收到和处理政府信息公开申请情况
=requests
　　四、因政府信息公开工作被申请行政复议和提起行政诉讼情况
=review_litigation
　　五、存在问题及改进措施
　　问题。
　　六、其它需要报告的事项
　　无其他需要报告的事项。
"""
    )

    assert list(titles) == [1, 2, 3, 4, 5, 6]
    assert titles[2] == "二．行政机关主动公开政府信息情况"
    assert (texts[1], texts[5], texts[6]) == ("全年公开二百条。", "问题。", "无其他需要报告的事项。")
    assert codes(prose) == []


def test_sections_in_another_order_are_known_by_what_they_are_about() -> None:
    prose, titles, texts = read(
        TITLE
        + """
　　一、总体情况
　　全年公开二百条。
　　二、主动公开政府信息情况
=disclosure
　　三、收到和处理政府信息公开申请情况
=requests
　　四、政府信息公开行政复议、行政诉讼情况
=review_litigation
　　五、其它需要报告的事项
　　无其它事项。
　　六、政府信息公开工作存在问题及改进措施
　　问题。
"""
    )

    assert (titles[5], texts[5]) == ("六、政府信息公开工作存在问题及改进措施", "问题。")
    assert (titles[6], texts[6]) == ("五、其它需要报告的事项", "无其它事项。")
    assert codes(prose) == [("SECTION_RENUMBERED", "5"), ("SECTION_RENUMBERED", "6")]


def test_tables_with_a_numbering_of_their_own() -> None:
    """A science commission numbers its prose 一 to 六 and begins again with the tables."""
    prose, titles, texts = read("""
^某市科学技术委员会2024年政府信息公开
^工作年度报告
　　一、主动公开情况
　　全年公开二十条。
　　二、依申请公开情况
　　全年三十四件。
　　六、存在的主要问题和改进情况
　　不足。
　　一、主动公开政府信息情况
=disclosure
　　二、收到和处理政府信息公开申请情况
=requests
　　三、政府信息公开行政复议、行政诉讼情况
=review_litigation
　　五、其他需要报告的事项
　　无。
""")

    assert titles == {
        1: "",
        2: "一、主动公开政府信息情况",
        3: "二、收到和处理政府信息公开申请情况",
        4: "三、政府信息公开行政复议、行政诉讼情况",
        5: "六、存在的主要问题和改进情况",
        6: "五、其他需要报告的事项",
    }
    assert texts[1] == "一、主动公开情况\n全年公开二十条。\n二、依申请公开情况\n全年三十四件。"
    assert (texts[5], texts[6]) == ("不足。", "无。")
    assert ("SECTION_MISSING", "1") in codes(prose)


def test_sections_lost_with_their_tables() -> None:
    """After the first section the fifth; the first's sub-headings have the lost sections' names."""
    prose, titles, texts = read(
        TITLE
        + """
　　一、总体情况
　　（一）主动公开政府信息情况
　　全年公开二百条。
　　（二）收到和处理政府信息公开申请情况
　　没有。
　　五、存在的主要问题及改进情况
　　问题。
　　六、其他需要报告的事项
　　无。
"""
    )

    assert list(titles) == [1, 5, 6]
    assert texts[1].split("\n")[2] == "（二）收到和处理政府信息公开申请情况"
    assert codes(prose) == [("SECTION_MISSING", "2"), ("SECTION_MISSING", "3"), ("SECTION_MISSING", "4")]


def test_a_table_stands_for_its_missing_heading() -> None:
    prose, titles, texts = read(
        TITLE
        + """
　　一、2024年工作开展情况
　　全年公开二百条。
　　二、主动公开政府信息情况
=disclosure
　　（单位：件）
=requests
　　注：含结转。
　　四、政府信息公开行政复议、行政诉讼情况
=review_litigation
　　五、下一步工作打算
　　加强。
　　六、其他
　　无
"""
    )

    assert titles[1] == "一、2024年工作开展情况"
    assert (titles[3], texts[2], texts[3]) == ("", "（单位：件）", "注：含结转。")
    assert (titles[5], texts[5], texts[6]) == ("五、下一步工作打算", "加强。", "无")
    assert codes(prose) == [("SECTION_MISSING", "3")]
    assert next(f.severity for f in prose.findings if f.code == "SECTION_MISSING") == "info"


def test_headings_whose_numbers_a_web_page_made() -> None:
    _, titles, texts = read(
        TITLE
        + """
总体情况
　　全年公开二百条。
主动公开政府信息情况
=disclosure
收到和处理政府信息公开申请情况
=requests
政府信息公开行政复议、行政诉讼情况
=review_litigation
存在的主要问题及改进情况
　　问题。
其他需要报告的事项
　　无。
"""
    )

    assert list(titles) == [1, 2, 3, 4, 5, 6]
    assert (texts[1], texts[5], texts[6]) == ("全年公开二百条。", "问题。", "无。")


def test_a_table_that_was_not_cut_out_starts_nothing() -> None:
    _, titles, _ = read(
        TITLE
        + """
　　一、总体情况
　　全年公开二百条。
　　三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量 0 0 0
二、上年结转政府信息公开申请数量 0 0 0
三、本年度办理结果
（三）不予公开
四、结转下年度继续办理 0
　　四、政府信息公开行政复议、行政诉讼情况
=review_litigation
　　五、存在的主要问题及改进情况
　　问题。
　　六、其他需要报告的事项
　　无。
"""
    )

    assert titles[3] == "三、收到和处理政府信息公开申请情况"
    assert titles[4] == "四、政府信息公开行政复议、行政诉讼情况"


def test_a_report_of_the_first_form_keeps_its_extra_sections_as_text() -> None:
    prose, titles, texts = read("""
^石桥镇2014年政府信息公开年度报告
　　一、概述
　　概述的文字。
　　二、主动公开政府信息情况
　　公开四十六件。
　　三、依申请公开政府信息情况
　　没有申请。
　　四、政府信息公开的收费及减免情况
　　没有收费。
　　五、因政府信息公开申请行政复议、提起行政诉讼的情况
　　没有发生。
　　六、存在的主要问题及改进措施
　　问题。
　　七、其他需要报告的事项
　　无。
""")

    assert list(titles) == [1, 2, 3, 4, 5, 6]
    assert texts[3] == "没有申请。\n四、政府信息公开的收费及减免情况\n没有收费。"
    assert titles[6] == "七、其他需要报告的事项"
    assert codes(prose) == [("SECTION_RENUMBERED", "4"), ("SECTION_RENUMBERED", "5"), ("SECTION_RENUMBERED", "6")]


def test_text_without_any_heading_is_one_piece() -> None:
    prose, _, texts = read(TITLE + "　　全年公开二百条。\n　　没有申请。\n")

    assert texts == {0: "全年公开二百条。\n没有申请。"}
    assert [finding.code for finding in prose.findings if finding.code.startswith("SECTION")] == ["SECTIONS_NOT_FOUND"]
