"""What the recogniser is trained on: lines of the corpora and of plans of our own, labelled by the rules.

No corpus with labels exists for these texts, so the labels are silver: what the extractors and the values of
`vnplan_extract` find, as `docs/labels.md` bounds it. Lines of the development set (`ner_development`) and those held
out in `restorer_data` are left out. `misread` passes a line with its labels through the error model of the restorer.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import restorer_data  # noqa: E402
from make_fixtures import make_many  # noqa: E402
from ner_development import digest, hashes  # noqa: E402

from vnplan_extract import pipeline  # noqa: E402
from vnplan_extract.data.header_words import positions, surnames  # noqa: E402
from vnplan_extract.data.places import provinces  # noqa: E402
from vnplan_extract.extractors import citations, deadlines, header, targets  # noqa: E402
from vnplan_extract.extractors.agency_names import find_mentions  # noqa: E402
from vnplan_extract.extractors.agency_places import Home, parse_places  # noqa: E402
from vnplan_extract.extractors.citation_laws import named_laws  # noqa: E402
from vnplan_extract.extractors.citation_numbers import NumberReader  # noqa: E402
from vnplan_extract.extractors.context import Context  # noqa: E402
from vnplan_extract.extractors.queries import figures  # noqa: E402
from vnplan_extract.normalise.restore.letters import base  # noqa: E402
from vnplan_extract.normalise.restore.trained import engines  # noqa: E402
from vnplan_extract.values.dates import find_dates  # noqa: E402
from vnplan_extract.values.money import find_money  # noqa: E402
from vnplan_extract.values.periods import find_periods  # noqa: E402
from vnplan_extract.values.recurrences import find_recurrences  # noqa: E402

#: Characters that are taken of each kind of text; of administrative text and documents all.
MOST = {"legal": 3_000_000, "news": 3_000_000, "wiki": 1_200_000}
PLANS = 250  #: plans of our own
_CHUNK, _LINES = 5000, 25  #: characters and lines that are read as one text

#: Which label holds where two rules mark the same: the greater first.
_RANK = {
    "DOCUMENT": 9, "MONEY": 8, "TIME": 7, "PERSON": 6, "QUANTITY": 5, "AGENCY": 4, "POST": 3, "PLACE": 2, "SUBJECT": 1,
}  # fmt: skip
_EACH = re.compile(r"các\s+", re.IGNORECASE)
_EDGE = ' ,;:-–(“")”.'
_BEHIND_NUMBER = re.compile(r"\s*(?:,?\s*ngày\s|\(|,\s*của\s|\scủa\s|\s+năm\s)")
_PREPOSITION = re.compile(
    r"(?:trước|đến\s+hết|từ\s+nay\s+đến|từ\s+nay|đến|từ|trong|vào|hết|sau|kể\s+từ|tính\s+đến|tới|bắt\s+đầu)\s+",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?:\d+(?:[.,]\d+)?\s?[-–]\s?)?\d{1,3}(?:[.,]\d+)?\s?%")
_NAME = regex.compile(r"(?<!\w)\p{Lu}\p{Ll}*(?:\s\p{Lu}\p{Ll}*){1,4}(?!\w)")
_CAPITAL_NAME = regex.compile(r"(?<!\w)\p{Lu}{2,}(?:\s\p{Lu}{2,}){1,3}(?!\w)")
_BEFORE_NAME = re.compile(r"(?<!\w)(?:ông|bà|đồng\s+chí|đ/c|anh|chị)\s*:?\s*$", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s+(?:trở\s+lên\s+)?(?!(?:so\s+với|kế\s+hoạch|chỉ\s+tiêu|thì|đến|theo|trong|là|và|vào|mỗi|trên)\s)(?:cho\s+)?"
    r"(?P<subject>[^\d.;:(\n]{4,160}?)(?=\s(?:theo|tại|nhưng|vừa|trong\s+đó|vào|trước|đến|từ|so\s+với|thông\s+qua|nhằm)\s"
    r"|,\s(?:trong\s+đó|tăng|giảm|đạt|trên|phấn\s+đấu|chiếm)|[.;:(\n\d]|$)"
)
_MEASURED = re.compile(
    r"(?P<subject>(?:tỷ\s+lệ|tỉ\s+lệ|số|mức|tổng|diện\s+tích|sản\s+lượng|thu\s+nhập|giá\s+trị|độ\s+che\s+phủ|tốc\s+độ"
    r"|quy\s+mô|khối\s+lượng|kim\s+ngạch|nhu\s+cầu|chỉ\s+số)\s[^,.;:()\d]{4,90}?)\s+(?:(?:đến\s+)?(?:cuối\s+)?năm\s+\d{4}\s+)?"
    r"(?:ước\s+)?(?:đạt|giảm|tăng|còn|chiếm|là|lên|khoảng|trên|bình\s+quân)(?!\w)[^,.;\d]{0,25}$",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?<!\w)(?:các\s+)?(?:tỉnh|thành\s+phố|TP|huyện|quận|thị\s+xã|xã|phường|thị\s+trấn)(?!\w)", re.IGNORECASE
)
#: What stands behind a quantity and belongs to it, and the lower end of a range before it.
_RATE = re.compile(r"[²³23](?!\w)(?:/\w+)?|/(?:năm|tháng|ngày|giờ|ha|người|tấn|km)(?!\w)")
_LOWER_END = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*\s?(?:-|–|đến)\s?$")
_AGE = re.compile(r"\s+(?:tuổi|kinh nghiệm)")
_DURATIONS = frozenset({"ngày làm việc", "ngày", "giờ", "tháng", "năm", "tuần", "phút"})
_MIDDLE = frozenset(
    regex.findall(r"\w+", "văn thị đức hữu ngọc minh xuân thanh quang hồng mạnh việt công đình thế duy")
)
_STREET = re.compile(r"(?:đường|phố|ngõ|trường|xã|phường|quận|huyện)\s*$", re.IGNORECASE)
_REGIONS = (
    "Việt Nam",
    "Trung Quốc",
    "Lào",
    "Campuchia",
    "Tây Nguyên",
    "miền Trung",
    "miền Bắc",
    "miền Nam",
    "Biển Đông",
)
_SPOT = regex.compile(
    r"(?<!\w)(?:sông|suối|hồ|núi|đảo|cảng|ga|cầu|đập|khu vực|vùng|thôn|bản|ấp|làng|tổ dân phố|đường|phố|quốc lộ"
    r"|cửa khẩu|khu công nghiệp|cụm công nghiệp)\s(?:\p{Lu}\p{Ll}+|\d{1,3}[A-Z]?)(?:\s\p{Lu}\p{Ll}*)*"
)
_CAPITAL_OR_NUMBER = regex.compile(r"\s(?:\p{Lu}|\d)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line and its spans: start, end, label, in order, none over another."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


@cache
def _posts() -> regex.Pattern[str]:
    return regex.compile(r"(?<!\w)(?:" + "|".join(map(regex.escape, positions())) + r")(?!\w)", regex.IGNORECASE)


def labelled(text: str) -> Iterator[Labelled]:
    """The lines of a text, with what the rules find in them."""
    context = Context(pipeline.read_document(text.encode(), "text.txt", restoration="never"))
    flat = context.flat
    found: list[tuple[int, int, str]] = []
    for start, end, label in _found(context):
        while start < end and flat[start] in _EDGE:
            start += 1
        if label in ("PLACE", "AGENCY") and (each := _EACH.match(flat, start, end)):
            start = each.end()
        while end > start and flat[end - 1] in _EDGE:
            end -= 1
        if start < end:
            found.append((start, end, label))
    found.sort(key=lambda span: (-_RANK[span[2]], span[0] - span[1], span[0]))
    taken = bytearray(len(flat))
    kept: list[tuple[int, int, str]] = []
    for start, end, label in found:
        if label == "SUBJECT" and any(taken[start:end]):
            end = start + next(at for at, mark in enumerate(taken[start:end]) if mark)
            end = start + len(flat[start:end].rstrip(_EDGE))
            if end - start < 6:
                continue
        if not any(taken[start:end]):
            taken[start:end] = b"1" * (end - start)
            kept.append((start, end, label))
    kept.sort()
    begin = 0
    for line in context.text.split("\n"):
        end = begin + len(line)
        if line.strip():
            own = tuple((a - begin, b - begin, label) for a, b, label in kept if begin <= a and b <= end)
            yield Labelled(line, own)
        begin = end + 1


def _found(context: Context) -> Iterator[tuple[int, int, str]]:
    head = header.extract(context)
    flat = context.flat
    for mention in find_mentions(context, head):
        start = mention.start
        if mention.post and (post := _posts().match(flat, start)):
            yield start, post.end(), "POST"
            start = post.end()
        if not mention.optional and any(map(str.isalpha, flat[start : mention.end])):
            yield start, mention.end, "AGENCY"
    laws = named_laws(context)
    numbered, merged = NumberReader(context, head).references(laws)
    for reference in numbered:
        behind = _BEHIND_NUMBER.search(flat, reference.start, reference.end)
        yield reference.start, behind.start() if behind else reference.end, "DOCUMENT"
    yield from ((law.start, law.end, "DOCUMENT") for law in laws if id(law) not in merged)
    number, signer = head.header.number, head.header.signer
    if number and (at := flat.find(number)) >= 0:
        yield at, at + len(number), "DOCUMENT"
    if signer and signer.name and (at := flat.lower().find(signer.name.lower())) >= 0:
        yield at, at + len(signer.name), "PERSON"
    yield from ((money.start, money.end, "MONEY") for money in find_money(flat))
    times = [(period.start, period.end) for period in find_periods(flat)]
    times += [(date.start, date.end) for date in find_dates(flat)]
    times += [(recurrence.start, recurrence.end) for recurrence in find_recurrences(flat)]
    for start, end in times:
        while preposition := _PREPOSITION.match(flat, start, end):
            start = preposition.end()
        yield start, end, "TIME"
    yield from _quantities(context)
    yield from _names(context)
    yield from _places(flat)
    set_times = deadlines.extract(context, head, citations.extract(context, head))
    for target in targets.extract(context, head, set_times):
        low, high = context.sentence(target.evidence[0].start)
        if len(target.subject) > 5 and (at := flat.find(target.subject, low, high + 1)) >= 0:
            yield at, at + len(target.subject), "SUBJECT"


def _quantities(context: Context) -> Iterator[tuple[int, int, str]]:
    flat = context.flat
    for figure in figures(context, 0, len(flat)):
        if figure.unit and figure.kind != "money" and flat[figure.start - 1 : figure.start] != "/":
            behind = _RATE.match(flat, figure.close)
            lower = _LOWER_END.search(flat, max(0, figure.start - 20), figure.start)
            label = "TIME" if figure.unit in _DURATIONS and not _AGE.match(flat, figure.close) else "QUANTITY"
            yield lower.start() if lower else figure.start, behind.end() if behind else figure.close, label
    for share in _PERCENT.finditer(flat):
        yield *share.span(), "QUANTITY"
        if counted := _COUNTED.match(flat, share.end()):
            yield *counted.span("subject"), "SUBJECT"
        elif measured := _MEASURED.search(flat, max(0, share.start() - 150), share.start()):
            yield *measured.span("subject"), "SUBJECT"


def _names(context: Context) -> Iterator[tuple[int, int, str]]:
    flat = context.flat
    ends = set()
    for post in _posts().finditer(flat):
        yield *post.span(), "POST"
        ends.add(post.end())
    for name in (*_NAME.finditer(flat), *_CAPITAL_NAME.finditer(flat)):
        words = name.group().split()
        if words[0].lower() not in surnames() or len(words) > 5 or words[-1].lower() == "chủ":
            continue
        before = flat[max(0, name.start() - 40) : name.start()]
        bare = len(before.rstrip(" :-–")) - len(before) + name.start()
        begin, end = context.text.rfind("\n", 0, name.start()) + 1, context.text.find("\n", name.end())
        alone = name.group() == context.text[begin : end if end >= 0 else None].strip() and len(words) >= 3
        usual = len(words) >= 3 and words[1].lower() in _MIDDLE and not _STREET.search(before)
        if alone or usual or bare in ends or _BEFORE_NAME.search(before):
            yield *name.span(), "PERSON"


def _places(flat: str) -> Iterator[tuple[int, int, str]]:
    for level in _LEVEL.finditer(flat):
        for place in parse_places(flat, level.start(), min(len(flat), level.start() + 200), Home()):
            if place.kind == "named" and _CAPITAL_OR_NUMBER.search(flat, place.start, place.end):
                yield place.start, place.end, "PLACE"
    for pattern in (_province_names(), _SPOT):
        yield from ((*match.span(), "PLACE") for match in pattern.finditer(flat))


@cache
def _province_names() -> regex.Pattern[str]:
    names = {province.name for province in provinces()} | set(_REGIONS)
    return regex.compile(
        r"(?<![\w–-])(?:" + "|".join(map(regex.escape, sorted(names, key=len, reverse=True))) + r")(?!\w)"
    )


def lines(shared: Path) -> Iterator[tuple[str, Labelled]]:
    """(kind, line) of everything to be trained on.

    Args:
        shared: the folder that holds `corpora`.
    """
    left_out = hashes()
    for kind, text in (*_plans(), *_chunks(shared / "corpora")):
        for line in labelled(text):
            if digest(line.text) not in left_out:
                yield kind, line


def _plans() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        make_many(PLANS, Path(folder), "txt", "recogniser")
        for file in sorted(Path(folder).rglob("*.txt")):
            yield "plans", file.read_text(encoding="utf-8")


def _chunks(folder: Path) -> Iterator[tuple[str, str]]:
    """Neighbouring lines of a file, as far as its kind is used: evenly spread."""
    sizes: dict[str, int] = {}
    for name, line in restorer_data.training_lines(folder):
        sizes[restorer_data.KINDS[name]] = sizes.get(restorer_data.KINDS[name], 0) + len(line)
    waiting: list[str] = []
    size = 0
    owed: dict[str, float] = {}
    last = ""
    for name, line in restorer_data.training_lines(folder):
        if waiting and (name != last or size > _CHUNK or len(waiting) == _LINES):
            kind = restorer_data.KINDS[last]
            owed[kind] = owed.get(kind, 0.0) + size * min(1.0, MOST.get(kind, sizes[kind]) / sizes[kind])
            if owed[kind] >= size:
                owed[kind] -= size
                yield kind, "\n".join(waiting)
            waiting, size = [], 0
        last = name
        if len(line) <= _CHUNK or name.startswith("headers"):
            waiting.append(line[:_CHUNK])
            size += len(waiting[-1])


@cache
def _readings(engine: str) -> dict[str, tuple[list[str], list[float]]]:
    """For each letter what an engine reads it as, and how often."""
    found: dict[str, tuple[list[str], list[float]]] = {}
    for piece, letters in engines()[engine].items():
        for letter, count in letters.items():
            pieces, counts = found.setdefault(letter, ([], []))
            pieces.append(piece)
            counts.append(count)
    return found


def misread(line: Labelled, share: float, rng: random.Random) -> Labelled:
    """The line with a share of its letters (not digits) as an engine without Vietnamese reads them.

    Args:
        line: as it was printed.
        share: of the words that are touched; in a restored text the rest has been put right.
        rng: the source of chance.
    """
    readings = _readings(rng.choice(sorted(engines())))
    result: list[str] = []
    places = [0]
    touched = False
    size = 0
    for at, letter in enumerate(line.text):
        if at == 0 or not line.text[at - 1].isalpha():
            touched = rng.random() < share
        printed = letter
        if touched and letter.isalpha():
            known = readings.get(letter)
            printed = rng.choices(*known)[0] if known else base(letter)
        result.append(printed)
        size += len(printed)
        places.append(size)
    return _moved(line, "".join(result), places)


def unmarked(line: Labelled) -> Labelled:
    """The line without diacritics."""
    return Labelled("".join(map(base, line.text)), line.spans)


def _moved(line: Labelled, text: str, places: list[int]) -> Labelled:
    spans = []
    for start, end, label in line.spans:
        a, b = places[start], places[end]
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            spans.append((a, b, label))
    return Labelled(text, tuple(spans))


def main(shared: Path, out: Path) -> None:
    """Write the labelled lines as JSON, one a line."""
    with out.open("w", encoding="utf-8") as stream:
        for kind, line in lines(shared):
            stream.write(json.dumps([kind, line.text, line.spans], ensure_ascii=False) + "\n")


def stored(file: Path) -> Iterator[tuple[str, Labelled]]:
    """What `main` has written."""
    with file.open(encoding="utf-8") as stream:
        for row in stream:
            kind, text, spans = json.loads(row)
            yield kind, Labelled(text, tuple((start, end, label) for start, end, label in spans))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
