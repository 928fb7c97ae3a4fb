"""What a file is, by its content and never by its name."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Sequence

PDF = "application/pdf"
EMPTY = "application/x-empty"
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"

# ISO 32000 lets "%PDF-" stand anywhere in the first 1024 bytes (annex H.3, note 13); pdfium looks there too.
_PDF_HEADER_WITHIN = 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
)

# The file inside a ZIP that tells which format it is.
_ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("OFD.xml", "application/ofd"),
    ("content.xml", "application/vnd.oasis.opendocument"),
)


def media_type(data: bytes) -> str:
    """The media type of a file's bytes; ``application/octet-stream`` where nothing is recognised."""
    if not data:
        return EMPTY
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return PDF
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            return found
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return "image/bmp"
    if data.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    return _text_type(data[:4096])


def _zip_type(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ZIP
    return kind_of_zip(names)


def kind_of_zip(names: Sequence[str]) -> str:
    """The media type of a ZIP with files of these names; ``application/zip`` where it is none but an archive."""
    for member, found in _ZIP_MEMBERS:
        if any(name.startswith(member) for name in names):
            return found
    return ZIP


def _text_type(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in start[:1024]:
        return "text/html"
    if start.startswith(b"<?xml"):
        return "text/xml"
    if b"mime-version:" in start[:1024]:
        return "multipart/related"
    if b"\x00" in head:
        return UNKNOWN
    for encoding in ("utf-8", "gb18030"):
        try:
            # Incremental: the end of ``head`` may cut a character in two.
            codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return "text/plain"
    return UNKNOWN
