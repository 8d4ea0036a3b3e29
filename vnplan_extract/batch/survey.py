"""What an archive holds, before any of it is converted: formats, pages, scans, encodings, damage, duplicates, time."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vnplan_extract.batch import store
from vnplan_extract.batch.convert import Setting, run_tasks
from vnplan_extract.batch.files import read_file, shown_name
from vnplan_extract.batch.plan import all_tasks
from vnplan_extract.batch.sources import SourceFile, Unreadable, find_sources
from vnplan_extract.batch.worker import Converted, Facts, OnStage
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Progress

#: Surveys a file, in the worker.
SURVEY_FILE = "vnplan_extract.batch.survey:survey_file"

#: Seconds of one core for a page with a text layer, for one that is read by OCR, and for the text of a page in a format
#: without pages; letters of such a page: what `scripts/bench batch --part rates` prints of `pdf`, `scan` and `docx`. A
#: rough guide: text that is to be restored takes ten times as long.
_SECONDS_OF_LAYER = 0.03
_SECONDS_OF_SCAN = 3.5
_SECONDS_OF_TEXT = 0.03
_LETTERS_OF_PAGE = 1_700

_LEAST_LETTERS = 20  # in the layer of a page; with fewer it is taken for a scan
_SAMPLE_PAGES = 3  # whose text tells the encoding
_SAMPLE = 20_000  # code points


def survey_file(path: Path, limits: Limits, progress: Progress, on_stage: OnStage) -> Facts:
    """What a file is: its type, pages, how many of them are scans, its encodings. Nothing is extracted.

    Raises:
        PlanError: it cannot be read.
    """
    os.environ["VNPLAN_OCR"] = "off"  # of this process, which does nothing else
    from vnplan_extract import readers
    from vnplan_extract.normalise import legacy
    from vnplan_extract.readers import sniff

    on_stage("read")
    data = read_file(path, limits)
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = sniff.media_type(data)
    if media_type == sniff.PDF:
        pages, scanned, text = _pdf(data, limits)
        encodings = legacy.convert(text).encodings
        return Facts(sha256, len(data), media_type, pages, scanned, tuple(encodings))
    document = readers.read(data, shown_name(path), limits, progress=progress)
    fonts = [run for run in document.fonts if run.end <= _SAMPLE]
    encodings = legacy.convert(document.text.value[:_SAMPLE], fonts).encodings
    names = tuple(dict.fromkeys((*document.encodings, *encodings)))
    scanned = len(document.pages) if document.media_type in sniff.IMAGES else 0
    letters = 0 if scanned else len(document.text.value)
    return Facts(sha256, len(data), document.media_type, len(document.pages), scanned, names, letters=letters)


def _pdf(data: bytes, limits: Limits) -> tuple[int, int, str]:
    """The pages of a PDF, those without a text layer, and the text of the first pages."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PlanError("E104" if "password" in str(error).lower() else "E103", detail="PDF") from error
    try:
        limits.check("pages", len(pdf))
        scanned, texts = 0, []
        for number in range(len(pdf)):
            try:
                page = pdf[number]
                layer = page.get_textpage()
                scanned += layer.count_chars() < _LEAST_LETTERS
                if number < _SAMPLE_PAGES:
                    texts.append(layer.get_text_range())
                layer.close()
                page.close()
            except pypdfium2.PdfiumError:
                scanned += 1  # what cannot be read as text is read as a picture
        return len(pdf), scanned, "\n".join(texts)[:_SAMPLE]
    finally:
        pdf.close()


@dataclass(slots=True)
class Format:
    """The documents of one media type."""

    documents: int = 0
    bytes: int = 0
    pages: int = 0
    scanned: int = 0  #: of the pages
    unreadable: int = 0  #: documents that are damaged, encrypted, empty or of no type that can be read


@dataclass(slots=True)
class Survey:
    """What was found."""

    documents: int = 0
    bytes: int = 0
    pages: int = 0
    scanned: int = 0
    formats: dict[str, Format] = field(default_factory=dict)
    encodings: dict[str, int] = field(default_factory=dict)  #: documents with text in a legacy encoding, by its name
    unreadable: list[dict[str, Any]] = field(default_factory=list)  #: `path`, `status`, `codes`
    duplicates: list[list[str]] = field(default_factory=list)  #: paths of equal files
    seconds: float = 0.0  #: estimate of the time of conversion with `jobs` cores
    jobs: int = 1


def survey(
    paths: Sequence[Path],
    *,
    jobs: int = 1,
    limits: Limits | None = None,
    on_done: Callable[[Converted, int], None] | None = None,
) -> Survey:
    """Look at all documents of files and folders, each in a disposable child process; nothing is written.

    Args:
        paths: files and folders, as for `find_sources`.
        jobs: how many documents are looked at at a time, and cores for the estimate of time.
        limits: the bounds for each document; those of the environment by default.
        on_done: called with each result and the number of documents in all.

    Raises:
        PlanError: E207 there is nothing; where nothing can be read, why not.
    """
    limits = limits or Limits.from_environment()
    with tempfile.TemporaryDirectory(prefix="vnplan-") as folder:
        sources, unreadable = find_sources(paths, Path(folder), limits)
        if not sources:
            raise unreadable[0].error if unreadable else PlanError("E207", path=", ".join(map(store.shown, paths)))
        setting = Setting(Path(folder), jobs, limits, SURVEY_FILE, writes=False)
        results = []
        for attempt in run_tasks(all_tasks(sources), setting):
            if attempt.state != "lost":
                results.append(attempt.result)
                if on_done:
                    on_done(attempt.result, len(sources))
    return _summed(sources, results, unreadable, jobs)


def _summed(
    sources: Sequence[SourceFile], results: Sequence[Converted], unreadable: Sequence[Unreadable], jobs: int
) -> Survey:
    found = Survey(jobs=jobs)
    place = {source.path: index for index, source in enumerate(sources)}
    formats: defaultdict[str, Format] = defaultdict(Format)
    encodings: Counter[str] = Counter()
    equal: defaultdict[str, list[str]] = defaultdict(list)
    letters = layers = 0  # of text without pages; pages with a text layer
    for entry in unreadable:
        found.unreadable.append(_unreadable(entry.path, "malformed", [entry.error.kind.code]))
    for result in sorted(results, key=lambda result: place[result.source]):
        facts = result.facts
        kind = formats[facts.media_type or "?"]
        kind.documents += 1
        kind.bytes += facts.bytes
        kind.pages += facts.pages
        kind.scanned += facts.scanned
        letters += facts.letters
        layers += 0 if facts.letters else facts.pages - facts.scanned
        encodings.update(facts.encodings)
        if facts.bytes:
            equal[facts.sha256].append(store.shown(result.source))
        if not result.is_done:
            kind.unreadable += 1
            codes = list(dict.fromkeys(problem.code for problem in result.problems))
            found.unreadable.append(_unreadable(result.source, result.status.value, codes))
    found.documents = len(results)
    found.formats = dict(sorted(formats.items(), key=lambda item: (-item[1].documents, item[0])))
    found.bytes = sum(kind.bytes for kind in formats.values())
    found.pages = sum(kind.pages for kind in formats.values())
    found.scanned = sum(kind.scanned for kind in formats.values())
    found.encodings = dict(encodings.most_common())
    found.duplicates = [names for names in equal.values() if len(names) > 1]
    text = letters / _LETTERS_OF_PAGE
    seconds = layers * _SECONDS_OF_LAYER + found.scanned * _SECONDS_OF_SCAN + text * _SECONDS_OF_TEXT
    found.seconds = round(seconds / jobs, 1)
    return found


def _unreadable(path: Path, status: str, codes: list[str]) -> dict[str, Any]:
    return {"path": store.shown(path), "status": status, "codes": codes}
