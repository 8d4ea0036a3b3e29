"""Numbers, money, dates and times as plans write them, each with its value."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from random import Random

from .model import Item

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
QUARTERS = ("I", "II", "III", "IV")
MILLION, BILLION = 10**6, 10**9


def grouped(value: int) -> str:
    """`1234567` as `1.234.567`."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float, places: int) -> str:
    """`12.5` as `12,5`."""
    whole, _, part = f"{value:.{places}f}".partition(".")
    return grouped(int(whole)) + ("," + part if part else "")


def counted(value: int) -> str:
    """A count, with the leading zero that administrative style gives to small ones."""
    return f"{value:02d}" if value < 10 else grouped(value)


def money(rng: Random, amount: int) -> str:
    """An amount in one of its exact written forms."""
    forms = [f"{grouped(amount)} đồng"]
    if amount % MILLION == 0:
        forms += [f"{grouped(amount // MILLION)} triệu đồng"] * 2
    elif amount % 1000 == 0:
        forms += [f"{decimal(amount / MILLION, 3).rstrip('0')} triệu đồng"]
    if amount >= BILLION and amount % (10 * MILLION) == 0:
        text = decimal(amount / BILLION, 2)
        text = text.rstrip("0").rstrip(",") if "," in text else text
        forms += [f"{text} tỷ đồng"] * 2
        if amount % BILLION == 0 and amount < 10 * BILLION:
            forms.append(f"0{amount // BILLION} tỷ đồng")
    return rng.choice(forms)


def day_text(rng: Random, day: dt.date, marked: bool = True) -> str:
    """A date as `ngày 05/3/2024` or `ngày 05 tháng 3 năm 2024`."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    form = rng.randrange(4)
    if form == 0:
        return f"ngày {day.day:02d} tháng {month} năm {day.year}"
    number = f"{day.day:02d}/{day.month:02d}/{day.year}" if form == 1 else f"{day.day:02d}/{month}/{day.year}"
    return f"ngày {number}" if marked else number


@dataclass(frozen=True)
class Time:
    """A time as printed and what it means; `task` is the frame a task takes from it."""

    text: str
    kind: str
    start: str | None = None
    end: str | None = None
    recurrence: str | None = None
    also: tuple[Item, ...] = ()
    optional: bool = False

    @property
    def task(self) -> tuple[str | None, str | None]:
        """Start and end of a task with this time."""
        return (None, None) if self.recurrence else (self.start, self.end)


def _form(kind: str, start: str | None, end: str | None) -> Item:
    return {"kind": kind, "start": start, "end": end}


def period(text: str, start: str | None, end: str | None, *also: Item) -> Time:
    """A time during which."""
    return Time(text, "period", start, end, also=tuple(also))


def point(text: str, end: str, *also: Item) -> Time:
    """A time by which."""
    return Time(text, "point", None, end, also=tuple(also))


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _in_year(rng: Random, year: int, first_month: int, finish: bool) -> Time:
    """A time in one year, not before a month; `finish`: the label before it is one of completion."""
    month = rng.randint(first_month, 12)
    quarter = rng.randint((first_month + 2) // 3, 4)
    q_start, q_end = f"{year}-{3 * quarter - 2:02d}", f"{year}-{3 * quarter:02d}"
    roman = QUARTERS[quarter - 1]
    day = dt.date(year, month, rng.choice((10, 15, 20, 25, 28)))
    choice = rng.randrange(5 if finish else 9)
    if choice == 0:
        text = rng.choice((f"Quý {roman}/{year}", f"Quý {roman} năm {year}"))
        if finish:
            return point(text, q_end, _form("period", q_start, q_end))
        return period(text, q_start, q_end, _form("point", None, q_end))
    if choice == 1:
        text = f"Tháng {month}/{year}"
        value = f"{year}-{month:02d}"
        if finish:
            return point(text, value, _form("period", value, value))
        return period(text, value, value, _form("point", None, value))
    if choice == 2:
        return point(f"Trước {day_text(rng, day)}", day.isoformat())
    if choice == 3:
        return point(f"Chậm nhất {day_text(rng, day)}", day.isoformat())
    if choice == 4:
        last = month_end(year, month)
        return point(f"Xong trước {day_text(rng, last)}", last.isoformat())
    if choice == 5 and quarter > 1 and 3 * (quarter - 1) - 2 >= first_month:
        text = f"Quý {QUARTERS[quarter - 2]}, {roman}/{year}"
        return period(text, f"{year}-{3 * quarter - 5:02d}", q_end)
    if choice == 6 and month < 12:
        later = rng.randint(month + 1, 12)
        text = f"Từ tháng {month} đến tháng {later} năm {year}"
        return period(text, f"{year}-{month:02d}", f"{year}-{later:02d}")
    if choice == 7:
        return period(f"Từ quý {roman}/{year}", q_start, None)
    return period(f"{'Trong năm' if rng.random() < 0.4 else 'Năm'} {year}", str(year), str(year))


def _in_years(rng: Random, first: int, last: int, finish: bool) -> Time:
    """A time in a plan of several years."""
    middle = rng.randint(first + 1, last)
    choice = rng.randrange(2 if finish else 8)
    if choice == 0:
        return point(f"{rng.choice(('Đến hết năm', 'Đến năm'))} {middle}", str(middle))
    if choice == 1:
        return point(f"Trước ngày 31/12/{middle}", f"{middle}-12-31")
    if choice == 2:
        return period(f"{first}-{middle}", str(first), str(middle))
    if choice == 3:
        return period(f"Giai đoạn {first} - {middle}", str(first), str(middle))
    if choice == 4:
        return period(f"Từ năm {first} đến năm {middle}", str(first), str(middle))
    if choice == 5:
        return Time(rng.choice(("Hàng năm", "Hằng năm")), "recurring", recurrence="FREQ=YEARLY")
    if choice == 6:
        return period(f"Năm {first} và các năm tiếp theo", str(first), None)
    return period(f"Từ năm {middle}", str(middle), None)


def work_time(rng: Random, issued: dt.date, years: tuple[int, int], finish: bool = False) -> Time:
    """A time for a task of a plan issued on a day that covers these years."""
    if not finish and rng.random() < 0.08:
        return Time("Thường xuyên", "recurring", optional=True)
    first, last = years
    if first < last:
        return _in_years(rng, max(first, issued.year), last, finish)
    month = 1 if first > issued.year else min(issued.month + 1, 12)
    return _in_year(rng, first, month, finish)


def reporting(rng: Random) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A phrase of periodic reporting and its recurrences, each with its quote."""
    yearly = "FREQ=YEARLY"
    every = rng.choice(("hàng năm", "hằng năm"))
    choice = rng.randrange(8)
    if choice == 0:
        text = f"định kỳ 6 tháng, {every}"
        return text, (("FREQ=MONTHLY;INTERVAL=6", text), (yearly, text))
    if choice == 1:
        month, day = rng.choice(((12, 15), (11, 30), (12, 10), (12, 1)))
        text = f"trước ngày {day:02d}/{month} {every}"
        return text, ((f"{yearly};BYMONTH={month};BYMONTHDAY={day}", text),)
    if choice == 2:
        day = rng.choice((5, 10, 15, 20))
        text = f"trước ngày {day:02d}/6 và {day:02d}/12 {every}"
        return text, (
            (f"{yearly};BYMONTH=6;BYMONTHDAY={day}", text),
            (f"{yearly};BYMONTH=12;BYMONTHDAY={day}", text),
        )
    if choice == 3:
        text = rng.choice(("hàng quý", "hằng quý"))
        return text, (("FREQ=MONTHLY;INTERVAL=3", text),)
    if choice == 4:
        return f"định kỳ {every}", ((yearly, f"định kỳ {every}"),)
    if choice == 5:
        text = f"vào ngày 01/12 {every}"
        return text, ((f"{yearly};BYMONTH=12;BYMONTHDAY=1", text),)
    if choice == 6:
        text = rng.choice(("định kỳ 03 năm", "định kỳ 02 năm"))
        return text, ((f"{yearly};INTERVAL={text[9]}", text),)
    return "định kỳ 6 tháng", (("FREQ=MONTHLY;INTERVAL=6", "định kỳ 6 tháng"),)
