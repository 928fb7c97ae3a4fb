"""One file → one ``Document``, whatever happens: the boundary at which a failure becomes a status."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reportextract.agencies.evidence import Evidence
from reportextract.errors import Changed, Crashed, DocumentError, SetupError
from reportextract.ingest.contents import inspect_file, read_bytes
from reportextract.ingest.document import document_id, open_document
from reportextract.ingest.sidecar import read_sidecar
from reportextract.model import Document, Report

if TYPE_CHECKING:
    from reportextract import pipeline
    from reportextract.ocr import Engine


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What decides how a document is read. Datasets made with other options are not carried over.

    Attributes:
        reader: ``pdfium`` or ``pdfplumber``.
        ocr: What reads pages that are pictures: an engine's name, ``auto`` or ``off``.
        ocr_threads: How many threads an engine may use in each worker.
        ocr_cache: Where its readings are kept; empty for nowhere.
    """

    reader: str = "pdfium"
    ocr: str = "auto"
    ocr_threads: int = 1
    ocr_cache: str = ""

    def for_pipeline(self) -> pipeline.Options:
        from reportextract import pipeline
        from reportextract.page_reading import OcrOptions

        return pipeline.Options(reader=self.reader, ocr=OcrOptions(self.ocr, self.ocr_threads, self.ocr_cache))


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, as it was when the run began.

    Attributes:
        sha256: Its hash then, in hex.
        member: If ``path`` is an archive: the place in its directory of the file that is meant.
    """

    path: str
    source: str
    sha256: str
    size_bytes: int
    media_type: str
    options: ReadingOptions = ReadingOptions()
    member: int | None = None

    def failed(self, error: DocumentError, seconds: float) -> Document:
        """The document that this job becomes when it gives no report."""
        return Document(
            document_id=document_id(self.sha256),
            sha256=self.sha256,
            source=self.source,
            size_bytes=self.size_bytes,
            media_type=self.media_type,
            page_count=None,
            scanned_pages=None,
            status=error.status,
            reason=str(error),
            seconds=seconds,
            retry=error.retry,
        )


def process_document(job: Job) -> Document:
    """Read one file. No document makes it raise: one bad document costs one document.

    Raises:
        SetupError: What reading needs is missing here, whatever the document.

    This is the one place in the project that catches everything. What isn't a ``DocumentError`` is a mistake of ours
    (or of a library) and becomes ``crashed``, with the kind of error in the reason.
    """
    from reportextract import pipeline

    started = time.perf_counter()
    page_count: int | None = None
    options, asked = _noting_ocr(job.options)
    try:
        data = read_bytes(job.path, job.member)
        if sha256(data).hexdigest() != job.sha256:
            raise Changed("The file changed while the run was reading it.", "Run again.")
        with open_document(data, job.sha256) as opened:
            page_count = opened.page_count
            beside = Evidence(source=job.source, sidecar=read_sidecar(job.path))
            report = pipeline.extract_report(opened, options, beside)
    except SetupError:
        raise
    except DocumentError as error:
        failed = job.failed(error, time.perf_counter() - started)
        return replace(failed, page_count=page_count, depends_on_ocr=asked != [])
    except Exception as error:
        crashed = Crashed(
            f"The extractor failed on this file ({type(error).__name__}: {_first_line(error)}).",
            "This is a mistake of the extractor: please report it with the file. The other documents are unharmed.",
        )
        return replace(job.failed(crashed, time.perf_counter() - started), page_count=page_count)
    return Document(
        document_id=document_id(job.sha256),
        sha256=job.sha256,
        source=job.source,
        size_bytes=job.size_bytes,
        media_type=job.media_type,
        page_count=page_count,
        scanned_pages=report.scanned_pages,
        status="extracted",
        reason="",
        seconds=time.perf_counter() - started,
        report=replace(report, document_id=document_id(job.sha256), source=job.source),
        depends_on_ocr=asked != [],
    )


def _noting_ocr(chosen: ReadingOptions) -> tuple[pipeline.Options, list[int]]:
    """(The options for the pipeline, a list that isn't empty once OCR has, or would have, decided anything)."""
    from reportextract.page_reading import OcrOptions

    options = chosen.for_pipeline()
    # Without OCR any page might be one that an engine would have read.
    asked = [] if options.ocr.is_on else [0]

    class Noting(OcrOptions):
        @contextmanager
        def engine_for(self, sha256: str, page: int) -> Iterator[Engine]:
            asked.append(page)
            with super().engine_for(sha256, page) as engine:
                yield engine

    return replace(options, ocr=Noting(options.ocr.engine, options.ocr.threads, options.ocr.cache)), asked


def extract(path: str | Path, *, reader: str = "pdfium", ocr: str = "auto") -> Report:
    """Read one report.

    Args:
        path: A PDF, JPEG, PNG or TIFF file.
        reader: ``pdfium`` (fast) or ``pdfplumber``.
        ocr: What reads pages that are pictures: ``auto``, ``rapidocr``, ``paddleocr`` or ``off``.

    Returns:
        The report; ``report.to_frames()`` gives its cells, checks, sections and findings as pandas frames.

    Raises:
        DocumentError: It can't be read or is no report; ``error.status`` says which.
        SetupError: A page is a picture and the OCR engine isn't installed.
    """
    from reportextract import pipeline

    with open_document(read_bytes(str(path))) as opened:
        beside = Evidence(source=Path(path).name, sidecar=read_sidecar(str(path)))
        report = pipeline.extract_report(opened, ReadingOptions(reader, ocr).for_pipeline(), beside)
        return replace(report, document_id=opened.document_id, source=Path(path).name)


def job_for(path: str, source: str, options: ReadingOptions) -> Job:
    """Look at a file without reading it into memory.

    Raises:
        Damaged, Unsupported: It can't be read from the disk, or is no file.
    """
    facts = inspect_file(path)
    return Job(path, source, facts.sha256, facts.size_bytes, facts.media_type, options)


_REASON_CHARACTERS = 200


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:_REASON_CHARACTERS] if lines else "no message"
