"""Every way in which a file can be no PDF that opens, with the status it gets and what the reason advises."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from reportextract.doctor import tiny_pdf
from reportextract.errors import Damaged, DocumentError, NeedsPassword, TooLarge, Unsupported
from reportextract.ingest import document
from reportextract.ingest.contents import FileFacts, inspect_file, read_bytes
from reportextract.ingest.document import open_document
from reportextract.ingest.sniff import media_type


def with_pages(count: int, **options: object) -> bytes:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=(200, 200))
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = [
    (b"<!DOCTYPE html><p>404", "text/html", "web page"),
    (b"\xef\xbb\xbf\r\n <HTML lang=zh>", "text/html", "web page"),
    ("政府信息公开".encode(), "text/plain", "text file"),
    ("政府信息公开年度报告".encode("gbk"), "text/plain", "text file"),
    (b"GIF89a....", "image/gif", "JPEG, PNG or TIFF"),
    (b"RIFF....WEBP", "image/webp", "JPEG, PNG or TIFF"),
    (zipped("word/document.xml"), DOCX, "Word"),
    (zipped("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    (zipped("OFD.xml"), "application/ofd", "OFD"),
    (zipped("a.pdf", "b.pdf"), "application/zip", "Unpack"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/x-ole-storage", "Word"),
    (b"{\\rtf1", "application/rtf", "rich text"),
    (b"\x00\x01\x02\x03", "application/octet-stream", "not a PDF"),
]


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0....", b"II*\x00....", b"MM\x00*...."])
def test_a_broken_picture_is_damaged(start: bytes) -> None:
    with pytest.raises(Damaged) as error:
        open_document(start)
    assert error.value.status == "damaged"
    assert "picture" in str(error.value)


@pytest.mark.parametrize(("mode", "kind"), [("1", "TIFF"), ("L", "PNG"), ("RGB", "JPEG")])
def test_a_picture_is_a_document_of_one_page(mode: str, kind: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (200, 300), "white").save(out, kind)
    with open_document(out.getvalue()) as opened:
        assert (opened.media_type, opened.page_count, opened.pdf) == (f"image/{kind.lower()}", 1, None)


def test_a_tiff_has_the_pages_it_holds() -> None:
    out = io.BytesIO()
    pages = [Image.new("1", (200, 300), "white") for _ in range(3)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    with open_document(out.getvalue()) as opened:
        assert opened.page_count == 3


@pytest.mark.parametrize(("data", "kind", "word"), KINDS, ids=[f"{kind}-{i}" for i, (_, kind, _) in enumerate(KINDS)])
def test_other_kinds_are_named(data: bytes, kind: str, word: str) -> None:
    assert media_type(data) == kind
    with pytest.raises(Unsupported) as error:
        open_document(data)
    assert word in str(error.value)
    assert error.value.status == "unsupported"
    assert error.value.hint != ""


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_long_text_is_text_wherever_its_beginning_is_cut(encoding: str) -> None:
    for shift in range(4):
        assert media_type(b"x" * shift + ("政府信息公开" * 900).encode(encoding)) == "text/plain"


def test_a_pdf_opens() -> None:
    data = with_pages(3)
    with open_document(data) as opened:
        assert opened.page_count == 3
        assert opened.media_type == "application/pdf"
        assert opened.sha256 == hashlib.sha256(data).hexdigest()
        assert opened.document_id == hashlib.sha256(data).hexdigest()[:16]
        assert opened.pdf[2].get_size() == (200, 200)


@pytest.mark.parametrize("data", [b"junk before\n" + tiny_pdf(), tiny_pdf() + b"\n<!-- a proxy's comment -->" * 99])
def test_junk_around_a_pdf_does_no_harm(data: bytes) -> None:
    with open_document(data) as opened:
        assert opened.page_count == 1


def test_linearized_and_object_stream_pdfs_are_whole() -> None:
    streams = pikepdf.ObjectStreamMode.generate
    for data in (with_pages(2, linearize=True), with_pages(2, object_stream_mode=streams)):
        with open_document(data) as opened:
            assert opened.page_count == 2


@pytest.mark.parametrize("owner", ["", "secret"])
def test_a_pdf_that_needs_no_password_to_read_opens(owner: str) -> None:
    data = with_pages(1, encryption=pikepdf.Encryption(user="", owner=owner))
    with open_document(data) as opened:
        assert opened.page_count == 1


@pytest.mark.parametrize("revision", [4, 6])
def test_a_password_is_asked_for(revision: int) -> None:
    data = with_pages(1, encryption=pikepdf.Encryption(user="u", owner="o", R=revision))
    with pytest.raises(NeedsPassword, match="without password") as error:
        open_document(data)
    assert error.value.status == "needs_password"


@pytest.mark.parametrize(
    "options", [{}, {"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}]
)
def test_a_pdf_cut_anywhere_is_damaged(options: dict[str, object]) -> None:
    whole = with_pages(4, **options)
    for keep in range(9, whole.rfind(b"startxref") - 1, 37):
        with pytest.raises(Damaged) as error:
            open_document(whole[:keep])
        assert error.value.status == "damaged"


BROKEN = [
    (b"", "empty"),
    (b"%PDF-1.7\n", "broken"),
    (b"%PDF-1.7\n" + os.urandom(50).replace(b"endobj", b""), "broken"),
    (with_pages(0), "no pages"),
    (tiny_pdf()[:-200], "cut short"),
]


@pytest.mark.parametrize(("data", "word"), BROKEN, ids=["empty", "header", "noise", "no-pages", "cut"])
def test_damage_is_described(data: bytes, word: str) -> None:
    with pytest.raises(Damaged, match=word) as error:
        open_document(data)
    assert "Fetch it again" in error.value.hint


def test_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(with_pages(3))
    monkeypatch.setattr(document, "MAX_PAGES", 2)
    with pytest.raises(TooLarge, match="3 pages, more than the 2"):
        open_document(path.read_bytes())
    monkeypatch.setattr(document, "MAX_BYTES", 100)
    with pytest.raises(TooLarge, match="MB"):
        open_document(path.read_bytes())
    with pytest.raises(TooLarge):
        read_bytes(str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert inspect_file(str(path)) == FileFacts(digest, path.stat().st_size, "application/pdf")


def test_what_is_no_file_does_not_make_us_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    for name, status in (("pipe", "unsupported"), ("gone", "damaged"), ("loop", "damaged")):
        for look in (read_bytes, inspect_file):
            with pytest.raises(DocumentError) as error:
                look(str(tmp_path / name))
            assert error.value.status == status
