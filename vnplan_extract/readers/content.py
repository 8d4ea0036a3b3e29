"""What a reader of one format returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vnplan_extract.document import FontRun, Page, Table
from vnplan_extract.errors import PlanError

#: Called with (pages done, pages in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a file; the fields are those of `Document`, offsets count in `text`."""

    text: str
    pages: tuple[Page, ...]
    tables: tuple[Table, ...] = ()
    encodings: tuple[str, ...] = ()
    fonts: tuple[FontRun, ...] = ()
    problems: tuple[PlanError, ...] = ()
    wrapped: bool = False
