"""The form's editions, loaded from ``editions/*.yaml``: rows and columns as trees, flattened to paths.

What a form looks like is data; adding an edition is adding a file (see docs/editions.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

from reportextract.forms.labels import Label, read_label
from reportextract.model import CellKey, Identity


@dataclass(frozen=True, slots=True)
class Axis:
    """A row or a column of the form.

    Attributes:
        key: Canonical name (contract, section 3).
        labels: Official label first, then its aliases.
        parents: Labels above it in the tree, outermost first.
        unit: Unit that the official label states, if any.
        editions: Editions that have it.
    """

    key: str
    labels: tuple[Label, ...]
    parents: tuple[Label, ...] = ()
    unit: str | None = None
    editions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of 二、主动公开: one item of article 20 with its own header.

    Attributes:
        edition: The edition that prints it so.
    """

    edition: str
    title: Label
    columns: tuple[Axis, ...]
    rows: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """All editions together: what may stand on a page, each part knowing which editions have it.

    Attributes:
        blocks: Of 二, for every edition, in the order of print.
        subjects: Rows of 二 over all blocks and editions.
        applicants: Columns of 三.
        outcomes: Rows of 三; where editions differ, the alternatives stand one after the other.
        tracks: Columns of 四: keys are ``track.result``.
    """

    blocks: tuple[Block, ...]
    subjects: tuple[Axis, ...]
    disclosure_corner: Label
    applicants: tuple[Axis, ...]
    applicant_parents: tuple[Label, ...]
    requests_corner: Label
    outcomes: tuple[Axis, ...]
    tracks: tuple[Axis, ...]
    editions: tuple[str, ...]
    rules: tuple[dict[str, Any], ...]

    def identities(self, keys: Sequence[CellKey]) -> tuple[Identity, ...]:
        """The identities among the cells that a report's form has.

        Args:
            keys: Every cell that the form at hand has, read or not. A row the agency's form lacks takes no part.
        """
        return tuple(identity for rule in self.rules for identity in _identities(rule, keys))


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
    return Form(
        blocks=blocks,
        subjects=_merge([[row for b in blocks if b.edition == name for row in b.rows] for name in names]),
        disclosure_corner=read_label(editions[0]["disclosure"]["corner"]),
        applicants=_merge([list(_leaves(e["requests"]["columns"], "columns", str(e["edition"]))) for e in editions]),
        applicant_parents=tuple(
            dict.fromkeys(read_label(p) for e in editions for p in _parents(e["requests"]["columns"]))
        ),
        requests_corner=read_label(editions[0]["requests"]["corner"]),
        outcomes=_merge([list(_leaves(e["requests"]["rows"], "rows", str(e["edition"]))) for e in editions]),
        tracks=_merge(
            [list(_leaves(e["review_litigation"]["columns"], "columns", str(e["edition"]))) for e in editions]
        ),
        editions=names,
        rules=tuple(editions[-1]["identities"]),
    )


def _blocks(edition: dict[str, Any]) -> Iterator[Block]:
    name = str(edition["edition"])
    for block in edition["disclosure"]["blocks"]:
        yield Block(
            edition=name,
            title=read_label(block["title"]),
            columns=tuple(_leaves(block["columns"], "columns", name)),
            rows=tuple(_leaves(block["rows"], "rows", name)),
        )


def _leaves(
    nodes: list[dict[str, Any]], branch: str, edition: str, parents: tuple[Label, ...] = (), track: str = ""
) -> Iterator[Axis]:
    for node in nodes:
        label = read_label(node["label"])
        if branch in node:
            yield from _leaves(node[branch], branch, edition, (*parents, label), node.get("track", track))
        else:
            yield Axis(
                key=f"{track}.{node['key']}" if track else node["key"],
                labels=(label, *(read_label(a) for a in node.get("aliases", ()))),
                parents=parents,
                unit=node.get("unit"),
                editions=frozenset({edition}),
            )


def _parents(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if "columns" in node:
            yield node["label"]
            yield from _parents(node["columns"])


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
                    labels=tuple(dict.fromkeys((*old.labels, *axis.labels))),
                    parents=old.parents,
                    unit=old.unit or axis.unit,
                    editions=old.editions | axis.editions,
                )
                at = known + 1
    return tuple(merged)


def _identities(rule: dict[str, Any], keys: Sequence[CellKey]) -> Iterator[Identity]:
    table = rule["table"]
    across = rule["for_each"]
    subjects = dict.fromkeys(k.row if across == "row" else k.column for k in keys if k.table == table)
    for subject in subjects:
        line = [k for k in keys if k.table == table and (k.row if across == "row" else k.column) == subject]

        def side(patterns: Sequence[str], line: list[CellKey] = line) -> tuple[CellKey, ...]:
            return tuple(
                k for k in line if any(fnmatchcase(k.column if across == "row" else k.row, p) for p in patterns)
            )

        left, right = side(rule["left"]), side(rule["right"])
        if left and right:
            yield Identity(rule["check"], table, subject, left, right)
