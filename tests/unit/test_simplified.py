"""Labels and headings in traditional characters compare as their simplified selves."""

from __future__ import annotations

from reportextract.forms.labels import read_label
from reportextract.simplified import simplified


def test_traditional_labels() -> None:
    assert simplified("行政規範性文件") == "行政规范性文件"
    assert simplified("本年收費金額（單位：萬元）") == "本年收费金额（单位：万元）"
    assert read_label("二、上年結轉政府信息公開申請數量") == read_label("二、上年结转政府信息公开申请数量")


def test_simplified_text_stays_as_it_is() -> None:
    assert simplified("四、结转下年度继续办理 0") == "四、结转下年度继续办理 0"
