"""Folding of names for comparison: case, dashes, tone placement, white space, look-alike letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOK_ALIKE = str.maketrans(
    {
        "Ð": "Đ",  # U+00D0 ETH, typed for U+0110 in many files
        "ð": "đ",
        "Ɖ": "Đ",
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
_DASH = re.compile(r"\s*[-‐‑‒–—―−]\s*")
# `hoà`, `khoẻ`, `uỷ`: the tone on the second vowel of an open syllable (new style).
# `quý` is q-u-ý: there the u belongs to the consonant, and y bears the tone in both styles.
_NEW_STYLE = re.compile(r"(?<![a-zà-ỹđ])([a-zđ]*?)(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![a-zà-ỹđ])")
_OLD_STYLE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_NO_KEY = re.compile(r"[\s,.;:\"“”()\-]+")


def _old_style(match: re.Match[str]) -> str:
    return match[1] + _OLD_STYLE[match[2]]


@lru_cache(maxsize=4096)
def normalise_name(text: str) -> str:
    """Fold a name so that two spellings of it are equal.

    NFC, lower case, every dash as ` - `, old-style tone placement (`hòa`, `ủy`), single spaces,
    U+00D0 read as Đ. `Uỷ ban Nhân dân` and `ủy ban  nhân dân` give the same.
    """
    folded = unicodedata.normalize("NFC", text).translate(_LOOK_ALIKE).lower()
    folded = _NEW_STYLE.sub(_old_style, folded)
    return " ".join(_DASH.sub(" - ", folded).split())


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """Fold a name further, for look-up: as `normalise_name`, and no commas, dots or dashes, `&` as `và`.

    `Bộ Văn hoá - Thể thao & Du lịch` and `Bộ Văn hóa, Thể thao và Du lịch` give the same key.
    """
    return " ".join(_NO_KEY.sub(" ", normalise_name(text).replace("&", " và ")).split())
