"""Nothing that stands on a page beside the report ends in a section."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reportextract.model import Box, Line, PageLines
from reportextract.prose import read_prose

from .typed_report import LAST_PAGE, TEXTS, report
from .typeset import HEIGHT, WIDTH, typeset


def texts(typed: str) -> dict[int, str]:
    return {section.number: section.text for section in read_prose(typeset(typed)).sections}


@pytest.mark.parametrize(
    "style",
    [
        "- {} -",
        "— {} —",
        "－{}－",
        "第{}页 共2页",
        "第 {} 页，共 2 页",
        "{}/2",
        "{} / 2",
        "{}",
        "·{}·",
        "Page {} of 2",
        "共2页 第{}页",
    ],
)
def test_page_numbers(style: str) -> None:
    first, last = report().split("---\n")

    assert texts(f"{first}_{style.format(1)}\n---\n{last}_{style.format(2)}\n") == TEXTS


def test_the_address_that_a_browser_prints_is_none_of_the_text_though_it_was_read_in_pieces() -> None:
    first, last = report().split("---\n")

    assert texts(f"{first}_thtp://w/202/_14106461.tm1/2\n---\n{last}_htps//w.gov/202/_141064261.ht2/2\n") == TEXTS


def test_a_number_in_the_middle_of_a_page_is_text() -> None:
    assert texts(report(last=LAST_PAGE.replace("　　无。", "　　12"), signature=""))[6] == "12"


def test_running_heads_and_feet() -> None:
    first, last = report(head="#某县石桥镇人民政府2023年度报告汇编（2024年第3期）\n").split("---\n")

    assert texts(f"{first}_石桥镇党政办公室编\n---\n{last}_石桥镇党政办公室编\n") == TEXTS


def test_heads_that_alternate_between_left_and_right_pages() -> None:
    pages = [f"#{'左页' if number % 2 else '右页'}的页眉\n　　第{number}段文字。\n" for number in range(1, 5)]
    typed = "---\n".join(["^某县石桥镇2023年政府信息公开年度报告\n　　一、总体情况\n" + pages[0], *pages[1:]])

    assert texts(typed) == {1: "第1段文字。\n第2段文字。\n第3段文字。\n第4段文字。"}


def test_a_menu_beside_the_article() -> None:
    """A site's menu shares the lines of the article, four characters to the left of it."""
    paragraph = "　　全年主动公开各类政府信息二百三十七条，较上年有所增加，"
    following = "其中工作动态七十九条，通知公告四十七条，政策解读二十六条。"
    typed = report(last="\n".join([LAST_PAGE.strip("\n"), paragraph, *[following] * 3]), signature="")
    pages = typeset(typed)
    menu = ("信息公开指南", "信息公开制度", "政府信息公开年报", "法定公开内容", "一、机构概况")
    beside = []
    for page in pages:
        moved = [
            replace(line, box=line.box._replace(x0=line.box.x0 + 130, x1=line.box.x1 + 130)) for line in page.lines
        ]
        items = [
            Line(page.page, text, Box(20.0, line.box.top + 1, 20.0 + 9 * len(text), line.box.top + 10), 9.0)
            for text, line in zip(menu, page.lines, strict=False)
        ]
        lines = sorted([*moved, *items], key=lambda line: (line.box.top // 4, line.box.x0))
        beside.append(replace(page, width=WIDTH + 130, lines=tuple(lines)))
    prose = read_prose(beside)

    assert {section.number: section.text for section in prose.sections} == TEXTS | {
        6: "无。\n" + paragraph.strip("　") + following * 3
    }


def higher(line: Line) -> Line:
    return replace(line, box=line.box._replace(top=line.box.top - 36, bottom=line.box.bottom - 36))


def test_the_signature_at_the_height_of_the_title_makes_neither_a_running_head() -> None:
    """The agency on top of the first page and again, as signature, on top of the last."""
    pages = typeset(report(signature="---\n>某县石桥镇人民政府\n>2024年1月12日\n"))
    prose = read_prose(tuple(replace(page, lines=tuple(map(higher, page.lines))) for page in pages))

    assert prose.title == "某县石桥镇人民政府2023年政府信息公开工作年度报告"
    assert prose.published_on == date(2024, 1, 12)
    assert {section.number: section.text for section in prose.sections} == TEXTS


def test_text_that_begins_high_on_a_page_stays() -> None:
    line = Line(2, "善考核办法，取得一定成效。", Box(72.0, 30.0, 280.0, 46.0), 16.0)
    first = typeset("""^某县石桥镇2023年政府信息公开年度报告
　　一、总体情况
　　针对上年度存在的问题，我街道认真整改，充实工作力量，完
""")[0]
    prose = read_prose((first, PageLines(2, WIDTH, HEIGHT, (line,))))

    assert prose.sections[0].text == "针对上年度存在的问题，我街道认真整改，充实工作力量，完善考核办法，取得一定成效。"


WEB_PAGE = """
#2024/3/1 10:53  某县石桥镇人民政府2023年政府信息公开工作年度报告_石桥镇
@今天是2024年3月1日 星期五
@首页  政务公开  办事服务
@当前位置：首页 > 政务公开 > 法定主动公开内容 > 年报
@索引号：014-2024-0001    发布机构：某县石桥镇人民政府
@成文日期：2024-01-11    公开方式：主动公开
@名称：某县石桥镇人民政府2023年政府信息公开工作年度报告
^某县石桥镇人民政府2023年政府信息公开
^工作年度报告
@发布时间：2024-01-15 10:30  来源：石桥镇  浏览次数：55  字体：[大 中 小]
　　一、总体情况
　　2023年，我镇认真落实条例，主动公开各类政府信息共计一百
二十条，工作取得新成效。
　　二、主动公开政府信息情况
=disclosure
　　三、收到和处理政府信息公开申请情况
_https://www.example.gov.cn/art/2024/1/15/art_1.html 1/2
---
#2024/3/1 10:53  某县石桥镇人民政府2023年政府信息公开工作年度报告_石桥镇
=requests
　　四、政府信息公开行政复议、行政诉讼情况
=review_litigation
　　五、存在的主要问题及改进情况
　　公开内容与群众需求结合不够紧密。
　　六、其他需要报告的事项
　　无。
>某县石桥镇人民政府
>2024年1月12日
@扫一扫在手机打开当前页
@【打印本页】 【关闭窗口】
@上一篇：某县石桥镇人民政府2022年政府信息公开工作年度报告
@网站地图 | 联系我们
@主办单位：某县石桥镇人民政府
@备案号：ICP备12345号
_https://www.example.gov.cn/art/2024/1/15/art_1.html 2/2
"""


def test_a_printed_web_page() -> None:
    prose = read_prose(typeset(WEB_PAGE))

    assert {section.number: section.text for section in prose.sections} == TEXTS
    assert prose.title == "某县石桥镇人民政府2023年政府信息公开工作年度报告"
    assert ("head", 2023) in prose.year_evidence
    assert prose.findings == ()


def test_a_sentence_about_related_matters_is_no_web_frame() -> None:
    last = """
　　六、其他需要报告的事项
　　落实年度政务公开工作要点，围绕稳岗就业等重点任务，公开
相关信息二百九十七条。
"""
    assert texts(report(last=last))[6] == (
        "落实年度政务公开工作要点，围绕稳岗就业等重点任务，公开相关信息二百九十七条。"
    )
