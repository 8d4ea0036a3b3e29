"""Who acts in one plan, which documents it cites, and what all its parts need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from .bodies import MERGED_DEPARTMENTS, Cast, Place, ministry_of
from .draft import Draft
from .model import Body, Heading, Layout, Source
from .phrases import (
    ROMAN,
    Time,
    work_time,
)
from .topics import TOPICS, Topic

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
FAULTS = ("share", "change", "sum-text", "sum-row", "sum-column", "reversed", "impossible", "two-dates", "over")


@dataclass(frozen=True)
class Spec:
    """What kind of plan is to be composed."""

    name: str
    seed: str
    topic: str
    place: Place
    issued: dt.date
    form: str = "plan"
    """`plan`, `programme`, `annexed`, `decision`, `letter`, `party`, `joint`."""
    by: str = "committee"
    """`committee`, `department`."""
    years: tuple[int, int] | None = None
    period_in_title: bool = True
    outlook: int | None = None
    """A year of the title's `định hướng đến năm …`."""
    number: bool = True
    dateline: str = "full"
    """`full`, `blank-day`, `none`."""
    head: bool = True
    situation: bool = True
    goals: str = "list"
    """`list`, `stages`."""
    work: str = "labels"
    """`labels`, `inline`, `table`."""
    money: str = "lines"
    """`lines`, `table`, `words`."""
    duties: str = "dashes"
    """`dashes`, `colon`, `assign`."""
    faults: tuple[str, ...] = ()
    layout: Layout = field(default_factory=Layout)
    formats: tuple[str, ...] = ("txt",)


_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh")
_MIDDLE = ("Văn", "Thị", "Minh", "Đức", "Quốc", "Thanh", "Ngọc", "Hữu", "Xuân", "Thu", "Hải", "Bích")
_GIVEN = ("An", "Bình", "Châu", "Dũng", "Hạnh", "Hòa", "Khánh", "Lâm", "Mai", "Nam", "Phúc", "Quyên", "Sơn", "Tuyết")


def name_of_person(rng: Random) -> str:
    return f"{rng.choice(_SURNAMES)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}"


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


_SECRETARIAT = ("Ban Bí thư", "Ban Bí thư Trung ương Đảng", "Ban Bí thư Trung ương")


class Setting:
    """Who acts in one plan, which documents it cites, and what all its parts need."""

    def __init__(self, spec: Spec):
        self.spec = spec
        self.rng = rng = Random(spec.seed)
        self.topic: Topic = next(t for t in TOPICS if t.key == spec.topic)
        self.cast = Cast(spec.place, spec.issued)
        self.years = spec.years
        self.span = spec.years or (spec.issued.year, spec.issued.year)
        """The years of the work, stated or not."""
        self.draft = Draft(rng, self.cast, spec.issued, spec.years)
        self.faults = set(spec.faults)
        self.section = 0
        self.task_total = 0
        """What the tasks cost together: a total told later must agree with it."""
        self.late_report: str | None = None
        self.opened: set[str] = set()
        """Keys of the sources that the opening cites."""
        self.plain_title = self.period_words = ""
        """The subject as it stands in a sentence, and its period; set by `title`."""
        department = spec.by == "department" or spec.form == "joint"
        self.own = self.cast.of(self.topic.role) if department else self.cast.committee()
        if spec.form == "party":
            self.own = self._party_committee()
        self.lead = self._lead()
        self.helpers = self._helpers()
        self.sources = self._sources()
        topic = self.topic
        self._unused = {
            "shares": rng.sample(topic.shares, len(topic.shares)),
            "rates": rng.sample(topic.rates, len(topic.rates)),
            "falling": rng.sample(topic.falling, len(topic.falling)),
            "contents": rng.sample([t for _, ts in topic.tasks for t in ts], sum(len(ts) for _, ts in topic.tasks)),
        }
        self._changes = rng.sample(topic.changes, len(topic.changes))
        self._counts = rng.sample(topic.counts, len(topic.counts))
        self._leads = [self.cast.of(r) for r in topic.helpers] if spec.by == "committee" else self.helpers
        self.decision = self._number("QĐ")

    # Who acts

    def _party_committee(self) -> Body:
        place = self.spec.place
        word = {"tỉnh": "Tỉnh ủy", "huyện": "Huyện ủy", "thị xã": "Thị ủy", "thành phố": "Thành ủy"}.get(place.level)
        if word:
            return Body(f"{word} {place.name}", (word,), also=(word,))
        return Body(f"Đảng ủy {place.full}", (f"Đảng ủy {place.level}",), also=(f"Đảng ủy {place.level}", "Đảng ủy"))

    def _lead(self) -> Body:
        if self.spec.by == "department":
            return self._division("Phòng Kế hoạch - Tài chính")
        if self.spec.form == "party":
            name = "Ban Tuyên giáo" if self.spec.issued < dt.date(2025, 2, 1) else "Ban Tuyên giáo và Dân vận"
            if self.cast.place.level in ("xã", "phường"):
                name = "Ban Xây dựng Đảng"
                return Body(name, also=(f"{name} {self.own.name}", f"{name} {self.own.written()[0]}"))
            committee = self.own.written()[0]
            return Body(f"{name} {committee}", (f"{name} {committee}",), also=(name, f"{name} {self.own.name}"))
        return self.cast.of(self.topic.role)

    def _division(self, name: str) -> Body:
        return Body(name, (name,), also=(f"{name} {self.own.name}", f"{name} Sở"), optional=True)

    def _helpers(self) -> list[Body]:
        if self.spec.by == "department":
            centre = {
                "health": "Trung tâm Kiểm soát bệnh tật",
                "labour": "Trung tâm Dịch vụ việc làm",
                "agri": "Trung tâm Khuyến nông",
                "culture": "Trung tâm Thông tin xúc tiến du lịch",
                "ict": "Trung tâm Chuyển đổi số",
                "environment": "Chi cục Bảo vệ môi trường",
                "home": "Trung tâm Lưu trữ lịch sử",
            }.get(self.topic.role, "Trung tâm Thông tin")
            area = self.cast.area
            unit = Body(
                f"{centre} {self.cast.place.full}", (f"{centre} {area}", centre), also=(centre, f"{centre} {area}")
            )
            return [
                self._division("Văn phòng Sở"),
                unit,
                self._division("Thanh tra Sở") if self.spec.issued < MERGED_DEPARTMENTS else self.cast.of("finance"),
            ]
        bodies: dict[str, Body] = {}
        roles = (*self.topic.helpers, "investment", "culture")
        for role in roles:
            body = self.cast.of(role)
            if body.name != self.lead.name:
                bodies.setdefault(body.name, body)
        if self.cast.place.level in ("xã", "phường"):
            for role in ("office", "women", "youth", "farmers"):
                body = self.cast.of(role)
                bodies.setdefault(body.name, body)
        return list(bodies.values())

    def _pick(self, least: int, most: int, without: Sequence[Body] = ()) -> list[Body]:
        pool = [b for b in self.helpers if b.name not in {w.name for w in without}]
        return self.rng.sample(pool, min(len(pool), self.rng.randint(least, most)))

    # Which documents it cites

    def _number(self, kind: str) -> str:
        return f"{self.rng.randint(12, 3200)}/{kind}-UBND"

    def _earlier(self, years_back: int = 3) -> dt.date:
        end = self.spec.issued - dt.timedelta(days=self.rng.randint(12, 90))
        return end - dt.timedelta(days=self.rng.randint(0, 365 * years_back))

    def _national_period(self) -> tuple[int, int]:
        start = self.span[0] - self.span[0] % 5 + 1 if self.span[0] % 5 else self.span[0] - 4
        return start, start + self.rng.choice((4, 9))

    def _sources(self) -> dict[str, Source]:
        rng, topic, cast = self.rng, self.topic, self.cast
        start, end = self._national_period()
        self.programme_years = (start, end)
        programme = f"{topic.programme} giai đoạn {start} - {end}"
        day = self._earlier(1)
        ministry, code = ministry_of(topic.role, day)
        sources = {
            "programme": Source(
                "Quyết định",
                f"{rng.randint(20, 2200)}/QĐ-TTg",
                issuer="Thủ tướng Chính phủ",
                issuer_printed="Thủ tướng Chính phủ",
                date=day.isoformat(),
                subject=rng.choice(("phê duyệt ", "về việc phê duyệt ")) + programme,
            ),
        }
        day = self._earlier(4)
        number = rng.randint(3, 160)
        sources["decree"] = Source(
            "Nghị định",
            f"{number:02d}/{day.year}/NĐ-CP",
            issuer="Chính phủ",
            issuer_printed="Chính phủ",
            date=day.isoformat(),
            subject=f"quy định chi tiết một số điều về {topic.subject}",
            short_number=f"{number:02d}/NĐ-CP",
        )
        day = self._earlier(2)
        ministry, code = ministry_of(topic.role, day)
        sources["circular"] = Source(
            "Thông tư",
            f"{rng.randint(1, 48):02d}/{day.year}/TT-{code}",
            issuer=ministry,
            issuer_printed=ministry,
            date=day.isoformat(),
            subject=f"hướng dẫn thực hiện {topic.subject}",
        )
        if self.spec.issued.year < 2016:
            other, other_code = ministry_of("finance", day)
            sources["joint"] = Source(
                "Thông tư liên tịch",
                f"{rng.randint(2, 190):02d}/{day.year}/TTLT-{code}-{other_code}",
                issuer=f"{ministry}; {other}",
                issuer_printed=f"{ministry} và {other}",
                date=day.isoformat(),
                subject="quy định quản lý và sử dụng kinh phí thực hiện Chương trình",
            )
        day = self._earlier(1)
        if cast.province_level:
            body = cast.council(False)
            sources["council"] = Source(
                "Nghị quyết",
                f"{rng.randint(2, 220)}/NQ-HĐND",
                issuer=body.name,
                issuer_printed=f"HĐND {cast.area}",
                date=day.isoformat(),
                subject=f"về nhiệm vụ phát triển kinh tế - xã hội năm {self.span[0]}",
            )
        else:
            body = cast.upper_committee()
            sources["upper"] = Source(
                "Kế hoạch",
                f"{rng.randint(10, 480)}/KH-UBND",
                issuer=body.name,
                issuer_printed=rng.choice(body.written()),
                date=day.isoformat(),
                subject=f"về {topic.subject} trên địa bàn {cast.place.top.level}",
            )
        day = self._earlier(2)
        secretariat = rng.choice(_SECRETARIAT[:2])
        sources["party"] = Source(
            "Chỉ thị",
            f"{rng.randint(5, 49):02d}-CT/TW",
            issuer=secretariat,
            issuer_printed=secretariat,
            date=day.isoformat(),
            subject=f"về tăng cường sự lãnh đạo của Đảng đối với {topic.subject}",
        )
        return sources

    def _cite_full(self, key: str) -> str:
        """A full citation, with the programme's period recorded as debatable while it runs."""
        source = self.sources[key]
        text = self.draft.cite(source)
        if key == "programme":
            self._programme_period(text)
        if key == "council":
            year = str(self.span[0])
            self.draft.truth.deadline("period", year, year, None, f"năm {year}", optional=True)
        if key == "party":
            agency = self.draft.truth.agencies[source.issuer or ""]
            agency["also"] = [name for name in _SECRETARIAT if name != source.issuer]
        return text

    def _programme_period(self, quote: str) -> None:
        start, end = self.programme_years
        if end >= self.spec.issued.year:
            self.draft.truth.deadline("period", str(start), str(end), None, f"giai đoạn {start} - {end}", optional=True)

    # Headings

    def heading(self, text: str) -> str:
        """A heading of the first level; returns its number."""
        number = ROMAN[self.section]
        self.section += 1
        self.draft.add(Heading(f"{number}.", text.upper(), 1))
        return number

    def own_words(self) -> str:
        """The issuer as it calls itself."""
        if self.spec.form == "party":
            name = self.own.written()[0]
            body = Body(f"Ban Thường vụ {self.own.name}", also=(f"Ban Thường vụ {name}", "Ban Thường vụ", name))
            self.draft.truth.agency(body, f"Ban Thường vụ {name}")
            return f"Ban Thường vụ {name}"
        if self.spec.form == "joint":
            return self.draft.bodies([self.own, self._partner()], shared=False)
        return self.draft.body(self.own)

    def _law(self) -> str | None:
        laws = [name for name, since in self.topic.laws if since <= self.spec.issued.year]
        if not laws:
            return None
        name = self.rng.choice(laws)
        pinpoints = [f"Điều {self.rng.randint(4, 60)}"] if self.rng.random() < 0.25 else []
        return self.draft.cite(Source("Luật", None, name), pinpoints=pinpoints)

    def _partner(self) -> Body:
        return self.cast.of(self.topic.helpers[0])

    def _frame(self, finish: bool = False) -> Time:
        return work_time(self.rng, self.spec.issued, self.span, finish)

    def _deadline_day(self) -> dt.date:
        first = max(self.spec.issued + dt.timedelta(days=35), dt.date(self.span[0], 2, 1))
        last = dt.date(self.span[1], 12, 20)
        days = max((last - first).days, 0)
        return first + dt.timedelta(days=self.rng.randint(0, min(days, 500)))

    def _sources_of_money(self) -> list[tuple[str | None, str]]:
        own = "district" if self.cast.place.level in ("huyện", "thị xã") else "provincial"
        area = self.cast.area
        if self.cast.place.level in ("xã", "phường") or (
            self.cast.place.level == "thành phố" and self.cast.place.province
        ):
            own = "local"
        pairs: list[tuple[str | None, str]] = [
            (None, " thực hiện"),
            ("local", " ngân sách địa phương"),
            ("social", " xã hội hóa"),
        ]
        pairs += [(own, f" ngân sách {area}")] * 2
        return pairs

    # Parts

    def _period_words(self) -> str:
        if not self.years or not self.spec.period_in_title:
            return ""
        start, end = self.years
        if start == end:
            return f" năm {start}"
        words = f" giai đoạn {start} {self.rng.choice(('-', '–'))} {end}"
        if self.spec.outlook:
            words += f", định hướng đến năm {self.spec.outlook}"
        return words

    def title(self) -> str:
        """The subject of the plan, with its period recorded."""
        topic, rng = self.topic, self.rng
        where = f" trên địa bàn {self.cast.place.full}" if rng.random() < 0.7 or not self.spec.head else ""
        verb = rng.choice(("Thực hiện", "Triển khai thực hiện", "Triển khai"))
        self.period_words = self._period_words()
        return f"{verb} {topic.subject}{where}{self.period_words}"

    def _record_period(self, quote: str) -> None:
        if not self.period_words or not self.years:
            return
        start, end = map(str, self.years)
        self.draft.truth.deadline("period", start, end, None, quote)
        if self.spec.outlook:
            year = str(self.spec.outlook)
            self.draft.truth.deadline("point", None, year, None, quote)
