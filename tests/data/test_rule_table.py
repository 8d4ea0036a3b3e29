"""Every rule that the extractors name has a row, and every row is of such a rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from vnplan_extract import data
from vnplan_extract.extractors import deadlines
from vnplan_extract.values import periods

EXTRACTORS = Path(deadlines.__file__).parent
ROOMS = ("header", "citation", "agency", "deadline", "target", "budget", "table", "task", "finding")
NAME = re.compile(rf"(?:{'|'.join(ROOMS)})\.[a-z_]+")


def strings(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def kept_under(node: ast.AST) -> list[ast.expr]:
    """The name in `context.once(name, …)`, which is none of a rule."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "once":
        return node.args[:1]
    return []


def deadline_forms() -> set[str]:
    """The forms of times of which `deadline.{time.form}` is made, from the table of `values.periods`."""
    table = [line for line in (periods.__doc__ or "").splitlines() if line.startswith("`")]
    named = {name for line in table for name in re.findall(r"`([a-z_]+)`", line)}
    return {deadlines._FORMS.get(rule, rule) for rule in named - {"as_of"}} | {"day"}


def emitted(path: Path) -> Iterator[str]:
    """The names of rules that a module can give to an item."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept = {id(inner) for node in ast.walk(tree) for name in kept_under(node) for inner in ast.walk(name)}
    for node in ast.walk(tree):
        if id(node) in kept:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
            yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
            yield from (f"header.{name}" for name in strings(node.args[-1]))
        elif isinstance(node, ast.JoinedStr):
            made = ast.unparse(node)
            if any(made[2:].startswith(f"{room}.{{") for room in ROOMS):
                assert made in ("f'header.{rule}'", "f'deadline.{time.form}'"), f"{path.name}: {made}"
                if "time.form" in made:
                    yield from (f"deadline.{form}" for form in deadline_forms())


def test_rules_and_rows_are_the_same() -> None:
    named = {name for path in EXTRACTORS.glob("*.py") for name in emitted(path)}
    assert named == set(data.rules())
