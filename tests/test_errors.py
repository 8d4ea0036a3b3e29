"""The table of errors."""

from __future__ import annotations

import pickle
import re
import string

import pytest

from vnplan_extract.errors import ERRORS, ErrorKind, PlanError, Status

EXIT_CODES = {0, 2, 3, 4, 5, 6, 7, 70, 130}
KINDS = list(ERRORS.values())


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_row_is_well_formed(kind: ErrorKind) -> None:
    assert re.fullmatch(r"E\d{3}", kind.code)
    assert kind.exit_code in EXIT_CODES
    assert 200 <= kind.http_status <= 599
    assert kind.vi.endswith((".", "}", "--help", "RA"))
    assert kind.en.endswith((".", "}", "--help", "FOLDER"))
    assert fields(kind.vi) == fields(kind.en)


def test_codes_are_their_keys_and_stand_in_order() -> None:
    assert [kind.code for kind in KINDS] == list(ERRORS) == sorted(ERRORS)


def test_every_status_but_ok_has_an_error() -> None:
    assert {kind.status for kind in KINDS} - {None} == set(Status) - {Status.OK}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.status], ids=lambda kind: kind.code)
def test_only_what_ends_nothing_exits_with_0(kind: ErrorKind) -> None:
    assert (kind.exit_code == 0) == (kind.status is Status.PARTIAL)


@pytest.mark.parametrize("status", Status)
def test_errors_of_one_status_have_one_exit_code(status: Status) -> None:
    assert len({kind.exit_code for kind in KINDS if kind.status is status}) <= 1


def test_message_in_both_languages() -> None:
    error = PlanError("E109", page=3, detail="x")
    assert error.message() == error.message("vi")
    assert error.message("vi").startswith("Trang 3 không đọc được (x)")
    assert str(error) == error.message("en")
    assert error.message("en").startswith("Page 3 could not be read (x)")


def test_unknown_code() -> None:
    with pytest.raises(KeyError):
        PlanError("E999")


def test_an_error_goes_from_one_process_to_another() -> None:
    error = PlanError("E108", page=3, detail="x")
    again = pickle.loads(pickle.dumps(error))
    assert (again.kind, again.page, again.fields) == (error.kind, 3, error.fields)
    assert again.message() == error.message()
