"""The fixtures' plans as saved pages of a portal and as workbooks: they hold the plan's text, and give its record."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from plan_fixtures.catalogue import CATALOGUE
from plan_fixtures.compose import compose
from plan_fixtures.model import Grid, Layout, Plan
from plan_fixtures.render_html import render_html
from plan_fixtures.render_text import text_of
from plan_fixtures.render_xlsx import render_xlsx
from plan_fixtures.setting import Spec

from vnplan_extract import pipeline
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.name)
@pytest.mark.parametrize("render", [render_html, render_xlsx])
def test_plan(render: Callable[[Plan], bytes], spec: Spec) -> None:
    plan = compose(spec)
    data = render(plan)
    assert render(plan) == data
    document = read(data, plan.name, Limits())
    text = document.text.value
    assert not re.search("Chuyên mục|Trang chủ|Bản quyền|Bạn đọc|Còn hiệu lực", text)
    for item in (*plan.truth["targets"], *plan.truth["budget"], *plan.truth["tasks"]):
        assert letters(item["quote"]) in letters(text)
    grids = [block for block in plan.blocks if isinstance(block, Grid)]
    assert [table.shape for table in document.tables] == [(len(grid.rows), len(grid.rows[0])) for grid in grids]
    record = pipeline.run(data, plan.name)
    as_text = pipeline.run(text_of(plan, Layout()).encode(), plan.name)
    assert record.header == as_text.header
    assert sum(len(table.cells) for table in record.tables) == sum(len(t["cells"]) for t in plan.truth["tables"])
