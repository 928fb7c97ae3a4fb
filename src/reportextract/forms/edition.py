"""The form's editions, loaded from ``editions/*.yaml``: rows and columns as trees, flattened to paths.

What a form looks like is data; adding an edition is adding a file (see docs/editions.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from reportextract.forms.labels import Label, read_label, similarity
from reportextract.model import CellKey, Identity

Quantity = Literal["count", "change", "amount"]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Something that the form calls by name: a row, a column, a group of them, a title. One object for each.

    Attributes:
        labels: Official label first, then its aliases.
    """

    labels: tuple[Label, ...]

    @property
    def official(self) -> str:
        return self.labels[0].text


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """A row or a column of the form. One object for each.

    Attributes:
        key: Canonical name (contract, section 3).
        parents: What stands above it in the tree, outermost first.
        unit: Unit that the official label states, if any.
        quantity: What its numbers are: a ``count``, a signed ``change``, an ``amount`` of money.
        editions: Editions that have it.
    """

    key: str
    term: Term
    parents: tuple[Term, ...] = ()
    unit: str | None = None
    quantity: Quantity = "count"
    editions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A block of 二、主动公开: one item of article 20 with its own header.

    Attributes:
        edition: The edition that prints it so.
    """

    edition: str
    title: Term
    columns: tuple[Axis, ...]
    rows: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed text, compared with everything that the form calls by name."""

    label: Label
    _alike: dict[Term, float]

    def alike(self, term: Term) -> float:
        """How alike the text is to a term's labels, 0 to 1; 0 for anything below 0.4."""
        return self._alike.get(term, 0.0)

    def alike_any(self, terms: Iterable[Term]) -> float:
        return max((self._alike.get(term, 0.0) for term in terms), default=0.0)


@dataclass(frozen=True, slots=True)
class Form:
    """All editions together: what may stand on a page, each part knowing which editions have it.

    Attributes:
        blocks: Of 二, for every edition, in the order of print.
        subjects: Rows of 二 over all blocks and editions.
        applicants: Columns of 三.
        outcomes: Rows of 三; where editions differ, the alternatives stand one after the other.
        applicant_groups, outcome_groups: What stands over several columns of 三, and beside several of its rows.
        tracks: Columns of 四: keys are ``track.result``.
        first_years: For each edition, the first report year for which it was in force.
        corners: The texts in the corner of table 二 and of table 三.
    """

    blocks: tuple[Block, ...]
    subjects: tuple[Axis, ...]
    applicants: tuple[Axis, ...]
    outcomes: tuple[Axis, ...]
    applicant_groups: tuple[Term, ...]
    outcome_groups: tuple[Term, ...]
    tracks: tuple[Axis, ...]
    corners: dict[str, Term]
    editions: tuple[str, ...]
    first_years: dict[str, int]
    rules: tuple[dict[str, Any], ...]

    def vocabulary(self) -> dict[str, tuple[Term, ...]]:
        """For each table, every term that may stand in it."""
        return {
            "disclosure": (
                self.corners["disclosure"],
                *(b.title for b in self.blocks),
                *(c.term for b in self.blocks for c in b.columns),
                *(a.term for a in self.subjects),
            ),
            "requests": (
                self.corners["requests"],
                *self.applicant_groups,
                *self.outcome_groups,
                *(a.term for a in (*self.applicants, *self.outcomes)),
            ),
            "review_litigation": (*_groups(self.tracks), *(a.term for a in self.tracks)),
        }

    def expected(self, edition: str, table: str) -> tuple[CellKey, ...]:
        """Every cell of a table as an edition prints it."""
        if table == "disclosure":
            blocks = [b for b in self.blocks if b.edition == edition]
            return tuple(CellKey(table, r.key, c.key) for b in blocks for r in b.rows for c in b.columns)
        if table == "requests":
            rows = [a for a in self.outcomes if edition in a.editions]
            return tuple(CellKey(table, r.key, c.key) for r in rows for c in self.applicants)
        return tuple(CellKey(table, *a.key.split(".")) for a in self.tracks if edition in a.editions)

    def identities(self, keys: Sequence[CellKey]) -> tuple[Identity, ...]:
        """The identities among the cells that a report's form has.

        Args:
            keys: Every cell that the form at hand has, read or not. A row the agency's form lacks takes no part.
        """
        return _identities_among(tuple(keys))


def is_printed(table: str, row: str, text: str, *, before_a_number: bool = False) -> bool:
    """Whether a row's label stands somewhere in a text.

    Args:
        text: In simplified characters, without spaces.
        before_a_number: Whether what may be its number must follow.
    """
    form = load_form()
    axes = form.subjects if table == "disclosure" else form.outcomes if table == "requests" else ()
    terms = [axis.term for axis in axes if axis.key == row]
    # The tracks of table 四 stand over their columns.
    tracks = form.tracks if table == "review_litigation" else ()
    terms += [axis.parents[-1] for axis in tracks if axis.key.split(".")[0] == row]
    labels = [re.escape(label.bare) for term in terms for label in term.labels]
    number = r"\)?[-+\d０-９—－/／无]" if before_a_number else ""
    return bool(labels) and re.search(rf"(?:{'|'.join(labels)}){number}", text) is not None


@lru_cache(maxsize=32768)
def read_term(text: str) -> Reading:
    """Compares a printed text with all terms of the form. Most cells of most reports say the same few things."""
    label = read_label(text)
    alike = {}
    for term in _terms():
        best = max(similarity(label, official) for official in term.labels)
        if best >= 0.4:
            alike[term] = best
    return Reading(label, alike)


@cache
def load_form() -> Form:
    """Reads every edition that ships with the package."""
    files = sorted(
        (f for f in resources.files(__package__).joinpath("editions").iterdir() if f.name.endswith(".yaml")),
        key=lambda f: f.name,
    )
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    editions = [yaml.load(f.read_text(encoding="utf-8"), Loader=loader) for f in files]
    names = tuple(str(e["edition"]) for e in editions)
    blocks = tuple(block for e in editions for block in _blocks(e))
    applicants = _merge([list(_leaves(e["requests"]["columns"], "columns", str(e["edition"]))) for e in editions])
    outcomes = _merge([list(_leaves(e["requests"]["rows"], "rows", str(e["edition"]))) for e in editions])
    return Form(
        blocks=blocks,
        subjects=_merge([[row for b in blocks if b.edition == name for row in b.rows] for name in names]),
        applicants=applicants,
        outcomes=outcomes,
        applicant_groups=_groups(applicants),
        outcome_groups=_groups(outcomes),
        tracks=_merge(
            [list(_leaves(e["review_litigation"]["columns"], "columns", str(e["edition"]))) for e in editions]
        ),
        corners={t: _term(editions[0][t]["corner"]) for t in ("disclosure", "requests")},
        editions=names,
        first_years={str(e["edition"]): int(e["first_year"]) for e in editions},
        rules=tuple(editions[-1]["identities"]),
    )


@cache
def _terms() -> tuple[Term, ...]:
    return tuple(dict.fromkeys(t for terms in load_form().vocabulary().values() for t in terms))


@cache
def _term(label: str, aliases: tuple[str, ...] = ()) -> Term:
    return Term(tuple(read_label(text) for text in (label, *aliases)))


def _groups(axes: Sequence[Axis]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(p for a in axes for p in a.parents))


def _blocks(edition: dict[str, Any]) -> Iterator[Block]:
    name = str(edition["edition"])
    for block in edition["disclosure"]["blocks"]:
        yield Block(
            edition=name,
            title=_term(block["title"]),
            columns=tuple(_leaves(block["columns"], "columns", name)),
            rows=tuple(_leaves(block["rows"], "rows", name)),
        )


def _leaves(
    nodes: list[dict[str, Any]], branch: str, edition: str, parents: tuple[Term, ...] = (), track: str = ""
) -> Iterator[Axis]:
    for node in nodes:
        if branch in node:
            group = _term(node["label"])
            yield from _leaves(node[branch], branch, edition, (*parents, group), node.get("track", track))
        else:
            yield Axis(
                key=f"{track}.{node['key']}" if track else node["key"],
                term=_term(node["label"], tuple(node.get("aliases", ()))),
                parents=parents,
                unit=node.get("unit"),
                quantity=node.get("quantity", "count"),
                editions=frozenset({edition}),
            )


def _merge(lists: list[list[Axis]]) -> tuple[Axis, ...]:
    """One list of all axes in the order of print; an axis of a later edition comes after its predecessor there."""
    merged: list[Axis] = []
    for axes in lists:
        at = 0
        for axis in axes:
            known = next((i for i, m in enumerate(merged) if m.key == axis.key), None)
            if known is None:
                merged.insert(at, axis)
                at += 1
            else:
                old = merged[known]
                merged[known] = Axis(
                    key=old.key,
                    term=_term(*_wordings(old.term, axis.term)),
                    parents=old.parents,
                    unit=old.unit or axis.unit,
                    quantity=old.quantity,
                    editions=old.editions | axis.editions,
                )
                at = known + 1
    return tuple(merged)


def _wordings(old: Term, new: Term) -> tuple[str, tuple[str, ...]]:
    first, *rest = dict.fromkeys(label.text for label in (*old.labels, *new.labels))
    return first, tuple(rest)


# --- identities --------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _identities_among(keys: tuple[CellKey, ...]) -> tuple[Identity, ...]:
    return tuple(identity for rule in load_form().rules for identity in _identities(rule, keys))


def _identities(rule: dict[str, Any], keys: Sequence[CellKey]) -> Iterator[Identity]:
    table = rule["table"]
    by_row = rule["for_each"] == "row"
    lines: dict[str, list[CellKey]] = {}
    for key in keys:
        if key.table == table:
            lines.setdefault(key.row if by_row else key.column, []).append(key)
    for subject, line in lines.items():
        left, right = (
            tuple(k for k in line if any(fnmatchcase(k.column if by_row else k.row, p) for p in rule[side]))
            for side in ("left", "right")
        )
        if left and right:
            yield Identity(rule["check"], table, subject, left, right)
