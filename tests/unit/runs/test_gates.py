"""A night that went wrong is not published, and says why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from reportextract import cli, open_datasets
from reportextract.datasets.manifest import Manifest, PublishedFile, PublishedUnit
from reportextract.errors import UsageError
from reportextract.runs.config import read_config
from reportextract.runs.gates import Gates, broken_gates
from reportextract.runs.overview import failure_kind
from reportextract.runs.status import status
from tests.unit.runs.test_run import DAY_TWO, digests, folder, go

__all__ = ["folder"]


def manifest(rows: dict[tuple[str, int | None], int], counts: dict[str, int], ledger: str = "one") -> Manifest:
    files = tuple(PublishedFile(name, f"{name}/{year}", year, number, 1) for (name, year), number in rows.items())
    return Manifest(ledger, "", "", {"": PublishedUnit("", "", files, counts)})


YESTERDAY = manifest(
    {("documents", None): 12, ("requests", 2022): 1750, ("requests", 2023): 175, ("findings", 2022): 9},
    {"quality verified": 8, "quality partial": 2, "failure damaged: The file is empty": 2},
)


def test_open_gates_let_everything_pass() -> None:
    assert list(broken_gates(Gates(), manifest({}, {}), YESTERDAY)) == []
    strict = Gates(least_reports=10, least_verified_share=0.8, largest_drop=0.0, most_new_failures=0)
    assert list(broken_gates(strict, YESTERDAY, YESTERDAY)) == []
    assert list(broken_gates(strict, YESTERDAY, None)) == []


def test_each_gate_says_what_is_wrong() -> None:
    tonight = manifest(
        {("documents", None): 11, ("requests", 2022): 1700, ("requests", 2024): 175},
        {"quality verified": 7, "quality partial": 3, "failure damaged: The file is empty": 9, "failure crashed: X": 3},
    )
    found = list(broken_gates(Gates(11, 0.75, 0.02, 2), tonight, YESTERDAY))
    assert [line.split("(")[-1].split(")")[0] for line in found if "(" in line] == [
        "least_reports", "least_verified_share", "largest_drop", "largest_drop", "largest_drop", "most_new_failures",
    ]  # fmt: skip
    assert found[0] == "There are 10 reports; at least 11 are asked for (least_reports)."
    assert found[1].startswith("7 of 10 reports are verified (70.0%); at least 75.0%")
    assert found[2].startswith("documents: 11 rows where 12 are published, 8.3% fewer; 2.0% may go missing")
    assert found[3].startswith("requests: 1700 rows of 2022 where 1750 are published, 2.9% fewer")
    assert found[4].startswith("requests: 0 rows of 2023 where 175 are published, 100.0% fewer")
    assert found[5].endswith("3 × crashed: X")


def test_a_lost_ledger_is_noticed_without_any_gate() -> None:
    tonight = manifest({("documents", None): 11}, {}, ledger="another")
    assert "come from another ledger" in next(broken_gates(Gates(), tonight, YESTERDAY))
    rebuilt = manifest({("documents", None): 12}, {}, ledger="another")
    assert list(broken_gates(Gates(), rebuilt, YESTERDAY)) == []


def test_kinds_of_failure_have_no_numbers_and_names_in_them() -> None:
    crash = (
        "The extractor failed on this file (KeyError: 'a.pdf'). This is a mistake of the extractor: please report it."
    )
    assert failure_kind("crashed", crash) == "crashed: The extractor failed on this file (KeyError)"
    slow = "Reading took longer than 300 seconds, twice. Try a longer --timeout."
    assert failure_kind("timed_out", slow) == "timed_out: Reading took longer than # seconds, twice"


def test_what_a_gate_keeps_back_is_put_aside_and_can_be_accepted(folder: Path) -> None:
    go(folder)
    out = folder.parent / "out"
    before = digests(out)
    (folder / "a.pdf").unlink()
    (folder / "c copy of a.pdf").write_text("damaged too", "utf-8")
    gates = Gates(largest_drop=0.1)
    summary, _ = go(folder, DAY_TWO, gates=gates, prune=True)
    assert summary.exit_code() == 4
    assert digests(out) == before
    assert any("requests: 0 rows of 2023" in gate for gate in summary.gates)
    assert "NOT PUBLISHED" in summary.as_text()
    aside = open_datasets(summary.candidate)
    assert aside.reports["report_year"].tolist() == [2022]
    text, facts = status(str(out))
    assert "NOT PUBLISHED" in text
    assert facts["quality"] == {"verified": 2}
    again, read = go(folder, DAY_TWO, gates=gates, prune=True)
    assert (again.exit_code(), read) == (4, [])
    accepted, read = go(folder, DAY_TWO, gates=gates, accept=True, prune=True)
    assert (accepted.exit_code("never"), read) == (0, [])
    assert open_datasets(out).reports["report_year"].tolist() == [2022]
    assert not Path(summary.candidate).exists()
    assert go(folder, DAY_TWO, gates=gates, prune=True)[0].gates == ()


def test_datasets_outlive_a_lost_state_folder(folder: Path) -> None:
    go(folder)
    out = folder.parent / "out"
    before = digests(out, "documents")
    shutil.rmtree(folder.parent / "out.state")
    (folder / "a.pdf").unlink()
    (folder / "b/二.pdf").unlink()
    summary, _ = go(folder, DAY_TWO)
    assert summary.exit_code() == 4
    assert digests(out, "documents") == before


def test_datasets_that_were_removed_come_back_without_reading(folder: Path) -> None:
    go(folder)
    out = folder.parent / "out"
    before = digests(out)
    shutil.rmtree(out)
    _, read = go(folder, DAY_TWO)
    assert read == []
    assert digests(out) == before


def test_the_command_ends_with_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.txt").write_text("no report")
    config = tmp_path / "nightly.toml"
    config.write_text("[gates]\nleast_reports = 1\n")
    words = [
        "run",
        str(tmp_path / "in"),
        "--out",
        str(tmp_path / "out"),
        "--config",
        str(config),
        "--executor",
        "serial",
    ]
    assert cli.main([*words, "--json"]) == 4
    summary = json.loads(capsys.readouterr().out)
    assert summary["gates"] == ["There are 0 reports; at least 1 are asked for (least_reports)."]
    assert not (tmp_path / "out").exists()
    assert cli.main([*words, "--quiet"]) == 4
    assert "least_reports" in capsys.readouterr().err
    assert cli.main([*words, "--quiet", "--accept"]) == 0  # its failure was told by the run that read it
    assert open_datasets(tmp_path / "out").documents["status"].tolist() == ["unsupported"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("least_report = 1", "there is no gate least_report"),
        ("least_reports = 0.5", "wrong kind"),
        ("largest_drop = 2", "from 0 to 1"),
        ("most_new_failures = -1", "0 or more"),
        ("least_verified_share = true", "wrong kind"),
    ],
)
def test_wrong_gates_are_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f"[gates]\n{line}\n")
    with pytest.raises(UsageError, match=message):
        read_config(str(path))


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[3] / "pipelines").glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_pipelines_are_right(path: Path) -> None:
    assert read_config(str(path))["out"] == "data/parquet"
