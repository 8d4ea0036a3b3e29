"""The network: embeddings, convolutions over neighbours, a score for each tag; run by numpy.

Three layers that see one, two and four tokens to both sides (dilated convolutions with residual connections, Strubell
and others 2017), so that a token is judged with seven to each side. `scripts/train_ner` trains it and writes the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.data.model_files import model_path
from vnplan_extract.ner.features import SIZES, Features

FILE = "ner.npz"
DILATIONS = (1, 2, 4)
_GAP = max(DILATIONS)  #: rows of zeros between lines, so that none sees the next

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Network:
    """The weights by name, and the version of their file."""

    weights: dict[str, Floats]
    version: str = ""

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read what `scripts/train_ner` wrote.

        Raises:
            FileNotFoundError: there is no such file.
        """
        data = path.read_bytes()
        with np.load(path) as stored:
            weights = {name: stored[name].astype(np.float32) for name in stored.files}
        return cls(weights, hashlib.sha256(data).hexdigest()[:12])

    def scores(self, rows: Sequence[Features]) -> list[Floats]:
        """For each line a row of scores for each of its tokens, one for each tag of `decode.TAGS`."""
        weights = self.weights
        sizes = [len(row) for row in rows]
        total = sum(sizes) + _GAP * (len(rows) + 1)
        ids = np.zeros((total, len(SIZES)), np.int64)
        inside = np.zeros((total, 1), np.float32)
        starts = []
        at = _GAP
        for row, size in zip(rows, sizes, strict=True):
            ids[at : at + size] = row
            inside[at : at + size] = 1
            starts.append(at)
            at += size + _GAP
        seen = np.concatenate([weights[f"embedding{number}"][ids[:, number]] for number in range(len(SIZES))], axis=1)
        hidden: Floats = _positive(seen @ weights["input.weight"] + weights["input.bias"]) * inside
        for number, dilation in enumerate(DILATIONS):
            beside = np.zeros((total, 3 * hidden.shape[1]), np.float32)
            width = hidden.shape[1]
            beside[dilation:, :width] = hidden[:-dilation]
            beside[:, width : 2 * width] = hidden
            beside[:-dilation, 2 * width :] = hidden[dilation:]
            change = beside @ weights[f"layer{number}.weight"] + weights[f"layer{number}.bias"]
            hidden = (hidden + _positive(change)) * inside
        result: Floats = hidden @ weights["output.weight"] + weights["output.bias"]
        return [result[start : start + size] for start, size in zip(starts, sizes, strict=True)]


def _positive(values: Floats) -> Floats:
    return np.maximum(values, 0)


@cache
def network() -> Network:
    """The trained network of `models/`, loaded once."""
    return Network.load(model_path(FILE))
