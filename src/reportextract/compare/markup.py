"""HTML that can't be broken by what it says: every text is escaped unless it is markup already."""

from __future__ import annotations

import json
from html import escape
from typing import Any


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


def element(name: str, *children: str | int | None, **attributes: str | float | bool | None) -> Markup:
    """An element. Children that are no markup are escaped; None is left out.

    Args:
        attributes: ``class_`` for ``class``, ``data_x`` for ``data-x``; True for one without a value; None and False
            leave it out.
    """
    opening = name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        opening += f" {key}" if value is True else f' {key}="{escape(str(value), quote=True)}"'
    return Markup(f"<{opening}>{joined(*children)}</{name}>")


def joined(*children: str | int | None) -> Markup:
    """Children one after another, texts escaped."""
    return Markup("".join(_escaped(child) for child in children if child is not None))


def _escaped(child: str | int) -> str:
    return child if isinstance(child, Markup) else escape(str(child), quote=False)


def data_element(identity: str, value: Any) -> Markup:
    """JSON for the page's script; nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="application/json" id="{escape(identity, quote=True)}">{text}</script>')
