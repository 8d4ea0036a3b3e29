r"""How Vietnamese letters were stored before Unicode: one table an encoding, and conversion both ways.

Stored text is what a program reads that knows nothing of the encoding: its bytes as Windows-1252 (a code without a
character there, as the control character of the same number). VIQR and Windows-1258 included; UTF-8 that was read as
Windows-1252 (`MOJIBAKE`) has no table.

>>> decode("KÕ ho¹ch", "tcvn3"), decode("Keá hoaïch", "vni"), decode("Ke^' hoa.ch", "viqr")
('Kế hoạch', 'Kế hoạch', 'Kế hoạch')
>>> encode("Kế hoạch", "vni")
'Keá hoaïch'
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: The encodings with a table in this folder.
TABLES = ("vni", "tcvn3", "viscii", "vps", "windows-1258", "viqr")
MOJIBAKE = "utf-8 as windows-1252"

_LEAST_MOJIBAKE = 2
_ESCAPED = re.compile(r"\\x([0-9A-F]{2})")
#: Styles, and the scripts that Windows puts behind the name of a font with code pages.
_STYLE = re.compile(
    r"[\s,_-]*(?:\(ds\)|(?:bold|italic|oblique|regular|normal|roman|tur|ce|cyr|greek|baltic|mt|ps)+)$", re.IGNORECASE
)
_SUBSET = re.compile(r"^[A-Z]{6}\+")


@dataclass(frozen=True, slots=True)
class Table:
    """One encoding. `letters` maps what is stored to the letter, `stored` the letter to what is stored."""

    name: str
    letters: dict[str, str]
    stored: dict[str, str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FontEncoding:
    """What the name of a font says: the encoding of its letters, and whether all its letters are capitals."""

    encoding: str
    capitals: bool = False


#: What `of_font` says of fonts without letters.
SYMBOLS = FontEncoding("symbol")


@cache
def table(name: str) -> Table:
    """The table of an encoding of `TABLES`.

    Raises:
        KeyError: there is none of this name.
    """
    if name not in TABLES:
        raise KeyError(name)
    letters: dict[str, str] = {}
    stored: dict[str, str] = {}
    for sequence, letter in _rows(f"{name}.tsv"):
        sequence = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]).decode("latin-1"), sequence)
        letters[sequence] = letter
        stored.setdefault(letter, sequence)
    for sequence, letter in list(letters.items()):
        # A program that reads Latin-1 gives the control character for a code that is a sign in Windows-1252.
        if name != "viqr" and (latin := _as_latin_1(sequence)) != sequence:
            letters.setdefault(latin, letter)
        if name == "vni" and len(sequence) == 2 and sequence[0].isupper():
            letters.setdefault(sequence[0] + sequence[1].lower(), letter)
    longest_first = sorted(letters, key=lambda sequence: (-len(sequence), sequence))
    if name == "viqr":  # a backslash keeps the sign behind it from being a mark
        return Table(name, letters, stored, re.compile(r"\\.|" + "|".join(map(re.escape, longest_first)), re.DOTALL))
    return Table(name, letters, stored, re.compile("|".join(map(re.escape, longest_first))))


def decode(stored: str, name: str) -> str:
    """Unicode text, in NFC, for what is stored in the encoding `name`; what its table lacks stays as it is.

    Raises:
        KeyError: there is no such encoding.
    """
    if name == MOJIBAKE:
        return _of_utf_8(stored)
    known = table(name)
    letters = known.letters
    if name == "viqr":
        return known.pattern.sub(lambda match: letters.get(match[0], match[0][1:]), stored)
    return known.pattern.sub(lambda match: letters[match[0]], stored)


def encode(text: str, name: str) -> str:
    """What is stored for `text` in the encoding `name`: `decode` gives it back.

    Raises:
        KeyError: there is no such encoding.
        ValueError: the encoding cannot store a character of `text` (a capital letter in TCVN3, whose fonts for
            capitals are the matter of `encode_runs`; a sign that would be read as a letter).
    """
    text = unicodedata.normalize("NFC", text)
    if name == MOJIBAKE:
        return "".join(_CP1252[byte] for byte in text.encode("utf-8"))
    known = table(name)
    if name == "viqr":
        return _to_viqr(text, known)
    taken = _taken(name)
    parts = []
    for character in text:
        sequence = known.stored.get(character)
        if sequence is None:
            if character in taken or not (character.isascii() or character in _BYTES):
                raise ValueError(f"{name} cannot store {character!r}")
            sequence = character
        parts.append(sequence)
    return "".join(parts)


def encode_runs(text: str, name: str) -> tuple[str, list[tuple[int, int]]]:
    """What is stored for `text`, and which spans of it (start, end) stand in a capitals font.

    In TCVN3 a capital letter with a tone is stored as its small letter in such a font; the other encodings have no
    such spans.

    Raises:
        KeyError: there is no such encoding.
        ValueError: the encoding cannot store a character of `text`.
    """
    known = table(name)
    if all(letter.upper() in known.stored for letter in known.stored):
        return encode(text, name), []
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for character in unicodedata.normalize("NFC", text):
        capital = character not in known.stored and character.lower() in known.stored
        part = encode(character.lower() if capital else character, name)
        if capital:
            if spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], at + len(part))
            else:
                spans.append((at, at + len(part)))
        parts.append(part)
        at += len(part)
    return "".join(parts), spans


def is_mojibake(text: str) -> bool:
    """Whether there is Vietnamese UTF-8 in `text` that was read as Windows-1252 or Latin-1."""
    # The first two of three bytes of most Vietnamese letters; in no other encoding do they make a syllable.
    return text.count("áº") + text.count("á»") >= _LEAST_MOJIBAKE


def of_font(name: str) -> FontEncoding | None:
    """What the name of a font says of its letters; None where it says nothing.

    >>> of_font("ABCDEF+.VnTimeH,Bold"), of_font("VNI-Times"), of_font("Times New Roman")
    (FontEncoding(encoding='tcvn3', capitals=True), FontEncoding(encoding='vni', capitals=False), None)
    """
    return _of_font(name)


@cache
def _of_font(name: str) -> FontEncoding | None:
    bare = _STYLE.sub("", _SUBSET.sub("", name.strip()))
    for pattern, encoding, capitals in _fonts():
        if pattern.fullmatch(bare):
            return FontEncoding(encoding, bool(capitals.search(bare)))
    return None


@cache
def _fonts() -> tuple[tuple[re.Pattern[str], str, re.Pattern[str]], ...]:
    return tuple(
        (re.compile(pattern, re.IGNORECASE), encoding, re.compile(capitals, re.IGNORECASE))
        for pattern, encoding, capitals in _rows("fonts.tsv")
    )


def _rows(name: str) -> list[list[str]]:
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("# ")]


def _character(code: int) -> str:
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(code)


_CP1252 = tuple(map(_character, range(256)))
_BYTES = {character: code for code, character in enumerate(_CP1252)}
#: A byte of UTF-8 beyond ASCII as Windows-1252 or Latin-1 shows it; runs of at least two.
_HIGH = "".join(map(re.escape, dict.fromkeys([*_CP1252[128:], *map(chr, range(128, 160))])))
_HIGH_RUN = re.compile(f"[{_HIGH}]{{2,}}")


def _as_latin_1(sequence: str) -> str:
    return "".join(chr(_BYTES.get(character, ord(character))) for character in sequence)


def _of_utf_8(stored: str) -> str:
    def letters(match: re.Match[str]) -> str:
        codes = bytes(_BYTES.get(character, ord(character) & 0xFF) for character in match[0])
        try:
            return unicodedata.normalize("NFC", codes.decode("utf-8"))
        except UnicodeDecodeError:
            return match[0]

    return _HIGH_RUN.sub(letters, stored)


_VIQR_SIGNS = frozenset("`'?~.(^+*")


def _to_viqr(text: str, known: Table) -> str:
    parts: list[str] = []
    for at, character in enumerate(text):
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        is_mark = character in _VIQR_SIGNS and before.isalpha()
        is_half = character in "dD" and known.stored.get(after, after)[:1] in ("d", "D")
        is_kept = is_mark or is_half or character == "\\"
        parts.append("\\" + character if is_kept else known.stored.get(character, character))
    return "".join(parts)


@cache
def _taken(name: str) -> frozenset[str]:
    """The characters that are read as letters or parts of them, and so are not themselves."""
    return frozenset(sign for sequence in table(name).letters for sign in sequence if not sign.isascii())
