# ruff: noqa: E402 - the script is not an installed package
"""The shares of rules are counted, smoothed and left out as the script says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import bench_extract as bench
import fit_confidence as fitting

from vnplan_extract.evaluation.scoring import Outcome


def found(
    rule: str, right: int, wrong: int, *, document: str = "a", stated: float = 0.9, sureness: float = 1.0
) -> list[fitting.Found]:
    return [
        fitting.Found(
            document, "without Vietnamese", True, rule, stated, sureness,
            Outcome(document, "citations", "hit" if index < right else "extra", "", confidence=stated),
        )
        for index in range(right + wrong)
    ]  # fmt: skip


def test_share_of_a_rule_is_smoothed_towards_its_field_and_that_towards_the_prior() -> None:
    weight = fitting.CONDITIONS["without Vietnamese"]
    rows = fitting.fit([*found("citation.a", 90, 10), *found("citation.b", 1, 0)], 0.0)
    assert list(rows) == ["citation.*", "citation.a", "citation.b"]
    field = (91 * weight + fitting.STRENGTH * fitting.PRIOR) / (101 * weight + fitting.STRENGTH)
    assert rows["citation.*"].base == pytest.approx(field, abs=1e-4)
    rare = (1 * weight + fitting.STRENGTH * field) / (1 * weight + fitting.STRENGTH)
    assert rows["citation.b"].base == pytest.approx(rare, abs=1e-4)


def test_what_is_stated_to_be_unsure_is_expected_to_be_wrong_more_often() -> None:
    mixed = [*found("citation.a", 50, 0, stated=1.0), *found("citation.a", 30, 20, stated=0.6)]
    row = fitting.fit(mixed, 0.0)["citation.a"]
    assert row.usual == pytest.approx(0.8)
    assert fitting.confidence.probability(row, 0.6, 1.0) < row.base < fitting.confidence.probability(row, 1.0, 1.0)


def test_doubt_is_fitted_where_doubtful_words_are_wrong() -> None:
    wrong = [*found("citation.a", 100, 0), *found("citation.a", 60, 40, sureness=0.0)]
    right = [*found("citation.a", 100, 0), *found("citation.a", 100, 0, sureness=0.0)]
    assert fitting.fit_doubt(wrong) > 0.2
    assert fitting.fit_doubt(right) == 0.0


def test_a_document_is_judged_by_the_others() -> None:
    every = [*found("citation.a", 0, 50, document="bad"), *found("citation.a", 50, 0, document="good")]
    values = {one.document: value for one, value in fitting.left_out(every)}
    assert values["bad"] > 0.9 > 0.6 > values["good"]


def test_rule_of_one_document_falls_back_to_its_field() -> None:
    every = [*found("citation.a", 5, 0, document="one"), *found("citation.b", 5, 0, document="other")]
    assert all(value >= fitting.PRIOR for _, value in fitting.left_out(every))


def test_table_is_of_this_script() -> None:
    text = fitting.TABLE.read_text(encoding="utf-8")
    made = fitting.table_text({}, [])
    assert text.splitlines()[0] == made.splitlines()[0]
    assert made.splitlines()[-1] in text.splitlines()


def test_lines_fit_a_page_and_lose_no_word() -> None:
    words = "Ủy ban nhân dân các huyện, thị xã, thành phố phối hợp thực hiện " * 5
    lines = list(bench._wrapped(words))
    assert " ".join(lines).split() == words.split()
    assert all(bench._font().getlength(line) <= bench.WIDTH - bench.LEFT - bench.RIGHT for line in lines)
    assert list(bench._wrapped("")) == [""]


def test_pages_hold_all_lines() -> None:
    few, many = (len(list(bench.pages(["Kế hoạch"] * count))) for count in (1, 100))
    assert (few, many) == (1, 3)


def test_documents_stand_beside_the_gold() -> None:
    every = list(bench.cases([ROOT / "fixtures/gold"]))
    assert len(every) == len(list((ROOT / "fixtures/gold").glob("*.gold.json")))
    assert {case.path.suffix for case in every} == {".txt", ".docx"}


def test_gold_without_a_document(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold/plan.gold.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit, match="no document"):
        list(bench.cases([tmp_path / "gold"]))
