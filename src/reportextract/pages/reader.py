"""What every reader of pages offers, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from reportextract.errors import SetupError
from reportextract.model import PageReading

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

READERS = ("pdfium", "pdfplumber")


class Reader(Protocol):
    """Reads the pages of one open PDF, one at a time, and frees each when done.

    All readers give the same: characters with their advance boxes, merged ruling lines, the page turned
    upright, and their judgement of the text layer. ``tests/contract/test_readers.py`` is the definition.
    """

    name: str

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def page_count(self) -> int: ...

    def read_page(self, number: int) -> PageReading:
        """Reads one page.

        Args:
            number: The page, from 1.

        Raises:
            Damaged: The page can't be loaded.
        """
        ...


def open_reader(name: str, data: bytes, pdf: PdfDocument) -> Reader:
    """Opens a PDF with the reader of that name.

    Args:
        name: One of :data:`READERS`.
        data: The file; an independent reader opens it on its own.
        pdf: The same file as pdfium has it open already.

    Raises:
        SetupError: There is no reader of that name.
        DocumentError: The document can't be opened (see :mod:`reportextract.errors`).
    """
    if name == "pdfium":
        from reportextract.pages.pdfium import PdfiumReader

        return PdfiumReader(pdf)
    if name == "pdfplumber":
        from reportextract.pages.plumber import PlumberReader

        return PlumberReader(data)
    raise SetupError(f"There is no reader {name!r}.", hint=f"Use one of: {', '.join(READERS)}.")


def read_pages(reader: Reader) -> Iterator[PageReading]:
    """All pages of the document in order."""
    for number in range(1, reader.page_count + 1):
        yield reader.read_page(number)
