"""How much of a text reads as Vietnamese."""

from vnplan_extract.syllables import is_syllable, vietnamese_quality

__all__ = ["is_syllable", "vietnamese_quality"]
