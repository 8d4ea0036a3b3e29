"""The limits."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits

NAMES = [field.name for field in fields(Limits)]


@pytest.mark.parametrize("name", NAMES)
def test_environment_sets_each(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"VNPLAN_{name.upper()}", "17")
    limits = Limits.from_environment()
    assert getattr(limits, name) == 17
    assert all(getattr(limits, other) == getattr(Limits(), other) for other in NAMES if other != name)


def test_environment_without_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_PAGES", "many")
    with pytest.raises(ValueError, match="many"):
        Limits.from_environment()


def test_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_PAGES", "")
    assert Limits.from_environment() == Limits()


@pytest.mark.parametrize("name", NAMES)
def test_check_grants_the_limit_and_no_more(name: str) -> None:
    limits = Limits(**{name: 10})
    limits.check(name, 10)
    with pytest.raises(PlanError) as caught:
        limits.check(name, 11)
    assert caught.value.kind.status is Status.LIMIT_EXCEEDED
    assert caught.value.fields["requested"] == 11
    assert caught.value.fields["granted"] == 10
    assert f"VNPLAN_{name.upper()}" in caught.value.message()


def test_limits_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Limits().pages = 3  # type: ignore[misc]
