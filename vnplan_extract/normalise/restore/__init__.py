"""Restoration: text read by an engine without Vietnamese, or typed without its marks, reads as it was printed.

A noisy channel: what a printed letter can be read as (`channel`), which words follow which (`ngrams`), and a search for
the most probable printed text (`decode`); the channel is learned anew from each document (`restorer`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache

from vnplan_extract.data.model_files import model_path
from vnplan_extract.normalise.restore.judge import Mode, spans
from vnplan_extract.normalise.restore.restored import REASON, Restored, RestoredWord
from vnplan_extract.text import Edit, Text

__all__ = ["REASON", "Mode", "Restored", "RestoredWord", "edits", "model_version", "restore"]


def restore(text: str, *, mode: Mode = "always") -> Restored:
    """The text as it was printed.

    Args:
        text: as an engine without Vietnamese read it, or as it was typed without marks.
        mode: `always` restores every paragraph, `auto` those that need it, `never` none.

    Returns:
        The text with its restoration as recorded edits over `text`, and the words that were decided upon, each with
        the probability that it is right. No digit is changed in a number, date or amount.

    >>> restore("Thuc hien Chuong trinh phat trien cong tac xa hoi").text
    'Thực hiện Chương trình phát triển công tác xã hội'
    """
    places = list(spans(text, mode))
    if not places:
        return Restored(Text(text), ())
    from vnplan_extract.normalise.restore import restorer  # numpy and the models only where they are needed

    return restorer.restored(text, places, only_vietnamese=mode == "auto")


def edits(text: str, mode: Mode, within: Iterable[tuple[int, int]]) -> Iterator[Edit]:
    """The restoration of parts of a text, as edits of it.

    Args:
        text: the whole text.
        mode: as of `restore`.
        within: the parts that may be restored, in order; each is judged by itself.
    """
    places = [(begin + a, begin + b) for begin, end in within for a, b in spans(text[begin:end], mode)]
    if places:
        from vnplan_extract.normalise.restore import restorer

        yield from restorer.restored(text, places, only_vietnamese=mode == "auto").edits.edits


@cache
def model_version() -> str:
    """What tells these models from others: the first twelve digits of the SHA-256 of their files."""
    from vnplan_extract.normalise.restore import ngrams, trained

    digest = hashlib.sha256()
    for name in (ngrams.FILE, trained.FILE):
        digest.update(model_path(name).read_bytes())
    return digest.hexdigest()[:12]
