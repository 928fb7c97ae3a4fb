"""What is written out: whatever a report says, it stays text."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from reportextract.cli import main
from reportextract.compare.choose import choose_reports
from reportextract.compare.gather import gather
from reportextract.compare.model import Comparison
from reportextract.compare.page import as_page
from reportextract.compare.places import Sources
from reportextract.compare.sheets import as_csv, as_xlsx
from reportextract.compare.text import as_text
from reportextract.compare.words import Words
from tests.unit.compare.published import Report, publish

FORMULA = '=HYPERLINK("http://example.com","镇")'
MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
RECEIVED, OUT = "requests.received.total", "requests.carried_out.total"
NO_SOURCES = Sources({}, frozenset({0, 1}))


@pytest.fixture(scope="module", params=[FORMULA, MARKUP])
def comparison(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Two years of an agency whose name, text and cells are hostile."""
    text: str = request.param
    before = Report(text, 2022, {RECEIVED: 1234567, OUT: None}, sections={5: f"甲{text}乙"})
    reuse = {
        "section_no": 5, "relation": "year_before", "other_document_id": before.document_id, "other_section_no": 5,
        "other_report_year": 2022, "other_agency": text, "share": 1.0, "identical_letters": 9,
        "passages": f"[[1,{len(text)},1,{len(text)}]]",
    }  # fmt: skip
    claim = {"section_no": 1, "table": "requests", "row": "received", "column": "total", "value": 1.0,
             "printed": text, "table_value": 5.0, "agrees": False}  # fmt: skip
    unsure = {RECEIVED: {"confidence": 0.3, "printed": text}}
    report = Report(
        text, 2023, {RECEIVED: 5, OUT: 0}, cell_facts=unsure, sections={5: f"甲{text}乙"}, reuse=[reuse], claims=[claim]
    )
    datasets = publish(tmp_path_factory.mktemp("published"), before, report)
    return gather(datasets, choose_reports(datasets, [text], None))


def test_csv_opens_in_excel_and_runs_nothing(comparison: Comparison) -> None:
    text = as_csv(comparison, Words("zh"))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][:7] == ["kind", "table", "row", "column", "项目", "2022", "2023"]
    (received,) = (row for row in rows if row[:4] == ["cell", *RECEIVED.split(".")])
    assert received[5:7] == ["1234567", "5"]
    assert received[8] == "-1234562"
    assert received[10] == "识读把握不大"
    assert [cell for row in rows for cell in row if cell[:1] in "=+@\t\r" and cell] == []
    assert {row[0] for row in rows[1:]} == {"cell", "measure", "reuse", "odd"}


def test_workbook_has_numbers_marks_and_no_formula(comparison: Comparison) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(comparison, Words("zh"))))
    assert book.sheetnames == ["值得注意", "全部数字", "比率", "文字重复", "原件"]
    for sheet in book:
        assert sheet.freeze_panes is not None
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    sheet = book["全部数字"]
    (received,) = (row for row in sheet.iter_rows(min_row=2) if str(row[1].value).startswith("一、"))
    assert [received[2].value, received[3].value, received[5].value] == [1234567, 5, -1234562]
    assert "识读把握不大" in received[3].comment.text
    assert [cell.value for cell in sheet[1]][:2] == ["表", "项目"]


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_has_only_its_own_elements_and_asks_for_nothing(comparison: Comparison, language: str) -> None:
    page = as_page(comparison, Words("zh" if language == "zh" else "en"), NO_SOURCES)
    found = _Elements()
    found.feed(page)
    assert found.tags.count("script") == 4  # two of data, the library, the page's own
    assert "img" not in found.tags
    assert found.handlers == []
    assert all(address.startswith("#") for address in found.addresses)
    assert "default-src 'none'" in page


def test_page_says_that_the_source_is_missing(comparison: Comparison) -> None:
    page = as_page(comparison, Words("zh"), NO_SOURCES)
    assert page.count("找不到原件") >= 2


def test_screen_shows_what_is_odd_before_the_numbers(comparison: Comparison) -> None:
    text = as_text(comparison, Words("zh"))
    assert text.index("正文与表格不符") < text.index("1,234,567")
    assert "5?" in text
    assert "相同 100%" in text


def test_the_command_ends_as_the_contract_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "parquet")
    publish(tmp_path / "parquet", Report("甲县石桥镇人民政府", 2023, {RECEIVED: 5}), Report("乙县石桥镇人民政府", 2023))
    assert main(["compare", "石桥镇", "--out", out]) == 1
    assert "fits 2 agencies" in capsys.readouterr().err
    assert main(["compare", "甲县石桥镇", "--out", str(tmp_path / "nothing")]) == 2
    capsys.readouterr()
    assert main(["compare", "甲县石桥镇", "--out", out]) == 0
    assert "甲县石桥镇人民政府" in capsys.readouterr().out
    file = tmp_path / "page.html"
    assert main(["compare", "甲县石桥镇", "乙县石桥镇", "--out", out, "--format", "html", "-o", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert "乙县石桥镇人民政府 2023" in file.read_text("utf-8")
