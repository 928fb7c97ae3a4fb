"""Files made to harm whoever reads them. Each is small; what it unfolds into is not."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

REPORT = Path(__file__).parents[1] / "corpus" / "documents" / "plain-2021.pdf"
_HEAD = b"%PDF-1.7\n"


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first of which is its catalogue."""
    out = io.BytesIO()
    out.write(_HEAD)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def stream(data: bytes, head: bytes = b"", filters: int = 1) -> bytes:
    """A stream object, deflated so many times."""
    for _ in range(filters):
        data = zlib.compress(data, 9)
    names = b"/FlateDecode " * filters
    return b"<</Length %d/Filter[%s]%s>>stream\n%s\nendstream" % (len(data), names, head, data)


def one_page(content: bytes, page: bytes = b"/MediaBox[0 0 595 842]", *more: bytes, catalogue: bytes = b"") -> bytes:
    """A PDF of one page; ``content`` is its object 4, ``more`` are the objects from 5 on."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R%s>>" % page,
            content,
            *more,
        ]
    )


def truncated() -> bytes:
    return REPORT.read_bytes()[: REPORT.stat().st_size // 2]


def zero_pages() -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])


def many_pages_claimed() -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 2000000000>>"])


def deep_page_tree() -> bytes:
    """Each node of the page tree holds one more node."""
    depth = 5000
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(depth)]
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"])


def deep_arrays() -> bytes:
    return one_page(stream(b""), b"/MediaBox[0 0 100 100]/Deep " + b"[" * 200_000 + b"]" * 200_000)


def deep_operators() -> bytes:
    return one_page(stream(b"q " * 1_000_000 + b"[" * 500_000))


def page_tree_loop() -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"])


def form_loop() -> bytes:
    """A drawing that draws itself."""
    form = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    return one_page(stream(b"/X Do"), b"/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>", form)


def form_tree() -> bytes:
    """Thirty drawings, each of which draws the next one ten times: 10³⁰ times in all."""
    forms = [
        stream(
            b"/X Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 6),
        )
        for number in range(30)
    ]
    last = stream(b"0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return one_page(stream(b"/X Do"), b"/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>", *forms, last)


def gigantic_page() -> bytes:
    return one_page(stream(b"0 0 1 1 re f"), b"/MediaBox[0 0 1000000000 1000000000]")


def gigantic_image() -> bytes:
    """A picture of 50,000 by 50,000 on a page."""
    rows = stream(bytes(50_000_000), b"/Type/XObject/Subtype/Image/Width 50000/Height 50000/ColorSpace/DeviceGray"
                  b"/BitsPerComponent 8", filters=2)  # fmt: skip
    return one_page(
        stream(b"595 0 0 842 0 0 cm /I Do"), b"/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>", rows
    )


def decompression_bomb() -> bytes:
    """A page's content of two gigabytes of spaces, in a few kilobytes."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * 10_000_000) for _ in range(200)) + packer.flush()
    data = zlib.compress(once, 9)
    return one_page(b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(data), data))


def javascript(mark: str) -> bytes:
    """Opening it would run a program and launch another one, which would make the file ``mark``."""
    script = f"app.launchURL('file://{mark}');this.exportDataObject({{cName:'x',nLaunch:2}});".encode()
    action = b"/OpenAction<</S/JavaScript/JS(%s)>>/AA<</WC<</S/Launch/F(%s)>>>>" % (script, mark.encode())
    return one_page(stream(b"BT ET"), catalogue=action)


def embedded_file() -> bytes:
    """The report with a program attached, which is nobody's business."""
    import pikepdf

    with pikepdf.open(REPORT) as document:
        document.attachments["evil.exe"] = pikepdf.AttachedFileSpec(document, b"MZ" + bytes(1000), filename="evil.exe")
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def encrypted() -> bytes:
    import pikepdf

    with pikepdf.open(REPORT) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def png_bomb() -> bytes:
    """A PNG that says it is 60,000 by 60,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(50_000_000), 9))
        + chunk(b"IEND", b"")
    )


def tiff_loop() -> bytes:
    """A TIFF whose second page is its first."""
    entries = [
        (256, 3, 1, 1),
        (257, 3, 1, 1),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 4),
        (279, 4, 1, 1),
    ]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHLL", *entry) for entry in entries)
    return b"II*\x00" + struct.pack("<L", 8) + directory + struct.pack("<L", 8)


def tiff_of_text() -> bytes:
    return b"II*\x00\xff\xff\xff\xff"


def cmap_bomb() -> bytes:
    """A font whose table of characters maps every code to a long text, again and again."""
    lines = (
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + (b"100 beginbfrange\n" + b"<0000> <FFFF> <4E00>\n" * 100 + b"endbfrange\n") * 200
    )
    font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>"
    descendant = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>>>"
    )
    return one_page(
        stream(b"BT /F 9 Tf 10 10 Td <00010002> Tj ET"),
        b"/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>",
        font,
        descendant,
        stream(lines),
    )


FILES: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        truncated, encrypted, zero_pages, many_pages_claimed, deep_page_tree, deep_arrays, deep_operators,
        page_tree_loop, form_loop, form_tree, gigantic_page, gigantic_image, decompression_bomb,
        embedded_file, png_bomb, tiff_loop, tiff_of_text, cmap_bomb,
    )
}  # fmt: skip
