"""Sections that share fingerprints with other agencies': counted from sorted entries, not by comparing all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reportextract.reuse.entries import Entries
from reportextract.reuse.letters import Bools, Indexes

# Pairs of fingerprints counted at once: what is worked on at a time stays under 100 MB.
_PAIRS = 1_000_000
# Sections that share fewer fingerprints than this share less than a sentence: 40 letters have nine on average.
LEAST_SHARED = 5
# Of the sections most alike this many are compared letter by letter.
MOST_CANDIDATES = 8
_SECTION_BITS = 32


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


def find_alike(shared: Entries, wanted: Indexes, order: Indexes) -> Alike:
    """The sections of other agencies that each wanted one shares fingerprints of its own wording with.

    Args:
        shared: All entries of the fingerprints that wanted sections have.
        wanted: Numbers of sections, ascending.
        order: All sections in ``shared``, in the order that decides between those that share as much.
    """
    ranks = np.empty(len(order), np.int64)
    by_number = np.argsort(order)
    ranks[by_number] = np.arange(len(order))
    known = order[by_number]
    # Numbered by their order, so that it need not be asked for any more.
    ranked = by_number[np.searchsorted(known, shared.sections)]
    agencies = np.zeros(len(order), np.int64)
    agencies[ranked] = shared.agencies
    is_wanted = np.isin(shared.sections, wanted)
    parts = list(_alike(shared, ranked, agencies, is_wanted))
    if not parts:
        return Alike(*(np.empty(0, np.int64) for _ in range(3)))
    sections, others, counts = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    sections = order[sections]
    by_section = np.argsort(sections, kind="stable")
    return Alike(sections[by_section], order[others][by_section], counts[by_section])


def _alike(
    shared: Entries, sections: Indexes, agencies: Indexes, is_wanted: Bools
) -> Iterator[tuple[Indexes, Indexes, Indexes]]:
    """Columns of ``Alike``, for some sections at a time."""
    starts = np.flatnonzero(np.concatenate(([True], np.diff(shared.hashes) != 0))) if len(sections) else sections
    sizes = np.diff(np.concatenate((starts, [len(sections)])))
    groups = np.repeat(np.arange(len(starts)), sizes)
    mine = np.flatnonzero(is_wanted)
    mine = mine[np.argsort(sections[mine], kind="stable")]
    pair_counts = np.cumsum(sizes[groups[mine]])
    first = 0
    while first < len(mine):
        # Whole sections only: the pairs of a section are counted together.
        done = pair_counts[first - 1] if first else 0
        reached = int(np.searchsorted(pair_counts, done + _PAIRS, side="right"))
        last = len(mine)
        if reached < last:
            edge = sections[mine[max(reached, first)]]
            last = int(np.searchsorted(sections[mine], edge))
            if last <= first:
                last = int(np.searchsorted(sections[mine], edge, side="right"))
        some = mine[first:last]
        size = sizes[groups[some]]
        offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        other = np.repeat(starts[groups[some]], size) + offset
        own = np.repeat(some, size)
        apart = shared.agencies[other] != shared.agencies[own]
        own, other = own[apart], other[apart]
        pairs, counts = summed(
            sections[own] * len(agencies) + sections[other], shared.own_counts[own] * shared.own_counts[other]
        )
        enough = counts >= LEAST_SHARED
        if enough.any():
            yield _most_alike(*np.divmod(pairs[enough], len(agencies)), counts[enough], agencies)
        first = last


def _most_alike(
    sections: Indexes, others: Indexes, counts: Indexes, agencies: Indexes
) -> tuple[Indexes, Indexes, Indexes]:
    """The first of each section, which ascend, by count and then by number; and of how many agencies there are any."""
    starts = np.flatnonzero(np.concatenate(([True], np.diff(sections) != 0)))
    sizes = np.diff(np.concatenate((starts, [len(sections)])))
    by_agency = np.lexsort((agencies[others], sections))
    is_new = np.concatenate(([True], np.diff(agencies[others][by_agency]) != 0))
    is_new[starts] = True
    agency_counts = np.add.reduceat(is_new.astype(np.int64), starts)
    order = np.lexsort((others, -counts, sections))
    is_told = np.arange(len(order)) - np.repeat(starts, sizes) < MOST_CANDIDATES
    return sections[order][is_told], others[order][is_told], np.repeat(agency_counts, sizes)[is_told]


def summed(keys: Indexes, counts: Indexes) -> tuple[Indexes, Indexes]:
    """Each key once, ascending, with the sum of its counts."""
    if not len(keys):
        return keys, counts
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(sorted_keys) != 0)))
    return sorted_keys[starts], np.add.reduceat(counts[order], starts)


def pairs_of(entries: Entries, others: Entries) -> Iterator[tuple[Indexes, Indexes]]:
    """How many fingerprints sections may share with others of other agencies, for some of the fingerprints at a time.

    Returns:
        Pairs of sections, each as one number (:func:`others_in`), and for each the greatest number that they share if
        all of its wording were the first one's own.
    """
    starts = np.searchsorted(others.hashes, entries.hashes)
    sizes = np.searchsorted(others.hashes, entries.hashes, side="right") - starts
    reached = np.cumsum(sizes)
    first = 0
    while first < len(sizes) and reached[-1]:
        done = reached[first - 1] if first else 0
        last = max(int(np.searchsorted(reached, done + _PAIRS, side="right")), first + 1)
        size = sizes[first:last]
        offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        other = np.repeat(starts[first:last], size) + offset
        own = np.repeat(np.arange(first, last), size)
        apart = entries.agencies[own] != others.agencies[other]
        own, other = own[apart], other[apart]
        yield summed(
            entries.sections[own] << _SECTION_BITS | others.sections[other],
            entries.counts[own] * others.own_counts[other],
        )
        first = last


def others_in(pairs: Indexes) -> Indexes:
    """The second sections of pairs."""
    return pairs & ((1 << _SECTION_BITS) - 1)
