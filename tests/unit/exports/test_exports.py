"""Every export read back with its own reader: the numbers, the Chinese, the missing values, and nothing that runs."""

from __future__ import annotations

import csv
import os
import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from reportextract import open_datasets
from reportextract.cli import main
from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS
from reportextract.exports import excel, export
from reportextract.exports.rows import harmless
from reportextract.exports.stata import MOST_LABEL, MOST_NAME, variable_label
from reportextract.model import CellKey, Section
from tests.unit.datasets.hand import misprinted, report
from tests.unit.runs.test_years import HERE, document, of_year, published

EVIL = '=HYPERLINK("http://example.org","看")'
LONG = "长" * 40_000
GRANTED = CellKey("requests", "granted", "natural_person")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    sections = (Section(1, "一、总体情况", LONG, 1, 2), Section(6, "@六", "-无\n", 5, 5))
    published(
        folder,
        of_year(2022, carried_out="3"),
        document("2023.pdf", report({GRANTED: ""}, title=EVIL, place=HERE, sections=sections)),
        document("misprinted.pdf", misprinted()),
    )
    return folder / "out"


@pytest.fixture(scope="module")
def datasets(out: Path) -> Datasets:
    return open_datasets(out)


def test_csv_opens_in_excel_with_its_chinese(datasets: Datasets, tmp_path: Path) -> None:
    path = export(datasets, "csv", str(tmp_path / "panel.csv"), None)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdocument_id,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(DATASETS["panel"].names)
    assert {row["agency"] for row in rows} == {"洪泽区人民政府"}
    panel = datasets.panel.set_index("source")
    mine = {row["source"]: row for row in rows}
    assert mine["2022.pdf"]["req__carried_out__total"] == "3"
    assert mine["2023.pdf"]["req__granted__person"] == ""  # an empty box
    assert mine["2022.pdf"]["is_primary"] == "TRUE"
    assert mine["2022.pdf"]["published_on"] == "2024-01-31"
    back = pd.read_csv(path)
    assert back.set_index("source")["rev__reconsideration__upheld"].to_dict() == (
        panel["rev__reconsideration__upheld"].astype("int64").to_dict()
    )


def test_nothing_in_a_csv_runs(datasets: Datasets, tmp_path: Path) -> None:
    folder = export(datasets, "csv", str(tmp_path / "all"), "all")
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.csv" for name in DATASETS)
    for path in folder.iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for text in row:
                    assert text[:1] not in tuple("=@\t\r"), text
                    assert text[:1] not in ("+", "-") or _is_number(text), text
    with (folder / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        assert f"'{EVIL}" in {row["title"] for row in csv.DictReader(file)}


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+10", "+10"), ("-8", "-8"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"), ("＝1", "'＝1"), ("三、", "三、"), ("", ""), ("-", "'-"), ("+10件", "'+10件"),
    ],
)  # fmt: skip
def test_formulas_are_made_text(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_a_workbook_holds_all_datasets_and_the_codebook(datasets: Datasets, tmp_path: Path) -> None:
    path = export(datasets, "xlsx", str(tmp_path / "reports.xlsx"), None)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["codebook", *DATASETS]
    assert book["codebook"].freeze_panes == "A2"
    meanings = {(row[0], row[1]): row[4] for row in book["codebook"].iter_rows(min_row=2, values_only=True)}
    assert "自然人" in meanings["panel", "req__received__person"]
    sheet = book["reports"]
    assert sheet.freeze_panes == "B2"
    header = [cell.value for cell in sheet[1]]
    assert header == list(DATASETS["reports"].names)
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    by_source = {row["source"].value: row for row in rows}
    title = by_source["2023.pdf"]["title"]
    assert (title.value, title.data_type, title.hyperlink) == (EVIL, "s", None)
    assert by_source["2022.pdf"]["published_on"].value.date() == date(2024, 1, 31)
    assert by_source["2022.pdf"]["is_primary"].value is True
    panel = book["panel"]
    names = [cell.value for cell in panel[1]]
    values = {row[names.index("source")]: row for row in panel.iter_rows(min_row=2, values_only=True)}
    assert values["2022.pdf"][names.index("req__carried_out__total")] == 3
    assert values["2023.pdf"][names.index("req__granted__person")] is None
    text = max((row[6] or "" for row in book["sections"].iter_rows(min_row=2, values_only=True)), key=len)
    assert len(text) == excel.MOST_CHARACTERS
    assert text.endswith("(cut: a cell holds no more)")


def test_a_sheet_that_would_overflow_is_refused(
    datasets: Datasets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 100)
    code = main(["export", "--format", "xlsx", "--out", str(datasets.folder), "-o", str(tmp_path / "a.xlsx")])
    assert code == 1
    assert "at most 100" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_stata_reads_labels_and_missing_values(datasets: Datasets, tmp_path: Path) -> None:
    path = export(datasets, "dta", str(tmp_path / "panel.dta"), None)
    frame, meta = pyreadstat.read_dta(str(path))
    assert meta.column_names == list(DATASETS["panel"].names)
    labels = dict(zip(meta.column_names, meta.column_labels, strict=True))
    assert labels["req__received__person"] == "一、本年新收政府信息公开申请数量 · 自然人"
    assert labels["disclosure_rate"] == "公开率 (share)"
    assert set(meta.variable_value_labels["quality"].values()) == {"verified"}
    frame = frame.set_index("source")
    assert frame.loc["2022.pdf", "req__carried_out__total"] == 3
    assert pd.isna(frame.loc["2023.pdf", "req__granted__person"])
    assert frame.loc["2022.pdf", "agency"] == "洪泽区人民政府"
    assert frame.loc["misprinted.pdf", "division_code"] == ""
    again = pd.read_stata(path).set_index("source")
    assert again.loc["2022.pdf", "published_on"] == pd.Timestamp(2024, 1, 31)
    assert again.loc["2022.pdf", "quality"] == "verified"


def test_long_texts_are_whole_in_stata(datasets: Datasets, tmp_path: Path) -> None:
    path = export(datasets, "dta", str(tmp_path / "sections.dta"), "sections")
    assert max(pd.read_stata(path).text, key=len) == LONG


def test_every_dataset_keeps_statas_limits(datasets: Datasets, tmp_path: Path) -> None:
    folder = export(datasets, "dta", str(tmp_path / "all"), "all")
    for name, dataset in DATASETS.items():
        assert all(len(column.name) <= MOST_NAME for column in dataset.columns)
        assert all(0 < len(variable_label(column)) <= MOST_LABEL for column in dataset.columns)
        assert len(pd.read_stata(folder / f"{name}.dta")) == datasets.arrow(name).count_rows()


def test_duckdb_has_tables_comments_and_views(datasets: Datasets, tmp_path: Path) -> None:
    path = export(datasets, "duckdb", str(tmp_path / "reports.duckdb"), None)
    with duckdb.connect(str(path), read_only=True) as database:
        for name in DATASETS:
            (count,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # type: ignore[misc]
            assert count == datasets.arrow(name).count_rows(), name
        comments = dict(
            database.execute(
                "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'requests'"
            ).fetchall()
        )
        assert comments["value"].startswith("The number printed; null where")
        assert database.execute("SELECT DISTINCT title FROM reports WHERE title LIKE '=%'").fetchall() == [(EVIL,)]
        _check_views(database.execute)


def test_sqlite_has_tables_a_codebook_and_views(datasets: Datasets, tmp_path: Path) -> None:
    path = export(datasets, "sqlite", str(tmp_path / "reports.sqlite"), None)
    database = sqlite3.connect(path)
    for name in DATASETS:
        (count,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        assert count == datasets.arrow(name).count_rows(), name
    (meaning,) = database.execute(
        "SELECT meaning FROM codebook WHERE dataset = 'requests' AND name = 'value'"
    ).fetchone()
    assert meaning.startswith("The number printed; null where")
    (schema,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'requests'").fetchone()
    assert "/* The number printed; null where" in schema
    assert database.execute("SELECT DISTINCT published_on FROM reports").fetchall() == [("2024-01-31",)]
    _check_views(database.execute)
    database.close()


def _check_views(execute: object) -> None:
    def ask(query: str) -> list[tuple[object, ...]]:
        return execute(query).fetchall()  # type: ignore[operator,no-any-return]

    assert ask("SELECT count(*) FROM primary_panel") == [(3,)]
    broken = ask('SELECT subject, "left", "right", source FROM broken_checks WHERE "check" = \'carry_over\'')
    assert broken == [("total", 0.0, 3.0, "2023.pdf")]
    assert ask("SELECT count(*) FROM contradictions") == [(0,)]
    series = ask(
        "SELECT report_year, value, note FROM series WHERE concept = 'requests.carried_out.total' "
        "AND division_code = '320813' ORDER BY report_year"
    )
    assert series == [(2022, 3, ""), (2023, 0, "")]
    # The three rows of （六） of the form of 2021 are one quantity.
    assert ask(
        "SELECT count(*), sum(value) FROM series WHERE concept = 'requests.other.total' AND report_year = 2022"
    ) == [(1, 0)]
    empty_box = "concept = 'requests.granted.natural_person' AND report_year = 2023 AND division_code = '320813'"
    assert ask(f"SELECT value FROM series WHERE {empty_box}") == [(None,)]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "dta", "duckdb", "sqlite"])
def test_the_command_says_what_it_wrote(
    kind: str, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--format", kind, "--out", str(out), "--table", "claims"]) == 0
    assert capsys.readouterr().out.strip() == f"claims.{kind}"
    assert [path.name for path in tmp_path.iterdir()] == [f"claims.{kind}"]


def test_wrong_usage_says_what_to_do(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--format", "csv", "--out", str(out), "--table", "nonsense"]) == 1
    assert "panel" in capsys.readouterr().err
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "none")]) == 2
    missing = str(tmp_path / "no" / "such" / "a.csv")
    assert main(["export", "--format", "csv", "--out", str(out), "-o", missing]) == 2
    assert "a.csv can't be written" in capsys.readouterr().err
    assert os.listdir(tmp_path) == []


def test_the_same_datasets_give_the_same_workbook(datasets: Datasets, tmp_path: Path) -> None:
    one = export(datasets, "xlsx", str(tmp_path / "a.xlsx"), "reports")
    two = export(datasets, "xlsx", str(tmp_path / "b.xlsx"), "reports")
    assert one.read_bytes() == two.read_bytes()
