"""A plan as an RTF file: a borderless two-column letterhead, numbers of lists as text, real tables.

The letters are Unicode escapes, or TCVN3 in its fonts as before 2001: the capitals font shows small letters large.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from .model import Block, Closing, Grid, Heading, Letterhead, Paragraph, Plan, Title

_TABLES = Path(__file__).parents[2] / "vnplan_extract" / "normalise" / "encodings"
_WIDTH = 9070
"""Twips between the margins."""
_HEAD = (
    r"{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}"
    r"{\f1\fnil\fcharset0 .VnTime;}{\f2\fnil\fcharset0 .VnTimeH;}}"
    r"{\colortbl;\red0\green0\blue0;}{\info{\title Plan}}\paperw11906\paperh16838\margl1701\margr1134" + "\n"
)
_SPECIAL = {"\\": r"\\", "{": r"\{", "}": r"\}", "\t": r"\tab ", "\u00a0": r"\~", "–": r"\endash ", "—": r"\emdash "}
_PART = re.compile(r"\w+|\W+")


@cache
def _tcvn3() -> dict[str, str]:
    """Letter -> what is stored, read as Windows-1252."""
    lines = (_TABLES / "tcvn3.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {
        letter: re.sub(r"\\x([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), stored) for stored, letter in pairs
    }


def _escape(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isascii():
        return character
    units = character.encode("utf-16-le")
    numbers = [int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2)]
    return "".join(f"\\u{number}?" for number in numbers)


def _legacy(text: str) -> str:
    """Text in the fonts of TCVN3."""
    found: list[str] = []
    for part in _PART.findall(text):
        if part.isupper() and len(part) > 1 and any(_is_without_code(letter) for letter in part):
            found.append(r"{\f2 " + "".join(map(_code, part.lower())) + "}")
            continue
        for letter in part:
            found.append(r"{\f2 " + _code(letter.lower()) + "}" if _is_without_code(letter) else _code(letter))
    return "".join(found)


def _is_without_code(letter: str) -> bool:
    """Whether it is a capital that only the capitals font has."""
    return letter.isupper() and not letter.isascii() and letter not in _tcvn3()


def _code(letter: str) -> str:
    stored = _tcvn3().get(letter)
    if stored is None:
        return _escape(letter)
    return "".join(f"\\'{sign.encode('cp1252')[0]:02x}" for sign in stored)


class _Writer:
    """Writes the blocks of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._automatic = plan.layout.automatic_numbers
        self._is_legacy = plan.layout.rtf_encoding == "tcvn3"
        self.parts = [_HEAD]
        for block in plan.blocks:
            self._block(block)
        self.parts.append("}")

    def _text(self, text: str) -> str:
        return _legacy(text) if self._is_legacy else "".join(map(_escape, text))

    def _run(self, text: str, switches: str = "") -> str:
        return f"{{\\f{int(self._is_legacy)}{switches} {self._text(text)}}}"

    def _line(self, text: str, form: str = "", switches: str = "", number: str = "") -> None:
        listed = f"{{\\listtext\\pard\\plain{switches} {self._run(number, switches)}\\tab}}" if number else ""
        self.parts.append(f"\\pard\\plain{form} {listed}{self._run(text, switches)}\\par\n")

    def _block(self, block: Block) -> None:
        if isinstance(block, Letterhead):
            self._letterhead(block)
        elif isinstance(block, Title):
            for n, line in enumerate(block.lines):
                self._line(line, r"\qc", r"\b" if n < 2 else "")
        elif isinstance(block, Heading):
            bold = r"\b" if block.level == 1 or len(block.text) < 90 else ""
            automatic = self._automatic and block.level < 3 and block.number
            self._line(block.text if automatic else block.printed, "", bold, block.number if automatic else "")
        elif isinstance(block, Paragraph):
            dash = self._automatic and block.mark == "-"
            self._line(
                block.text if dash else block.printed, r"\qj", r"\i" if block.italic else "", "-" if dash else ""
            )
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            self._closing(block)

    def _row(
        self, edges: list[int], cells: list[list[str]], *, border: bool, switches: str = "", merge: str = ""
    ) -> None:
        """A row; `merge` has a sign a cell: f the first of cells merged in a row, m one of them, d and u downwards."""
        lines = "".join(rf"\clbrdr{side}\brdrs\brdrw10" for side in "tlbr") if border else ""
        words = {"f": r"\clmgf", "m": r"\clmrg", "d": r"\clvmgf", "u": r"\clvmrg"}
        forms = "".join(f"{words.get(merge[n : n + 1], '')}{lines}\\cellx{edge}" for n, edge in enumerate(edges))
        shown = "".join(r"\par ".join(self._run(line, switches) for line in cell) + r"\cell " for cell in cells)
        self.parts.append(f"\\trowd\\trgaph108{forms}\\pard\\plain\\intbl {shown}\\row\n")

    def _letterhead(self, head: Letterhead) -> None:
        left, right = list(head.left), list(head.right)
        if head.number_line or head.date_line:
            left.append(head.number_line or "")
            right.append(head.date_line or "")
        if head.subject_line:
            left.append(head.subject_line)
        self._row([int(_WIDTH * 0.45), _WIDTH], [left, right], border=False)

    def _grid(self, grid: Grid) -> None:
        if grid.caption:
            self._line(grid.caption, r"\qr")
        count = len(grid.rows[0])
        shares = grid.widths or (1 / count,) * count
        edges = [int(_WIDTH * sum(shares[: n + 1]) / sum(shares)) for n in range(count)]
        spanned = {(r, c): "f" if c == first else "m" for r, first, last in grid.spans for c in range(first, last + 1)}
        two_rows = grid.header_rows == 2 and grid.spans
        for n, row in enumerate(grid.rows):
            merge = "".join(
                spanned.get((n, c))
                or (("d" if n == 0 else "u") if two_rows and n < 2 and (0, c) not in spanned else ".")
                for c in range(count)
            )
            cells = [["" if merge[c] in "mu" else text] for c, text in enumerate(row)]
            self._row(edges, cells, border=True, switches=r"\b" if n < grid.header_rows else "", merge=merge)
        self._line("")

    def _closing(self, closing: Closing) -> None:
        left = ["Nơi nhận:", *(f"- {line}" for line in closing.recipients)] if closing.recipients else [""]
        right = [*closing.signature, "", *([closing.name] if closing.name else [])]
        if closing.second:
            right = [*closing.second[:-1], "", closing.second[-1], "", *right]
        self._row([int(_WIDTH * 0.55), _WIDTH], [left, right], border=False)


def render_rtf(plan: Plan) -> bytes:
    """The plan as the bytes of an .rtf file; the same plan gives the same bytes."""
    return "".join(_Writer(plan).parts).encode("ascii")
