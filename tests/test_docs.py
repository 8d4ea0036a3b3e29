"""The pages of docs/ name all that the program has, and nothing that it has not."""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from vnplan_extract import record
from vnplan_extract.cli import app
from vnplan_extract.data.export_table import tables
from vnplan_extract.errors import ERRORS
from vnplan_extract.limits import Limits

DOCS = Path(__file__).parents[1] / "docs"


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, the headings left out."""
    tables = re.findall(r"(?:^\|.*\n)+", text + "\n", re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()[2:]]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def code_words(cell: str) -> set[str]:
    return {word.replace("\\|", "|").split(" ")[0] for word in re.findall(r"`([^`]+)`", cell)}


def test_errors() -> None:
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    expected = [
        [kind.code, kind.status or "–", str(kind.exit_code), str(kind.http_status), f"{kind.vi}<br>{kind.en}"]
        for kind in ERRORS.values()
    ]
    assert [row for row in rows(page) if row[0].startswith("E")] == expected


def test_exit_codes() -> None:
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    told = {int(row[0]) for row in rows(sections(page)["Exit codes"])}
    assert told == {kind.exit_code for kind in ERRORS.values()}


def test_limits() -> None:
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    expected = [[f"`{f.name}`", str(f.default), f"`VNPLAN_{f.name.upper()}`"] for f in fields(Limits)]
    assert [row[:3] for row in rows(page)] == expected


MODELS = {
    name: model
    for name, model in inspect.getmembers(record, inspect.isclass)
    if issubclass(model, BaseModel) and model.__module__ == record.__name__ and not name.startswith("_")
}


def test_every_model_is_told() -> None:
    assert set(sections((DOCS / "record.md").read_text(encoding="utf-8"))) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_told(name: str) -> None:
    section = sections((DOCS / "record.md").read_text(encoding="utf-8"))[name]
    told = [row[0].strip("`") for row in rows(section)]
    own = MODELS[name].model_fields
    if issubclass(MODELS[name], record.Item) and MODELS[name] is not record.Item:
        own = {field: info for field, info in own.items() if field not in record.Item.model_fields}
    assert told == list(own)


def test_every_table_of_the_export_is_told() -> None:
    told = sections((DOCS / "export.md").read_text(encoding="utf-8"))
    for name, table in tables().items():
        section = told[f"`{name}`"]
        assert f"Sheet: {table.vi}, {table.en}." in section
        expected = [[f"`{c.name}`", c.vi, c.en, c.kind, f"`{c.model}.{c.field}`"] for c in table.columns]
        assert [row for row in rows(section) if len(row) == 5] == expected


def inherits(model: type[BaseModel]) -> bool:
    return issubclass(model, record.Item) and model is not record.Item


def test_every_field_has_a_column_or_is_said_to_have_none() -> None:
    page = (DOCS / "export.md").read_text(encoding="utf-8")
    without = {row[0].strip("`") for row in rows(sections(page)["What has no column"])}
    columns = {f"{c.model}.{c.field}" for table in tables().values() for c in table.columns if c.model != "Row"}
    fields_of_models = {
        f"{name}.{field}"
        for name, model in MODELS.items()
        for field in model.model_fields
        if f"{name}.*" not in without and not (inherits(model) and field in record.Item.model_fields)
    }
    told = {field for field in without if not field.endswith(".*")}
    assert columns | told == fields_of_models
    assert not columns & told
    assert {field.removesuffix(".*") for field in without if field.endswith(".*")} <= set(MODELS)


def commands() -> dict[str, Any]:
    root: Any = typer.main.get_command(app)
    return {"": root, **root.commands}


def test_every_command_is_told() -> None:
    told = set(sections((DOCS / "commands.md").read_text(encoding="utf-8")))
    assert told == {"For every command"} | {f"`vnplan {name}`" for name in commands() if name}


@pytest.mark.parametrize("name", commands())
def test_every_option_is_told(name: str) -> None:
    section = sections((DOCS / "commands.md").read_text(encoding="utf-8"))[
        f"`vnplan {name}`" if name else "For every command"
    ]
    told = {word for row in rows(section) for word in code_words(row[0])} - {"--help"}
    parameters = [parameter for parameter in commands()[name].params if parameter.name != "help"]
    here = {
        form
        for parameter in parameters
        for form in (parameter.opts if parameter.param_type_name == "option" else [parameter.metavar.rstrip(".")])
    }
    assert told == here


def test_links_lead_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def told_commands(page: Path) -> list[list[str]]:
    """The words of every command that a page shows in code."""
    text = page.read_text(encoding="utf-8")
    return [shown.split() for shown in re.findall(r"`((?:scripts/|vnplan )[^`\n]+)`", text)]


@pytest.mark.parametrize("page", [*DOCS.glob("*.md"), DOCS.parent / "README.md"], ids=lambda page: page.name)
def test_commands_that_are_told_exist(page: Path) -> None:
    for program, *words in told_commands(page):
        if program == "vnplan":
            assert {word for word in words[:1] if word.islower() and word.isalpha()} <= set(commands()), words
            continue
        assert (DOCS.parent / program).exists(), program
        if program == "scripts/bench":
            assert parts_of_bench(words), words


def parts_of_bench(words: list[str]) -> bool:
    """Whether `scripts/bench` has the parts that the words name, `batch` with those behind `--part`."""
    sys.path[:0] = [str(DOCS.parent / "scripts")]
    import bench_batch

    source = (DOCS.parent / "scripts/bench.py").read_text(encoding="utf-8")
    parts = set(re.findall(r'"(\w+)": \1\b', source))
    if words[:2] == ["batch", "--part"]:
        return set(words[2:]) <= set(bench_batch.PARTS)
    return set(words) <= parts
