"""Signature, date of publication, attachments: what comes after the sixth section, and when it was published."""

from __future__ import annotations

from datetime import date

import pytest

from reportextract.model import Prose
from reportextract.prose import read_prose

from .typed_report import LAST_PAGE, TEXTS, report
from .typeset import typeset


def read(**parts: str) -> Prose:
    return read_prose(typeset(report(**parts)))


def last_text(prose: Prose) -> str:
    return prose.sections[-1].text


@pytest.mark.parametrize(
    ("signature", "day"),
    [
        (">某县石桥镇人民政府\n>2024年1月12日\n", date(2024, 1, 12)),
        (
            ">石桥镇人民政府\n>二〇二四年一月十二日\n　　附件：1.统计表\n　　联系人：张三，电话：0517-1234567\n",
            date(2024, 1, 12),
        ),
        (">某县石桥镇人民政府  2024年1月12日\n", date(2024, 1, 12)),
        ("　　某县石桥镇人民政府\n　　2024-1-12\n", date(2024, 1, 12)),
        ("---\n>某县石桥镇人民政府\n>2024年1月12日\n", date(2024, 1, 12)),
        (">2024年1月12日\n", date(2024, 1, 12)),
        (">某县石桥镇人民政府\n>某县石桥镇党政办公室\n>2024年1月12日\n（此件公开发布）\n", date(2024, 1, 12)),
        (">某县石桥镇人民政府\n", None),
        # Damaged: no date is better than a wrong one, and it is no text either.
        ("　　某县石桥镇人民政府\n　　202424年1月12日\n", None),
        ("", None),
    ],
)
def test_the_signature_is_no_text_but_dates_the_report(signature: str, day: date | None) -> None:
    prose = read(signature=signature)

    assert {section.number: section.text for section in prose.sections} == TEXTS
    assert prose.published_on == day


def test_an_attachment_after_the_signature_is_no_text() -> None:
    attachment = "---\n附件\n~政府信息公开情况统计表\n主动公开政府信息数 条 52\n"
    prose = read(signature=">某县石桥镇人民政府\n>2024年1月12日\n" + attachment)

    assert last_text(prose) == "无。"
    assert prose.published_on == date(2024, 1, 12)


def test_a_sentence_that_ends_with_an_agency_stays() -> None:
    last = LAST_PAGE.replace("　　无。", "　　收取的信息处理费上缴财政，代收的单位是\n　　某县石桥镇人民政府财政所")
    prose = read(last=last, signature="")

    assert last_text(prose).endswith("某县石桥镇人民政府财政所")


@pytest.mark.parametrize(
    ("notes", "day"),
    [
        ("@成文日期：2024-01-10    发布日期：2024-01-15\n", date(2024, 1, 15)),
        ("@发布时间：2024年1月16日 10:20  来源：石桥镇\n", date(2024, 1, 16)),
        ("@来源：石桥镇　时间：2024-01-17　访问量：212\n", date(2024, 1, 17)),
        ("@2024-01-18 10:48 信息来源：党政办公室 视力保护色：\n", date(2024, 1, 18)),
        ("@成文日期：2024-01-11\n", date(2024, 1, 11)),
        ("@今天是2024年3月1日 星期五\n", date(2024, 1, 12)),
    ],
)
def test_a_labelled_date_of_publication_comes_before_the_signature(notes: str, day: date) -> None:
    prose = read(preamble=notes)

    assert prose.published_on == day
    assert prose.sections[0].number == 1


def test_a_date_under_the_title_counts_where_nothing_else_does() -> None:
    prose = read(preamble="~（2024年1月20日）\n", signature="")

    assert prose.published_on == date(2024, 1, 20)
    assert prose.sections[0].number == 1
