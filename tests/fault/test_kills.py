"""A handful of kills (``make faults`` does fifty), and a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.kills import ROOT, fill, kill_again_and_again, run_to_the_end
from tests.unit.runs.test_run import digests


def test_killed_runs_lose_nothing_and_show_no_half(tmp_path: Path) -> None:
    readers = kill_again_and_again(tmp_path, count=5, seed=7)
    assert readers.wrong == []
    assert readers.reads["package"] > 5
    assert readers.reads["pandas"] > 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, bool]]:
    """(A folder, whether it is a disk of its own, of 6 MB): mounting one takes root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    is_mounted = mounted.returncode == 0
    yield folder, is_mounted
    if is_mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_harms_nothing_that_was_published(tmp_path: Path, small_disk: tuple[Path, bool]) -> None:
    disk, is_mounted = small_disk
    inputs, out = tmp_path / "in", disk / "out"
    fill(inputs, 1)
    run_to_the_end(inputs, out)
    before = digests(out)
    fill(inputs, 2)
    command = [sys.executable, "-m", "tests.fault.kills", "--run", str(inputs), str(out)]
    if is_mounted:
        (disk / "full").write_bytes(b"x")
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "full").write_bytes(bytes(max(0, free - 100_000)))
    else:  # no file may grow beyond what the ledger has already: the system refuses as a full disk does
        limit = (out.parent / "out.state" / "ledger.sqlite").stat().st_size
        command = ["bash", "-c", f'ulimit -f {limit // 1024}; exec "$@"', "bash", *command]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "SetupError" in ran.stderr
    assert "Free some space" in ran.stderr or "unharmed" in ran.stderr
    assert digests(out) == before
    if is_mounted:
        (disk / "full").unlink()
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
    run_to_the_end(inputs, out)
    run_to_the_end(inputs, tmp_path / "undisturbed")
    assert digests(out, "documents") == digests(tmp_path / "undisturbed", "documents")
