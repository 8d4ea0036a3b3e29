"""MHTML: a web page and its pictures in one file, as Word and browsers save it (RFC 2557). The page alone is read."""

from __future__ import annotations

import email
import re
from email.message import Message

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import html, sniff
from vnplan_extract.readers.content import Content, Progress

_DECLARED = re.compile(rb"<meta\b[^>]*charset", re.IGNORECASE)
_DECLARED_WITHIN = 4096


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read the page of a web archive as `html.read` does.

    Raises:
        PlanError: E101 the page holds no document, E102 there is no page in it, E103 it cannot be parsed, E105 over a
            limit.
    """
    try:
        page = _page(email.message_from_bytes(data))
        payload = page.get_payload(decode=True) if page else None
    except (RecursionError, ValueError, LookupError, AssertionError) as error:
        raise PlanError("E103", detail="MHTML") from error
    if page is None or not isinstance(payload, bytes):
        raise PlanError("E102", media_type=sniff.MHTML)
    if not payload.strip():
        raise PlanError("E101")
    return html.read(_with_charset(payload, page.get_content_charset()), limits, progress)


def _page(message: Message) -> Message | None:
    """The part that the archive begins with, or the first that is a page."""
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = message.get_param("start")
    return next((page for page in pages if start and page["Content-ID"] == start), pages[0] if pages else None)


def _with_charset(payload: bytes, charset: str | None) -> bytes:
    """The page as UTF-8 where it does not declare its encoding and its part does."""
    if charset is None or _DECLARED.search(payload, 0, _DECLARED_WITHIN):
        return payload
    try:
        return payload.decode(charset).encode()
    except (LookupError, UnicodeError):
        return payload
