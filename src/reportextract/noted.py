"""What a SQLite file says about itself: keys and values in its table ``about``."""

from __future__ import annotations

import sqlite3


def noted(connection: sqlite3.Connection, key: str, value: str | None = None) -> str | None:
    """What was noted under a key; with a value, note that. Nothing is committed."""
    if value is not None:
        connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", [key, value])
        return value
    row = connection.execute("SELECT value FROM about WHERE key = ?", [key]).fetchone()
    return None if row is None else str(row[0])
