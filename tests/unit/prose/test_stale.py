"""Sentences that tell of an earlier year, and those that only mention one."""

from __future__ import annotations

import pytest

from reportextract.model import Section
from reportextract.prose.stale import stale_findings


def section(text: str, number: int = 1) -> Section:
    return Section(number, "", text, 2, 3)


@pytest.mark.parametrize(
    "sentence",
    [
        "2019年，我镇主动公开政府信息94条",  # 松江河镇, whose report of 2020 says so
        "（二）2018年度我镇未制定规范性文件",
        "2019年我街道主动公开信息94条",
    ],
)
def test_a_sentence_that_tells_of_an_earlier_year_is_left_over(sentence: str) -> None:
    (finding,) = stale_findings([section(f"2020年，各项工作平稳有序。\n{sentence}，其中动态20条。")], 2020)
    assert (finding.code, finding.severity, finding.page) == ("YEAR_LEFT_IN_TEXT", "warning", 2)
    assert finding.facts["sentence"].startswith(sentence)
    assert finding.facts["year"] in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "与2019年相比，主动公开信息增加20条",
        "2019年结转的3件申请已全部办结",
        "2019年5月15日，新条例施行",
        "2019年以来，我镇把政务公开作为重要抓手",
        "2019年印发的制度继续执行",
        "2020年，我镇公开信息94条",
        "2021年，将丰富解读形式",
        "2019至2020年，全镇公开信息200条",
        "根据2019年工作安排，完善目录",
        "2009年，我镇迁入新址",
    ],
)
def test_a_sentence_that_means_that_year_is_not(sentence: str) -> None:
    assert stale_findings([section(sentence)], 2020) == []


def test_one_finding_for_a_section_and_year() -> None:
    text = "2019年，我镇公开信息94条。2019年，我镇收到申请1件。"
    found = stale_findings([section(text), section(text, 5)], 2020)
    assert [finding.facts["section"] for finding in found] == ["1", "5"]
    assert stale_findings([section(text)], None) == []
