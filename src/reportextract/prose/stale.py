"""Sentences that still speak of an earlier year: left in the text when the last report was taken over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportextract.model import Finding, Section

# A sentence that begins with a year tells of it: “2019年，我镇公开信息94条” in the report of 2020. The year after a
# clause's own words (“与2019年相比”, “自2019年起”) does not.
_SENTENCE = re.compile(r"[^。；;！!\n]+")
_HEADED = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]\s*)?(20\d\d)年度?"
    r"(?![\d、和至到\-—~－]|\d{0,2}月|以来|起|开始|底|末|初)"
)
# What a sentence about the past of something may say; then the year is meant.
_MEANT = re.compile(
    "相比|对比|同比|环比|较|上年|去年|往年|历年|结转|增长|增加|减少|下降"
    "|印发|颁布|施行|修订|出台|成立|设立|建成|启用|改版|整合|起步|撤并|更名"
)
# Reports older than this many years are not what a text is taken over from.
_OLDEST = 4
_SHOWN = 40


def stale_findings(sections: Sequence[Section], report_year: int | None) -> list[Finding]:
    """A finding for each section and each earlier year that one of its sentences tells of."""
    if report_year is None:
        return []
    findings = []
    for section in sections:
        told: set[int] = set()
        for sentence in _SENTENCE.findall(section.text):
            match = _HEADED.match(sentence)
            if match is None or _MEANT.search(sentence) is not None:
                continue
            year = int(match[1])
            if report_year - _OLDEST <= year < report_year and year not in told:
                told.add(year)
                findings.append(_finding(section, report_year, year, sentence.strip()))
    return findings


def _finding(section: Section, report_year: int, year: int, sentence: str) -> Finding:
    shown = sentence if len(sentence) <= _SHOWN else sentence[:_SHOWN] + "…"
    where = "The preamble" if section.number == 0 else f"Section {section.number}"
    return Finding(
        code="YEAR_LEFT_IN_TEXT",
        severity="warning",
        message=f"{where} of the report of {report_year} tells of {year}: “{shown}”. "
        f"Compare with the report of {year}, from which the sentence may be left over.",
        page=section.page_first,
        facts={"section": str(section.number), "year": str(year), "sentence": sentence},
    )
