"""The form's identities and filled-in forms, built by hand from the contract (sections 3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from reportextract.model import Box, Cell, CellKey, Identity

APPLICANTS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "social_organization",
    "legal_service",
    "other_organization",
    "total",
)
DENIED = tuple(
    f"denied.{reason}"
    for reason in (
        "state_secret",
        "prohibited_by_law",
        "security_stability",
        "third_party_rights",
        "internal_affairs",
        "process_information",
        "enforcement_file",
        "administrative_inquiry",
    )
)
UNAVAILABLE = ("unavailable.not_held", "unavailable.needs_creation", "unavailable.unclear_after_correction")
UNPROCESSED = tuple(
    f"unprocessed.{reason}" for reason in ("petition", "duplicate", "publication", "excessive", "reissue")
)
# 三（六） as a single row: what the 2019 form has, and 洪泽 2023 too.
RESULTS = ("granted", "partly_granted", *DENIED, *UNAVAILABLE, *UNPROCESSED, "other")
OUTCOMES = ("received", "carried_in", *RESULTS, "total", "carried_out")
TRACKS = ("reconsideration", "direct_suit", "suit_after_reconsideration")
TRACK_RESULTS = ("upheld", "corrected", "other", "pending", "total")


def request(outcome: str, applicant: str) -> CellKey:
    return CellKey("requests", outcome, applicant)


def track(name: str, result: str) -> CellKey:
    return CellKey("review_litigation", name, result)


def row_sum(outcome: str) -> Identity:
    parts = tuple(request(outcome, applicant) for applicant in APPLICANTS[:-1])
    return Identity("row_sum", "requests", outcome, (request(outcome, "total"),), parts)


def outcome_sum(applicant: str, results: tuple[str, ...] = RESULTS) -> Identity:
    parts = tuple(request(result, applicant) for result in results)
    return Identity("outcome_sum", "requests", applicant, (request("total", applicant),), parts)


def balance(applicant: str) -> Identity:
    return Identity(
        "balance",
        "requests",
        applicant,
        (request("received", applicant), request("carried_in", applicant)),
        (request("total", applicant), request("carried_out", applicant)),
    )


def track_sum(name: str) -> Identity:
    parts = tuple(track(name, result) for result in TRACK_RESULTS[:-1])
    return Identity("track_sum", "review_litigation", name, (track(name, "total"),), parts)


IDENTITIES = (
    *(row_sum(outcome) for outcome in OUTCOMES),
    *(outcome_sum(applicant) for applicant in APPLICANTS),
    *(balance(applicant) for applicant in APPLICANTS),
    *(track_sum(name) for name in TRACKS),
)


def cell(key: CellKey, printed: str, confidence: float = 1.0) -> Cell:
    """A cell as read: ``_`` an empty box, ``?`` something unreadable, ``/`` a dash, else its number."""
    match printed:
        case "_":
            return Cell(key, None, "blank", "", None, 1, Box(0, 0, 1, 1), confidence=confidence)
        case "?":
            return Cell(key, None, "unreadable", "?", None, 1, Box(0, 0, 1, 1), confidence=confidence)
        case "/":
            return Cell(key, Decimal(0), "dash", "/", None, 1, Box(0, 0, 1, 1), confidence=confidence)
        case _:
            return Cell(key, Decimal(printed), "printed", printed, None, 1, Box(0, 0, 1, 1), confidence=confidence)


Cells = dict[CellKey, Cell]


def filled(
    requests: Mapping[str, str] | None = None, tracks: Mapping[str, str] | None = None, otherwise: str = "0"
) -> Cells:
    """Tables 三 and 四 filled in: rows by name, numbers separated by spaces; other rows all ``otherwise``."""
    requests = requests or {}
    tracks = tracks or {}
    assert requests.keys() <= set(OUTCOMES)
    assert tracks.keys() <= set(TRACKS)
    cells: Cells = {}
    for outcome in OUTCOMES:
        numbers = requests.get(outcome, " ".join([otherwise] * 7)).split()
        for applicant, printed in zip(APPLICANTS, numbers, strict=True):
            cells[request(outcome, applicant)] = cell(request(outcome, applicant), printed)
    for name in TRACKS:
        numbers = tracks.get(name, "0 0 0 0 0").split()
        for result, printed in zip(TRACK_RESULTS, numbers, strict=True):
            cells[track(name, result)] = cell(track(name, result), printed)
    return cells


def changed(cells: Cells, changes: Mapping[CellKey, str], confidence: float = 1.0) -> Cells:
    """The cells with some printed differently."""
    return {**cells, **{key: cell(key, printed, confidence) for key, printed in changes.items()}}


# 洪泽区 2023 as published: two totals of table 四 are misprinted.
HONGZE_2023 = filled(
    {
        "received": "21 0 0 0 0 0 21",
        "partly_granted": "4 0 0 0 0 0 4",
        "denied.state_secret": "1 0 0 0 0 0 1",
        "denied.process_information": "1 0 0 0 0 0 1",
        "denied.enforcement_file": "1 0 0 0 0 0 1",
        "unavailable.not_held": "10 0 0 0 0 0 10",
        "unavailable.needs_creation": "3 0 0 0 0 0 3",
        "unprocessed.petition": "1 0 0 0 0 0 1",
        "total": "21 0 0 0 0 0 21",
    },
    {"reconsideration": "10 1 0 0 0", "suit_after_reconsideration": "5 0 0 0 0"},
)
