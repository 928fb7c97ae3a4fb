"""Timing that is fair to everyone who is timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

Work = Callable[[Path], object]


def interleave(path: Path, contenders: Mapping[str, tuple[Work, int]]) -> dict[str, float]:
    """Times every contender on one document, in turns, so that a busy machine slows all of them.

    Args:
        path: The document.
        contenders: By name, what to run and in how many rounds (0: not at all).

    Returns:
        By name, the least seconds of its rounds: what the work costs warm and undisturbed.
    """
    seconds: dict[str, float] = {}
    for turn in range(max(rounds for _, rounds in contenders.values())):
        for name, (work, rounds) in contenders.items():
            if turn < rounds:
                start = time.perf_counter()
                work(path)
                taken = time.perf_counter() - start
                seconds[name] = min(seconds.get(name, taken), taken)
    return seconds
