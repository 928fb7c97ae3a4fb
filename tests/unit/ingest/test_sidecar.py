"""The note beside a file: read where it can be, never in the way."""

from __future__ import annotations

from pathlib import Path

from reportextract.ingest.sidecar import read_sidecar


def test_the_note_stands_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.source.toml").write_text('division_code = "500238109"\nmade_on = 2026-11-24\n', "utf-8")
    assert read_sidecar(str(tmp_path / "a.pdf")) == {"division_code": "500238109", "made_on": "2026-11-24"}
    assert read_sidecar(str(tmp_path / "b.pdf")) == {}


def test_a_broken_note_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.source.toml").write_text("division_code = 5002381", "utf-8")
    (tmp_path / "b.source.toml").write_bytes(b"agency = \xff\xfe")
    (tmp_path / "c.source.toml").write_text("#" * 100_000, "utf-8")
    assert read_sidecar(str(tmp_path / "a.pdf")) == {"division_code": "5002381"}
    assert "b.source.toml" in read_sidecar(str(tmp_path / "b.pdf"))["error"]
    assert "65536" in read_sidecar(str(tmp_path / "c.pdf"))["error"]
