"""Which documents are such reports, with a reason that a person can check."""

from __future__ import annotations

from reportextract.prose import is_report, read_prose

from .typed_report import report
from .typeset import typeset


def test_a_report_is_known_by_its_title() -> None:
    pages = typeset(report())
    verdict = is_report(pages, read_prose(pages))

    assert verdict.is_report
    assert verdict.reason == (
        "The title says so: “某县石桥镇人民政府2023年政府信息公开工作年度报告”; "
        "6 of the six section headings and 3 of the three tables were found."
    )
    assert is_report(pages) == verdict


def test_headings_and_tables_do_without_a_title() -> None:
    assert is_report(typeset(report(title=""))).is_report


def test_another_annual_report_is_none() -> None:
    verdict = is_report(
        typeset("""
^某县2023年法治政府建设年度报告
　　一、总体情况
　　全年办理行政复议三件。
　　二、存在的主要问题
　　问题。
""")
    )

    assert not verdict.is_report
    assert verdict.reason.startswith(
        "No title such as 政府信息公开工作年度报告 was found, 2 of the six section headings and 0 of the three tables"
    )
    assert "某县2023年法治政府建设年度报告" in verdict.reason


def test_a_notice_with_the_blank_form_is_none() -> None:
    verdict = is_report(
        typeset("""
^关于做好2023年度政府信息公开工作年度
^报告编制发布工作的通知
　　现将有关事项通知如下。
　　一、总体情况
　　二、主动公开政府信息情况
=disclosure
　　三、收到和处理政府信息公开申请情况
=requests
""")
    )

    assert not verdict.is_report
    assert "about such reports" in verdict.reason


def test_a_list_of_reports_is_none() -> None:
    verdict = is_report(
        typeset("""
石桥镇2023年政府信息公开工作年度报告
石桥镇2022年政府信息公开工作年度报告
石桥镇2021年政府信息公开工作年度报告
""")
    )

    assert not verdict.is_report
    assert "neither sections, tables nor a text" in verdict.reason


def test_pages_without_text() -> None:
    verdict = is_report(typeset("\n"))

    assert (verdict.is_report, verdict.reason) == (False, "No text was read in this document.")
