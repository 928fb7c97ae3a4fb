"""Invented numbers that obey the form's identities, and the identities that printed numbers break."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from tests.corpus.form import APPLICANTS, DISCLOSURE, RESULTS, TRACKS, Key, outcome_groups
from tests.corpus.recipe import Recipe

Values = dict[Key, str]

_KINDS = [name for name, _ in APPLICANTS[:-1]]
_SIZES = {"zeros": 0, "few": 9, "many": 140, "large": 5200}
_PARTS = [name for name, _ in RESULTS[:-1]]


def outcome_names(one_row: bool) -> list[str]:
    """The outcomes of part 三 that (七) adds up, in the order of the form."""
    return [row for group in outcome_groups(one_row) for row, _ in group.rows if row != "total"]


def invent(recipe: Recipe, rng: Random) -> Values:
    """Numbers for a whole report as they would be without any blank, all identities holding before ``violations``."""
    values = _disclosure(recipe, rng) | _requests(recipe, rng) | _review(recipe, rng)
    for check in recipe.violations:
        _break(check, values, recipe, rng)
    return values


def _one_row(recipe: Recipe) -> bool:
    return recipe.other_rows == "one" or (recipe.other_rows == "" and recipe.edition == "2019")


def _disclosure(recipe: Recipe, rng: Random) -> Values:
    size = _SIZES[recipe.magnitude]
    values: Values = {}
    for block in DISCLOSURE[recipe.edition]:
        for row, _ in block.rows:
            for col, _ in block.columns:
                number: str = str(rng.choice([0, 0, rng.randint(0, 3 * size), rng.randint(0, size)]) if size else 0)
                if row == "regulations" and recipe.level != "county":
                    number = "0"
                if col == "change" and number != "0" and rng.random() < 0.4:
                    number = f"-{int(number) % 40 + 1}"
                if col in ("fee_amount", "amount") and size and (recipe.decimals or recipe.units):
                    number = f"{rng.randint(1, 40 * size)}.{rng.randint(0, 99):02d}"
                if recipe.signs and col == "change":
                    number = rng.choice(["10", "62", "-8", "-3", "5"])
                values[Key("disclosure", row, col)] = number
    if recipe.units and recipe.edition == "2019":
        values[Key("disclosure", "procurement", "amount")] = rng.choice(["152790", "251000", "253.57", "8040"])
    if recipe.notes:
        key = Key("disclosure", "normative_documents", DISCLOSURE[recipe.edition][0].columns[2][0])
        values[key] = str(rng.randint(20, 60))
    return values


def _requests(recipe: Recipe, rng: Random) -> Values:
    size = _SIZES[recipe.magnitude]
    names = [name for name in outcome_names(_one_row(recipe)) if name not in recipe.dropped]
    table = {name: dict.fromkeys(_KINDS, 0) for name in names}
    carried_in, carried_out, received = (dict.fromkeys(_KINDS, 0) for _ in range(3))
    for index, kind in enumerate(_KINDS):
        share = size if index == 0 else size // 6 if index in (1, 5) else size // 40
        carried_in[kind] = rng.randint(0, share // 6)
        carried_out[kind] = rng.randint(0, share // 6)
        handled = rng.randint(share // 2, share) if share else 0
        for _ in range(min(handled, 400)):
            weight = rng.random()
            pick = "granted" if weight < 0.45 else "unavailable.not_held" if weight < 0.65 else rng.choice(names)
            table[pick if pick in table else names[0]][kind] += 1
        if handled > 400:
            table[names[0]][kind] += handled - 400
        total = sum(row[kind] for row in table.values())
        carried_in[kind] = min(carried_in[kind], total + carried_out[kind])
        received[kind] = total + carried_out[kind] - carried_in[kind]
    table = {"received": received, "carried_in": carried_in} | table
    table["total"] = {kind: sum(table[name][kind] for name in names) for kind in _KINDS}
    table["carried_out"] = carried_out
    values: Values = {}
    for name, row in table.items():
        for kind in _KINDS:
            values[Key("requests", name, kind)] = str(row[kind])
        values[Key("requests", name, "total")] = str(sum(row.values()))
    return values


def _review(recipe: Recipe, rng: Random) -> Values:
    top = {"zeros": 0, "few": 2, "many": 9, "large": 60}[recipe.magnitude]
    values: Values = {}
    for track in TRACKS:
        counts = [rng.choice([0, rng.randint(0, top)]) for _ in _PARTS]
        for part, count in zip(_PARTS, counts, strict=True):
            values[Key("review_litigation", track, part)] = str(count)
        values[Key("review_litigation", track, "total")] = str(sum(counts))
    return values


def _break(check: str, values: Values, recipe: Recipe, rng: Random) -> None:
    """Misprint one number so that ``check`` fails (and perhaps an identity beside it)."""
    extra = rng.randint(1, 3)
    if check == "row_sum":
        key = Key("requests", rng.choice(["granted", "received", "unavailable.not_held"]), "total")
    elif check == "outcome_sum":
        key = Key("requests", "total", rng.choice(_KINDS))
    elif check == "balance":
        key = Key("requests", rng.choice(["carried_in", "carried_out"]), rng.choice(_KINDS))
    elif check == "track_sum":
        key = Key("review_litigation", rng.choice(TRACKS), "total")
    else:
        raise ValueError(check)
    values[key] = str(int(values[key]) + extra)


def published_violations(printed: Mapping[Key, str]) -> list[dict[str, str]]:
    """The identities of the contract that printed numbers break; a blank counts as 0.

    Args:
        printed: The cells that are in print; rows that the form lacks are not in it.
    """

    def number(table: str, row: str, col: str) -> Decimal:
        return Decimal(printed.get(Key(table, row, col)) or 0)

    rows = list(dict.fromkeys(key.row for key in printed if key.table == "requests"))
    outcomes = [row for row in rows if row not in ("received", "carried_in", "carried_out", "total")]
    broken: list[dict[str, str]] = []
    for row in rows:
        if number("requests", row, "total") != sum(number("requests", row, kind) for kind in _KINDS):
            broken.append({"check": "row_sum", "subject": row})
    for kind in [*_KINDS, "total"] if rows else []:
        total = number("requests", "total", kind)
        if total != sum(number("requests", row, kind) for row in outcomes):
            broken.append({"check": "outcome_sum", "subject": kind})
        incoming = number("requests", "received", kind) + number("requests", "carried_in", kind)
        if incoming != total + number("requests", "carried_out", kind):
            broken.append({"check": "balance", "subject": kind})
    for track in TRACKS if any(key.table == "review_litigation" for key in printed) else ():
        parts = sum(number("review_litigation", track, part) for part in _PARTS)
        if number("review_litigation", track, "total") != parts:
            broken.append({"check": "track_sum", "subject": track})
    return broken
