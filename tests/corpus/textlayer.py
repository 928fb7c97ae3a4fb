"""Disturbances of the text layer: doubled glyphs, and fonts that do not say which characters they show."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pikepdf
from pikepdf import Dictionary, Pdf

from tests.corpus.content import Instruction, op


def fake_bold(instructions: list[Instruction]) -> list[Instruction]:
    """Every run of text twice, the copy a third of a point to the right."""
    out: list[Instruction] = []
    run: list[Instruction] | None = None
    for instruction in instructions:
        name = str(instruction[1])
        if name == "BT":
            run = []
        if run is None:
            out.append(instruction)
            continue
        run.append(instruction)
        if name == "ET":
            copy = [i for i in run if str(i[1]) not in ("BDC", "EMC", "BMC")]
            out += [op("q"), op("cm", 1, 0, 0, 1, 0.32, 0), *copy, op("Q"), *run]
            run = None
    return out


def _own_fonts(pdf: Pdf, pages: Sequence[int]) -> list[Any]:
    """Copies of the fonts of ``pages``, so that changes leave other pages alone."""
    copies: dict[tuple[int, int], Any] = {}
    for index in pages:
        page = pdf.pages[index]
        resources = Dictionary(dict(page.Resources.items()))
        fonts = Dictionary()
        for name, font in resources.get("/Font", Dictionary()).items():
            if font.objgen not in copies:
                copies[font.objgen] = pdf.make_indirect(Dictionary(dict(font.items())))
            fonts[name] = copies[font.objgen]
        resources.Font = fonts
        page.Resources = resources
    return list(copies.values())


def remove_unicode(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    for font in _own_fonts(pdf, pages):
        if "/ToUnicode" in font:
            del font["/ToUnicode"]


def scramble_unicode(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """A ToUnicode that maps every glyph to the character of another one."""
    for font in _own_fonts(pdf, pages):
        if "/ToUnicode" not in font:
            continue
        lines, inside = [], False
        for line in font.ToUnicode.read_bytes().decode("latin-1").split("\n"):
            if "beginbf" in line or "endbf" in line:
                inside = "beginbf" in line
            elif inside and "<" in line:
                line = line[: line.rindex("<")] + f"<{rng.choice(range(0x3400, 0x9FA5)):04X}>"
            lines.append(line)
        font.ToUnicode = pdf.make_stream("\n".join(lines).encode("latin-1"))


def drop_font_names(pdf: Pdf) -> None:
    """Leave the ``name`` tables (licence texts, 30 kB each) out of embedded TrueType fonts: no reader needs them."""
    for stream in pdf.objects:
        if not isinstance(stream, pikepdf.Stream) or "/Length1" not in stream:
            continue
        font = stream.read_bytes()
        count = int.from_bytes(font[4:6], "big")
        entries = [font[12 + 16 * i : 28 + 16 * i] for i in range(count)]
        kept = [entry for entry in entries if entry[:4] != b"name"]
        if len(kept) == count or font[:4] not in (b"\0\1\0\0", b"true"):
            continue
        directory, tables, at = b"", b"", 12 + 16 * len(kept)
        for entry in kept:
            start, length = (int.from_bytes(entry[i : i + 4], "big") for i in (8, 12))
            table = font[start : start + length]
            directory += entry[:8] + (at + len(tables)).to_bytes(4, "big") + entry[12:]
            tables += table + b"\0" * (-length % 4)
        power = 1 << (len(kept).bit_length() - 1)
        search = (16 * power, power.bit_length() - 1, 16 * (len(kept) - power))
        head = font[:4] + len(kept).to_bytes(2, "big") + b"".join(v.to_bytes(2, "big") for v in search)
        slim = head + directory + tables
        stream.write(slim)
        stream.Length1 = len(slim)
