"""Which section holds which fingerprint, sorted by fingerprint a part at a time: more of them than memory holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

import numpy as np

from reportextract.reuse.letters import Bools, Indexes
from reportextract.reuse.own import SignedHashes

# Entries are sorted in so many parts, by the leading bits of their fingerprints: of 200,000 reports a part has about a
# million.
_BITS = 6
_SHIFT = 64 - _BITS
# Bytes of a part that stay in memory: a few hundred reports touch no disk.
_HELD = 1 << 20
_RAW = np.dtype([("hash", "<i8"), ("agency", "<u4"), ("section", "<u4"), ("own", "u1")])


class Entries(NamedTuple):
    """Fingerprints of sections, one entry for each section that has one.

    Attributes:
        hashes: Ascending, and where they are equal agencies do, then sections.
        agencies, sections: By their numbers in the index.
        counts: How often the fingerprint stands in the section.
        own_counts: How often in the section's own wording.
    """

    hashes: SignedHashes
    agencies: Indexes
    sections: Indexes
    counts: Indexes
    own_counts: Indexes

    def where(self, chosen: Bools) -> Entries:
        """Some of the entries."""
        return Entries(*(column[chosen] for column in self))


def no_entries() -> Entries:
    """None at all."""
    return Entries(*(np.empty(0, np.int64) for _ in Entries._fields))


def both(one: Entries, other: Entries) -> Entries:
    """The entries of two, which have none in common, in order."""
    if not len(one.hashes) or not len(other.hashes):
        return one if len(one.hashes) else other
    columns = [np.concatenate(pair) for pair in zip(one, other, strict=True)]
    order = np.lexsort((columns[2], columns[1], columns[0]))
    return Entries(*(column[order] for column in columns))


def agency_counts(entries: Entries) -> tuple[SignedHashes, Indexes]:
    """Each fingerprint once, and in the sections of how many agencies it stands."""
    if not len(entries.hashes):
        return entries.hashes, entries.counts
    is_new = _differs(entries.hashes)
    is_other_agency = is_new | _differs(entries.agencies)
    starts = np.flatnonzero(is_new)
    return entries.hashes[starts], np.add.reduceat(is_other_agency.astype(np.int64), starts)


def distinct(hashes: SignedHashes) -> SignedHashes:
    """Each of some fingerprints once; they ascend."""
    return hashes[_differs(hashes)] if len(hashes) else hashes


class Spill:
    """Entries on their way to being sorted.

    What is more than a few megabytes waits in files that vanish with this process, however it ends.

    Args:
        folder: Where those files are; None for where the system has its own.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._parts: dict[int, IO[bytes]] = {}

    def add(self, hashes: SignedHashes, agencies: Indexes, sections: Indexes, is_own: Bools) -> None:
        """Add fingerprints as they stand in texts; one that is repeated in a section counts as often."""
        raw = np.empty(len(hashes), _RAW)
        raw["hash"], raw["agency"], raw["section"], raw["own"] = hashes, agencies, sections, is_own
        parts = hashes >> _SHIFT
        order = np.argsort(parts, kind="stable")
        edges = np.flatnonzero(np.concatenate(([True], np.diff(parts[order]) != 0, [True]))) if len(order) else order
        for first, last in pairwise(edges.tolist()):
            part = int(parts[order[first]])
            if part not in self._parts:
                self._parts[part] = SpooledTemporaryFile(_HELD, dir=None if self._folder is None else str(self._folder))  # noqa: SIM115 - closed by close()
            self._parts[part].write(raw[order[first:last]].tobytes())

    def parts(self) -> set[int]:
        """Which parts have any entries. In their order all fingerprints ascend."""
        return set(self._parts)

    def part(self, number: int) -> Entries:
        """The entries of a part."""
        file = self._parts.get(number)
        if file is None:
            return no_entries()
        file.seek(0)
        raw = np.frombuffer(file.read(), _RAW)
        file.seek(0, 2)
        order = np.lexsort((raw["section"], raw["agency"], raw["hash"]))
        hashes, agencies, sections, own = (raw[name][order] for name in ("hash", "agency", "section", "own"))
        starts = np.flatnonzero(_differs(hashes) | _differs(sections))
        return Entries(
            hashes[starts],
            agencies[starts].astype(np.int64),
            sections[starts].astype(np.int64),
            np.diff(np.concatenate((starts, [len(order)]))),
            np.add.reduceat(own, starts, dtype=np.int64),
        )

    def close(self) -> None:
        """Let go of everything."""
        for file in self._parts.values():
            file.close()
        self._parts.clear()


def range_of(part: int) -> tuple[int, int]:
    """The least and the greatest fingerprint that a part may hold."""
    return part << _SHIFT, ((part + 1) << _SHIFT) - 1


def part_count() -> int:
    """How many parts there are."""
    return 1 << _BITS


def parts_of(*spills: Spill) -> Iterator[int]:
    """The parts that any of these has, ascending."""
    yield from sorted(set().union(*(spill.parts() for spill in spills)))


def _differs(values: Indexes) -> Bools:
    """For each value whether it is another than the one before; true of the first."""
    return np.concatenate(([True], values[1:] != values[:-1]))
