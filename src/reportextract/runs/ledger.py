"""What was seen, and what became of it: a SQLite file beside the datasets.

``file`` has a row for each source: where it was seen and which content it held. ``result`` has one for each content,
whichever files hold it, and ``packed`` its rows. A result is kept the moment it is there: a run that is killed has lost
only the documents that were being read.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportextract.errors import SetupError
from reportextract.model import Document
from reportextract.noted import noted
from reportextract.runs.fingerprint import Fingerprint
from reportextract.runs.ledger_tables import TABLES
from reportextract.runs.packed import PackedDocument, current_schemas

if TYPE_CHECKING:
    import pyarrow as pa

LEDGER_FILE = "ledger.sqlite"
MOST_ATTEMPTS = 3
"""Runs that read a document whose reading was cut off (a crash, a deadline) before it rests until something changes."""

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that a run found under its inputs, with what it holds.

    Attributes:
        stamp: Of the moment it was hashed; empty where it may change without the stamp telling.
        sha256: Empty where it could not be read.
        document_id: Of its content; empty for an archive, which is no document itself.
    """

    source: str
    stamp: str
    sha256: str
    document_id: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class KeptResult:
    """What decides whether a content is read again."""

    status: str
    extractor: str
    ocr: str | None
    beside: str
    limits: str
    retry: str
    attempts: int


class Ledger:
    """The ledger of an output folder. One process writes it at a time: the run, whose lock sees to that, or one that it
    has started and waits for."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._sql = connection
        self._sql.row_factory = sqlite3.Row
        self._schemas: dict[str, dict[str, pa.Schema]] = {}

    @property
    def id(self) -> str:
        """Of this ledger and no other."""
        return str(self._sql.execute("SELECT value FROM about WHERE key = 'id'").fetchone()[0])

    def note(self, key: str, value: str | None = None) -> str | None:
        """What was noted under a key; with a value, note that."""
        return noted(self._sql, key, value)

    # --- files -----------------------------------------------------------------------------------

    def files(self) -> Iterator[SeenFile]:
        """Every file that is known, by source."""
        for row in self._sql.execute(f"SELECT {', '.join(SeenFile.__slots__)} FROM file ORDER BY source"):
            yield SeenFile(*row)

    def see(self, found: Iterable[SeenFile], changed: Iterable[SeenFile], prune: bool) -> int:
        """Note what a run found; returns how many files have vanished and keep their rows.

        A file that is gone keeps its rows, unless its content was found elsewhere (it was moved, or was a copy) or
        ``prune`` is set. Results that no file stands for any more are dropped.

        Args:
            found: All files under the inputs.
            changed: Those of them that are new or hold something else than before.
        """
        sql = self._sql
        sql.execute("CREATE TEMP TABLE IF NOT EXISTS found (source TEXT PRIMARY KEY, document_id TEXT) WITHOUT ROWID")
        sql.execute("DELETE FROM found")
        sql.executemany("INSERT INTO found VALUES (?, ?)", ((file.source, file.document_id) for file in found))
        columns = SeenFile.__slots__
        sql.executemany(
            f"INSERT OR REPLACE INTO file ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            ([getattr(file, column) for column in columns] for file in changed),
        )
        gone = "source NOT IN (SELECT source FROM found)"
        if not prune:
            gone += " AND (document_id IN (SELECT document_id FROM found) OR document_id = '')"
        sql.execute(f"DELETE FROM file WHERE {gone}")
        for table in ("result", "packed", "related"):
            sql.execute(f"DELETE FROM {table} WHERE document_id NOT IN (SELECT document_id FROM file)")
        (vanished,) = sql.execute("SELECT count(*) FROM file WHERE source NOT IN (SELECT source FROM found)").fetchone()
        return int(vanished)

    # --- results ---------------------------------------------------------------------------------

    def kept(self, document_id: str) -> KeptResult | None:
        """What is known of a content."""
        row = self._sql.execute(
            f"SELECT {', '.join(KeptResult.__slots__)} FROM result WHERE document_id = ?", [document_id]
        ).fetchone()
        return None if row is None else KeptResult(*row)

    def keep(
        self,
        packed: PackedDocument,
        fingerprint: Fingerprint,
        limits: str,
        began_at: str,
        version: str,
        beside: str = "",
    ) -> None:
        """Keep what became of a content.

        A failure that another try may undo doesn't take the place of a report before the third run that meets it: the
        report stays, and is tried again. Nor does it change a row that says the same, so that nothing is published
        anew.
        """
        document, facts = packed.document, packed.facts
        old = self._sql.execute("SELECT * FROM result WHERE document_id = ?", [document.document_id]).fetchone()
        if document.retry != "no" and old is not None:
            if old["status"] == "extracted" and (document.retry == "always" or old["setbacks"] + 1 < MOST_ATTEMPTS):
                self._sql.execute(
                    "UPDATE result SET setbacks = setbacks + 1 WHERE document_id = ?", [document.document_id]
                )
                return
            if (old["status"], old["reason"]) == (document.status, document.reason):
                is_unchanged = (old["extractor"], old["limits"]) == (fingerprint.extractor, limits)
                self._sql.execute(
                    "UPDATE result SET extractor = ?, ocr = ?, limits = ?, attempts = ? WHERE document_id = ?",
                    [fingerprint.extractor, fingerprint.ocr, limits, old["attempts"] + 1 if is_unchanged else 1,
                     document.document_id],
                )  # fmt: skip
                return
        schema_id, schemas = current_schemas()
        attempts = 1
        if old is not None and (old["extractor"], old["limits"]) == (fingerprint.extractor, limits):
            attempts += old["attempts"]
        row = {
            "document_id": document.document_id,
            "status": document.status,
            "reason": document.reason,
            "page_count": document.page_count,
            "scanned_pages": document.scanned_pages,
            "seconds": round(document.seconds, 4),
            "extractor_version": version,
            "first_seen_at": began_at if old is None else old["first_seen_at"],
            "extracted_at": began_at,
            "extractor": fingerprint.extractor,
            "ocr": fingerprint.ocr if document.depends_on_ocr else None,
            "beside": beside,
            "limits": limits,
            "retry": document.retry,
            "attempts": attempts,
            "setbacks": 0,
            "agency": None if facts is None else facts["series"],
            "report_year": None if facts is None else facts["report_year"],
            "quality": None if facts is None else facts["quality"],
            "facts": None if facts is None else json.dumps(facts, ensure_ascii=False),
            "digest": _digest(packed.rows, schema_id),
            "schema_id": schema_id,
        }
        self._sql.execute(
            f"INSERT OR REPLACE INTO result ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )
        if packed.rows:
            self._sql.execute("INSERT OR REPLACE INTO packed VALUES (?, ?)", [document.document_id, packed.rows])
            if schema_id not in self._schemas:
                self._sql.executemany(
                    "INSERT OR IGNORE INTO arrow_schema VALUES (?, ?, ?)",
                    [(schema_id, name, message) for name, message in schemas.items()],
                )
                self.schemas(schema_id)
        else:
            self._sql.execute("DELETE FROM packed WHERE document_id = ?", [document.document_id])

    def relate(self, documents: Iterable[str] | None, found: Iterable[tuple[str, bytes]], schema_id: str) -> None:
        """Let these be the rows that reports have because of other reports.

        Args:
            documents: The reports that are meant, which have no others; None for all.
            found: (document_id, packed rows) of those of them that have any.
        """
        if documents is None:
            self._sql.execute("DELETE FROM related")
        else:
            self._sql.executemany("DELETE FROM related WHERE document_id = ?", ([name] for name in documents))
        self._sql.executemany(
            "INSERT INTO related VALUES (?, ?, ?, ?)",
            ((document_id, _digest(rows, schema_id), schema_id, rows) for document_id, rows in found),
        )

    def schemas(self, schema_id: str) -> dict[str, pa.Schema]:
        """The Arrow schemas that rows were packed with."""
        import pyarrow as pa

        if schema_id not in self._schemas:
            self._schemas[schema_id] = {
                row["dataset"]: pa.ipc.read_schema(pa.py_buffer(row["message"]))
                for row in self._sql.execute("SELECT * FROM arrow_schema WHERE schema_id = ?", [schema_id])
            }
        return self._schemas[schema_id]

    def query(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[sqlite3.Row]:
        """Rows of a question that changes nothing."""
        return iter(self._sql.execute(sql, parameters))

    def change(self, sql: str, rows: Iterable[Iterable[Any]] = ((),)) -> None:
        """A change of what is worked out from files and results: the table ``published``."""
        self._sql.executemany(sql, (tuple(row) for row in rows))

    def commit(self) -> None:
        """Make what was noted so far last, whatever happens to this process."""
        self._sql.commit()

    def roll_back(self) -> None:
        """Forget what was noted since the last ``commit``."""
        self._sql.rollback()


@contextmanager
def open_ledger(state: Path) -> Iterator[Ledger]:
    """The ledger in a state folder, made where there is none.

    Raises:
        SetupError: It can't be read or written, or a later version made it.
    """
    path = state / LEDGER_FILE
    connection = None
    try:
        connection = sqlite3.connect(path, isolation_level="DEFERRED")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
            connection.executescript(f"BEGIN; {TABLES} COMMIT;")
            connection.executemany(
                "INSERT INTO about VALUES (?, ?)", [("format", str(_FORMAT)), ("id", uuid.uuid4().hex)]
            )
            connection.commit()
        (kept,) = connection.execute("SELECT value FROM about WHERE key = 'format'").fetchone()
        if int(kept) > _FORMAT:
            raise SetupError(f"{path} was made by a later version of reportextract.", "Update it.")
        yield Ledger(connection, path)
        connection.commit()
    except sqlite3.DatabaseError as error:
        full = "full" in str(error)
        raise SetupError(
            f"The ledger {path} can't be used ({error}); what was published is unharmed.",
            "Free some space and run again." if full
            else f"Check the disk. If the file is broken, remove {state}: the next run reads everything again.",
        ) from error  # fmt: skip
    finally:
        if connection is not None:
            connection.close()


def _digest(rows: bytes, schema_id: str) -> str:
    from hashlib import sha256

    return sha256(rows + schema_id.encode()).hexdigest()[:16] if rows else ""


def unread(document: Document) -> PackedDocument:
    """A document of which nothing was read."""
    return PackedDocument(document, None, b"")
