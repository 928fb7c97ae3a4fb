"""Programs that some tests need. Where one is missing the run says so where nobody can miss it; in CI it fails."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

MISSED = pytest.StashKey[list[str]]()


def skip_without(advice: str, required: str, config: pytest.Config) -> NoReturn:
    """Skips the test; fails it where the environment variable ``required`` is set.

    Args:
        advice: What was not tested and what to install.
    """
    if os.environ.get(required):
        pytest.fail(advice)
    missed = config.stash.setdefault(MISSED, [])
    if advice not in missed:
        missed.append(advice)
    pytest.skip(advice)
