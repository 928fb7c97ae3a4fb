"""Each page by the means that suit it: its text layer where that is what a person sees, else its picture by OCR."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from reportextract.errors import DocumentError
from reportextract.ingest.document import OpenedDocument
from reportextract.model import Glyphs, PageReading, Rules
from reportextract.ocr import Engine, load_engine
from reportextract.pages.reader import open_reader, read_pages
from reportextract.scan_reading import ScannedPage, read_scanned_page
from reportextract.scans.image import Pictures, open_pictures

OFF = "off"


@dataclass(frozen=True, slots=True)
class OcrOptions:
    """How pages are read that are pictures.

    Attributes:
        engine: One of the OCR engines, ``auto`` or ``off``.
        threads: How many threads an engine may use.
        cache: The folder where its readings are kept; empty for nowhere.
    """

    engine: str = "auto"
    threads: int = 1
    cache: str = ""

    @property
    def is_on(self) -> bool:
        return self.engine != OFF

    @contextmanager
    def engine_for(self, sha256: str, page: int) -> Iterator[Engine]:
        """The engine for a page of a document, with what it said of that page before.

        Raises:
            SetupError: It isn't installed.
        """
        from reportextract.ocr.cache import remember, remember_here

        engine = load_engine(self.engine, self.threads)
        if self.cache == "":
            yield remember_here(engine)
            return
        with remember(engine, Path(self.cache), sha256, page) as remembering:
            yield remembering


@dataclass(frozen=True, slots=True)
class DocumentPages:
    """The pages of a document as they were read.

    Attributes:
        pages: All of them, in order.
        scans: Page → how it was read from its picture, of those that were.
    """

    pages: tuple[PageReading, ...]
    scans: Mapping[int, ScannedPage]


def read_document(opened: OpenedDocument, reader: str, ocr: OcrOptions) -> DocumentPages:
    """Reads the pages of a document.

    Args:
        opened: A PDF or a picture.
        reader: Which reader reads text layers.
        ocr: What reads pictures of pages.

    Raises:
        DocumentError: The document can't be read, or none of its pages.
        SetupError: A page is a picture and the OCR engine isn't installed.
    """
    if opened.pdf is None:
        pages = [_unread(number) for number in range(1, opened.page_count + 1)]
    else:
        with open_reader(reader, opened.data, opened.pdf) as text_reader:
            pages = list(read_pages(text_reader))
    scans: dict[int, ScannedPage] = {}
    if ocr.is_on and any(page.trust != "text" for page in pages):
        pages = _read_pictures(opened, pages, ocr, scans)
    return DocumentPages(tuple(pages), scans)


def _read_pictures(
    opened: OpenedDocument, pages: list[PageReading], ocr: OcrOptions, scans: dict[int, ScannedPage]
) -> list[PageReading]:
    pictures = open_pictures(opened.pdf, opened.data, opened.page_count)
    read: list[PageReading] = []
    errors: list[DocumentError] = []
    for page in pages:
        if page.trust == "text":
            read.append(page)
            continue
        try:
            scan = _read_picture(opened, pictures, page.number, ocr)
        except DocumentError as error:
            errors.append(error)
            read.append(replace(page, trust="image", trust_reason=str(error)))
            continue
        if len(scan.reading.glyphs):
            scans[page.number] = scan
            read.append(scan.reading)
        elif page.trust == "empty":
            read.append(page)
        else:
            read.append(replace(page, trust_reason=page.trust_reason + " Its picture shows no text."))
    if errors and len(errors) == sum(page.trust != "empty" for page in pages):
        raise errors[0]
    return read


def _read_picture(opened: OpenedDocument, pictures: Pictures, number: int, ocr: OcrOptions) -> ScannedPage:
    picture = pictures[number - 1]
    with ocr.engine_for(opened.sha256, number) as engine:
        return read_scanned_page(number, picture, engine)


def _unread(number: int) -> PageReading:
    """A page of a picture file, before its picture was looked at."""
    return PageReading(
        number=number,
        width=0.0,
        height=0.0,
        rotation=0,
        glyphs=Glyphs("", np.empty((0, 4))),
        rules=Rules(np.empty((0, 3)), np.empty((0, 3))),
        reader="none",
        trust="image",
        trust_reason="It is a picture.",
    )
