"""One run at a time for an output folder."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from reportextract.errors import SetupError

_FILE = "lock"


@contextmanager
def exclusive(state: Path) -> Iterator[None]:
    """Hold the lock of a state folder for the length of the block.

    The system lets go of it when the process ends, however it ends: there is no stale lock to remove.

    Raises:
        SetupError: Another run holds it, or the folder can't be written.
    """
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = os.open(state / _FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SetupError(
            f"The state of the runs can't be written to {state} ({error.strerror}).",
            "Free some space, or name another --out.",
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SetupError(
                f"Another run is at work on these datasets ({_holder(handle)}).",
                "Wait until it is done; reportextract status tells what is published.",
            ) from error
        os.ftruncate(handle, 0)
        began = datetime.now(UTC).replace(microsecond=0).isoformat()
        os.pwrite(handle, json.dumps({"process": os.getpid(), "began_at": began}).encode(), 0)
        yield
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    try:
        noted = json.loads(os.pread(handle, 4096, 0))
        return f"process {noted['process']}, since {noted['began_at']}"
    except (ValueError, KeyError, TypeError):
        return "since a moment ago"
