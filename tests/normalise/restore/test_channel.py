"""How printed letters are read."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.normalise.restore.channel import GENERIC, NUMBERS, Channel, align, counted, pieces_of
from vnplan_extract.normalise.restore.letters import LETTERS
from vnplan_extract.normalise.restore.trained import beginnings


def test_pieces_of_a_token() -> None:
    assert pieces_of(["16p"]) == ["", "1", "16", "16p", "6", "6p", "p"]


@pytest.mark.parametrize(
    ("letter", "likely", "unlikely"),
    [("ề", "e", "x"), ("Đ", "D", "d"), ("l", "1", "7"), ("ộ", "o", "O"), ("á", "á", "ú"), ("ư", "u", "uu")],
)
def test_looks_alone(letter: str, likely: str, unlikely: str) -> None:
    one, other = GENERIC.probabilities([likely, unlikely])[:, NUMBERS[letter]]
    assert one > 2 * other > 0


def test_what_was_seen_outweighs_looks() -> None:
    seen = Channel({"6": {"ộ": 40.0}}, GENERIC)
    assert seen.probabilities(["6"])[0, NUMBERS["ộ"]] > 0.7
    # A letter that differs in tone alone learns with it, others do not.
    assert seen.probabilities(["6"])[0, NUMBERS["ỗ"]] > 0.5
    assert seen.probabilities(["6"])[0, NUMBERS["ệ"]] == GENERIC.probabilities(["6"])[0, NUMBERS["ệ"]]


def test_alignment_gives_each_letter_its_piece() -> None:
    value, pieces = align("lớp", "16p", GENERIC)
    assert pieces == [("l", "1"), ("ớ", "6"), ("p", "p")]
    assert -math.inf < value < 0


def test_counts_carry_the_weight() -> None:
    assert counted([([("l", "1"), ("ớ", "6")], 2.0), ([("l", "1")], 0.5)]) == {"1": {"l": 2.5}, "6": {"ớ": 2.0}}


@given(st.text(alphabet=LETTERS, min_size=1, max_size=7), st.text(alphabet="aeoui16QdD’;", min_size=0, max_size=8))
def test_pieces_add_up_to_what_was_read(printed: str, read: str) -> None:
    value, pieces = align(printed, read, GENERIC)
    if value > -math.inf:
        assert "".join(letter for letter, _ in pieces) == printed
        assert "".join(piece for _, piece in pieces) == read
    else:
        assert len(read) > 3 * len(printed)


def test_trained_channels_are_probabilities() -> None:
    pieces = pieces_of(["abcdeghiklmnopqrstuvxy0123456789$@()éáó"])
    for channel in beginnings():
        rows = channel.probabilities(pieces)
        assert np.isfinite(rows).all()
        assert (rows > 0).all()
        assert (rows[: len(pieces)].sum(axis=0) < 1.2).all()
