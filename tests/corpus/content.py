"""Content streams as lists of instructions, to be rewritten and put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Operator, Pdf

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
