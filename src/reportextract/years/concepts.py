"""What stays the same when the form changes: quantities over the editions, and where a series breaks.

Most cells of tables 三 and 四 mean the same in the forms of 2019 and 2021. （六）其他处理 is one row in 2019
and three in 2021, together the same. Table 二 changed its meaning: in 2019 it counts what was made and disclosed,
in 2021 what was issued, repealed and is in force; of the powers only the decisions stayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from reportextract.datasets.keys import TABLES, label
from reportextract.model import CellKey

Sum = tuple[CellKey, ...]
FORMS = ("2019", "2021")


@dataclass(frozen=True, slots=True)
class Concept:
    """A quantity that can be followed over years.

    Attributes:
        name: ``table.row.column``, of the newest form that has it.
        by_form: The cells that hold it, by edition of the form; alternatives where an edition is printed in two ways.
        note: Why the series breaks where the forms differ; empty where it doesn't.
    """

    name: str
    label: str
    by_form: Mapping[str, tuple[Sum, ...]]
    note: str = ""


_OTHER = ("other.overdue_correction", "other.unpaid_fee", "other.other")
_CHANGED = {
    "made": "2019 counts what was made (本年新制作数量), 2021 what was issued (本年制发件数)",
    "issued": "2021 counts what was issued (本年制发件数), 2019 what was made (本年新制作数量)",
    "newly_disclosed": "only the form of 2019 counts what was newly disclosed",
    "disclosed_total": "2019 counts all that is disclosed (对外公开总数量), 2021 what is in force (现行有效件数)",
    "in_force": "2021 counts what is in force (现行有效件数), 2019 all that is disclosed (对外公开总数量)",
    "repealed": "only the form of 2021 counts what was repealed",
    "items_last_year": "only the form of 2019 counts the items of the year before",
    "change": "only the form of 2019 counts the change in items",
    "fee_amount": "only the form of 2021 has the amount of fees; 2019 counts their items",
    "projects": "only the form of 2019 has procurement",
    "amount": "only the form of 2019 has procurement",
}
_ONLY_2021 = frozenset({"issued", "repealed", "in_force", "fee_amount"})
_BOTH = frozenset({"licensing", "penalties", "coercion"})


@cache
def _concepts() -> tuple[Concept, ...]:
    found = []
    for table in TABLES.values():
        for key in table.members:
            if key.table == "requests" and key.row.startswith("other."):
                found.append(_concept(key, ("2021",), "one row in the form of 2019: see other"))
            elif key.table == "requests" and key.row == "other":
                three = tuple(CellKey("requests", row, key.column) for row in _OTHER)
                found.append(
                    Concept(".".join(key), label(key), {"2019": ((key,), three), "2021": (three, (key,))})
                )  # fmt: skip
            elif key.table == "disclosure" and not (key.column == "decisions" and key.row in _BOTH):
                note = _CHANGED.get(key.column, "only the form of 2019 has it")
                found.append(_concept(key, ("2021",) if key.column in _ONLY_2021 else ("2019",), note))
            else:
                found.append(_concept(key, FORMS, ""))
    return tuple(found)


def _concept(key: CellKey, forms: tuple[str, ...], note: str) -> Concept:
    return Concept(".".join(key), label(key), dict.fromkeys(forms, ((key,),)), note)


CONCEPTS: Mapping[str, Concept] = {concept.name: concept for concept in _concepts()}


def concept_value(concept: Concept, form: str, values: Mapping[CellKey, int | float | None]) -> int | float | None:
    """A report's number for a concept; None where its form doesn't have it or a cell has no number.

    Args:
        values: The cells that the report has.
    """
    for cells in concept.by_form.get(form, ()):
        if all(key in values for key in cells):
            numbers = [number for number in map(values.__getitem__, cells) if number is not None]
            return sum(numbers) if len(numbers) == len(cells) else None
    return None


def is_continuous(concept: Concept, earlier_form: str, later_form: str) -> bool:
    """Whether numbers of two forms may stand in one series."""
    return earlier_form == later_form or (earlier_form in concept.by_form and later_form in concept.by_form)
