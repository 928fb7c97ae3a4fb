"""What is remembered of all sections, so that one more report costs one report: texts and fingerprints in SQLite.

It depends on the reports that it holds, not on the order in which they came, except for the numbers that agencies and
sections go by in it.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from reportextract.agencies.series import Series
from reportextract.noted import noted
from reportextract.reuse.entries import Entries, no_entries, part_count, range_of
from reportextract.reuse.letters import Indexes, Letters, read_letters
from reportextract.reuse.own import SignedHashes, is_among

# Characters that are worked on at once: their letters, hashes and flags stay under 100 MB.
_PORTION = 1_000_000
# Looking a fingerprint up costs as much as going over so many in a row.
_LOOK_UP = 20
_ZLIB_LEVEL = 1

_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE agency (agency INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name));
CREATE TABLE report (
    document_id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,       -- changes when anything that is compared does
    agency INTEGER NOT NULL,
    year INTEGER NOT NULL,
    agency_name TEXT,           -- as printed
    division_code TEXT
) WITHOUT ROWID;
CREATE INDEX report_of_year ON report (agency, year);
CREATE TABLE section (section INTEGER PRIMARY KEY, document_id TEXT NOT NULL, section_no INTEGER NOT NULL);
CREATE INDEX section_of_report ON section (document_id, section_no);
CREATE TABLE section_text (section INTEGER PRIMARY KEY, agency INTEGER NOT NULL, text BLOB NOT NULL);
-- Without those of the form's wording; own: how often it stands in what is the section's own.
CREATE TABLE fingerprint (
    hash INTEGER, agency INTEGER, section INTEGER, own INTEGER NOT NULL, PRIMARY KEY (hash, agency, section)
) WITHOUT ROWID;
-- The fingerprints that a great many agencies have.
CREATE TABLE common (hash INTEGER PRIMARY KEY);
"""


class Report(NamedTuple):
    """A report whose texts are compared.

    Attributes:
        digest: Changes when anything that is compared does.
        agency: As printed.
        series: What it is called over the years.
    """

    document_id: str
    digest: str
    year: int
    agency: str | None
    division_code: str | None
    series: Series


class ReportTexts(NamedTuple):
    """A report with its sections: (number, text)."""

    report: Report
    texts: Sequence[tuple[int, str]]


class Portion(NamedTuple):
    """Some sections, by their numbers in the index, with their agencies' numbers, their texts and these' letters."""

    sections: Indexes
    agencies: Indexes
    texts: Sequence[str]
    letters: Letters


class TextIndex:
    """The index. What is changed in it lasts when ``commit`` is called, all at once."""

    def __init__(self, connection: sqlite3.Connection, folder: Path | None) -> None:
        self.folder = folder
        self._sql = connection
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
            connection.execute("BEGIN")
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)

    def note(self, key: str, value: str | None = None) -> str | None:
        """What was noted under a key; with a value, note that."""
        return noted(self._sql, key, value)

    def commit(self) -> None:
        """Make what was changed last."""
        self._sql.commit()

    # --- reports and their sections --------------------------------------------------------------

    def digests(self) -> Iterator[tuple[str, str]]:
        """(document_id, digest) of every report that is in the index, in order."""
        yield from self._sql.execute("SELECT document_id, digest FROM report ORDER BY document_id")

    def add(self, come: Iterable[ReportTexts]) -> Iterator[Portion]:
        """Add reports, and give their sections."""
        (first,) = self._sql.execute("SELECT coalesce(max(section), 0) + 1 FROM section").fetchone()
        yield from _portions(self._added(come, first))

    def _added(self, come: Iterable[ReportTexts], section: int) -> Iterator[tuple[int, int, str]]:
        for report, texts in come:
            agency = self._agency(report.series)
            row = (*report[:2], agency, *report[2:5])
            self._sql.execute("INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)", row)
            for section_no, text in texts:
                packed = zlib.compress(text.encode("utf-8", "surrogatepass"), _ZLIB_LEVEL)
                self._sql.execute("INSERT INTO section VALUES (?, ?, ?)", [section, report.document_id, section_no])
                self._sql.execute("INSERT INTO section_text VALUES (?, ?, ?)", [section, agency, packed])
                yield section, agency, text
                section += 1

    def _agency(self, series: Series) -> int:
        self._sql.execute("INSERT OR IGNORE INTO agency (kind, name) VALUES (?, ?)", series)
        found = self._sql.execute("SELECT agency FROM agency WHERE kind = ? AND name = ?", series).fetchone()
        return int(found[0])

    def remove(self, documents: Iterable[str]) -> None:
        """Forget reports and their sections, but not their fingerprints."""
        for document_id in documents:
            of_sections = "WHERE section IN (SELECT section FROM section WHERE document_id = ?)"
            self._sql.execute(f"DELETE FROM section_text {of_sections}", [document_id])
            self._sql.execute("DELETE FROM section WHERE document_id = ?", [document_id])
            self._sql.execute("DELETE FROM report WHERE document_id = ?", [document_id])

    def sections_of(self, documents: Iterable[str]) -> Indexes:
        """The sections of reports, ascending."""
        query = "SELECT section FROM section WHERE document_id = ?"
        rows = chain.from_iterable(self._sql.execute(query, [document_id]) for document_id in documents)
        return np.sort(np.fromiter((row[0] for row in rows), np.int64))

    def documents_of(self, sections: Indexes) -> set[str]:
        """The reports whose sections these are."""
        query = "SELECT document_id FROM section WHERE section = ?"
        return {row[0] for section in sections.tolist() for row in self._sql.execute(query, [section])}

    def neighbours(self, documents: Iterable[str]) -> set[str]:
        """These reports' agencies' reports of the same year and of the next: their year before may be another."""
        query = (
            "SELECT other.document_id FROM report JOIN report AS other USING (agency) "
            "WHERE report.document_id = ? AND other.year IN (report.year, report.year + 1)"
        )
        return {row[0] for document_id in documents for row in self._sql.execute(query, [document_id])}

    def in_order(self, documents: Iterable[str]) -> list[tuple[int, int, Report]]:
        """(Agency's number, year, report) of those of these reports that are in the index, an agency's together."""
        query = "SELECT report.*, kind, name FROM report JOIN agency USING (agency) WHERE document_id = ?"
        found = []
        for document_id in documents:
            for identity, digest, agency, year, name, code, *series in self._sql.execute(query, [document_id]):
                report = Report(identity, digest, year, name, code, (series[0], series[1]))
                found.append((agency, year, report))
        return sorted(found)

    def sections_of_year(self, agency: int, year: int) -> dict[int, int]:
        """The sections of an agency's report of a year, by number; of the last report, were there several."""
        query = (
            "SELECT section_no, section FROM report JOIN section USING (document_id) "
            "WHERE agency = ? AND year = ? ORDER BY document_id, section"
        )
        return dict(self._sql.execute(query, [agency, year]))

    def numbered(self, document_id: str) -> list[tuple[int, int]]:
        """(Number, section) of a report's sections."""
        query = "SELECT section_no, section FROM section WHERE document_id = ? ORDER BY section_no, section"
        return self._sql.execute(query, [document_id]).fetchall()

    def place_of(self, section: int) -> tuple[int, Report]:
        """A section's number, and its report."""
        query = (
            "SELECT section_no, report.*, kind, name FROM section JOIN report USING (document_id) "
            "JOIN agency USING (agency) WHERE section = ?"
        )
        number, identity, digest, _, year, name, code, *series = self._sql.execute(query, [section]).fetchone()
        return number, Report(identity, digest, year, name, code, (series[0], series[1]))

    def ranks_and_agencies(self, sections: Indexes) -> tuple[Indexes, Indexes]:
        """For sections, which ascend, their places in order of agency, year, report and number; and their agencies.

        The numbers that the index gives to agencies and sections have no part in this order.
        """
        query = (
            "SELECT section, agency FROM wanted CROSS JOIN section USING (section) JOIN report USING (document_id) "
            "JOIN agency USING (agency) ORDER BY kind, name, year, document_id, section_no"
        )
        self._sql.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (section INTEGER PRIMARY KEY)")
        self._sql.executemany("INSERT INTO wanted VALUES (?)", ((section,) for section in sections.tolist()))
        found = np.fromiter(self._sql.execute(query), np.dtype([("section", np.int64), ("agency", np.int64)]))
        self._sql.execute("DELETE FROM wanted")
        ranks = np.argsort(found["section"])
        return ranks, found["agency"][ranks]

    def text(self, section: int) -> str:
        """A section's text as printed."""
        (packed,) = self._sql.execute("SELECT text FROM section_text WHERE section = ?", [section]).fetchone()
        return _unpacked(packed)

    def portions(self, sections: Indexes) -> Iterator[Portion]:
        """Sections with their letters, some at a time."""
        query = "SELECT section, agency, text FROM section_text WHERE section = ?"
        rows = (row for section in sections.tolist() for row in self._sql.execute(query, [section]))
        yield from _portions((section, agency, _unpacked(packed)) for section, agency, packed in rows)

    # --- fingerprints ----------------------------------------------------------------------------

    def common(self) -> SignedHashes:
        """The fingerprints that a great many agencies have, ascending."""
        return np.fromiter((row[0] for row in self._sql.execute("SELECT hash FROM common ORDER BY hash")), np.int64)

    def change_common(self, come: SignedHashes, gone: SignedHashes) -> None:
        """Some have become common, others are so no more."""
        self._sql.executemany("INSERT INTO common VALUES (?)", ((value,) for value in come.tolist()))
        self._sql.executemany("DELETE FROM common WHERE hash = ?", ((value,) for value in gone.tolist()))

    def put(self, entries: Entries) -> None:
        """Let sections have these fingerprints."""
        columns = (entries.hashes, entries.agencies, entries.sections, entries.own_counts)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        self._sql.executemany("INSERT OR REPLACE INTO fingerprint VALUES (?, ?, ?, ?)", rows)

    def delete(self, entries: Entries) -> None:
        """Let sections have these fingerprints no more."""
        rows = zip(*(column.tolist() for column in entries[:3]), strict=True)
        self._sql.executemany("DELETE FROM fingerprint WHERE hash = ? AND agency = ? AND section = ?", rows)

    def holders(self, part: int, hashes: SignedHashes) -> Entries:
        """The sections that have fingerprints; how often each stands in their own wording, not how often altogether.

        Args:
            part: Which part of all they are in.
            hashes: Ascending.
        """
        if not len(hashes):
            return no_entries()
        columns = "SELECT hash, agency, section, own FROM fingerprint"
        if len(hashes) * _LOOK_UP > self._entry_count / part_count():
            rows: Iterable[tuple[int, ...]] = self._sql.execute(
                f"{columns} WHERE hash BETWEEN ? AND ? ORDER BY hash, agency, section", range_of(part)
            )
        else:
            query = f"{columns} WHERE hash = ? ORDER BY agency, section"
            rows = chain.from_iterable(self._sql.execute(query, [value]) for value in hashes.tolist())
        found = np.fromiter(rows, np.dtype([(name, np.int64) for name in ("hash", "agency", "section", "own")]))
        found = found[is_among(found["hash"], hashes)]
        hashes, agencies, sections, own = (found[name].copy() for name in found.dtype.names or ())
        return Entries(hashes, agencies, sections, np.zeros(len(own), np.int64), own)

    def some_agencies(self, value: int, most: int) -> set[int]:
        """The agencies that have a fingerprint; any ``most`` of them where there are more."""
        query = "SELECT DISTINCT agency FROM fingerprint WHERE hash = ? LIMIT ?"
        return {row[0] for row in self._sql.execute(query, [value, most])}

    @property
    def _entry_count(self) -> int:
        return int(self.note("entries") or 0)

    def count(self, more: int) -> None:
        """Note about how many more entries there are (or fewer, below 0): it decides how they are looked up."""
        self.note("entries", str(max(self._entry_count + more, 0)))


@contextmanager
def open_index(path: Path | None) -> Iterator[TextIndex]:
    """The index in a file, made where there is none; without a file, one that is gone when the block ends.

    Nothing lasts that was not committed, whatever happens to this process.

    Raises:
        sqlite3.DatabaseError: The file is broken or can't be written.
    """
    with closing(sqlite3.connect("" if path is None else path, isolation_level="DEFERRED")) as connection:
        yield TextIndex(connection, None if path is None else path.parent)


def _portions(sections: Iterable[tuple[int, int, str]]) -> Iterator[Portion]:
    """(Section, agency, text) in portions of about ``_PORTION`` characters."""
    rows: list[tuple[int, int, str]] = []
    size = 0
    for row in sections:
        rows.append(row)
        size += len(row[2])
        if size >= _PORTION:
            yield _portion(rows)
            rows, size = [], 0
    if rows:
        yield _portion(rows)


def _portion(rows: Sequence[tuple[int, int, str]]) -> Portion:
    sections, agencies, texts = zip(*rows, strict=True)
    return Portion(np.array(sections, np.int64), np.array(agencies, np.int64), texts, read_letters(texts))


def _unpacked(packed: bytes) -> str:
    try:
        return zlib.decompress(packed).decode("utf-8", "surrogatepass")
    except zlib.error as error:
        raise sqlite3.DatabaseError("a text is broken") from error
