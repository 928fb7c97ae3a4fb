"""Where a place on a straightened page lies on the page as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bend:
    """By how much the level lines of a curled page leave the straight.

    A line at height y of the flat page is seen at ``y + at(x, y)``. All lengths are in the unit of ``width``.

    Attributes:
        coefficients: Shape (2, n): of Chebyshev polynomials of the degrees 1 to n along the line; the first row is the
            bend at the upper edge of the page, the second what it gains to the lower edge.
        first, last: The line was seen between these places; beyond, it goes on as it ended.
        width, height: Of the page.
    """

    coefficients: FloatArray
    first: float
    last: float
    width: float
    height: float

    def at(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """By how much places are seen lower than they would lie on a flat page."""
        waves = bend_basis(x, self.first, self.last, self.coefficients.shape[1])
        across = np.asarray(y)[..., None] / self.height
        return np.asarray((waves * (self.coefficients[0] + across * self.coefficients[1])).sum(axis=-1))

    def scaled(self, factor: float) -> Bend:
        """The same bend in another unit of length."""
        first, last, width, height = (n * factor for n in (self.first, self.last, self.width, self.height))
        return Bend(self.coefficients * factor, first, last, width, height)


def bend_basis(x: FloatArray, first: float, last: float, degrees: int) -> FloatArray:
    """The Chebyshev polynomials of the degrees 1 to ``degrees`` at places from ``first`` to ``last``; one more axis."""
    t = np.clip(2 * (np.asarray(x, dtype=np.float64) - first) / (last - first) - 1, -1.0, 1.0)
    return np.stack([np.cos(degree * np.arccos(t)) for degree in range(1, degrees + 1)], axis=-1)


@dataclass(frozen=True, slots=True)
class Placement:
    """The way from a straightened page back: the bend first, then a homography.

    Attributes:
        homography: Shape (3, 3), for (x, y, 1); from the straightened page without its bend.
        bend: Of a curled page, in the straightened page's unit of length; else None.
    """

    homography: FloatArray
    bend: Bend | None = None

    def points(self, points: FloatArray) -> FloatArray:
        """Where points are seen; shape (n, 2)."""
        points = np.asarray(points, dtype=np.float64)
        if self.bend is not None:
            points = np.stack([points[:, 0], points[:, 1] + self.bend.at(points[:, 0], points[:, 1])], axis=1)
        extended = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ self.homography.T
        return np.asarray(extended[:, :2] / extended[:, 2:], dtype=np.float64)

    def boxes(self, boxes: FloatArray) -> FloatArray:
        """The upright hulls of boxes; shape (n, 4): x0, top, x1, bottom."""
        boxes = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
        corners = np.stack([boxes[:, [0, 1]], boxes[:, [2, 1]], boxes[:, [2, 3]], boxes[:, [0, 3]]], axis=1)
        seen = self.points(corners.reshape(-1, 2)).reshape(-1, 4, 2)
        return np.concatenate([seen.min(axis=1), seen.max(axis=1)], axis=1)

    def back(self, points: FloatArray) -> FloatArray:
        """Where points of the page as it is seen lie on the straightened page; shape (n, 2)."""
        flat = Placement(np.asarray(np.linalg.inv(self.homography))).points(points)
        if self.bend is None:
            return flat
        y = flat[:, 1]
        for _ in range(4):  # a bend is far flatter than 45 degrees: each step leaves a small part of the error
            y = flat[:, 1] - self.bend.at(flat[:, 0], y)
        return np.stack([flat[:, 0], y], axis=1)

    def near(self, x: float, y: float) -> FloatArray:
        """The homography that does the same as this around a place; shape (3, 3)."""
        if self.bend is None:
            return self.homography
        step = self.bend.width / 100
        here, before, after = self.bend.at(np.array([x, x - step, x + step]), np.full(3, y)).tolist()
        slope = (after - before) / (2 * step)
        return np.asarray(
            self.homography @ np.array([[1.0, 0.0, 0.0], [slope, 1.0, here - slope * x], [0.0, 0.0, 1.0]])
        )

    def scaled(self, factor: float) -> Placement:
        """The same way where both pages are measured in another unit of length."""
        enlarge = np.diag([factor, factor, 1.0])
        homography = np.asarray(enlarge @ self.homography @ np.linalg.inv(enlarge))
        return Placement(homography, None if self.bend is None else self.bend.scaled(factor))
