"""Picture files as pages: JPEG, PNG, TIFF with many pages (also CCITT fax), tall screenshots."""

from __future__ import annotations

import io
import math
import warnings
from typing import TYPE_CHECKING

import numpy as np

from reportextract.errors import LIBRARY_FAILURES, Damaged
from reportextract.scans.image import (
    A4_WIDTH,
    LONGEST_PAPER,
    SHORTEST_PAPER,
    TARGET_DPI,
    TOLERATED_DPI,
    Picture,
    Pixels,
    refuse_absurd,
    shrunk,
)
from reportextract.scans.print_size import readable_resolution

if TYPE_CHECKING:
    from PIL.Image import Image

# A fax has up to twice as many dots across as down; scanners' directions differ by less than 1 %.
FAX_RATIO = 1.1


class FilePictures:
    """The pages of a picture file: one, or those of a TIFF."""

    def __init__(self, data: bytes, page_count: int) -> None:
        self._data = data
        self._count = page_count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Picture:
        if not 0 <= index < self._count:
            raise IndexError(index)
        import PIL.Image

        what = f"page {index + 1}" if self._count > 1 else "the picture"
        try:
            with warnings.catch_warnings():
                # Pillow warns of large pictures; the limits here are our own, and lower.
                warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
                with PIL.Image.open(io.BytesIO(self._data)) as image:
                    image.seek(index)
                    refuse_absurd(*image.size, 1 if image.mode in ("1", "L", "P") else 3, what)
                    return _picture_of(image)
        except LIBRARY_FAILURES as error:
            raise Damaged(f"{what[:1].upper()}{what[1:]} can't be decoded ({error}).", "Fetch it again.") from error


def _picture_of(image: Image) -> Picture:
    from PIL import ImageOps

    across, down = _believable_dpi(image)
    decoded = _as_grey_or_colour(image)
    pixels: Pixels = np.asarray(ImageOps.exif_transpose(decoded), dtype=np.uint8)
    if pixels.shape[:2] == (image.width, image.height) and image.width != image.height:
        across, down = down, across
    if pixels.ndim == 3:
        pixels = pixels[:, :, ::-1]
    if max(across, down) > FAX_RATIO * min(across, down):
        import cv2

        size = (round(pixels.shape[1] * max(1.0, down / across)), round(pixels.shape[0] * max(1.0, across / down)))
        refuse_absurd(*size, pixels.ndim, "the picture")
        pixels = np.asarray(cv2.resize(np.ascontiguousarray(pixels), size), dtype=np.uint8)
        across = down = max(across, down)
    width, height = pixels.shape[1] * 72 / across, pixels.shape[0] * 72 / across
    if across > TOLERATED_DPI:
        finest = pixels
        pixels = shrunk(finest, TARGET_DPI / across)
        finer = readable_resolution(pixels, TARGET_DPI, across)
        if finer > TOLERATED_DPI:
            pixels = shrunk(finest, finer / across)
    return Picture(np.ascontiguousarray(pixels), pixels.shape[1] * 72 / width, width, height)


def _believable_dpi(image: Image) -> tuple[float, float]:
    """Dots an inch across and down: the file's own where they make a sheet of paper, else as if as wide as A4."""
    across, down = (float(d) for d in image.info.get("dpi", (0.0, 0.0)))
    if across > 0 and down > 0 and math.isfinite(across + down):
        width, height = image.width * 72 / across, image.height * 72 / down
        if min(width, height) >= SHORTEST_PAPER and max(width, height) <= LONGEST_PAPER:
            return across, down
    guessed = min(image.size) * 72 / A4_WIDTH
    return guessed, guessed


def _as_grey_or_colour(image: Image) -> Image:
    """Any mode as 8 bit grey or RGB, transparent parts as white paper."""
    from PIL import Image as pillow

    orientation = image.getexif().get(0x0112)
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        deep = np.asarray(image, dtype=np.float64)
        converted = pillow.fromarray(np.clip(deep / (256 if deep.max() > 255 else 1), 0, 255).astype(np.uint8))
    elif image.mode in ("1", "L"):
        converted = image.convert("L")
    elif "A" in image.mode or "transparency" in image.info:
        layered = image.convert("RGBA")
        converted = pillow.new("RGB", layered.size, "white")
        converted.paste(layered, mask=layered.getchannel("A"))
    else:
        converted = image.convert("RGB")
    if orientation is not None:
        converted.getexif()[0x0112] = orientation
    return converted
