"""The report of an output folder of `convert`: what came of the documents, for people, as Markdown and as HTML."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from vnplan_extract.batch import store
from vnplan_extract.batch.aside import aside
from vnplan_extract.batch.contents import FIELDS, TENTHS
from vnplan_extract.batch.figures import Figures, figures
from vnplan_extract.batch.ledger import LEDGER, ledger_files
from vnplan_extract.batch.sources import RECORDS, REPORTS, is_own_report, is_report
from vnplan_extract.batch.stored import seen
from vnplan_extract.errors import ERRORS, PlanError, Status
from vnplan_extract.export.chart import Bar, bars, columns
from vnplan_extract.export.report_page import Page, Section, Table, to_html, to_markdown
from vnplan_extract.messages import in_language, say
from vnplan_extract.readers import sniff
from vnplan_extract.record import from_json
from vnplan_extract.version import VERSION

_STAGES = ("read", "normalise", "extract", "write")
_FIELD = re.compile(r"\{\w+\}")
#: What a message says of one document, in brackets or behind a colon.
_OF_ONE = re.compile(r"\s*\([^()]*\{\w+\}[^()]*\)|: \{\w+\} > \{\w+\}")

_Say = Callable[..., str]


def write_report(out: Path, language: str = "vi", folder: Path | None = None) -> list[Path]:
    """Write `report.md` and `report.html`, each whole or not at all.

    Args:
        out: the output folder of `convert`, or its URL.
        language: `vi` or `en`.
        folder: where they go, also a URL; `out` by default. Made where it is missing.

    Returns:
        The files.

    Raises:
        PlanError: E201 `out` has no ledger; E203 they cannot be written, or a file of such a name is there that is
            no report; E202, E206 or E235 a store cannot be read or written.
    """
    folder = folder or out
    page = report(out, language)
    texts = dict(zip(REPORTS, (to_markdown(page), to_html(page)), strict=True))
    for name in texts:
        if _is_foreign(folder / name):
            raise PlanError("E203", path=store.shown(folder / name), detail=say("report.foreign", language))
    if url := store.as_url(folder):
        for name, text in texts.items():
            store.write(f"{url}/{name}", text.encode())
        return [folder / name for name in texts]
    try:
        with aside(folder) as temporary:
            for name, text in texts.items():
                with (temporary / name).open("w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
            return [(temporary / name).replace(folder / name) for name in texts]
    except OSError as error:
        raise PlanError("E203", path=folder, detail=error.strerror or str(error)) from error


def _is_foreign(path: Path) -> bool:
    """Whether there is a file of that name that is no report."""
    if store.as_url(path):
        try:
            return not is_report(store.read(path))
        except PlanError as error:
            if error.kind.code != "E201":
                raise
            return False
    return path.exists() and not is_own_report(path)


def report(out: Path, language: str = "vi") -> Page:
    """The report as it is before it becomes Markdown or HTML.

    Args:
        out: the output folder of `convert`, or its URL.
        language: `vi` or `en`.

    Raises:
        PlanError: E201 `out` has no ledger; E202, E206 or E235 a store cannot be read.
    """
    with seen(out) as (ledger, runs):
        if not ledger_files(ledger):
            raise PlanError("E201", path=store.shown(out / LEDGER))
        found = figures(ledger)
        found.is_running = bool(runs)
    told = partial(say, language=language)
    sections = (
        _overview(found, told, language),
        _formats(found, told, language),
        _troubles(found, told, language),
        _examples(found, out / RECORDS, told, language),
        _unreadable(found, told, language),
        _quarantine(found, told, language),
        _stages(found, told, language),
        _slowest(found, told, language),
        _fields(found, told, language),
        _confidence(found, told, language),
        _equal(found, told, language),
    )
    title = told("report.title", folder=out.resolve().name)
    return Page(language, title, [section for section in sections if section is not None])


def number(value: float, language: str, places: int = 0) -> str:
    """A number as the language writes it.

    >>> number(1234.5, "vi", 1), number(1234.5, "en", 1)
    ('1.234,5', '1,234.5')
    """
    text = f"{value:,.{places}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def _overview(found: Figures, told: _Say, language: str) -> Section:
    def n(value: float, places: int = 0) -> str:
        return number(value, language, places)

    run = found.run
    rows = [
        ("state", told("report.running" if found.is_running else "report.ended")),
        ("documents", n(found.documents)),
        ("extracted", f"{n(found.extracted)} ({_share(found.extracted, found.documents, language)})"),
        ("pages", told("report.of_them_scanned", pages=n(found.pages), scanned=n(found.scanned))),
        ("attempts", n(found.attempts)),
        ("copies", told("report.of_groups", copies=n(found.copies), groups=n(found.groups))),
        ("quarantined", n(found.quarantined)),
        ("seconds", _time(found.seconds)),
        ("run", _span(run.begun, run.ended, language)),
    ]
    if minutes := _minutes(run.begun, run.ended):
        documents, pages = n(run.documents / minutes, 1), n(run.pages / minutes, 1)
        rows.append(("rate", told("report.per_minute", documents=documents, pages=pages)))
    if found.peak_bytes:
        rows.append(("peak", f"{n(found.peak_bytes / 1e6)} MB ({_name(found.peak_record)})"))
    rows += [
        ("version", run.version or VERSION),
        ("fingerprint", ", ".join(f"{name} ({n(count)})" for name, count in _by_count(found.fingerprints))),
    ]
    notes = [told("report.mixed")] if len(found.fingerprints) > 1 else []
    shown = [(told(f"report.{key}"), value) for key, value in rows]
    heads = (told("report.what"), told("report.value"))
    return Section(told("report.overview"), Table(heads, shown), notes=notes)


def _formats(found: Figures, told: _Say, language: str) -> Section | None:
    statuses = [status.value for status in Status if found.by_status[status.value]]
    totals = {media_type: sum(counts.values()) for media_type, counts in found.by_format.items()}
    ordered = [(media_type, found.by_format[media_type]) for media_type, _ in _by_count(totals)]
    if not ordered:
        return None
    names = [told(f"report.status.{status}") for status in statuses]
    drawn = [
        Bar(
            sniff.short_name(media_type), [counts[status] for status in statuses],
            number(totals[media_type], language),
        )
        for media_type, counts in ordered
    ]  # fmt: skip
    rows = [
        (sniff.short_name(media_type), *(number(counts[status], language) for status in statuses), bar.shown)
        for (media_type, counts), bar in zip(ordered, drawn, strict=True)
    ]
    if len(rows) > 1:
        sums = (number(found.by_status[status], language) for status in statuses)
        rows.append((told("scan.total"), *sums, number(found.documents, language)))
    picture = bars(told("report.formats"), told("report.formats.picture"), drawn, names)
    heads = (told("scan.format"), *names, told("scan.total"))
    return Section(told("report.formats"), Table(heads, rows, texts=1), picture)


def _troubles(found: Figures, told: _Say, language: str) -> Section | None:
    """What went wrong, the most frequent first, with what to do."""
    troubles = sorted(found.troubles.items(), key=lambda item: (-item[1].failed, -item[1].documents, item[0]))
    if not troubles:
        return None
    rows = [
        (code, number(trouble.documents, language), number(trouble.failed, language), _advice(code, language))
        for code, trouble in troubles
    ]
    heads = (told("report.code"), told("report.documents"), told("report.failed"), told("report.advice"))
    failed = [Bar(code, [t.failed, t.documents - t.failed], number(t.documents, language)) for code, t in troubles]
    parts = (told("report.failed"), told("report.extracted"))
    picture = bars(told("report.troubles"), told("report.troubles.picture"), failed, parts)
    notes = [told("report.again")] if found.extracted < found.documents else []
    return Section(told("report.troubles"), Table(heads, rows, texts=(0, 3)), picture, notes)


def _examples(found: Figures, records: Path, told: _Say, language: str) -> Section | None:
    rows = [
        (code, _name(record), _message(records / record, code, language))
        for code, trouble in sorted(found.troubles.items())
        for _, record in trouble.examples
    ]
    if not rows:
        return None
    heads = (told("report.code"), told("report.document"), told("report.said"))
    return Section(told("report.examples"), Table(heads, rows, texts=3), notes=[told("report.first")])


def _unreadable(found: Figures, told: _Say, language: str) -> Section | None:
    if not found.run.unreadable:
        return None
    rows = [(code, _advice(code, language, path)) for path, code in found.run.unreadable]
    heads = (told("report.code"), told("report.said"))
    return Section(told("report.unreadable"), Table(heads, rows))


def _quarantine(found: Figures, told: _Say, language: str) -> Section | None:
    if not found.quarantined:
        return None
    notes = [told("report.quarantine.note")]
    if more := found.quarantined - len(found.in_quarantine):
        notes.append(told("summary.more", count=more))
    rows = [(_name(record),) for record in found.in_quarantine]
    return Section(told("report.quarantine"), Table((told("report.document"),), rows, texts=1), notes=notes)


def _stages(found: Figures, told: _Say, language: str) -> Section | None:
    if not found.stages:
        return None
    ordered = sorted(found.stages, key=lambda name: (_STAGES.index(name) if name in _STAGES else len(_STAGES), name))
    seconds = found.stages | {"": max(0.0, found.seconds - sum(found.stages.values()))}
    drawn = [Bar(_stage(name, told), [seconds[name]], _time(seconds[name])) for name in [*ordered, ""]]
    total = sum(seconds.values())
    rows = [(bar.label, bar.shown, _share(bar.values[0], total, language)) for bar in drawn]
    heads = (told("report.stage"), told("report.time"), told("report.share"))
    picture = bars(told("report.stages"), told("report.stages.picture"), drawn)
    return Section(told("report.stages"), Table(heads, rows, texts=1), picture)


def _slowest(found: Figures, told: _Say, language: str) -> Section | None:
    if not found.slowest:
        return None
    rows = [
        (_name(record), number(-seconds, language, 1), number(pages, language))
        for seconds, record, pages in found.slowest
    ]
    heads = (told("report.document"), told("report.in_seconds"), told("report.pages"))
    return Section(told("report.slowest"), Table(heads, rows, texts=1))


def _fields(found: Figures, told: _Say, language: str) -> Section | None:
    if not found.extracted:
        return None
    drawn = [
        Bar(told(f"summary.{name}"), [found.having[name]], _share(found.having[name], found.extracted, language))
        for name in FIELDS
    ]
    rows = [
        (bar.label, number(found.having[name], language), bar.shown, number(found.items[name], language))
        for name, bar in zip(FIELDS, drawn, strict=True)
    ]
    heads = (told("report.field"), told("report.documents"), told("report.share"), told("report.items"))
    picture = bars(told("report.fields"), told("report.fields.picture"), drawn)
    return Section(told("report.fields"), Table(heads, rows, texts=1), picture, [told("report.fields.note")])


def _confidence(found: Figures, told: _Say, language: str) -> Section | None:
    total = sum(found.confidence)
    if not total:
        return None
    drawn = [
        Bar(number(tenth / TENTHS, language, 1), [count], _share(count, total, language))
        for tenth, count in enumerate(found.confidence)
    ]
    rows = [
        (f"{bar.label}–{number((tenth + 1) / TENTHS, language, 1)}", number(bar.values[0], language), bar.shown)
        for tenth, bar in enumerate(drawn)
    ]
    heads = (told("report.confidence"), told("report.items"), told("report.share"))
    picture = columns(told("report.confidence"), told("report.confidence.picture"), drawn)
    return Section(told("report.confidence"), Table(heads, rows, texts=1), picture, [told("report.confidence.note")])


def _equal(found: Figures, told: _Say, language: str) -> Section | None:
    if not found.equal:
        return None
    rows = [
        (number(count, language), "; ".join(map(_name, records)) + ("; …" if count > len(records) else ""))
        for count, records in found.equal.values()
    ]
    notes = [told("report.equal.note")]
    if more := found.groups - len(found.equal):
        notes.append(told("summary.more", count=more))
    heads = (told("report.files"), told("report.document"))
    return Section(told("report.equal"), Table(heads, rows, texts=(1,)), notes=notes)


def _name(record: str) -> str:
    return record.removesuffix(".json")


def _stage(name: str, told: _Say) -> str:
    return told(f"report.stage.{name or 'other'}") if name in (*_STAGES, "") else name


def _advice(code: str, language: str, path: str = "…") -> str:
    """What a code of the table means and what to do, without what is said of one document but its path."""
    if code not in ERRORS:
        return ""
    template: str = getattr(ERRORS[code], language)
    return _FIELD.sub(lambda field: path if field[0] == "{path}" else "…", _OF_ONE.sub("", template))


def _message(path: Path, code: str, language: str) -> str:
    """What a record says of its problem of this code; nothing where there is no such record any more."""
    with suppress(OSError, PlanError):
        for problem in from_json(store.read(path)).problems:
            if problem.code == code:
                return in_language(code, problem.message, language)
    return ""


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _share(part: float, whole: float, language: str) -> str:
    return f"{number(100 * part / whole, language, 1)}%" if whole else "–"


def _time(seconds: float) -> str:
    """Hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _parsed(time: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(time)
    return None


def _minutes(begun: str, ended: str) -> float:
    """How long it took; 0 where that is not known."""
    first, last = _parsed(begun), _parsed(ended)
    try:
        return max(0.0, (last - first).total_seconds() / 60) if first and last else 0.0
    except TypeError:  # one has a time zone and the other has none
        return 0.0


def _span(begun: str, ended: str, language: str) -> str:
    form = "%d/%m/%Y %H:%M:%S" if language == "vi" else "%Y-%m-%d %H:%M:%S"
    times = [time.astimezone().strftime(form) for time in map(_parsed, (begun, ended)) if time]
    return " – ".join(times) or "–"
