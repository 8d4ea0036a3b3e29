#!/usr/bin/env python3
"""Makes the synthetic plans of `fixtures/`, or many more for measurements of scale.

    python scripts/make_fixtures.py                 write fixtures/
    python scripts/make_fixtures.py --check         compare fixtures/ with what would be written
    python scripts/make_fixtures.py --many 10000 --out DIR [--format txt] [--seed 1]
    python scripts/make_fixtures.py --many 20 --out DIR --format scan [--level hard]

The same version and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from plan_fixtures.catalogue import CATALOGUE, random_spec
from plan_fixtures.compose import compose
from plan_fixtures.model import Item, Plan
from plan_fixtures.render_text import render_text

FIXTURES = Path(__file__).parent.parent / "fixtures"
FORMATS = ("txt", "docx", "pdf", "rtf")
SCAN_LEVELS = ("clean", "light", "hard", "small", "fax")


def renderer(kind: str) -> Callable[[Plan], bytes]:
    """The function that renders a plan in a format; its library is loaded only now."""
    if kind == "docx":
        from plan_fixtures.render_docx import render_docx

        return render_docx
    if kind == "pdf":
        from plan_fixtures.render_pdf import render_pdf

        return render_pdf
    if kind == "rtf":
        from plan_fixtures.render_rtf import render_rtf

        return render_rtf
    return render_text


def gold_bytes(truth: Item) -> bytes:
    """A gold file's bytes."""
    return (json.dumps(truth, ensure_ascii=False, indent=1) + "\n").encode()


def made_with() -> Item:
    """What the bytes of Word files and PDFs depend on besides this code."""
    from plan_fixtures.render_pdf import fonts_digest

    return {
        "python-docx": version("python-docx"),
        "reportlab": version("reportlab"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "fonts": fonts_digest(),
    }


def committed_scans() -> Iterator[tuple[str, bytes]]:
    """Each committed scan with what is really on it: its path under `fixtures/` and its bytes."""
    from plan_fixtures.render_scan import SCANS, as_file, render_scan

    specs = {spec.name: spec for spec in CATALOGUE}
    for fixture in SCANS:
        plan = compose(specs[fixture.plan])
        scan = render_scan(plan, fixture.level, fixture.seed, wide_tables=fixture.wide_tables)
        scan = scan.only(fixture.pages, fixture.tables)
        truth = scan.truth() | {"money": [plan.truth["tables"][n] for n in fixture.money]}
        yield f"scans/{fixture.file}", as_file(scan, fixture.file.rpartition(".")[2])
        yield f"scans/{fixture.file}.truth.json", gold_bytes(truth)


def same_tools() -> bool:
    """Whether Word files and PDFs made here have the bytes of the committed ones."""
    path = FIXTURES / "MADE_WITH.json"
    return path.is_file() and bool(json.loads(path.read_text(encoding="utf-8")) == made_with())


def committed(formats: Sequence[str] = FORMATS) -> Iterator[tuple[str, bytes]]:
    """Each committed file of these formats, and each gold file: its path under `fixtures/` and its bytes."""
    for spec in CATALOGUE:
        plan = compose(spec)
        for kind in spec.formats:
            if kind not in formats:
                continue
            yield f"plans/{plan.name}.{kind}", renderer(kind)(plan)
        yield f"gold/{plan.name}.gold.json", gold_bytes(plan.truth)


def check() -> list[str]:
    """The committed files that differ from what would be written, are missing, or are too many."""
    tools = same_tools()
    wanted = dict(committed(FORMATS if tools else ("txt", "rtf")))
    wrong = []
    for name, data in wanted.items():
        path = FIXTURES / name
        if not path.is_file() or path.read_bytes() != data:
            wrong.append(name)
    for folder in ("plans", "gold"):
        for path in sorted((FIXTURES / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if name not in wanted and (tools or path.suffix not in (".docx", ".pdf")):
                wrong.append(name)
    return wrong


def write(out: Path, name: str, data: bytes) -> None:
    """Writes one file, making its folder."""
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def make_many(count: int, out: Path, kind: str, seed: str, level: str = "hard") -> None:
    """Writes `count` different plans with their gold files, one at a time; a thousand share a folder."""
    if kind == "scan":
        make_many_scans(count, out, level, seed)
        return
    render = renderer(kind)
    for index in range(count):
        plan = compose(random_spec(seed, index))
        folder = f"{index // 1000:03d}"
        write(out, f"plans/{folder}/{plan.name}.{kind}", render(plan))
        write(out, f"gold/{folder}/{plan.name}.gold.json", gold_bytes(plan.truth))


def make_many_scans(count: int, out: Path, level: str, seed: str) -> None:
    """The same as scanned PDFs, with what is really on their pages in `truth/`."""
    from plan_fixtures.render_scan import as_pdf, render_scan

    for index in range(count):
        plan = compose(random_spec(seed, index))
        scan = render_scan(plan, level, seed)
        folder = f"{index // 1000:03d}"
        write(out, f"plans/{folder}/{plan.name}.pdf", as_pdf(scan))
        write(out, f"gold/{folder}/{plan.name}.gold.json", gold_bytes(plan.truth))
        write(out, f"truth/{folder}/{plan.name}.truth.json", gold_bytes(scan.truth()))


def main(argv: list[str] | None = None) -> int:
    """Runs the command; 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--many", type=int, metavar="N", help="make N plans in --out instead")
    parser.add_argument("--out", type=Path, metavar="DIR")
    parser.add_argument("--format", choices=(*FORMATS, "scan"), default="txt")
    parser.add_argument("--level", choices=SCAN_LEVELS, default="hard", help="how worn the pages of scans are")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args(argv)
    if options.many is not None:
        if options.out is None:
            parser.error("--many needs --out")
        make_many(options.many, options.out, options.format, options.seed, options.level)
        return 0
    if options.check:
        if not same_tools():
            print("other versions of libraries or fonts: Word files and PDFs are not compared", file=sys.stderr)
        wrong = check()
        for name in wrong:
            print(f"differs: fixtures/{name}", file=sys.stderr)
        return 1 if wrong else 0
    for files in (committed(), committed_scans()):
        for name, data in files:
            write(FIXTURES, name, data)
    write(FIXTURES, "MADE_WITH.json", (json.dumps(made_with(), indent=1) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
