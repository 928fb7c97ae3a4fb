"""The real ``paddleocr`` package, running PP-OCRv6 small on ONNX Runtime, without paddlepaddle and without a model hub.

paddleocr takes weights from folders that hold ``inference.onnx`` and ``inference.yml``, and looks for a hub only
where it is given none. The weights are those in the rapidocr package; the settings are written here.

The networks are the same as rapidocr's, so that the two are no independent witnesses for a number.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from reportextract.errors import SetupError
from reportextract.ocr.engine import OcrLine, Picture
from reportextract.ocr.lines import coloured, read_outlined
from reportextract.ocr.numbers import NumberDecoder
from reportextract.ocr.recogniser import Recogniser
from reportextract.ocr.sessions import Float32Array, keep_backends_silent, open_session
from reportextract.ocr.weights import GENERATION, find_weights

_DETECTION, _RECOGNITION = "PP-OCRv6_small_det", "PP-OCRv6_small_rec"

# The longest side of a page when lines are looked for. As for rapidocr.
_LONGEST_SIDE = 960


class PaddleEngine(Recogniser):
    """paddleocr on ONNX Runtime."""

    name = "paddleocr"

    def __init__(self, threads: int = 1, folder: Path | None = None) -> None:
        """Loads the recogniser; the line finder is loaded when a page is first read.

        Args:
            threads: How many threads the networks may use.
            folder: Where paddleocr's model folders are kept; they are written at the first use. None for
                ``reportextract`` in the user's cache folder.

        Raises:
            SetupError: paddleocr, ONNX Runtime or the weights are not installed.
        """
        try:
            self.version = f"paddleocr {version('paddleocr')}, {GENERATION}, onnxruntime {version('onnxruntime')}"
            weights_version = version("rapidocr")
        except PackageNotFoundError as missing:
            raise SetupError(
                f"To read scans with paddleocr, the package {missing.name} is needed and not installed.",
                hint="Install it: pip install 'reportextract[paddleocr]'",
            ) from missing
        folder = _cache_folder() if folder is None else folder
        keep_backends_silent()
        # Read at import: where it keeps locks and temporary files, and not to ask a hub whether it is there.
        os.environ.setdefault("PADDLE_PDX_CACHE_HOME", str(folder / "paddlex"))
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        self._models = _write_models(folder / f"{GENERATION}-{weights_version}")
        self._options: dict[str, Any] = {
            "engine": "onnxruntime",
            "engine_config": {
                "intra_op_num_threads": threads,
                "inter_op_num_threads": 1,
                "enable_cpu_mem_arena": False,
            },
            "device": "cpu",
        }
        from paddleocr import TextRecognition

        self._recogniser = TextRecognition(
            model_name=_RECOGNITION, model_dir=str(self._models / _RECOGNITION), **self._options
        )
        predictor = self._recogniser.paddlex_predictor
        self._characters = ["", *predictor.post_op.character[1:]]
        # paddleocr gives the likeliest text and its mean score. The probabilities behind them come out where it turns
        # them into text, as the "text" of its results.
        predictor.post_op = _keep_probabilities
        self._numbers = NumberDecoder(self._characters)

    def read_lines(self, picture: Picture) -> list[OcrLine]:
        """See :class:`~reportextract.ocr.engine.Engine`."""
        if picture.size == 0:
            return []
        (found,) = self._line_finder.predict(coloured(picture))
        outlines = [np.asarray(outline, np.float64) for outline in found["dt_polys"]]
        return read_outlined(picture, outlines, self.read_crops)

    @cached_property
    def _line_finder(self) -> Any:
        from paddleocr import TextDetection

        return TextDetection(
            model_name=_DETECTION,
            model_dir=str(self._models / _DETECTION),
            limit_side_len=_LONGEST_SIDE,
            limit_type="max",
            **self._options,
        )

    def _recognise(self, crops: list[Picture]) -> Iterator[tuple[int, Float32Array]]:
        """See :class:`~reportextract.ocr.recogniser.Recogniser`."""
        present = [index for index, crop in enumerate(crops) if crop.size > 0]
        if not present:
            return
        results = self._recogniser.predict_iter([coloured(crops[index]) for index in present], batch_size=1)
        for index, result in zip(present, results, strict=True):
            yield index, result["rec_text"]


def _keep_probabilities(answers: Any, **_: Any) -> tuple[list[Any], list[float]]:
    """Stands where paddleocr makes text: each crop's probabilities, and a score that nobody reads."""
    steps = list(np.asarray(answers[0], np.float32))
    return steps, [1.0] * len(steps)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "reportextract"


def _write_models(folder: Path) -> Path:
    """paddleocr's model folders: complete or not there, whoever else writes them at the same time."""
    if folder.is_dir():
        return folder
    session = open_session(find_weights("recognition"), 1, "onnxruntime")
    characters = session.metadata("character") or ""
    detection = {
        "Global": {"model_name": _DETECTION},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetResizeForTest": {"resize_long": 960}},
                {
                    "NormalizeImage": {
                        "mean": [0.485, 0.456, 0.406],
                        "std": [0.229, 0.224, 0.225],
                        "scale": "1./255.",
                        "order": "hwc",
                    }
                },
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {"name": "DBPostProcess", "thresh": 0.3, "box_thresh": 0.6, "unclip_ratio": 1.5},
    }
    recognition = {
        "Global": {"model_name": _RECOGNITION},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                # As narrow as high: crops are padded to this, and the usual 320 doubles the cost of a cell.
                {"RecResizeImg": {"image_shape": [3, 48, 48]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters.splitlines()},
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    written = Path(tempfile.mkdtemp(dir=folder.parent))
    for name, task, settings in ((_DETECTION, "detection", detection), (_RECOGNITION, "recognition", recognition)):
        (written / name).mkdir()
        shutil.copyfile(find_weights(task), written / name / "inference.onnx")
        text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
        (written / name / "inference.yml").write_text(text, encoding="utf-8")
    try:
        written.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(written)
    return folder
