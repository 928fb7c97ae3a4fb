"""Content streams as lists of instructions, to be rewritten and put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Operator, Pdf

Instruction = tuple[list[Any], Operator]


def rewrite(pdf: Pdf, pages: Sequence[int], change: Callable[[list[Instruction]], list[Instruction]]) -> None:
    for index in pages:
        page = pdf.pages[index]
        instructions = [(list(i.operands), i.operator) for i in pikepdf.parse_content_stream(page)]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(change(instructions)))


def op(name: str, *operands: Any) -> Instruction:
    return [*operands], Operator(name)


def content_streams(page: Any) -> list[Any]:
    contents = page.Contents
    return list(contents) if isinstance(contents, Array) else [contents]


def stamp(pdf: Pdf, page: Any, source: Any, name: str, over: bool) -> None:
    """Draw a page of another PDF over or under ``page`` (pikepdf's own overlay gives it a random name each time)."""
    form = pdf.copy_foreign(source.as_form_xobject())
    resources = Dictionary(dict(page.Resources.items()))
    forms = Dictionary(dict(resources.get("/XObject", Dictionary()).items()))
    forms[f"/{name}"] = form
    resources.XObject = forms
    page.Resources = resources
    draw = pdf.make_stream(b"q /%s Do Q" % name.encode())
    if over:
        page.contents_add(pdf.make_stream(b"q "), prepend=True)
        page.contents_add(pdf.make_stream(b" Q"))
    page.contents_add(draw, prepend=not over)
