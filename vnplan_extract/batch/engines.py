"""One run shared out over shards: `run_shard` does one of them, an engine (Ray, Dask) maps it over all.

The engine knows the machines and nothing of documents: a shard is worked on by the same supervisor and workers as a run
on one machine, writes its part of the ledger, and where the engine begins it again goes on with what is not done.
"""

from __future__ import annotations

import logging
import math
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, Protocol

from vnplan_extract.batch.convert import Setting, convert_with_ledger
from vnplan_extract.batch.fingerprint import fingerprint
from vnplan_extract.batch.ledger import RUN, Entry, Ledger, is_held
from vnplan_extract.batch.plan import Plan, Task
from vnplan_extract.batch.process import MARK
from vnplan_extract.batch.shard import Shard
from vnplan_extract.batch.sources import SourceFile
from vnplan_extract.batch.store import absolute
from vnplan_extract.batch.stored import open_ledger
from vnplan_extract.batch.tally import result_of
from vnplan_extract.batch.worker import Converted
from vnplan_extract.errors import PlanError
from vnplan_extract.optional import optional

EngineName = Literal["embedded", "ray", "dask"]

_SHARD_DOCUMENTS = 64  # at most, that what a lost machine costs stays small
_SHARDS_OF_A_SLOT = 2  # at least, that the slots end at about the same time
_TRIES_OF_A_SHARD = 3  # when the process that works on it is lost
_HELD = "E212"  # by a process that the engine has taken for lost, and which goes on
_PREFIX = "VNPLAN_"  # of the settings in the environment
_CLUSTER_SECONDS = 30  # to reach a cluster that there is


@dataclass(frozen=True, slots=True)
class ShardWork:
    """A shard with all that is needed to work on it somewhere else."""

    shard: Shard
    tasks: tuple[Task, ...]
    done: tuple[tuple[SourceFile, Entry], ...]  #: documents that are done and may be equal to one of these
    setting: Setting
    fingerprint: str
    run: str  #: that holds the output folder
    environment: tuple[tuple[str, str], ...]  #: the settings of the run


def run_shard(work: ShardWork) -> list[Converted]:
    """Work on a shard, and tell what became of each of its documents.

    Begun again after its process was lost, it does only what its part of the ledger does not have from this run. It
    ends when the run that it works for is gone.

    Raises:
        PlanError: E232 this machine would make other records, E233 it does not see the output folder, E210 the run is
            gone, E212 another process works on this shard; and as `convert_with_ledger` says.
    """
    os.environ.update(work.environment)
    if _fingerprint(work.environment) != work.fingerprint:
        raise PlanError("E232", host=socket.gethostname())
    name = work.shard.name
    with closing(open_ledger(work.setting.store or work.setting.out, name, run=work.run)) as ledger:
        run_is_there = is_held(ledger.out / RUN)  # where there are locks
        before = {entry.record: entry for entry in ledger.own_entries()}
        results, tasks = [], []
        for task in work.tasks:
            entry = before.get(str(task.source.record))
            if entry and entry.state != "lost":
                results.append(result_of(task.source, entry, work.setting.records))
            else:
                tasks.append(replace(task, attempts=entry.attempt, lost=1) if entry else task)
        setting = replace(work.setting, out=ledger.out, part=name)
        with closing(convert_with_ledger(tasks, work.done, setting, ledger, work.fingerprint)) as stream:
            for result in stream:
                results.append(result)
                if run_is_there and not is_held(ledger.out / RUN):
                    raise PlanError("E210")
    return results


@cache
def _fingerprint(environment: tuple[tuple[str, str], ...]) -> str:
    """What the records of this machine depend on, with these settings."""
    return fingerprint()


def _run_shard_apart(work: ShardWork) -> list[Converted] | PlanError:
    """`run_shard` for an engine, which is to retry what is lost, and not what went wrong for a reason."""
    try:
        return run_shard(work)
    except PlanError as error:
        return error


class Cluster(Protocol):
    """What maps `run_shard` over shards."""

    def slots(self) -> int:
        """How many shards it can work on at the same time, now."""

    def submit(self, work: ShardWork) -> Any:
        """Begin a shard; gives a handle that can be a key."""

    def wait(self, handles: list[Any]) -> list[Any]:
        """Those that have ended, at least one."""

    def result(self, handle: Any) -> list[Converted] | PlanError:
        """What came of one that has ended; raises what the engine raises for a lost one."""

    def close(self) -> None:
        """Let go of it; one that was started here ends."""


def convert_on(
    engine: Literal["ray", "dask"],
    address: str | None,
    plan: Plan,
    setting: Setting,
    ledger: Ledger,
    made_by: str,
    on_jobs: Callable[[int], None] = lambda jobs: None,
) -> Generator[Converted, None, None]:
    """Work on a plan with an engine, and give what became of each document, a shard at a time.

    Args:
        engine: which.
        address: of a cluster that there is; without it, one on this machine is started, and ended with this run.
        plan: what is to be done.
        setting: how; `jobs` is for each shard.
        ledger: of the output folder.
        made_by: the fingerprint of this run.
        on_jobs: told how many documents the cluster can process at a time, which may change.

    Raises:
        PlanError: E206 the engine is not installed, E231 the cluster cannot be used, E234 some shards were lost; and as
            `run_shard` says.
    """
    if not plan.tasks:
        return
    cluster = _CLUSTERS[engine](address, setting.jobs)
    lost: list[str] = []
    place = {absolute(task.source.path): task.source.path for task in plan.tasks}
    try:
        works = make_shards(plan, setting, made_by, ledger.run, cluster.slots())
        for outcome in _mapped(cluster, works):
            on_jobs(cluster.slots() * setting.jobs)
            if isinstance(outcome, PlanError) and outcome.kind.code != _HELD:
                raise outcome
            if isinstance(outcome, Exception):
                lost.append(_HELD if isinstance(outcome, PlanError) else type(outcome).__name__)
                continue
            yield from (replace(result, source=place.get(result.source, result.source)) for result in outcome)
    finally:
        cluster.close()
    if lost:
        raise PlanError("E234", failed=len(lost), total=len(works), detail=", ".join(sorted(set(lost))))


def make_shards(plan: Plan, setting: Setting, made_by: str, run: str, slots: int) -> list[ShardWork]:
    """Cut what is to be done into shards, the largest files first; files that may be equal go together.

    Args:
        plan: what is to be done.
        setting: how.
        made_by: the fingerprint of the run.
        run: that holds the output folder.
        slots: how many shards are worked on at a time.
    """
    environment = tuple(sorted((k, v) for k, v in os.environ.items() if k.startswith(_PREFIX) and k != MARK))
    plain = replace(setting, out=absolute(setting.out), on_begin=None, on_pages=None, page_jobs=1)
    shards = _cut(plan.tasks, slots)
    works = []
    for number, tasks in enumerate(shards, 1):
        sizes = {task.size for task in tasks}
        works.append(
            ShardWork(
                Shard(number, len(shards)),
                tuple(replace(task, source=replace(task.source, path=absolute(task.source.path))) for task in tasks),
                tuple((source, entry) for source, entry in plan.done if entry.bytes in sizes),
                plain, made_by, run, environment,
            )
        )  # fmt: skip
    return works


def _alike(task: Task) -> tuple[int, str]:
    """What equal files have in common and can be had without reading them."""
    return task.size, task.source.path.suffix.lower()


def _cut(tasks: Sequence[Task], slots: int) -> list[list[Task]]:
    shares = max(1, slots) * _SHARDS_OF_A_SLOT
    most = max(1, min(_SHARD_DOCUMENTS, math.ceil(len(tasks) / shares)))
    most_bytes = sum(max(task.size, 0) for task in tasks) / shares
    shards: list[list[Task]] = []
    held = 0
    for task in sorted(tasks, key=lambda task: (-task.size, _alike(task))):
        shard = shards[-1] if shards else []
        is_full = len(shard) >= most or held >= most_bytes > 0
        may_be_equal = bool(shard) and task.size >= 0 and _alike(task) == _alike(shard[-1]) and len(shard) < 2 * most
        if not shard or (is_full and not may_be_equal):
            shards.append([])
            held = 0
        shards[-1].append(task)
        held += max(task.size, 0)
    return shards


def _mapped(cluster: Cluster, works: Sequence[ShardWork]) -> Iterator[list[Converted] | Exception]:
    """What came of each shard, as it ends; not more are handed over than will be begun soon.

    An engine blames the loss of a process on all shards that it had been given: those that are lost are begun once more
    at the end, one by one, so that only the one that does it stays lost.
    """
    waiting = iter(works)
    running: dict[Any, ShardWork] = {}
    lost: list[ShardWork] = []
    while True:
        while len(running) < 2 * max(1, cluster.slots()) and (work := next(waiting, None)):
            running[cluster.submit(work)] = work
        if not running:
            break
        for handle in cluster.wait(list(running)):
            work = running.pop(handle)
            try:
                yield cluster.result(handle)
            except Exception:  # whatever the engine calls the loss of a process
                lost.append(work)
    for work in lost:
        handle = cluster.submit(work)
        try:
            cluster.wait([handle])
            yield cluster.result(handle)
        except Exception as error:
            yield error


class _Ray:
    """Ray: a task a shard."""

    def __init__(self, address: str | None, jobs: int) -> None:
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it would tell its makers of every cluster
        self._ray = ray = optional("ray", "ray")
        self._folder = None if address else tempfile.mkdtemp(prefix="ray-", dir="/tmp")
        self._jobs = jobs
        here = {
            "num_cpus": _cores(), "include_dashboard": False, "object_store_memory": 100_000_000,
            "_temp_dir": self._folder,
        }  # fmt: skip
        try:
            if address:
                _knock(address)
            options = {} if address else here
            ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **options)
        except Exception as error:
            self.close()
            raise _no_cluster("Ray", address, error) from error
        self._run = ray.remote(num_cpus=jobs, max_retries=_TRIES_OF_A_SHARD - 1)(_run_shard_apart)

    def slots(self) -> int:
        return int(self._ray.cluster_resources().get("CPU", 1)) // self._jobs

    def submit(self, work: ShardWork) -> Any:
        return self._run.remote(work)

    def wait(self, handles: list[Any]) -> list[Any]:
        ended: list[Any] = self._ray.wait(handles, num_returns=1)[0]
        return ended

    def result(self, handle: Any) -> list[Converted] | PlanError:
        found: list[Converted] | PlanError = self._ray.get(handle)
        return found

    def close(self) -> None:
        self._ray.shutdown()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


class _Dask:
    """Dask distributed: a future a shard."""

    def __init__(self, address: str | None, jobs: int) -> None:
        self._distributed = distributed = optional("distributed", "dask")
        self._jobs = jobs
        self._cluster: Any = None
        self._folder = None if address else tempfile.mkdtemp(prefix="dask-")
        try:
            if not address:
                settings = {
                    "temporary-directory": self._folder,
                    "distributed.scheduler.allowed-failures": _TRIES_OF_A_SHARD - 1,
                }
                with optional("dask", "dask").config.set(settings):
                    self._cluster = distributed.LocalCluster(
                        n_workers=max(1, _cores() // jobs), threads_per_worker=1, processes=True,
                        dashboard_address="127.0.0.1:0", local_directory=self._folder, silence_logs=logging.CRITICAL,
                    )  # fmt: skip
            self._client = distributed.Client(address or self._cluster, timeout=_CLUSTER_SECONDS)
        except Exception as error:
            self._close_cluster()
            raise _no_cluster("Dask", address, error) from error

    def slots(self) -> int:
        threads = sum(map(int, self._client.nthreads().values()))
        return threads if self._cluster else threads // self._jobs

    def submit(self, work: ShardWork) -> Any:
        return self._client.submit(_run_shard_apart, work, pure=False, retries=_TRIES_OF_A_SHARD - 1)

    def wait(self, handles: list[Any]) -> list[Any]:
        return list(self._distributed.wait(handles, return_when="FIRST_COMPLETED").done)

    def result(self, handle: Any) -> list[Converted] | PlanError:
        found: list[Converted] | PlanError = handle.result()
        return found

    def close(self) -> None:
        with suppress(Exception):  # a scheduler that is gone
            self._client.close()
        self._close_cluster()

    def _close_cluster(self) -> None:
        if self._cluster:
            self._cluster.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


_CLUSTERS: dict[str, Callable[[str | None, int], Cluster]] = {"ray": _Ray, "dask": _Dask}


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _knock(address: str) -> None:
    """Raise OSError where nobody listens at `HOST:PORT`; Ray would wait for it without end."""
    if found := re.fullmatch(r"(?:\w+://)?(.+):(\d+)", address):
        socket.create_connection((found[1].strip("[]"), int(found[2])), _CLUSTER_SECONDS).close()


def _no_cluster(engine: str, address: str | None, error: Exception) -> PlanError:
    detail = str(error).strip().partition("\n")[0] or type(error).__name__
    return PlanError("E231", engine=engine, address=address or socket.gethostname(), detail=detail)
