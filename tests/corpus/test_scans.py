"""The shipped scans: what scans.toml says, with the truth of the documents they are scans of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import PIL.Image
import pypdfium2

from tests.corpus.scanned import DOCUMENTS, drawn_scans, scan_truth, shipped_scans
from tests.degrade import pick_scan

SCANS = Path(__file__).parent / "scans"


def read_truth(folder: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    return truth


def test_scans_and_truth_name_the_same_files_and_stay_small() -> None:
    files = {path.name: path.stat().st_size for path in SCANS.iterdir() if path.name != "truth.json"}
    assert set(files) == set(read_truth(SCANS)) == {recipe.file_name for recipe in shipped_scans()}
    assert sum(files.values()) < 3_000_000


def test_the_truth_of_a_scan_is_what_the_document_says() -> None:
    printed, scanned = read_truth(DOCUMENTS), read_truth(SCANS)
    for recipe in shipped_scans():
        truth = scanned[recipe.file_name]
        assert truth == scan_truth(printed[recipe.of], recipe)
        assert truth["cells"] == printed[recipe.of]["cells"]
        assert truth["kind"] in ("scan-clean", "scan-medium", "scan-hard", "screenshot")


def test_every_kind_of_file_is_there() -> None:
    containers = {truth["container"] for truth in read_truth(SCANS).values()}
    assert containers == {"pdf", "tiff", "png"}
    assert PIL.Image.open(SCANS / "clean-fax-300.tif").info["compression"] == "group4"
    with pypdfium2.PdfDocument(SCANS / "clean-mixed.pdf") as document:
        has_text = [len(page.get_textpage().get_text_bounded()) > 20 for page in document]
    assert has_text == [True, False, True]
    with PIL.Image.open(SCANS / "screenshot.png") as strip:
        assert strip.height > 3 * strip.width


def test_pages_that_lie_in_print_can_be_read_on_paper() -> None:
    printed = read_truth(DOCUMENTS)["no-unicode.pdf"]
    assert printed["unreadable_pages"] == [1, 2, 3]
    recipe = next(recipe for recipe in drawn_scans(1, DOCUMENTS) if recipe.of == "no-unicode.pdf")
    truth = scan_truth(printed, recipe)
    assert "unreadable_pages" not in truth
    assert all(set(cell) == {"table", "row", "col", "value"} for cell in truth["cells"])


def test_drawn_scans_take_every_document_once_and_profiles_in_turn() -> None:
    recipes = list(drawn_scans(4, DOCUMENTS))
    assert [recipe.of for recipe in recipes] == sorted(path.name for path in DOCUMENTS.glob("*.pdf"))
    profiles = [recipe.profile for recipe in recipes]
    assert min(profiles.count(profile) for profile in ("clean", "medium", "hard")) >= 17
    tall = next(recipe for recipe in recipes if recipe.of == "web-tall-traditional.pdf")
    assert (tall.profile, tall.container) == ("screenshot", "png")
    assert recipes == list(drawn_scans(4, DOCUMENTS)) != list(drawn_scans(5, DOCUMENTS))
    assert len({pick_scan(recipe.profile, recipe.seed).skew for recipe in recipes}) > 50  # each by a scanner of its own
