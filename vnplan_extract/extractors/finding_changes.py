"""Changes that their own figures do not give: `từ A lên B, tăng C (D%)`, `giảm 17 vụ (-68%)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.queries import Figure, Query, Range, figures, percent_printed, printed, rounded
from vnplan_extract.values.numbers import parse_number

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_CHANGE = re.compile(
    rf"(?<!\w)(?P<way>tăng|giảm)(?:\s+(?:thêm|được|là))?\s*:?\s*(?P<number>{_NUMBER})(?P<percent>\s?%)?"
)
_SHARE_BEHIND = re.compile(
    rf"\s*[,;]?\s*\(?\s*(?:(?:tương\s+(?:đương|ứng)|bằng|hay|tỷ\s+lệ|chiếm|tăng|giảm)\s*(?:với\s+)?(?:tỷ\s+lệ\s+)?)?(?P<sign>[-–+−])?\s*(?P<share>{_NUMBER})\s?%\s*(?P<shut>\))?"
)
_FROM_TO = re.compile(
    rf"(?<!\w)từ\s+(?P<a>{_NUMBER})(?P<a_percent>\s?%)?(?P<gap>[^.;0-9]{{0,60}}(?:năm\s+(?:19|20)[0-9]{{2}}[^.;0-9]{{0,30}})?)"
    rf"(?<!\w)(?:lên|xuống|còn|thành|đến)\s+(?:còn\s+|đến\s+|tới\s+|thành\s+)?(?P<b>{_NUMBER})(?P<b_percent>\s?%)?"
    r"[^.;:,()0-9]{0,60}(?:\(?năm\s+(?:19|20)[0-9]{2}[^.;:,()0-9]{0,20}\)?)?[\s,;(]*\Z"
)
_COMPARED = re.compile(r"(?<!\w)so(?:\s+với|\s+sánh|\s+cùng)(?!\w)")
_BASE_BEHIND = re.compile(r"\s*so\s+với\s+[^.;()0-9]{0,30}(?:năm\s+(?:19|20)[0-9]{2}[^.;()0-9]{0,20})?\(")
_YEAR = re.compile(r"(?<!\w)năm\s+(?P<year>(?:19|20)[0-9]{2})(?![0-9/])")
_PASSAGE = re.compile(r"[.!?](?=\s+[^\s\d])")
_REACH = 400


@dataclass(frozen=True)
class _Change:
    """One `tăng C (D%)`: the figure of the change, or the share of it, or both."""

    match: re.Match[str]
    figure: Figure | None
    share: Decimal | None
    places: int
    end: int

    @property
    def grows(self) -> bool:
        return self.match["way"] == "tăng"


def changes(context: Context) -> Iterator[Query]:
    """Every change whose figures contradict each other."""
    lower = context.lower
    if "tăng" not in lower and "giảm" not in lower:
        return
    found = [change for match in _CHANGE.finditer(lower) if (change := _change(context, match))]
    done: set[int] = set()
    for index, change in enumerate(found):
        if index in done:
            continue
        start = _passage_start(context, change.match.start())
        pair = _two_figures(context, change, start)
        if pair is not None:
            first, last, begin, end = pair
            if (note := _contradiction(change, first, last)) is not None:
                yield Query("change_mismatch", "finding.change", note, ((begin, end),), 0.85)
            continue
        run = _run(context, found, index)
        done.update(range(index, index + len(run)))
        yield from _against_present(context, run, start)


def _change(context: Context, match: re.Match[str]) -> _Change | None:
    lower = context.lower
    limit = min(len(lower), match.end() + 80)
    if match["percent"]:
        share = parse_number(match["number"])
        return _Change(match, None, Decimal(share.value), share.places, match.end()) if share else None
    near = figures(context, match.start("number"), limit)
    if not near or near[0].start != match.start("number") or near[0].about:
        return None
    figure = near[0]
    behind = _SHARE_BEHIND.match(lower, figure.close, limit)
    if behind is None:
        # `14 người chết (-61%)`: more words of the noun
        words = re.compile(r"(?:\s+[^\W\d_]+){0,4}").match(lower, figure.close, limit)
        behind = _SHARE_BEHIND.match(lower, words.end(), limit) if words else None
        if behind is not None and "(" not in behind.group():
            behind = None
    share = parse_number(behind["share"]) if behind else None
    if share is None or behind is None:
        return _Change(match, figure, None, 0, figure.close)
    return _Change(match, figure, Decimal(share.value), share.places, behind.end())


def _passage_start(context: Context, at: int) -> int:
    """Where the sentence before `at` begins, semicolons passed over."""
    block = context.block_at(at)
    start = max(block.body if block else 0, at - _REACH)
    for match in _PASSAGE.finditer(context.flat, start, at):
        start = match.end()
    return start


def _two_figures(context: Context, change: _Change, start: int) -> tuple[Figure, Figure, int, int] | None:
    """The two figures that the sentence compares, the earlier first, and the span that holds all three."""
    return _from_to(context, change, start) or _base_behind(context, change, start) or _by_year(context, change, start)


def _from_to(context: Context, change: _Change, start: int) -> tuple[Figure, Figure, int, int] | None:
    """`từ A năm 2020 lên B năm 2021, tăng C`."""
    lower = context.lower
    at = lower.rfind("từ ", start, change.match.start())
    while at >= 0:
        match = _FROM_TO.match(lower, at, change.match.start())
        if match:
            break
        at = lower.rfind("từ ", start, at)
    else:
        return None
    if match["a_percent"] or match["b_percent"]:
        return None
    both = [
        figure
        for figure in figures(context, match.start(), change.match.start())
        if figure.start in (match.start("a"), match.start("b"))
    ]
    if len(both) != 2 or any(figure.about for figure in both[1:]):
        return None
    first, last = both
    if first.unit and last.unit and not first.same_unit(last):
        return None
    return first, last, match.start(), change.end


def _base_behind(context: Context, change: _Change, start: int) -> tuple[Figure, Figure, int, int] | None:
    """`năm 2021 là B, giảm C so với năm 2020 (A)`."""
    behind = _BASE_BEHIND.match(context.lower, change.end, min(len(context.lower), change.end + 90))
    if behind is None:
        return None
    bases = figures(context, behind.end(), min(len(context.lower), behind.end() + 60))
    presents = figures(context, start, change.match.start())
    if not bases or not presents or bases[0].start != behind.end():
        return None
    first, last = bases[0], presents[-1]
    if not first.same_unit(last) or first.about or last.about:
        return None
    if re.search(r"[^\s,;(]", context.lower[last.close : change.match.start()]):
        return None
    return first, last, last.start, first.close


def _by_year(context: Context, change: _Change, start: int) -> tuple[Figure, Figure, int, int] | None:
    """`năm 2009 có A … đến năm 2010 có B, tăng C`: two years, and one figure behind each."""
    years = list(_YEAR.finditer(context.lower, start, change.match.start()))
    if len(years) != 2 or not years[0]["year"] < years[1]["year"] or change.figure is None:
        return None
    found = figures(context, years[0].end(), change.match.start())
    if len(found) != 2:
        return None
    first, last = found
    if not first.end <= years[1].start() <= last.start or first.about or last.about:
        return None
    between = context.lower[last.close : change.match.start()]
    if not first.same_unit(last) or not last.same_unit(change.figure) or not re.fullmatch(r"[\s,;(]*", between):
        return None
    return first, last, years[0].start(), change.end


def _contradiction(change: _Change, first: Figure, last: Figure) -> str | None:
    """What is wrong with a change from `first` to `last`, or None."""
    figure = change.figure
    if figure is not None and (not figure.unit or figure.same_unit(last) or figure.same_unit(first)):
        signed = figure.range if change.grows else Range(-figure.range.high, -figure.range.low)
        possible = [b - a for a in first.ranges for b in last.ranges]
        if not any(difference.meets(signed) for difference in possible):
            places = max(first.places, last.places)
            differences = "; ".join(
                f"{printed(b.high, last.places)} - {printed(a.high, first.places)} = {printed(b.high - a.high, places)}"
                for a in _readings(first)
                for b in _readings(last)
            )
            return f"{differences}; in {change.match['way']} {figure}"
    if change.share is not None and first.value > 0 and len(first.ranges) == len(last.ranges) == 1:
        moved = last.range - first.range if change.grows else first.range - last.range
        if not moved.percent_of(first.range).meets(rounded(change.share, change.places)):
            found = abs(last.value - first.value) * 100 / first.value
            grew = "tăng" if last.value >= first.value else "giảm"
            return (
                f"({last} - {first}) / {first}: {grew} {percent_printed(found, change.places)} %; "
                f"in {change.match['way']} {printed(change.share, change.places)} %"
            )
    return None


def _readings(figure: Figure) -> tuple[Range, ...]:
    """The values that a figure can be read as, as printed."""
    if len(figure.ranges) > 1:
        return figure.ranges
    return (Range(figure.value, figure.value),)


def _run(context: Context, found: list[_Change], index: int) -> list[_Change]:
    """The changes of one enumeration, from `index` on."""
    run = [found[index]]
    for change in islice(found, index + 1, None):
        between = context.lower[run[-1].end : change.match.start()]
        if len(between) > 40 or re.search(r"[.;0-9]", between):
            break
        run.append(change)
    return run


def _against_present(context: Context, run: list[_Change], start: int) -> Iterator[Query]:
    """`25 vụ, chết 23 người; so với cùng kỳ giảm 17 vụ (-68%), …`: the base is the present figure ± the change."""
    lower = context.lower
    at = run[0].match.start()
    compared = [match.start() for match in _COMPARED.finditer(lower, start, at)]
    if not compared or not any(change.figure and change.share is not None for change in run):
        return
    presents = [figure for figure in figures(context, start, compared[-1]) if figure.kind != "time" and figure.unit]
    if not presents:
        # the comparison is a sentence of its own
        before = _passage_start(context, max(0, start - 2))
        presents = [figure for figure in figures(context, before, start) if figure.kind != "time" and figure.unit]
    counted = [change for change in run if change.figure is not None]
    in_order = len(presents) == len(counted) and all(
        change.figure is not None and change.figure.same_unit(present)
        for change, present in zip(counted, presents, strict=True)
    )
    for position, change in enumerate(counted):
        figure = change.figure
        if figure is None or change.share is None or not figure.value:
            continue
        alike = [present for present in presents if present.same_unit(figure)]
        wanted = rounded(change.share, change.places)
        if not alike or any(_agrees(change, figure, present, wanted) for present in alike):
            continue
        if not in_order and len(alike) > 1:
            continue
        present = presents[position] if in_order else alike[0]
        if present.about or figure.about:
            continue
        base = present.value - figure.value if change.grows else present.value + figure.value
        if base <= 0:
            continue
        sign = "-" if change.grows else "+"
        found = figure.value * 100 / base
        note = (
            f"{present} {sign} {figure} = {printed(base, figure.places)} {figure.unit} cùng kỳ; "
            f"{figure} / {printed(base, figure.places)} = {percent_printed(found, change.places)} %; "
            f"in {printed(change.share, change.places)} %"
        )
        spans = ((change.match.start(), change.end), (present.start, present.close))
        yield Query("change_mismatch", "finding.change_of_period", note, spans, 0.85 if in_order else 0.75)


def _agrees(change: _Change, figure: Figure, present: Figure, wanted: Range) -> bool:
    base = present.range - figure.range if change.grows else present.range + figure.range
    return base.high > 0 and figure.range.percent_of(base).meets(wanted)
