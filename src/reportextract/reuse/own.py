"""What of texts is their own, and the fingerprints by which they may share it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reportextract.reuse.fingerprints import GRAM, Hashes, gram_places, hash_grams, winnow
from reportextract.reuse.letters import Bools, Indexes, Letters
from reportextract.reuse.wording import cover, drop_short_runs, is_form_gram

# As they are kept: SQLite has no unsigned integers.
SignedHashes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of several texts.

    Attributes:
        own: For each letter, whether it is its text's own.
        texts, hashes: The fingerprints of the texts, as :func:`fingerprints_of` gives them.
        is_own: For each of these, whether it stands in a text's own wording.
    """

    own: Bools
    texts: Indexes
    hashes: SignedHashes
    is_own: Bools


def fingerprints_of(letters: Letters) -> tuple[Indexes, SignedHashes]:
    """The fingerprints of texts that are not of the form's wording: of which text, ascending, and which."""
    hashes = hash_grams(letters.codes)
    places, chosen = _chosen(hashes, gram_places(letters.starts))
    return _texts(letters, places), chosen


def read_wording(letters: Letters, common: SignedHashes) -> Wording:
    """Tell the texts' own wording from the form's and from everybody's.

    A text's wording depends on nothing but itself and ``common``.

    Args:
        common: The fingerprints of wording that a great many agencies use, ascending.
    """
    hashes, grams = hash_grams(letters.codes), gram_places(letters.starts)
    own = np.ones(len(letters.codes), np.bool_)
    cover(own, grams[is_form_gram(hashes[grams])])
    places, chosen = _chosen(hashes, grams)
    cover(own, places[is_among(chosen, common)])
    drop_short_runs(own, letters.starts)
    return Wording(own, _texts(letters, places), chosen, own[places] & own[places + GRAM - 1])


def is_among(values: Indexes, known: Indexes) -> Bools:
    """For each value, whether it is one of those known, which ascend."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    places = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[places] == values)


def _chosen(hashes: Hashes, grams: Indexes) -> tuple[Indexes, SignedHashes]:
    """Where fingerprints stand that are not of the form's wording, ascending, and what they are."""
    places = winnow(hashes, grams)
    places = places[~is_form_gram(hashes[places])]
    return places, hashes[places].view(np.int64)


def _texts(letters: Letters, places: Indexes) -> Indexes:
    return np.searchsorted(letters.starts, places, side="right") - 1
