"""The time that is left is that of the pages that are left."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from vnplan_extract.batch.estimate import Estimate
from vnplan_extract.batch.plan import Task
from vnplan_extract.batch.sources import SourceFile
from vnplan_extract.batch.tally import Tally
from vnplan_extract.batch.worker import Converted, Facts
from vnplan_extract.errors import Status


class Clock:
    """A clock that goes as it is told."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def task(name: str, size: int = 1000, pages: int = 0) -> Task:
    path = Path(name)
    return Task(SourceFile(path, Path(f"{name}.json")), "new", size, pages=pages)


def no_glance(_: Path) -> None:
    return None


#: What is done (name, bytes, pages, seconds), what is left (name, bytes, pages known), jobs; pages and seconds left.
Case = tuple[list[tuple[str, int, int, float]], list[tuple[str, int, int]], int, int | None, float | None]
CASES: dict[str, Case] = {
    "nothing is done": ([], [("a.pdf", 1000, 0)], 1, None, None),
    "nothing is done, pages are known": ([], [("a.pdf", 1000, 7)], 1, 7, None),
    "all is done": ([("a.pdf", 1000, 2, 4.0)], [], 1, 0, 0.0),
    "pages, not documents": ([("a.pdf", 1000, 2, 4.0)], [("b.pdf", 50_000, 100)], 1, 100, 200.0),
    "two at a time": ([("a.pdf", 1000, 2, 4.0)], [("b.pdf", 1000, 2), ("c.pdf", 1000, 2)], 2, 4, 4.0),
    "unknown pages are those of its kind": (
        [("a.pdf", 1, 2, 2.0), ("b.pdf", 1, 4, 4.0), ("c.txt", 1, 1, 0.1)], [("d.pdf", 1, 0)], 1, 3, 3.0,
    ),
    "unknown pages are those of others of its kind that are left": (
        [("a.pdf", 1000, 1, 2.0)], [("b.pdf", 10_000, 10), ("c.pdf", 30_000, 30), ("d.pdf", 1, 0)], 1, 60, 120.0,
    ),
    "a kind of which none is done": ([("a.txt", 1, 1, 3.0)], [("b.pdf", 1, 5), ("c.docx", 1, 0)], 1, 6, 18.0),
    "scans and text of one ending": (
        [("scan.pdf", 1_000_000, 2, 20.0), ("text.pdf", 20_000, 2, 0.2)],
        [("scan2.pdf", 5_000_000, 10), ("text2.pdf", 100_000, 10)], 1, 20, 101.0,
    ),
    "one that failed": ([("a.pdf", 1000, 0, 60.0), ("b.pdf", 1000, 1, 2.0)], [("c.pdf", 1000, 0)], 1, 1, 31.0),
    "members of archives": ([("a.zip/x.pdf", 900, 3, 3.0)], [("a.zip/y.pdf", -1, 0)], 1, 3, 3.0),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_left(name: str) -> None:
    done, left, jobs, pages, seconds = CASES[name]
    tasks = [task(name, size) for name, size, _, _ in done] + [task(*one) for one in left]
    estimate = Estimate(tasks, jobs, glance=no_glance)
    for one in done:
        estimate.end(Path(one[0]), *one[1:])
    assert estimate.pages_left() == pages
    assert estimate.seconds_left() == (pytest.approx(seconds) if seconds is not None else None)


def in_hand(told: Callable[[Estimate, Clock], None], jobs: int = 2) -> tuple[int | None, float | None]:
    clock = Clock()
    estimate = Estimate([task("a.txt", 10), task("b.pdf", 100_000, 100)], jobs, glance=no_glance, clock=clock)
    told(estimate, clock)
    return estimate.pages_left(), estimate.seconds_left()


def test_documents_in_hand() -> None:
    def begun(estimate: Estimate, clock: Clock) -> None:
        estimate.begin(Path("a.txt"))
        clock.time += 1
        estimate.end(Path("a.txt"), 10, 1, 1.0)
        estimate.begin(Path("b.pdf"))

    def read(estimate: Estimate, clock: Clock) -> None:
        begun(estimate, clock)
        clock.time += 50
        estimate.read(Path("b.pdf"), 25, 100)

    def first(estimate: Estimate, clock: Clock) -> None:
        estimate.begin(Path("b.pdf"))
        clock.time += 20
        estimate.read(Path("b.pdf"), 10, 50)

    def late(estimate: Estimate, clock: Clock) -> None:
        begun(estimate, clock)
        clock.time += 500

    assert in_hand(begun) == (100, 100.0)  # two processes do not share one document
    assert in_hand(read) == (75, 150.0)  # it takes longer than others
    assert in_hand(first) == (41, 80.0)  # before any is done
    assert in_hand(late) == (100, 0.0)  # nothing tells how long yet


def test_what_is_no_task_tells_nothing() -> None:
    estimate = Estimate([task("a.pdf")], glance=no_glance)
    estimate.end(Path("shut"), 0, 0, 0.0)
    estimate.know(Path("other.pdf"), 5)
    estimate.read(Path("other.pdf"), 1, 5)
    assert (estimate.pages_left(), estimate.seconds_left()) == (None, None)


def test_glances_are_few_and_stand_for_all() -> None:
    clock = Clock()
    rng = random.Random(1)
    pages = {Path(f"{number:04}.pdf"): 1 if number < 500 else 2 * rng.randint(1, 40) for number in range(1000)}
    looked: list[Path] = []

    def glance(path: Path) -> int:
        clock.time += 0.002
        looked.append(path)
        return pages[path]

    estimate = Estimate([task(str(path), 1000 * count) for path, count in pages.items()], glance=glance, clock=clock)
    estimate.look()
    assert len(looked) <= 101  # a fifth of a second
    for path in list(pages)[:10]:
        estimate.begin(path)
        clock.time += 10
        estimate.end(path, 1000, 1, 10.0)
        estimate.look()
    left = sum(list(pages.values())[10:])
    assert len(looked) <= 101 + 5 * 60
    told = estimate.pages_left()
    assert told is not None
    assert abs(told - left) < 0.15 * left  # those done so far have one page each
    assert estimate.seconds_left() == pytest.approx(10.0 * told, rel=0.01)


@pytest.mark.parametrize("found", [None, 0])
def test_a_glance_that_tells_nothing(found: int | None) -> None:
    estimate = Estimate([task("a.pdf"), task("b.pdf")], glance=lambda _: found)
    estimate.look()
    assert estimate.pages_left() is None
    estimate.end(Path("a.pdf"), 1000, 3, 1.5)
    assert (estimate.pages_left(), estimate.seconds_left()) == (3, 1.5)


def test_only_pdf_is_glanced_at() -> None:
    looked: list[Path] = []
    Estimate(
        [task("a.txt"), task("b.PDF"), task("c.pdf", -1), task("d.pdf", pages=3)], glance=looked.append
    ).look()  # fmt: skip
    assert looked == [Path("b.PDF")]


def test_tally_tells_now() -> None:
    tally = Tally([task("a.pdf", pages=4), task("b.txt"), task("c.txt")])
    tally.begin(Path("a.pdf"))
    tally.add_pages(Path("a.pdf"), 1, 4)
    tally.begin(Path("b.txt"))
    tally.add(Converted(Path("b.txt"), None, Status.MALFORMED, (), 0.5, Facts(bytes=10)))
    now = tally.now()
    assert (now.documents, now.pages, now.pages_left) == (1, 1, 5 - 1)
    assert now.failures == {"malformed": 1}
    assert now.reading == [(Path("a.pdf"), 1, 4)]
    assert now.slowest is not None
    assert now.slowest[0] == Path("a.pdf")
    assert now.seconds_left is not None
    tally.add(Converted(Path("a.pdf"), None, Status.OK, (), 0.5, Facts(bytes=10, pages=4)))
    assert (tally.now().reading, tally.now().slowest, tally.now().pages) == ([], None, 4)
