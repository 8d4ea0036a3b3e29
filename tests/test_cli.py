"""The `vnplan` command."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from vnplan_extract import cli, pipeline
from vnplan_extract.batch.ledger import Ledger
from vnplan_extract.batch.tally import Now
from vnplan_extract.errors import ERRORS, PlanError
from vnplan_extract.messages import TEXTS
from vnplan_extract.record import Problem, Record
from vnplan_extract.version import VERSION

PLAN = """ỦY BAN NHÂN DÂN
TỈNH AN BÌNH
Số: 27/KH-UBND
An Bình, ngày 05 tháng 3 năm 2024
KẾ HOẠCH
Trồng cây ven sông năm 2024
I. MỤC TIÊU
1. Trồng ít nhất 5.000 cây xanh trong năm 2024.
2. Kinh phí: 300 triệu đồng từ ngân sách tỉnh.
"""


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str


Vnplan = Callable[..., Ran]


@pytest.fixture
def vnplan(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Vnplan:
    """Runs the command in this process."""
    monkeypatch.delenv("VNPLAN_LANGUAGE", raising=False)

    def run(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        code = cli.main([os.fspath(argument) for argument in arguments])
        sys.stdout.flush()
        sys.stderr.flush()
        return Ran(code, *capfd.readouterr())

    return run


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "vnplan_extract", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[1],
    )


# Help, language, usage


def test_help_answers_at_once() -> None:
    seconds = []
    for _ in range(5):
        begun = _processor_seconds()
        done = process("--help")
        seconds.append(_processor_seconds() - begun)
        assert done.returncode == 0
    assert min(seconds) < 0.3


def _processor_seconds() -> float:
    """Of the programs that were run and ended; other work on the machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from vnplan_extract.cli import main; main(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {"spacy", "underthesea", "pdfplumber", "pypdfium2", "pydantic", "numpy", "docx", "lxml", "regex", "rich"}
    assert loaded & heavy == set()


@pytest.mark.parametrize(("language", "column"), [("vi", 0), ("en", 1)])
def test_help_in_both_languages(vnplan: Vnplan, monkeypatch: pytest.MonkeyPatch, language: str, column: int) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("TERMINAL_WIDTH", "300")
    other = vnplan("--help", "--language", language)
    assert TEXTS["app"][column] in other.out
    assert TEXTS["help"][column] in other.out
    assert TEXTS["app"][1 - column] not in other.out
    for command in ("extract", "convert", "text", "eval", "schema", "doctor"):
        shown = vnplan("--language", language, command, "--help").out
        assert TEXTS[command][column].split(";")[0][:40] in shown


def test_language_of_the_environment(vnplan: Vnplan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_LANGUAGE", "en")
    assert TEXTS["app"][1] in vnplan("--help").out
    assert TEXTS["app"][0] in vnplan("--help", "--language=vi").out


@pytest.mark.parametrize(
    "arguments",
    [["--language", "fr"], ["--language"], ["nothing"], ["extract"], ["schema", "--loud"], ["convert", "x"],
     ["convert", "x", "-o", "y", "--jobs", "0"], ["eval", "x"]],
)  # fmt: skip
def test_what_is_typed_wrongly(vnplan: Vnplan, arguments: list[str]) -> None:
    ran = vnplan(*arguments)
    assert ran.code == 2
    assert ran.err.startswith("E208: Lệnh gõ chưa đúng")
    assert "not typed rightly" in ran.err
    assert ran.out == ""


def test_language_behind_two_dashes_is_a_file(vnplan: Vnplan, tmp_path: Path) -> None:
    assert vnplan("extract", "--", "--language=en").err.startswith("E201: Không tìm thấy --language=en")


def test_no_arguments_show_the_help(vnplan: Vnplan) -> None:
    ran = vnplan()
    assert "extract" in ran.out + ran.err


def test_version(vnplan: Vnplan) -> None:
    assert vnplan("--version") == Ran(0, f"vnplan {VERSION}\n", "")


# Errors


def test_fault_of_ours_has_no_traceback(vnplan: Vnplan, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(pipeline, "run", fail)
    ran = vnplan("extract", plan)
    assert ran.code == ERRORS["E107"].exit_code == 70
    assert ran.err.startswith("E107: Lỗi trong chương trình (ZeroDivisionError)")
    assert "Traceback" not in ran.err


def test_interrupt(vnplan: Vnplan, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupt)
    assert vnplan("extract", plan).code == 130


def test_error_in_english_first(vnplan: Vnplan, tmp_path: Path) -> None:
    first, second = vnplan("extract", tmp_path / "none.txt", "--language", "en").err.splitlines()
    assert first.startswith("E201: ")
    assert first.endswith("was not found. Check the path.")
    assert second.startswith("      Không tìm thấy")


@pytest.mark.parametrize("command", ["extract", "text"])
def test_file_that_cannot_be_opened(
    vnplan: Vnplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    assert vnplan(command, tmp_path / "none").code == 4
    ran = vnplan(command, tmp_path)
    assert ran.code == 2
    assert f"vnplan convert {tmp_path}" in ran.err
    opened = Path.open

    def refuse(path: Path, mode: str = "r") -> object:
        if path.name == "closed.txt":
            raise PermissionError(13, "refused", str(path))
        return opened(path, mode)

    (tmp_path / "closed.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    ran = vnplan(command, tmp_path / "closed.txt")
    assert ran.code == 4
    assert ran.err.startswith("E202: Không có quyền đọc")


def test_limit_that_is_no_number(vnplan: Vnplan, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_PAGES", "many")
    ran = vnplan("extract", plan)
    assert ran.code == 2
    assert "many" in ran.err


# extract


def test_extract_prints_the_record(vnplan: Vnplan, plan: Path) -> None:
    ran = vnplan("extract", plan)
    assert (ran.code, ran.err) == (0, "")
    record = json.loads(ran.out)
    assert record["status"] == "ok"
    assert record["header"]["number"] == "27/KH-UBND"
    assert ran.out.endswith("}\n")


def test_extract_writes_the_record(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    printed = vnplan("extract", plan).out
    out = tmp_path / "new" / "record.json"
    assert vnplan("extract", plan, "-o", out) == Ran(0, "", "")
    assert out.read_text(encoding="utf-8") == printed
    assert [path.name for path in out.parent.iterdir()] == ["record.json"]


def test_extract_cannot_write(vnplan: Vnplan, plan: Path) -> None:
    ran = vnplan("extract", plan, "-o", plan / "record.json")
    assert ran.code == 5
    assert ran.err.startswith("E203: Không ghi được vào")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"", "empty", 4), (b"\0" * 100, "empty", 4), (bytes(range(256)) * 20, "unsupported", 4)],
)
def test_extract_of_no_document_writes_its_record(
    vnplan: Vnplan, tmp_path: Path, content: bytes, status: str, code: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    ran = vnplan("extract", path)
    assert ran.code == code
    record = json.loads(ran.out)
    assert record["status"] == status
    assert ran.err.startswith(record["problems"][0]["code"] + ": ")
    assert "Traceback" not in ran.err


def test_extract_over_a_limit(vnplan: Vnplan, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_FILE_BYTES", "10")
    ran = vnplan("extract", plan)
    assert ran.code == 6
    assert json.loads(ran.out)["status"] == "limit_exceeded"
    assert "VNPLAN_FILE_BYTES" in ran.err


def test_many_problems_are_not_all_said(
    vnplan: Vnplan, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(data: bytes, name: str, **_: object) -> Record:
        problem = Problem(code="E108", message=PlanError("E108", page=1).message(), page=1)
        return pipeline.failed(data, name, PlanError("E101")).model_copy(update={"problems": [problem] * 9})

    monkeypatch.setattr(pipeline, "run", scan)
    ran = vnplan("extract", plan)
    assert ran.code == 4  # though each problem alone would leave a part
    assert len(json.loads(ran.out)["problems"]) == 9
    assert ran.err.count("E108: ") == 3
    assert "… và 6 mục nữa" in ran.err


def test_extract_summary(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    ran = vnplan("extract", plan, "--summary")
    assert ran.code == 0
    assert "Số, ký hiệu: 27/KH-UBND" in ran.out
    assert "Ngày ban hành: 2024-03-05" in ran.out
    assert "300.000.000 đồng" in ran.out
    ran = vnplan("extract", plan, "--summary", "--language", "en", "-o", tmp_path / "record.json")
    assert "Number: 27/KH-UBND" in ran.out
    assert (tmp_path / "record.json").exists()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "plans.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("2024/plan.txt", PLAN)
        made.writestr("other.txt", PLAN.replace("27", "28"))
    return path


def test_archive_of_several_documents_asks_for_one(vnplan: Vnplan, archive: Path) -> None:
    ran = vnplan("extract", archive)
    assert ran.code == 4
    assert "2024/plan.txt, other.txt" in ran.err
    assert "--member" in ran.err
    assert json.loads(ran.out)["status"] == "unsupported"


@pytest.mark.parametrize("arguments", [("plans.zip", "--member", "2024/plan.txt"), ("plans.zip/2024/plan.txt",)])
def test_member_of_an_archive(vnplan: Vnplan, archive: Path, arguments: tuple[str, ...]) -> None:
    ran = vnplan("extract", archive.parent / arguments[0], *arguments[1:])
    assert ran.code == 0
    assert json.loads(ran.out)["header"]["number"] == "27/KH-UBND"
    assert json.loads(ran.out)["source"]["name"] == "plan.txt"
    assert vnplan("text", archive.parent / arguments[0], *arguments[1:]).out == PLAN


@pytest.mark.parametrize("member", ["none.txt", "/etc/passwd", "../plan.txt"])
def test_member_that_is_not_there(vnplan: Vnplan, plan: Path, archive: Path, member: str) -> None:
    ran = vnplan("extract", archive, "--member", member)
    assert ran.code == 4
    assert ran.err.startswith("E201")
    assert vnplan("extract", plan, "--member", member).err.startswith("E201")


def test_output_is_utf8_whatever_the_locale(plan: Path) -> None:
    done = process("extract", plan, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Trồng cây ven sông năm 2024" in done.stdout
    done = process("extract", plan.with_name("không có"), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr


def test_reader_of_the_output_may_leave(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Trồng cây.\n" * 100_000, encoding="utf-8")
    command = f"{sys.executable} -m vnplan_extract text {path} | head -1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert (done.stdout, done.stderr) == ("Trồng cây.\n", "")


# convert


def test_convert(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    plan.rename(folder / "sub/plan.txt")
    ran = vnplan("convert", folder, "-o", tmp_path / "out", "--jobs", "1")
    assert (ran.code, ran.err) == (0, "")
    assert re.match(r"1 tệp trong [\d.]+ giây: ok 1\n", ran.out)
    assert str(tmp_path / "out/records") in ran.out
    record = json.loads((tmp_path / "out/records/sub/plan.txt.json").read_text(encoding="utf-8"))
    assert record["source"]["name"] == "plan.txt"


def test_convert_gives_the_bytes_of_extract(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    vnplan("convert", plan, "-o", tmp_path / "out")
    assert (tmp_path / "out/records/plan.txt.json").read_text(encoding="utf-8") == vnplan("extract", plan).out


def test_convert_tells_the_first_of_many_failures(vnplan: Vnplan, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(23):
        (folder / f"{number:02}.txt").write_bytes(b"")
    ran = vnplan("convert", folder, "-o", tmp_path / "out")
    told = [line for line in ran.out.splitlines() if line.endswith(": empty")]
    assert told == [f"  {folder / f'{number:02}.txt'}: empty" for number in range(20)]
    assert "\n  … và 3 mục nữa\n" in ran.out


def test_convert_with_failures(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = vnplan("convert", plan, tmp_path / "empty.txt", tmp_path / "none", "-o", tmp_path / "out")
    assert ran.code == 7
    assert ran.err.startswith("E205: 2 trong 3 tệp")
    assert f"  {tmp_path / 'empty.txt'}: empty\n    E101: Tệp rỗng" in ran.out
    assert f"  {tmp_path / 'none'}: malformed\n    E201: Không tìm thấy" in ran.out
    english = vnplan("convert", plan, tmp_path / "empty.txt", "-o", tmp_path / "out", "--language", "en")
    assert "E101: The file is empty" in english.out


@pytest.mark.parametrize(("make", "code", "error"), [("file", 5, "E203"), ("empty", 4, "E207"), ("none", 4, "E201")])
def test_convert_that_cannot_begin(
    vnplan: Vnplan, tmp_path: Path, plan: Path, make: str, code: int, error: str
) -> None:
    (tmp_path / "empty").mkdir()
    source = {"file": plan, "empty": tmp_path / "empty", "none": tmp_path / "none"}[make]
    out = plan if make == "file" else tmp_path / "out"
    ran = vnplan("convert", source, "-o", out)
    assert ran.code == code
    assert ran.err.startswith(f"{error}: ")


def _listen_to_interrupts() -> None:
    """A job that a script runs in the background ignores SIGINT, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_convert_is_interrupted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number}.txt").write_text(PLAN, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "vnplan_extract",
        "convert",
        str(folder),
        "-o",
        str(tmp_path / "out"),
        "--jobs",
        "1",
    ]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        preexec_fn=_listen_to_interrupts,
    ) as running:
        deadline = time.monotonic() + 60
        while not any((tmp_path / "out").rglob("*.json")) and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in err
    for path in (tmp_path / "out/records").iterdir():
        assert path.suffix == ".json"
        json.loads(path.read_text(encoding="utf-8"))


def test_convert_resumes(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    convert = ("convert", plan, tmp_path / "empty.txt", "-o", tmp_path / "out")
    planned = vnplan(*convert, "--dry-run", "--language", "en")
    assert (planned.code, planned.err) == (0, "")
    assert re.search(r"^new +2 ", planned.out, re.MULTILINE)
    assert not (tmp_path / "out").exists()
    assert vnplan(*convert).code == 7
    again = vnplan(*convert)
    assert again.code == 7
    assert "2 tệp đã xong từ trước" in again.out
    assert "E101: Tệp rỗng" in again.out
    assert "empty" in vnplan(*convert, "--dry-run", "--retry", "empty").out.splitlines()[-1]
    assert "1 tệp để lần sau" in vnplan(*convert, "--retry", "ok,empty", "--limit", "1").out
    assert vnplan(*convert, "--only", "plan*").code == 0
    assert vnplan(*convert, "--retry", "sometimes").err.startswith("E208: ")


def test_convert_tells_programs(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    ran = vnplan("convert", plan, "-o", tmp_path / "out", "--progress", "jsonl")
    begun, document, ended = map(json.loads, ran.out.splitlines())
    assert begun == {"event": "begin", "documents": 1, "earlier": 0}
    assert (document["event"], document["status"], document["pages"], document["done"]) == ("document", "ok", 1, 1)
    assert set(document["stages"]) == {"read", "normalise", "extract", "write"}
    assert (document["pages_done"], document["pages_left"], document["seconds_left"]) == (1, 0, 0.0)
    assert (ended["event"], ended["statuses"]) == ("end", {"ok": 1})


def test_convert_where_another_run_is(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "out")
    ran = vnplan("convert", plan, "-o", tmp_path / "out")
    assert (ran.code, ran.err[:5]) == (5, "E212:")
    assert str(os.getpid()) in ran.err
    assert f":{os.getpid()}, " in vnplan("status", tmp_path / "out").out
    ledger.close()
    assert vnplan("convert", plan, "-o", tmp_path / "out").code == 0


def test_status(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    assert vnplan("status", tmp_path).err.startswith("E201: ")
    (tmp_path / "empty.txt").write_bytes(b"")
    vnplan("convert", plan, tmp_path / "empty.txt", "-o", tmp_path / "out")
    ran = vnplan("status", tmp_path / "out", "--language", "en")
    assert ran.code == 0
    assert ran.out.startswith("Not running; the last run: ")
    assert "2 documents, 1 pages: empty 1, ok 1" in ran.out
    assert "  E101: 1\n" in ran.out
    told = json.loads(vnplan("status", tmp_path / "out", "--rebuild", "--json").out)
    assert (told["running"], told["documents"], told["by_status"]) == (False, 2, {"empty": 1, "ok": 1})
    assert told == json.loads(vnplan("status", tmp_path / "out", "--json").out)


def test_convert_ends_with_a_report(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "<script>alert(1)<|\n\u202e.txt").write_bytes(b"")
    ran = vnplan("convert", plan, *tmp_path.glob("<*"), tmp_path / "none", "-o", out, "--language", "en")
    assert ran.out.endswith(f"Report: {out / 'report.md'}\nReport: {out / 'report.html'}\n")
    markdown = (out / "report.md").read_text(encoding="utf-8")
    assert f"| E201 | {tmp_path / 'none'} was not found. Check the path. |" in markdown.replace("\\", "")
    assert "| E101 | \\<script\\>alert(1)\\<\\|\\\\n\\\\u202e.txt | The file is empty" in markdown
    assert re.search(r"\| Targets \| 1 \| 100.0% \| [1-9]", markdown)
    assert re.search(r"\| 0.9–1.0 \| [1-9]", markdown)
    assert "| TXT | 1 | 1 | 2 |" in markdown
    assert "<script" not in (out / "report.html").read_text(encoding="utf-8")
    before = (out / "report.html").read_bytes()
    told = vnplan("report", out, "--language", "en")
    assert (told.code, told.err) == (0, "")
    assert (out / "report.html").read_bytes() == before
    assert vnplan("report", out, "-o", tmp_path / "sent").code == 0
    assert "Báo cáo chuyển đổi" in (tmp_path / "sent/report.html").read_text(encoding="utf-8")
    assert vnplan("report", tmp_path).err.startswith("E201: ")
    assert vnplan("convert", out, "-o", out).err.startswith("E207: ")  # a report is no document


def test_report_that_cannot_be_written_ends_nothing(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "out/report.html").mkdir(parents=True)
    ran = vnplan("convert", plan, "-o", tmp_path / "out")
    assert ran.code == 0
    assert ran.err.startswith("E203: ")
    assert vnplan("report", tmp_path / "out").code == 5
    ended = json.loads(vnplan("convert", plan, "-o", tmp_path / "out", "--progress", "jsonl").out.splitlines()[-1])
    assert (ended["event"], ended["documents"], ended["reports"]) == ("end", 1, [])


# Progress


def on_terminal(*arguments: str | Path) -> tuple[int, str, str]:
    """Runs the command with a terminal as standard error: exit code, standard output, what the terminal was told."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "vnplan_extract", *(os.fspath(argument) for argument in arguments)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        cwd=Path(__file__).parents[1],
    ) as running:
        os.close(theirs)
        told = b""
        with suppress(OSError):  # the end of a terminal is an error on Linux
            while part := os.read(ours, 65536):
                told += part
        out, _ = running.communicate(timeout=120)
    os.close(ours)
    return running.returncode, out.decode(), told.decode()


@pytest.fixture
def pages() -> Path:
    return max((Path(__file__).parents[1] / "fixtures/plans").glob("*.pdf"), key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("command", ["text", "extract", "convert"])
def test_progress_on_a_terminal_and_silence_in_a_pipe(command: str, pages: Path, tmp_path: Path) -> None:
    options: list[str | Path] = ["-o", tmp_path / "out"] if command == "convert" else []
    code, out, told = on_terminal(command, pages, *options)
    assert code == 0
    assert ("Đang trích xuất" if command == "convert" else "Đang đọc trang") in told
    if command == "convert":
        assert re.search(r"còn \d:\d\d:\d\d · \d+/≈\d+ trang", told)
    assert "\x1b" not in out
    piped = process(command, pages, *options)
    assert (piped.returncode, piped.stderr) == (0, "")
    if command != "convert":
        assert piped.stdout == out


# text, eval, schema, doctor


def test_progress_shows_no_control_characters_of_names(tmp_path: Path) -> None:
    hostile = tmp_path / "in" / "a\x1b]0;b\n.txt"
    hostile.parent.mkdir()
    hostile.write_bytes(b"")
    now = Now(1, 2, 3, 60.0, 9.0, {"empty": 1}, [(hostile, 1, 4)], (hostile, 7.0))
    assert list(cli._told(now, "en")) == [
        "0:00:09 left", "2/≈5 pages", "1 files, 2 pages/min", "empty 1", "a\\x1b]0;b\\n.txt 1/4",
        "longest: a\\x1b]0;b\\n.txt 7 s",
    ]  # fmt: skip


def test_text_line_by_line(vnplan: Vnplan, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Uỷ ban\n\n  hoà bình\nhết", encoding="utf-8")
    assert vnplan("text", path) == Ran(0, "Ủy ban\n\n  hòa bình\nhết", "")


def test_text_with_tones_in_the_new_place(vnplan: Vnplan, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ủy ban\nhoà bình, quý", encoding="utf-8")
    assert vnplan("text", path, "--tone-placement", "new") == Ran(0, "Uỷ ban\nhoà bình, quý", "")
    assert vnplan("text", path, "--tone-placement", "old") == Ran(0, "Ủy ban\nhòa bình, quý", "")
    ran = vnplan("text", path, "--tone-placement", "newest")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("E208: ")


def test_text_of_no_document(vnplan: Vnplan, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    ran = vnplan("text", path)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("E103: ")


def test_text_says_what_is_not_read(vnplan: Vnplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VNPLAN_OCR", raising=False)
    monkeypatch.setenv("PATH", "")
    image = pytest.importorskip("PIL.Image")
    image.new("L", (600, 800), 255).save(tmp_path / "a.png")
    ran = vnplan("text", tmp_path / "a.png")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("E113: ")
    assert "apt-get install" in ran.err


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    header = {"doc_type": "Kế hoạch", "number": "27/KH-UBND", "title": "Trồng cây ven sông năm 2025"}
    (folder / "plan.gold.json").write_text(json.dumps({"header": header}), encoding="utf-8")
    return folder


def test_eval(vnplan: Vnplan, plan: Path, gold: Path, tmp_path: Path) -> None:
    vnplan("convert", plan, "-o", tmp_path / "out")
    ran = vnplan("eval", gold, tmp_path / "out/records")
    assert ran.code == 0
    assert re.search(r"^header +\d", ran.out, re.MULTILINE)
    assert "plan header:" not in ran.out
    assert "plan header: extra" in vnplan("eval", gold, tmp_path / "out/records", "--misses").out
    figures = json.loads(vnplan("eval", gold, tmp_path / "out/records", "--json").out)
    assert figures["header"]["extra"] >= 1
    with_misses = json.loads(vnplan("eval", gold, tmp_path / "out/records", "--json", "--misses").out)
    assert with_misses.pop("misses")
    assert with_misses == figures


def test_eval_of_labelled_headers(vnplan: Vnplan, tmp_path: Path) -> None:
    path = tmp_path / "headers.jsonl"
    labels = {"text": PLAN, "number": "27/KH-UBND", "issued_on": "2024-03-05"}
    path.write_text(json.dumps(labels) + "\n", encoding="utf-8")
    figures = json.loads(vnplan("eval", path, "--json").out)
    assert figures["fields"]["number"]["right"] == 1


def test_eval_without_gold(vnplan: Vnplan, tmp_path: Path) -> None:
    assert vnplan("eval", tmp_path / "none", tmp_path).code == 4


def test_schema(vnplan: Vnplan) -> None:
    ran = vnplan("schema")
    schema = json.loads(ran.out)
    assert ran.code == 0
    assert schema["$schema"].endswith("2020-12/schema")
    assert "findings" in schema["properties"]


def test_doctor_with_everything(vnplan: Vnplan) -> None:
    ran = vnplan("doctor")
    assert ran.code == 0
    assert "✓ Python" in ran.out
    assert "✓ pydantic" in ran.out


def test_doctor_with_a_package_missing(vnplan: Vnplan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vnplan_extract.doctor.required_packages", lambda: ["no-such-package"])
    monkeypatch.setenv("PATH", "/nowhere")
    ran = vnplan("doctor", "--language", "en")
    assert ran.code == 3
    assert "✗ no-such-package: missing (required)" in ran.out
    assert "pip install no-such-package" in ran.out
    assert "✗ Tesseract (reads scanned pages): missing (recommended)" in ran.out
    assert "sudo apt-get install tesseract-ocr-vie" in ran.out


def test_restore_shows_the_text_as_it_was_printed(vnplan: Vnplan, tmp_path: Path) -> None:
    path = tmp_path / "quet-cu.txt"
    path.write_text("Ké hoach phat trién kinh té - xa hoi nam 2024\n", encoding="utf-8")
    printed = "Kế hoạch phát triển kinh tế - xã hội năm 2024\n"
    ran = vnplan("restore", path)
    assert (ran.code, ran.out.replace("⟨", "").replace("⟩", "")) == (0, printed)
    assert "từ đã xét" in ran.err
    assert vnplan("restore", path, "--plain").out == printed
    assert vnplan("text", path).out == printed
    assert vnplan("text", path, "--restore", "never").out == path.read_text(encoding="utf-8")


def test_restore_of_an_empty_file_says_so(vnplan: Vnplan, tmp_path: Path) -> None:
    path = tmp_path / "rong.txt"
    path.write_text("\n", encoding="utf-8")
    assert vnplan("restore", path).code == 4


# --- explain


def test_explain(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    vnplan("extract", plan, "-o", record)
    vi = vnplan("explain", record, "header.number")
    assert (vi.code, vi.err) == (0, "")
    assert "Tìm thấy bởi" in vi.out
    assert "27/KH-UBND" in vi.out
    assert "Found by" in vnplan("explain", record, "header.number", "--language", "en").out
    told = json.loads(vnplan("explain", record, "t1", "--json").out)
    assert (told["item"], told["field"], told["value"]["value"]) == ("t1", "targets", 5000)


def test_explain_reads_standard_input(plan: Path) -> None:
    record = process("extract", plan)
    done = subprocess.run(
        [sys.executable, "-m", "vnplan_extract", "explain", "-", "b1", "--json"],
        input=record.stdout, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["value"]["amount_vnd"] == 300_000_000


def test_explain_of_what_is_not_there(vnplan: Vnplan, plan: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    vnplan("extract", plan, "-o", record)
    for arguments, code in (
        ((record, "t99"), "E211"),
        ((plan, "t1"), "E204"),
        ((tmp_path / "none.json", "t1"), "E201"),
        ((tmp_path, "t1"), "E209"),
    ):
        ran = vnplan("explain", *arguments)
        assert (ran.code, ran.out, ran.err[:5]) == (ERRORS[code].exit_code, "", f"{code}:")


@pytest.fixture
def converted(vnplan: Vnplan, tmp_path: Path) -> Path:
    """The output folder of a conversion of one plan."""
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert vnplan("convert", tmp_path / "plan.txt", "-o", tmp_path / "out").code == 0
    return tmp_path / "out"


def test_export(vnplan: Vnplan, converted: Path) -> None:
    ran = vnplan("export", converted, "--to", "csv", "--headers", "vi", "--delimiter", ";", "--no-bom", "--language=en")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("1 records: documents 1, header ")
    assert ran.out.endswith(f"Tables: {converted / 'export'}\n")
    line = (converted / "export" / "documents.csv").read_text(encoding="utf-8").split("\n")[0]
    assert line.startswith("Tài liệu;Tên tệp;Trạng thái;")


def test_export_tells_what_is_no_record(vnplan: Vnplan, converted: Path, tmp_path: Path) -> None:
    (converted / "records" / "other.json").write_text("{}", encoding="utf-8")
    ran = vnplan("export", converted, "--to", "xlsx", "-o", tmp_path / "tables")
    assert ran.code == ERRORS["E221"].exit_code
    assert ran.out.endswith(f"Bảng: {tmp_path / 'tables' / 'tables.xlsx'}\n")
    assert ran.err.startswith(f"E204: Tệp {converted / 'records' / 'other.json'} không phải bản ghi")
    assert "E221: 1 trong 2 tệp" in ran.err


@pytest.mark.parametrize(
    "arguments", [(), ("--to", "ods"), ("--to", "csv", "--headers", "fr"), ("--to", "csv", "--delimiter", "x")]
)
def test_export_typed_wrongly(vnplan: Vnplan, converted: Path, arguments: tuple[str, ...]) -> None:
    assert vnplan("export", converted, *arguments).code == ERRORS["E208"].exit_code
