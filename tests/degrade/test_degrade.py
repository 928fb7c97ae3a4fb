"""The degrader: what a person sees on the scans it makes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image
import pypdfium2
import pytest
from pikepdf import Pdf

from tests.degrade import PROFILES, degrade, pick_scan, scan_pdf
from tests.degrade.ink import find_rules

Pixels = npt.NDArray[np.uint8]
DPI = 100
DOCUMENT = (Path(__file__).parents[1] / "corpus" / "documents" / "other-one-row.pdf").read_bytes()


@pytest.fixture(scope="module")
def page() -> Pixels:
    """A sheet of A4 with a black square in the top left corner and a table of 4 × 4 cells below the middle."""
    sheet = np.full((1169, 827, 3), 255, np.uint8)
    sheet[60:120, 60:120] = 0
    for step in range(5):
        sheet[700 + 60 * step : 702 + 60 * step, 200:602] = 0
        sheet[700:942, 200 + 100 * step : 202 + 100 * step] = 0
    return sheet


def grey_of(picture: Pixels) -> Pixels:
    return picture if picture.ndim == 2 else np.asarray(picture.min(axis=2), np.uint8)


def darkest_corner(picture: Pixels) -> str:
    grey = grey_of(picture).astype(int)
    height, width = grey.shape
    tall, wide = height // 5, width // 5
    corners = {
        "top left": grey[:tall, :wide],
        "top right": grey[:tall, -wide:],
        "bottom left": grey[-tall:, :wide],
        "bottom right": grey[-tall:, -wide:],
    }
    return min(corners, key=lambda name: corners[name].mean())


@pytest.mark.parametrize(
    ("turned", "corner", "shape"),
    [
        (0, "top left", (1169, 827)),
        (90, "top right", (827, 1169)),
        (180, "bottom right", (1169, 827)),
        (270, "bottom left", (827, 1169)),
    ],
)
def test_a_turned_page_has_its_top_left_elsewhere_and_its_sides_swapped(
    page: Pixels, turned: int, corner: str, shape: tuple[int, int]
) -> None:
    taken = degrade(page, "clean", 1, DPI, turned=turned, seal="", mode="grey")
    assert taken.shape == shape
    assert darkest_corner(taken) == corner


@pytest.mark.parametrize("profile", PROFILES)
def test_same_seed_same_picture_other_seed_another(page: Pixels, profile: str) -> None:
    fixed = {"mode": "grey", "turned": 0}
    once = degrade(page, profile, 5, DPI, **fixed)
    assert np.array_equal(once, degrade(page, profile, 5, DPI, **fixed))
    assert not np.array_equal(once, degrade(page, profile, 6, DPI, **fixed))


def test_a_bilevel_scan_has_two_values(page: Pixels) -> None:
    taken = degrade(page, "medium", 2, DPI, mode="bilevel", turned=0)
    assert taken.ndim == 2
    assert set(np.unique(taken)) == {0, 255}


def test_a_seal_is_red_and_print_below_it_stays_dark(page: Pixels) -> None:
    fixed = {"mode": "colour", "seal": "table", "turned": 0}
    blue, _, red = (c.astype(int) for c in np.moveaxis(degrade(page, "clean", 3, DPI, **fixed), 2, 0))
    stamped = red - blue > 80
    assert stamped.sum() > 2000
    rows, columns = np.nonzero(stamped)
    # 42 mm are 165 pixels; the ring is round.
    assert np.ptp(rows) == pytest.approx(165, abs=12)
    assert np.ptp(columns) == pytest.approx(165, abs=12)
    inside = red[rows.min() : rows.max(), columns.min() : columns.max()]
    assert (inside < 90).sum() > 100  # rules of the table
    none = degrade(page, "clean", 3, DPI, **{**fixed, "seal": ""}).astype(int)
    assert (none[:, :, 2] - none[:, :, 0] > 80).sum() == 0


def test_a_seal_in_a_grey_scan_is_grey_and_neither_paper_nor_print(page: Pixels) -> None:
    fixed = {"mode": "grey", "turned": 0, "specks": 0.0, "skew": 0.0, "noise": 0.0}
    sealed = degrade(page, "clean", 3, DPI, seal="foot", **fixed)
    plain = degrade(page, "clean", 3, DPI, seal="", **fixed)
    assert sealed.ndim == 2
    changed = sealed[np.abs(sealed.astype(int) - plain) > 40]
    assert len(changed) > 1500
    assert 60 < np.median(changed) < 200


def test_the_worse_the_profile_the_farther_from_print() -> None:
    far: dict[str, list[float]] = {profile: [] for profile in PROFILES}
    for profile in PROFILES:
        for seed in range(40):
            scan = pick_scan(profile, seed)
            far[profile].append(scan.skew + 10 * scan.blur + scan.noise / 5 + scan.light * 5 + (1 - scan.strength) * 3)
    clean, medium, hard = (np.array(far[profile]) for profile in PROFILES)
    assert clean.max() < np.median(medium)
    assert np.percentile(medium, 90) < np.median(hard)


def test_skew_turns_rules_by_so_many_degrees(page: Pixels) -> None:
    fixed = {"mode": "grey", "turned": 0, "noise": 0.0, "specks": 0.0, "bed": None, "seal": ""}
    taken = degrade(page, "clean", 8, DPI, skew=3.0, **fixed)
    ys = [np.flatnonzero(taken[660:760, x] < 140)[0] + 660 for x in (260, 560)]  # the top rule
    slope = abs(np.degrees(np.arctan((int(ys[1]) - int(ys[0])) / 300)))
    assert 1.1 < slope < 3.1


def test_broken_rules_lose_their_share_and_nothing_else(page: Pixels) -> None:
    fixed = {"mode": "grey", "turned": 0, "noise": 0.0, "specks": 0.0, "skew": 0.0, "seal": "", "light": 0.0}
    whole = degrade(page, "clean", 9, DPI, **fixed)
    broken = degrade(page, "clean", 9, DPI, broken_rules=0.2, **fixed)
    length = (whole[700:942, 200:602] < 128).sum()
    lost = 1 - (broken[700:942, 200:602] < 128).sum() / length
    assert 0.08 < lost < 0.35
    assert (broken[60:120, 60:120] < 60).mean() > 0.95


def test_faint_rules_are_paler_than_print(page: Pixels) -> None:
    fixed = {"mode": "grey", "turned": 0, "noise": 0.0, "specks": 0.0, "skew": 0.0, "seal": "", "blur": 0.0}
    taken = degrade(page, "clean", 9, DPI, faint_rules=0.4, **fixed)
    assert np.median(taken[701, 210:290]) > 130
    assert np.median(taken[70:110, 70:110]) < 50


def test_dark_edges_and_a_dark_bed(page: Pixels) -> None:
    fixed = {"mode": "grey", "turned": 0, "seal": "", "specks": 0.0}
    edged = degrade(page, "medium", 4, DPI, dark_edges=10.0, **fixed)
    border = np.concatenate([edged[:, 0], edged[:, -1], edged[0], edged[-1]])
    assert (border < 60).mean() > 0.1
    askew = degrade(page, "medium", 4, DPI, skew=4.0, bed=0.1, dark_edges=0.0, **fixed)
    assert min(askew[1, 1], askew[1, -2], askew[-2, 1], askew[-2, -2]) < 60


def test_rules_are_found_and_letters_and_shading_are_none() -> None:
    sheet = np.ones((400, 400, 3), np.float32)
    sheet[50, 50:350] = 0
    sheet[50:150, 60] = 0
    sheet[200:260, 50:350] = 0.5
    sheet[335:350, 100:102] = 0
    horizontal, vertical = find_rules(sheet, DPI)
    assert horizontal[50, 60:340].all()
    assert vertical[60:140, 60].all()
    assert horizontal[180:].sum() + vertical[180:].sum() == 0


def test_a_scanned_pdf_has_pictures_of_the_same_paper_and_no_text() -> None:
    scanned = scan_pdf(DOCUMENT, "hard", 1, mode="colour", dpi=100, turned=0)
    assert scanned == scan_pdf(DOCUMENT, "hard", 1, mode="colour", dpi=100, turned=0)
    with pypdfium2.PdfDocument(DOCUMENT) as printed, pypdfium2.PdfDocument(scanned) as document:
        assert len(document) == len(printed) == 2
        for index in range(2):
            assert document[index].get_textpage().get_text_bounded() == ""
            assert document.get_page_size(index) == pytest.approx(printed.get_page_size(index), abs=1)


def test_a_mixed_pdf_keeps_the_text_of_the_pages_named() -> None:
    mixed = scan_pdf(DOCUMENT, "clean", 1, text_pages=(2,), dpi=100)
    with pypdfium2.PdfDocument(DOCUMENT) as printed, pypdfium2.PdfDocument(mixed) as document:
        texts = [document[index].get_textpage().get_text_bounded() for index in range(2)]
        assert texts == ["", printed[1].get_textpage().get_text_bounded()]


def test_a_bilevel_pdf_is_a_fax_and_a_bilevel_tiff_too() -> None:
    fixed = {"mode": "bilevel", "dpi": 100, "turned": 0}
    with Pdf.open(io.BytesIO(scan_pdf(DOCUMENT, "medium", 1, **fixed))) as pdf:
        images = [image for page in pdf.pages for image in page.Resources.XObject.values()]
        assert [("CCITTFaxDecode" in repr(image.Filter), int(image.BitsPerComponent)) for image in images] == [
            (True, 1),
            (True, 1),
        ]
    tiff = PIL.Image.open(io.BytesIO(scan_pdf(DOCUMENT, "medium", 1, "tiff", **fixed)))
    assert (tiff.n_frames, tiff.mode, tiff.info["compression"]) == (2, "1", "group4")  # type: ignore[attr-defined]
    assert tiff.info["dpi"] == pytest.approx((100, 100))


def test_a_screenshot_is_one_picture_of_all_pages_without_their_margins() -> None:
    strip = np.asarray(PIL.Image.open(io.BytesIO(scan_pdf(DOCUMENT, "screenshot", 1, "png", dpi=100))).convert("L"))
    assert strip.shape[1] == 827
    assert 1.2 * 1169 < strip.shape[0] < 2 * 1169 - 100
    inked = np.flatnonzero((strip < 160).any(axis=1))
    assert inked[0] == pytest.approx(14, abs=1)
    assert strip.shape[0] - inked[-1] == pytest.approx(14, abs=1)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(KeyError):
        pick_scan("spotless", 1)
    with pytest.raises(ValueError, match="gif"):
        scan_pdf(DOCUMENT, "screenshot", 1, "gif")
