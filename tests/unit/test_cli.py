"""The commands as a user meets them: exit codes, sentences instead of tracebacks, output for machines."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest

import reportextract
from reportextract import cli, doctor
from reportextract.datasets.schema import DATASETS
from reportextract.doctor import examine, tiny_pdf
from reportextract.runs.present import as_csv, as_json, as_table
from tests.unit.datasets.hand import misprinted

COMMANDS = ["run", "extract", "show", "status", "schema", "doctor", "evaluate"]


def call(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportextract", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tiny.pdf").write_bytes(tiny_pdf())
    return tmp_path


def test_help_is_instant() -> None:
    took = []
    for _ in range(3):
        started = time.perf_counter()
        assert call("--help").returncode == 0
        took.append(time.perf_counter() - started)
    assert min(took) < 0.3


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command, "--help"]) == 0
    assert f"example: reportextract {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["run", "--workers", "0"],
        ["run", "--workers", "two"],
        ["run", "--timeout", "-1"],
        ["run", "--timeout", "nan"],
        ["run", "--executor", "slurm"],
        ["extract"],
        ["schema", "nonsense"],
        ["extract", "/"],
    ],
)
def test_wrong_usage_ends_with_1(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("reportextract")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["run", "nowhere"], "nowhere"),
        (["run", "in", "--config", "none.toml"], "none.toml"),
        (["run", "nope://bucket/in"], "isn't known"),
        (["extract", "nowhere.pdf"], "nowhere.pdf"),
        (["status", "--out", "nowhere"], "reportextract run"),
    ],
)
def test_set_up_ends_with_2(folder: Path, arguments: list[str], word: str, monkeypatch: pytest.MonkeyPatch,
                            capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.chdir(folder)
    assert cli.main(arguments) == 2
    assert word in capsys.readouterr().err
    assert not (folder / "data").exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("workers = [", "TOML"),
        ("wrokers = 2", "wrokers"),
        ('workers = "2"', "wrong kind"),
        ("workers = true", "wrong kind"),
        ("timeout = 0", "above 0"),
        ('executor = "slurm"', "slurm"),
        ("inputs = [1]", "inputs"),
    ],
)
def test_a_wrong_configuration_ends_with_1(
    tmp_path: Path, text: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.toml").write_text(text, "utf-8")
    assert cli.main(["run", "--config", str(tmp_path / "x.toml")]) == 1
    assert word in capsys.readouterr().err


def test_the_shipped_configuration_is_the_defaults() -> None:
    from reportextract.runs.config import run_settings

    path = Path(__file__).parents[2] / "pipelines" / "default.toml"
    parser = cli._parser()
    assert run_settings(parser.parse_args(["run", "--config", str(path)])) == run_settings(parser.parse_args(["run"]))


def test_the_command_line_wins_over_the_configuration(tmp_path: Path) -> None:
    from reportextract.runs.config import run_settings

    (tmp_path / "x.toml").write_text('out = "o"\nworkers = 3\nforce = true\nfail_on = "never"\n', "utf-8")
    given = ["run", "in", "--config", str(tmp_path / "x.toml"), "--workers", "2", "--fail-on", "review"]
    options, settings = run_settings(cli._parser().parse_args(given))
    assert (options.inputs, options.out, options.workers, options.force) == (("in",), "o", 2, True)
    assert settings.fail_on == "review"


def test_schema_for_people_and_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema", "requests"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("## requests\n")
    assert "| `implied_value` | int64 | applications |" in shown
    assert cli.main(["schema", "--format", "json"]) == 0
    described = json.loads(capsys.readouterr().out)
    assert list(described) == list(DATASETS)
    assert described["reports"]["key"] == ["document_id"]
    assert described["reports"]["columns"][0]["name"] == "document_id"


def test_a_run_from_end_to_end(folder: Path) -> None:
    """Not a report, a password, and no PDF: all in documents, exit code 3 in the run that met them, 0 in the next."""
    with pikepdf.open(io.BytesIO(tiny_pdf())) as pdf:
        pdf.save(folder / "in" / "locked.pdf", encryption=pikepdf.Encryption(user="u", owner="o"))
    (folder / "in" / "网页\n.pdf").write_text("<html>404", "utf-8")
    ran = call("run", "in", "--out", "out", "--json", cwd=folder)
    assert ran.returncode == 3, ran.stderr
    assert ran.stderr == ""
    summary = json.loads(ran.stdout)
    assert {failed["source"]: failed["status"] for failed in summary["failed"]} == {
        "locked.pdf": "needs_password",
        "网页\n.pdf": "unsupported",
    }
    assert summary["overview"]["documents"] == {"not_a_report": 1, "needs_password": 1, "unsupported": 1}
    again = call("run", "in", "--out", "out", cwd=folder)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("3 files: 0 read, 3 known from before")
    assert r"网页\n.pdf: This is a web page, not a PDF." in again.stdout
    forced = call("run", "in", "--out", "out", "--force", "--fail-on", "never", "--quiet", cwd=folder)
    assert (forced.returncode, forced.stdout, forced.stderr) == (0, "", "")
    status = call("status", "--out", "out", cwd=folder)
    assert status.returncode == 0
    assert "3 read, 0 known from before, 2 failed" in status.stdout
    assert json.loads(call("status", "--out", "out", "--json", cwd=folder).stdout)["last_run"]["read"] == 3
    documents = reportextract.open_datasets(folder / "out").documents
    assert sorted(documents["source"]) == ["locked.pdf", "tiny.pdf", "网页\n.pdf"]
    assert documents.set_index("source").loc["tiny.pdf", "page_count"] == 1


def test_extracting_what_is_no_report_says_why(folder: Path) -> None:
    ran = call("extract", "in/tiny.pdf", cwd=folder)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("reportextract: ")
    assert "Traceback" not in ran.stderr
    (folder / "-x.pdf").write_bytes(b"")
    empty = call("extract", "--", "-x.pdf", cwd=folder)
    assert (empty.returncode, empty.stderr) == (3, "reportextract: The file is empty. Fetch it again.\n")


def test_a_reader_of_our_output_may_leave_early() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "reportextract", "schema"]
    ran = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_doctor_knows_the_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {trial.name: trial for trial in examine().trials}
    assert (found["ray"].works, found["s3fs"].works) == (True, True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    missing = doctor._extra("ray")
    assert (missing.works, "pip install 'reportextract[ray]'" in missing.detail) == (None, True)


def test_doctor_tries_what_it_praises() -> None:
    diagnosis = examine()
    assert diagnosis.is_healthy, diagnosis.as_text()
    tried = {trial.name: trial for trial in diagnosis.trials}
    assert tried["reader pdfium"].detail == tried["reader pdfplumber"].detail == "reads text and rules"
    assert tried["grid finder camelot"].detail == "finds cells"
    assert tried["form editions"].detail == "2019, 2021"
    assert json.loads(diagnosis.as_json())["healthy"] is True


def test_one_report_as_table_csv_and_json() -> None:
    report = misprinted()
    table = as_table(report)
    assert "洪泽区人民政府2023年政府信息公开工作年度报告" in table
    (row,) = [line for line in table.splitlines() if line.startswith("行政复议 ")]
    assert row.split() == ["行政复议", "10", "1", "0", "0", "0"]
    assert "track_sum reconsideration: 0 against 11 (published)" in table
    cells = list(csv.DictReader(io.StringIO(as_csv(report))))
    assert len(cells) == len(report.cells)
    (upheld,) = [
        c for c in cells if (c["table"], c["row"], c["column"]) == ("review_litigation", "reconsideration", "upheld")
    ]
    assert (upheld["value"], upheld["page"], upheld["state"]) == ("10", "4", "printed")
    named = json.loads(as_json(report))
    assert named["reports"][0]["published_on"] == "2024-01-31"
    assert {row["value"] for row in named["review_litigation"]} == {0, 1, 10}


def test_the_version_is_said_once() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert reportextract.__version__ == project["project"]["version"]


def test_the_public_names() -> None:
    assert set(reportextract.__all__) == {"Report", "__version__", "extract", "open_datasets"}
    for name in reportextract.__all__:
        assert getattr(reportextract, name) is getattr(reportextract, name)
    assert callable(reportextract.extract)
    with pytest.raises(AttributeError):
        reportextract.nonsense  # noqa: B018
