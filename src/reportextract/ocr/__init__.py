"""OCR: pictures of text → characters and numbers with probabilities. Behind one protocol, without a network."""

from reportextract.ocr.engine import (
    ENGINES,
    CellReading,
    Engine,
    NumberReading,
    OcrLine,
    OcrText,
    Picture,
    ensure_installed,
    load_engine,
)

__all__ = [
    "ENGINES",
    "CellReading",
    "Engine",
    "NumberReading",
    "OcrLine",
    "OcrText",
    "Picture",
    "ensure_installed",
    "load_engine",
]
