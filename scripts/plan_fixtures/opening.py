"""The beginning of a plan: letterhead, legal bases, purpose, what was reached so far."""

from __future__ import annotations

from .bodies import TWO_TIERS
from .model import Body, Heading, Item, Letterhead
from .phrases import (
    MILLION,
    grouped,
)
from .setting import MOTTO, Setting, lower_first, upper_first


class Opening(Setting):
    """The beginning of a plan: letterhead, legal bases, purpose, what was reached so far."""

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
            draft.truth.agency(Body("Đảng Cộng sản Việt Nam", also=("Đảng",)), right[0], optional=True)
        elif spec.form == "joint":
            other = self._partner()
            left = (f"{self.own.name.upper()} - {other.name.upper()}",)
            for body in (self.own, other):
                draft.truth.agency(body, body.name.upper())
        elif spec.by == "department":
            upper_name = (
                f"UBND {place.full}".upper() if self.rng.random() < 0.5 else f"ỦY BAN NHÂN DÂN {place.full}".upper()
            )
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
        keys: list[str] = [
            k for k in ("decree", "joint", "circular", "programme", "council", "upper") if k in self.sources
        ]
        chosen = [k for k in keys if k == "programme" or rng.random() < 0.6]
        if self.spec.form == "party":
            chosen = ["party", *chosen[:1]]
        what = rng.choice(("với các nội dung sau", "như sau", "với những nội dung chính như sau", "cụ thể như sau"))
        kind = "Chương trình" if self.spec.form == "programme" else "Kế hoạch"
        doing = f"{kind} {lower_first(self.plain_title)}" if rng.random() < 0.5 else kind
        if rng.random() < 0.6:
            law = self._law() if self.spec.form != "party" else None
            if law:
                rest = " và các văn bản hướng dẫn thi hành" if rng.random() < 0.3 else ""
                draft.say(f"Căn cứ {law}{rest};", italic=True)
            for n, key in enumerate(chosen):
                end = "." if n == len(chosen) - 1 else ";"
                draft.say(f"{'Căn cứ' if key != 'upper' else 'Thực hiện'} {self._cite_full(key)}{end}", italic=True)
            draft.say(f"{upper_first(own)} ban hành {doing} {what}:")
        else:
            cited = [self._cite_full(key) for key in chosen[:2]]
            joined = rng.choice((" và ", "; ")).join(cited)
            draft.say(f"{rng.choice(('Thực hiện', 'Triển khai', 'Căn cứ'))} {joined}, {own} xây dựng {doing} {what}:")
        self.opened = set(chosen)

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
        if rng.random() < 0.65:
            self._regulation()
        if "reversed" in self.faults:
            start = self.span[1] + rng.randint(3, 6)
            quote = f"giai đoạn {start} - {start - rng.randint(3, 6)}"
            draft.say(f"Lồng ghép nguồn lực của các chương trình, dự án {quote} đang triển khai trên địa bàn.", "-")
            draft.finding("reversed_period", quote, "Năm cuối đứng trước năm đầu.")
            first, last = quote.removeprefix("giai đoạn ").split(" - ")
            draft.truth.deadline("period", first, last, None, quote, optional=True)

    def _regulation(self) -> None:
        """A requirement that cites one more document, by its articles or as a whole, or a law."""
        draft, rng = self.draft, self.rng
        keys = [k for k in ("decree", "circular", "party", "upper") if k in self.sources and k not in self.opened]
        key = rng.choice([*keys, "law"])
        if key == "law":
            law = self._law()
            if law:
                draft.say(f"Tuân thủ {law} và các quy định có liên quan.", "-")
        elif key in ("decree", "circular"):
            first = rng.randint(3, 20)
            pinpoints = rng.choice(([f"Điều {first}"], [f"Điều {first}", f"Điều {first + rng.randint(1, 4)}"]))
            form = rng.choice(("full", "dated"))
            cited = draft.cite(self.sources[key], form, pinpoints)
            draft.say(f"Nội dung, mức chi và quy trình thực hiện theo {cited}.", "-")
        else:
            draft.say(f"Tiếp tục quán triệt, thực hiện nghiêm {self._cite_full(key)}.", "-")

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
                    "Tuy nhiên, nhận thức của một bộ phận người dân chưa đầy đủ; cán bộ cơ sở còn kiêm nhiệm.",
                )
            ),
            "-",
        )
