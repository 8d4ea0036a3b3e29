# ruff: noqa: E402 - the generator is a script, not an installed package
from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import make_fixtures
from plan_fixtures.catalogue import CATALOGUE, random_spec
from plan_fixtures.compose import compose
from plan_fixtures.model import Plan, squeeze
from plan_fixtures.render_docx import render_docx
from plan_fixtures.render_text import render_text, text_of
from plan_fixtures.setting import FAULTS, Spec

from vnplan_extract.pipeline import read_document
from vnplan_extract.record import ITEM_LISTS

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
FINDS = {
    "share": "share_mismatch",
    "change": "change_mismatch",
    "sum-text": "sum_mismatch",
    "sum-row": "sum_mismatch",
    "sum-column": "sum_mismatch",
    "reversed": "reversed_period",
    "impossible": "suspect_date",
    "two-dates": "suspect_date",
    "over": "suspect_date",
}


def gold(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((ROOT / f"fixtures/gold/{name}.gold.json").read_text(encoding="utf-8"))
    return data


def assert_true_record(plan: Plan, issued: dt.date) -> None:
    """What holds of every plan: quotes are in the text, values have the form that the guidelines ask for."""
    truth, text = plan.truth, squeeze(text_of(plan))
    assert [*truth] == ["header", *ITEM_LISTS]
    for field in ITEM_LISTS:
        for item in truth[field]:
            assert squeeze(item["quote"]) in text, (field, item)
    for item in truth["deadlines"]:
        assert item["kind"] in ("point", "period", "recurring")
        for key in ("start", "end"):
            assert item[key] is None or DATE.fullmatch(item[key])
        if item["kind"] == "recurring":
            assert item["start"] is None
            assert item["end"] is None
            assert item.get("optional") or item["recurrence"]
        else:
            assert item["recurrence"] is None
        if item["start"] and item["end"] and not item.get("optional"):
            assert item["start"] <= item["end"]
    keys = [(d["kind"], d["start"], d["end"], d["recurrence"]) for d in truth["deadlines"]]
    assert len(keys) == len(set(keys))
    names = {a["name"] for a in truth["agencies"]}
    assert len(names) == len(truth["agencies"])
    for task in truth["tasks"]:
        assert set(task["lead"]) | set(task["coordinating"]) <= names
        assert not set(task["lead"]) & set(task["coordinating"])
    for item in truth["citations"]:
        assert item["number"] or item["name"]
        assert item["date"] is None or dt.date.fromisoformat(item["date"]) <= issued
        if item["number"] and (own := re.search(r"/(\d{4})/", item["number"])):
            assert item["date"] is None or item["date"].startswith(own.group(1))
    subjects = Counter((t["subject"], t["by"]) for t in truth["targets"])
    assert max(subjects.values(), default=1) == 1
    for item in truth["budget"]:
        assert isinstance(item["amount_vnd"], int)
        assert item["amount_vnd"] > 0
        assert item["per"] in ("total", "year", "month", "unit")
        assert item["role"] in ("planned", "reported")
    assert_tables_add_up(truth)


def assert_tables_add_up(truth: dict[str, Any]) -> None:
    """Rows and columns of a money table give their totals, unless a finding says that they do not."""
    wrong = [f["quote"] for f in truth["findings"] if f["kind"] == "sum_mismatch"]
    for table in truth["tables"]:
        cells = {(c["row"], c["column"]): c["amount_vnd"] for c in table["cells"]}
        rows = list(dict.fromkeys(r for r, _ in cells))
        total_row, total_column = rows[-1], table["cells"][0]["column"]
        columns = list(dict.fromkeys(c for _, c in cells if c != total_column))
        off = 0
        for row in rows:
            off += cells[row, total_column] != sum(cells.get((row, c), 0) for c in columns)
        for column in (total_column, *columns):
            off += cells.get((total_row, column), 0) != sum(cells.get((r, column), 0) for r in rows[:-1])
        assert (off > 0) == (len([q for q in wrong if re.fullmatch(r"[\d.]+", q)]) > 0)


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda s: s.name)
def test_committed_text_and_gold_are_what_the_generator_gives(spec: Spec) -> None:
    plan = compose(spec)
    assert gold(spec.name) == plan.truth
    assert (ROOT / f"fixtures/gold/{spec.name}.gold.json").read_bytes() == make_fixtures.gold_bytes(plan.truth)
    if "txt" in spec.formats:
        assert (ROOT / f"fixtures/plans/{spec.name}.txt").read_bytes() == render_text(plan)


@pytest.mark.skipif(not make_fixtures.same_tools(), reason="other versions of python-docx, reportlab, zlib or fonts")
def test_committed_files_regenerate_to_the_byte() -> None:
    assert make_fixtures.check() == []


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda s: s.name)
def test_committed_gold_is_true(spec: Spec) -> None:
    assert_true_record(compose(spec), spec.issued)


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda s: s.name)
def test_each_fault_is_a_finding_and_nothing_else_is(spec: Spec) -> None:
    required = Counter(f["kind"] for f in gold(spec.name)["findings"] if not f.get("optional"))
    assert required == Counter(FINDS[fault] for fault in spec.faults)


def test_the_committed_plans_cover_the_kinds() -> None:
    assert len(CATALOGUE) >= 14
    assert {s.form for s in CATALOGUE} == {"plan", "programme", "annexed", "decision", "letter", "party", "joint"}
    assert {s.place.level for s in CATALOGUE} >= {"tỉnh", "thành phố", "huyện", "xã"}
    assert {fault for s in CATALOGUE for fault in s.faults} == set(FAULTS)
    for kind in make_fixtures.FORMATS:
        files = list((ROOT / "fixtures/plans").glob(f"*.{kind}"))
        assert len(files) >= 6
    assert sum(p.stat().st_size for p in (ROOT / "fixtures").rglob("*") if p.is_file()) < 3_000_000


def test_word_and_pdf_hold_the_same_text() -> None:
    docx = pytest.importorskip("docx")
    pdfium = pytest.importorskip("pypdfium2")
    for spec in CATALOGUE:
        plan = compose(spec)
        truth = plan.truth
        sentences = [squeeze(b["quote"]) for b in (*truth["targets"], *truth["budget"])]
        path = ROOT / f"fixtures/plans/{spec.name}"
        if "docx" in spec.formats:
            document = docx.Document(io.BytesIO(path.with_suffix(".docx").read_bytes()))
            text = squeeze("\n".join(p.text for p in document.paragraphs))
            assert all(s in text for s in sentences), spec.name
        if "pdf" in spec.formats:
            pages = pdfium.PdfDocument(path.with_suffix(".pdf").read_bytes())
            text = re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in pages))
            missing = [s for s in sentences if re.sub(r"\s", "", s) not in text]
            assert len(missing) <= 2, (spec.name, missing)  # a page break with its number may run through one


@pytest.mark.parametrize("spec", [spec for spec in CATALOGUE if "rtf" in spec.formats], ids=lambda s: s.name)
def test_rtf_and_word_are_read_alike(spec: Spec) -> None:
    rtf = read_document((ROOT / f"fixtures/plans/{spec.name}.rtf").read_bytes(), "plan.rtf")
    word = read_document(render_docx(compose(spec)), "plan.docx")
    differing = [
        pair for pair in zip(rtf.text.value.split("\n"), word.text.value.split("\n"), strict=True) if len(set(pair)) > 1
    ]
    assert len(differing) <= (2 if spec.layout.rtf_encoding == "tcvn3" else 0)
    assert rtf.encodings == (("windows-1252", "tcvn3") if spec.layout.rtf_encoding == "tcvn3" else ("utf-16",))
    assert [table.shape for table in rtf.tables] == [table.shape for table in word.tables]
    assert [cell.row for table in rtf.tables for cell in table.cells] == [
        cell.row for table in word.tables for cell in table.cells
    ]


@settings(max_examples=60, deadline=None)
@given(seed=st.text(max_size=6), index=st.integers(0, 10**6))
def test_any_plan_is_true(seed: str, index: int) -> None:
    spec = random_spec(seed, index)
    assert_true_record(compose(spec), spec.issued)


@given(index=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_a_seed_gives_one_plan(index: int) -> None:
    one, again = (compose(random_spec("s", index)) for _ in range(2))
    assert render_text(one) == render_text(again)
    assert one.truth == again.truth


def test_seeds_and_numbers_give_different_plans() -> None:
    texts = {render_text(compose(random_spec(seed, index))) for seed in ("a", "b") for index in range(60)}
    assert len(texts) == 120


def test_many_writes_plans_with_gold(tmp_path: Path) -> None:
    assert make_fixtures.main(["--many", "3", "--out", str(tmp_path), "--seed", "7"]) == 0
    plans = sorted(p.name for p in tmp_path.rglob("*.txt"))
    assert plans == ["plan-000000.txt", "plan-000001.txt", "plan-000002.txt"]
    assert sorted(p.name.removesuffix(".gold.json") + ".txt" for p in tmp_path.rglob("*.gold.json")) == plans


SCANS = [path for path in sorted((ROOT / "fixtures/scans").glob("*")) if path.suffix != ".json"]


def scan_truth(path: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    return truth


def test_committed_scans_are_few_and_small() -> None:
    assert {path.suffix for path in SCANS} == {".pdf", ".png", ".tif"}
    assert sum(path.stat().st_size for path in SCANS) < 600_000


@pytest.mark.parametrize("path", SCANS, ids=lambda path: path.name)
def test_the_truth_of_a_scan_is_that_of_its_plan(path: Path) -> None:
    plan = compose(next(spec for spec in CATALOGUE if spec.name == path.stem))
    truth = scan_truth(path)
    printed = [*squeeze(text_of(plan)).replace("-", " ").split(), "PHỤ", "LỤC"]  # the heading of an annex
    for page in truth["pages"]:
        words = page["text"].replace("-", " ").split()
        assert len(words) > 20
        assert not Counter(words) - Counter(printed)
    for table in truth["money"]:
        assert table in plan.truth["tables"]


def test_committed_scans_have_no_text_layer() -> None:
    pdfium = pytest.importorskip("pypdfium2")
    for path in SCANS:
        if path.suffix == ".pdf":
            document = pdfium.PdfDocument(path.read_bytes())
            assert len(document) == len(scan_truth(path)["pages"])
            assert not "".join(page.get_textpage().get_text_range() for page in document).strip()


@pytest.mark.skipif(not make_fixtures.same_tools(), reason="other versions of reportlab or fonts")
def test_scans_regenerate() -> None:
    pytest.importorskip("cv2")
    from PIL import Image
    from plan_fixtures.render_scan import LEVELS, SCANS, render_scan

    assert set(make_fixtures.SCAN_LEVELS) == set(LEVELS)
    for fixture in SCANS:
        plan = compose(next(spec for spec in CATALOGUE if spec.name == fixture.plan))
        scan = render_scan(plan, fixture.level, fixture.seed, wide_tables=fixture.wide_tables)
        path = ROOT / "fixtures/scans" / fixture.file
        assert [page.text for page in scan.only(fixture.pages).pages] == [p["text"] for p in scan_truth(path)["pages"]]
        if path.suffix == ".pdf":
            continue
        # Other processors may round otherwise: the pixels are nearly the same.
        with Image.open(path) as image:
            committed = np.asarray(image.convert("L"), np.float32)
        made = scan.pages[fixture.pages[0] - 1].pixels.astype(np.float32)
        assert committed.shape == made.shape
        assert np.abs(committed - made).mean() < 2


def test_the_same_seed_gives_the_same_scan() -> None:
    pytest.importorskip("cv2")
    from plan_fixtures.render_scan import render_scan

    plan = compose(CATALOGUE[0])
    one, again, other = (render_scan(plan, "small", seed).pages for seed in ("a", "a", "b"))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(one, again, strict=True))
    assert any(
        a.pixels.shape != b.pixels.shape or (a.pixels != b.pixels).any() for a, b in zip(one, other, strict=True)
    )
