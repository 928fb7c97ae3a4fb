"""Pictures of the pages on which the compared numbers stand, cut to what is needed and small enough to send."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportextract.compare.model import Column, Comparison, Place
from reportextract.errors import DocumentError
from reportextract.ingest.contents import archive_members, read_bytes
from reportextract.ingest.document import OpenedDocument, document_id, open_document
from reportextract.page_picture import page_picture
from reportextract.pages.reader import open_reader
from reportextract.storage import is_url

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels for a point: print of 9 pt is 15 pixels high, which is easy to read.
SCALE = 1.7
# What is shown above and below the outermost boxes of a page, in points: the head of a table and the line around.
_ABOVE, _BELOW = 70.0, 25.0
# Half the default: seals and grey scans stay legible, a page of a table takes some 30 KB.
_QUALITY = 45


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page, or the part of it that is needed.

    Attributes:
        top, width, height: What is shown, in points of the page; it begins at its left edge.
        address: The picture as a ``data:`` URL.
    """

    top: float
    width: float
    height: float
    address: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents that are compared.

    Attributes:
        pictures: By column and page.
        missing: Columns whose document was not found, or can't be opened.
    """

    pictures: dict[tuple[int, int], PagePicture]
    missing: frozenset[int]


def draw_places(comparison: Comparison, folders: Sequence[str | Path]) -> Sources:
    """Draws every page on which something that is told stands.

    Args:
        folders: Where documents are looked for: folders below which their ``source`` lies, or the files themselves.
    """
    pictures: dict[tuple[int, int], PagePicture] = {}
    missing = set()
    wanted = _wanted(comparison)
    scanned = _scanned_pages(comparison)
    for index, column in enumerate(comparison.columns):
        data = find_document(column, folders)
        try:
            if data is None:
                raise FileNotFoundError(column.source)
            with open_document(data) as opened:
                for page, places in wanted[index].items():
                    pictures[index, page] = _picture(opened, page, places, (index, page) in scanned)
        except (DocumentError, OSError):
            missing.add(index)
    return Sources(pictures, frozenset(missing))


def find_document(column: Column, folders: Sequence[str | Path]) -> bytes | None:
    """The file that a report was read from: by its name under one of the folders, and by its content."""
    from hashlib import sha256

    for folder in folders:
        for path, member in _candidates(str(folder), column.source):
            try:
                data = read_bytes(path, member)
            except DocumentError:
                continue
            if document_id(sha256(data).hexdigest()) == column.document_id:
                return data
    return None


def _candidates(folder: str, source: str) -> Iterator[tuple[str, int | None]]:
    """(Path or URL, place in an archive) where a source may lie under an input, or which may be the input itself."""
    if is_url(folder):
        yield f"{folder.rstrip('/')}/{source}", None
        return
    parts = source.split("/")
    for end in range(len(parts), 0, -1):
        for path in (Path(folder, *parts[:end]), Path(folder)):
            if path.is_file() and path.name == parts[end - 1]:
                if end == len(parts):
                    yield str(path), None
                else:
                    inside = "/".join(parts[end:])
                    yield from ((str(path), place) for place, name in _members(path) if name == inside)


def _members(path: Path) -> list[tuple[int, str]]:
    try:
        return archive_members(str(path))
    except DocumentError:
        return []


def _wanted(comparison: Comparison) -> list[dict[int, list[Place]]]:
    """For each column the places by page."""
    wanted: list[dict[int, list[Place]]] = [{} for _ in comparison.columns]
    for place in _places(comparison):
        wanted[place.column].setdefault(place.page, []).append(place)
    return wanted


def _places(comparison: Comparison) -> Iterator[Place]:
    for row in comparison.rows:
        yield from (number.place for number in row.numbers if number is not None)
    for oddity in comparison.oddities:
        yield from oddity.places


def _scanned_pages(comparison: Comparison) -> set[tuple[int, int]]:
    """Pages that were read from their pictures."""
    numbers = (number for row in comparison.rows for number in row.numbers if number is not None)
    return {(number.place.column, number.place.page) for number in numbers if number.origin in ("ocr", "reread")}


def _picture(opened: OpenedDocument, page: int, places: Sequence[Place], is_scanned: bool) -> PagePicture:
    turned_to = None
    if opened.pdf is not None and not is_scanned:
        with open_reader("pdfium", opened.data, opened.pdf) as reader:
            turned_to = reader.read_page(page).rotation
    picture = page_picture(opened, page, SCALE, turned_to).convert("L")
    width, height = picture.width / SCALE, picture.height / SCALE
    top, bottom = 0.0, height
    boxes = [place.box for place in places]
    known = [box for box in boxes if box is not None]
    if len(known) == len(boxes):
        top = max(0.0, min(box.top for box in known) - _ABOVE)
        bottom = min(height, max(box.bottom for box in known) + _BELOW)
    cut = picture.crop((0, round(top * SCALE), picture.width, round(bottom * SCALE)))
    return PagePicture(round(top * SCALE) / SCALE, width, cut.height / SCALE, _address(cut))


def _address(picture: Image) -> str:
    data = io.BytesIO()
    picture.save(data, "WEBP", quality=_QUALITY, method=2)
    return f"data:image/webp;base64,{base64.b64encode(data.getvalue()).decode('ascii')}"
