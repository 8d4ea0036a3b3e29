"""Finding the record that belongs to each gold file."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from vnplan_extract.errors import PlanError
from vnplan_extract.evaluation.matching import Item
from vnplan_extract.record import ITEM_LISTS

_LOG = logging.getLogger(__name__)
_GOLD = ".gold.json"


def load_pairs(gold: Path, records: Path) -> list[tuple[str, Item, Item]]:
    """Read gold files and the records that belong to them.

    Args:
        gold: a folder of `NAME.gold.json` files, or one such file.
        records: a folder that holds `NAME.json` or `NAME.EXT.json` at any depth (the first in
            the order of the paths counts), or one record.

    Returns:
        (NAME, gold, record) by name. A record that is not there is empty, with a warning in
        the log.

    Raises:
        PlanError: E201, a path or any gold file is not there; E202, a file may not be read;
            E204, a file is no JSON record.
    """
    for path in (gold, records):
        if not path.exists():
            raise PlanError("E201", path=path)
    gold_files = sorted(gold.glob(f"*{_GOLD}")) if gold.is_dir() else [gold]
    if not gold_files:
        raise PlanError("E201", path=gold / f"*{_GOLD}")
    of_name = _records_by_name(records) if records.is_dir() else None
    pairs = []
    for path in gold_files:
        name = path.name.removesuffix(_GOLD)
        record = records if of_name is None else of_name.get(name)
        if record is None:
            _LOG.warning("Không có bản ghi cho %s: tính là rỗng. / No record for %s: counted as empty.", name, name)
        pairs.append((name, load_record(path), load_record(record) if record else {}))
    return pairs


def _records_by_name(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.json")):
        if path.is_file():
            found.setdefault(path.name.split(".")[0], path)
    return found


def load_record(path: Path) -> Item:
    """Read one record or gold file.

    Raises:
        PlanError: E201, E202 or E204, as `load_pairs` says.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanError("E201", path=path) from None
    except PermissionError:
        raise PlanError("E202", path=path) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise PlanError("E204", path=path, detail=str(error)) from error
    if fault := _fault(value):
        raise PlanError("E204", path=path, detail=fault)
    record: Item = value
    return record


def _fault(value: Any) -> str | None:
    """What keeps a JSON value from being read as a record, None where nothing does."""
    if not isinstance(value, dict):
        return "not an object"
    if not _all_of([value.get("header"), value.get("header_evidence")], dict):
        return "header or header_evidence is not an object"
    header = value.get("header") or {}
    if not _all_of([header.get("signer"), header.get("period")], dict):
        return "header.signer or header.period is not an object"
    if not _all_of([header.get("recipients"), header.get("optional")], list):
        return "header.recipients or header.optional is not a list"
    for name in ITEM_LISTS:
        items = value.get(name)
        if not _all_of([items], list) or not all(isinstance(item, dict) for item in items or []):
            return f"{name} is not a list of objects"
        inner = [item.get(key) for item in items or [] for key in ("also", "cells", "lead", "coordinating", "evidence")]
        if not _all_of(inner, list):
            return f"an item of {name} does not hold a list where it must"
    return None


def _all_of(values: list[Any], kind: type) -> bool:
    return all(value is None or isinstance(value, kind) for value in values)
