"""The tables are sound, and the check would say if they were not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from vnplan_extract.data import abbreviation_table, agency_table, check, places, type_table, unit_table
from vnplan_extract.data._tsv import TableError, read_table, valid_on


def test_every_table_is_sound() -> None:
    assert check.problems() == []


def test_the_command_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vnplan_extract.data.check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "sound" in done.stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"successors": ("nobody",)}, "does not exist"),
        ({"valid_from": "2025-03-01", "valid_to": "2002-01-01"}, "before it begins"),
        ({"valid_to": "1/3/2025"}, "no ISO date"),
        ({"name": "Bộ Hoà bình"}, "new-style tone"),
        ({"name": "Bộ Lao động-Xã hội"}, "dash without blanks"),
        ({"level": "galaxy"}, "unknown level"),
        ({"kind": "guild"}, "unknown kind"),
        ({"source": ""}, "no source"),
        ({"number_codes": ("2X",)}, "malformed code"),
        ({"abbreviations": ("LĐ-TB",)}, "folded form"),
        ({"id": "bo-y-te"}, "2 times"),
    ],
)
def test_a_damaged_agency_is_found(monkeypatch: pytest.MonkeyPatch, change: dict[str, object], says: str) -> None:
    rows = agency_table.agencies()
    victim = agency_table.agency_by_id("bo-xay-dung")
    damaged = tuple(replace(row, **change) if row is victim else row for row in rows)  # type: ignore[arg-type]
    monkeypatch.setattr(agency_table, "agencies", lambda: damaged)
    assert any(says in line for line in check.check_agencies())


def test_a_missing_province_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(row for row in places.provinces() if row.id != "an-giang-moi")
    monkeypatch.setattr(places, "provinces", lambda on=None: tuple(row for row in rows if row.valid(on)))
    found = list(check.check_provinces())
    assert any("33 on 2025-07-01, expected 34" in line for line in found)
    assert any("does not exist" in line for line in found)


def test_a_reading_out_of_reach_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (*abbreviation_table.abbreviations(), replace(abbreviation_table.abbreviations()[0], expansion="Ủy ban"))
    monkeypatch.setattr(abbreviation_table, "abbreviations", lambda: rows)
    assert any("fits every context" in line for line in check.check_abbreviations())


def test_a_missing_kind_of_document_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(row for row in type_table.document_types() if row.name != "Tờ trình")
    monkeypatch.setattr(type_table, "document_types", lambda: rows)
    assert any("expected 27" in line for line in check.check_document_types())


def test_money_is_no_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (*unit_table.units(), unit_table.Unit("triệu đồng", "thing", (), "x"))
    monkeypatch.setattr(unit_table, "units", lambda: rows)
    assert any("money" in line for line in check.check_units())


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(TableError, match="columns"):
        read_table("units.tsv", ("unit", "class"))


@pytest.mark.parametrize(
    ("begin", "end", "on", "valid"),
    [
        ("2002-08-05", "2025-03-01", "2025-02-28", True),
        ("2002-08-05", "2025-03-01", "2025-03-01", False),
        ("2002-08-05", "2025-03-01", "2002-08-05", True),
        ("2002-08-05", "2025-03-01", "2002-08-04", False),
        ("2002-08-05", "2025-03-01", "2002", True),
        ("2002-08-05", "2025-03-01", "2002-07", False),
        ("2002-08-05", "2025-03-01", "2025", True),
        ("2002-08-05", "2025-03-01", "2025-03", False),
        ("2002-08-05", "", "2999-01-01", True),
        ("", "2025-03-01", "1950", True),
        ("2002-08-05", "2025-03-01", None, True),
    ],
)
def test_validity(begin: str, end: str, on: str | None, valid: bool) -> None:
    assert valid_on(begin, end, on) is valid


def test_loading_is_lazy_and_quick() -> None:
    """Importing reads no table; all tables load in 50 ms on an idle core (150 allowed here, for a busy machine)."""
    code = (
        "import time\n"
        "from vnplan_extract import data\n"
        "from vnplan_extract.data import _tsv, agency_table, places\n"
        "assert agency_table.agencies.cache_info().currsize == 0\n"
        "assert places.communes.cache_info().currsize == 0\n"
        "start = time.process_time()\n"
        "data.document_types(), data.agencies(), data.abbreviations(), data.units()\n"
        "data.provinces(), data.districts()\n"
        "data.communes(), data.communes(True)\n"
        "print(time.process_time() - start)\n"
        "import sys\n"
        "assert not {'pandas', 'vietnamadminunits', 'spacy', 'underthesea', 'pydantic'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 0.15
