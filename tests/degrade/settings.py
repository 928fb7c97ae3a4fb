"""How a document was scanned: every field is one way in which scans differ, drawn within the bounds of a profile.

The profiles are as far from print as the office copies that townships publish: ``clean`` is a good scanner's,
``medium`` a copier's with a worn glass, ``hard`` a bad copier's or a telephone's; ``screenshot`` is a screen, no scan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

Mode = Literal["colour", "grey", "bilevel"]
PROFILES = ("clean", "medium", "hard")

Span = tuple[float, float]
_FEATURES = ("faint_rules", "broken_rules", "perspective", "curl", "dark_edges", "holes")


@dataclass(frozen=True, slots=True)
class Scan:
    """One document's way through printer, stamp and scanner. Lengths are millimetres of paper, so that dpi is free.

    Attributes:
        dpi: Dots an inch.
        mode: What the scanner writes; a bilevel scan has two values.
        paper: Blue, green and red of the empty paper, 0 to 1.
        strength: How dark the print is: 1 is black.
        patchy: How much paler the print is in places.
        faint_rules: The darkness that is left of rules: 1 leaves them alone.
        broken_rules: The share of each rule that is missing, in gaps.
        skew: Degrees that pages are turned at most, to either side.
        perspective: How much shorter one edge of a page is than the other at most.
        curl: Millimetres that a line bends at most.
        bed: What lies around the paper where it is turned, 0 (dark) to 1; None for a scanner's white lid.
        dark_edges: Millimetres of shadow at the sides at most.
        light: How much darker the page is where the light is weakest.
        blur: Standard deviation in millimetres.
        noise: Standard deviation in grey levels.
        quality: Of the JPEG.
        specks: On a page, on average.
        holes: Whether the page was punched.
        seal: Where red seals are: ``""``, ``foot`` (over the signature), ``table`` (over cells), ``both``.
        turned: Quarter turns in degrees clockwise of every page.
        threshold: Bilevel: darker than this share of the paper around is black.
    """

    dpi: int = 200
    mode: Mode = "colour"
    paper: tuple[float, float, float] = (1.0, 1.0, 1.0)
    strength: float = 1.0
    patchy: float = 0.0
    faint_rules: float = 1.0
    broken_rules: float = 0.0
    skew: float = 0.0
    perspective: float = 0.0
    curl: float = 0.0
    bed: float | None = None
    dark_edges: float = 0.0
    light: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    quality: int = 85
    specks: float = 0.0
    holes: bool = False
    seal: str = ""
    turned: int = 0
    threshold: float = 0.72

    def features(self) -> list[str]:
        """Names of what is unusual about the scan, sorted; what every scan has to a degree is left out."""
        found = {self.mode, f"dpi_{self.dpi // 50 * 50}"}
        if self.seal:
            found.add(f"seal_{self.seal}")
        if self.turned:
            found.add(f"turned_{self.turned}")
        for field in fields(self):
            if field.name in _FEATURES and getattr(self, field.name) != field.default:
                found.add(field.name)
        return sorted(found)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What a profile draws from: spans of degrees, and the chances that a thing occurs at all."""

    dpi: tuple[int, ...]
    bilevel_dpi: tuple[int, ...]
    bilevel: float
    strength: Span
    patchy: Span
    skew: Span
    perspective: tuple[float, Span]
    curl: tuple[float, Span]
    bed: float
    dark_edges: tuple[float, Span]
    light: Span
    blur: Span
    noise: Span
    quality: tuple[int, int]
    specks: Span
    holes: float
    faint_rules: tuple[float, Span]
    broken_rules: tuple[float, Span]
    seals: Mapping[str, float]
    turned: float


_NEVER: tuple[float, Span] = (0.0, (0.0, 0.0))
# Print and rules as pale as this come through a threshold in pieces, paler ones not at all.
_BILEVEL_STRENGTH = 0.8
_BOUNDS = {
    "clean": _Bounds(
        dpi=(200, 200, 240, 300),
        bilevel_dpi=(300,),
        bilevel=0.2,
        strength=(0.9, 1.0),
        patchy=(0.0, 0.05),
        skew=(0.0, 0.3),
        perspective=_NEVER,
        curl=_NEVER,
        bed=0.1,
        dark_edges=_NEVER,
        light=(0.0, 0.03),
        blur=(0.02, 0.06),
        noise=(0.5, 3.0),
        quality=(75, 92),
        specks=(0.0, 4.0),
        holes=0.0,
        faint_rules=_NEVER,
        broken_rules=_NEVER,
        seals={"": 0.5, "foot": 0.5},
        turned=0.1,
    ),
    "medium": _Bounds(
        dpi=(200, 200, 200, 180, 220, 300),
        bilevel_dpi=(200, 300),
        bilevel=0.15,
        strength=(0.75, 1.0),
        patchy=(0.0, 0.15),
        skew=(0.2, 1.2),
        perspective=_NEVER,
        curl=(0.1, (0.3, 0.8)),
        bed=0.5,
        dark_edges=(0.3, (2.0, 8.0)),
        light=(0.02, 0.15),
        blur=(0.05, 0.10),
        noise=(3.0, 8.0),
        quality=(50, 75),
        specks=(5.0, 40.0),
        holes=0.1,
        faint_rules=(0.2, (0.4, 0.7)),
        broken_rules=(0.1, (0.02, 0.08)),
        seals={"": 0.4, "foot": 0.4, "table": 0.1, "both": 0.1},
        turned=0.1,
    ),
    "hard": _Bounds(
        dpi=(150, 160, 170, 180, 200),
        bilevel_dpi=(200,),
        bilevel=0.12,
        strength=(0.6, 0.9),
        patchy=(0.05, 0.3),
        skew=(0.8, 2.8),
        perspective=(0.4, (0.005, 0.03)),
        curl=(0.25, (0.5, 2.0)),
        bed=0.8,
        dark_edges=(0.5, (3.0, 12.0)),
        light=(0.08, 0.3),
        blur=(0.08, 0.14),
        noise=(7.0, 14.0),
        quality=(28, 55),
        specks=(20.0, 120.0),
        holes=0.3,
        faint_rules=(0.3, (0.3, 0.6)),
        broken_rules=(0.3, (0.05, 0.15)),
        seals={"": 0.3, "foot": 0.3, "table": 0.2, "both": 0.2},
        turned=0.15,
    ),
}


def draw(profile: str, rng: np.random.Generator) -> Scan:
    """The scan of a document, within the bounds of its profile.

    Args:
        profile: One of ``PROFILES``, or ``screenshot``.

    Raises:
        KeyError: There is no such profile.
    """
    if profile == "screenshot":
        return Scan(dpi=int(rng.choice([100, 110, 125, 144])), quality=90)
    bounds = _BOUNDS[profile]

    def within(span: Span) -> float:
        return float(rng.uniform(*span))

    def sometimes(chance_and_span: tuple[float, Span], default: float = 0.0) -> float:
        chance, span = chance_and_span
        drawn, happens = within(span), rng.random() < chance
        return drawn if happens else default

    mode: Mode = "bilevel" if rng.random() < bounds.bilevel else ("grey" if rng.random() < 0.45 else "colour")
    dark = within((0.02, 0.25))
    strength, faint_rules = within(bounds.strength), sometimes(bounds.faint_rules, 1.0)
    if mode == "bilevel":
        # Nobody keeps a black and white scan on which the pale half is white: it is made again, darker.
        strength, faint_rules = max(strength, _BILEVEL_STRENGTH), max(faint_rules, _BILEVEL_STRENGTH)
    return Scan(
        dpi=int(rng.choice(bounds.bilevel_dpi if mode == "bilevel" else bounds.dpi)),
        mode=mode,
        paper=_paper(profile, rng),
        strength=strength,
        patchy=within(bounds.patchy),
        faint_rules=faint_rules,
        broken_rules=sometimes(bounds.broken_rules),
        skew=within(bounds.skew),
        perspective=sometimes(bounds.perspective),
        curl=sometimes(bounds.curl),
        bed=dark if rng.random() < bounds.bed else None,
        dark_edges=sometimes(bounds.dark_edges),
        light=within(bounds.light),
        blur=within(bounds.blur),
        noise=within(bounds.noise),
        quality=int(rng.integers(*bounds.quality)),
        specks=within(bounds.specks),
        holes=bool(rng.random() < bounds.holes),
        seal=str(rng.choice(list(bounds.seals), p=list(bounds.seals.values()))),
        turned=int(rng.choice([90, 180, 270])) if rng.random() < bounds.turned else 0,
        threshold=within((0.66, 0.78)),
    )


def _paper(profile: str, rng: np.random.Generator) -> tuple[float, float, float]:
    """White, bluish, yellowed or recycled paper: the worse the profile, the farther from white."""
    far = {"clean": 0.03, "medium": 0.10, "hard": 0.22}[profile]
    base = 1.0 - rng.uniform(0.0, far)
    tint = rng.uniform(-far, far) / 2
    blue, green, red = base + tint, base, base - tint
    return tuple(float(np.clip(value, 0.6, 1.0)) for value in (blue, green, red))  # type: ignore[return-value]
