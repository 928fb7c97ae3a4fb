"""The title in all the shapes in which agencies print it, and the agency as printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reportextract.model import Line
from reportextract.prose import read_prose

from .typed_report import SIGNATURE, report
from .typeset import typeset, width


@pytest.mark.parametrize(
    ("typed", "title", "agency", "year"),
    [
        (
            "^某县石桥镇人民政府\n^2023 年政府信息公开工作年度报告",
            "某县石桥镇人民政府2023年政府信息公开工作年度报告",
            "某县石桥镇人民政府",
            2023,
        ),
        # The province before the town is part of the printed name.
        (
            "^河北省保定市清苑区冉庄\n^镇人民政府2023年政府信息公开工作年\n^度报告",
            "河北省保定市清苑区冉庄镇人民政府2023年政府信息公开工作年度报告",
            "河北省保定市清苑区冉庄镇人民政府",
            2023,
        ),
        ("^安吉县2019年政府信息公开工作年度报告", "安吉县2019年政府信息公开工作年度报告", "安吉县", 2019),
        ("^2022年度螅镇政府信息公开工作年度报告", "2022年度螅镇政府信息公开工作年度报告", "螅镇", 2022),
        (
            "^石桥镇人民政府信息公开工作年度报告\n~（2021年度）",
            "石桥镇人民政府信息公开工作年度报告（2021年度）",
            "石桥镇人民政府",
            2021,
        ),
        ("^七家子镇2023年政府信息公开工作告年度报", "七家子镇2023年政府信息公开工作告年度报", "七家子镇", 2023),
        (
            "^永嘉县北城街道2014年政务信息公开年度报告",
            "永嘉县北城街道2014年政务信息公开年度报告",
            "永嘉县北城街道",
            2014,
        ),
        (
            "^康乐县上湾乡2019年度政府信息公开年度\n^工作报告",
            "康乐县上湾乡2019年度政府信息公开年度工作报告",
            "康乐县上湾乡",
            2019,
        ),
        (
            "^某县审计局关于２０２０年度政府信息公开工作情\n^况的报告",
            "某县审计局关于2020年度政府信息公开工作情况的报告",
            "某县审计局",
            2020,
        ),
        (
            "^二〇一八年度政府信息公开工作年度报告\n~某县石桥镇人民政府\n~（2019年1月20日）",
            "二〇一八年度政府信息公开工作年度报告",
            "某县石桥镇人民政府",
            2018,
        ),
        (
            "^莲湖区西关街道办事处2024年政府信息工作\n^年度报告",
            "莲湖区西关街道办事处2024年政府信息工作年度报告",
            "莲湖区西关街道办事处",
            2024,
        ),
    ],
)
def test_title_agency_and_year(typed: str, title: str, agency: str, year: int) -> None:
    prose = read_prose(typeset(report(title=f"\n{typed}\n", signature="")))

    assert (prose.title, prose.agency, prose.report_year) == (title, agency, year)
    assert prose.year_evidence[0] == ("title", year)
    assert not [section for section in prose.sections if section.number == 0]


def test_a_banner_above_the_title_is_not_joined_to_it() -> None:
    banner = "^某县石桥镇人民政府\n^某县石桥镇人民政府2023年政府信息公开\n^工作年度报告\n"

    assert read_prose(typeset(report(title=banner))).title == "某县石桥镇人民政府2023年政府信息公开工作年度报告"


def test_the_preamble_that_quotes_the_title_is_not_the_title() -> None:
    preamble = """　　根据《中华人民共和国政府信息公开条例》规定，现公布某县石
桥镇人民政府2023年政府信息公开工作年度报告。
"""
    prose = read_prose(typeset(report(preamble=preamble)))

    assert prose.title == "某县石桥镇人民政府2023年政府信息公开工作年度报告"
    assert prose.sections[0].text == (
        "根据《中华人民共和国政府信息公开条例》规定，现公布某县石桥镇人民政府2023年政府信息公开工作年度报告。"
    )


@pytest.mark.parametrize(
    ("preamble", "signature", "agency", "where"),
    [
        ("", SIGNATURE, "某县石桥镇人民政府", "signature"),
        ("@发布机构：某县石桥镇人民政府    公开方式：主动公开\n", "", "某县石桥镇人民政府", "metadata"),
        ("　　本报告由某县石桥镇人民政府根据条例编制。\n", "", "某县石桥镇人民政府", "preamble"),
        ("　　现公布某县石桥镇2023年政府信息公开工作年度报告。\n", "", "某县石桥镇", "preamble"),
    ],
)
def test_a_title_without_agency_takes_it_from_elsewhere_and_says_so(
    preamble: str, signature: str, agency: str, where: str
) -> None:
    title = "^2023年政府信息公开工作年度报告\n"
    prose = read_prose(typeset(report(title=title, preamble=preamble, signature=signature)))

    assert prose.agency == agency
    (finding,) = [finding for finding in prose.findings if finding.code == "AGENCY_NOT_IN_TITLE"]
    assert finding.facts["from"] == where


def test_metadata_in_columns_is_neither_title_nor_agency() -> None:
    """Label and value of a web page's metadata may be set in columns, without a colon between them."""
    title = """~名称  某县石桥镇2023年政府信息公开工作年度报告
~发布机构  某县石桥镇人民政府  发布日期  2024-02-01
~2023年政府信息公开工作年度报告
"""
    (first, *others) = typeset(report(title=title, signature=""))
    lines = [piece for line in first.lines for piece in in_columns(line)]
    prose = read_prose((replace(first, lines=tuple(lines)), *others))

    assert prose.title == "2023年政府信息公开工作年度报告"
    assert prose.agency == "某县石桥镇人民政府"
    assert prose.published_on == date(2024, 2, 1)


def in_columns(line: Line) -> list[Line]:
    """The line as one line for each column; two spaces part them."""
    pieces, x0 = [], line.box.x0
    for text in line.text.split("  "):
        x1 = x0 + width(text, line.size)
        pieces.append(replace(line, text=text, box=line.box._replace(x0=x0, x1=x1)))
        x0 = x1 + 50.0
    return pieces


def test_an_agency_that_is_printed_nowhere_is_not_guessed() -> None:
    prose = read_prose(typeset(report(title="^2023年政府信息公开工作年度报告\n", signature="")))

    assert prose.agency == ""
    assert "AGENCY_UNKNOWN" in [finding.code for finding in prose.findings]


def test_a_picture_for_a_title_leaves_the_running_head() -> None:
    head = "#某县石桥镇人民政府2023年政府信息公开工作年度报告\n"
    prose = read_prose(typeset(report(title="", head=head)))

    assert prose.title == "某县石桥镇人民政府2023年政府信息公开工作年度报告"
    assert [finding.code for finding in prose.findings if finding.code.startswith("TITLE")] == ["TITLE_FROM_HEAD"]


def test_no_title_is_said_out_loud() -> None:
    prose = read_prose(typeset(report(title="")))

    assert prose.title == ""
    assert prose.agency == "某县石桥镇人民政府"
    assert "TITLE_NOT_FOUND" in [finding.code for finding in prose.findings]
