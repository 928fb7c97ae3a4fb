"""The year and everything that speaks for it, damaged periods and stale text included."""

from __future__ import annotations

import pytest

from reportextract.prose import read_prose
from reportextract.prose.dates import find_date, find_periods

from .typed_report import SIGNATURE, report
from .typeset import typeset

UNDATED = "^某县石桥镇人民政府\n^政府信息公开工作年度报告\n"


@pytest.mark.parametrize(
    ("printed", "years"),
    [
        ("自2023年1月1日起至2023年12月31日止", (2023, 2023)),
        ("2023年1月1日至12月31日", (2023, 2023)),
        ("2020年1月1日至202020年12月31日", (2020, 2020)),
        ("20211月1日至2021年12月31日", (2021, 2021)),
        ("2023年1月1日起至12月31止", (2023, 2023)),
        ("201911日至12月31日", (2019, 2019)),
        ("2019年1月1日—2019年12月31日", (2019, 2019)),
        ("二〇二三年1月1日起，至二〇二三年12月31日", (2023, 2023)),
        ("2023年1月1日起至2022年12月31日止", (2023, 2022)),
    ],
)
def test_periods_also_damaged(printed: str, years: tuple[int, int]) -> None:
    assert [(first, last) for first, last, _ in find_periods(f"数据统计期限{printed}。")] == [years]


@pytest.mark.parametrize("printed", ["2023年3月1日至2023年9月30日", "2023年12月31日", "2019年第60号"])
def test_no_period_is_seen_in_other_dates(printed: str) -> None:
    assert not list(find_periods(printed))


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2024年1月12日", "2024-01-12"),
        ("二〇二四年一月十二日", "2024-01-12"),
        ("二0一八年三月三十一日", "2018-03-31"),
        ("二○二○年十月二十日", "2020-10-20"),
        ("2021-01-07", "2021-01-07"),
        ("2021/1/7", "2021-01-07"),
        ("2024年13月1日", None),
        ("2024年2月30日", None),
        ("2024年1月", None),
        ("编号12021-01-075", None),
    ],
)
def test_dates(printed: str, day: str | None) -> None:
    found = find_date(printed)

    assert (None if found is None else found.isoformat()) == day


def test_a_period_broken_over_two_lines_and_its_page() -> None:
    preamble = """　　本报告中所列数据的统计期限自二〇二二年的第一天，即自2022
年1月1日起至2022年12月31日止。
"""
    prose = read_prose(typeset(report(preamble=preamble)))

    assert prose.report_year == 2023
    assert prose.year_evidence[:2] == (("title", 2023), ("period", 2022))
    (conflict,) = [finding for finding in prose.findings if finding.code == "YEAR_CONFLICT"]
    assert conflict.severity == "warning"
    assert conflict.facts == {
        "title 2023": "page 1",
        "period 2022": "page 1",
        "prose 2023": "page 1",
        "signature 2023": "page 2",
    }


def test_without_a_year_in_the_title_the_period_decides() -> None:
    period = "　　统计期限自2021年1月1日起至2021年12月31日止。\n"
    prose = read_prose(typeset(report(title=UNDATED, preamble=period, signature="")))

    assert prose.report_year == 2021
    assert prose.year_evidence == (("period", 2021), ("prose", 2023))
    assert "YEAR_OF_PROSE_DIFFERS" in [finding.code for finding in prose.findings]


def test_without_title_year_and_period_the_prose_decides() -> None:
    prose = read_prose(typeset(report(title=UNDATED)))

    assert prose.report_year == 2023
    assert prose.year_evidence == (("prose", 2023), ("signature", 2023))
    assert not [finding for finding in prose.findings if finding.code.startswith("YEAR")]


def test_a_signature_alone_decides_nothing() -> None:
    typed = report(title=UNDATED).replace("2023年，我镇", "一年来，我镇")
    prose = read_prose(typeset(typed))

    assert prose.report_year is None
    assert prose.year_evidence == (("signature", 2023),)
    assert "YEAR_UNKNOWN" in [finding.code for finding in prose.findings]


def test_document_numbers_and_dates_are_no_mentions() -> None:
    preamble = """　　根据国办公开办函〔2021〕30号和2019年5月15日施行的条例，
编制2022年度报告，报告2022年的情况。
"""
    prose = read_prose(typeset(report(title=UNDATED, preamble=preamble, signature="")))

    assert prose.report_year == 2022


def test_stale_prose_is_reported_but_does_not_decide() -> None:
    typed = report(title="^某县石桥镇人民政府\n^2024年政府信息公开工作年度报告\n", signature=SIGNATURE)
    prose = read_prose(typeset(typed))

    assert prose.report_year == 2024
    assert prose.year_evidence == (("title", 2024), ("prose", 2023), ("signature", 2023))
    assert [finding.code for finding in prose.findings] == ["YEAR_OF_PROSE_DIFFERS", "YEAR_LEFT_IN_TEXT"]
