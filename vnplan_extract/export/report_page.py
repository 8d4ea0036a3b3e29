"""A page of sections, each with notes, a table and a picture, as Markdown and as HTML that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from vnplan_extract.batch.sources import REPORT_MARK

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&$])")
_STYLE = """
:root { color-scheme: light dark; --line: #8885; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
figure { margin: 0; }
svg { display: block; max-width: 34rem; width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem .25rem 0; vertical-align: top; }
th, td { overflow-wrap: normal; text-align: right; }
tbody td, tbody th { white-space: nowrap; }
thead th { font-weight: 600; } tbody th { font-weight: 400; }
.t { text-align: left; }
tbody .l { min-width: 8rem; overflow-wrap: anywhere; white-space: normal; }
"""
_SHORT = 12  #: letters of a text that is not broken where the screen is narrow
#: Nothing is loaded and nothing runs, whatever a file is called.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of cells; `texts` says which columns are texts and no numbers: so many first, or these."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int | tuple[int, ...] = 2

    def is_text(self, column: int) -> bool:
        """Whether a column is text, and begins at the left."""
        return column < self.texts if isinstance(self.texts, int) else column in self.texts


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a table, a picture of it as SVG, and what is to be said beside."""

    title: str
    table: Table
    picture: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """All of it, in one language."""

    language: str
    title: str
    sections: Sequence[Section] = field(default_factory=list)


def visible(text: str) -> str:
    r"""A text with what cannot be printed, or would mislead, shown as an escape: `a\nb`, `\xff`, `\u202e`."""

    def shown(c: str) -> str:
        if "\udc80" <= c <= "\udcff":  # a byte that is not UTF-8
            return f"\\x{ord(c) - 0xDC00:02x}"
        return c if c.isprintable() else c.encode("unicode_escape").decode()

    return "".join(map(shown, text))


def to_markdown(page: Page) -> str:
    """The page as Markdown (CommonMark with tables), without its pictures; no text of it can be taken for a mark."""
    return "\n".join(_markdown_lines(page)) + "\n"


def _markdown_lines(page: Page) -> Iterator[str]:
    yield f"<!-- {REPORT_MARK} -->"
    yield f"# {_marked(page.title)}"
    for section in page.sections:
        yield from ("", f"## {_marked(section.title)}", "")
        for note in section.notes:
            yield from (_marked(note), "")
        table = section.table
        yield _row(table.heads)
        yield _row(["---" if table.is_text(column) else "---:" for column in range(len(table.heads))], plain=True)
        yield from map(_row, table.rows)


def _row(cells: Sequence[str], *, plain: bool = False) -> str:
    return f"| {' | '.join(cells if plain else map(_marked, cells))} |"


def _marked(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(visible(text).split()))


def to_html(page: Page) -> str:
    """The page as one file of HTML that loads nothing, with its pictures."""
    return "\n".join(_html_lines(page)) + "\n"


def _html_lines(page: Page) -> Iterator[str]:
    title = _escaped(page.title)
    yield f'<!DOCTYPE html>\n<html lang="{escape(page.language)}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f'<meta name="generator" content="{REPORT_MARK}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    for number, section in enumerate(page.sections):
        yield f'<section aria-labelledby="s{number}">\n<h2 id="s{number}">{_escaped(section.title)}</h2>'
        yield from (f"<p>{_escaped(note)}</p>" for note in section.notes)
        if section.picture:
            yield f"<figure>\n{section.picture}\n</figure>"
        yield from _html_table(section.title, section.table)
        yield "</section>"
    yield "</main>\n</body>\n</html>"


def _html_table(title: str, table: Table) -> Iterator[str]:
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{_escaped(title)}">\n<table>\n<thead>'
    heads = (_cell("th", table, column, head, "col") for column, head in enumerate(table.heads))
    yield f"<tr>{''.join(heads)}</tr>\n</thead>\n<tbody>"
    for first, *others in table.rows:
        cells = (_cell("td", table, column, text) for column, text in enumerate(others, 1))
        yield f"<tr>{_cell('th', table, 0, first, 'row')}{''.join(cells)}</tr>"
    yield "</tbody>\n</table>\n</div>"


def _cell(name: str, table: Table, column: int, text: str, scope: str = "") -> str:
    kind = ("t l" if len(text) > _SHORT else "t") if table.is_text(column) else ""
    attributes = (f' class="{kind}"' if kind else "") + (f' scope="{scope}"' if scope else "")
    return f"<{name}{attributes}>{_escaped(text)}</{name}>"


def _escaped(text: str) -> str:
    return escape(visible(text))
