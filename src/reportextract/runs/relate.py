"""Which contents are published, and where each comes from first."""

from __future__ import annotations

from reportextract.runs.ledger import Ledger

_PUBLISHED = "SELECT document_id, min(source) AS source FROM file WHERE document_id != '' GROUP BY document_id"


def relate(ledger: Ledger) -> None:
    """Fill the table ``published``: the contents that are published, with the first source of each by order of
    characters. ``relate_years`` says which reports are not the primary ones of their agency and year."""
    ledger.change("DELETE FROM published")
    ledger.change(f"INSERT INTO published SELECT document_id, source, 1 FROM ({_PUBLISHED})")
