"""The stages in order: bytes are read, normalised, extracted, checked; a record comes out.

`run` never raises for a bad document: what went wrong is the record's status and its problems.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits
from vnplan_extract.version import VERSION

if TYPE_CHECKING:
    from vnplan_extract.document import Document
    from vnplan_extract.readers.content import Progress
    from vnplan_extract.record import Header, PageInfo, Problem, ProducedBy, Record, Source

#: Rises with every change of the rules that changes records.
PIPELINE = "rules-1"


def run(
    data: bytes,
    name: str,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
    on_stage: Callable[[str], None] | None = None,
) -> Record:
    r"""One document in, one record out.

    Args:
        data: the bytes of the file.
        name: its name; a path is cut down to the file's name. The format is told from the bytes.
        limits: the bounds to keep; those of the environment by default.
        progress: called with (pages read, pages in all) after each page.
        on_stage: called with the name of each stage as it begins: `read`, `normalise`, `extract`.

    Returns:
        the record; its status says what became of the document.

    >>> record = run("KẾ HOẠCH\nTrồng cây năm 2024\n\nI. MỤC ĐÍCH\n1. Trồng 500 cây.\n".encode(), "ke-hoach.txt")
    >>> record.status.value, record.header.doc_type, record.header.title
    ('ok', 'Kế hoạch', 'Trồng cây năm 2024')
    """
    limits = limits or Limits.from_environment()
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    try:
        document = read_document(data, name, limits, progress=progress, on_stage=on_stage)
        if on_stage:
            on_stage("extract")
        return extract_record(document)
    except PlanError as error:
        return failed(data, name, error)
    except Exception as error:  # the promise to the caller: one document's failure costs only itself
        return failed(data, name, PlanError("E107", detail=type(error).__name__))


def read_document(
    data: bytes,
    name: str,
    limits: Limits | None = None,
    *,
    tone_placement: Literal["old", "new"] = "old",
    restoration: Literal["auto", "always", "never"] = "auto",
    progress: Progress | None = None,
    on_stage: Callable[[str], None] | None = None,
) -> Document:
    """Read and normalise a document.

    Args:
        data: the bytes of the file.
        name: its name.
        limits: the bounds to keep; those of the environment by default.
        tone_placement: `old` (`hòa`, `ủy`), which the extractors rely on, or `new` (`hoà`, `uỷ`).
        restoration: of text that was read without Vietnamese or typed without its marks: where it is needed,
            everywhere, or not at all.
        progress: called with (pages read, pages in all) after each page.
        on_stage: called with `read` and `normalise` as these begin.

    Raises:
        PlanError: the document cannot be read.
    """
    from vnplan_extract.normalise import normalise
    from vnplan_extract.readers import read

    if on_stage:
        on_stage("read")
    document = read(data, name, limits or Limits.from_environment(), progress=progress)
    if on_stage:
        on_stage("normalise")
    document = normalise(document, tone_placement=tone_placement, restoration=restoration)
    if not document.text.value.strip() and not document.problems:
        document = replace(document, problems=(PlanError("E101"),))
    return document


def extract_record(document: Document, *, calibrated: bool = True) -> Record:
    """Extract every field of a document that was read and normalised.

    Args:
        document: the document.
        calibrated: whether the confidences are made probabilities; else they are as the extractors state them.
    """
    from vnplan_extract.extractors import (
        agencies,
        budget,
        citations,
        confidence,
        deadlines,
        findings,
        header,
        outline,
        tables,
        targets,
        tasks,
    )  # fmt: skip
    from vnplan_extract.extractors.context import Context
    from vnplan_extract.record import Record

    context = Context(document)
    head = header.extract(context)
    cited = citations.extract(context, head)
    bodies = agencies.extract(context, head)
    times = deadlines.extract(context, head, cited)
    aims = targets.extract(context, head, times)
    money = budget.extract(context, head)
    money_tables = tables.extract(context)
    mentions = agencies.find_mentions(context, head)
    work = tasks.extract(context, head, mentions, bodies, times, money)
    tasks.link(context, work, aims, money)
    queries = findings.extract(context, head, money, money_tables)
    record = Record(
        status=_status(document),
        source=_source(document),
        pages=_pages(document),
        text=document.text.value,
        edits=document.text.count_by_reason(),
        header=head.header,
        header_evidence=head.evidence,
        citations=cited,
        agencies=bodies,
        deadlines=times,
        targets=aims,
        budget=money,
        tables=money_tables,
        tasks=work,
        findings=queries,
        outline=outline.extract(context),
        problems=_problems(document.problems),
        produced_by=_produced_by(document.text.count_by_reason()),
    )
    if calibrated:
        confidence.calibrate(document, record)
    return record


def extract_header(text: str) -> Header:
    r"""The header of a plain text.

    >>> extract_header("Số: 12/KH-UBND\nAn Bình, ngày 05 tháng 3 năm 2024\nKẾ HOẠCH\nTrồng cây").number
    '12/KH-UBND'
    """
    from vnplan_extract.extractors import header
    from vnplan_extract.extractors.context import Context

    return header.extract(Context(read_document(text.encode(), "text.txt"))).header


def failed(data: bytes, name: str, error: PlanError) -> Record:
    """The record of a document that could not be read."""
    from vnplan_extract.readers.sniff import media_type
    from vnplan_extract.record import Record, Source

    source = Source(name=name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), media_type=media_type(data))
    return Record(
        status=error.kind.status or Status.MALFORMED,
        source=source,
        problems=_problems((error,)),
        produced_by=_produced_by(),
    )


def _status(document: Document) -> Status:
    if not document.text.value.strip():
        return Status.EMPTY
    return Status.PARTIAL if document.problems else Status.OK


def _source(document: Document) -> Source:
    from vnplan_extract.record import Source

    return Source(
        name=document.name,
        sha256=document.sha256,
        bytes=document.size,
        media_type=document.media_type,
        encodings=list(document.encodings),
    )


def _pages(document: Document) -> list[PageInfo]:
    from vnplan_extract.record import PageInfo

    return [
        PageInfo(
            number=page.number, width=page.width, height=page.height, start=page.start, end=page.end,
            origin=page.origin.value, rotation=page.rotation, quality=round(page.quality, 4),
            name=page.name or None, treatment=page.treatment or None,
        )
        for page in document.pages
    ]  # fmt: skip


def _problems(errors: tuple[PlanError, ...]) -> list[Problem]:
    from vnplan_extract.record import Problem

    return [Problem(code=error.kind.code, message=error.message("vi"), page=error.page) for error in errors]


def _produced_by(edits: dict[str, int] | None = None) -> ProducedBy:
    """What made a record, with the models that had a part in it.

    Args:
        edits: of the text, by their reason.
    """
    from vnplan_extract.normalise import restore
    from vnplan_extract.record import ProducedBy

    models = {"restore": restore.model_version()} if edits and restore.REASON in edits else {}
    return ProducedBy(version=VERSION, pipeline=PIPELINE, models=models)
