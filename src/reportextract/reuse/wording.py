"""Wording that is nobody's own: the form's, the law's, and what a great many agencies write alike."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from reportextract.forms import load_form
from reportextract.reuse.fingerprints import GRAM, Hashes, gram_places, hash_grams
from reportextract.reuse.letters import Bools, Indexes, read_letters
from reportextract.reuse.passages import LEAST

# Wording in the reports of more agencies than this is common to all. A county has 10 to 30 townships and a prefecture
# up to some 250; a template of one county is somebody's text, a sentence of several prefectures is everybody's.
MANY_AGENCIES = 60
_LAST_BITS = np.uint64((1 << 18) - 1)


@cache
def form_hashes() -> Hashes:
    """The hashes of all grams in the forms' labels and in ``wording.yaml``, ascending."""
    phrases = [label.text for terms in load_form().vocabulary().values() for term in terms for label in term.labels]
    phrases += [phrase for group in _listed().values() for phrase in group]
    letters = read_letters(phrases)
    hashes: Hashes = np.unique(hash_grams(letters.codes)[gram_places(letters.starts)])
    return hashes


def is_form_gram(hashes: Hashes) -> Bools:
    """Whether grams are of the form's wording."""
    known = form_hashes()
    found: Bools = _may_be_form()[hashes & _LAST_BITS]
    perhaps = np.flatnonzero(found)
    places = np.minimum(np.searchsorted(known, hashes[perhaps]), len(known) - 1)
    found[perhaps] = known[places] == hashes[perhaps]
    return found


@cache
def _may_be_form() -> Bools:
    """For the last bits of a hash, whether the form has any such: so all but a few grams are settled at once."""
    possible = np.zeros(int(_LAST_BITS) + 1, np.bool_)
    possible[form_hashes() & _LAST_BITS] = True
    return possible


def cover(own: Bools, grams: Indexes) -> None:
    """Mark letters as not a text's own.

    Args:
        own: A flag for each letter; changed.
        grams: Where common grams begin.
    """
    for place in range(GRAM):
        own[grams + place] = False


def drop_short_runs(own: Bools, starts: Indexes) -> None:
    """Where fewer than ``LEAST`` own letters stand in a row they are the rest of common wording, not a text's own.

    Args:
        own: A flag for each letter; changed.
        starts: Where the texts begin, and the end of the last.
    """
    if not len(own):
        return
    changes = np.zeros(len(own) + 1, np.bool_)
    changes[1:-1] = own[1:] != own[:-1]
    changes[starts] = True
    changes[0] = True
    edges = np.flatnonzero(changes)
    lengths = np.diff(edges)
    own &= np.repeat(lengths >= LEAST, lengths)


@cache
def _listed() -> dict[str, list[str]]:
    import yaml

    text = resources.files(__package__).joinpath("wording.yaml").read_text(encoding="utf-8")
    listed: dict[str, Any] = yaml.safe_load(text)
    return {name: [str(phrase) for phrase in phrases] for name, phrases in listed.items()}
