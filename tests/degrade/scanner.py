"""What the scanner or the camera does: geometry, light, blur, noise, edges, one bit."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from tests.degrade.ink import Floats, smooth_noise

Pixels = npt.NDArray[np.uint8]


def laid_askew(
    page: Floats, skew: float, perspective: float, curl: float, bed: float | None, rng: np.random.Generator
) -> Floats:
    """The page turned, seen from the side and bent, on what lies around it.

    Args:
        page: (h, w, 3), 0 to 1.
        skew: Degrees clockwise.
        perspective: The share by which one side is shorter.
        curl: Pixels that lines bend in the middle.
        bed: The grey of what lies around; None for the colour of the paper.
    """
    height, width = page.shape[:2]
    middle = np.array([width / 2, height / 2])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    angle = np.radians(skew)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    seen = (corners - middle) @ turn.T
    if perspective > 0:
        # A camera has to see the whole sheet, so that it is a little smaller than the picture.
        seen *= 1.0 - 1.2 * perspective
        side = rng.integers(4)
        ends = (int(side), int(side + 1) % 4)
        axis = 0 if side % 2 == 0 else 1
        for corner in ends:
            seen[corner, axis] *= 1.0 - 2 * perspective
        seen += rng.uniform(-0.004, 0.004, (4, 2)) * width * min(1.0, perspective * 50)
    shift = rng.uniform(-0.004, 0.004, 2) * width if skew or perspective else np.zeros(2)
    back = cv2.getPerspectiveTransform((seen + middle + shift).astype(np.float32), corners.astype(np.float32))
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    if curl:
        phase = float(rng.uniform(-0.3, 0.3))
        y = y + np.float32(curl) * np.sin(np.pi * (x / width + phase)) * (0.6 + 0.4 * y / height)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    from_x = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth).astype(np.float32)
    from_y = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth).astype(np.float32)
    if bed is None:
        return np.asarray(cv2.remap(page, from_x, from_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.float32)
    laid = cv2.remap(page, from_x, from_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(bed,) * 3)
    return np.asarray(laid, np.float32)


def lit(page: Floats, darker: float, rng: np.random.Generator) -> Floats:
    """Light that falls off towards one side and unevenly: in the weakest place by ``darker``."""
    height, width = page.shape[:2]
    direction = rng.uniform(0, 2 * np.pi)
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    slope = (np.cos(direction) * x + np.sin(direction) * y + 1.5) / 3
    shade = 0.7 * slope + 0.3 * smooth_noise((height, width), 0.4 * width, rng)
    shade = (shade - shade.min()) / max(float(shade.max() - shade.min()), 1e-6)
    return page * (1.0 - darker * shade.astype(np.float32))[:, :, None]


def with_dark_edges(page: Floats, widest: float, rng: np.random.Generator) -> Floats:
    """Shadows along one to three sides, up to ``widest`` pixels, with a soft and wavy border."""
    shadowed = page.copy()
    for side in rng.permutation(4)[: rng.integers(1, 4)]:
        turned = np.rot90(shadowed, side)  # a view: what is drawn on its left is drawn on the page
        tall, wide = turned.shape[:2]
        reach = rng.uniform(0.3, 1.0) * widest * (0.7 + 0.6 * smooth_noise((tall, 1), 0.3 * tall, rng))
        across = np.arange(wide, dtype=np.float32)[None, :]
        light = np.clip((across - reach) / (0.25 * widest + 1) + 0.5, 0.08, 1.0).astype(np.float32)
        turned *= light[:, :, None]
    return shadowed


def noisy(page: Floats, deviation: float, rng: np.random.Generator) -> Floats:
    """Sensor noise, half of it in grains of two pixels and half of all channels together."""
    height, width = page.shape[:2]
    fine = rng.standard_normal((height, width, 3), dtype=np.float32)
    grains = cv2.GaussianBlur(rng.standard_normal((height, width, 1), dtype=np.float32), (3, 3), 0.8)[:, :, None]
    return page + (0.5 * fine + 1.4 * grains).astype(np.float32) * np.float32(deviation / 255)


def as_bilevel(grey: Pixels, threshold: float, dpi: int) -> Pixels:
    """Black where darker than ``threshold`` of the paper around: two values, 0 and 255."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    reach = max(3, round(0.06 * dpi) | 1)
    around = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    around = cv2.GaussianBlur(around, (0, 0), reach / 2)
    paper = cv2.resize(around, grey.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.where(grey < np.maximum(threshold * paper, 60), 0, 255).astype(np.uint8)
