"""Plans composed from parts: each part writes its blocks and records what is true of them."""

from __future__ import annotations

import datetime as dt

from .budget import Budget
from .duties import Duties
from .ending import Ending
from .goals import Goals
from .model import Closing, Heading, Letterhead, Plan, Source, Title
from .opening import Opening
from .phrases import (
    MILLION,
    day_text,
    point,
)
from .setting import Spec, lower_first, upper_first
from .work import Work


class Composer(Opening, Goals, Work, Budget, Duties, Ending):
    """Composes one plan of a kind."""

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
        source = Source(
            "Quyết định",
            self.decision,
            issuer=self.own.name,
            issuer_printed=f"UBND {self.spec.place.full}",
            date=issued.isoformat(),
        )
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
        subject = f"Về việc ban hành Kế hoạch {lower_first(title)}"
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
            source = Source(
                "Tờ trình", f"{rng.randint(15, 900)}/TTr-{proposal.code}", issuer=self.lead.name, date=day.isoformat()
            )
            draft.say(f"Theo đề nghị của {lead} tại {draft.cite(source)}.", italic=True)
        else:
            draft.say(f"Theo đề nghị của {lead}.", italic=True)
        draft.add(Title(("QUYẾT ĐỊNH:",)))
        draft.say(f"Ban hành kèm theo Quyết định này Kế hoạch {lower_first(title)}.", "Điều 1.")
        others = self._pick(1, 2, [self.lead])
        helpers = draft.bodies(others, final_and=False)
        text = f"Giao {draft.body(self.lead)} chủ trì, phối hợp với {helpers} và các đơn vị liên quan tổ chức thực hiện"
        draft.say(f"{text}.", "Điều 2.")
        draft.task("Điều 2", "Điều 2", text, f"Điều 2. {text}", [self.lead], others)
        last = (
            f"Chánh Văn phòng {draft.body(self.own)}; Thủ trưởng các cơ quan, đơn vị liên quan chịu trách nhiệm "
            "thi hành Quyết định này"
        )
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
        draft.truth.citation(
            Source("Quyết định", number, issuer=self.own.name, date=spec.issued.isoformat()),
            f"Quyết định số {number}",
            dated=True,
        )
        draft.truth.citations[number]["optional"] = True

    def _letter(self, title: str) -> None:
        draft, spec, rng, cast = self.draft, self.spec, self.rng, self.cast
        subject = f"V/v {lower_first(title)}"
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
                text = (
                    f"Giao {who} chủ trì, phối hợp với {draft.bodies(others)} thực hiện nội dung: "
                    f"{lower_first(content)}; báo cáo kết quả {time.text}"
                )
            elif form == 1:
                text = f"{upper_first(who)}: {content}; hoàn thành {time.text}"
                others = []
            else:
                text = (
                    f"{upper_first(who)} phối hợp với {draft.bodies(others)} {lower_first(content)}, "
                    f"báo cáo kết quả {time.text}"
                )
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
            text = draft.amount(
                amount, cost, source="local", before=f"Bổ sung kinh phí từ ngân sách địa phương để {'chi cho'} {cost}: "
            )
            draft.add(Heading(f"{n}.", f"{text}.", 2))
        draft.say(f"Nhận được Công văn này, {committee} yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.")
        draft.add(self.closing(header))


def compose(spec: Spec) -> Plan:
    """Composes the plan of a specification; the same specification gives the same plan."""
    return Composer(spec).compose()
