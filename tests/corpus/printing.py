"""How an author types a number: digits, separators, signs, units, notes, marks for nothing."""

from __future__ import annotations

from random import Random

from tests.corpus.form import Key
from tests.corpus.recipe import Recipe

_FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")


def print_value(key: Key, value: str, recipe: Recipe, rng: Random) -> str:
    """The text in the cell for a value of truth.json (``""`` for a box left empty)."""
    if value == "":
        return ""
    if value == "0" and recipe.zero_mark != "0" and rng.random() < recipe.zero_share:
        return recipe.zero_mark
    text = value
    if recipe.thousands:
        text = _grouped(text, recipe.thousands)
    if key.col == "change":
        text = _signed(text, value, recipe.signs)
    if recipe.full_width and rng.random() < 0.7:
        text = text.translate(_FULL_WIDTH)
    if recipe.units:
        text += _unit(key, value, rng)
    if recipe.notes and key.row == "normative_documents" and key.col in ("in_force", "disclosed_total"):
        text += f"（其中修订{rng.randint(2, 19)}件）"
    return text


def _grouped(text: str, separator: str) -> str:
    head, point, tail = text.partition(".")
    sign = "-" if head.startswith("-") else ""
    return sign + f"{int(head.lstrip('-')):,}".replace(",", separator) + point + tail


def _signed(text: str, value: str, signs: str) -> str:
    negative = value.startswith("-")
    match signs:
        case "plus":
            return text if negative or value == "0" else f"+{text}"
        case "words":
            return text.replace("-", "减少") if negative else text if value == "0" else f"增加{text}"
        case "minus_sign":
            return text.replace("-", "−")
        case "spaced":
            return text.replace("-", "- ") if negative else text if value == "0" else f"+ {text}"
        case _:
            return text


def _unit(key: Key, value: str, rng: Random) -> str:
    if key.col == "amount":
        return "万元" if "." in value else "元"
    if key.col == "fee_amount":
        return "万元"
    if key.table == "disclosure" and rng.random() < 0.4:
        return "件" if key.row in ("regulations", "normative_documents") else "项" if key.col != "decisions" else "件"
    return ""
