"""The ledger of an output that is an object store, which knows no appending, renaming or locking.

A run works in a folder of this machine (`ledger.Ledger`). The lines of its ledger go to the store every few seconds, as
objects `OUT/ledger.d/<part>.<run>.<opening>-<number>.jsonl`, which nobody else writes; what earlier runs have put there
is fetched at the beginning. An object with the run's sign of life stands for a lock.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from vnplan_extract.batch import store
from vnplan_extract.batch.ledger import (
    PARTS,
    RUN,
    Entry,
    Ledger,
    is_held,
    read_entries,
    read_run,
    run_file,
    running_shards,
)
from vnplan_extract.errors import PlanError

_PUSH_SECONDS = 5.0  # what a lost machine costs of the ledger; such documents are converted again
_SEGMENT = 1_000_000  # bytes of an object, which is written anew until it has so many
_BEAT_SECONDS = 60.0
_STALE_SECONDS = 600.0  # after which a run without a sign of life is taken for dead
_FAILED_SECONDS = 120.0  # for which the store may not answer
_FINAL = ("E210", "E212")  # after which nothing is to be hoped for
_NAME = "objects"  # the file that says how the names of the objects begin
_ALL = "all"  # the part of a run over everything


def open_ledger(out: Path, part: str = "", *, run: str = "") -> Ledger:
    """The ledger of an output folder or store; `Ledger` says what goes in.

    Raises:
        PlanError: as `Ledger` says; E206 a package is missing, E235 the store does not answer.
    """
    url = store.as_url(out)
    return StoredLedger(url, part, run=run) if url else Ledger(out, part, run=run)


class StoredLedger(Ledger):
    """The ledger of a store, open for one run.

    Two runs that begin in the same moment on a store without conditional writing are not kept apart; they convert the
    same documents to the same bytes, and no line of a ledger is lost.
    """

    def __init__(self, url: str, part: str, *, run: str = "") -> None:
        self._url = url.rstrip("/")
        self._is_guest = bool(run)
        self._is_open = False
        self._end = threading.Event()
        self._failed: tuple[float, PlanError] | None = None
        self._name = ""  # how those of the objects begin that it writes
        self._pushed = 0  # bytes of the ledger before the segment that is being written
        self._size = 0  # of the ledger when it was pushed
        self._beaten = 0.0
        super().__init__(_scratch(self._url, part), part, run=run)
        try:
            self._take_lock()
            self._push_what_was_left()
            self._fetch()
        except BaseException:
            super().close()
            raise
        self._is_open = True
        self._thread = threading.Thread(target=self._keep_pushing, daemon=True)
        self._thread.start()

    def check_run(self) -> None:
        """Raise E233 where the run that this is a part of does not hold the store."""
        if _read_run(self._url, "").get("run") != self.run:
            raise PlanError("E233", path=self._url, host=socket.gethostname())

    def add(self, entry: Entry) -> None:
        """Append one line.

        Raises:
            PlanError: E203, E202 or E235 the store has not taken lines for some minutes, E212 another run has taken it,
                E210 the run that this is a part of is gone.
        """
        super().add(entry)
        if self._failed:
            since, error = self._failed
            if error.kind.code in _FINAL or time.monotonic() > since + _FAILED_SECONDS:
                raise error

    def own_entries(self) -> Iterator[Entry]:
        """What this run has in the ledger already."""
        for path in (self.out / PARTS).glob("*.jsonl"):
            yield from (entry for entry, _ in read_entries(path) if entry.run == self.run)

    def tell_run(self, run: Mapping[str, object]) -> None:
        """Say what this run is about, for who asks from outside."""
        super().tell_run(run)
        if self._is_open:
            self._beat()

    def close(self) -> None:
        """Bring the rest of the ledger to the store, and let go of it.

        Raises:
            PlanError: the store does not take it; the next run of this machine will bring it.
        """
        self._end.set()
        self._thread.join()
        try:
            self._push()
        finally:
            with suppress(PlanError):
                if _read_run(self._url, self.part).get("run") == self.run:  # and not another's that has taken over
                    store.remove(self._run_url(self.part))
            super().close()
        shutil.rmtree(self.out, ignore_errors=True)

    def _run_url(self, part: str) -> str:
        return f"{self._url}/{run_file(part)}"

    def _take_lock(self) -> None:
        ours = self._run_url(self.part)
        if not store.write(ours, self.told, new=True):
            self._refuse_if_alive(self.part)
            store.write(ours, self.told)
        self._beaten = time.monotonic()
        try:
            for other in [] if self._is_guest else _other_parts(self._url, self.part):
                self._refuse_if_alive(other)
        except PlanError:
            store.remove(ours)
            raise

    def _refuse_if_alive(self, part: str) -> None:
        """Raise E212 where the run over a part gives signs of life."""
        run = _read_run(self._url, part)
        if run and run.get("run") != self.run and _is_alive(self._url, part, run):
            holder = f"{run.get('host', '?')}:{run.get('pid', '?')}"
            raise PlanError("E212", path=self._url, holder=f"{holder}, {part}" if part else holder)

    def _beat(self) -> None:
        self._beaten = time.monotonic()
        run = _read_run(self._url, self.part)
        if run.get("run") not in (None, self.run):  # we were taken for dead
            self._refuse_if_alive(self.part)
        if self._is_guest:
            whole = _read_run(self._url, "")
            if whole.get("run") != self.run or not _is_alive(self._url, "", whole):
                raise PlanError("E210")
        store.write(self._run_url(self.part), self.told)

    def _keep_pushing(self) -> None:
        while not self._end.wait(_PUSH_SECONDS):
            try:
                self._push()
                if time.monotonic() > self._beaten + _BEAT_SECONDS:
                    self._beat()
                self._failed = None
            except PlanError as error:  # the next time, perhaps
                self._failed = (self._failed[0] if self._failed else time.monotonic(), error)
                if error.kind.code in _FINAL:
                    return

    def _push(self) -> None:
        """Bring the lines to the store that it does not have."""
        if (size := self.path.stat().st_size) == self._size:
            return
        with self.path.open("rb") as file:
            file.seek(self._pushed)
            data = file.read(size - self._pushed)
        self._write_segments(data[: data.rfind(b"\n") + 1])
        self._size = size

    def _write_segments(self, data: bytes) -> None:
        """Write lines that begin with a segment; where one ends depends on nothing but the lines before."""
        segments: dict[int, list[bytes]] = {}
        at = begin = self._pushed
        for line in data.splitlines(keepends=True):
            if at // _SEGMENT not in segments:
                begin = at
            segments.setdefault(at // _SEGMENT, []).append(line)
            at += len(line)
        for number, lines in segments.items():
            store.write(f"{self._url}/{PARTS}/{self._name}-{number:04}.jsonl", b"".join(lines))
        self._pushed = begin

    def _push_what_was_left(self) -> None:
        """Bring the lines to the store that a run of this machine could not bring, and begin anew."""
        names = self.out / _NAME
        if names.exists() and (left := self.path.read_bytes()):
            self._name = names.read_text(encoding="utf-8")
            self._write_segments(left)
        self._file.truncate(0)
        self._pushed = 0
        # Not the run alone: a shard that is begun again has the run of the first try.
        self._name = f"{self.part or _ALL}.{self.run}.{secrets.token_hex(4)}"
        names.write_text(self._name, encoding="utf-8")

    def _fetch(self) -> None:
        """Fetch the lines of runs before; for a part of a run, those of its own."""
        only = f"{self.part}.{self.run}." if self._is_guest else ""
        for file in (self.out / PARTS).glob("*.jsonl"):
            if file != self.path:
                file.unlink()
        fetch_ledger(self._url, self.out, only)


def fetch_ledger(url: str, folder: Path, beginning: str = "") -> None:
    """Fetch the parts of the ledger of a store whose names have this beginning."""
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    for found in _listing(f"{url}/{PARTS}"):
        if found.name.startswith(beginning) and found.name.endswith(".jsonl"):
            (folder / PARTS / found.name).write_bytes(store.read(f"{url}/{PARTS}/{found.name}"))


@contextmanager
def seen(out: Path) -> Iterator[tuple[Path, dict[str, dict[str, Any]]]]:
    """An output folder or store as a folder with its ledger, and the runs that hold it now, by part (`""`: everything).

    Raises:
        PlanError: E202 or E235 the store cannot be read, E206 a package is missing.
    """
    url = store.as_url(out)
    if not url:
        parts = [*([""] if is_held(out / RUN) else []), *running_shards(out)]
        yield out, {part: read_run(out, part) for part in parts}
        return
    with tempfile.TemporaryDirectory(prefix="vnplan-") as name:
        folder, url = Path(name), url.rstrip("/")
        fetch_ledger(url, folder)
        runs = {part: _read_run(url, part) for part in ("", *_other_parts(url, ""))}
        (folder / RUN).write_text(json.dumps(runs[""]), encoding="utf-8")
        yield folder, {part: run for part, run in runs.items() if run and _is_alive(url, part, run)}


def _scratch(url: str, part: str) -> Path:
    """The folder of this machine for runs over a part; what one leaves that is killed, the next finds there."""
    digest = hashlib.sha256(f"{url} {part}".encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir(), f"vnplan-{os.getuid()}-{digest}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid != os.getuid() or folder.is_symlink():
            raise PermissionError(1, "not ours", str(folder))
    except OSError as error:
        raise PlanError("E203", path=folder, detail=error.strerror) from error
    return folder


def _listing(url: str) -> list[store.Found]:
    try:
        return store.listing(url)
    except PlanError as error:
        if error.kind.code != "E201":
            raise
        return []


def _other_parts(url: str, part: str) -> list[str]:
    """The parts that a run over `part` may not be beside: for one over everything all, for a shard that."""
    if part:
        return [""]
    names = [found.name for found in _listing(f"{url}/{PARTS}")]
    return [name.removesuffix(f".{RUN}") for name in names if name.endswith(f".{RUN}")]


def _read_run(url: str, part: str) -> dict[str, Any]:
    """What a run told of itself; nothing where it has ended in order."""
    try:
        told = json.loads(store.read(f"{url}/{run_file(part)}"))
    except ValueError:
        return {}
    except PlanError as error:
        if error.kind.code != "E201":
            raise
        return {}
    return told if isinstance(told, dict) else {}


def _is_alive(url: str, part: str, run: Mapping[str, Any]) -> bool:
    """Whether a run has given a sign of life of late; of one of this machine, whether its process is there."""
    if run.get("host") == socket.gethostname():
        with suppress(PermissionError):  # another user's
            try:
                os.kill(int(run["pid"]), 0)
            except (KeyError, TypeError, ValueError, ProcessLookupError):
                return False
    written = store.modified(f"{url}/{run_file(part)}")
    return written is not None and time.time() - written < _STALE_SECONDS
