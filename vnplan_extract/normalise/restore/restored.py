"""What a restoration gives: recorded edits over the text as read, and how sure each word is."""

from __future__ import annotations

from dataclasses import dataclass

from vnplan_extract.text import Text

REASON = "restored"
DOUBTFUL = 0.8  #: probability of being right below which a person should look at a word
_OPEN, _CLOSE = "⟨", "⟩"


@dataclass(frozen=True, slots=True)
class RestoredWord:
    """A word that was decided upon: `[start, end)` of the restored text, in code points.

    `confidence` is the probability that it is right.
    """

    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Restored:
    """A text as it was printed, over the text as it was read.

    `edits` holds both and maps spans either way (`Text.span_to_source`); `words` are in order.
    """

    edits: Text
    words: tuple[RestoredWord, ...]

    @property
    def text(self) -> str:
        """The restored text."""
        return self.edits.value

    @property
    def doubtful(self) -> tuple[RestoredWord, ...]:
        """The words that a person should look at."""
        return tuple(word for word in self.words if word.confidence < DOUBTFUL)

    def marked(self) -> str:
        """The restored text with the doubtful words between `⟨` and `⟩`."""
        parts: list[str] = []
        last = 0
        for word in self.doubtful:
            if word.start < last:
                continue
            parts += (self.text[last : word.start], _OPEN, self.text[word.start : word.end], _CLOSE)
            last = word.end
        return "".join([*parts, self.text[last:]])
