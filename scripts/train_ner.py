"""Train the recogniser, `models/ner.npz`, and measure it on the hand-checked development set.

    scripts/train_ner ../shared [--lines FILE] [--epochs N] [--sample N] [--segmented] [--out FILE]

The recipe (see `models/ner.md`): the silver lines of `ner_data`; each epoch every line as it is, as an engine without
Vietnamese reads some of its words, without marks, or in capitals, by chance with a fixed seed; the network of
`vnplan_extract/ner/network.py` in PyTorch, Adam, cross entropy over the tags. `--segmented` measures the same
with the word segmentation of underthesea beside the syllables (it writes no file); `--sample` takes so many of the
lines, drawn with a fixed seed, to compare ways in short.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from ner_data import Labelled, lines, misread, stored, unmarked  # noqa: E402
from ner_development import development  # noqa: E402

from vnplan_extract.ner import recognise  # noqa: E402
from vnplan_extract.ner.decode import TAGS  # noqa: E402
from vnplan_extract.ner.features import SIZES, features  # noqa: E402
from vnplan_extract.ner.network import DILATIONS, Network  # noqa: E402
from vnplan_extract.ner.tokens import Line  # noqa: E402
from vnplan_extract.ner.tokens import lines as cut  # noqa: E402

OUT = ROOT / "models" / "ner.npz"
#: Numbers of each embedding, in the order of `SIZES`; of a token's hidden state.
WIDTHS = (48, 32, 16, 16)
HIDDEN = 96
SEED = 7
BATCH = 6000  #: tokens
RATE = 3e-3
DROPOUT = 0.15
#: How often a line of each kind is seen in an epoch, and what is done with it (the rest is left as it is).
WEIGHTS = {"admin": 1, "names": 1, "legal": 1, "news": 1, "wiki": 1, "plans": 2}
MISREAD, UNMARKED, CAPITALS = 0.35, 0.05, 0.04
_TAG = {(place, label.value if label else ""): number for number, (place, label) in enumerate(TAGS)}
_GAP = max(DILATIONS)


class Tagger(nn.Module):  # type: ignore[misc]  # PyTorch is not installed where types are checked
    """The network of `vnplan_extract.ner.network`, to be trained."""

    def __init__(self, extra: int = 0) -> None:
        super().__init__()
        self.embeddings = nn.ModuleList(
            nn.Embedding(size, width, padding_idx=0) for size, width in zip(SIZES, WIDTHS, strict=True)
        )
        self.segments = nn.Embedding(3, extra, padding_idx=0) if extra else None
        self.input = nn.Linear(sum(WIDTHS) + extra, HIDDEN)
        self.layers = nn.ModuleList(nn.Linear(3 * HIDDEN, HIDDEN) for _ in DILATIONS)
        self.output = nn.Linear(HIDDEN, len(TAGS))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, ids: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        """Scores of the tags: a row for each row of ids; `inside` is 1 where there is a token, else 0."""
        seen = [table(ids[:, number]) for number, table in enumerate(self.embeddings)]
        if self.segments is not None:
            seen.append(self.segments(ids[:, len(SIZES)]))
        hidden = torch.relu(self.input(self.dropout(torch.cat(seen, 1)))) * inside
        for dilation, layer in zip(DILATIONS, self.layers, strict=True):
            nothing = hidden.new_zeros(dilation, HIDDEN)
            left = torch.cat([nothing, hidden[:-dilation]])
            right = torch.cat([hidden[dilation:], nothing])
            change = torch.relu(layer(torch.cat([left, hidden, right], 1)))
            hidden = (hidden + self.dropout(change)) * inside
        scores: torch.Tensor = self.output(hidden)
        return scores

    def weights(self) -> dict[str, np.ndarray]:
        """As the package loads them: half precision, matrices to be multiplied from the right."""
        found = {f"embedding{number}": table.weight for number, table in enumerate(self.embeddings)}
        parts = {"input": self.input, "output": self.output}
        parts |= {f"layer{number}": layer for number, layer in enumerate(self.layers)}
        for name, part in parts.items():
            found |= {f"{name}.weight": part.weight.T, f"{name}.bias": part.bias}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}


class Example:
    """A line as numbers: features and tags of its tokens."""

    def __init__(self, line: Labelled, segmented: bool) -> None:
        rows = [(cut_line, self._tags(cut_line, line.spans)) for cut_line in cut(line.text)]
        self.features = [features(row) for row, _ in rows]
        self.tags = [tags for _, tags in rows]
        if segmented:
            inner = _inner(line.text)
            for number, (row, _) in enumerate(rows):
                marks = [[2 if start in inner else 1] for start, _ in row.places]
                self.features[number] = np.concatenate([self.features[number], np.array(marks)], axis=1)

    @staticmethod
    def _tags(row: Line, spans: Iterable[tuple[int, int, str]]) -> list[int]:
        tags = [0] * len(row)
        for start, end, label in spans:
            own = [at for at, (a, b) in enumerate(row.places) if a >= start and b <= end]
            for at in own:
                place = "I"
                if len(own) == 1:
                    place = "S"
                elif at in (own[0], own[-1]):
                    place = "B" if at == own[0] else "E"
                tags[at] = _TAG[place, label]
        return tags


def _inner(text: str) -> set[int]:
    """Where syllables begin that are not the first of their word, by underthesea."""
    from underthesea import word_tokenize

    found: set[int] = set()
    at = 0
    for word in word_tokenize(text):
        syllables = word.split()
        for number, syllable in enumerate(syllables):
            place = text.find(syllable, at)
            if place < 0:
                break
            if number:
                found.add(place)
            at = place + len(syllable)
    return found


def varied(line: Labelled, rng: random.Random) -> Labelled:
    """The line as it is, or as a damaged text has it."""
    chance = rng.random()
    if chance < MISREAD:
        return misread(line, rng.choice((0.05, 0.15, 0.4)), rng)
    if chance < MISREAD + UNMARKED:
        return unmarked(line)
    if chance < MISREAD + UNMARKED + CAPITALS and len(line.text.upper()) == len(line.text):
        return Labelled(line.text.upper(), line.spans)
    return line


def batches(examples: Sequence[Example]) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """(ids, 1 where there is a token, tags) of about `BATCH` tokens each."""
    rows: list[np.ndarray] = []
    tags: list[list[int]] = []
    size = 0
    for number, example in enumerate(examples):
        rows += example.features
        tags += example.tags
        size += sum(map(len, example.tags))
        if size >= BATCH or number == len(examples) - 1:
            width = rows[0].shape[1]
            total = size + _GAP * (len(rows) + 1)
            ids, inside = np.zeros((total, width), np.int64), np.zeros((total, 1), np.float32)
            wanted = np.full(total, -1, np.int64)
            at = _GAP
            for row, own in zip(rows, tags, strict=True):
                ids[at : at + len(own)], inside[at : at + len(own)] = row, 1
                wanted[at : at + len(own)] = own
                at += len(own) + _GAP
            yield torch.from_numpy(ids), torch.from_numpy(inside), torch.from_numpy(wanted)
            rows, tags, size = [], [], 0


def train(data: Sequence[tuple[str, Labelled]], epochs: int, segmented: bool) -> Tagger:
    """A tagger trained on the lines."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    tagger = Tagger(8 if segmented else 0)
    chosen = [line for kind, line in data for _ in range(WEIGHTS[kind])]
    tokens = sum(len(row) for line in chosen for row in cut(line.text))
    steps = epochs * (tokens // BATCH + 1)
    optimiser = torch.optim.Adam(tagger.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + epochs, pct_start=0.1)
    loss_of = nn.CrossEntropyLoss(ignore_index=-1)
    for epoch in range(epochs):
        begin, total, count = time.monotonic(), 0.0, 0
        rng.shuffle(chosen)
        for at in range(0, len(chosen), 4000):
            examples = [Example(varied(line, rng), segmented) for line in chosen[at : at + 4000]]
            for ids, inside, wanted in batches(examples):
                optimiser.zero_grad()
                loss = loss_of(tagger(ids, inside), wanted)
                loss.backward()
                optimiser.step()
                if schedule.last_epoch < steps + epochs - 1:
                    schedule.step()
                total, count = total + loss.item(), count + 1
        print(f"epoch {epoch + 1}: loss {total / count:.4f}, {time.monotonic() - begin:.0f} s", flush=True)
    tagger.eval()
    return tagger


def main(shared: Path, file: Path | None, epochs: int, sample: int | None, out: Path, segmented: bool) -> None:
    """Train, write, measure."""
    data = list(stored(file) if file else lines(shared))
    print(f"{len(data):,} lines", flush=True)
    if sample:
        data = random.Random(SEED).sample(data, min(sample, len(data)))
    tagger = train(data, epochs, segmented)
    if segmented:
        print("with word segmentation:", _share_of_tags(tagger, shared, segmented=True))
        return
    out.parent.mkdir(exist_ok=True)
    np.savez(out, **tagger.weights())  # type: ignore[arg-type]  # numpy's stub takes no unpacked arrays
    print(f"{out.name}: {out.stat().st_size / 1e6:.2f} MB")
    print("plain syllables:", _share_of_tags(tagger, shared, segmented=False))
    report(Network.load(out), shared)


def _share_of_tags(tagger: Tagger, shared: Path, *, segmented: bool) -> str:
    """The share of entities' tags that are right, to compare taggers by."""
    right = found = true = 0
    for text, _, spans in development(shared):
        example = Example(Labelled(text, tuple(spans)), segmented)
        for ids, inside, wanted in batches([example]):
            best = tagger(ids, inside).argmax(1)
            right += int(((best == wanted) & (wanted > 0)).sum())
            found += int(((best > 0) & (wanted >= 0)).sum())
            true += int((wanted > 0).sum())
    return f"tags precision {right / found:.3f}, recall {right / true:.3f}, F1 {2 * right / (found + true):.3f}"


def report(model: Network, shared: Path) -> None:
    """Print precision, recall and F1 of whole entities, by label, on the development set as it is and misread."""
    rng = random.Random(SEED)
    clean = [Labelled(text, tuple(spans)) for text, _, spans in development(shared)]
    for name, set_ in (("clean", clean), ("misread", [misread(line, 0.15, rng) for line in clean])):
        counts: dict[str, list[int]] = {}
        for line in set_:
            wanted = set(line.spans)
            found = {(e.start, e.end, e.label.value) for e in recognise(line.text, model=model)}
            for start, end, label in wanted | found:
                row = counts.setdefault(label, [0, 0, 0])
                row[0] += (start, end, label) in wanted & found
                row[1] += (start, end, label) in found
                row[2] += (start, end, label) in wanted
        counts["all"] = [sum(row[at] for row in counts.values()) for at in range(3)]
        print(f"{name}: precision, recall, F1 of whole entities")
        for label, (right, found_, true) in sorted(counts.items()):
            shares = right / max(1, found_), right / max(1, true), 2 * right / (found_ + true)
            print(f"  {label:10}", *(f"{share:.3f}" for share in shares))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--lines", type=Path, help="labelled lines that ner_data.py has written")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--sample", type=int, help="so many of the lines")
    parser.add_argument("--segmented", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    main(given.shared, given.lines, given.epochs, given.sample, given.out, given.segmented)
