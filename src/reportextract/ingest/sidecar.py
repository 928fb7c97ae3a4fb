"""What a person noted beside a file: ``report.pdf`` and ``report.source.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from reportextract.ingest.find import SIDECAR_SUFFIX

# A note is short; a large file of this name is none.
_MOST_BYTES = 65_536


def sidecar_digest(path: str) -> str:
    """Something that changes when the note beside a document does; empty where there is none."""
    try:
        note = Path(path).with_suffix(SIDECAR_SUFFIX)
        if not note.is_file():
            return ""
        with note.open("rb") as file:
            return sha256(file.read(_MOST_BYTES + 1)).hexdigest()[:16]
    except (OSError, ValueError):
        return ""


def read_sidecar(path: str) -> Mapping[str, str]:
    """The texts in the note beside a document, by key; empty where there is none.

    A note that can't be read has the single key ``error``, which says why.
    """
    note = Path(path).with_suffix(SIDECAR_SUFFIX)
    try:
        if not note.is_file():
            return {}
        if note.stat().st_size > _MOST_BYTES:
            return {"error": f"{note.name} is longer than {_MOST_BYTES} bytes."}
        values = tomllib.loads(note.read_text("utf-8"))
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        return {"error": f"{note.name}: {error}"}
    return {key: str(value) for key, value in values.items()}
