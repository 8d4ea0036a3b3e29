"""What engines read, kept between runs: a file for each page image, engine, version and settings.

A page of a document is found by its image's hash. Since making the image costs time of its own, a second, small file
says for a page of a file (by the file's hash) which image it had.

The folder is `VNPLAN_CACHE`, else `vnplan-extract` under `XDG_CACHE_HOME` or `~/.cache`; `VNPLAN_CACHE=off` keeps
nothing. A cache that cannot be written or read is no error: the page is read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

_OFF = "off"
_TOUCH_SECONDS = 86_400  # an entry's time is renewed once a day when it is used
_SWEEP_EVERY = 256  # entries written between two looks at the size of the cache
_SWEEP_TO = 0.8  # of the bound


def cache_folder() -> Path | None:
    """Where the cache lies, None where there is to be none."""
    given = os.environ.get("VNPLAN_CACHE")
    if given == _OFF:
        return None
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "vnplan-extract"
    except RuntimeError:  # no home
        return None


class Cache:
    """Entries by key, in a folder of limited size.

    Args:
        folder: where; None keeps nothing.
        most_bytes: what all entries may take; the longest unused go first.
    """

    def __init__(self, folder: Path | None, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._written = 0

    @staticmethod
    def key(*parts: str | bytes) -> str:
        """The key of what is made from `parts`, all of them and their order."""
        digest = hashlib.sha256()
        for part in parts:
            data = part.encode() if isinstance(part, str) else part
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
        return digest.hexdigest()

    def get(self, key: str) -> Any:
        """The value that was put under `key`, or None."""
        if self._folder is None:
            return None
        path = self._path(key)
        try:
            value = json.loads(zlib.decompress(path.read_bytes()))
            if time.time() - path.stat().st_mtime > _TOUCH_SECONDS:
                os.utime(path)
        except (OSError, ValueError, zlib.error):
            return None
        return value

    def put(self, key: str, value: Any) -> None:
        """Keep `value` (of what JSON can say) under `key`; whole or not at all."""
        if self._folder is None:
            return
        path = self._path(key)
        data = zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 3)
        temporary = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".tmp-", delete=False) as file:
                temporary = Path(file.name)
                file.write(data)
            temporary.replace(path)
        except OSError:
            if temporary:
                with contextlib.suppress(OSError):
                    temporary.unlink()
            return
        if self._written % _SWEEP_EVERY == 0:
            self.sweep()
        self._written += 1

    def sweep(self) -> None:
        """Delete the longest unused entries where all together are over the bound."""
        if self._folder is None:
            return
        entries: list[tuple[float, int, str]] = []
        for folder, _, names in os.walk(self._folder / "ocr"):
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118 - many thousands
                with contextlib.suppress(OSError):
                    found = os.stat(path)  # noqa: PTH116
                    entries.append((found.st_mtime, found.st_size, path))
        total = sum(size for _, size, _ in entries)
        if total <= self._most_bytes:
            return
        for _, size, path in sorted(entries):
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108
            total -= size
            if total <= _SWEEP_TO * self._most_bytes:
                return

    def _path(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / "ocr" / key[:2] / key
