"""A stretch of text that names something: what the recogniser finds and extractors may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Label(Enum):
    """What a stretch of text is (`docs/labels.md`)."""

    AGENCY = "AGENCY"
    DOCUMENT = "DOCUMENT"
    MONEY = "MONEY"
    QUANTITY = "QUANTITY"
    SUBJECT = "SUBJECT"
    TIME = "TIME"
    PERSON = "PERSON"
    POST = "POST"
    PLACE = "PLACE"


@dataclass(frozen=True, slots=True)
class Entity:
    """`text[start:end]`, in code points, is a `label`; `confidence` is the probability that all of it is right."""

    start: int
    end: int
    label: Label
    confidence: float
