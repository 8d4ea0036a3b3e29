"""Packages that only some of what this package does needs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from vnplan_extract.errors import PlanError


def optional(module: str, extra: str) -> Any:
    """The module, which the extra of this package brings.

    Raises:
        PlanError: E206 it is not installed; the message says what to type.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        command = f'pip install "vnplan-extract[{extra}]"'
        raise PlanError("E206", what=error.name or module, command=command) from error
