"""Bytes → an opened PDF or picture, or the reason why not."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from reportextract.errors import Damaged, NeedsPassword, TooLarge, Unsupported
from reportextract.ingest import archives, sniff
from reportextract.ingest.pictures import PICTURES, count_pages

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# A report of forty scanned pages is about 30 MB, and books of a whole county's reports stay below 100 MB;
# the limit keeps a worker, which holds the bytes, under its memory budget.
MAX_BYTES = 200 * 1024 * 1024
# The longest real reports have some 60 pages; a bound volume of a county's towns has a few hundred.
MAX_PAGES = 1000
DOCUMENT_ID_DIGITS = 16

# pdfium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY (fpdfview.h).
_PDFIUM_NEEDS_PASSWORD = frozenset({4, 5})

_KINDS = {
    "text/html": "a web page",
    "text/xml": "an XML file",
    "text/plain": "a text file",
    "multipart/related": "a saved web page (MHTML)",
    "application/rtf": "a rich text file",
    "application/x-ole-storage": "an old Word, WPS or Excel file",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word file",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel file",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "a PowerPoint file",
    "application/vnd.oasis.opendocument": "an OpenDocument file",
    "application/ofd": "an OFD file",
}
_ARCHIVES = frozenset(
    {"application/zip", "application/gzip", "application/vnd.rar", "application/x-7z-compressed"},
)


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document ready to be read. Close it, or use it in a ``with`` statement.

    Attributes:
        data: The file.
        document_id: The first 16 hex digits of ``sha256``.
        pdf: pdfium's handle; pages count from 0 there. None for a picture file.
    """

    data: bytes
    sha256: str
    media_type: str
    page_count: int
    pdf: PdfDocument | None

    @property
    def document_id(self) -> str:
        return document_id(self.sha256)

    def close(self) -> None:
        if self.pdf is not None:
            self.pdf.close()

    def __enter__(self) -> OpenedDocument:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def document_id(sha256: str) -> str:
    """The key of a document, from the SHA-256 of its bytes in hex."""
    return sha256[:DOCUMENT_ID_DIGITS]


def open_document(data: bytes, sha256: str | None = None) -> OpenedDocument:
    """Open the bytes of a PDF, or of a picture (JPEG, PNG, TIFF with one or many pages).

    Args:
        data: The whole file.
        sha256: Its hash in hex, where the caller has it already.

    Raises:
        Damaged: Empty, cut short, broken, or without pages.
        NeedsPassword: Encrypted with a password that is not empty.
        Unsupported: Neither a PDF nor a picture.
        TooLarge: More bytes or pages than ``MAX_BYTES``, ``MAX_PAGES``.
    """
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    media_type = sniff.media_type(data)
    if media_type == sniff.EMPTY:
        raise Damaged("The file is empty.", "Fetch it again.")
    digest = hashlib.sha256(data).hexdigest() if sha256 is None else sha256
    if media_type in PICTURES:
        return OpenedDocument(data, digest, media_type, count_pages(data, media_type, MAX_PAGES), None)
    if media_type == sniff.ZIP:
        archives.members(io.BytesIO(data), len(data))  # says what is wrong with one that could not be looked into
    if media_type != sniff.PDF:
        raise _not_a_pdf(media_type)
    pdf = _open_pdf(data)
    try:
        page_count = len(pdf)
        if page_count > MAX_PAGES:
            raise TooLarge(
                f"The document has {page_count} pages, more than the {MAX_PAGES} that are read.",
                "Split it into its reports.",
            )
    except TooLarge:
        pdf.close()
        raise
    return OpenedDocument(data=data, sha256=digest, media_type=media_type, page_count=page_count, pdf=pdf)


def too_large(size_bytes: int) -> TooLarge:
    """The error for a file above ``MAX_BYTES``."""
    return TooLarge(
        f"The file is {size_bytes / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB that are read.",
        "Split it, or save it with smaller pictures.",
    )


def _open_pdf(data: bytes) -> PdfDocument:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in _PDFIUM_NEEDS_PASSWORD:
            raise NeedsPassword(
                "The PDF is encrypted and asks for a password.",
                "Save a copy without password and put that in its place.",
            ) from error
        if _is_cut_short(data):
            raise _cut_short() from error
        if b"/Type/Pages" in data.replace(b" ", b"") and b"/Count 0" in data:
            raise Damaged("The PDF has no pages.", "Fetch it again from where it was published.") from error
        raise Damaged(
            "The PDF is broken and can't be opened.", "Fetch it again from where it was published."
        ) from error
    if _is_cut_short(data):
        pdf.close()
        raise _cut_short()
    return pdf


def _is_cut_short(data: bytes) -> bool:
    """Whether the end of the file is missing: pdfium repairs such files silently, with pages or texts lost.

    A whole PDF has a ``startxref`` after its last object. (A linearized one has a first ``startxref`` near its
    beginning, which is why its mere presence proves nothing.)
    """
    return data.rfind(b"startxref") < data.rfind(b"endobj")


def _cut_short() -> Damaged:
    return Damaged("The PDF is cut short: its end is missing.", "Fetch it again from where it was published.")


def _not_a_pdf(media_type: str) -> Unsupported:
    if media_type.startswith("image/"):
        return Unsupported(
            f"This is a picture of a kind that isn't read ({media_type.removeprefix('image/')}).",
            "Save it as JPEG, PNG or TIFF.",
        )
    if media_type in _ARCHIVES:
        return Unsupported(
            "This is an archive, not a PDF.",
            "Unpack it into the input folder (ZIP archives there are read as they are, but not archives in archives).",
        )
    if media_type in _KINDS:
        return Unsupported(f"This is {_KINDS[media_type]}, not a PDF.", "Save or print it as PDF.")
    return Unsupported("This is not a PDF.", "Look at what the file is, and remove it or save it as PDF.")
