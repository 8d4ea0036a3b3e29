"""The `vnplan` command: reads what was typed, calls the library, says what came of it.

Everything heavy is imported inside the commands, so that `vnplan --help` answers at once. The help
texts here are keys of `messages.TEXTS`.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from vnplan_extract.errors import ERRORS, PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.messages import LANGUAGES, in_language, say
from vnplan_extract.version import VERSION

if TYPE_CHECKING:
    from vnplan_extract.batch.plan import Plan
    from vnplan_extract.batch.shard import Shard
    from vnplan_extract.batch.survey import Survey
    from vnplan_extract.batch.tally import Now, Tally
    from vnplan_extract.batch.worker import Converted
    from vnplan_extract.readers.content import Progress

app = typer.Typer(help="app", add_completion=False, rich_markup_mode=None, no_args_is_help=True)

_LANGUAGE = "--language"
_SHOWN_FILES = 20  # of a survey; all are in its JSON
_TOLD_UNREADABLE = 1000  # kept for the report
_SLOW_SECONDS = 5  # of a document in hand, from which on it is named
_SHOWN_FAILURES = 20  # of a batch; the ledger has all, the report what they have in common
_SHOWN_PROBLEMS = 3  # of one document, which may have one for each page


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what was typed behind `vnplan`; that of this process by default.

    Returns:
        The exit code, from the table of errors.
    """
    for stream in (sys.stdout, sys.stderr):  # a name or a locale that is not UTF-8 must not end the program
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries say to programmers (Pillow of large images)
    language = LANGUAGES[0]
    try:
        language, rest = _take_language(list(sys.argv[1:] if arguments is None else arguments))
        command = in_words(typer.main.get_command(app), language)
        return int(command.main(rest, prog_name="vnplan", standalone_mode=False, obj=language) or 0)
    except PlanError as error:
        return _report(error, language)
    except typer.TyperException as error:
        return _report(PlanError("E208", detail=error.format_message().rstrip(".")), language)
    except (KeyboardInterrupt, typer.Abort):
        return _report(PlanError("E210"), language)
    except SystemExit:  # Typer's way to end where whoever read the output has seen enough (EPIPE)
        return 0
    except Exception as error:
        return _report(PlanError("E107", detail=type(error).__name__), language)


def in_words(command: Any, language: str) -> Any:
    """The command (Typer's, with its subcommands), its help keys replaced by the texts in `language`."""
    command.help = say(command.help, language)
    for parameter in command.params:
        parameter.help = say(parameter.help, language)
    if option := command.get_help_option(typer.Context(command)):
        option.help = say("help", language)
    for subcommand in getattr(command, "commands", {}).values():
        in_words(subcommand, language)
    return command


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vnplan {VERSION}")
        raise typer.Exit


def _switch_ocr_off(wanted: bool) -> None:
    if wanted:
        os.environ["VNPLAN_OCR"] = "off"  # the processes of a batch are to know it too


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="version", callback=_print_version, is_eager=True)] = False,
    language: Annotated[str, typer.Option(_LANGUAGE, help="language", metavar="vi|en", show_default=False)] = "vi",
) -> None:
    """Both are dealt with before a command runs: the help is in the language too."""


@app.command("extract", help="extract")
def _extract(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="extract.file")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT.json", help="extract.output")] = None,
    summary: Annotated[bool, typer.Option("--summary", help="extract.summary")] = False,
    member: Annotated[str | None, typer.Option("--member", metavar="NAME", help="member")] = None,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="no_ocr", callback=_switch_ocr_off)] = False,
) -> int:
    from vnplan_extract.batch.files import extract_file, write_atomically
    from vnplan_extract.record import to_json

    language: str = context.obj
    with _page_progress(language) as progress:
        record = extract_file(_member_path(file, member), _limits(), progress)
    if output:
        write_atomically(output, to_json(record), output.with_name(f".tmp-{os.getpid()}"))
    if summary:
        from vnplan_extract.export.summary import summary_of

        typer.echo(summary_of(record, language))
    elif not output:
        _print_exactly(to_json(record))
    for problem in record.problems[:_SHOWN_PROBLEMS]:
        _say_error(problem.code, problem.message, language)
    _say_more(record.problems, language)
    return next((kind.exit_code for kind in ERRORS.values() if kind.status == record.status), 0)


@app.command("convert", help="convert")
def _convert(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="convert.paths")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="convert.output")],
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="convert.jobs")] = None,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="no_ocr", callback=_switch_ocr_off)] = False,
    retry: Annotated[str, typer.Option("--retry", metavar="STATUS,...", help="convert.retry", show_default=False)] = "",
    only: Annotated[str | None, typer.Option("--only", metavar="PATTERN", help="convert.only")] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=0, help="convert.limit")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="convert.dry_run")] = False,
    progress: Annotated[Literal["auto", "jsonl", "none"], typer.Option("--progress", help="convert.progress")] = "auto",
    engine: Annotated[Literal["embedded", "ray", "dask"], typer.Option("--engine", help="convert.engine")] = "embedded",
    address: Annotated[
        str | None,
        typer.Option("--engine-address", metavar="ADDRESS", envvar="VNPLAN_ENGINE_ADDRESS", help="convert.address"),
    ] = None,
    shard: Annotated[str, typer.Option("--shard", metavar="K/N", help="convert.shard", show_default=False)] = "",
) -> int:
    from contextlib import closing

    from vnplan_extract.batch.convert import Setting, cannot_read, convert_with_ledger, prepare
    from vnplan_extract.batch.fingerprint import fingerprint
    from vnplan_extract.batch.ledger import merged
    from vnplan_extract.batch.plan import Selection, make_plan, retry_names
    from vnplan_extract.batch.sources import RECORDS
    from vnplan_extract.batch.store import as_url, shown
    from vnplan_extract.batch.stored import open_ledger, seen
    from vnplan_extract.batch.tally import Tally

    language: str = context.obj
    try:
        selection = Selection(retry_names(retry), only, limit)
    except ValueError as error:
        raise PlanError("E208", detail=f"--retry {error}") from error
    limits = _limits()
    part = _shard(shard, engine)
    sources, unreadable = prepare(paths, output, limits, writes=not dry_run, shard=part)
    made_by = fingerprint()
    if dry_run:
        with seen(output) as (folder, _):
            plan = make_plan(
                sources, merged(folder), output / RECORDS, fingerprint=made_by, limits=limits, selection=selection
            )
        _say_plan(plan, language)
        return 0
    with closing(open_ledger(output, part.name if part else "")) as ledger:
        plan = make_plan(
            sources, merged(ledger.out), output / RECORDS, fingerprint=made_by, limits=limits, selection=selection
        )
        jobs = jobs or (_cores() if engine == "embedded" else 1)
        tally = Tally(plan.tasks, jobs)
        for source, entry in plan.done:
            tally.add_earlier(source, entry, output)
        for unread in unreadable:
            tally.add(cannot_read(unread))
        told = [(shown(unread.path), unread.error.kind.code) for unread in unreadable[:_TOLD_UNREADABLE]]
        ledger.tell_run(
            {
                "documents": len(plan.tasks),
                "earlier": len(plan.done),
                "jobs": jobs,
                "version": VERSION,
                "unreadable": told,
            }
        )
        lost = None
        with _batch_progress(tally, len(plan.tasks), progress, language) as on_done:
            setting = Setting(
                ledger.out, jobs, limits, on_begin=tally.begin, on_pages=tally.add_pages, part=ledger.part,
                store=output if as_url(output) else None,
            )  # fmt: skip
            if engine == "embedded":
                results = convert_with_ledger(plan.tasks, plan.done, setting, ledger, made_by)
            else:
                from vnplan_extract.batch.engines import convert_on

                results = convert_on(engine, address, plan, setting, ledger, made_by, tally.tell_jobs)
            try:
                with closing(results) as stream:
                    for result in stream:
                        tally.add(result)
                        on_done(result)
            except PlanError as error:
                if error.kind.code != "E234":
                    raise
                lost = error  # the other shards are done, and are told first
    # Another run need not wait for it; those of other shards may write theirs at the same moment.
    reports = [] if part else _write_report(output, language)
    if progress == "jsonl":
        _print_event(
            "end", documents=tally.total, seconds=round(tally.seconds, 3), statuses=dict(tally.counts),
            reports=[shown(path) for path in reports],
        )  # fmt: skip
    else:
        _say_results(tally, plan.left, output, language)
        for path in reports:
            typer.echo(say("report.at", language, path=shown(path)))
    if lost:
        raise lost
    if failed := len(tally.failed):
        raise PlanError("E205", failed=failed, total=tally.total)
    return 0


@app.command("status", help="status")
def _status(
    context: typer.Context,
    output: Annotated[Path, typer.Argument(metavar="OUT", help="status.output")],
    rebuild: Annotated[bool, typer.Option("--rebuild", help="status.rebuild")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="status.json")] = False,
) -> int:
    from dataclasses import asdict

    from vnplan_extract.batch.ledger import LEDGER, ledger_files, overview, read_run
    from vnplan_extract.batch.store import shown
    from vnplan_extract.batch.stored import seen

    language: str = context.obj
    with seen(output) as (folder, runs):
        if not ledger_files(folder):
            raise PlanError("E201", path=shown(output / LEDGER))
        found, run = overview(folder, rebuild=rebuild), read_run(folder)
    shards = [part for part in runs if part]
    if as_json:
        of_shards = {part: runs[part] for part in shards}
        _print_json({"running": bool(runs), "run": run, "shards": of_shards, **asdict(found)})
        return 0
    holder = f"{run.get('host', '?')}:{run.get('pid', '?')}"
    key = "status.running" if "" in runs else "status.ended"
    if run:
        typer.echo(say(key, language, holder=holder, begun=run.get("begun", "?"), documents=run.get("documents", "?")))
    if shards:
        typer.echo(say("status.shards", language, count=len(shards), names=", ".join(shards[:_SHOWN_FILES])))
    counts = _counted(found.by_status)
    typer.echo(say("status.documents", language, documents=found.documents, pages=found.pages, counts=counts))
    typer.echo(
        say("status.attempts", language, attempts=found.attempts, quarantined=found.quarantined, last=found.last)
    )
    if found.problems:
        typer.echo(say("status.problems", language))
        for code, count in found.problems.items():
            typer.echo(f"  {code}: {count}")
    typer.echo(say("status.slowest", language))
    for record, seconds in found.slowest:
        typer.echo(f"  {record.removesuffix('.json')}: {seconds:.1f} s")
    return 0


@app.command("report", help="report")
def _report_of(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="status.output")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="report.folder")] = None,
) -> int:
    from vnplan_extract.batch.store import shown
    from vnplan_extract.export.report import write_report

    language: str = context.obj
    for path in write_report(out, language, output):
        typer.echo(say("report.at", language, path=shown(path)))
    return 0


def _write_report(output: Path, language: str) -> list[Path]:
    """The report at the end of a run; that it cannot be written is said, and changes nothing else."""
    from vnplan_extract.export.report import write_report

    try:
        return write_report(output, language)
    except PlanError as error:
        _report(error, language)
        return []


@app.command("scan", help="scan")
def _scan(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="scan.paths")],
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="convert.jobs")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="status.json")] = False,
) -> int:
    from dataclasses import asdict

    from vnplan_extract.batch.survey import survey

    language: str = context.obj
    with _page_progress(language, "surveying") as progress:
        done = 0

        def on_done(_: Converted, total: int) -> None:
            nonlocal done
            done += 1
            if progress:
                progress(done, total)

        found = survey(paths, jobs=jobs or _cores(), limits=_limits(), on_done=on_done)
    if as_json:
        import json

        typer.echo(json.dumps(asdict(found), indent=1))  # escaped: a name may hold bytes that are not UTF-8
    else:
        _say_survey(found, language)
    return 0


@app.command("text", help="text")
def _text(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="text.file")],
    member: Annotated[str | None, typer.Option("--member", metavar="NAME", help="member")] = None,
    tone_placement: Annotated[
        Literal["old", "new"], typer.Option("--tone-placement", help="text.tone_placement")
    ] = "old",
    restoration: Annotated[Literal["auto", "always", "never"], typer.Option("--restore", help="text.restore")] = "auto",
) -> int:
    from vnplan_extract import pipeline
    from vnplan_extract.batch.files import read_file

    language: str = context.obj
    path = _member_path(file, member)
    data = read_file(path, _limits())
    with _page_progress(language) as progress:
        document = pipeline.read_document(
            data,
            path.name,
            _limits(),
            tone_placement=tone_placement,
            restoration=restoration,
            progress=progress,
        )
    _print_exactly(document.text.value)
    _report_all(document.problems, language)
    return 0 if document.text.value.strip() else ERRORS["E101"].exit_code


@app.command("restore", help="restore")
def _restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="text.file")],
    member: Annotated[str | None, typer.Option("--member", metavar="NAME", help="member")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="restore.plain")] = False,
) -> int:
    from vnplan_extract import pipeline
    from vnplan_extract.batch.files import read_file
    from vnplan_extract.normalise.restore import restore

    language: str = context.obj
    path = _member_path(file, member)
    data = read_file(path, _limits())
    with _page_progress(language) as progress:
        document = pipeline.read_document(data, path.name, _limits(), restoration="never", progress=progress)
    restored = restore(document.text.value)
    _print_exactly(restored.text if plain else restored.marked())
    _report_all(document.problems, language)
    words, doubtful = len(restored.words), len(restored.doubtful)
    typer.echo(say("restored", language, words=words, doubtful=doubtful), err=True)
    return 0 if restored.text.strip() else ERRORS["E101"].exit_code


@app.command("eval", help="eval")
def _eval(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="eval.gold")],
    records: Annotated[Path | None, typer.Argument(metavar="RECORDS", help="eval.records")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="eval.json")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="eval.misses")] = False,
) -> int:
    from vnplan_extract.evaluation import evaluate, load_pairs, run_header_evaluation

    if records is None:
        if not gold.name.endswith((".jsonl", ".jsonl.xz")):
            raise PlanError("E208", detail="eval GOLD RECORDS")
        headers = run_header_evaluation(gold)
        _print_evaluation(headers.to_json(), [headers.table()], headers.misses(), as_json=as_json, misses=misses)
        return 0
    found = evaluate(load_pairs(gold, records))
    tables = [found.table(), found.document_table(), found.calibration_table()]
    _print_evaluation(found.to_json(), tables, found.misses(), as_json=as_json, misses=misses)
    return 0


@app.command("explain", help="explain")
def _explain(
    context: typer.Context,
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="explain.record_file")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="explain.item")],
    as_json: Annotated[bool, typer.Option("--json", help="explain.json")] = False,
) -> int:
    from vnplan_extract.batch.files import read_file
    from vnplan_extract.export.explanation import explain
    from vnplan_extract.record import from_json

    language: str = context.obj
    data = sys.stdin.buffer.read() if record == Path("-") else read_file(record, _limits())
    found = explain(from_json(data, str(record)), item, language)
    if as_json:
        _print_exactly(found.model_dump_json(indent=1) + "\n")
        return 0
    from shutil import get_terminal_size

    from vnplan_extract.export.explanation_view import shown

    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    _print_exactly(shown(found, language, width=get_terminal_size((100, 24)).columns, colours=colours))
    return 0


@app.command("export", help="export")
def _export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="export.out")],
    to: Annotated[Literal["csv", "xlsx", "parquet", "jsonl"], typer.Option("--to", help="export.to")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="export.output")] = None,
    headers: Annotated[Literal["vi", "en"] | None, typer.Option("--headers", help="export.headers")] = None,
    delimiter: Annotated[Literal[",", ";"], typer.Option("--delimiter", help="export.delimiter")] = ",",
    no_bom: Annotated[bool, typer.Option("--no-bom", help="export.no_bom")] = False,
) -> int:
    from vnplan_extract.batch.store import shown
    from vnplan_extract.export.tables import Style, export_tables

    language: str = context.obj
    style = Style(headers, delimiter, not no_bom)
    with _page_progress(language, "export.reading") as progress:
        done = export_tables(
            out, to, output, style=style, limits=_limits(), progress=progress,
            on_problem=lambda error: _say_error(error.kind.code, error.message(language), language),
        )  # fmt: skip
    counts = _counted(done.rows)
    typer.echo(say("exported", language, records=done.records, counts=counts))
    place = done.files[0] if len(done.files) == 1 else done.files[0].parent
    typer.echo(say("exported.at", language, path=shown(place)))
    if done.cut_cells:
        typer.echo(say("exported.cut", language, count=done.cut_cells), err=True)
    if done.left_out:
        raise PlanError("E221", failed=done.left_out, total=done.left_out + done.records, path=out)
    return 0


@app.command("schema", help="schema")
def _schema() -> int:
    from vnplan_extract.record import Record

    _print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **Record.model_json_schema()})
    return 0


@app.command("doctor", help="doctor")
def _doctor(context: typer.Context) -> int:
    from vnplan_extract.doctor import examine

    language: str = context.obj
    code = 0
    for finding in examine():
        need = say("doctor.required" if finding.is_required else "doctor.optional", language)
        name = say(finding.name, language) if finding.name.startswith("doctor.") else finding.name
        mark = "✓" if finding.is_here else "✗"
        typer.echo(f"{mark} {name}: {finding.version or say('doctor.missing', language)} ({need})")
        if not finding.is_here:
            typer.echo(f"    {say('doctor.type', language)}: {finding.command}")
            if finding.is_required:
                code = ERRORS["E206"].exit_code
    if not code:
        typer.echo(say("doctor.ok", language))
    return code


def _take_language(arguments: list[str]) -> tuple[str, list[str]]:
    """The language that is asked for anywhere in the arguments, or by the environment; and the other arguments."""
    language = os.environ.get("VNPLAN_LANGUAGE") or LANGUAGES[0]
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            rest += [argument, *remaining]
        elif argument == _LANGUAGE:
            language = next(remaining, "")
        elif argument.startswith(_LANGUAGE + "="):
            language = argument.removeprefix(_LANGUAGE + "=")
        else:
            rest.append(argument)
    if language not in LANGUAGES:
        raise PlanError("E208", detail=f"{_LANGUAGE} {language}")
    return language, rest


def _member_path(file: Path, member: str | None) -> Path:
    """The path of a member of an archive; without `member`, that of the file itself."""
    return file.joinpath(*(part for part in (member or "").split("/") if part))


def _shard(text: str, engine: str) -> Shard | None:
    if not text:
        return None
    from vnplan_extract.batch.shard import Shard

    try:
        shard = Shard.parse(text)
    except ValueError as error:
        raise PlanError("E208", detail=f"--shard {text}") from error
    if engine != "embedded":
        raise PlanError("E208", detail=f"--shard {text} --engine {engine}")
    return shard


def _limits() -> Limits:
    try:
        return Limits.from_environment()
    except ValueError as error:
        raise PlanError("E208", detail=f"VNPLAN_…: {error}") from error


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _print_exactly(text: str) -> None:
    """Print as UTF-8, whatever the terminal's encoding."""
    typer.echo(text.encode("utf-8", "replace"), nl=False)


def _print_json(value: object) -> None:
    import json

    _print_exactly(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _print_evaluation(figures: Any, tables: list[str], notes: list[str], *, as_json: bool, misses: bool) -> None:
    if as_json:
        _print_json({**figures, "misses": notes} if misses else figures)
        return
    typer.echo("\n\n".join(filter(None, tables)))
    if misses:
        typer.echo("\n" + "\n".join(notes))


def _report(error: PlanError, language: str) -> int:
    _say_error(error.kind.code, error.message(language), language)
    return error.kind.exit_code


def _report_all(problems: Sequence[PlanError], language: str) -> None:
    for error in problems[:_SHOWN_PROBLEMS]:
        _report(error, language)
    _say_more(problems, language)


def _say_error(code: str, message: str, language: str) -> None:
    """The message in the chosen language, and below it in the other."""
    other = next(known for known in LANGUAGES if known != language)
    typer.echo(f"{code}: {in_language(code, message, language)}", err=True)
    typer.echo(f"      {in_language(code, message, other)}", err=True)


def _say_more(problems: Sequence[object], language: str, *, err: bool = True) -> None:
    if (count := len(problems) - _SHOWN_PROBLEMS) > 0:
        typer.echo("    " + say("summary.more", language, count=count), err=err)


@contextmanager
def _page_progress(language: str, what: str = "reading") -> Iterator[Progress | None]:
    """Shows the pages (or what the text `what` says) read of what takes long, where someone looks at it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as shown
    from rich.console import Console

    columns = (shown.TextColumn("{task.description}"), shown.BarColumn(), shown.MofNCompleteColumn())
    with shown.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say(what, language), total=None, visible=False)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None, visible=total != 1)

        yield show


@contextmanager
def _batch_progress(tally: Tally, todo: int, form: str, language: str) -> Iterator[Callable[[Converted], None]]:
    """Shows how far a run is, where someone looks at it.

    Args:
        tally: which is told everything before.
        todo: how many documents there are to do.
        form: `jsonl` for a line of JSON on standard output for each document, `none` for nothing, else `auto`.
        language: of the words.

    Returns:
        What is to be told each result.
    """
    if form == "jsonl":
        _print_event("begin", documents=todo, earlier=tally.earlier)
        yield lambda result: _print_result(result, tally, todo)
        return
    if form == "none" or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress as shown
    from rich.console import Console
    from rich.table import Column
    from rich.text import Text

    class Told(shown.ProgressColumn):
        """What there is to say of the run, also while no document ends."""

        def render(self, task: shown.Task) -> Text:
            return Text(" · ".join(_told(tally.now(), language)))

    columns = (
        shown.TextColumn("{task.description}"), shown.BarColumn(bar_width=20), shown.MofNCompleteColumn(),
        Told(Column(no_wrap=True, ratio=1)),
    )  # fmt: skip
    tally.look()
    with shown.Progress(*columns, console=Console(stderr=True), refresh_per_second=4, expand=True) as bar:
        task = bar.add_task(say("converting", language), total=todo)

        def on_done(_: Converted) -> None:
            tally.look()
            bar.update(task, advance=1)

        yield on_done


def _told(now: Now, language: str) -> Iterator[str]:
    """How far a run is, in a few words each."""
    from vnplan_extract.export.report_page import visible

    if (seconds := now.seconds_left) is not None:
        minutes, rest = divmod(round(seconds), 60)
        yield say("progress.left", language, time=f"{minutes // 60}:{minutes % 60:02}:{rest:02}")
    if now.pages_left is None:
        yield say("progress.pages", language, pages=now.pages)
    else:
        yield say("progress.of_pages", language, pages=now.pages, total=now.pages + now.pages_left)
    if now.documents and now.seconds > 1:
        rates = {"rate": f"{now.documents_a_minute:.0f}", "pages": f"{now.pages_a_minute:.0f}"}
        yield say("progress.rate", language, **rates)
    if now.failures:
        yield ", ".join(f"{name} {count}" for name, count in now.failures.items())
    yield from (f"{visible(path.name)} {done}/{total}" for path, done, total in now.reading)
    if now.slowest and now.slowest[1] > _SLOW_SECONDS:
        path, seconds = now.slowest
        yield say("progress.slowest", language, name=visible(path.name), seconds=f"{seconds:.0f}")


def _print_event(event: str, **values: object) -> None:
    import json

    # Escaped: a name may hold bytes that are not UTF-8.
    typer.echo(json.dumps({"event": event, **values}))


def _print_result(result: Converted, tally: Tally, todo: int) -> None:
    from vnplan_extract.batch.store import shown

    tally.look()
    now = tally.now()
    _print_event(
        "document",
        source=shown(result.source),
        record=shown(result.record) if result.record else None,
        status=result.status.value,
        problems=[problem.code for problem in result.problems],
        pages=result.facts.pages,
        seconds=round(result.seconds, 3),
        stages=dict(result.costs.stages),
        done=now.documents,
        documents=todo,
        pages_done=now.pages,
        pages_left=now.pages_left,
        seconds_left=round(now.seconds_left, 1) if now.seconds_left is not None else None,
    )


def _say_plan(plan: Plan, language: str) -> None:
    """A table of what would be done: why, how many, how large; and each document."""
    from collections import Counter

    from vnplan_extract.batch.store import shown

    counts = Counter(task.reason for task in plan.tasks)
    sizes: Counter[str] = Counter()
    for task in plan.tasks:
        sizes[task.reason] += max(task.size, 0)
    rows = [(say(f"plan.{reason}", language), count, sizes[reason]) for reason, count in sorted(counts.items())]
    rows += [(say("plan.done", language), len(plan.done), 0)]
    rows += [(say("plan.left", language), plan.left, 0)] if plan.left else []
    for name, count, size in rows:
        typer.echo(f"{name:<40} {count:>8} {f'{size / 1e6:.1f} MB' if size else '':>12}")
    for task in plan.tasks:
        typer.echo(f"  {task.reason:<10} {shown(task.source.path)}")


def _say_survey(found: Survey, language: str) -> None:
    heads = [say(f"scan.{key}", language) for key in ("format", "documents", "pages", "scanned", "unreadable")]
    rows = [
        [name, str(kind.documents), str(kind.pages), str(kind.scanned), str(kind.unreadable), f"{kind.bytes / 1e6:.1f}"]
        for name, kind in found.formats.items()
    ]
    unreadable = sum(kind.unreadable for kind in found.formats.values())
    sums = map(str, (found.documents, found.pages, found.scanned, unreadable, f"{found.bytes / 1e6:.1f}"))
    table = [[*heads, "MB"], *rows, [say("scan.total", language), *sums]]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for name, *cells in table:
        numbers = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        typer.echo("  ".join((name.ljust(widths[0]), *numbers)))
    if found.encodings:
        typer.echo(say("scan.encodings", language, encodings=_counted(found.encodings)))
    if found.duplicates:
        extra = sum(len(paths) - 1 for paths in found.duplicates)
        typer.echo(say("scan.duplicates", language, count=extra, groups=len(found.duplicates)))
    if found.unreadable:
        typer.echo(say("scan.damaged", language))
        for entry in found.unreadable[:_SHOWN_FILES]:
            typer.echo(f"  {entry['path']}: {entry['status']} ({', '.join(entry['codes'])})")
        if (more := len(found.unreadable) - _SHOWN_FILES) > 0:
            typer.echo("  " + say("summary.more", language, count=more))
    minutes = max(1, round(found.seconds / 60))
    typer.echo(say("scan.time", language, hours=minutes // 60, minutes=minutes % 60, jobs=found.jobs))


def _say_results(tally: Tally, left: int, output: Path, language: str) -> None:
    from vnplan_extract.batch.sources import RECORDS
    from vnplan_extract.batch.store import shown

    counts = _counted(dict(tally.counts.most_common()))
    typer.echo(say("converted", language, total=tally.total, seconds=f"{tally.seconds:.1f}", counts=counts))
    if tally.earlier:
        typer.echo(say("earlier", language, count=tally.earlier))
    if left:
        typer.echo(say("left", language, count=left))
    if tally.slowest:
        seconds = f"{tally.slowest.seconds:.1f}"
        typer.echo(say("slowest", language, path=shown(tally.slowest.source), seconds=seconds))
    if tally.failed:
        typer.echo(say("failures", language))
        failed = sorted(tally.failed, key=lambda result: os.fsencode(result.source))
        for result in failed[:_SHOWN_FAILURES]:
            typer.echo(f"  {shown(result.source)}: {result.status.value}")
            for problem in result.problems[:_SHOWN_PROBLEMS]:
                typer.echo(f"    {problem.code}: {in_language(problem.code, problem.message, language)}")
            _say_more(result.problems, language, err=False)
        if (more := len(failed) - _SHOWN_FAILURES) > 0:
            typer.echo("  " + say("summary.more", language, count=more))
    typer.echo(say("records_at", language, path=shown(output / RECORDS)))
