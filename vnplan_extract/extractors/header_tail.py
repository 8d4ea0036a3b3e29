"""The end of a document: the recipients and the signature (Nghị định 30/2020/NĐ-CP, Annex I, II.7 and II.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from vnplan_extract import data
from vnplan_extract.extractors import naming
from vnplan_extract.extractors.blocks import Block, Style
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.header_parts import (
    AUTHORITY,
    BULLET,
    RECIPIENTS,
    RULE,
    Found,
    begins_line,
    body_head_pattern,
    position_pattern,
)
from vnplan_extract.record import Signer
from vnplan_extract.text import LOWER, UPPER

#: How long the end of a document can be, and how near the text's end a signature without a sign of its own stands.
_TAIL_LIMIT = 4_000
_CLOSING_REACH = 1_500
#: What ends the end: an annex or a second document.
_ANNEX = re.compile(
    r"PHỤ LỤC|BIỂU|DANH MỤC|DANH SÁCH|MẪU SỐ|CỘNG H[ÒO][ÀA] XÃ HỘI|KẾ HOẠCH|QUY CHẾ|QUY ĐỊNH|CHƯƠNG TRÌNH|ĐỀ ÁN|Phụ lục"
)


def tails(context: Context, head_end: int) -> list[tuple[int, int]]:
    """The spans of recipients and signatures, the first one's first; annexes and second documents are left out."""
    starts = [*_recipient_heads(context, head_end)]
    starts += [b.start for b in context.blocks if b.style == Style.ZONE and AUTHORITY.match(context.flat, b.start)]
    spans: list[tuple[int, int]] = []
    for start in sorted(starts):
        last = spans[-1][1] if spans else 0
        if start >= last:
            spans.append((max(last, _behind_text(context, start)), _tail_end(context, start)))
    if not spans and (signature := _closing_signature(context)):
        spans.append(signature)
    return spans


def _recipient_heads(context: Context, head_end: int) -> Iterator[int]:
    """Where `Nơi nhận` stands as a heading."""
    flat = context.flat
    for match in RECIPIENTS.finditer(flat, min(head_end, 500)):
        start = match.start()
        if not match.group().endswith(":") and not begins_line(context, start):
            continue
        if flat[max(0, start - 2) : start].strip()[-1:] in ("“", '"', "‘"):
            continue
        block = context.block_at(start)
        if block is None or start - block.start < 3 or flat[max(0, start - 12) : start].rstrip()[-1:] in "./":
            yield start


def _behind_text(context: Context, start: int) -> int:
    """Where the end begins: behind the `./.` that closes the text, where that stands a little above."""
    end = context.flat.rfind("./.", max(0, start - 400), start)
    return end + 3 if end >= 0 else start


def _tail_end(context: Context, start: int) -> int:
    flat = context.flat
    limit = min(len(flat), start + _TAIL_LIMIT)
    signed = False
    first = context.block_at(start)
    for block in context.blocks[first.index + 1 if first else 0 :]:
        if block.start >= limit:
            break
        zone = block.style == Style.ZONE
        signed = signed or (zone and AUTHORITY.match(flat, block.start) is not None)
        if zone and _ANNEX.match(flat, block.start) and (signed or not _signed_next(context, block)):
            return block.start
        if block.style <= Style.DECIMAL and not zone and block.end - block.start > 30:
            return block.start
    return limit


def _signed_next(context: Context, block: Block) -> bool:
    """Whether the next line is a signature's: a column beside it was read first."""
    following = context.blocks[block.index + 1 : block.index + 2]
    return any(b.style == Style.ZONE and AUTHORITY.match(context.flat, b.start) for b in following)


def _closing_signature(context: Context) -> tuple[int, int] | None:
    """The last lines of a text that ends in `./.` and a name."""
    end = context.flat.rfind("./.")
    if end < 0 or len(context.flat) - end > _CLOSING_REACH:
        return None
    return end + 3, len(context.flat)


# --- lines and columns -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Piece:
    """A piece of a line, in the left column (recipients) or the right one (signature)."""

    text: str
    start: int
    end: int
    right: bool


_COLUMN_GAP = re.compile(r"\t[ \t\u00a0]*|[ \u00a0]{3,}")
_FAR_RIGHT = re.compile(r"\t|[ \u00a0]{15,}")
#: A line longer than this, without a gap, holds several: text whose line breaks were lost.
_LINE_LENGTH = 110
_SIGNATURE_IN_ONE = re.compile(rf"(?:TM|KT|TL|TUQ)\.\s?[{UPPER}]{{2}}.*[{UPPER}]{{2}}\s+[{UPPER}][{LOWER}]")


@cache
def _lost_break() -> re.Pattern[str]:
    """Where a line began in text whose line breaks were lost: a bullet, an authority, a post."""
    return re.compile(
        rf"(?<=[;.:)])\s+(?=[-–•+]\s*[^\W\d_])|\s+(?=(?:TM|KT|TL|TUQ)\.\s?[{UPPER}]{{2}})"
        rf"|(?<!KT\.)(?<!TL\.)(?<!TM\.)(?<!TUQ\.)(?<!PHÓ)(?<!TỔNG)(?<!CHI)\s+(?={position_pattern().pattern}(?:\s|$))|(?<=[{UPPER}]{{2}})\s+(?=[{UPPER}][{LOWER}])"
        rf"|(?<=[{LOWER}])\s+(?=[{UPPER}]{{2}}[{UPPER}\s]{{6}})"
    )


def _pieces(context: Context, span: tuple[int, int]) -> list[_Piece]:
    """The lines of a span, taken apart where a tab or a wide gap sets two columns beside each other."""
    start, end = span
    pieces: list[_Piece] = []
    for line in re.finditer(r"[^\n]+", context.text[start:end]):
        at = start + line.start()
        right = bool(_FAR_RIGHT.match(line.group()))
        several = len(line.group()) > _LINE_LENGTH or _SIGNATURE_IN_ONE.search(line.group())
        lost = several and not _COLUMN_GAP.search(line.group().strip())
        gap = _lost_break() if lost else _COLUMN_GAP
        for text in gap.split(line.group()):
            at = context.text.index(text, at)
            if text.strip():
                first = at + len(text) - len(text.lstrip())
                pieces.append(_Piece(one_line(text), first, at + len(text.rstrip()), right))
                right = not lost
            at += len(text)
    return pieces


# --- recipients ------------------------------------------------------------------------------

_FILED = re.compile(r"(?i)lưu\b")
#: A line between recipients that says in what form they get the document: `Bản điện tử:`.
_FORM_LABEL = re.compile(r"(?i)(?:gửi\s+)?b[aảáàạ]n\s+(?:điện\s+tử|giấy|chính)\s*:")
_RECIPIENT_LENGTH = 120


def recipients(context: Context, spans: list[tuple[int, int]], found: Found) -> list[str]:
    """Nơi nhận of the first of the spans, an item a line, to the archive line (`Lưu: …`)."""
    pieces = [piece for piece in _pieces(context, spans[0]) if not piece.right] if spans else []
    head = next((index for index, piece in enumerate(pieces) if RECIPIENTS.match(piece.text)), None)
    if head is None:
        return []
    first = pieces[head]
    items: list[str] = []
    behind = RECIPIENTS.sub("", first.text, count=1).strip()
    for content in [behind] * bool(behind) + [piece.text for piece in pieces[head + 1 :]]:
        if not _add_recipients(items, content):
            break
    cleaned = [c for item in items if (c := _clean_recipient(item))]
    if cleaned:
        ends = [p.end for p in pieces[head:] if any(p.text.rstrip(" ;.").endswith(item[-12:]) for item in cleaned)]
        found.note("recipients", first.start, max(first.end, *ends[-1:], 0), 0.93, "recipients")
    return cleaned


def _add_recipients(items: list[str], content: str) -> bool:
    """Add the items of a line; False where the list is over."""
    if _FORM_LABEL.fullmatch(content):
        return True
    filed = bool(items) and bool(_FILED.match(items[-1]))
    if is_signature_line(content):
        return not filed
    if filed and not BULLET.match(content):
        if len(content) <= 6 and content.isupper():
            items[-1] += f" {content}"
            return True
        return False
    for piece in re.split(r"(?<=[;.])\s+(?=[-–•+]\s*[^\W\d_])", content):
        bullet = BULLET.match(piece)
        if bullet:
            items.append(piece[bullet.end() :])
        elif len(piece) >= _RECIPIENT_LENGTH:
            continue
        elif not items or (items[-1].endswith(";") and ":" not in items[-1] and piece[0].isupper()):
            items.append(piece)  # its dash is lost
        elif not (piece.startswith("(") and _finished(items[-1])):
            items[-1] += f" {piece}"  # a line without a dash goes on with the item above it
    return True


def _finished(item: str) -> bool:
    return bool(re.search(r"[;.]\s*(?:\([^)]*\))?\s*$", item))


def _clean_recipient(item: str) -> str:
    """A recipient without a final mark, a note set by a brace beside several lines, and what the signature left."""
    item = re.split(rf"\s(?:TM|KT|TL|TUQ)\.\s?[{UPPER}]", item)[0]
    item = re.sub(r";\s*\([^)]*\)\s*$", "", item)
    position = position_pattern().search(item)
    if position and position.start() > 3 and position.end() >= len(item.rstrip()):
        item = item[: position.start()]
    parts = re.split(r"(?<=[;.])\s+", item)
    if len(parts) > 1 and person(parts[-1]):
        item = " ".join(parts[:-1])
    return one_line(item).strip(" ;,.")


# --- the signature ---------------------------------------------------------------------------

_DEGREES = (
    r"GS|PGS|TS|ThS|BS|CKI|CKII|KS|CN|Th\.?s|Ths|Dr|Đại tá|Thượng tá|Trung tá|Thiếu tướng|Trung tướng|Thượng tướng"
)
_NAME = re.compile(
    rf"(?:(?i:{_DEGREES})\.?\s*){{0,4}}(?P<name>[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]*){{1,4}})\s*$"
)
_MOST_AUTHORITIES = 3


def is_signature_line(content: str) -> bool:
    """Whether a line is a part of a signature: for whom one signs, a post, a name, a rule."""
    return bool(
        AUTHORITY.match(content) or position_pattern().match(content) or person(content) or RULE.fullmatch(content)
    )


def person(content: str) -> str | None:
    """The name of the person that a line holds, in title case, without degrees and ranks; None where it holds none."""
    content = content.strip(" .,;")
    match = _NAME.match(content)
    if match and match["name"].split()[0].lower() in data.surnames():
        return one_line(match["name"])
    words = content.split()
    if not content.isupper() or not 2 <= len(words) <= 5 or words[0].lower() not in data.surnames():
        return None
    if body_head_pattern().match(content) or position_pattern().search(content):
        return None
    return naming.title_words(content)


def signer(context: Context, spans: list[tuple[int, int]], found: Found) -> Signer | None:
    """Chức vụ, họ tên và chữ ký của người có thẩm quyền, from the first of the spans."""
    pieces = _pieces(context, spans[0]) if spans else []
    if any(piece.right and (AUTHORITY.match(piece.text) or position_pattern().match(piece.text)) for piece in pieces):
        pieces = [piece for piece in pieces if piece.right or not BULLET.match(piece.text)]
    authority: list[str] = []
    position: str | None = None
    name: str | None = None
    used: list[_Piece] = []
    for piece in _beside_recipients(pieces):
        if AUTHORITY.match(piece.text):
            if position is None and len(authority) < _MOST_AUTHORITIES:
                authority.append(piece.text.strip(" ,;"))
                used.append(piece)
        elif post := _post(piece.text) or (_deputy(authority[-1], piece.text) if authority else None):
            if position is None:
                position = post
                used.append(piece)
        elif (position or authority or not BULLET.match(piece.text)) and (name := person(piece.text)):
            used.append(piece)
            if position or authority:
                break
    if not used:
        return None
    if position is None and authority and not authority[-1].startswith(("KT", "TL", "TUQ", "K/T")):
        own = position_pattern().search(authority[-1])
        position = own.group() if own else None
    found.note("signer", min(p.start for p in used), max(p.end for p in used), 0.93, "signature")
    return Signer(
        name=name, position=_position_case(position) if position else None, authority="; ".join(authority) or None
    )


def _beside_recipients(pieces: list[_Piece]) -> Iterator[_Piece]:
    """The pieces, with what stands behind a recipient on its line (`- Như trên; CHỦ TỊCH`) as one of its own."""
    for piece in pieces:
        yield piece
        if BULLET.match(piece.text) or RECIPIENTS.match(piece.text):
            match = re.search(rf"(?<=[;:,.)])\s+(?=[{UPPER}]{{2}})", piece.text)
            if match and is_signature_line(piece.text[match.end() :]):
                yield _Piece(piece.text[match.end() :], piece.start + match.end(), piece.end, True)


#: How alike a line in capitals and a post must be, of 100, to be the same with a letter misread.
_MISREAD_POST = 93


def _post(content: str) -> str | None:
    """The post with which a line begins; also one that a scan shows with a letter wrong or cut off (`PHÓ CHỦ TỊC`)."""
    if match := position_pattern().match(content):
        return match.group()
    if not content.isupper():
        return None
    nearest = process.extractOne(one_line(content), _position_cases().keys(), scorer=fuzz.ratio)
    return nearest[0] if nearest[1] >= _MISREAD_POST else None


def _deputy(authority: str, content: str) -> str | None:
    """The deputy's post under `KT. GIÁM ĐỐC` where its first word was misread: `PH” GIÁM ĐỐC`."""
    principal = re.match(r"KT\s?[./]\s*", authority)
    if principal is None or not content.startswith("P") or len(content.split()) > 4:
        return None
    post = "PHÓ " + one_line(authority[principal.end() :]).upper()
    return post if post in _position_cases() and content.endswith(post[3:]) else None


@cache
def _position_cases() -> dict[str, str]:
    return {post.upper(): post for post in data.positions()}


def _position_case(position: str) -> str:
    return _position_cases()[one_line(position)]
