"""Pictures of pages into the files that scanners and telephones write, the same bytes for the same pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import PIL.Image
from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf

Pixels = npt.NDArray[np.uint8]


def is_bilevel(picture: Pixels) -> bool:
    return picture.ndim == 2 and bool(np.isin(picture[:: max(1, picture.shape[0] // 200)], (0, 255)).all())


def as_jpeg(picture: Pixels, quality: int) -> bytes:
    """The bytes of a JPEG; a picture in colour has blue first."""
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return encoded.tobytes()


def _as_pillow(picture: Pixels) -> PIL.Image.Image:
    if is_bilevel(picture):
        return PIL.Image.fromarray(picture).convert("1", dither=PIL.Image.Dither.NONE)
    return PIL.Image.fromarray(picture if picture.ndim == 2 else np.ascontiguousarray(picture[:, :, ::-1]))


def as_pdf(
    pictures: Sequence[Pixels], dpi: int, quality: int, text: tuple[bytes, Sequence[int]] | None = None
) -> bytes:
    """A PDF of pictures, one a page; bilevel ones as CCITT G4, others as JPEG.

    Args:
        pictures: Of all pages.
        text: A PDF and the indices of its pages that stand instead of their pictures.
    """
    document = Pdf.new()
    source, kept = (Pdf.open(io.BytesIO(text[0])), set(text[1])) if text is not None else (None, set())
    for index, picture in enumerate(pictures):
        if source is not None and index in kept:
            document.pages.append(source.pages[index])
        elif is_bilevel(picture):
            fax = io.BytesIO()
            _as_pillow(picture).save(fax, "PDF", resolution=dpi)
            with Pdf.open(fax) as faxed:
                document.pages.append(faxed.pages[0])
        else:
            _append_jpeg(document, picture, dpi, quality)
    written = io.BytesIO()
    document.remove_unreferenced_resources()
    document.save(written, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return written.getvalue()


def _append_jpeg(document: Pdf, picture: Pixels, dpi: int, quality: int) -> None:
    height, width = picture.shape[:2]
    across, down = width * 72 / dpi, height * 72 / dpi
    image = document.make_stream(as_jpeg(picture, quality))
    image.update(
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": Name.DeviceGray if picture.ndim == 2 else Name.DeviceRGB,
            "/BitsPerComponent": 8,
            "/Filter": Name.DCTDecode,
        }
    )
    document.add_blank_page(page_size=(across, down))
    page = document.pages[-1]
    page.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.Contents = document.make_stream(b"q %.3f 0 0 %.3f 0 0 cm /Im0 Do Q" % (across, down))


def as_tiff(pictures: Sequence[Pixels], dpi: int, quality: int) -> bytes:
    """A TIFF of many pages: CCITT G4 where bilevel, else JPEG inside TIFF."""
    written = io.BytesIO()
    first, *others = [_as_pillow(picture) for picture in pictures]
    packed = {"compression": "group4"} if first.mode == "1" else {"compression": "jpeg", "quality": quality}
    first.save(written, "TIFF", save_all=True, append_images=others, dpi=(dpi, dpi), **packed)
    return written.getvalue()


def as_strip(pictures: Sequence[Pixels]) -> Pixels:
    """The pages one below the other without the empty paper between them, as a long screenshot has them."""
    width = max(picture.shape[1] for picture in pictures)
    parts = []
    for picture in pictures:
        grey = picture if picture.ndim == 2 else picture.min(axis=2)
        inked = np.flatnonzero((grey < 160).any(axis=1))
        room = round(0.012 * picture.shape[0])
        top, bottom = (inked[0], inked[-1]) if len(inked) > 0 else (0, 2 * room)
        part = picture[max(0, top - room) : bottom + room]
        missing = width - part.shape[1]
        filled = ((0, 0), (missing // 2, missing - missing // 2)) + (((0, 0),) if part.ndim == 3 else ())
        parts.append(np.pad(part, filled, constant_values=255))
    return np.concatenate(parts)


def as_png(picture: Pixels, dpi: int | None = None) -> bytes:
    """A PNG; a screenshot knows no dpi."""
    written = io.BytesIO()
    extra = {} if dpi is None else {"dpi": (dpi, dpi)}
    _as_pillow(picture).save(written, "PNG", optimize=False, compress_level=9, **extra)
    return written.getvalue()
