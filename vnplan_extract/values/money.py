"""Amounts of money in Vietnamese đồng."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from vnplan_extract.values._tables import any_of, led_by, span_of, table
from vnplan_extract.values.numbers import Number, find_words, parse_number


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, and where it stands (`/năm` and `khoảng` are not part of it).

    `number` is the first number of it and `unit_vnd` that number's unit in đồng; of `2 tỷ 500 triệu
    đồng` they are 2 and 10^9. `last_digit_vnd` is what one more in the last printed digit is
    worth (`1,7 tỷ`: 100,000,000), at least 1: half of it is the tolerance of its arithmetic.
    """

    start: int
    end: int
    amount_vnd: int
    unit_vnd: int
    number: Number
    last_digit_vnd: int


def find_money(text: str, start: int = 0, end: int | None = None) -> Iterator[Money]:
    """Every amount in đồng of `text[start:end]`, in order of their ends.

    An amount needs a currency (`đồng`, `VNĐ`, `trđ`, a `đ` behind groups of thousands), except
    `03 tỷ` before what cannot be counted, and `15 triệu` so where money is spoken of. The first number of
    a range (`từ 2 đến 3 tỷ đồng`) takes the unit of the second. Amounts in words
    (`hai tỷ năm trăm triệu đồng`) need `đồng`. The unit of a table (`ĐVT: 1.000 đồng`) is no amount.
    """
    start, end = span_of(text, start, end)
    words = _money_in_words(text, start, end)
    word = next(words, None)
    for money in _money_in_digits(text, start, end):
        while word is not None and word.start < money.start:
            yield word
            word = next(words, None)
        yield money
    while word is not None:
        yield word
        word = next(words, None)


def unit_vnd(text: str) -> int | None:
    """The unit of a table of money in đồng, by its label, or `None` where it is none.

    Reads `Đơn vị tính: Triệu đồng`, `ĐVT: 1.000 đồng`, `Kinh phí (triệu đồng)`, `nghìn đồng`, `đồng`.
    """
    flat = " ".join(text[:_LONGEST_LABEL].split())
    for match in _unit_pattern().finditer(flat):
        scale, currency, labelled = match["scale"], match["currency"], match["labelled"]
        times = 1
        if match["number"]:
            number = parse_number(match["number"])
            if number is not None and number.places == 3:
                number = parse_number(match["number"], foreign=True)  # `1,000 đồng`
            times = int(number.value) if number else 0
        if times in _POWERS and (labelled or (currency and (scale or _is_whole(flat, match)))):
            return times * (_scale(scale) if scale else 1)
    return None


_LONGEST_LABEL = 300
_POWERS = {10**power for power in range(13)}


def _is_whole(label: str, match: re.Match[str]) -> bool:
    """Whether a bare `đồng` is all of the label or all that its brackets hold."""
    before, after = label[: match.start()].rstrip(), label[match.end() :].lstrip()
    return (not before or before[-1] in "(:[") and (not after or after[0] in ")]/.,;")


def _scale(written: str) -> int:
    """What a scale word, or two of them, stand for in đồng."""
    scales, stacked = table("money")["scales"], table("money")["stacked"]
    parts = written.lower().replace(".", " ").split()
    factor: int = scales[parts[-1]]
    for part in parts[:-1]:
        factor *= stacked[part]
    return factor


def _money_in_digits(text: str, start: int, end: int) -> Iterator[Money]:
    last = start
    for match in _first_pattern().finditer(text, start, end):
        if match.start() < last:
            continue
        money = _read(text, match, end)
        if money is None:
            continue
        low = _low_end_of_range(text, money, last)
        if low is not None:
            yield low
        yield money
        last = money.end


def _read(text: str, match: re.Match[str], limit: int) -> Money | None:
    """The amount that begins with the number and unit of `match`: `40 (bốn mươi) triệu đồng`, `ba (03) triệu đồng`."""
    written, scale, currency = match["number"], match["scale"], match["currency"]
    number = parse_number(written)
    if number is None or (match["note"] == ")" and text[match.start() - 1 : match.start()] != "("):
        return None
    if not scale and number.places == 3 and "," in written:
        # Nobody prints thousandths of a đồng: `31,600 đồng` is written in the foreign style.
        number = parse_number(written, foreign=True) or number
    begin, end = match.start(), match.end()
    number = Number(begin, begin + len(written), number.value, number.places, number.style)
    unit = last_unit = _scale(scale) if scale else 1
    amount, places = number.value * unit, number.places
    # `2 tỷ 500 triệu đồng`: each further number has a smaller unit.
    while scale and not currency and (more := _more_pattern().match(text, end, limit)):
        part = parse_number(more["number"])
        part_unit = _scale(more["scale"]) if more["scale"] else 1
        if part is None or part_unit >= last_unit or part.value * part_unit >= last_unit:
            break
        if not more["scale"] and not more["currency"]:
            break
        amount += part.value * part_unit
        last_unit, places, currency, end = part_unit, part.places, more["currency"], more.end()
    if scale and not currency and (half := _HALF.match(text, end, limit)):
        amount += Decimal(last_unit) / 2
        last_unit, currency, end = last_unit // 10, half["currency"], half.end()
    if not _is_money(text, number, scale, currency, end, limit):
        return None
    last_digit = _whole(Decimal(last_unit).scaleb(-places))
    if match["note"] == ")":
        begin -= 1  # `(03) triệu đồng`
    return Money(begin, end, _whole(amount), unit, number, max(1, last_digit))


def _is_money(text: str, number: Number, scale: str | None, currency: str | None, end: int, limit: int) -> bool:
    """Whether a number with these unit words is an amount of đồng where it stands."""
    if _preceded_by_label(text, number.start):
        return False
    rules = table("money")
    behind = _behind_pattern().match(text, end, limit)
    word = behind[1].lower() if behind and behind[1] else ""
    if currency in ("đồng", "ĐỒNG", "Đồng"):
        if word in rules["dong_always"] or (not scale and word in rules["dong_words"]):
            return False
        return bool(scale) or currency != "Đồng"
    if currency in ("đ", "Đ"):
        if scale:
            return True
        grouped = number.style in ("vietnamese", "foreign") and number.places == 0
        glued = text[number.end : number.end + 1] == "đ"
        if number.value >= 100 and text[number.end : number.end + 2] == "đ/":  # `500đ/m2`
            return True
        return currency == "đ" and grouped and (glued or not word or word in rules["bare_before"])
    if currency:
        return True
    if scale and word in rules["misread"] and _ENDS_PHRASE.match(text, behind.end(1) if behind else end, limit):
        return True  # `7.269,10 triệu đông,`: what a scan makes of `đồng`
    if word and word not in rules["bare_before"]:
        return False
    if behind and behind[2]:  # a number, a foreign currency, a percent sign …
        return False
    if scale and scale.lower().endswith(("tỷ", "tỉ")):
        return True
    if scale and scale.lower() == "tr":
        return False
    before = text[max(0, number.start - 60) : number.start].lower()
    return any(phrase in before for phrase in rules["bare_after"])


_ENDS_PHRASE = re.compile(r"\s{0,3}(?:[.,;:)]|$)")


def _preceded_by_label(text: str, start: int) -> bool:
    """Whether what stands here is the unit of a table: `ĐVT: 1.000 đồng`."""
    before = text[max(0, start - 24) : start].rstrip(" :(").lower()
    return any(before.endswith(label) for label in table("money")["unit_labels"])


def _low_end_of_range(text: str, money: Money, last: int) -> Money | None:
    """The first amount of `từ 2 đến 3 tỷ đồng`, which is printed without a unit."""
    window = max(last, money.start - 40)
    match = _LOW_END.search(text, window, money.start)
    if match is None:
        return None
    begin = match.start("number")
    number = parse_number(match["number"])
    if number is None or number.value >= money.number.value:
        return None
    certain = match["words"] and (match["words"].lower().startswith("đến") or match["words"].lower().startswith("tới"))
    if not certain and number.style == "plain" and 1900 <= number.value <= 2100:
        return None
    number = Number(begin, match.end("number"), number.value, number.places, number.style)
    last_digit = _whole(Decimal(money.unit_vnd).scaleb(-number.places))
    amount = _whole(number.value * money.unit_vnd)
    return Money(begin, number.end, amount, money.unit_vnd, number, max(1, last_digit))


_LOW_END = re.compile(
    r"(?<![\w/.,-])(?P<number>[0-9]{1,3}(?:[.,][0-9]{1,3}){0,5}|[0-9]{1,9})"
    r"\s{0,3}(?:[-–—÷]|(?P<words>(?i:đến|tới)(?:\s{1,3}(?i:dưới|không\s{1,3}quá|tối\s{1,3}đa))?))\s{0,3}\Z"
)
_HALF = re.compile(r"\s{1,3}(?i:rưỡi)(?!\w)(?:\s{1,3}(?P<currency>đồng|ĐỒNG)(?!\w))?")


def _money_in_words(text: str, start: int, end: int) -> Iterator[Money]:
    """`hai tỷ năm trăm triệu đồng`: a number in words right before `đồng`."""
    last = start
    for match in _words_end_pattern().finditer(text, start, end):
        window = max(last, match.start() - 200)
        numbers = list(find_words(text, window, match.end("word")))
        number = numbers[-1] if numbers else None
        if number is None or number.end != match.end("word") or _word_before(text, number.start) in _number_words():
            continue  # `… trăm bốn bốn đồng`: not all of it was understood
        behind = _behind_pattern().match(text, match.end(), end)
        word = behind[1].lower() if behind and behind[1] else ""
        rules = table("money")
        if word in rules["dong_always"] or (number.value < 1000 and word in rules["dong_words"]):
            continue
        # The number's own words say how fine it is: its last scale.
        tail = text[number.start : number.end].split()[-1].lower()
        unit = table("scales").get(tail, 1)
        yield Money(number.start, match.end(), int(number.value), 1, number, int(unit))
        last = match.end()


def _word_before(text: str, start: int) -> str:
    return text[max(0, start - 12) : start].rstrip().lower().rpartition(" ")[2]


@cache
def _number_words() -> frozenset[str]:
    scales = (*table("scales"), *table("digits_after_ten"), "mười", "mươi", "trăm", "linh", "lẻ", "vài", "mấy")
    return frozenset([*table("digits"), *scales]) - {"năm", "không"}


def _whole(amount: Decimal | int) -> int:
    """An amount in whole đồng."""
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def _units() -> str:
    """A pattern of a scale and a currency, or one of them: groups `scale` and `currency`."""
    rules = table("money")
    # A footnote's mark can stand at the unit: `567 triệu đồng4`.
    currency = rf"(?:{any_of(rules['currency'])}(?![^\W\d]|\d\d))"
    scale = rf"(?:{any_of(rules['stacked'])}\s{{1,3}})?{any_of(rules['scales'])}"
    return (
        rf"(?:(?P<scale>{scale})(?:(?:\.\s?|\s{{0,3}})(?={currency})|(?!\w))|(?={currency}))(?P<currency>{currency})?"
    )


_DIGITS = r"[0-9]++(?:[.,][0-9]++)*+"


@cache
def _first_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?P<number>[0-9](?<!\w[0-9])(?<![0-9][.,/][0-9])(?<![§@$&#%*?!~^\\|<>=+][.,][0-9])(?<![^\W\d_]-[0-9])[0-9]*+(?:[.,][0-9]++)*+)"
        rf"(?P<note>\s?\([^()0-9]{{2,40}}\)|\))?\s{{0,3}}{_units()}"
    )


@cache
def _more_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s{{1,3}}(?:(?i:và)\s{{1,3}})?(?P<number>{_DIGITS})\s{{0,3}}{_units()}")


@cache
def _behind_pattern() -> re.Pattern[str]:
    """Behind an amount: its next word (1), or what shows that it counts something else (2).

    The number of a list's next item (`b)`, `2.`) is neither.
    """
    return re.compile(r"\s{0,3}(?![^\W\d_]\)|[0-9]{1,2}[.)]\s)(?:([^\W\d_]+)|([0-9%$€°²³]))?")


@cache
def _words_end_pattern() -> re.Pattern[str]:
    ends = [*table("digits"), *table("digits_after_ten"), *table("scales"), "mười", "mươi", "trăm", "rưỡi"]
    return re.compile(rf"(?P<word>{led_by(ends)})\s{{1,3}}(?:đồng|ĐỒNG)(?!\w)")


@cache
def _unit_pattern() -> re.Pattern[str]:
    labels = any_of(table("money")["unit_labels"])
    return re.compile(
        rf"(?<!\w)(?P<labelled>{labels}[\s:(]{{1,5}})?(?:(?P<number>{_DIGITS})\s?)?(?<![^\W\d_]){_units()}"
    )
