"""Pages as pictures: pages of a PDF, and picture files (JPEG, PNG, TIFF with many pages, one tall screenshot).

Nothing is decoded before its size is known to be sane, and one page is in memory at a time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from reportextract.errors import Damaged, TooLarge
from reportextract.scans.print_size import readable_resolution

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

Pixels = npt.NDArray[np.uint8]

# What the OCR engines were measured at; print of 9 pt has 25 px there. More costs time and changes no reading, but of
# print so small that it takes more to be read (print_size).
TARGET_DPI = 200.0
# A picture of so little more than the target is left as it is: halving it would blur, and cost as much as it saves.
TOLERATED_DPI = 225.0
# A picture above is refused before it is decoded or rendered: A3 at 600 dpi has 70 million pixels.
MOST_PIXELS = 80_000_000
# The same for what a decoded picture takes in memory, which a worker has 700 MB of: colour at 600 dpi on A4 is 105 MB.
MOST_BYTES = 160_000_000
# Paper that reports are printed on is A5 to A3; a page or a picture whose nominal size is outside is sized by
# software that took pixels for points (phone scanners, screenshots), and is held to be as wide as A4.
SHORTEST_PAPER, LONGEST_PAPER = 280.0, 1300.0
A4_WIDTH = 595.3
# An embedded picture that covers less of the page is a logo or a stamp and says nothing about the scan.
SCAN_SHARE = 0.2
# A page with more drawn paths is drawn, not scanned: letters as outlines, over a picture or not.
MOST_PATHS_OF_SCAN = 50

_PDFIUM_IMAGE, _PDFIUM_PATH = 3, 2  # FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a reader sees it (after the rotation of a PDF page or a photo's own orientation).

    Attributes:
        pixels: Shape (h, w) for grey and black and white, (h, w, 3) in the order blue, green, red for colour.
        dots_per_inch: Pixels an inch of the paper as it was printed, as far as can be told. Not always
            ``72 * pixels / points``: some PDFs claim that their pages are a metre wide.
        width, height: The page in points, as the PDF has it; of a picture file, by ``dots_per_inch``.
    """

    pixels: Pixels
    dots_per_inch: float
    width: float
    height: float

    @property
    def points_per_pixel(self) -> float:
        return self.width / float(self.pixels.shape[1])


class Pictures(Protocol):
    """The pages of a document, each made when it is asked for; pages count from 0 here."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> Picture: ...


def open_pictures(pdf: PdfDocument | None, data: bytes, page_count: int) -> Pictures:
    """The pages of a document as pictures.

    Args:
        pdf: pdfium's handle of a PDF; it must stay open while pages are asked for. None for a picture file.
        data: The file.
        page_count: How many pages it has.

    Returns:
        A sequence. Asking for a page raises ``TooLarge`` or ``Damaged`` for that page; the others can still be read.
    """
    if pdf is not None:
        return PdfPictures(pdf)
    from reportextract.scans.picture_files import FilePictures

    return FilePictures(data, page_count)


class PdfPictures:
    """The pages of a PDF, rendered."""

    def __init__(self, pdf: PdfDocument) -> None:
        self._pdf = pdf

    def __len__(self) -> int:
        return len(self._pdf)

    def __getitem__(self, index: int) -> Picture:
        import pypdfium2

        if not 0 <= index < len(self._pdf):
            raise IndexError(index)
        try:
            page = self._pdf[index]
        except pypdfium2.PdfiumError as error:
            raise Damaged(f"Page {index + 1} can't be opened.", "Fetch the file again.") from error
        try:
            return _page_picture(page, index + 1)
        finally:
            page.close()


def _page_picture(page: PdfPage, number: int) -> Picture:
    width, height = page.get_size()
    if not width > 0 or not height > 0:
        raise Damaged(f"Page {number} has no size.")
    paper = _paper_scale(width, height)
    wanted = TARGET_DPI / 72 * paper  # pixels a point of the page
    images, paths = _images_of(page)
    native = _native_scale(images, width, height)
    finest = native if native is not None and paths <= MOST_PATHS_OF_SCAN else wanted
    wanted = finest if finest <= wanted * TOLERATED_DPI / TARGET_DPI else wanted
    refuse_absurd(width * wanted, height * wanted, 3, f"page {number}")
    for image in images:
        pixels_wide, pixels_high = image.get_px_size()
        refuse_absurd(pixels_wide, pixels_high, 1, f"a picture on page {number}")
    whole = _whole_image(page, images, paths)
    pixels = _seen_at(wanted, page, whole)
    points = 72 / paper  # of the page, an inch of the paper
    if finest > wanted:
        finer = readable_resolution(pixels, wanted * points, finest * points) / points
        if finer > wanted * TOLERATED_DPI / TARGET_DPI:
            refuse_absurd(width * finer, height * finer, 3, f"page {number}")
            pixels = _seen_at(finer, page, whole)
    return Picture(pixels, points * pixels.shape[1] / width, width, height)


def _seen_at(scale: float, page: PdfPage, whole: Pixels | None) -> Pixels:
    """A page, or the whole picture on it, with so many pixels a point."""
    pixels = whole
    if pixels is None:
        pixels = page.render(scale=scale).to_numpy()
        if pixels.ndim == 3 and pixels.shape[2] == 1:
            pixels = pixels[:, :, 0]
        pixels = pixels[:, :, :3] if pixels.ndim == 3 else pixels
    # The copy lets go of pdfium's memory.
    return np.array(shrunk(pixels, scale * page.get_width() / pixels.shape[1]))


def _paper_scale(width: float, height: float) -> float:
    """Points on paper for each point (or pixel) of the nominal size; 1 where that is a size of paper."""
    if min(width, height) >= SHORTEST_PAPER and max(width, height) <= LONGEST_PAPER:
        return 1.0
    return A4_WIDTH / min(width, height)


def refuse_absurd(width: float, height: float, channels: int, what: str) -> None:
    """Raises ``TooLarge`` for a picture of so many pixels and bytes a pixel; ``what`` begins the message."""
    pixels = width * height
    if pixels > MOST_PIXELS or pixels * channels > MOST_BYTES:
        raise TooLarge(
            f"{what[:1].upper()}{what[1:]} is {width:.0f} × {height:.0f} pixels, more than is read.",
            "Save it with a lower resolution.",
        )


def _images_of(page: PdfPage) -> tuple[list[Any], int]:
    """The images of a page, also those inside forms, and the number of paths (counted as far as it matters)."""
    images, paths = [], 0
    for found in page.get_objects():
        if found.type == _PDFIUM_IMAGE:
            images.append(found)
        elif found.type == _PDFIUM_PATH:
            paths += 1
            if paths > MOST_PATHS_OF_SCAN and len(images) > MOST_PATHS_OF_SCAN:
                break
    return images, paths


def _native_scale(images: list[Any], width: float, height: float) -> float | None:
    """Pixels a point of the finest image that covers much of the page; None without one."""
    scales = []
    for image in images:
        pixels_wide, pixels_high = image.get_px_size()
        area = width * height
        if image.level == 0:
            left, bottom, right, top = image.get_bounds()
            area = (right - left) * (top - bottom)
        # A picture inside a form has bounds of the form's own space; it is held to cover the page.
        if area >= SCAN_SHARE * width * height and pixels_wide and pixels_high:
            scales.append(math.sqrt(pixels_wide * pixels_high / area))
    return max(scales, default=None)


def _whole_image(page: PdfPage, images: list[Any], paths: int) -> Pixels | None:
    """The page's one image as it is stored: the same pixels as rendering gives, in a third of the time.

    None where the page is anything else than one upright JPEG that fills it.
    """
    if len(images) != 1 or paths or images[0].level:
        return None
    image = images[0]
    matrix = image.get_matrix()
    left, bottom, right, top = page.get_mediabox()
    fills = (
        abs(matrix.b) + abs(matrix.c) < 0.01
        and abs(matrix.e - left) + abs(matrix.f - bottom) < 1
        and abs(matrix.a - (right - left)) + abs(matrix.d - (top - bottom)) < 2
    )
    if not fills or page.get_cropbox() != page.get_mediabox() or image.get_filters() != ["DCTDecode"]:
        return None
    stored = image.get_bitmap().to_numpy()
    if stored.dtype != np.uint8 or (stored.ndim == 3 and stored.shape[2] not in (1, 3)):
        return None
    stored = stored[:, :, 0] if stored.ndim == 3 and stored.shape[2] == 1 else stored
    return np.rot90(stored, -(page.get_rotation() // 90))


def shrunk(pixels: Pixels, scale: float) -> Pixels:
    """Pixels made fewer; never more."""
    if scale > 0.98:
        return pixels
    import cv2

    height, width = pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Averaging areas keeps thin strokes, black and white ones above all. For colour at less than half the pixels
    # away, interpolation is as good and seven times as fast.
    by = cv2.INTER_LINEAR if pixels.ndim == 3 and scale > 0.6 else cv2.INTER_AREA
    return np.asarray(cv2.resize(np.ascontiguousarray(pixels), size, interpolation=by), dtype=np.uint8)
