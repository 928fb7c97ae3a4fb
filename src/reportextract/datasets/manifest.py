"""What a publication consists of: every file, and what each group of files was made from.

``_manifest.json`` lies in the output folder. Readers of Parquet pass over it; ``open_datasets`` reads the files it
names and no others, and a run reads in it which files can stay as they are. On object storage it is what makes a
publication whole: files are written first, under names that say their content, and then the manifest that names them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportextract.errors import SetupError

MANIFEST = "_manifest.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A Parquet file.

    Attributes:
        path: Below the output folder, ``/`` between parts.
        year: Of its rows; None in ``documents`` and where it is unknown.
    """

    dataset: str
    path: str
    year: int | None
    rows: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PublishedUnit:
    """Files that are written together, because the same documents' rows stand in them.

    Attributes:
        fingerprint: Of all that its files were made from: the same fingerprint, the same bytes.
        counts: Documents by what became of them, for gates: ``quality verified``, ``failure damaged: …``.
    """

    name: str
    fingerprint: str
    files: tuple[PublishedFile, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A publication.

    Attributes:
        ledger_id: The ledger that it was made from.
        published_at: When, in ISO form.
        version: What wrote it.
    """

    ledger_id: str
    published_at: str
    version: str
    units: Mapping[str, PublishedUnit]

    def files(self, dataset: str | None = None) -> Iterator[PublishedFile]:
        """Its files, or those of one dataset, in order of path."""
        found = (file for unit in self.units.values() for file in unit.files if dataset in (None, file.dataset))
        return iter(sorted(found, key=lambda file: file.path))

    def counts(self) -> Counter[str]:
        """The counts of all units together."""
        total: Counter[str] = Counter()
        for unit in self.units.values():
            total.update(unit.counts)
        return total

    def rows(self) -> Counter[tuple[str, int | None]]:
        """Rows by dataset and year."""
        total: Counter[tuple[str, int | None]] = Counter()
        for file in self.files():
            total[file.dataset, file.year] += file.rows
        return total

    def is_same(self, other: Manifest | None) -> bool:
        """Whether it names the same files, whenever and from whichever ledger both were made."""
        return other is not None and list(self.files()) == list(other.files())

    def to_json(self) -> str:
        units = {
            unit.name: {
                "fingerprint": unit.fingerprint,
                "counts": dict(sorted(unit.counts.items())),
                "files": [[file.dataset, file.path, file.year, file.rows, file.size_bytes] for file in unit.files],
            }
            for unit in sorted(self.units.values(), key=lambda unit: unit.name)
        }
        head = {
            "format": _FORMAT,
            "ledger_id": self.ledger_id,
            "published_at": self.published_at,
            "version": self.version,
        }
        return json.dumps({**head, "units": units}, ensure_ascii=False, indent=1) + "\n"


def parse_manifest(text: str, where: str) -> Manifest:
    """A manifest from its JSON.

    Args:
        where: What to call it in the error.

    Raises:
        SetupError: It is none, or of a later version.
    """
    try:
        kept: dict[str, Any] = json.loads(text)
        if kept["format"] > _FORMAT:
            raise SetupError(
                f"{where} was written by a later version of reportextract.", "Update: pip install -U reportextract"
            )
        units = {
            name: PublishedUnit(
                name,
                unit["fingerprint"],
                tuple(PublishedFile(*file) for file in unit["files"]),
                unit["counts"],
            )
            for name, unit in kept["units"].items()
        }
        return Manifest(kept["ledger_id"], kept["published_at"], kept["version"], units)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetupError(
            f"{where} is broken ({type(error).__name__}).", "Remove it; the next run publishes anew."
        ) from error
