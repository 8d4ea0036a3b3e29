"""The lists of `phrases.toml` as patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


def any_of(table: str, name: str) -> str:
    """A pattern for any phrase of a list, the longest first, for text in lower case; it begins at a word's start.

    Args:
        table: a table of `phrases.toml`.
        name: a list of that table.
    """
    phrases = sorted(_lists()[table][name], key=lambda phrase: (-len(phrase), phrase))
    return r"(?<!\w)(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases) + ")"
