"""What is to be done with each source: read it, carry it over, or name the file that it repeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256

from reportextract.errors import DocumentError
from reportextract.ingest.contents import archive_members, inspect_file
from reportextract.ingest.document import document_id
from reportextract.ingest.find import Source
from reportextract.ingest.sidecar import sidecar_digest
from reportextract.ingest.sniff import ZIP
from reportextract.model import Document
from reportextract.runs.fingerprint import Fingerprint
from reportextract.runs.ledger import MOST_ATTEMPTS, KeptResult, Ledger, SeenFile
from reportextract.runs.process import Job, ReadingOptions

# Hashing waits for disks and networks more than for the processor.
_HASHING_THREADS = 8


@dataclass(slots=True)
class Plan:
    """What is to be done.

    Attributes:
        jobs: To be read, one for each content, in order of source.
        found: Documents under the inputs.
        known: Contents whose result stands.
        duplicates: Files whose content another one, the first by source, has too.
        unreadable: What could not even be hashed, and was never before.
        lost: The same of files that an earlier run could read; their rows stay. (Source, status, reason.)
        vanished: Files of earlier runs that are gone and keep their rows.
        beside: document_id → digest of what a person noted beside the file, where there is such a note.
    """

    jobs: list[Job] = field(default_factory=list)
    found: int = 0
    known: int = 0
    duplicates: int = 0
    unreadable: list[Document] = field(default_factory=list)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    vanished: int = 0
    beside: dict[str, str] = field(default_factory=dict)


def make_plan(
    ledger: Ledger,
    sources: Sequence[Source],
    options: ReadingOptions,
    fingerprint: Fingerprint,
    limits: str,
    force: bool = False,
    prune: bool = False,
) -> Plan:
    """Look at every source, note in the ledger what it holds, and decide.

    Args:
        sources: Sorted; of several with one content the first is read.
        fingerprint: What results depend on now.
        limits: Time and memory that a document gets now.
        force: Read everything again.
        prune: Drop what the inputs no longer hold, if all they hold can be read.
    """
    plan = Plan()
    before = {file.source: file for file in ledger.files()}
    found: list[SeenFile] = []
    changed: list[SeenFile] = []
    sources_of: dict[str, Source] = {}
    for source, file in _look_into(sources, before, plan):
        found.append(file)
        sources_of[file.source] = source
        if before.get(file.source) != file:
            changed.append(file)
    # What could not be read tonight may be an archive: nobody knows what is gone.
    plan.vanished = ledger.see(found, changed, prune and not plan.lost)
    plan.found = sum(file.document_id != "" for file in found)
    first: set[str] = set()
    for file in sorted(found, key=lambda file: file.source):
        if not file.sha256 or not file.document_id:
            continue
        if file.document_id in first:
            plan.duplicates += 1
            continue
        first.add(file.document_id)
        source = sources_of[file.source]
        note = sidecar_digest(source.path)
        if note:
            plan.beside[file.document_id] = note
        kept = None if force else ledger.kept(file.document_id)
        if kept is not None and kept.beside == note and is_current(kept, fingerprint, limits):
            plan.known += 1
        else:
            plan.jobs.append(
                Job(
                    source.path,
                    source.source,
                    file.sha256,
                    file.size_bytes,
                    file.media_type,
                    options,
                    source.member,
                )
            )
    return plan


def is_current(kept: KeptResult, now: Fingerprint, limits: str) -> bool:
    """Whether a result would come out the same today."""
    if kept.extractor != now.extractor or (kept.ocr is not None and kept.ocr != now.ocr):
        return False
    if kept.retry == "few":
        return kept.attempts >= MOST_ATTEMPTS and kept.limits == limits
    return kept.retry == "no"


def _look_into(sources: Iterable[Source], before: dict[str, SeenFile], plan: Plan) -> Iterator[tuple[Source, SeenFile]]:
    """Each source with what it holds, and behind a ZIP archive the files in it.

    An archive that gives no files (broken, a bomb, empty) is a document itself, whose reading says what is wrong with
    it.
    """
    inside: list[Source] = []
    for source, file in _look_at(sources, before, plan):
        if file.media_type != ZIP or not file.sha256:
            yield source, file
            continue
        try:
            members = archive_members(source.path)
        except DocumentError:
            yield source, file
            continue
        yield source, replace(file, document_id="")
        names = set[str]()
        for index, name in members:
            if name in names:
                name = f"{name} ({index + 1})"
            names.add(name)
            # Its own hash in the stamp: what was read from an archive is known for as long as that is the same.
            inside.append(Source(f"{source.source}/{name}", source.path, file.sha256, index))
    yield from _look_at(inside, before, plan)


def _look_at(sources: Iterable[Source], before: dict[str, SeenFile], plan: Plan) -> Iterator[tuple[Source, SeenFile]]:
    """Each source with what it holds; hashed only where it isn't as it was."""
    unsure = []
    for source in sources:
        known = before.get(source.source)
        if known is not None and known.sha256 and source.stamp and known.stamp == source.stamp:
            yield source, known
        else:
            unsure.append(source)
    if not unsure:
        return
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        for source, seen in zip(unsure, pool.map(_inspect, unsure), strict=True):
            if isinstance(seen, SeenFile):
                yield source, seen
                continue
            known = before.get(source.source)
            if known is not None and known.sha256 and seen.retry == "always":
                plan.lost.append((source.source, seen.status, str(seen)))
                yield source, known
            else:
                document = _unreadable(source, seen)
                plan.unreadable.append(document)
                yield source, SeenFile(source.source, "", "", document.document_id, 0, document.media_type)


def _inspect(source: Source) -> SeenFile | DocumentError:
    try:
        facts = inspect_file(source.path, source.member)
    except DocumentError as error:
        return error
    return SeenFile(
        source.source, source.stamp, facts.sha256, document_id(facts.sha256), facts.size_bytes, facts.media_type
    )


def _unreadable(source: Source, error: DocumentError) -> Document:
    """A file without bytes has no hash: its key is made from its name."""
    return Document(
        document_id=document_id(sha256(b"unreadable\n" + source.source.encode()).hexdigest()),
        sha256="",
        source=source.source,
        size_bytes=0,
        media_type="application/octet-stream",
        page_count=None,
        scanned_pages=None,
        status=error.status,
        reason=str(error),
        seconds=0.0,
        retry=error.retry,
    )
