"""Inputs and outputs in object storage, against a server that speaks S3, started here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reportextract import cli, open_datasets, storage
from reportextract.datasets import object_folder
from reportextract.datasets.read import Datasets
from reportextract.errors import SetupError, Unreadable
from reportextract.ingest.contents import read_bytes
from reportextract.ingest.find import find_sources
from reportextract.runs.desk import Limits
from reportextract.runs.executors import make_executor
from reportextract.runs.gates import Gates
from reportextract.runs.run import RunOptions, run
from reportextract.runs.summary import RunSummary
from tests.unit.runs.test_run import Here

NOW = datetime(2024, 5, 1, tzinfo=UTC)
IN, OUT = "s3://reports/raw", "s3://reports/parquet"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    _, port = moto.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    moto.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    import boto3
    import s3fs

    settings = {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    s3fs.S3FileSystem.clear_instance_cache()
    resource = boto3.resource("s3", endpoint_url=server)
    made = resource.create_bucket(Bucket="reports")
    yield made
    made.objects.all().delete()
    made.delete()


def put(bucket: Any, **files: str) -> None:
    for name, content in files.items():
        bucket.put_object(Key=f"raw/{name.replace('__', '/')}.pdf", Body=content.encode())


def keys(bucket: Any) -> set[str]:
    return {found.key for found in bucket.objects.all()}


def go(**options: Any) -> tuple[RunSummary, list[str]]:
    here = Here()
    summary = run(RunOptions(**{"inputs": (IN,), "out": OUT, "state": "state", **options}), executor=here, now=NOW)
    return summary, sorted(here.read)


def test_from_storage_to_storage(bucket: Any) -> None:
    put(bucket, a="report 2023 1", north__b="report 2022 2", copy="report 2023 1", bad="damaged")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("下堡镇.pdf", "report 2021 3")
    bucket.put_object(Key="raw/more.zip", Body=packed.getvalue())
    bucket.put_object(Key="raw/a.source.toml", Body=b"")
    summary, read = go()
    assert read == ["a.pdf", "bad.pdf", "more.zip/下堡镇.pdf", "north/b.pdf"]
    datasets = open_datasets(OUT)
    assert sorted(datasets.reports["report_year"]) == [2021, 2022, 2023]
    assert len(datasets.requests) == 3 * 175
    assert datasets.documents.set_index("source")["status"].to_dict() == {
        "a.pdf": "extracted",
        "copy.pdf": "duplicate",
        "bad.pdf": "damaged",
        "more.zip/下堡镇.pdf": "extracted",
        "north/b.pdf": "extracted",
    }
    before = keys(bucket)
    summary, read = go()
    assert (read, summary.unchanged, summary.is_published_anew) == ([], 4, False)
    assert keys(bucket) == before
    assert cli.main(["status", "--out", OUT, "--state", "state"]) == 0


def test_the_same_bytes_as_on_a_disk(bucket: Any, tmp_path: Path) -> None:
    put(bucket, a="report 2023 1", north__b="report 2022 2")
    (tmp_path / "raw/north").mkdir(parents=True)
    (tmp_path / "raw/a.pdf").write_text("report 2023 1")
    (tmp_path / "raw/north/b.pdf").write_text("report 2022 2")
    go()
    go(inputs=("raw",), out="parquet", state="")
    local = {
        str(path.relative_to(tmp_path)): path.read_bytes()
        for path in tmp_path.glob("parquet/*/**/*.parquet")
        if "documents" not in str(path)
    }
    assert len(local) >= 18
    assert {key: bucket.Object(key).get()["Body"].read() for key in local} == local


def test_who_has_opened_the_datasets_keeps_them_over_a_publication(bucket: Any) -> None:
    put(bucket, a="report 2023 1", b="report 2022 2")
    go()
    opened = open_datasets(OUT)
    put(bucket, b="report 2022 7")
    go()
    assert len(opened.requests) == 2 * 175
    assert opened.requests["value"].max() == 2
    assert open_datasets(OUT).requests["value"].max() == 7
    named = {f"parquet/{file.path}" for file in object_folder.ObjectFolder(OUT).manifest().files()}
    stale = {key for key in keys(bucket) if key.endswith(".parquet")} - named
    assert stale  # of the publication before
    put(bucket, b="report 2022 8")
    go()
    assert not stale & keys(bucket)


def test_a_run_that_dies_before_its_manifest_changes_nothing(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bucket, a="report 2023 1")
    go()
    before = open_datasets(OUT).requests
    put(bucket, b="report 2023 2")

    def die(url: str, data: bytes) -> None:
        if url.endswith(".json"):
            raise KeyboardInterrupt
        storage.write_object(url, data)

    with monkeypatch.context() as patch:
        patch.setattr(object_folder, "write_object", die)
        with pytest.raises(KeyboardInterrupt):
            go()
    assert open_datasets(OUT).requests.equals(before)
    _, read = go()
    assert read == []
    assert len(open_datasets(OUT).reports) == 2


def test_a_gate_puts_the_candidate_aside(bucket: Any) -> None:
    put(bucket, a="report 2023 1")
    summary, _ = go(gates=Gates(least_reports=2))
    assert summary.exit_code() == 4
    with pytest.raises(SetupError, match="no datasets"):
        open_datasets(OUT)
    assert len(Datasets(summary.candidate).reports) == 1
    go(gates=Gates(least_reports=2), accept=True)
    assert len(open_datasets(OUT).reports) == 1
    assert "parquet/_candidate.json" not in keys(bucket)


def test_two_machines_do_not_publish_over_each_other(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bucket, a="report 2023 1")
    folder = object_folder.ObjectFolder(OUT)
    go()
    with folder.stage() as stage:
        put(bucket, b="report 2023 2")
        go(state="another state", prune=True, accept=True, inputs=(f"{IN}/*.pdf",), force=True)
        with pytest.raises(SetupError, match="in the meantime"):
            stage.publish(folder.manifest())


def test_workers_read_from_storage(bucket: Any) -> None:
    real = Path(__file__).parents[1] / "corpus" / "documents" / "plain-2021.pdf"
    bucket.put_object(Key="raw/plain.pdf", Body=real.read_bytes())
    run(
        RunOptions(inputs=(IN,), out=OUT, state="state"),
        executor=make_executor("process", 1, Limits(60.0)),
    )
    assert open_datasets(OUT).reports["quality"].tolist() == ["verified"]


def test_names_in_storage(bucket: Any) -> None:
    put(bucket, a="x", north__b="x", north__deep__c="x")
    bucket.put_object(Key="raw/.hidden/d.pdf", Body=b"x")

    def names(*inputs: str) -> list[str]:
        return [source.source for source in find_sources(inputs)]

    assert names(IN) == ["a.pdf", "north/b.pdf", "north/deep/c.pdf"]
    assert names(f"{IN}/") == names(IN)
    assert names(f"{IN}/north/b.pdf") == ["b.pdf"]
    assert names(f"{IN}/north/*.pdf") == ["b.pdf"]
    assert names(f"{IN}/**/c.pdf") == ["north/deep/c.pdf"]
    assert names(f"{IN}/north", f"{IN}/north/deep") == ["b.pdf", "deep/c.pdf"]
    with pytest.raises(SetupError, match="nothing at"):
        names("s3://reports/nowhere")


def test_storage_that_fails_is_said_to_fail(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    with pytest.raises(Unreadable):
        read_bytes("s3://reports/raw/gone.pdf")
    with pytest.raises(SetupError, match="nothing at"):
        find_sources(["s3://no-such-bucket/raw"])
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(SetupError, match="can't be reached"):
        find_sources([IN])
