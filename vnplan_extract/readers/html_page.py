"""Where on a web page the document stands: without menus, side columns, comments and related documents.

A page of a legal portal holds a document among much else. What is known of the portals is a table (`CONTAINERS`,
`_CHROME`); where that does not help, the parts of the page are judged by their text: whether it lies in links, repeats
what stands elsewhere, or has the marks of a document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, compress

from lxml import etree

#: (attribute, how its value ends, or a word of it for classes; portal): what holds the text of a document.
CONTAINERS: tuple[tuple[str, str, str], ...] = (
    ("id", "panel-toan-van", "vbpl.vn, since 2025"),
    ("id", "toanvancontent", "vbpl.vn, until 2025"),
    ("id", "ThongTinVB_pnlDocContent", "thuvienphapluat.vn"),
    ("class", "cldivContentDocVn", "thuvienphapluat.vn"),
    ("id", "divContentDoc", "thuvienphapluat.vn"),
    ("class", "the-document-body", "luatvietnam.vn"),
)

#: Elements that hold nothing of a document.
_NEVER = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "title", "meta", "link", "nav", "aside"),
        *("button", "select", "input", "textarea", "option", "datalist", "svg", "math", "canvas", "video", "audio"),
        *("iframe", "object", "embed", "map", "dialog"),
    )
)
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "alert"))
#: Words of the names of parts that are no document; `lienquan` is `liên quan` (related).
_CHROME = frozenset(
    (
        *("nav", "navbar", "menu", "breadcrumb", "breadcrumbs", "sidebar", "footer", "toolbar", "banner", "tabs"),
        *("comment", "comments", "binhluan", "related", "lienquan", "share", "sharing", "social", "ads", "advert"),
        *("advertisement", "quangcao", "popup", "modal", "tooltip", "login", "pagination", "copyright", "cookie"),
        *("newsletter", "rating", "mucluc", "toc", "theodoi", "breadcumb", "toast", "sticky", "hotline"),
    )
)
_NAMED = frozenset(("div", "section", "ul", "ol", "table", "form", "span", "header", "footer", "td", "article"))
#: Elements that mean nothing themselves, and can be gone into for what they hold.
_HOLDERS = frozenset(("html", "body", "div", "section", "article", "main", "form", "center", "header", "footer"))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u00a0\u200b]+")

#: Marks of a document that nothing else on a page has.
_STRONG = re.compile(
    r"(?i:cộng\s+h[òo][àa]\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|đảng\s+cộng\s+sản\s+việt\s+nam$|^nơi\s+nhận\s*:)"
    r"|^Căn\s+cứ\s|^(?:TM|KT|TL|TUQ)\.\s*\w"
)
#: The line with which a document begins, beside or below the name of the body that issued it.
_TITLE = re.compile(
    r"(?i:cộng\s+h[òo][àa]\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|đảng\s+cộng\s+sản\s+việt\s+nam)"
    r"(?=.{0,40}$)"
)
#: Marks that a table of contents has too.
_WEAK = re.compile(
    r"^(?:Điều\s+\d+\s*[.:]|(?:Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN)\s+(?:[IVXLC]+|\d+)\b|[IVXLC]{1,6}\.\s+\w)"
)
#: Labels of the particulars that portals give of a document.
_LABELS = re.compile(
    r"^(?:số\s+hiệu|số\s+ký\s+hiệu|loại\s+văn\s+bản|ngày\s+ban\s+hành|ngày\s+có\s+hiệu\s+lực|ngày\s+hết\s+hiệu\s+lực"
    r"|tình\s+trạng(?:\s+hiệu\s+lực)?|cơ\s+quan\s+ban\s+hành|nơi\s+ban\s+hành|lĩnh\s+vực|người\s+ký|ngày\s+công\s+báo"
    r"|số\s+công\s+báo|thuộc\s+tính|lược\s+đồ|văn\s+bản\s+gốc|tải\s+về|bản\s+pdf|văn\s+bản\s+liên\s+quan|hiệu\s+lực)\b",
    re.IGNORECASE,
)
_LEAST_LABELS = 3
_PROSE = 60  # code points of a paragraph that is no label
_LEAST_PROSE = 400  # code points of paragraphs that make a page without marks a document
_LEAST_WEIGHT = 25  # code points of a line that counts
_MOST_LINKS = 10
_LINK_SHARE = 0.7  # of a list of links

#: Elements that begin a new line.
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
        *("html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul", "caption", "option", "br"),
    )
)


@dataclass(slots=True)
class _Text:
    """A line of the page, how much of it lies in links, and how much it says.

    A link, a label or a button says nothing: its weight is 0.
    """

    text: str
    linked: int
    weight: int


def _weight(text: str, linked: int) -> int:
    if 2 * linked > len(text):
        return 0
    return len(text) if len(text) >= _LEAST_WEIGHT or _STRONG.search(text) or _WEAK.match(text) else 0


@dataclass(slots=True)
class _Part:
    """An element with the lines in it: `lines[first:last]` of the page."""

    element: etree._Element
    first: int
    last: int = 0
    children: list[_Part] = field(default_factory=list)


def find_document(root: etree._Element) -> etree._Element | None:
    """The element of a page that holds the document; None where the page holds none.

    What is not part of the document is taken out of the tree.
    """
    titles = {_squeezed("".join(str(t) for t in e.itertext())) for e in root.iter("title", "h1")}
    _take_out(root)
    lines, top = _lines_of(root)
    if not any(line.text for line in lines):
        return None
    labels = {match[0].lower() for line in lines if (match := _LABELS.match(line.text))}
    linked, whole = sum(line.linked for line in lines), sum(len(line.text) for line in lines)
    is_portal = len(labels) >= _LEAST_LABELS or (2 * linked > whole and sum(1 for _ in root.iter("a")) >= _MOST_LINKS)
    for attribute, name, _ in CONTAINERS:
        found = _container(root, attribute, name)
        if found is not None:
            inside, part = _lines_of(found)
            if _is_document(inside, titles, is_portal=True):
                return _narrowed(part, inside)
    if not _is_document(lines, titles, is_portal=is_portal):
        return None
    return _narrowed(top, lines)


def _is_document(lines: list[_Text], titles: set[str], *, is_portal: bool) -> bool:
    if not is_portal:
        return any(line.text for line in lines)
    if any(_STRONG.search(line.text) for line in lines if not line.linked):
        return True
    texts = {line.text for line in lines if len(line.text) >= _PROSE and 2 * line.linked < len(line.text)}
    prose = sum(len(text) for text in texts if not any(text in title for title in titles))
    marked = any(_WEAK.match(line.text) for line in lines) or not any(_LABELS.match(line.text) for line in lines)
    return marked and prose >= _LEAST_PROSE


def _container(root: etree._Element, attribute: str, name: str) -> etree._Element | None:
    for element in root.iter():
        value = str(element.get(attribute) or "")
        if value and (value.endswith(name) if attribute == "id" else name in value.split()):
            return element
    return None


def _take_out(root: etree._Element) -> None:
    """Take out what is never part of a document, and what is not shown."""
    gone = [element for element in root.iter() if element is not root and _is_never(element)]
    for element in gone:
        _drop(element)


def _is_never(element: etree._Element) -> bool:
    if element.tag in _NEVER:
        return True
    if element.tag in ("html", "body"):
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or element.get("role") in _ROLES:
        return True
    if "tooltip" in (element.get("class") or "") and element.tag in ("span", "a", "div"):
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _drop(element: etree._Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _squeezed(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _lines_of(root: etree._Element) -> tuple[list[_Text], _Part]:
    """The lines of an element, and its parts with the lines in each."""
    lines: list[_Text] = []
    pieces: list[tuple[str, bool]] = []
    top = _Part(root, 0)
    stack: list[_Part] = []
    links = 0

    def end_line() -> None:
        text = _squeezed("".join(piece for piece, _ in pieces))
        if text:
            linked = len(_squeezed("".join(piece for piece, in_link in pieces if in_link)))
            lines.append(_Text(text, linked, _weight(text, linked)))
        pieces.clear()

    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_block = element.tag in BLOCKS
        if is_block:
            end_line()
        if event == "start":
            links += element.tag == "a"
            if is_block or element is root:
                part = top if element is root else _Part(element, len(lines))
                if stack:
                    stack[-1].children.append(part)
                stack.append(part)
            if element.text:
                pieces.append((element.text, links > 0))
        else:
            links -= element.tag == "a"
            if is_block or element is root:
                stack.pop().last = len(lines)
            if element.tail and element is not root:
                pieces.append((element.tail, links > 0))
    end_line()
    top.last = len(lines)
    return lines, top


def _narrowed(top: _Part, lines: list[_Text]) -> etree._Element:
    """The smallest part with all of the document, what surrounds it taken out."""
    begin = next((index for index, line in enumerate(lines) if _TITLE.match(line.text)), None)
    half = sum(line.weight for line in lines) / 2
    # By how much more than the share of a list of links lies in links, up to each line.
    excess = list(accumulate((line.linked - _LINK_SHARE * len(line.text) for line in lines), initial=0.0))
    part = top
    while True:
        full = [child for child in part.children if child.first < child.last]
        if len(full) > 1:
            texts = Counter(line.text for line in lines[part.first : part.last])
            kept = [_belongs(child, texts, lines, begin, half, excess) for child in full]
            for child, belongs in zip(full, kept, strict=True):
                if not belongs:
                    _drop(child.element)
            full = list(compress(full, kept))
        if len(full) != 1 or full[0].element.tag not in _HOLDERS or _has_own_text(part):
            break
        part = full[0]
    for child in _descendants(part):
        if _is_named_chrome(child, lines, half) or _is_links(child, excess):
            _drop(child.element)
    return part.element


def _has_own_text(part: _Part) -> bool:
    """Whether a part has lines that are in none of its children."""
    return part.last - part.first > sum(child.last - child.first for child in part.children)


def _descendants(part: _Part) -> Iterator[_Part]:
    pending = list(reversed(part.children))
    while pending:
        child = pending.pop()
        yield child
        pending += reversed(child.children)


def _belongs(
    child: _Part, texts: Counter[str], lines: list[_Text], begin: int | None, half: float, excess: list[float]
) -> bool:
    """Whether a child of a part, whose lines are `texts`, may hold something of the document."""
    own = lines[child.first : child.last]
    if begin is not None and child.first <= begin < child.last:
        return True
    if begin is not None and child.last <= begin:
        # Before the national title only the name of the body that issued the document can stand.
        return begin - child.last <= 3 and all(line.text.upper() == line.text and not line.linked for line in own)
    if _is_named_chrome(child, lines, half) or _is_links(child, excess):
        return False
    if child.element.tag in ("footer", "header") and not any(map(_is_strong, own)):
        return False
    if len(own) < 3 or child.element.tag not in _NAMED or any(map(_is_strong, own)):
        return True
    weighty = [line.text for line in own if line.weight]
    if not weighty:
        return begin is None or not any(line.linked or _LABELS.match(line.text) for line in own)
    # A table of contents says nothing that does not stand elsewhere.
    own_texts = Counter(line.text for line in own)
    return not all(texts[text] > own_texts[text] for text in weighty)


def _is_strong(line: _Text) -> bool:
    return _STRONG.search(line.text) is not None


def _is_named_chrome(part: _Part, lines: list[_Text], half: float) -> bool:
    """Whether an element is called a menu, a foot and so on, and nothing in it says otherwise."""
    element = part.element
    if element.tag not in _NAMED:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    words = {word.lower() for word in _WORD.findall(names)} | set(re.split(r"[^a-z]+", names.lower()))
    if words.isdisjoint(_CHROME):
        return False
    own = lines[part.first : part.last]
    return not any(map(_is_strong, own)) and sum(line.weight for line in own) < half


def _is_links(part: _Part, excess: list[float]) -> bool:
    """Whether an element is a list of links."""
    if part.element.tag not in ("div", "ul", "ol", "section", "table", "td", "article") or part.last - part.first < 3:
        return False
    return excess[part.last] > excess[part.first]
