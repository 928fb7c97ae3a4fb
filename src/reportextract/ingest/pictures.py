"""Picture files: opened and counted, nothing decoded."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from reportextract.errors import LIBRARY_FAILURES, Damaged, TooLarge

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURES = ("image/jpeg", "image/png", "image/tiff")


def count_pages(data: bytes, media_type: str, most_pages: int) -> int:
    """How many pages a picture file has: several only in a TIFF.

    Raises:
        Damaged: It can't be opened, or a TIFF is broken between its pages.
        TooLarge: It claims more pixels than any page has, or more pages than ``most_pages``.
    """
    import PIL.Image

    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; the limits of pages are our own, and lower.
            warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
            with PIL.Image.open(io.BytesIO(data)) as image:
                return _count_frames(image, most_pages) if media_type == "image/tiff" else 1
    except PIL.Image.DecompressionBombError as error:
        raise TooLarge("The picture has more pixels than are read.", "Save it with a lower resolution.") from error
    except LIBRARY_FAILURES as error:
        raise Damaged("The picture is broken and can't be opened.", "Fetch it again.") from error


def _count_frames(image: Image, most_pages: int) -> int:
    """Pages of a TIFF, each one's header looked at."""
    for index in range(most_pages + 1):
        try:
            image.seek(index)
        except EOFError:
            return index
        except LIBRARY_FAILURES as error:
            raise Damaged(f"The TIFF is broken after page {index}.", "Fetch it again.") from error
    raise TooLarge(f"The TIFF has more than the {most_pages} pages that are read.", "Split it into its reports.")
