r"""Extract checked, structured records from Vietnamese administrative plans.

Seven verbs: `extract` gives the record of one document, `extract_text` its normalised text,
`convert_all` the records of many, `convert` writes them to a folder, `restore` mends text that was read without
Vietnamese, `recognise` marks what a trained recogniser sees in a text, `explain` says why an item is in a record.

>>> import vnplan_extract
>>> record = vnplan_extract.extract("Số: 12/KH-UBND\nKẾ HOẠCH\nTrồng cây năm 2024\n".encode())
>>> record.header.number
'12/KH-UBND'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits
from vnplan_extract.version import VERSION as __version__

if TYPE_CHECKING:
    from vnplan_extract.batch.convert import Converted
    from vnplan_extract.entity import Entity
    from vnplan_extract.export.explanation import Explanation
    from vnplan_extract.normalise.restore import Restored
    from vnplan_extract.record import Record

__all__ = [
    "Limits", "PlanError", "Record", "Status", "__version__", "convert", "convert_all", "explain", "extract",
    "extract_text", "recognise", "restore",
]  # fmt: skip


def extract(source: str | Path | bytes, *, limits: Limits | None = None) -> Record:
    r"""The record of one document.

    Args:
        source: the path of a file, or the bytes of one. A file in a ZIP archive is named `plans.zip/plan.pdf`.
        limits: the bounds to keep; those of the environment by default.

    Returns:
        the record; a document that cannot be read has a status and problems that say why.

    Raises:
        PlanError: the file is not there or may not be read (E201, E202).

    >>> extract("KẾ HOẠCH\nDạy bơi cho trẻ em năm 2025\n".encode()).header.period.end
    '2025'
    """
    return next(convert_all([source], limits=limits))


def convert_all(sources: Iterable[str | Path | bytes], *, limits: Limits | None = None) -> Iterator[Record]:
    """The records of many documents, one after the other, in their order.

    Args:
        sources: paths or bytes.
        limits: the bounds to keep for each.

    Raises:
        PlanError: a file is not there or may not be read (E201, E202).

    >>> [record.status.value for record in convert_all([b"", "Số: 3/QĐ-UBND".encode()])]
    ['empty', 'ok']
    """
    from vnplan_extract import pipeline

    for source in sources:
        data, name = _bytes_of(source)
        yield pipeline.run(data, name, limits=limits)


def extract_text(
    source: str | Path | bytes,
    *,
    limits: Limits | None = None,
    tone_placement: Literal["old", "new"] = "old",
    restoration: Literal["auto", "always", "never"] = "auto",
) -> str:
    """The normalised text of one document.

    Args:
        source: the path of a file, or the bytes of one.
        limits: the bounds to keep; those of the environment by default.
        tone_placement: `old` (`hòa`, `ủy`) or `new` (`hoà`, `uỷ`). Records have the old one.
        restoration: of text that was read without Vietnamese or typed without its marks: where it is needed,
            everywhere, or not at all.

    Raises:
        PlanError: the document cannot be read.

    >>> extract_text("Uỷ ban nhân dân".encode())
    'Ủy ban nhân dân'
    >>> extract_text("Ủy ban nhân dân".encode(), tone_placement="new")
    'Uỷ ban nhân dân'
    """
    from vnplan_extract import pipeline

    data, name = _bytes_of(source)
    return pipeline.read_document(data, name, limits, tone_placement=tone_placement, restoration=restoration).text.value


def recognise(text: str) -> list[Entity]:
    """The bodies, documents, amounts, quantities, times, persons, posts and places that a text names.

    Found by a trained recogniser (`docs/labels.md`, `models/ner.md`), which reads misread text better than the rules of
    `extract` do, and clean text a little worse. For spaCy it is the component `vnplan_ner`.

    Args:
        text: any, in Unicode NFC.

    Returns:
        entities in order, none over another: `start` and `end` in code points of the text, `label`, `confidence`.

    >>> [entity.label.value for entity in recognise("Sở Tài chính cấp 4.200 triệu đồng")]
    ['AGENCY', 'MONEY']
    """
    from vnplan_extract.ner import recognise as recognised

    return recognised(text)


def restore(text: str) -> Restored:
    """Text that was read without Vietnamese, or typed without its marks, as it was printed.

    Args:
        text: the text as it is.

    Returns:
        the restored text (`.text`), as recorded edits over the given one (`.edits`); its words with the probability
        that each is right (`.words`), those that a person should look at (`.doubtful`), and the text with these
        marked (`.marked()`).

    >>> restore("Ké hoach phat trién kinh té - xa hoi nam 2024").text
    'Kế hoạch phát triển kinh tế - xã hội năm 2024'
    """
    from vnplan_extract.normalise.restore import restore as restored

    return restored(text)


def explain(record: Record, item: str) -> Explanation:
    r"""Why an item is in a record: its rule, its evidence in the text and in the source, what it is linked to.

    Args:
        record: the record.
        item: the id of an item (`c1`, `k3`), or a field of the header (`header.number`).

    Raises:
        PlanError: E211, the record has no such item.

    >>> why = explain(extract("Số: 12/KH-UBND\nKẾ HOẠCH\nTrồng cây năm 2024".encode()), "header.number")
    >>> why.value, why.rule.name, why.evidence[0].before
    ('12/KH-UBND', 'header.number', 'Số: ')
    """
    from vnplan_extract.export.explanation import explain as explained

    return explained(record, item)


def convert(
    paths: Iterable[str | Path], out: str | Path, *, jobs: int = 1, limits: Limits | None = None
) -> list[Converted]:
    r"""Write the records of files and folders to `out/records/`.

    All are made anew: unlike the command `vnplan convert` it keeps no ledger, resumes nothing and writes no report. A
    folder that the command works on should not be given to it.

    Args:
        paths: files, and folders that are read recursively.
        out: the folder to write to; it is made where it is not there.
        jobs: how many processes work at the same time; the records do not depend on it.
        limits: the bounds to keep for each document.

    Returns:
        one entry for each file, in order: its path, the record's path and its status.

    Raises:
        PlanError: the output folder cannot be written (E203), a path is not there (E201).

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     plan = pathlib.Path(folder, "plan.txt")
    ...     _ = plan.write_text("KẾ HOẠCH\nTrồng cây năm 2024", encoding="utf-8")
    ...     [done.status.value for done in convert([plan], pathlib.Path(folder, "out"))]
    ['ok']
    """
    from vnplan_extract.batch.convert import convert_paths

    return list(convert_paths([Path(path) for path in paths], Path(out), jobs=jobs, limits=limits))


def _bytes_of(source: str | Path | bytes) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, "document"
    path = Path(source)
    try:
        return path.read_bytes(), path.name
    except NotADirectoryError:  # it may lie in an archive
        from vnplan_extract.batch.files import read_file

        return read_file(path, Limits.from_environment()), path.name
    except FileNotFoundError:
        raise PlanError("E201", path=path) from None
    except OSError:
        raise PlanError("E202", path=path) from None


def __getattr__(name: str) -> Any:
    if name == "Record":
        from vnplan_extract.record import Record

        return Record
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
