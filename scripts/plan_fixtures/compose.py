"""Plans composed from parts: each part writes its blocks and records what is true of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from .bodies import MERGED_DEPARTMENTS, TWO_TIERS, Cast, Place, ministry_of
from .draft import Draft
from .model import Body, Closing, Grid, Heading, Item, Layout, Letterhead, Paragraph, Plan, Source, Title
from .phrases import (
    BILLION,
    MILLION,
    ROMAN,
    Time,
    counted,
    day_text,
    decimal,
    grouped,
    money,
    point,
    reporting,
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


def _name(rng: Random) -> str:
    return f"{rng.choice(_SURNAMES)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


class Composer:
    """Composes one plan of a kind."""

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
            unit = Body(f"{centre} {self.cast.place.full}", (f"{centre} {area}", centre), also=(centre, f"{centre} {area}"))
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
        sources["party"] = Source(
            "Chỉ thị",
            f"{rng.randint(5, 49):02d}-CT/TW",
            issuer="Ban Bí thư",
            issuer_printed=rng.choice(("Ban Bí thư", "Ban Bí thư Trung ương Đảng")),
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
        if key == "party" and source.issuer_printed != source.issuer:
            agency = self.draft.truth.agencies.get("Ban Bí thư")
            if agency is not None:
                agency["also"] = ["Ban Bí thư Trung ương Đảng", "Ban Bí thư Trung ương"]
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

    def letterhead(self, number: str | None) -> Letterhead:
        """The top of the document; records its issuer."""
        spec, cast, draft = self.spec, self.cast, self.draft
        place, top = spec.place, spec.place.top
        right: tuple[str, ...] = MOTTO
        if spec.form == "party":
            right = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
            upper = f"Đảng bộ {top.full}" if not cast.province_level else "Đảng Cộng sản Việt Nam"
            left: tuple[str, ...] = (self.own.name.upper(), "*")
            if not cast.province_level:
                left = (upper.upper(), *left)
                draft.truth.agency(Body(upper), upper.upper(), optional=True)
            draft.truth.agency(self.own, self.own.name.upper())
        elif spec.form == "joint":
            other = self._partner()
            left = (f"{self.own.name.upper()} - {other.name.upper()}",)
            for body in (self.own, other):
                draft.truth.agency(body, body.name.upper())
        elif spec.by == "department":
            upper_name = f"UBND {place.full}".upper() if self.rng.random() < 0.5 else f"ỦY BAN NHÂN DÂN {place.full}".upper()
            left = (upper_name, self.own.name.upper())
            draft.truth.agency(cast.committee(), upper_name)
            draft.truth.agency(self.own, self.own.name.upper())
        else:
            short = self.rng.random() < 0.3 and spec.form != "decision"
            left = (f"UBND {place.full}".upper(),) if short else ("ỦY BAN NHÂN DÂN", place.full.upper())
            if not short and self.rng.random() < 0.5:
                left = (f"ỦY BAN NHÂN DÂN {place.full}".upper(),)
            # Beside the motto the two lines of the name do not follow each other in the text.
            draft.truth.agency(cast.committee(), " ".join(left) if spec.layout.columns == "stacked" else left[-1])
        if spec.number:
            number_line = f"Số: {number}" if spec.form != "party" else f"Số {number}"
        else:
            number_line = f"Số:       {(number or '').lstrip('0123456789')}"
        where = place.name
        day = spec.issued
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        date_line = {
            "full": f"{where}, ngày {day.day:02d} tháng {month} năm {day.year}",
            "blank-day": f"{where}, ngày      tháng {month} năm {day.year}",
            "none": None,
        }[spec.dateline]
        return Letterhead(left, right, number_line, date_line)

    def _partner(self) -> Body:
        return self.cast.of(self.topic.helpers[0])

    def _header(self, doc_type: str, number: str | None, title: str) -> Item:
        """The true header before its signer and recipients are known."""
        spec = self.spec
        debatable = []
        issued: str | None = spec.issued.isoformat()
        if spec.dateline == "blank-day":
            issued = spec.issued.isoformat()[:7]
        if spec.dateline == "none":
            issued = None
        if not spec.number and number is not None:
            number = number.lstrip("0123456789")
            debatable.append("number")
        issuer = self.own.name
        if spec.by == "department":
            issuer = f"{issuer} {spec.place.full}" if issuer.startswith("Sở ") else issuer
        if spec.form == "joint":
            issuer = f"{issuer}; {self._partner().name}"
            debatable += ["signer.name", "signer.position", "signer.authority"]
        period = None
        if self.years and self.period_words:
            period = {"start": str(self.years[0]), "end": str(self.years[1])}
        header: Item = {
            "doc_type": doc_type,
            "number": number,
            "issuer": issuer,
            "place": spec.place.name if spec.dateline != "none" else None,
            "issued_on": issued,
            "title": title,
            "promulgated_by": None,
            "period": period,
            "signer": None,
            "recipients": [],
        }
        if debatable:
            header["optional"] = debatable
        return header

    def opening(self) -> None:
        """The legal bases and the sentence that opens the plan."""
        draft, rng = self.draft, self.rng
        own = self.own_words()
        keys = [k for k in ("decree", "joint", "circular", "programme", "council", "upper") if k in self.sources]
        chosen = [k for k in keys if k == "programme" or rng.random() < 0.6]
        if self.spec.form == "party":
            chosen = ["party", *chosen[:1]]
        what = rng.choice(("với các nội dung sau", "như sau", "với những nội dung chính như sau", "cụ thể như sau"))
        kind = "Chương trình" if self.spec.form == "programme" else "Kế hoạch"
        doing = f"{kind} {_lower_first(self.plain_title)}" if rng.random() < 0.5 else kind
        if rng.random() < 0.6:
            law = self._law() if self.spec.form != "party" else None
            if law:
                rest = " và các văn bản hướng dẫn thi hành" if rng.random() < 0.3 else ""
                draft.say(f"Căn cứ {law}{rest};", italic=True)
            for n, key in enumerate(chosen):
                end = "." if n == len(chosen) - 1 else ";"
                draft.say(f"{'Căn cứ' if key != 'upper' else 'Thực hiện'} {self._cite_full(key)}{end}", italic=True)
            draft.say(f"{_upper_first(own)} ban hành {doing} {what}:")
        else:
            cited = [self._cite_full(key) for key in chosen[:2]]
            joined = rng.choice((" và ", "; ")).join(cited)
            draft.say(f"{rng.choice(('Thực hiện', 'Triển khai', 'Căn cứ'))} {joined}, {own} xây dựng {doing} {what}:")
        self.opened = set(chosen)

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

    def purpose(self) -> None:
        """Purpose and requirements."""
        draft, rng, topic = self.draft, self.rng, self.topic
        number = self.heading("Mục đích, yêu cầu")
        del number
        draft.add(Heading("1.", "Mục đích", 2))
        for text in rng.sample(topic.purposes, rng.randint(1, len(topic.purposes))):
            draft.say(text, "-")
        draft.add(Heading("2.", "Yêu cầu", 2))
        for text in topic.requirements:
            draft.say(text, "-")
        if "reversed" in self.faults:
            start = self.span[1] + rng.randint(3, 6)
            quote = f"giai đoạn {start} - {start - rng.randint(3, 6)}"
            draft.say(f"Lồng ghép nguồn lực của các chương trình, dự án {quote} đang triển khai trên địa bàn.", "-")
            draft.finding("reversed_period", quote, "Năm cuối đứng trước năm đầu.")
            first, last = quote.removeprefix("giai đoạn ").split(" - ")
            draft.truth.deadline("period", first, last, None, quote, optional=True)

    def situation(self) -> None:
        """What was reached so far: figures that are no aims, right or wrong."""
        draft, rng, topic = self.draft, self.rng, self.topic
        year = self.spec.issued.year - 1
        self.heading(rng.choice(("Tình hình và kết quả đạt được", "Đánh giá tình hình thực hiện")))
        unit, part, whole = topic.statistic
        most = 90_000 if self.cast.province_level else 18_000 if self.spec.issued < TWO_TIERS else 6_000
        draft.say(draft.share_sentence(part, whole, most, year, "share" in self.faults), "-")
        draft.say(draft.change_sentence(*topic.trend, year, "change" in self.faults), "-")
        if rng.random() < 0.7:
            amount = rng.randint(12, 900) * 10 * MILLION
            cost = rng.choice(topic.costs)
            source, words = rng.choice(
                ((None, "Kinh phí đã chi cho"), ("social", "Các tổ chức, cá nhân đã đóng góp cho"))
            )
            text = draft.amount(
                amount,
                cost,
                source=source,
                role="reported",
                years=(str(year), str(year)),
                before=f"{words} {cost} năm {year} là ",
            )
            draft.say(f"{text}.", "-")
        if rng.random() < 0.6:
            town, country = rng.randint(20, 400), rng.randint(20, 400)
            draft.say(
                f"Qua rà soát đến nay còn {grouped(town + country)} {unit} cần quan tâm, gồm "
                f"{grouped(town)} {unit} ở khu vực thành thị và {grouped(country)} {unit} ở khu vực nông thôn.",
                "-",
            )
        draft.say(
            rng.choice(
                (
                    "Bên cạnh đó, việc phối hợp giữa các ngành có lúc chưa chặt chẽ, nguồn lực còn phân tán.",
                    "Tuy nhiên, nhận thức của một bộ phận người dân chưa đầy đủ; cán bộ cơ sở còn kiêm nhiệm nhiều việc.",
                )
            ),
            "-",
        )

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
        for write in rng.sample(self._aims(None), rng.randint(4, 7)):
            write(end if self.years and rng.random() < 0.35 else None)

    def _aims(self, by: str | None) -> list[Callable[[int | None], None]]:
        """Writers of one aim each; called with a year, the sentence says it."""
        draft, rng = self.draft, self.rng

        def dated(year: int | None, text: str) -> tuple[str, str | None]:
            if year is None:
                return _upper_first(text), by
            lead = rng.choice(("Đến năm {}, ", "Phấn đấu đến năm {}, ", "Đến hết năm {}, ")).format(year)
            draft.truth.deadline("point", None, str(year), None, lead.rstrip(", "))
            return lead + _lower_first(text), str(year)

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

        return [share, rate, fall, spread, change, count, share, count][: 8 if by is None else 6]

    def _frame(self, finish: bool = False) -> Time:
        return work_time(self.rng, self.spec.issued, self.span, finish)

    def work(self) -> None:
        """The tasks, as labelled items, in sentences or in a table."""
        number = self.heading(
            self.rng.choice(("Nội dung, nhiệm vụ", "Nhiệm vụ và giải pháp", "Nhiệm vụ, giải pháp chủ yếu"))
        )
        {"labels": self._work_labels, "inline": self._work_inline, "table": self._work_table}[self.spec.work](number)

    def _work_labels(self, number: str) -> None:
        draft, rng, topic = self.draft, self.rng, self.topic
        letters = rng.random() < 0.6
        for n, (title, contents) in enumerate(topic.tasks, 1):
            draft.add(Heading(f"{n}.", title, 2))
            lead = self.lead if rng.random() < 0.7 else rng.choice(self._leads)
            others = self._pick(1, 3, [lead])
            if rng.random() < 0.4 and self.spec.by == "committee" and self.cast.place.level not in ("xã", "phường"):
                others.append(self.cast.lower())
            finish = rng.random() < 0.35
            time = self._frame(finish)
            label = "Thời gian hoàn thành" if finish else rng.choice(("Thời gian thực hiện", "Thời gian"))
            who = rng.choice(("Cơ quan chủ trì", "Đơn vị chủ trì"))
            marks = iter(("a)", "b)", "c)", "d)", "đ)") if letters else ("-",) * 5)
            draft.say(rng.choice(("Nội dung: ", "")) + " ".join(contents), next(marks))
            draft.say(f"{who}: {draft.body(lead)}.", next(marks))
            tail = rng.choice(("", " và các đơn vị liên quan", ", các cơ quan, đơn vị có liên quan"))
            names = draft.bodies(others, final_and=not tail)
            draft.say(f"{who.split()[0]} {who.split()[1]} phối hợp: {_upper_first(names)}{tail}.".replace("Các Sở", "các Sở"), next(marks))
            quote = f"{label}: {time.text}"
            draft.time(time, quote)
            draft.say(f"{quote}.", next(marks))
            amount = None
            if self.spec.money == "lines" or (self.spec.money == "words" and rng.random() < 0.6):
                amount = rng.randint(5, 480) * 10 * MILLION
                source, words = rng.choice(self._sources_of_money()) if self.spec.money == "words" else (None, " thực hiện")
                self.task_total += amount
                text = draft.amount(
                    amount,
                    _lower_first(title),
                    source=source,
                    years=(time.start, time.end) if time.kind == "period" and time.end else None,
                    before=f"Kinh phí{words}: ",
                )
                draft.say(f"{text}.", next(marks))
            draft.task(str(n), f"{number}.{n}", title, f"{n}. {title}", [lead], others, time.task, amount)

    def _sources_of_money(self) -> list[tuple[str | None, str]]:
        own = "district" if self.cast.place.level in ("huyện", "thị xã") else "provincial"
        area = self.cast.area
        if self.cast.place.level in ("xã", "phường") or (self.cast.place.level == "thành phố" and self.cast.place.province):
            own = "local"
        pairs: list[tuple[str | None, str]] = [(None, " thực hiện"), ("local", " ngân sách địa phương"), ("social", " xã hội hóa")]
        pairs += [(own, f" ngân sách {area}")] * 2
        return pairs

    def _work_inline(self, number: str) -> None:
        draft, rng, topic = self.draft, self.rng, self.topic
        for n, (title, contents) in enumerate(topic.tasks, 1):
            lead = self.lead if rng.random() < 0.6 else rng.choice(self._leads)
            others = self._pick(1, 3, [lead])
            day = self._deadline_day()
            time = point(f"trước {day_text(rng, day)}", day.isoformat())
            if rng.random() < 0.3 and self.span[0] < self.span[1]:
                time = point(f"đến hết năm {self.span[1]}", str(self.span[1]))
            note = ""
            if "over" in self.faults:
                self.faults.discard("over")
                past = self.spec.issued - dt.timedelta(days=rng.randint(40, 90))
                time = point(f"trước {day_text(rng, past)}", past.isoformat())
                note = "Thời hạn đã qua vào ngày ban hành văn bản."
            head = f"{title}: "
            more = rng.random() < 0.5
            who, helpers = draft.body(lead), draft.bodies(others, final_and=not more)
            tail = " và các đơn vị liên quan " if more else " "
            form = rng.randrange(3)
            until = f"hoàn thành {time.text}" if time.text.startswith("trước") else f"thực hiện {time.text}"
            if form == 0:
                act = f"Giao {who} chủ trì, phối hợp với {helpers}{tail}tham mưu triển khai; {until}."
            elif form == 1:
                act = f"{_upper_first(who)} chủ trì, phối hợp với {helpers}{tail}tổ chức triển khai, {until}."
            else:
                act = f"Nhiệm vụ này do {who} chủ trì, {helpers}{tail}phối hợp, {until}."
            draft.time(time)
            if note:
                draft.finding("suspect_date", until, note)
            draft.add(Heading(f"{n}.", f"{head}{contents[0]} {act}", 2))
            draft.task(str(n), f"{number}.{n}", f"{head}{contents[0]}".rstrip("."), f"{n}. {head}{contents[0]}", [lead], others, time.task)

    def _deadline_day(self) -> dt.date:
        first = max(self.spec.issued + dt.timedelta(days=35), dt.date(self.span[0], 2, 1))
        last = dt.date(self.span[1], 12, 20)
        days = max((last - first).days, 0)
        return first + dt.timedelta(days=self.rng.randint(0, min(days, 500)))

    def _work_table(self, number: str) -> None:
        draft, rng, topic = self.draft, self.rng, self.topic
        draft.say(f"Nhiệm vụ cụ thể của các {'đơn vị' if self.spec.by == 'department' else 'cơ quan'} được phân công tại bảng sau:")
        finish = rng.random() < 0.5
        header = ("TT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành" if finish else "Thời gian thực hiện")
        products = rng.random() < 0.4
        rows: list[tuple[str, ...]] = [(*header, "Sản phẩm") if products else header]
        contents = [(title, text) for title, texts in topic.tasks for text in texts]
        for n, (_, text) in enumerate(rng.sample(contents, min(len(contents), rng.randint(4, 6))), 1):
            lead = self.lead if rng.random() < 0.6 else rng.choice(self._leads)
            others = self._pick(1, 2, [lead])
            time = self._frame(finish)
            draft.time(time)
            title = text.rstrip(".")
            row = (str(n), title, draft.body(lead), draft.bodies(others, shared=False), time.text)
            rows.append((*row, rng.choice(("Báo cáo", "Kế hoạch", "Văn bản", "Hội nghị"))) if products else row)
            draft.task(str(n), f"{number}.{n}", title, title, [lead], others, time.task)
        widths = (0.06, 0.36, 0.19, 0.22, 0.17) if not products else (0.06, 0.31, 0.17, 0.19, 0.15, 0.12)
        draft.add(Grid(tuple(rows), widths=widths))

    def money(self) -> None:
        """The budget: in words, in lines with parts, or in a table."""
        draft, rng = self.draft, self.rng
        self.heading(rng.choice(("Kinh phí thực hiện", "Kinh phí")))
        {"words": self._money_words, "lines": self._money_lines, "table": self._money_table}[self.spec.money]()
        if rng.random() < 0.3:
            draft.say("Hàng năm, các đơn vị lập dự toán gửi cơ quan tài chính cùng cấp thẩm định, trình cấp có thẩm quyền quyết định.")
            draft.truth.deadline("recurring", None, None, "FREQ=YEARLY", "Hàng năm, các đơn vị lập dự toán")

    def _money_words(self) -> None:
        draft, rng, topic = self.draft, self.rng, self.topic
        if rng.random() < 0.45:
            source, words = rng.choice([pair for pair in self._sources_of_money() if pair[0] not in (None, "social")])
            cost, other = rng.sample(topic.costs, 2)
            yearly = draft.amount(
                rng.randint(4, 95) * 10 * MILLION,
                cost,
                source=source,
                per="year",
                before=f"{_upper_first(words.strip())} bố trí ",
                after="/năm",
            )
            draft.say(f"{yearly} cho {cost};", "-")
            unit = rng.choice(("lớp", "mô hình", "điểm"))
            comparator, least = rng.choice((("<=", " không quá "), ("<=", " tối đa "), ("=", ": "), ("~", " khoảng ")))
            single = draft.amount(
                rng.randint(4, 60) * 500_000,
                other,
                per="unit",
                comparator=comparator,
                before=f"Mức chi cho {other}{least}",
                after=f"/{unit}",
            )
            draft.say(f"{single}.", "-")
        law = self.draft.cite(Source("Luật", None, "Luật Ngân sách nhà nước"))
        self.draft.say(
            self.rng.choice(
                (
                    "Kinh phí thực hiện được bố trí từ dự toán chi thường xuyên của các cơ quan, đơn vị và nguồn huy động "
                    f"hợp pháp khác theo quy định của {law}.",
                    f"Các đơn vị sử dụng nguồn ngân sách được giao trong năm theo phân cấp của {law}; khuyến khích xã hội hóa.",
                )
            )
        )

    def _money_lines(self) -> None:
        draft, rng = self.draft, self.rng
        kinds: list[tuple[str, str]] = [
            ("central", "Ngân sách trung ương hỗ trợ"),
            ("provincial", "Ngân sách tỉnh" if self.cast.place.top.level == "tỉnh" else "Ngân sách thành phố"),
            ("social", rng.choice(("Nguồn xã hội hóa", "Đóng góp của doanh nghiệp, người dân"))),
        ]
        if not self.cast.province_level:
            own = "district" if self.cast.place.level in ("huyện", "thị xã") else "local"
            kinds[0] = (own, f"Ngân sách {self.cast.place.level}")
            if self.cast.place.level == "thành phố":
                kinds[0] = ("district", "Ngân sách thành phố")
        parts = [rng.randint(8, 420) * 10 * MILLION for _ in kinds]
        if self.task_total:
            units = self.task_total // (10 * MILLION)
            first = rng.randint(1, units - 2)
            second = rng.randint(1, units - first - 1)
            parts = [n * 10 * MILLION for n in (first, second, units - first - second)]
        total = sum(parts)
        told = total + (rng.choice((10, 20, 30, 50, 90)) * 10 * MILLION if "sum-text" in self.faults else 0)
        years = f" năm {self.span[0]}" if self.span[0] == self.span[1] else f" giai đoạn {self.span[0]} - {self.span[1]}"
        stated = rng.random() < 0.5 and self.years is not None
        if stated and self.span[0] < self.span[1]:
            draft.truth.deadline("period", str(self.span[0]), str(self.span[1]), None, years.strip())
        purpose = "tổng kinh phí thực hiện Kế hoạch"
        about = rng.random() < 0.25 and "sum-text" not in self.faults
        before = f"Tổng kinh phí thực hiện Kế hoạch{years if stated else ''}{' khoảng ' if about else ': '}"
        total_text = draft.amount(told, purpose, before=before, comparator="~" if about else "=")
        inline = rng.random() < 0.4
        texts = [
            draft.amount(part, "thực hiện Kế hoạch", source=source, before=f"{name}: ")
            for part, (source, name) in zip(parts, kinds, strict=True)
        ]
        if inline:
            listed = "; ".join(_lower_first(t) for t in texts)
            for item, text in zip(draft.truth.budget[-3:], texts, strict=True):
                item["quote"] = _lower_first(text)
            draft.say(f"{total_text}, trong đó: {listed}.")
        else:
            draft.say(f"{total_text}, trong đó:")
            for n, text in enumerate(texts):
                draft.say(text + (";" if n < 2 else "."), "-")
        if told != total:
            draft.finding(
                "sum_mismatch", total_text, f"Cộng các nguồn là {grouped(total)} đồng; in {grouped(told)} đồng."
            )

    def _money_table(self) -> None:
        draft, rng, topic = self.draft, self.rng, self.topic
        unit, unit_text = rng.choice(((MILLION, "triệu đồng"), (MILLION, "Triệu đồng"), (1000, "nghìn đồng"), (1, "đồng")))
        by_year = self.span[0] < self.span[1]
        names = [str(y) for y in range(self.span[0], self.span[1] + 1)]
        if not by_year:
            names = ["Ngân sách nhà nước", "Xã hội hóa"]
        total_name = rng.choice(("Tổng kinh phí", "Tổng cộng"))
        figures = [
            [rng.randint(2, 130) * 10 * MILLION if rng.random() < 0.85 else 0 for _ in names] for _ in topic.costs
        ]
        for line in figures:
            if not any(line):
                line[0] = 50 * MILLION
        sums = [sum(line) for line in figures]
        columns = [sum(line[c] for line in figures) for c in range(len(names))]
        wrong_row = rng.randrange(len(figures)) if "sum-row" in self.faults else -1
        wrong_column = rng.randrange(len(names)) if "sum-column" in self.faults else -1
        shown_sums = [s + (70 * MILLION if r == wrong_row else 0) for r, s in enumerate(sums)]
        shown_columns = [s + (60 * MILLION if c == wrong_column else 0) for c, s in enumerate(columns)]
        grand = sum(sums)

        def printed(amount: int) -> str:
            return grouped(amount // unit) if amount else ""

        label = rng.choice(("Tổng cộng", "Cộng"))
        years_head = rng.choice(("Phân kỳ theo năm", "Phân theo các năm", "Trong đó"))
        top = ["TT", "Nội dung", total_name, years_head if by_year else names[0], *([""] * (len(names) - 1) if by_year else names[1:])]
        rows = [tuple(top)]
        if by_year:
            rows.append(("", "", "", *names))
        cells: list[Item] = []

        def cell(row: str, column: str, amount: int) -> None:
            if amount:
                cells.append({"row": row, "column": column, "amount_vnd": amount})

        for n, (cost, line, total) in enumerate(zip(topic.costs, figures, shown_sums, strict=True), 1):
            row = _upper_first(cost)
            rows.append((str(n), row, printed(total), *(printed(a) for a in line)))
            cell(row, total_name, total)
            for name, amount in zip(names, line, strict=True):
                cell(row, name, amount)
        rows.append(("", label, printed(grand), *(printed(a) for a in shown_columns)))
        cell(label, total_name, grand)
        for name, amount in zip(names, shown_columns, strict=True):
            cell(label, name, amount)
        if wrong_row >= 0:
            draft.finding("sum_mismatch", printed(shown_sums[wrong_row]), f"Hàng {wrong_row + 1}: cộng các cột là {printed(sums[wrong_row])}.")
        if wrong_column >= 0:
            draft.finding("sum_mismatch", printed(shown_columns[wrong_column]), f"Cột {names[wrong_column]}: cộng các hàng là {printed(columns[wrong_column])}.")
        if rng.random() < 0.5:
            text = draft.amount(grand, "tổng kinh phí thực hiện Kế hoạch", before="Tổng kinh phí thực hiện Kế hoạch là ")
            draft.say(f"{text}, chi tiết như sau:")
        caption = rng.choice((f"Đơn vị tính: {unit_text}", f"(Đơn vị: {unit_text})", f"ĐVT: {unit_text}"))
        width = 0.58 / (len(names) + 1)
        draft.add(
            Grid(
                tuple(rows),
                header_rows=2 if by_year else 1,
                caption=caption,
                widths=(0.06, 0.36, *([width] * (len(names) + 1))),
                spans=((0, 3, 2 + len(names)),) if by_year and len(names) > 1 else (),
            )
        )
        draft.truth.tables.append({"unit_vnd": unit, "quote": caption, "cells": cells})

    _DUTIES: dict[str, tuple[str, ...]] = {
        "finance": (
            "Tham mưu {own} bố trí kinh phí thực hiện Kế hoạch phù hợp với khả năng cân đối ngân sách",
            "Thẩm định dự toán, hướng dẫn việc quản lý, sử dụng và thanh quyết toán kinh phí theo quy định",
        ),
        "any": (
            "Phối hợp với {other} triển khai các nội dung liên quan đến lĩnh vực quản lý",
            "Chủ trì, phối hợp với {other} tổ chức truyền thông, vận động trong hệ thống của ngành",
            "Cung cấp số liệu, cử cán bộ tham gia các đoàn kiểm tra do {lead} chủ trì",
            "Lồng ghép nội dung Kế hoạch vào chương trình công tác của ngành và phong trào thi đua",
        ),
    }

    def duties(self) -> None:
        """The section on who implements what."""
        draft, rng = self.draft, self.rng
        number = self.heading("Tổ chức thực hiện")
        style = self.spec.duties
        rows = self._duty_rows()
        for n, (bodies, sentences, others) in enumerate(rows, 1):
            names = draft.bodies(bodies, shared=False)
            asked = bodies[0].name.startswith(("Ủy ban Mặt trận", "Hội "))
            frame: tuple[str | None, str | None] = (None, None)
            for _, time in sentences:
                if time is not None and time.task != (None, None):
                    frame = time.task
            texts = [s for s, _ in sentences]
            path = f"{number}.{n}"
            if asked:
                text = f"Đề nghị {names} {_lower_first(texts[0])}."
                title = text.rstrip(".")
                draft.add(Heading(f"{n}.", text, 2))
            elif style == "dashes" and len(texts) > 1:
                title = names
                draft.add(Heading(f"{n}.", names, 2))
                for text in texts:
                    draft.say(f"{text}.", "-")
            elif style == "assign":
                title = f"Giao {names} {_lower_first(texts[0])}"
                draft.add(Heading(f"{n}.", title + "." + "".join(f" {t}." for t in texts[1:]), 2))
            else:
                title = f"{names}: {texts[0]}"
                draft.add(Heading(f"{n}.", title + "." + "".join(f" {t}." for t in texts[1:]), 2))
            draft.task(str(n), path, title, f"{n}. {title}", bodies, others, frame)
        self._closing_words()

    def _duty_rows(self) -> list[tuple[list[Body], list[tuple[str, Time | None]], list[Body]]]:
        draft, rng, cast = self.draft, self.rng, self.cast
        rows: list[tuple[list[Body], list[tuple[str, Time | None]], list[Body]]] = []
        own = cast.committee() if self.spec.form == "joint" else self.own
        # The lead body.
        others = self._pick(1, 2, [self.lead])
        words, repeats = reporting(rng)
        for recurrence, quote in repeats:
            draft.truth.deadline("recurring", None, None, recurrence, quote)
        sentences: list[tuple[str, Time | None]] = [
            (f"Chủ trì, phối hợp với {draft.bodies(others)} hướng dẫn, đôn đốc, kiểm tra việc thực hiện Kế hoạch này", None),
            (f"Tổng hợp tình hình, {words} báo cáo {draft.body(own)} kết quả thực hiện", None),
        ]
        if "over" in self.faults:
            self.faults.discard("over")
            past = self.spec.issued - dt.timedelta(days=rng.randint(40, 90))
            time = point(f"trước {day_text(rng, past)}", past.isoformat())
            draft.time(time)
            sentences.append((f"Xây dựng hướng dẫn chi tiết, gửi các đơn vị {time.text}", time))
            draft.finding("suspect_date", f"gửi các đơn vị {time.text}", "Thời hạn đã qua vào ngày ban hành văn bản.")
        rows.append(([self.lead], sentences, others))
        used = {self.lead.name}
        if self.spec.by == "department":
            for body in self.helpers:
                partner = self._pick(1, 1, [body])
                text = rng.choice(self._DUTIES["any"][:2]).format(other=draft.bodies(partner))
                rows.append(([body], [(text, None)], partner))
            return rows
        finance = cast.of("finance")
        if finance.name not in used and self.spec.form != "party":
            used.add(finance.name)
            listed = [finance]
            investment = cast.of("investment")
            if investment.name not in used and rng.random() < 0.4:
                listed.append(investment)
                used.add(investment.name)
            texts: list[tuple[str, Time | None]] = [
                (t.format(own=draft.body(own)), None) for t in self._DUTIES["finance"][: rng.randint(1, 2)]
            ]
            rows.append((listed, texts, []))
        for body in self._pick(2, 4, [self.lead]):
            if body.name in used:
                continue
            used.add(body.name)
            partner = self._pick(1, 2, [body])
            template = rng.choice(self._DUTIES["any"])
            helpers = partner if "{other}" in template else [self.lead] if "{lead}" in template else []
            text = template.format(other=draft.bodies(partner) if "{other}" in template else "", lead=draft.body(self.lead) if "{lead}" in template else "")
            extra: list[tuple[str, Time | None]] = [(text, None)]
            if rng.random() < 0.5 and self._unused["contents"]:
                extra.append((self._unused["contents"].pop().rstrip("."), None))
            # Sending people to another's inspections is not said to be coordination.
            rows.append(([body], extra, [] if "{lead}" in template else helpers))
        if self.spec.form != "party" and self.cast.place.level not in ("xã", "phường"):
            lower = cast.lower()
            day = self._deadline_day()
            time = point(f"trước {day_text(rng, day)}", day.isoformat())
            draft.time(time)
            tail = f", gửi {draft.body(self.lead)} {time.text}"
            rows.append(([lower], [(f"Xây dựng kế hoạch cụ thể để triển khai trên địa bàn{tail}", time)], []))
        front = cast.front()
        rows.append(
            (
                [front],
                [("Tuyên truyền, vận động hội viên, đoàn viên và Nhân dân tham gia; giám sát việc thực hiện Kế hoạch", None)],
                [],
            )
        )
        if "impossible" in self.faults:
            year = self.span[1]
            wrong = rng.choice((f"31/11/{year}", f"31/9/{year}", f"30/02/{year + 1}"))
            day_number, month, wrong_year = wrong.split("/")
            text = f"Các cơ quan, đơn vị gửi báo cáo tổng kết về {draft.body(self.lead)} trước ngày {wrong} để tổng hợp"
            draft.finding("suspect_date", f"trước ngày {wrong}", "Ngày không có trong lịch.")
            draft.truth.deadline(
                "point", None, f"{wrong_year}-{int(month):02d}-{day_number}", None, f"trước ngày {wrong}", optional=True
            )
            self.late_report = text
        return rows

    def _closing_words(self) -> None:
        draft, rng = self.draft, self.rng
        if self.late_report:
            draft.say(f"{self.late_report}.")
        if "two-dates" in self.faults:
            key = next((k for k in ("programme", "party") if self.sources[k].number in draft.truth.citations), "programme")
            source = self.sources[key]
            printed = dt.date.fromisoformat(source.date or "2020-01-01")
            other = printed - dt.timedelta(days=rng.randint(120, 240))
            quote = f"{source.type} số {source.number} {day_text(rng, other)}"
            draft.say(f"Những nội dung khác không nêu trong văn bản này thực hiện theo {quote}.")
            draft.finding("suspect_date", quote, f"Ở trên ghi ngày {printed.day}/{printed.month}/{printed.year}.")
        elif rng.random() < 0.6:
            keys = [k for k in self.sources if self.sources[k].number in draft.truth.citations]
            if keys:
                key = rng.choice(keys)
                form = "bare" if self.sources[key].short_number and rng.random() < 0.5 else "short"
                pinpoints = [f"Điều {rng.randint(3, 30)}"] if rng.random() < 0.3 and key in ("decree", "circular") else []
                text = draft.cite(self.sources[key], form, pinpoints)
                draft.say(f"Những nội dung không nêu trong văn bản này thực hiện theo {text}.")
        kind = "Chương trình" if self.spec.form == "programme" else "Kế hoạch"
        draft.say(
            f"Trên đây là {kind} {_lower_first(self.plain_title)}. Trong quá trình thực hiện nếu có vướng mắc, các cơ quan, "
            f"đơn vị phản ánh về {draft.body(self.lead)} để tổng hợp, xem xét giải quyết./."
        )

    # The end

    def closing(self, header: Item) -> Closing:
        """Recipients and signature, recorded in the header."""
        recipients = self._recipients()
        header["recipients"] = recipients
        ends = [f"{r};" for r in recipients[:-1]] + [f"{recipients[-1]}."]
        signature, name, second = self._signature(header)
        return Closing(tuple(ends), signature, name, second)

    def _recipients(self) -> list[str]:
        draft, rng, cast, spec = self.draft, self.rng, self.cast, self.spec
        recipients: list[str] = []
        if spec.form in ("letter", "decision"):
            recipients.append("Như trên" if spec.form == "letter" else "Như Điều 3")
        if spec.form != "party" and rng.random() < 0.7:
            if cast.province_level:
                name, _ = ministry_of(self.topic.role, spec.issued)
                draft.truth.agency(Body(name), name)
                recipients.append(name + rng.choice(("", " (để b/c)")))
            else:
                recipients.append(draft.body(cast.upper_committee()) + rng.choice(("", " (b/c)")))
        if spec.form != "party":
            recipients.append(draft.body(cast.party()))
            if rng.random() < 0.6:
                recipients.append(draft.body(cast.council()))
            recipients.append(f"Chủ tịch, các PCT UBND {cast.area}")
        else:
            recipients.append(f"Các đồng chí Ủy viên Ban Chấp hành {rng.choice(('Đảng bộ', ''))}".strip())
            draft.truth.agency(
                Body("Ban Chấp hành Đảng bộ", also=("Ban Chấp hành", f"Ban Chấp hành {self.own.name}")),
                "Ban Chấp hành",
                optional=True,
            )
        recipients.append(rng.choice(("Các sở, ban, ngành liên quan", "Các cơ quan, đơn vị liên quan")))
        if spec.by == "committee" and cast.place.level not in ("xã", "phường") and spec.form != "party":
            recipients.append(draft.body(cast.lower()))
        if rng.random() < 0.4 and spec.by == "committee" and spec.form != "party":
            recipients.append(draft.body(cast.front()))
        recipients.append(rng.choice(("Lưu: VT, KGVX", "Lưu: VT, NC", "Lưu: VT, TH", "Lưu: VT")))
        return recipients

    def _signature(self, header: Item) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
        """The lines above the signature, the signer's name, and the lines of a second signer."""
        rng, spec = self.rng, self.spec
        name = _name(rng)
        deputy = rng.random() < 0.5
        if spec.form == "party":
            authority, position = ["T/M BAN THƯỜNG VỤ"], "Phó Bí thư" if deputy else "Bí thư"
        elif spec.by == "department":
            authority, position = (["KT. GIÁM ĐỐC"], "Phó Giám đốc") if deputy else ([], "Giám đốc")
        else:
            authority = ["TM. ỦY BAN NHÂN DÂN", *(["KT. CHỦ TỊCH"] if deputy else [])]
            position = "Phó Chủ tịch" if deputy else "Chủ tịch"
        signature = (*authority, position.upper())
        header["signer"] = {"name": name, "position": position, "authority": "; ".join(authority) or None}
        second: tuple[str, ...] = ()
        if spec.form == "joint":
            partner = self._partner()
            mine = [f"{'KT. ' if deputy else ''}GIÁM ĐỐC", *(["PHÓ GIÁM ĐỐC"] if deputy else [])]
            signature = (self.own.name.upper(), *mine)
            second = (partner.name.upper(), "GIÁM ĐỐC", _name(rng))
            header["signer"] = None
        return signature, name, second

    # The whole

    def compose(self) -> Plan:
        """The plan with its truth."""
        form = self.spec.form
        title = self.title()
        self.plain_title = title
        if form == "letter":
            self._letter(title)
        elif form == "decision":
            self._decision(title)
        elif form == "annexed":
            self._annexed(title)
        else:
            self._plain(title)
        return Plan(self.spec.name, tuple(self.draft.blocks), self.draft.truth.record(), self.spec.layout)

    def _body(self) -> None:
        self.purpose()
        if self.spec.situation:
            self.situation()
        self.goals()
        self.work()
        self.money()
        self.duties()

    def _doc_number(self) -> str:
        spec, rng = self.spec, self.rng
        count = rng.randint(3, 480)
        digits = f"{count:02d}"
        if spec.form == "party":
            code = {"tỉnh": "TU", "huyện": "HU", "thị xã": "ThU", "thành phố": "TU"}.get(spec.place.level, "ĐU")
            return f"{digits}-KH/{code}"
        if spec.form == "joint":
            role = self.topic.helpers[0]
            codes = [self.cast.department(r).code for r in (self.topic.role, role)]
            return f"{digits}/KHPH-{'-'.join(codes)}"
        kind = "CTr" if spec.form == "programme" else "KH"
        if spec.by == "department":
            return f"{digits}/{kind}-{self.cast.department(self.topic.role).code}"
        return f"{digits}/{kind}-UBND"

    def _shown_title(self, title: str) -> str:
        return title.upper() if self.rng.random() < 0.35 else title

    def _plain(self, title: str) -> None:
        spec, draft = self.spec, self.draft
        doc_type = {"programme": "Chương trình", "joint": "Kế hoạch phối hợp"}.get(spec.form, "Kế hoạch")
        number = self._doc_number() if spec.head else None
        shown = self._shown_title(title)
        header = self._header(doc_type, number, shown)
        draft.truth.header = header
        if spec.head:
            draft.add(self.letterhead(number))
        else:
            header |= {"place": None, "issued_on": None}
        draft.add(Title((doc_type.upper(), shown)))
        self._record_period(shown)
        self.opening()
        self._body()
        draft.add(self.closing(header))

    def _annexed(self, title: str) -> None:
        draft = self.draft
        shown = self._shown_title(title)
        header = self._header("Kế hoạch", None, shown)
        issued = self.spec.issued
        header |= {"place": None, "issued_on": issued.isoformat(), "promulgated_by": self.decision}
        draft.truth.header = header
        source = Source("Quyết định", self.decision, issuer=self.own.name, issuer_printed=f"UBND {self.spec.place.full}", date=issued.isoformat())
        note = draft.cite(source)
        draft.truth.agency(self.cast.committee(), f"UBND {self.spec.place.full}")
        draft.add(Title(("KẾ HOẠCH", shown, f"({self.rng.choice(('Ban hành kèm theo', 'Kèm theo'))} {note})")))
        self._record_period(shown)
        self._body()
        if self.rng.random() < 0.5:
            signature, name, _ = self._signature(header)
            draft.add(Closing((), signature, name))

    def _decision(self, title: str) -> None:
        draft, spec, rng = self.draft, self.spec, self.rng
        subject = f"Về việc ban hành Kế hoạch {_lower_first(title)}"
        number = self.decision
        header = self._header("Quyết định", number, subject)
        header["promulgated_by"] = number
        header["optional"] = [*header.get("optional", []), "promulgated_by"]
        draft.truth.header = header
        draft.add(self.letterhead(number), Title(("QUYẾT ĐỊNH", subject)))
        self._record_period(subject)
        if rng.random() < 0.7:
            draft.add(Title((f"ỦY BAN NHÂN DÂN {spec.place.full}".upper(),)))
        else:
            draft.add(Title((f"CHỦ TỊCH ỦY BAN NHÂN DÂN {spec.place.full}".upper(),)))
        law = self._law()
        if law:
            draft.say(f"Căn cứ {law};", italic=True)
        for key in ("decree", "programme"):
            draft.say(f"Căn cứ {self._cite_full(key)};", italic=True)
        proposal = self.cast.department(self.topic.role) if self.cast.province_level else None
        lead = draft.body(self.lead)
        if proposal and rng.random() < 0.6:
            day = spec.issued - dt.timedelta(days=rng.randint(4, 11))
            source = Source("Tờ trình", f"{rng.randint(15, 900)}/TTr-{proposal.code}", issuer=self.lead.name, date=day.isoformat())
            draft.say(f"Theo đề nghị của {lead} tại {draft.cite(source)}.", italic=True)
        else:
            draft.say(f"Theo đề nghị của {lead}.", italic=True)
        draft.add(Title(("QUYẾT ĐỊNH:",)))
        draft.say(f"Ban hành kèm theo Quyết định này Kế hoạch {_lower_first(title)}.", "Điều 1.")
        others = self._pick(1, 2, [self.lead])
        text = f"Giao {draft.body(self.lead)} chủ trì, phối hợp với {draft.bodies(others)} và các đơn vị liên quan tổ chức thực hiện Quyết định này"
        draft.say(f"{text}.", "Điều 2.")
        draft.task("Điều 2", "Điều 2", text, f"Điều 2. {text}", [self.lead], others)
        last = f"Chánh Văn phòng {draft.body(self.own)}; Thủ trưởng các cơ quan, đơn vị liên quan chịu trách nhiệm thi hành Quyết định này"
        office = self.cast.office()
        draft.truth.agency(office, "Chánh Văn phòng", optional=True)
        draft.say(f"{last}./.", "Điều 3.")
        draft.task("Điều 3", "Điều 3", last, f"Điều 3. {last}", [office], optional=True)
        draft.add(self.closing(header))
        shown = self._shown_title(title)
        dated = day_text(rng, spec.issued)
        own = f"UBND {self.cast.area}"
        note = f"(Kèm theo Quyết định số {number} {dated} của {own})"
        draft.add(Title(("KẾ HOẠCH", shown, note)))
        self._body()
        draft.truth.citation(Source("Quyết định", number, issuer=self.own.name, date=spec.issued.isoformat()), f"Quyết định số {number}", dated=True)
        draft.truth.citations[number]["optional"] = True

    def _letter(self, title: str) -> None:
        draft, spec, rng, cast = self.draft, self.spec, self.rng, self.cast
        subject = f"V/v {_lower_first(title)}"
        number = f"{rng.randint(120, 4800)}/UBND-{rng.choice(('VX', 'KGVX', 'NC', 'TH', 'KT'))}"
        header = self._header("Công văn", number, subject.removeprefix("V/v "))
        draft.truth.header = header
        head = self.letterhead(number)
        draft.add(Letterhead(head.left, head.right, head.number_line, head.date_line, subject))
        self._record_period(subject)
        addressed = [self.lead, *self._pick(2, 3, [self.lead])]
        lines = [draft.body(b) for b in addressed]
        if cast.place.level not in ("xã", "phường"):
            lines.append(draft.body(cast.lower()))
        draft.say("Kính gửi:")
        for n, line in enumerate(lines):
            draft.say(line + (";" if n < len(lines) - 1 else "."), "-")
        committee = draft.body(self.own)
        draft.say(
            f"Thực hiện {self._cite_full('programme')}; để nâng cao hiệu quả {self.topic.subject} trong thời gian tới, "
            f"{committee} yêu cầu các cơ quan, đơn vị thực hiện một số nội dung sau:"
        )
        n = 0
        for body in addressed:
            n += 1
            others = self._pick(1, 2, [body])
            time = point("", "")
            day = self._deadline_day()
            time = point(f"trước {day_text(rng, day)}", day.isoformat())
            late = "over" in self.faults
            if late:
                self.faults.discard("over")
                past = spec.issued - dt.timedelta(days=rng.randint(40, 90))
                time = point(f"trước {day_text(rng, past)}", past.isoformat())
            content = rng.choice(self.topic.tasks)[1][0].rstrip(".")
            who = draft.body(body)
            form = rng.randrange(3)
            if form == 0:
                text = f"Giao {who} chủ trì, phối hợp với {draft.bodies(others)} thực hiện nội dung: {_lower_first(content)}; báo cáo kết quả {time.text}"
            elif form == 1:
                text = f"{_upper_first(who)}: {content}; hoàn thành {time.text}"
                others = []
            else:
                text = f"{_upper_first(who)} phối hợp với {draft.bodies(others)} {_lower_first(content)}, báo cáo kết quả {time.text}"
            draft.time(time)
            if late:
                quote = f"hoàn thành {time.text}" if form == 1 else f"báo cáo kết quả {time.text}"
                draft.finding("suspect_date", quote, "Thời hạn đã qua vào ngày ban hành văn bản.")
            draft.add(Heading(f"{n}.", f"{text}.", 2))
            draft.task(str(n), str(n), text, f"{n}. {text}", [body], others, time.task)
        aims = self._aims(None)
        n += 1
        draft.add(Heading(f"{n}.", "Các đơn vị tập trung thực hiện đạt các chỉ tiêu sau:", 2))
        for write in rng.sample(aims, 3):
            write(None)
        if spec.money != "words":
            cost = rng.choice(self.topic.costs)
            n += 1
            amount = rng.randint(4, 90) * 10 * MILLION
            text = draft.amount(amount, cost, source="local", before=f"Bổ sung kinh phí từ ngân sách địa phương để {'chi cho'} {cost}: ")
            draft.add(Heading(f"{n}.", f"{text}.", 2))
        draft.say(f"Nhận được Công văn này, {committee} yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.")
        draft.add(self.closing(header))


def compose(spec: Spec) -> Plan:
    """Composes the plan of a specification; the same specification gives the same plan."""
    return Composer(spec).compose()


__all__ = ["BILLION", "FAULTS", "TWO_TIERS", "Composer", "Paragraph", "Spec", "compose", "money"]
