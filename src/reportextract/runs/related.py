"""Rows that a report has because of other reports: what of its text stands in them.

They are kept in the ledger beside the report's own. An index of all texts beside the ledger (``reuse.sqlite``) tells
what is touched by the reports that came, went or changed, and only that is found anew. The index is worked out from the
ledger: one that is lost, broken or of another state than the rows is made again. Where much has changed that happens in
a process of its own, so that the run's memory doesn't grow with it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from reportextract.datasets.schema import arrow_schema
from reportextract.errors import SetupError
from reportextract.reuse.find import REPORT_COLUMNS, report_to_compare
from reportextract.reuse.index import ReportTexts, open_index
from reportextract.reuse.rows import rows_of
from reportextract.reuse.update import update
from reportextract.runs.fingerprint import digest_of_code
from reportextract.runs.ledger import Ledger, open_ledger
from reportextract.runs.packed import current_schemas, pack_tables, unpack

INDEX_FILE = "reuse.sqlite"
_NAME = "reuse"
# Starting a process takes a second: as long as comparing so many.
_ALONE_ABOVE = 1000
# Where so much of the reports has changed, making the index again costs no more than changing it.
_MADE_ANEW_ABOVE = 0.5

_COMPARED = "quality IS NOT NULL AND agency IS NOT NULL AND report_year IS NOT NULL"
# Holds all that is asked of every result: facts are long, and not read for it.
_RESULT_INDEX = f"CREATE INDEX IF NOT EXISTS result_compared ON result (document_id, digest) WHERE {_COMPARED}"
_DIGESTS = (
    "SELECT document_id, digest FROM result INDEXED BY result_compared JOIN published USING (document_id) "
    f"WHERE {_COMPARED} AND is_primary ORDER BY document_id"
)
_TEXTS = "SELECT digest, facts, schema_id, rows FROM packed JOIN result USING (document_id) WHERE document_id = ?"


@dataclass(frozen=True, slots=True)
class _Present:
    """The reports that are compared now, and what compares them.

    Attributes:
        code: Of what compares.
        state: Of all of it.
    """

    code: str
    state: str


@dataclass(frozen=True, slots=True)
class _Changes:
    """What the index is to learn.

    Attributes:
        gone: Reports that it holds and that are no more, or are others now.
        come: Reports that it doesn't hold as they are now.
        is_first: It holds nothing that is of use.
    """

    gone: list[str]
    come: list[str]
    is_first: bool = False

    def __len__(self) -> int:
        return len({*self.gone, *self.come})


def relate_texts(ledger: Ledger) -> None:
    """Bring the rows of ``reuse`` up to date; ``relate`` and ``relate_years`` come first.

    What the ledger holds is committed. A run that is killed leaves the rows as they were, or as they are to be.

    Raises:
        SetupError: The process in which they were found was ended.
    """
    ledger.change(_RESULT_INDEX)
    present = _present(ledger)
    if ledger.note(_NAME) == present.state:
        return
    ledger.commit()
    changes = _changes(ledger, present)
    if len(changes) > _ALONE_ABOVE:
        _in_a_process(ledger.path.parent)
    else:
        _bring_up_to_date(ledger, present, changes)


def _present(ledger: Ledger) -> _Present:
    code = f"{digest_of_code('reuse')} {digest_of_code('forms')} {current_schemas()[0]}"
    digest = sha256()
    for document_id, of_report in ledger.query(_DIGESTS):
        digest.update(f"{document_id} {of_report}\n".encode())
    return _Present(code, f"{code} {digest.hexdigest()}")


def _changes(ledger: Ledger, present: _Present) -> _Changes:
    state = ledger.note(_NAME) or ""
    path = ledger.path.with_name(INDEX_FILE)
    if not state.startswith(present.code) or not path.exists():
        return _all_of(ledger)
    try:
        with open_index(path) as index:
            if index.note("state") != state:
                return _all_of(ledger)
            changes, count = _differences(index.digests(), map(tuple, ledger.query(_DIGESTS)))
    except sqlite3.DatabaseError:
        return _all_of(ledger)
    return _all_of(ledger) if len(changes) > _MADE_ANEW_ABOVE * count else changes


def _all_of(ledger: Ledger) -> _Changes:
    return _Changes([], [document_id for document_id, _ in ledger.query(_DIGESTS)], is_first=True)


def _differences(known: Iterator[tuple[str, str]], present: Iterator[tuple[str, str]]) -> tuple[_Changes, int]:
    """What two lists in order of their documents don't have in common; and how many documents are present."""
    changes, count = _Changes([], []), 0
    old, new = next(known, None), next(present, None)
    while old is not None or new is not None:
        if old == new:
            old, new, count = next(known, None), next(present, None), count + 1
        elif new is None or (old is not None and old[0] <= new[0]):
            assert old is not None
            changes.gone.append(old[0])
            old = next(known, None)
        else:
            changes.come.append(new[0])
            new, count = next(present, None), count + 1
    return changes, count


def _bring_up_to_date(ledger: Ledger, present: _Present, changes: _Changes) -> None:
    path = ledger.path.with_name(INDEX_FILE)
    try:
        _apply(ledger, path, present, changes)
    except sqlite3.DatabaseError:
        # Should it be the ledger or the disk and not the index that fails, it does so again.
        ledger.roll_back()
        _apply(ledger, path, present, _all_of(ledger))


def _apply(ledger: Ledger, path: Path, present: _Present, changes: _Changes) -> None:
    if changes.is_first:
        for file in (path, path.with_name(f"{path.name}-journal")):
            file.unlink(missing_ok=True)
    with open_index(path) as index:
        touched = update(index, changes.gone, _texts(ledger, changes.come))
        rows = _packed(rows_of(index, touched))
        ledger.relate(None if changes.is_first else touched.documents, rows, current_schemas()[0])
        ledger.note(_NAME, present.state)
        index.note("state", present.state)
        # Killed between the two, rows and index name other states, and the index is made again.
        ledger.commit()
        index.commit()


def _texts(ledger: Ledger, documents: Iterable[str]) -> Iterator[ReportTexts]:
    for document_id in documents:
        for digest, facts, schema_id, rows in ledger.query(_TEXTS, [document_id]):
            known = json.loads(facts) | {"document_id": document_id, "is_primary": True}
            about = {name: known[name] for name in REPORT_COLUMNS}
            report = report_to_compare(about, digest)
            batch = unpack(rows, ledger.schemas(schema_id), only=("sections",)).get("sections")
            if report is not None:
                columns = [] if batch is None else [batch[name].to_pylist() for name in ("section_no", "text")]
                yield ReportTexts(report, [(number, text) for number, text in zip(*columns, strict=True) if number])


def _packed(found: Iterable[tuple[str, list[dict[str, object]]]]) -> Iterator[tuple[str, bytes]]:
    import pyarrow as pa

    schema = arrow_schema(_NAME)
    for document_id, rows in found:
        yield document_id, pack_tables({_NAME: pa.Table.from_pylist(rows, schema=schema)})


def _in_a_process(folder: Path) -> None:
    child = get_context("spawn").Process(target=_alone, args=(folder,), daemon=True)
    child.start()
    try:
        child.join()
    finally:
        child.kill()
        child.join()
    if child.exitcode != 0:
        raise SetupError(
            f"Comparing the reports' texts ended with exit code {child.exitcode}.",
            "Is there enough memory and disk? Run again.",
        )


def _alone(folder: Path) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    with open_ledger(folder) as ledger:
        present = _present(ledger)
        _bring_up_to_date(ledger, present, _changes(ledger, present))


def _end_with_parent() -> None:
    """Where the run is killed, nothing must go on writing to its ledger: it holds the lock no more."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
