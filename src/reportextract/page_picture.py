"""A page as a picture, upright as it is read: what published boxes are places on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportextract.ingest.document import OpenedDocument

if TYPE_CHECKING:
    from PIL.Image import Image


def page_picture(opened: OpenedDocument, number: int, scale: float, turned_to: int | None = None) -> Image:
    """A page in colour.

    Args:
        number: From 1.
        scale: Pixels for a point.
        turned_to: Of a page with a text layer, by how many degrees clockwise it was turned to be read
            (``PageReading.rotation``); pdfium turns it as the file says, the rest is added. None for a page that was
            read from its picture: its places are published on the page as a person sees it.
    """
    if opened.pdf is None:
        from PIL import Image as pillow

        from reportextract.scans.image import open_pictures

        scan = open_pictures(None, opened.data, opened.page_count)[number - 1]
        pixels = scan.pixels if scan.pixels.ndim == 2 else scan.pixels[:, :, ::-1]
        size = (round(scan.width * scale), round(scan.height * scale))
        return pillow.fromarray(pixels).convert("RGB").resize(size)
    handle = opened.pdf[number - 1]
    try:
        more = 0 if turned_to is None else (turned_to - handle.get_rotation()) % 360
        picture: Image = handle.render(scale=scale, rotation=more).to_pil().convert("RGB")
        return picture
    finally:
        handle.close()
