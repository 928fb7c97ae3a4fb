"""Reports come and go: the index is brought up to date, and which reports are told anew is found.

What a section's row says depends on its text, on which fingerprints are common, on the sections that share others with
it, and on the year before. So what is touched is: the sections that came and went; those that have a fingerprint which
became common or is so no more; those that share enough with any of these; and the same agency's next reports. A first
build is an update in which everything comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from reportextract.reuse.alike import Alike, Shared, most_alike
from reportextract.reuse.entries import Entries, Spill, agency_counts, both, distinct, parts_of
from reportextract.reuse.index import Portion, ReportTexts, TextIndex
from reportextract.reuse.letters import Indexes
from reportextract.reuse.own import SignedHashes, fingerprints_of, is_among, read_wording
from reportextract.reuse.wording import MANY_AGENCIES


@dataclass(frozen=True, slots=True)
class Touched:
    """What is to be told anew.

    Attributes:
        documents: Reports that may have other rows than before; those that are gone are among them.
        alike: Of all sections of these reports.
    """

    documents: set[str]
    alike: Alike


def update(index: TextIndex, gone: Collection[str], come: Iterable[ReportTexts]) -> Touched:
    """Bring the index up to date.

    Args:
        gone: Reports that are no more, or no more what they were.
        come: Reports that are new, or what others have become.
    """
    folder = index.folder
    with closing(Spill(folder)) as old, closing(Spill(folder)) as new:
        common = index.common()
        documents = {*gone, *index.neighbours(gone)}
        _spill(old, index.portions(index.sections_of(gone)))
        index.remove(gone)
        come_documents: set[str] = set()
        come_sections = _spill(new, index.add(_noted(come, come_documents)))
        crossed = _count_agencies(index, old, new, common)
        new.close()
        common = index.common()
        changed = np.unique(np.concatenate((come_sections, crossed)))
        alike, near = _share(index, changed, common, old)
    documents |= come_documents | index.neighbours(come_documents)
    documents |= index.documents_of(np.union1d(crossed, near))
    rest = np.setdiff1d(index.sections_of(documents), changed)
    with closing(Spill(folder)) as nothing:
        more, _ = _share(index, rest, common, nothing)
    return Touched(documents, alike.joined(more))


def _noted(come: Iterable[ReportTexts], documents: set[str]) -> Iterator[ReportTexts]:
    for texts in come:
        documents.add(texts.report.document_id)
        yield texts


def _spill(spill: Spill, portions: Iterable[Portion]) -> Indexes:
    """Put the fingerprints of sections there; returns which sections they were."""
    sections = [np.empty(0, np.int64)]
    for portion in portions:
        texts, hashes = fingerprints_of(portion.letters)
        spill.add(hashes, portion.agencies[texts], portion.sections[texts], np.zeros(len(texts), np.bool_))
        sections.append(portion.sections)
    return np.concatenate(sections)


def _spill_own(spill: Spill, portions: Iterable[Portion], common: SignedHashes) -> None:
    """Put the fingerprints of sections there, knowing which stand in what is their own."""
    for portion in portions:
        wording = read_wording(portion.letters, common)
        spill.add(wording.hashes, portion.agencies[wording.texts], portion.sections[wording.texts], wording.is_own)


def _count_agencies(index: TextIndex, gone: Spill, come: Spill, common: SignedHashes) -> Indexes:
    """Delete the fingerprints that are gone, and note which are common now or are so no more.

    Returns:
        The sections in the index that have any of the latter: what is their own has changed.
    """
    sections = [np.empty(0, np.int64)]
    for part in parts_of(gone, come):
        left, new = gone.part(part), come.part(part)
        index.delete(left)
        rare = new.where(~is_among(new.hashes, common))
        holders = index.holders(part, distinct(rare.hashes))
        hashes, counts = agency_counts(both(holders, rare))
        risen = hashes[counts > MANY_AGENCIES]
        perhaps = distinct(left.hashes[is_among(left.hashes, common)]).tolist()
        fallen = np.array([value for value in perhaps if _is_rare(index, value, new)], np.int64)
        index.change_common(risen, fallen)
        sections += [
            holders.sections[is_among(holders.hashes, risen)],
            index.holders(part, fallen).sections,
        ]
        index.count(len(new.hashes) - len(left.hashes))
    return np.unique(np.concatenate(sections))


def _is_rare(index: TextIndex, value: int, new: Entries) -> bool:
    known = index.some_agencies(value, MANY_AGENCIES + 1)
    return len(known.union(new.agencies[new.hashes == value].tolist())) <= MANY_AGENCIES


def _share(index: TextIndex, sections: Indexes, common: SignedHashes, gone: Spill) -> tuple[Alike, Indexes]:
    """Put the fingerprints of sections into the index as they are now, and find what they share.

    Args:
        sections: Ascending; all that have other own wording than before are among them.
        gone: Fingerprints that there were before.

    Returns:
        What the sections share; and other sections that share enough with any of them, or did so before. (Where these
        are few too many it costs time: how much of a section was its own before is not known any more.)
    """
    shared, changed_shared = Shared(), Shared()
    with closing(Spill(index.folder)) as spill:
        _spill_own(spill, index.portions(sections), common)
        for part in parts_of(spill, gone):
            mine = spill.part(part)
            rare, left = (each.where(~is_among(each.hashes, common)) for each in (mine, gone.part(part)))
            changed = both(rare, left)
            others = index.holders(part, distinct(changed.hashes))
            others = others.where(~is_among(others.sections, sections) & (others.own_counts > 0))
            index.put(mine)
            found = _of_several(both(rare.where(rare.own_counts > 0), others))
            shared.add(found, found.own_counts, is_among(found.sections, sections))
            if len(others.hashes):
                # The others' counts are of what is their own, the changed ones' of all that may have been.
                found = _of_several(both(changed, others._replace(counts=others.own_counts)))
                is_other = is_among(found.sections, np.unique(others.sections))
                changed_shared.add(found, found.counts, ~is_other)
    near = [np.unique(others) for _, others, _ in changed_shared.pairs(among_asking=False)]
    involved = shared.sections()
    alike = most_alike(shared, involved, *index.ranks_and_agencies(involved))
    return alike, np.unique(np.concatenate([np.empty(0, np.int64), *near]))


def _of_several(entries: Entries) -> Entries:
    """Those whose fingerprints stand in the sections of several agencies."""
    hashes, counts = agency_counts(entries)
    return entries.where(is_among(entries.hashes, hashes[counts > 1]))
