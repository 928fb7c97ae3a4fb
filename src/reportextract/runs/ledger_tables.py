"""The tables of the ledger."""

from __future__ import annotations

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE file (
    source TEXT PRIMARY KEY,
    stamp TEXT NOT NULL,        -- changes when the file does; empty: look at the file again
    sha256 TEXT NOT NULL,       -- empty: could not be read
    document_id TEXT NOT NULL,  -- empty: an archive, which stands for nothing itself
    size_bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX file_document ON file (document_id, source);
CREATE TABLE result (
    document_id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    page_count INTEGER,
    scanned_pages INTEGER,
    seconds REAL NOT NULL,
    extractor_version TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    extracted_at TEXT NOT NULL,
    extractor TEXT NOT NULL,    -- fingerprint
    ocr TEXT,                   -- fingerprint; null: no page was a picture
    beside TEXT NOT NULL,       -- digest of what a person noted beside the file
    limits TEXT NOT NULL,       -- time and memory that it was given
    retry TEXT NOT NULL,
    attempts INTEGER NOT NULL,  -- runs that tried, since something changed
    setbacks INTEGER NOT NULL,  -- runs that failed to read it again, since it was read
    agency TEXT,                -- what it is called over the years: YearReport.series
    report_year INTEGER,
    quality TEXT,
    facts TEXT,                 -- JSON: PackedDocument.facts
    digest TEXT NOT NULL,       -- of its rows and the schema they were packed with; empty: it has none
    schema_id TEXT NOT NULL
) WITHOUT ROWID;
-- Holds all that is asked of every result when units are told apart: facts are long, and not read for it.
CREATE INDEX result_of_year ON result (report_year, document_id, digest, quality);
CREATE TABLE published (document_id TEXT PRIMARY KEY, source TEXT, is_primary INTEGER) WITHOUT ROWID;
-- Rows that a report has because of other reports.
CREATE TABLE related (document_id TEXT PRIMARY KEY, digest TEXT NOT NULL, schema_id TEXT NOT NULL, rows BLOB NOT NULL);
CREATE TABLE packed (document_id TEXT PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE arrow_schema (schema_id TEXT, dataset TEXT, message BLOB NOT NULL, PRIMARY KEY (schema_id, dataset));
"""
