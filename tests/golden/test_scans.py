"""Scans of shipped documents through the whole pipeline, with the real engine: the same numbers as in print."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

import reportextract
from reportextract import cli, page_reading
from reportextract.datasets.read import open_datasets
from reportextract.errors import Damaged, TooLarge
from reportextract.ingest.document import open_document
from reportextract.model import CellKey, Report
from reportextract.page_reading import OcrOptions
from reportextract.pipeline import Options, extract_report
from tests.degrade import scan_pdf

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"
PRINTED = DOCUMENTS / "plain-2021.pdf"


def read(data: bytes, **ocr: Any) -> Report:
    with open_document(data) as opened:
        return extract_report(opened, Options(ocr=OcrOptions(**ocr)))


def numbers(report: Report) -> dict[CellKey, tuple[Decimal | None, str]]:
    return {cell.key: (cell.value, cell.state) for cell in report.cells}


@pytest.fixture(scope="module")
def printed() -> Report:
    return read(PRINTED.read_bytes())


@pytest.fixture(scope="module")
def fax() -> bytes:
    return scan_pdf(PRINTED.read_bytes(), "clean", 7, "tiff", mode="bilevel", dpi=200, turned=0, seal="")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ocr")


@pytest.fixture(scope="module")
def faxed(fax: bytes, cache: Path) -> Report:
    return read(fax, cache=str(cache))


def test_print_and_its_fax_give_the_same(printed: Report, faxed: Report) -> None:
    assert numbers(faxed) == numbers(printed)
    assert (faxed.agency, faxed.report_year, faxed.form) == (printed.agency, printed.report_year, printed.form)
    assert [check.verdict for check in faxed.checks] == [check.verdict for check in printed.checks]
    assert faxed.quality == printed.quality == "verified"
    assert (printed.scanned_pages, faxed.scanned_pages) == (0, 3)
    assert {cell.origin for cell in faxed.cells} == {"ocr"}
    assert min(cell.confidence for cell in faxed.cells) > 0.9


class Unavailable:
    """An engine that must not be asked."""

    def __init__(self, like: Any) -> None:
        self.name, self.version = like.name, like.version

    def __getattr__(self, name: str) -> Any:
        def refuse(*_: Any) -> None:
            raise AssertionError(f"{name} was asked")

        return refuse


def test_what_was_read_once_costs_no_ocr(
    fax: bytes, faxed: Report, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = page_reading.load_engine("auto")
    monkeypatch.setattr(page_reading, "load_engine", lambda name, threads: Unavailable(engine))
    assert read(fax, cache=str(cache)) == faxed
    with pytest.raises(AssertionError, match="was asked"):
        read(fax)


@pytest.fixture(scope="module")
def turned() -> bytes:
    """Page 3 lies on its side in the file; the others keep their text."""
    return scan_pdf(PRINTED.read_bytes(), "clean", 8, turned=90, seal="", text_pages=[1, 2])


def test_a_page_on_its_side_among_pages_of_text(printed: Report, turned: bytes) -> None:
    report = read(turned)
    assert report.scanned_pages == 1
    assert numbers(report) == numbers(printed)
    assert {cell.origin for cell in report.cells if cell.page == 3} == {"ocr"}
    assert {cell.origin for cell in report.cells if cell.page < 3} == {"text"}
    with pypdfium2.PdfDocument(turned) as document:
        shown = document[2].render(scale=2).to_numpy()[:, :, :3].min(axis=2)
    on_page = [cell for cell in report.cells if cell.page == 3]
    assert len(on_page) > 15
    for cell in on_page:
        x0, top, x1, bottom = (round(2 * v) for v in cell.box)
        inside = shown[top + 4 : bottom - 4, x0 + 4 : x1 - 4]
        ink = np.argwhere(inside < inside.max() - 90)
        assert len(ink) > 8, cell.key
    # On the page as it is shown, the rows of the form run up and down.
    row = [cell.box for cell in on_page if cell.key.row == "total"]
    assert np.ptp([box.top for box in row]) > 5 * np.ptp([box.x0 for box in row])


def test_without_ocr_a_scan_says_what_is_missing(fax: bytes, turned: bytes) -> None:
    report = read(turned, engine="off")
    assert report.scanned_pages == 1
    assert report.quality == "partial"
    assert [f.page for f in report.findings if f.code == "PAGE_NOT_READ"] == [3]
    assert all(cell.page < 3 for cell in report.cells)


def test_pictures_become_documents_of_the_datasets(fax: bytes, tmp_path: Path, cache: Path, faxed: Report) -> None:
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    (inputs / "fax.tif").write_bytes(fax)
    (inputs / "short.jpg").write_bytes(b"\xff\xd8\xff\xe0 and nothing more")
    assert cli.main(["run", str(inputs), "--out", str(out), "--workers", "1", "--quiet"]) == 3
    documents = open_datasets(out).documents.set_index("source")
    assert documents.loc["fax.tif", ["media_type", "page_count", "scanned_pages", "status"]].tolist() == [
        "image/tiff",
        3,
        3,
        "extracted",
    ]
    assert documents.loc["short.jpg", "status"] == "damaged"
    requests = open_datasets(out).requests
    assert len(requests) == sum(cell.key.table == "requests" for cell in faxed.cells)
    assert list((tmp_path / "out.state" / "ocr").rglob("*.json.z"))
    assert open_datasets(out).reports.quality.tolist() == ["verified"]


@pytest.fixture
def bomb(tmp_path: Path) -> bytes:
    path = tmp_path / "bomb.png"
    Image.new("1", (11_000, 9_000)).save(path)
    return path.read_bytes()


def test_an_absurd_picture_is_refused(bomb: bytes) -> None:
    with pytest.raises(TooLarge) as refused:
        read(bomb)
    assert refused.value.status == "too_large"
    assert "11000" in str(refused.value)


def test_a_picture_cut_short_is_damaged(fax: bytes, tmp_path: Path) -> None:
    path = tmp_path / "page.jpg"
    Image.fromarray(np.random.default_rng(3).integers(0, 255, (1200, 900), dtype=np.uint8)).save(path)
    with pytest.raises(Damaged):
        read(path.read_bytes()[:20_000])


WITHOUT_ENGINES = """
import importlib.util, sys
found_spec = importlib.util.find_spec
hidden = ("rapidocr", "paddleocr")
importlib.util.find_spec = lambda name, *rest: None if name in hidden else found_spec(name, *rest)
from reportextract.cli import main
sys.exit(main(sys.argv[1:]))
"""


def without_engines(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", WITHOUT_ENGINES, *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("engine", ["auto", "rapidocr", "paddleocr"])
def test_a_run_without_an_engine_stops_before_it_publishes(engine: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = without_engines("run", str(PRINTED), "--out", str(out), "--ocr", engine)
    assert done.returncode == 2
    assert "pip install 'reportextract[" in done.stderr
    assert "--ocr off" in done.stderr
    assert not out.exists()


def test_without_an_engine_print_is_read_and_a_scan_ends_with_2(fax: bytes, tmp_path: Path) -> None:
    assert without_engines("extract", str(PRINTED), "--format", "csv").returncode == 0
    scan = tmp_path / "fax.tif"
    scan.write_bytes(fax)
    done = without_engines("extract", str(scan))
    assert done.returncode == 2
    assert "pip install 'reportextract[ocr]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_show_draws_a_scan_where_it_lies(turned: bytes, tmp_path: Path) -> None:
    scan = tmp_path / "turned.pdf"
    scan.write_bytes(turned)
    out = tmp_path / "page.png"
    assert cli.main(["show", str(scan), "--page", "3", "-o", str(out)]) == 0
    with Image.open(out) as picture:
        width, height = picture.size
    # The page lies on its side: wider than high.
    assert width > height


def test_a_report_can_be_extracted_from_python(fax: bytes, tmp_path: Path, faxed: Report) -> None:
    path = tmp_path / "fax.tif"
    path.write_bytes(fax)
    report = reportextract.extract(path)
    assert numbers(report) == numbers(faxed)
