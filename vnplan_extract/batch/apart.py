"""Archives unpacked in a child process: what they hold may cost it its life, and not the supervisor's.

Run as `python -m vnplan_extract.batch.apart QUESTION PATH`, with the limits in the environment; the answer is JSON on
standard output.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vnplan_extract.batch import store
from vnplan_extract.batch.files import FileFacts, file_facts, split_at_archive
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.programs import ProgramTimeoutError, run_program
from vnplan_extract.readers.archive import members

_MOST_SECONDS = 120  #: the supervisor waits so long; unpacking within the limits takes a few


def members_apart(archive: Path, limits: Limits) -> list[str]:
    """The names of all members of an archive, as `readers.archive.members` gives them; none where it cannot be opened.

    Why it cannot is told by the record that the archive then gets.
    """
    names = _ask("members", archive, limits)
    return [str(name) for name in names] if isinstance(names, list) else []


def facts_apart(path: Path, limits: Limits) -> FileFacts:
    """What a record says of the file at `path`; of what cannot be unpacked or fetched, those of no bytes."""
    if not store.as_url(path) and not split_at_archive(path):
        return file_facts(path, limits)
    facts = _ask("facts", path, limits)
    return FileFacts(**facts) if isinstance(facts, dict) else FileFacts()


def _ask(question: str, path: Path, limits: Limits) -> Any:
    """The child's answer; None where it died, took too long or raised an error."""
    search = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100 - '' is here
    environment = {"PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"}
    environment |= {f"VNPLAN_{name.upper()}": str(value) for name, value in asdict(limits).items()}
    try:
        done = run_program(
            [sys.executable, "-P", "-m", __name__, question, str(store.absolute(path))],
            seconds=min(limits.document_seconds, _MOST_SECONDS),
            extra_environment=environment,
        )
        return json.loads(done.stdout) if done.returncode == 0 else None
    except (ProgramTimeoutError, OSError, ValueError):
        return None


def _members(path: Path, limits: Limits) -> list[str]:
    with path.open("rb") as file:
        return members(file, limits)


def _facts(path: Path, limits: Limits) -> dict[str, Any]:
    return asdict(file_facts(path, limits))


_QUESTIONS: dict[str, Callable[[Path, Limits], Any]] = {"members": _members, "facts": _facts}


def main(question: str, path: str) -> int:
    """Answer a question about a path on standard output; 1 where it cannot be answered."""
    try:
        answer = _QUESTIONS[question](Path(path), Limits.from_environment())
    except (PlanError, OSError, MemoryError):
        return 1
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
