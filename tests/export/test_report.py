"""The report of an output folder."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from vnplan_extract.batch.ledger import LEDGER, RUN, Entry, to_line
from vnplan_extract.batch.sources import find_sources
from vnplan_extract.errors import PlanError
from vnplan_extract.export.report import report, write_report
from vnplan_extract.export.report_page import Page, Section, Table, to_html, to_markdown, visible

HOSTILE = [
    "<script>alert(1)</script>.pdf", "<!--x.pdf", "a|b.pdf", "a\nb.pdf", "`x`.pdf", "](javascript:alert(1)).pdf",
    "&lt;.pdf", '"onload="x.pdf', "\udcff\udcfe.pdf", "\u202efdp.exe", "*_a_*.pdf", "\\|.pdf", "x" * 250,
    "\x1b[31m.pdf", "# x.pdf",
]  # fmt: skip


def entry(name: str, **values: object) -> Entry:
    usual = {
        "source": f"/in/{name}", "record": f"{name}.json", "status": "ok", "sha256": name, "bytes": 9, "pages": 2,
        "media_type": "application/pdf", "seconds": 1.5, "stages": {"read": 1.0, "extract": 0.4},
        "found": {"number": 1, "tasks": 3}, "confidence": [0, 0, 0, 0, 0, 0, 0, 1, 0, 3], "fingerprint": "f1",
        "peak_bytes": 90_000_000, "ended": "2026-01-02T00:10:00Z",
    }  # fmt: skip
    return Entry(**{**usual, **values})  # type: ignore[arg-type]


def write(out: Path, *entries: Entry, run: str = '{"begun": "2026-01-02T00:00:00Z", "version": "1.2.3"}') -> Path:
    out.mkdir(exist_ok=True)
    (out / LEDGER).write_bytes(b"".join(map(to_line, entries)))
    (out / RUN).write_text(run, encoding="utf-8")
    return out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    nothing: dict[str, Any] = {"found": {}, "confidence": []}
    return write(
        tmp_path / "out",
        entry("a.pdf"),
        entry("b.pdf", sha256="a.pdf"),
        entry("c.docx", media_type="application/msword", status="malformed", problems={"E103": 1}, **nothing),
        entry("d.pdf", status="crashed", state="quarantined", problems={"E107": 1}, **nothing),
        entry("e.pdf", status="partial", problems={"E108": 2}, fingerprint="f2"),
        run='{"begun": "2026-01-02T00:00:00Z", "version": "1.2.3", "unreadable": [["/in/shut", "E202"]]}',
    )  # fmt: skip


def rows(page: Page) -> dict[str, list[list[str]]]:
    return {section.title: [list(row) for row in section.table.rows] for section in page.sections}


def test_what_it_says(out: Path) -> None:
    page = report(out, "en")
    told = rows(page)
    assert list(told) == [
        "Overview", "Status by format", "Problems and what to do", "Documents with problems", "Could not be gone into",
        "Documents in quarantine", "Time by stage", "Slowest documents", "Fields found", "Confidence of the items",
        "Equal files",
    ]  # fmt: skip
    overview = {row[0]: row[1] for row in told["Overview"]}
    assert overview["Extracted"] == "3 (60.0%)"
    assert overview["Rate"] == "0.5 documents, 1.0 pages a minute"
    assert overview["Duplicates"] == "1 (in 1 groups)"
    assert (overview["Version"], overview["Fingerprint (documents)"]) == ("1.2.3", "f1 (4), f2 (1)")
    assert overview["Most memory"] == "90 MB (a.pdf)"
    assert told["Status by format"] == [
        ["PDF", "2", "1", "0", "1", "4"], ["DOC", "0", "0", "1", "0", "1"], ["Total", "2", "1", "1", "1", "5"],
    ]  # fmt: skip
    assert [row[:3] for row in told["Problems and what to do"]] == [
        ["E103", "1", "1"], ["E107", "1", "1"], ["E108", "1", "0"],
    ]  # fmt: skip
    assert told["Problems and what to do"][0][3].startswith("The file is damaged or cut short. Get the original again")
    assert told["Could not be gone into"] == [
        ["E202", "/in/shut may not be read. Grant read permission (chmod +r) and run again."]
    ]
    assert told["Documents in quarantine"] == [["d.pdf"]]
    assert told["Time by stage"][0] == ["Reading", "0:00:05", "66.7%"]
    assert ["Tasks", "3", "100.0%", "9"] in told["Fields found"]
    assert told["Confidence of the items"][-1] == ["0.9–1.0", "9", "75.0%"]
    assert told["Equal files"] == [["2", "a.pdf; b.pdf"]]
    assert {section.title for section in page.sections if section.picture} == {
        "Status by format", "Problems and what to do", "Time by stage", "Fields found", "Confidence of the items",
    }  # fmt: skip


def test_in_vietnamese_first(out: Path) -> None:
    markdown, page = (path.read_text(encoding="utf-8") for path in write_report(out))
    assert "# Báo cáo chuyển đổi: out" in markdown
    assert "| Trích xuất được | 3 (60,0%) |" in markdown
    assert '<html lang="vi">' in page
    assert report(out, "vi").language == "vi"


class _Assets(HTMLParser):
    """Whatever a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loads = {"src", "href", "srcset", "action", "data", "xlink:href", "background", "poster"}
        if tag in ("script", "iframe", "object", "embed", "link", "base", "img", "form"):
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name in loads or name.startswith("on")]


def test_html_stands_alone_and_is_accessible(out: Path) -> None:
    text = write_report(out)[1].read_text(encoding="utf-8")
    parser = _Assets()
    parser.feed(text)
    assert parser.found == []
    assert "url(" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    page: Any = html.fromstring(text)
    assert page.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]
    assert page.xpath("//main/h1")
    pictures = page.xpath("//figure/svg")
    assert len(pictures) == 5
    for picture in pictures:
        assert picture.xpath("title/text()")
        assert picture.xpath("desc/text()")
        assert picture.xpath("ancestor::section//table")  # the same figures for those who do not see it
    assert len(page.xpath("//table")) == len(page.xpath("//section")) == len(page.xpath("//section/h2"))
    assert all(page.xpath(f"//h2[@id='{name}']") for name in page.xpath("//section/@aria-labelledby"))
    assert page.xpath("count(//thead//th[not(@scope='col')])") == 0
    assert page.xpath("count(//tbody//th[not(@scope='row')])") == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(tmp_path: Path, name: str) -> None:
    out = write(
        tmp_path / "out",
        entry(name, state="quarantined", problems={"E103": 1}),
        entry(
            f"{name}2", sha256=name, problems={name: 1}, stages={name: 1.0}, media_type=f"x/{name}", fingerprint=name
        ),
        run='{"begun": "<script>", "version": "<b>|"}',
    )
    markdown, page = (path.read_text(encoding="utf-8") for path in write_report(out))
    parser = _Assets()
    parser.feed(page)
    assert parser.found == []
    root: Any = html.fromstring(page)
    assert not root.xpath("//b | //script")
    cells = [cell.text_content() for cell in root.xpath("//td | //th")]
    assert visible(name) in cells
    lines = markdown.splitlines()
    assert all(line.count("|") - line.count("\\|") in (0, lines_of_table(lines, at)) for at, line in enumerate(lines))
    assert "<script" not in markdown.replace("\\<script", "")
    assert not re.search(r"(?<!\\)<(?!!-- vnplan)", markdown)
    assert "\x1b" not in markdown + page
    assert "\u202e" not in markdown + page


def lines_of_table(lines: list[str], at: int) -> int:
    """The marks of cells that the heading of the table has which the line is in."""
    while not re.match(r"\| -", lines[at]):
        at += 1 if at + 1 < len(lines) and re.match(r"\| -", lines[at + 1]) else -1
    return lines[at].count("|")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("kế hoạch.pdf", "kế hoạch.pdf"),
        ("a\nb", "a\\nb"),
        ("\udcff.pdf", "\\xff.pdf"),
        ("\ud800", "\\ud800"),
        ("\u202eab", "\\u202eab"),
        ("a\u2028b\x85", "a\\u2028b\\x85"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_visible(name: str, shown: str) -> None:
    assert visible(name) == shown


def test_same_ledger_same_bytes(out: Path, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_report(out)]
    assert [path.read_bytes() for path in write_report(out, folder=tmp_path / "other")] == first
    assert sorted(path.name for path in (tmp_path / "other").iterdir()) == ["report.html", "report.md"]


def test_an_empty_ledger_has_a_report(tmp_path: Path) -> None:
    markdown, page = (path.read_text(encoding="utf-8") for path in write_report(write(tmp_path / "out")))
    assert "| Tài liệu | 0 |" in markdown
    assert page.count("<section") == 1


def test_without_a_ledger(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        write_report(tmp_path)
    assert caught.value.kind.code == "E201"


def test_a_file_that_is_no_report_stays(out: Path) -> None:
    (out / "report.html").write_text("<p>Báo cáo quý của tỉnh</p>", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        write_report(out)
    assert caught.value.kind.code == "E203"
    assert (out / "report.html").read_text(encoding="utf-8") == "<p>Báo cáo quý của tỉnh</p>"
    assert not (out / "report.md").exists()


def test_a_report_is_no_document_but_others_of_its_name_are(out: Path) -> None:
    write_report(out)
    (out / "sub").mkdir()
    (out / "sub" / "report.html").write_text("<p>Kế hoạch</p>", encoding="utf-8")
    assert [source.path for source in find_sources([out], out)[0]] == [out / "sub" / "report.html"]
    (out / "report.md").write_text("# Kế hoạch", encoding="utf-8")
    assert [source.path.name for source in find_sources([out], out)[0]] == ["report.md", "report.html"]


def test_nothing_is_left_where_it_cannot_be_written(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in write_report(out)}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PlanError) as caught:
        write_report(out, "en")
    assert caught.value.kind.code == "E203"
    assert {path: path.read_bytes() for path in before} == before
    assert not list(out.glob(".tmp-*"))


def test_cells_of_markdown_and_html() -> None:
    page = Page("en", "A & B", [Section("T", Table(("a", "b"), [("x|y", "<1>")], texts=1), notes=["n"])])
    assert to_markdown(page).splitlines() == [
        "<!-- vnplan-extract report -->", "# A \\& B", "", "## T", "", "n", "", "| a | b |", "| --- | ---: |",
        "| x\\|y | \\<1\\> |",
    ]  # fmt: skip
    text = to_html(page)
    assert '<tr><th class="t" scope="row">x|y</th><td>&lt;1&gt;</td></tr>' in text
    assert "<title>A &amp; B</title>" in text
