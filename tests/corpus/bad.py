"""Inputs that are no readable report, each with the status it must get."""

from __future__ import annotations

import io
import json
from pathlib import Path

from pikepdf import Encryption, Pdf

from tests.corpus.web import print_page

PASSWORD = "2023"
_HTML = "<!doctype html><meta charset=utf-8><title>404</title><p>您访问的页面不存在</p>"
_NOTICE = (
    "<!doctype html><meta charset=utf-8><style>body{font:16px 'AR PL SungtiL GB';font-synthesis:none}</style>"
    "<h2>关于做好春节期间安全生产工作的通知</h2><p>各村（社区）、各站所：</p>"
    "<p>为确保节日期间安全稳定，请于1月20日前完成隐患排查，排查情况填入下表。</p>"
    "<table border=1 style='border-collapse:collapse;width:100%'><tr><td>序号<td>单位<td>隐患数量<td>已整改"
    "<tr><td>1<td>东村<td>3<td>2<tr><td>2<td>西村<td>0<td>0<tr><td>合计<td><td>3<td>2</table><p>特此通知。</p>"
)

# What the contract's `documents.status` has to say about each.
EXPECTED = {
    "网页.pdf": "unsupported",
    "截断 truncated.pdf": "damaged",
    "加密.pdf": "needs_password",
    "empty.pdf": "damaged",
    "zero-pages.pdf": "damaged",
    "notice.pdf": "not_a_report",
}
# Names that a file system of another kind could not hold: written by tests, not kept in the repository.
STRANGE_NAMES = (
    "-leading-dash.pdf",
    'it\'s a "quoted" name.pdf',
    "two\nlines.pdf",
    "  spaces 和汉字 .PDF",
    "--help.pdf",
    "a?b*[c].pdf",
)


def write_under_strange_names(content: bytes, folder: Path) -> list[Path]:
    """Write a PDF under every strange name, each copy with bytes of its own so that none is a duplicate."""
    paths = [folder / name for name in STRANGE_NAMES]
    for i, path in enumerate(paths):
        path.write_bytes(content + b"%%%d\n" % i)
    return paths


def write_bad_inputs(folder: Path) -> None:
    """Write every bad input and ``expected.json`` (status by file name)."""
    folder.mkdir(parents=True, exist_ok=True)
    with Pdf.open(io.BytesIO(print_page(_NOTICE))) as pdf:
        notice = _saved(pdf)
        encrypted = io.BytesIO()
        pdf.save(encrypted, encryption=Encryption(user=PASSWORD, owner=PASSWORD, R=4))
    with Pdf.new() as pdf:
        no_pages = _saved(pdf)
    files = dict.fromkeys(EXPECTED, notice)
    files["网页.pdf"] = _HTML.encode()
    files["截断 truncated.pdf"] = notice[: len(notice) * 2 // 5]
    files["加密.pdf"] = encrypted.getvalue()
    files["empty.pdf"] = b""
    files["zero-pages.pdf"] = no_pages
    for name, content in files.items():
        path = folder / name
        if name != "加密.pdf" or not path.exists():  # encryption is salted: made anew it would differ each time
            path.write_bytes(content)
    (folder / "expected.json").write_text(json.dumps(EXPECTED, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _saved(pdf: Pdf) -> bytes:
    for key in ("/CreationDate", "/ModDate"):
        if key in pdf.docinfo:
            del pdf.docinfo[key]
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
