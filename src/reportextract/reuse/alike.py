"""Sections that share fingerprints with other agencies': counted from sorted entries, not by comparing all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reportextract.reuse.entries import Entries
from reportextract.reuse.letters import Bools, Indexes

Small = npt.NDArray[np.int32]

# Pairs of fingerprints counted at once: what is worked on at a time stays under 100 MB.
_PAIRS = 1_000_000
# Sections that share fewer fingerprints than this share less than a sentence: 40 letters have nine on average.
LEAST_SHARED = 5
# Of the sections most alike this many are compared letter by letter.
MOST_CANDIDATES = 8


class Shared:
    """Entries of fingerprints that stand in several sections, those of a fingerprint together.

    Of all that an index holds these alone are in memory at once, at some 30 bytes each.
    """

    def __init__(self) -> None:
        self._parts: list[tuple[Small, Small, Small, Small, Bools]] = []

    def add(self, entries: Entries, counts: Indexes, is_asking: Bools) -> None:
        """Add all entries of some fingerprints.

        Args:
            counts: How often each fingerprint counts.
            is_asking: Whether it is asked with which others the entry's section shares.
        """
        if not len(entries.hashes):
            return
        sizes = np.diff(_edges(entries.hashes))
        columns = (sizes, entries.sections, entries.agencies, counts)
        self._parts.append((*(column.astype(np.int32) for column in columns), is_asking))  # type: ignore[arg-type]

    def sections(self) -> Indexes:
        """All sections that have any, ascending."""
        return np.unique(np.concatenate([np.empty(0, np.int64), *(np.unique(part[1]) for part in self._parts)]))

    def pairs(self, among_asking: bool) -> Iterator[tuple[Indexes, Indexes, Indexes]]:
        """Sections that ask, ascending, others of other agencies, and how many fingerprints they share, if enough.

        All that a section shares comes at once.

        Args:
            among_asking: Whether others may be such that ask themselves.
        """
        if not self._parts:
            return
        columns = zip(*self._parts, strict=True)
        sizes, sections, agencies, counts, is_asking = (np.concatenate(column) for column in columns)
        starts = np.cumsum(sizes, dtype=np.int64) - sizes
        groups = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        asking = np.flatnonzero(is_asking).astype(np.int32)
        asking = asking[np.argsort(sections[asking], kind="stable")]
        edges = _edges(sections[asking])
        reached = np.concatenate(([0], np.cumsum(sizes[groups[asking]], dtype=np.int64)))[edges]
        first = 0
        while first < len(edges) - 1:
            last = max(int(np.searchsorted(reached, reached[first] + _PAIRS, side="right")) - 1, first + 1)
            some = asking[edges[first] : edges[last]]
            size = sizes[groups[some]]
            offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
            other = np.repeat(starts[groups[some]], size) + offset
            own = np.repeat(some, size)
            is_pair = agencies[own] != agencies[other]
            if not among_asking:
                is_pair &= ~is_asking[other]
            own, other = own[is_pair], other[is_pair]
            pairs = sections[own].astype(np.int64) << 32 | sections[other]
            pairs, shared = _summed(pairs, counts[own].astype(np.int64) * counts[other])
            enough = shared >= LEAST_SHARED
            yield pairs[enough] >> 32, pairs[enough] & 0xFFFFFFFF, shared[enough]
            first = last


@dataclass(frozen=True, slots=True)
class Alike:
    """What sections share with those of other agencies.

    Attributes:
        sections: One for each of ``others``, ascending: those that share enough with any.
        others: The sections that share most with it, most first, then by their order; at most ``MOST_CANDIDATES``.
        agency_counts: Of how many agencies there are sections that share enough with it, told or not.
    """

    sections: Indexes
    others: Indexes
    agency_counts: Indexes

    def joined(self, other: Alike) -> Alike:
        """With that of other sections."""
        sections = np.concatenate((self.sections, other.sections))
        order = np.argsort(sections, kind="stable")
        others, counts = (
            np.concatenate(pair)[order]
            for pair in ((self.others, other.others), (self.agency_counts, other.agency_counts))
        )
        return Alike(sections[order], others, counts)

    def of(self, section: int) -> tuple[list[int], int]:
        """The sections most alike to one, and of how many agencies there are any."""
        first, last = np.searchsorted(self.sections, [section, section + 1]).tolist()
        return self.others[first:last].tolist(), int(self.agency_counts[first]) if last > first else 0


def most_alike(shared: Shared, known: Indexes, ranks: Indexes, agencies: Indexes) -> Alike:
    """For each section that asks those that share most with it.

    Args:
        known: All sections in ``shared``, ascending.
        ranks: For each of these its place in the order that decides between those that share as much.
        agencies: For each of these its agency.
    """
    none = np.empty(0, np.int64)
    parts = [(none, none, none)]
    for sections, others, counts in shared.pairs(among_asking=True):
        edges = _edges(sections)
        starts, sizes = edges[:-1], np.diff(edges)
        if not len(starts):
            continue
        places = np.searchsorted(known, others)
        by_agency = np.lexsort((agencies[places], sections))
        is_new = np.concatenate(([True], np.diff(agencies[places][by_agency]) != 0))
        is_new[starts] = True
        agency_counts = np.repeat(np.add.reduceat(is_new.astype(np.int64), starts), sizes)
        order = np.lexsort((ranks[places], -counts, sections))
        is_told = np.arange(len(order)) - np.repeat(starts, sizes) < MOST_CANDIDATES
        parts.append((sections[is_told], others[order][is_told], agency_counts[is_told]))
    return Alike(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _summed(keys: Indexes, counts: Indexes) -> tuple[Indexes, Indexes]:
    """Each key once, ascending, with the sum of its counts."""
    if not len(keys):
        return keys, counts
    order = np.argsort(keys, kind="stable")
    starts = _edges(keys[order])[:-1]
    return keys[order][starts], np.add.reduceat(counts[order], starts)


def _edges(values: Indexes | Small) -> Indexes:
    """Where runs of equal values begin, and where the last one ends."""
    if not len(values):
        return np.zeros(1, np.int64)
    return np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1, [len(values)]))
