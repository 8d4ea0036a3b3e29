"""Where the trained models are: beside the package in a checkout, inside it where it was installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def model_path(name: str) -> Path:
    """The path of the file `name` of `models/`.

    Raises:
        FileNotFoundError: the installation lacks it.
    """
    for folder in (_PACKAGE / "models", _PACKAGE.parent / "models"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"models/{name}")
