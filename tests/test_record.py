"""Every invariant of the record (RECORD.md) by a record that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from vnplan_extract.errors import ERRORS, Status
from vnplan_extract.record import Record

FIRST = "ỦY BAN NHÂN DÂN TỈNH ĐÔNG SƠN\nSố: 12/KH-UBND\n"
SECOND = "Căn cứ Nghị định số 7/2020/NĐ-CP, Sở Y tế xây 2 trạm trước ngày 15/6/2024, kinh phí 3 tỷ đồng.\n"
TEXT = FIRST + SECOND


def evidence(quote: str, **changes: Any) -> dict[str, Any]:
    """The evidence of `quote`, where it stands in the text."""
    start = TEXT.index(quote)
    page = 1 if start < len(FIRST) else 2
    return {"page": page, "start": start, "end": start + len(quote), "quote": quote, **changes}


def item(identity: str, quote: str, **values: Any) -> dict[str, Any]:
    """An item of the record with what every item has."""
    return {"id": identity, "evidence": [evidence(quote)], "confidence": 0.9, "rule": "test", **values}


def record() -> dict[str, Any]:
    """A valid record with an item in every list and every link between items."""
    return {
        "status": "ok",
        "source": {"name": "plan.txt", "sha256": "0" * 64, "bytes": 150, "media_type": "text/plain"},
        "pages": [
            {"number": 1, "start": 0, "end": len(FIRST), "origin": "text", "quality": 1.0},
            {"number": 2, "start": len(FIRST), "end": len(TEXT), "origin": "text", "quality": 1.0},
        ],
        "text": TEXT,
        "header": {"number": "12/KH-UBND", "issuer": "Ủy ban nhân dân tỉnh Đông Sơn"},
        "header_evidence": {"number": {"evidence": [evidence("12/KH-UBND")], "confidence": 1, "rule": "test"}},
        "citations": [item("c1", "Nghị định số 7/2020/NĐ-CP", type="Nghị định", number="7/2020/NĐ-CP", date="2020")],
        "agencies": [item("a1", "Sở Y tế", name="Sở Y tế", kind="named")],
        "deadlines": [item("d1", "trước ngày 15/6/2024", kind="point", end="2024-06-15")],
        "targets": [item("t1", "2 trạm", value=2, unit="trạm", subject="xây trạm y tế", task="k1")],
        "budget": [item("b1", "3 tỷ đồng", amount_vnd=3_000_000_000, task="k1")],
        "tables": [
            item(
                "m1",
                "3 tỷ",
                unit_vnd=10**9,
                cells=[{"row": "Trạm", "column": "2024", "amount_vnd": 3 * 10**9, "evidence": [evidence("3 tỷ")]}],
            )
        ],
        "tasks": [
            item(
                "k1",
                "xây 2 trạm",
                title="Xây 2 trạm",
                lead=["Sở Y tế"],
                agencies=["a1"],
                deadline="d1",
                budget=["b1"],
            )
        ],
        "findings": [item("f1", "3 tỷ đồng", kind="suspect_number", note="thử")],
        "outline": [{"number": None, "title": "Căn cứ", "level": 1, "start": len(FIRST), "end": len(TEXT)}],
        "produced_by": {"version": "0", "pipeline": "0"},
    }


def test_the_record_that_the_cases_break_is_valid() -> None:
    assert Record.model_validate(record()).status == Status.OK


def problem() -> dict[str, Any]:
    return {"code": "E108", "message": "?", "page": 1}


def bare(status: str, text: str) -> Callable[[dict[str, Any]], None]:
    """A record of `status` with nothing but `text`."""

    def change(r: dict[str, Any]) -> None:
        whole = [{"number": 1, "start": 0, "end": len(text), "origin": "text", "quality": 0.0}]
        lists = ("citations", "agencies", "deadlines", "targets", "budget", "tables", "tasks", "findings", "outline")
        r.update(dict.fromkeys(lists, ()), status=status, text=text, pages=whole, header={}, header_evidence={})

    return change


def put(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    """A change of one value of the record."""

    def change(r: dict[str, Any]) -> None:
        place: Any = r
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


REFUSED = {
    "ok with problems": (put("problems", to=[problem()]), "there are problems"),
    "ok without text": (bare("ok", ""), "there is no text"),
    "ok with white space alone": (bare("ok", " \n\t"), "there is no text"),
    "partial without text": (bare("partial", "\n"), "there is no text"),
    "unknown status": (put("status", to="fine"), "status"),
    "quote of other words": (put("agencies", 0, "evidence", 0, "quote", to="Sở Nội vụ"), r"not text\[start:end\]"),
    "quote of other case": (put("agencies", 0, "evidence", 0, "quote", to="sở Y tế"), r"not text\[start:end\]"),
    "quote shifted": (put("agencies", 0, "evidence", 0, "start", to=TEXT.index("Sở Y tế") + 1), r"not text\["),
    "quote in the header": (put("header_evidence", "number", "evidence", 0, "quote", to="x"), r"not text\["),
    "quote in a cell": (put("tables", 0, "cells", 0, "evidence", 0, "quote", to="x"), r"not text\["),
    "quote on another page": (put("agencies", 0, "evidence", 0, "page", to=1), "lies outside page 1"),
    "header's quote on another page": (put("header_evidence", "number", "evidence", 0, "page", to=2), "outside page 2"),
    "cell's quote on another page": (put("tables", 0, "cells", 0, "evidence", 0, "page", to=1), "outside page 1"),
    "quote on no page": (put("agencies", 0, "evidence", 0, "page", to=3), "lies outside page 3"),
    "quote over two pages": (
        put("agencies", 0, "evidence", 0, to={"page": 1, "start": 0, "end": len(TEXT), "quote": TEXT}),
        "lies outside page 1",
    ),
    "page behind the text": (put("pages", 1, "end", to=len(TEXT) + 1), "page 2 lies outside the text"),
    "page turned round": (put("pages", 0, to={**record()["pages"][0], "start": 9, "end": 8}), "page 1 lies outside"),
    "two lists with one id": (put("agencies", 0, "id", to="c1"), "two items have one id"),
    "task names no agency": (put("tasks", 0, "agencies", to=["a1", "a9"]), "k1 names a9"),
    "task names no deadline": (put("tasks", 0, "deadline", to="d9"), "k1 names d9"),
    "task names no budget": (put("tasks", 0, "budget", to=["b9"]), "k1 names b9"),
    "task's deadline is a citation": (put("tasks", 0, "deadline", to="c1"), "k1 names c1"),
    "task's agency is a deadline": (put("tasks", 0, "agencies", to=["d1"]), "k1 names d1"),
    "target names no task": (put("targets", 0, "task", to="k9"), "t1 names k9"),
    "target's task is an agency": (put("targets", 0, "task", to="a1"), "t1 names a1"),
    "budget names no task": (put("budget", 0, "task", to="k9"), "b1 names k9"),
    "item without evidence": (put("agencies", 0, "evidence", to=[]), "at least 1 item"),
    "date as printed": (put("citations", 0, "date", to="15/06/2024"), "pattern"),
    "13th month": (put("citations", 0, "date", to="2024-13"), "pattern"),
    "32nd day": (put("deadlines", 0, "end", to="2024-01-32"), "pattern"),
    "month of one digit": (put("header", "issued_on", to="2024-6"), "pattern"),
    "date with a time": (put("header", "issued_on", to="2024-06-15T00:00"), "pattern"),
    "date with a line break": (put("header", "issued_on", to="2024-06-15\n"), "pattern"),
    "confidence above 1": (put("agencies", 0, "confidence", to=1.01), "less than or equal to 1"),
    "confidence below 0": (put("header_evidence", "number", "confidence", to=-0.1), "greater than or equal to 0"),
    "confidence not a number": (put("agencies", 0, "confidence", to=float("nan")), "confidence"),
    "quality above 1": (put("pages", 0, "quality", to=1.5), "less than or equal to 1"),
    "page number 0": (put("agencies", 0, "evidence", 0, "page", to=0), "greater than or equal to 1"),
    "field unknown to the record": (put("colour", to="red"), "Extra inputs"),
    "field unknown to an item": (put("agencies", 0, "colour", to="red"), "Extra inputs"),
    "field unknown to the header": (put("header", "colour", to="red"), "Extra inputs"),
    "unknown comparator": (put("targets", 0, "comparator", to=">"), "comparator"),
    "unknown source of money": (put("budget", 0, "source", to="bank"), "source"),
    "amount with a fraction": (put("budget", 0, "amount_vnd", to=0.5), "integer"),
    "path as a name": (put("source", "name", to="/home/an/plan.txt"), "pattern"),
    "another version": (put("schema_version", to="2.0"), "1.0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_record_that_breaks_an_invariant_is_refused(case: str) -> None:
    change, why = REFUSED[case]
    broken = record()
    change(broken)
    with pytest.raises(ValidationError, match=why):
        Record.model_validate(broken)


def test_two_items_of_one_list_may_not_have_one_id() -> None:
    broken = record()
    broken["findings"] = broken["findings"] * 2
    with pytest.raises(ValidationError, match="two items have one id"):
        Record.model_validate(broken)


ACCEPTED = {
    "partial with problems": put("status", to="partial"),
    "empty without text": bare("empty", ""),
    "encrypted without text": bare("encrypted", ""),
    "year alone": put("citations", 0, "date", to="2020"),
    "month alone": put("citations", 0, "date", to="2020-12"),
    "whole date": put("citations", 0, "date", to="2020-12-31"),
    "confidence of 0": put("agencies", 0, "confidence", to=0),
    "confidence of 1": put("agencies", 0, "confidence", to=1),
    "quote that ends its page": put("agencies", 0, "evidence", 0, to=evidence(SECOND)),
    "name with a space": put("source", "name", to="kế hoạch.pdf"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_the_invariants_allow_is_accepted(case: str) -> None:
    good = record()
    ACCEPTED[case](good)
    if good["status"] != "ok":
        good["problems"] = [problem()]
    Record.model_validate(good)


def test_offsets_count_code_points() -> None:
    text = "𝐀 Sở Y tế"  # the first letter is two units of UTF-16 and four bytes of UTF-8
    good = record()
    bare("ok", text)(good)
    good["agencies"] = [
        {
            "id": "a1",
            "name": "Sở Y tế",
            "kind": "named",
            "confidence": 1,
            "rule": "test",
            "evidence": [{"page": 1, "start": 2, "end": 9, "quote": "Sở Y tế"}],
        }
    ]
    Record.model_validate(good)
    good["agencies"][0]["evidence"][0].update(start=3, end=10)
    with pytest.raises(ValidationError, match=r"not text\[start:end\]"):
        Record.model_validate(good)


def test_a_record_read_back_is_the_same_bytes() -> None:
    first = Record.model_validate(record()).model_dump_json()
    assert Record.model_validate_json(first).model_dump_json() == first


def test_items_and_evidence_are_all_of_them() -> None:
    made = Record.model_validate(record())
    assert [i.id for i in made.items()] == ["c1", "a1", "d1", "t1", "b1", "m1", "k1", "f1"]
    assert len(made.all_evidence()) == 8 + 1 + 1  # the items', the header's and the cell's


def test_the_statuses_are_those_of_the_contract() -> None:
    contract = [
        "ok",
        "partial",
        "empty",
        "encrypted",
        "unsupported",
        "malformed",
        "limit_exceeded",
        "timeout",
        "crashed",
    ]
    assert [str(status) for status in Status] == contract
    assert {e.status for e in ERRORS.values() if e.status} == set(Status) - {Status.OK}


def test_the_schema_is_2020_12_and_closed() -> None:
    schema = Record.model_json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(record()) <= set(schema["properties"])
    objects = [schema, *(d for d in schema["$defs"].values() if d.get("type") == "object")]
    assert all(d["additionalProperties"] is False for d in objects)


def test_the_schema_tells_records_from_others() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = Record.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    written = json.loads(Record.model_validate(record()).model_dump_json())
    assert list(validator.iter_errors(written)) == []
    for path, value in ((("status",), "fine"), (("agencies", 0, "confidence"), 2), (("header", "colour"), "red")):
        broken = json.loads(json.dumps(written))
        put(*path, to=value)(broken)
        assert list(validator.iter_errors(broken)), path
