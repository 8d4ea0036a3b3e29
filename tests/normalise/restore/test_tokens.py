"""Tokens and what they can be."""

import pytest

from vnplan_extract.normalise.restore.tokens import Kind, Token, parts, tokens


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("hoi,", "WORD:hoi SIGN:,"),
        ("(CNVCLD).", "SIGN:( WORD:CNVCLD SIGN:)."),
        ("02/7/2018", "NUMBER:02/7/2018"),
        ("46,5%;", "NUMBER:46,5% SIGN:;"),
        ("112/QD-TTg", "DOCUMENT_NUMBER:112/QD-TTg"),
        ("07/2013/TT-BLDTBXH;", "DOCUMENT_NUMBER:07/2013/TT-BLDTBXH SIGN:;"),
        ("36-KH/TU", "DOCUMENT_NUMBER:36-KH/TU"),
        ("1842b/CTPH-BVHTTDL-1LDLDVN", "DOCUMENT_NUMBER:1842b/CTPH-BVHTTDL-1LDLDVN"),
        ("08/0l/2026.", "NUMBER:08/0l/2026 SIGN:."),
        ("l10m;", "NUMBER:l10m SIGN:;"),
        ("x4", "WORD:x4"),
        ("16p", "WORD:16p"),
        ("hiện./.", "WORD:hiện SIGN:./."),
        ("—", "SIGN:—"),
        ("s&", "WORD:s&"),
        ("b/c;", "WORD:b SIGN:/ WORD:c SIGN:;"),
        ("......", "SIGN:......"),
    ],
)
def test_parts(text: str, kinds: str) -> None:
    found = parts(Token(text, 10, False))
    assert " ".join(f"{part.kind.name}:{part.text}" for part in found) == kinds
    assert "".join(part.text for part in found) == text
    assert [part.start for part in found] == [10 + text.index(part.text) for part in found]


def test_leaders_stand_between_tokens() -> None:
    text = "so......ngay……. thang___nam. Het"
    found = list(tokens(text, 0, len(text)))
    assert [token.text for token in found] == ["so", "......", "ngay", "…….", "thang", "___", "nam.", "Het"]
    assert [token.text for token in found if token.begins] == ["so", "Het"]


def test_where_sentences_begin() -> None:
    text = "Doc lap - Tu do.\nHanh phuc; va\n- Muc 1. Mot\n\nHai"
    begins = [token.text for token in tokens(text, 0, len(text)) if token.begins]
    assert begins == ["Doc", "Hanh", "va", "-", "Muc", "Mot", "Hai"]


@pytest.mark.parametrize(
    ("lines", "begins"),
    [
        (["a" * 60, "b" * 58, "c" * 20, "d" * 60, "e" * 55], "ad"),
        (["a" * 300, "b" * 250, "c" * 280], "abc"),
        (["a" * 60, "b" * 60, "c" * 60], "a"),
    ],
)
def test_short_lines_and_unbroken_ones_end_paragraphs(lines: list[str], begins: str) -> None:
    text = "\n".join(lines)
    assert "".join(token.text[0] for token in tokens(text, 0, len(text)) if token.begins) == begins


def test_kinds_are_all_used() -> None:
    assert {kind.name for kind in Kind} == {"WORD", "NUMBER", "DOCUMENT_NUMBER", "SIGN"}
