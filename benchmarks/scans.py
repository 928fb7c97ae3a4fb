"""What a scanned page costs: the whole pipeline beside rapidocr's and paddleocr's own OCR of the same pages.

All run PP-OCRv6 small with one thread. The pipeline, rapidocr and paddleocr run it on ONNX Runtime, which calculates
with 32 bits everywhere; rapidocr is timed on OpenVINO too, as it comes: that calculates with 16 bits where the
processor can, in half of the time, with other probabilities on each kind of machine. CPU time is measured, not time on
the clock; contenders take turns on each document, and the first turn, which loads and prepares the networks, isn't
counted. The pipeline is given the file and gives a checked report; the others are given the rendered pages and give
lines of text.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.memory import peak_memory
from reportextract.errors import DocumentError
from reportextract.evaluate.command import by_kind
from reportextract.evaluate.scores import Comparison
from reportextract.evaluate.tables import Table

PIPELINE = "reportextract"
RAPIDOCR = "rapidocr, page"
RAPIDOCR_16 = "rapidocr on OpenVINO, page"
PADDLEOCR = "paddleocr, page"

ROUNDS = {PIPELINE: 2, RAPIDOCR: 1, RAPIDOCR_16: 1, PADDLEOCR: 1}
"""Turns on each document that count; page OCR takes several seconds a page and hardly varies."""
MOST_DOCUMENTS = 3
RAPIDOCR_LIMIT, PADDLEOCR_LIMIT = 0.7, 0.3
MEMORY_LIMIT = 700.0
MEMORY_PAGES = 200
LONGEST_PAPER = 1.6
"""Height by width of the longest page that is timed: a tall screenshot is shrunk by rapidocr until nothing is left."""

SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"})

PageOcr = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class ScanTiming:
    """CPU seconds for each page of one document, by contender: the median of its turns."""

    document: str
    pages: int
    seconds: Mapping[str, float]

    def ratio(self, contender: str) -> float:
        """The pipeline's time as a multiple of the contender's."""
        return self.seconds[PIPELINE] / self.seconds[contender]


@dataclass(frozen=True, slots=True)
class ScanMemory:
    """A worker's resident memory in MiB over many pages.

    Attributes:
        after: After each document, in order.
        pages: Read in all.
    """

    peak: float
    after: tuple[float, ...]
    pages: int

    @property
    def growth(self) -> float:
        """How much more the last quarter of the documents left than the second: the first one loads the networks."""
        quarter = max(1, len(self.after) // 4)
        return statistics.median(self.after[-quarter:]) - statistics.median(self.after[quarter : 2 * quarter])


# --- the contenders ---------------------------------------------------------------------------------


def open_rapidocr(threads: int = 1) -> PageOcr:
    """rapidocr's own pipeline on ONNX Runtime, with which the pipeline reads."""
    return _rapidocr("ONNXRUNTIME", {"intra_op_num_threads": threads, "inter_op_num_threads": 1})


def open_rapidocr_16(threads: int = 1) -> PageOcr:
    """rapidocr's own pipeline on OpenVINO, as it comes: with 16 bits where the processor can."""
    return _rapidocr("OPENVINO", {"inference_num_threads": threads})


def _rapidocr(backend: str, options: Mapping[str, int]) -> PageOcr:
    from reportextract.ocr.sessions import keep_backends_silent

    keep_backends_silent()
    from rapidocr import EngineType, RapidOCR

    engines = {f"{task}.engine_type": EngineType[backend] for task in ("Det", "Cls", "Rec")}
    settings = {f"EngineConfig.{backend.lower()}.{name}": value for name, value in options.items()}
    ocr: PageOcr = RapidOCR(params={**engines, **settings, "Global.log_level": "critical"})
    return ocr


def open_paddleocr(folder: Path, threads: int = 1) -> PageOcr:
    """paddleocr's own pipeline with the same weights.

    Args:
        folder: Where its model folders are written: those of our engine, but with the width of 320 pixels that
            paddleocr pads short lines to (ours pads cells to their height).
    """
    from reportextract.ocr.paddle import PaddleEngine

    models = shutil.copytree(PaddleEngine(threads=threads)._models, folder / "models")
    detection, recognition = "PP-OCRv6_small_det", "PP-OCRv6_small_rec"
    settings = models / recognition / "inference.yml"
    told = yaml.safe_load(settings.read_text(encoding="utf-8"))
    for step in told["PreProcess"]["transform_ops"]:
        if "RecResizeImg" in step:
            step["RecResizeImg"]["image_shape"] = [3, 48, 320]
    settings.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    from paddleocr import PaddleOCR

    ocr = PaddleOCR(
        text_detection_model_name=detection,
        text_detection_model_dir=str(models / detection),
        text_recognition_model_name=recognition,
        text_recognition_model_dir=str(models / recognition),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        device="cpu",
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": threads},
    )
    predict: PageOcr = ocr.predict
    return predict


def pages_of(path: Path) -> list[Any]:
    """The pages as pictures, rendered as the pipeline renders them; in colour, which both engines want."""
    import cv2

    from reportextract.ingest.contents import read_bytes
    from reportextract.ingest.document import open_document
    from reportextract.scans.image import open_pictures

    with open_document(read_bytes(str(path))) as opened:
        pictures = open_pictures(opened.pdf, opened.data, opened.page_count)
        pixels = [pictures[index].pixels for index in range(len(pictures))]
    return [cv2.cvtColor(page, cv2.COLOR_GRAY2BGR) if page.ndim == 2 else page for page in pixels]


def find_scans(folders: Sequence[Path]) -> list[Path]:
    """Documents of which every page is a scan of a sheet of paper, at most ``MOST_DOCUMENTS``, spread over all."""
    import reportextract

    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        try:
            report = reportextract.extract(path)
        except DocumentError:
            continue
        if report.scanned_pages == report.page_count > 0:
            heights = [page.shape[0] / page.shape[1] for page in pages_of(path)]
            if max(heights) <= LONGEST_PAPER:
                found.append(path)
    step = max(1, len(found) // MOST_DOCUMENTS)
    return found[::step][:MOST_DOCUMENTS]


# --- measuring --------------------------------------------------------------------------------------


def measure_scans(documents: Sequence[Path]) -> list[ScanTiming]:
    """Times every contender on the same pages, in turns."""
    import cv2

    import reportextract

    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        page_ocr = {
            RAPIDOCR: open_rapidocr(),
            RAPIDOCR_16: open_rapidocr_16(),
            PADDLEOCR: open_paddleocr(Path(folder)),
        }
    timings = []
    for path in documents:
        pages = pages_of(path)
        seconds: dict[str, list[float]] = {name: [] for name in (PIPELINE, *page_ocr)}
        for turn in range(1 + max(ROUNDS[name] for name in seconds)):
            for name, taken in seconds.items():
                if turn > ROUNDS[name]:
                    continue
                start = time.process_time()
                if name == PIPELINE:
                    reportextract.extract(path)
                else:
                    for page in pages:
                        page_ocr[name](page)
                if turn > 0:
                    taken.append(time.process_time() - start)
        medians = {name: statistics.median(taken) / len(pages) for name, taken in seconds.items()}
        timings.append(ScanTiming(path.name, len(pages), medians))
        if sys.stderr.isatty():
            print(f"\r{len(timings)}/{len(documents)} scans", end="", file=sys.stderr, flush=True)
    return timings


def measure_scan_memory(documents: Sequence[Path], pages: int = MEMORY_PAGES) -> ScanMemory:
    """Runs this module as a worker that reads the documents again and again until it has read so many pages."""
    names = json.dumps({"documents": [str(path) for path in documents], "pages": pages})
    command = [sys.executable, "-m", "benchmarks.scans"]
    worker = subprocess.run(command, input=names, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(worker.stdout)
    return ScanMemory(told["peak"], tuple(told["after"]), told["pages"])


def _work() -> None:
    import reportextract

    task = json.loads(sys.stdin.read())
    after, read = [], 0
    while read < task["pages"]:
        for name in task["documents"]:
            read += reportextract.extract(name).page_count
            after.append(resident_memory())
            if read >= task["pages"]:
                break
    print(json.dumps({"peak": peak_memory(), "after": after, "pages": read}))


def resident_memory() -> float:
    """The memory that this process has resident now, in MiB; where the system doesn't tell, the most it ever had."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_memory()
    kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


# --- what is printed --------------------------------------------------------------------------------


def scan_timing_table(timings: Sequence[ScanTiming]) -> Table:
    """A line for each document."""
    names = list(timings[0].seconds)
    others = [name for name in names if name != PIPELINE]
    return [
        ["scan", "pages", *(f"{name}, CPU s a page" for name in names), *(f"× {name}" for name in others)],
        *(
            [
                timing.document,
                str(timing.pages),
                *(f"{timing.seconds[name]:.2f}" for name in names),
                *(f"{timing.ratio(name):.2f}" for name in others),
            ]
            for timing in timings
        ),
    ]


ACCURACY_LIMITS = {"scan-clean": ("99.9", "95"), "scan-medium": ("99.5", "85"), "scan-hard": ("97", "")}
"""By kind of scan: the least per cent of cells right, and of reports verified. No number in those may be wrong."""


def scan_accuracy_table(comparisons: Sequence[Comparison], verified_as_pdf: Collection[str] | None = None) -> Table:
    """A line for each kind of scan: how much was read, how much of it right, and the limits.

    Args:
        verified_as_pdf: The scans of documents that are verified as PDFs: how many of them are as scans, too.
    """
    rows = [["scans", "documents", "cells", "right %", "at least", "wrong", "not read", "verified %", "at least"]]
    rows[0] += ["wrong in verified", *([] if verified_as_pdf is None else ["verified of PDFs"])]
    for kind, s in sorted(by_kind(comparisons).items()):
        right, verified = ACCURACY_LIMITS.get(kind, ("", ""))
        rows.append([kind, str(s.documents), str(s.cells), f"{100 * s.right / s.cells:.2f}" if s.cells else "-", right])
        rows[-1] += [str(s.wrong + s.extra), str(s.missing + s.withheld)]
        rows[-1] += [f"{100 * s.verified / s.documents:.0f}", verified, str(s.wrong_in_verified)]
        if verified_as_pdf is not None:
            able = [c.quality == "verified" for c in comparisons if c.kind == kind and c.source in verified_as_pdf]
            rows[-1].append(f"{sum(able)} of {len(able)}")
    return rows


def scan_limits_table(timings: Sequence[ScanTiming], memory: ScanMemory) -> Table:
    """The limits of issue and README beside what was measured."""
    rows = [["limit", "measured", "at most"]]
    for name, limit in ((RAPIDOCR, f"{RAPIDOCR_LIMIT} ×"), (RAPIDOCR_16, ""), (PADDLEOCR, f"{PADDLEOCR_LIMIT} ×")):
        if name in timings[0].seconds:
            ratio = statistics.median(timing.ratio(name) for timing in timings)
            rows.append([f"a scanned page, of {name} OCR, median", f"{ratio:.2f} ×", limit])
    seconds = statistics.median(timing.seconds[PIPELINE] for timing in timings)
    rows.append(["a scanned page, CPU, median", f"{seconds:.2f} s", ""])
    rows.append(["peak memory of a worker that reads scans", f"{memory.peak:.0f} MiB", f"{MEMORY_LIMIT:.0f} MiB"])
    rows.append([f"its growth over {memory.pages} pages", f"{memory.growth:.0f} MiB", ""])
    return rows


if __name__ == "__main__":
    _work()
