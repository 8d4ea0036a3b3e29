"""The aims of a plan."""

from __future__ import annotations

from collections.abc import Callable

from .model import Heading
from .phrases import (
    counted,
    decimal,
)
from .setting import Setting, lower_first, upper_first


class Goals(Setting):
    """The aims of a plan."""

    def goals(self) -> None:
        """The aims, in a list or by stages."""
        draft, rng = self.draft, self.rng
        self.heading(rng.choice(("Mục tiêu", "Mục tiêu, chỉ tiêu", "Chỉ tiêu phấn đấu")))
        end = self.span[1]
        if self.spec.goals == "stages" and self.years and self.years[0] < end:
            middle = (self.years[0] + end) // 2
            for mark, year in (("a)", middle), ("b)", end)):
                text = f"Đến năm {year}"
                draft.year_by(year, text)
                draft.add(Heading(mark, f"{text}:", 3))
                for write in rng.sample(self._aims(str(year)), 3 if mark == "a)" else 2):
                    write(None)
            return
        if rng.random() < 0.5:
            draft.add(Heading("1.", "Mục tiêu chung", 2))
            draft.say(rng.choice(self.topic.purposes))
            draft.add(Heading("2.", "Mục tiêu cụ thể", 2))
        if self.years and end > self.spec.issued.year and rng.random() < 0.3:
            words = f"Từ nay đến năm {end}"
            draft.year_by(end, words)
            draft.truth.deadline("period", str(self.spec.issued.year), str(end), None, words, optional=True)
            draft.say(f"{words}, phấn đấu hoàn thành các chỉ tiêu sau:")
        for write in rng.sample(self._aims(None), rng.randint(4, 7)):
            write(end if self.years and rng.random() < 0.35 else None)

    def _aims(self, by: str | None) -> list[Callable[[int | None], None]]:
        """Writers of one aim each; called with a year, the sentence says it."""
        draft, rng = self.draft, self.rng

        def dated(year: int | None, text: str) -> tuple[str, str | None]:
            if year is None:
                return upper_first(text), by
            lead = rng.choice(("Đến năm {}, ", "Phấn đấu đến năm {}, ", "Đến hết năm {}, ")).format(year)
            draft.truth.deadline("point", None, str(year), None, lead.rstrip(", "))
            return lead + lower_first(text), str(year)

        def put(text: str) -> None:
            draft.say(text + rng.choice((".", ";")), "-")

        # One subject, one aim: two values for the same thing would be a contradiction.
        pools = self._unused

        def share(year: int | None) -> None:
            subject = pools["shares"].pop()
            value = rng.choice((100, 100, 95, 90, 85, 80, 75, 70, 60, 98.5))
            printed = decimal(value, 1) if value % 1 else str(value)
            if value == 100:
                comparator, words = "=", ""
            else:
                comparator, words = rng.choice(
                    ((">=", "ít nhất "), (">=", "trên "), ("=", ""), (">=", "tối thiểu "), ("~", "khoảng "))
                )
            text, when = dated(year, f"{words}{printed}% {subject}")
            draft.target(text, subject, value, "%", comparator=comparator, by=when)
            put(text)

        def rate(year: int | None) -> None:
            subject = pools["rates"].pop()
            value = rng.choice((62, 70, 75, 82.5, 88, 92, 96))
            printed = decimal(value, 1) if value % 1 else str(value)
            comparator, words = rng.choice(
                ((">=", f"đạt từ {printed}% trở lên"), ("=", f"đạt {printed}%"), (">=", f"đạt trên {printed}%"))
            )
            text, when = dated(year, f"{subject} {words}")
            draft.target(text, subject, value, "%", comparator=comparator, by=when)
            put(text)

        def fall(year: int | None) -> None:
            subject = pools["falling"].pop()
            value = rng.choice((3, 5, 7.5, 10, 12))
            printed = decimal(value, 1) if value % 1 else str(value)
            words = rng.choice((f"Giảm {subject} xuống dưới {printed}%", f"Duy trì {subject} không quá {printed}%"))
            text, when = dated(year, words)
            draft.target(text, subject, value, "%", comparator="<=", by=when)
            put(text)

        def spread(year: int | None) -> None:
            subject = pools["shares"].pop()
            low = rng.randrange(40, 80, 5)
            high = low + rng.choice((5, 10))
            words = rng.choice((f"Từ {low}% đến {high}%", f"Có từ {low} - {high}%"))
            text, when = dated(year, f"{words} {subject}")
            draft.target(text, subject, low, "%", value_max=high, by=when)
            put(text)

        def change(year: int | None) -> None:
            subject, direction = self._changes.pop()
            word = "Tăng" if direction == "increase" else "Giảm"
            value = rng.choice((5, 8, 10, 15, 20))
            base = self.spec.issued.year - 1
            comparator, least = rng.choice((("=", ""), (">=", "ít nhất "), (">=", "trên ")))
            yearly = rng.random() < 0.3
            if yearly:
                every = rng.choice(("Mỗi năm", "Bình quân mỗi năm"))
                text = f"{every} {word.lower()} {least}{value}% {subject}"
                if every.startswith("Bình quân") and not least:
                    comparator = "~"
                draft.truth.deadline("recurring", None, None, "FREQ=YEARLY", every, optional=True)
                draft.target(text, subject, value, "%/năm", comparator=comparator, change=direction, by=by)
            else:
                text, when = dated(year, f"{word} {least}{value}% {subject} so với năm {base}")
                draft.target(
                    text, subject, value, "%", comparator=comparator, change=direction, baseline=str(base), by=when
                )
            put(text)

        def count(year: int | None) -> None:
            verb, unit, rest, low, high = self._counts.pop()
            value = rng.randint(low, high)
            if value > 1000:
                value -= value % 100
            comparator, words = rng.choice(
                (("=", ""), ("=", ""), (">=", "ít nhất "), (">=", "tối thiểu "), ("~", "khoảng "))
            )
            subject = f"{verb.lower()} {unit} {rest}"
            if value < 9 and rng.random() < 0.3:
                more = value + rng.randint(1, 3)
                text, when = dated(year, f"{verb} từ {counted(value)} đến {counted(more)} {unit} {rest}")
                draft.target(text, subject, value, unit, value_max=more, by=when)
            elif value < 40 and self.span[0] < self.span[1] and rng.random() < 0.35:
                text = f"Mỗi năm {verb.lower()} {words}{counted(value)} {unit} {rest}"
                draft.truth.deadline("recurring", None, None, "FREQ=YEARLY", "Mỗi năm", optional=True)
                draft.target(text, subject, value, f"{unit}/năm", comparator=comparator, by=by)
            else:
                text, when = dated(year, f"{verb} {words}{counted(value)} {unit} {rest}")
                draft.target(text, subject, value, unit, comparator=comparator, by=when)
            put(text)

        aims: list[Callable[[int | None], None]] = [share, rate, fall, spread, change, count, share, count]
        return aims if by is None else aims[:6]
