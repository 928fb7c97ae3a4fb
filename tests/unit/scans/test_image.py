from __future__ import annotations

import io
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from reportextract.errors import Damaged, TooLarge
from reportextract.ingest.pictures import count_pages
from reportextract.scans import image as images
from reportextract.scans.image import Picture, open_pictures


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def marked(width: int, height: int, mode: str = "L") -> Image.Image:
    """White, with a dark block at the top left."""
    picture = Image.new(mode, (width, height), "white")
    picture.paste("black", (10, 20, 60, 50))
    return picture


def pdf_with(
    jpeg: bytes, width: int, height: int, page: tuple[float, float], rotate: int = 0, colour: str = "/DeviceGray"
) -> pypdfium2.PdfDocument:
    pdf = pikepdf.new()
    sheet = pdf.add_blank_page(page_size=page)
    stream = pdf.make_stream(jpeg)
    stream.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": pikepdf.Name(colour),
            "/BitsPerComponent": 8,
            "/Filter": pikepdf.Name.DCTDecode,
        }
    )
    sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
    sheet.Contents = pdf.make_stream(b"q %g 0 0 %g 0 0 cm /Im0 Do Q" % page)
    if rotate:
        sheet.Rotate = rotate
    out = io.BytesIO()
    pdf.save(out)
    return pypdfium2.PdfDocument(out.getvalue())


def only(data: bytes, media_type: str = "image/png") -> Picture:
    count = count_pages(data, media_type, 10)
    assert count == 1
    return open_pictures(None, data, count)[0]


def scanned(dpi: int, rotate: int = 0, page: tuple[float, float] = (595.0, 842.0)) -> Picture:
    width, height = round(595 * dpi / 72), round(842 * dpi / 72)
    pdf = pdf_with(encoded(marked(width, height), "JPEG", quality=95), width, height, page, rotate)
    return open_pictures(pdf, b"", 1)[0]


def test_a_scans_own_resolution_is_kept_and_never_enlarged() -> None:
    picture = scanned(150)
    assert picture.dots_per_inch == pytest.approx(150, abs=0.5)
    assert picture.pixels.shape == (1754, 1240)
    assert picture.pixels[35, 35] < 20
    assert (picture.width, picture.height) == (595, 842)


def test_a_finer_scan_is_read_at_the_target() -> None:
    picture = scanned(400)
    assert picture.dots_per_inch == pytest.approx(200, abs=1)


def printed(size: float, dpi: int, mode: str = "L") -> Image.Image:
    """A4 full of characters that are so many points high."""
    picture = Image.new(mode, (round(595 * dpi / 72), round(842 * dpi / 72)), "white")
    step, stroke = size * dpi / 72, max(1, round(size * dpi / 720))
    for row in range(12):
        for column in range(20):
            left, top = round(200 + 1.5 * step * column), round(200 + 2 * step * row)
            picture.paste("black", (left, top, left + round(step), top + stroke))
            picture.paste("black", (left, top, left + stroke, top + round(step)))
    return picture


@pytest.mark.parametrize(("size", "seen"), [(10.5, 200), (8.5, 200), (6.0, 264), (4.0, 300)])
def test_a_page_of_small_print_is_seen_as_finely_as_it_takes(size: float, seen: float) -> None:
    """Its characters are 22 pixels high then, if the scan and the limit allow it."""
    for dpi, mode in ((400, "L"), (400, "RGB")):
        picture = printed(size, dpi, mode)
        width, height = picture.size
        colour = "/DeviceRGB" if mode == "RGB" else "/DeviceGray"
        pdf = pdf_with(encoded(picture, "JPEG", quality=95), width, height, (595.0, 842.0), colour=colour)
        found = open_pictures(pdf, b"", 1)[0]
        assert found.dots_per_inch == pytest.approx(seen, rel=0.04)
        assert (found.width, found.height) == (595, 842)
        file = only(encoded(picture, "PNG", dpi=(dpi, dpi)))
        assert file.dots_per_inch == pytest.approx(seen, rel=0.04)
    assert only(encoded(printed(size, 250), "PNG", dpi=(250, 250))).dots_per_inch == pytest.approx(
        min(seen, 250), rel=0.04
    )


def test_small_print_of_a_coarse_scan_is_seen_as_it_is() -> None:
    assert only(encoded(printed(4.0, 150), "PNG", dpi=(150, 150))).dots_per_inch == pytest.approx(150, abs=0.5)


@pytest.mark.parametrize(("rotate", "dark"), [(90, (35, -35)), (180, (-35, -35)), (270, (-35, 35))])
def test_a_rotated_page_is_seen_as_a_reader_does(rotate: int, dark: tuple[int, int]) -> None:
    picture = scanned(150, rotate)
    assert picture.pixels[dark] < 20
    assert picture.pixels.shape == ((1240, 1754) if rotate % 180 else (1754, 1240))


def test_the_stored_picture_is_what_rendering_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = scanned(150, 90).pixels
    monkeypatch.setattr(images, "_whole_image", lambda *_: None)
    rendered = scanned(150, 90).pixels
    rendered = rendered.mean(axis=2) if rendered.ndim == 3 else rendered
    rows, columns = np.minimum(stored.shape, rendered.shape)
    assert np.abs(stored[:rows, :columns].astype(float) - rendered[:rows, :columns]).mean() < 1


def test_a_page_a_metre_wide_is_held_for_paper() -> None:
    picture = scanned(300, page=(2479.0, 3508.0))
    assert picture.dots_per_inch == pytest.approx(200, abs=2)
    assert picture.width == 2479
    assert picture.points_per_pixel == pytest.approx(2479 / picture.pixels.shape[1])


def test_an_absurd_page_is_refused_before_it_is_rendered() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 14400))
    out = io.BytesIO()
    pdf.save(out)
    with pytest.raises(TooLarge, match="Page 1 is"):
        open_pictures(pypdfium2.PdfDocument(out.getvalue()), b"", 1)[0]


def test_an_embedded_picture_that_lies_about_its_size_is_refused() -> None:
    pdf = pdf_with(encoded(marked(100, 100), "JPEG"), 60000, 60000, (595.0, 842.0))
    with pytest.raises(TooLarge, match="picture on page 1"):
        open_pictures(pdf, b"", 1)[0]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16", "LA", "RGBA"])
def test_every_mode_becomes_grey_or_colour(mode: str) -> None:
    picture = marked(1000, 1400)
    if mode == "I;16":
        converted = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    else:
        converted = picture.convert("RGB").convert(mode)
    found = only(encoded(converted, "TIFF", dpi=(120, 120)), "image/tiff").pixels
    assert found.dtype == np.uint8
    assert found.shape[:2] == (1400, 1000)
    assert found[35, 35].max() < 20
    assert found[200, 200].min() > 235


def test_colour_comes_blue_green_red() -> None:
    assert only(encoded(Image.new("RGB", (900, 1200), (200, 30, 10)), "PNG")).pixels[5, 5].tolist() == [10, 30, 200]


def test_transparency_is_paper() -> None:
    assert only(encoded(Image.new("RGBA", (900, 1200), (0, 0, 0, 0)), "PNG")).pixels.min() == 255


def test_a_tiff_of_many_fax_pages() -> None:
    pages = [marked(1654, 2339).convert("1") for _ in range(3)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(200, 200))
    pictures = open_pictures(None, data, count_pages(data, "image/tiff", 10))
    assert len(pictures) == 3
    assert pictures[2].pixels.shape == (2339, 1654)
    assert pictures[2].pixels[35, 35] == 0
    assert pictures[0].dots_per_inch == pytest.approx(200)
    with pytest.raises(IndexError):
        pictures[3]


def test_a_fax_with_oblong_dots_is_made_square() -> None:
    picture = only(encoded(marked(1728, 1145).convert("1"), "TIFF", dpi=(204, 98)), "image/tiff")
    assert picture.width == pytest.approx(1728 * 72 / 204, abs=1)
    assert picture.height == pytest.approx(1145 * 72 / 98, abs=3)
    assert picture.points_per_pixel * picture.pixels.shape[0] == pytest.approx(picture.height, abs=3)


def test_a_phones_photo_is_seen_the_way_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise by 90 degrees
    picture = only(encoded(marked(1400, 1000, "RGB"), "JPEG", exif=exif, quality=95), "image/jpeg")
    assert picture.pixels.shape[:2] == (1400, 1000)
    assert picture.pixels[35, -35].max() < 20
    assert picture.width == pytest.approx(595.3)


def test_a_tall_screenshot_is_as_wide_as_paper() -> None:
    picture = only(encoded(marked(1000, 9000), "PNG", dpi=(96, 96)))
    assert picture.width == pytest.approx(595.3)
    assert picture.height == pytest.approx(9 * 595.3)
    assert picture.dots_per_inch == pytest.approx(1000 / 595.3 * 72)


def test_a_bomb_is_refused_by_its_header() -> None:
    data = bytearray(encoded(Image.new("1", (64, 64)), "PNG"))
    data[16:24] = (20000).to_bytes(4, "big") + (8000).to_bytes(4, "big")
    data[29:33] = __import__("zlib").crc32(bytes(data[12:29])).to_bytes(4, "big")
    with pytest.raises(TooLarge):
        only(bytes(data))


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("TIFF", "image/tiff")])
def test_a_file_cut_short_is_damaged(kind: str, media_type: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (800, 600), dtype=np.uint8))
    data = encoded(noise, kind)
    with pytest.raises(Damaged):
        only(data[: len(data) // 2], media_type)
    with pytest.raises(Damaged):
        only(b"no picture at all", media_type)
