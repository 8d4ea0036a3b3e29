"""What the command says, in two languages."""

from __future__ import annotations

import string
from typing import Any

import pytest

from vnplan_extract.errors import ERRORS, PlanError
from vnplan_extract.messages import LANGUAGES, TEXTS, in_language, say


def fields(template: str) -> dict[str, str]:
    return {name: f"<{name} {{x}}>" for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_name_the_same_fields(key: str) -> None:
    vi, en = TEXTS[key]
    assert vi != en
    assert fields(vi) == fields(en)


def test_say() -> None:
    assert say("summary.more", "vi", count=3) == "… và 3 mục nữa"
    assert say("summary.more", "en", count=3) == "… and 3 more"


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize("before", LANGUAGES)
@pytest.mark.parametrize("after", LANGUAGES)
def test_message_of_the_table_in_the_other_language(code: str, before: str, after: str) -> None:
    named: dict[str, Any] = fields(ERRORS[code].vi)
    error = PlanError(code, **named)
    assert in_language(code, error.message(before), after) == error.message(after)


def test_message_from_elsewhere_stays() -> None:
    assert in_language("E101", "something else", "vi") == "something else"
    assert in_language("E999", "something else", "vi") == "something else"
