"""Letters, fingerprints, passages and own wording, each for itself."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from reportextract.reuse.fingerprints import GRAM, WINDOW, fingerprint
from reportextract.reuse.letters import places_of, read_letters
from reportextract.reuse.passages import LEAST, Passage, identical_passages
from reportextract.reuse.wording import cover, drop_short_runs


def letters_of(text: str) -> str:
    return read_letters([text]).text(0)


def test_letters_are_the_same_in_any_width_script_and_punctuation() -> None:
    assert letters_of("《条例》第２０條， Ａ（一）\n") == letters_of("条例第20条a一") == "条例第20条a一"
    assert places_of("《条例》 二").tolist() == [1, 2, 5]


def test_texts_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportextract.reuse.letters._PORTION", 2)
    letters = read_letters(["一、二", "", "三。"])
    assert [letters.text(index) for index in range(3)] == ["一二", "", "三"]
    assert letters.starts.tolist() == [0, 2, 2, 3]


def invented(rng: Random, count: int) -> str:
    return "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(count))


@pytest.mark.parametrize("seed", range(20))
def test_equal_passages_share_a_fingerprint_wherever_they_stand(seed: int) -> None:
    rng = Random(seed)
    passage = invented(rng, GRAM + WINDOW - 1)
    one, other = (invented(rng, rng.randrange(60)) + passage + invented(rng, rng.randrange(60)) for _ in range(2))
    assert set(fingerprint(read_letters([one]))[0]) & set(fingerprint(read_letters([other]))[0])


def test_a_fingerprint_never_spans_two_texts() -> None:
    rng = Random(1)
    texts = [invented(rng, length) for length in (30, 5, 0, 8, 12, 40)]
    hashes, places = fingerprint(read_letters(texts))
    alone = [fingerprint(read_letters([text]))[0] for text in texts]
    assert sorted(hashes) == sorted(np.concatenate(alone))
    assert len(alone[1]) == len(alone[2]) == 0
    assert len(alone[3]) == 1
    assert np.all(np.diff(places) > 0)


def test_passages_are_whole_and_may_be_moved() -> None:
    rng = Random(2)
    first, second, new = (invented(rng, length) for length in (40, LEAST, 20))
    assert identical_passages(first + new + second, second + first) == [
        Passage(0, LEAST, 40),
        Passage(60, 0, LEAST),
    ]
    assert identical_passages(second[1:], second) == []


def test_of_several_places_the_one_that_goes_on_longest_counts() -> None:
    rng = Random(3)
    start, end = invented(rng, LEAST), invented(rng, 9)
    assert identical_passages(start + end, start + "甲乙" + start + end) == [Passage(0, LEAST + 2, LEAST + 9)]


def test_own_is_what_no_common_gram_covers_in_runs_that_are_long_enough() -> None:
    starts = np.array([0, 40, 50])
    own = np.ones(50, np.bool_)
    cover(own, np.array([5]))
    drop_short_runs(own, starts)
    assert own[:5].tolist() == [False] * 5  # five letters before the common gram are too few
    assert own[5:13].tolist() == [False] * GRAM
    assert own[13:40].all()
    assert not own[40:].any()  # a text of ten letters
