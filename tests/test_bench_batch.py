"""The bench of batches tells what is missed, and makes the documents that it says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

import bench_batch
import bench_batch_rates as rates
import bench_batch_run as runner

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits


@pytest.mark.parametrize(
    ("value", "bounds", "told"),
    [
        (3, {}, "3"),
        (1234.5, {"at_most": 2000}, "1,234.50           at most 2000"),
        (3, {"at_most": 2}, "3           at most 2  MISSED"),
        (1.7, {"least": 1.8}, "1.70           at least 1.8  MISSED"),
        (5, {"least": 5, "at_most": 5}, "5           at least 5, at most 5"),
    ],
)
def test_a_figure_beside_its_bound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: float, bounds: dict[str, float], told: str
) -> None:
    bench = bench_batch.Bench(tmp_path, 1, 1)
    bench.figure("name", value, **bounds)
    assert capsys.readouterr().out.split(maxsplit=1)[1] == told + "\n"
    assert bench.missed == (["name"] if "MISSED" in told else [])


@pytest.mark.parametrize(("value", "status"), [(1, 0), (2, 1)])
def test_exit_status(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: int, status: int) -> None:
    monkeypatch.setitem(bench_batch.PARTS, "disk", lambda bench: bench.figure("name", value, at_most=1))
    assert bench_batch.main(["--part", "disk", "--work", str(tmp_path / "work")]) == status


def test_every_part_is_told() -> None:
    assert all(f"- `{part}`: " in (bench_batch.__doc__ or "") for part in bench_batch.PARTS)


def test_documents_begun_and_vanished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, plan = tmp_path / "log", tmp_path / f"a-{runner.FAULT}{runner.VANISH}.txt"
    plan.write_text("Kế hoạch", encoding="utf-8")
    monkeypatch.setenv(runner.BEGINS, str(log))
    with pytest.raises(PlanError) as caught:
        runner.extract_file(plan, Limits(), lambda done, total: None, lambda stage: None)
    assert caught.value.kind.code == "E201"
    assert log.read_text(encoding="utf-8") == f"{plan.name}\n"


def test_processor_time_of_a_process() -> None:
    own, _ = rates._processor_seconds(os.getpid())
    times = os.times()
    assert own == pytest.approx(times.user + times.system, abs=0.1)


def test_long_and_unmarked_plans(tmp_path: Path) -> None:
    bench = bench_batch.Bench(tmp_path, 1, 1)
    folder = bench.plans(6)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]
    long, unmarked = (
        [path.read_text(encoding="utf-8") for path in sorted(rates._in_format(bench, form, 6).iterdir())]
        for form in ("long", "unmarked")
    )
    assert "\n\n".join(long) == "\n\n".join(texts)
    assert len(long) == 2
    assert list(map(len, unmarked)) == list(map(len, texts))
    assert "đ" not in unmarked[0]
    assert unmarked[0].isascii() or not any(letter in unmarked[0] for letter in "ạảãâăêôơư")
