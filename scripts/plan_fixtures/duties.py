"""Who implements what, and the words that close a plan."""

from __future__ import annotations

import datetime as dt

from .model import Body, Heading
from .phrases import (
    Time,
    day_text,
    point,
    reporting,
)
from .setting import Setting, lower_first

_FINANCE = (
    "Tham mưu {own} bố trí kinh phí thực hiện Kế hoạch phù hợp với khả năng cân đối ngân sách",
    "Thẩm định dự toán, hướng dẫn việc quản lý, sử dụng và thanh quyết toán kinh phí theo quy định",
)
_JOINT = (
    "Phối hợp với {other} triển khai các nội dung liên quan đến lĩnh vực quản lý",
    "Chủ trì, phối hợp với {other} tổ chức truyền thông, vận động trong hệ thống của ngành",
    "Có trách nhiệm phối hợp chặt chẽ với {other} trong kiểm tra, xử lý các tình huống phát sinh ở cơ sở",
)
_ALONE = (
    "Cung cấp số liệu, cử cán bộ tham gia các đoàn kiểm tra do {lead} chủ trì",
    "Lồng ghép nội dung Kế hoạch vào chương trình công tác của ngành và phong trào thi đua",
    "Chỉ đạo các đơn vị trực thuộc thực hiện nhiệm vụ được giao, gửi kết quả về {lead} để tổng hợp",
    "Biểu dương cách làm hay, phê phán những nơi thực hiện hình thức trên các phương tiện thông tin",
)


class Duties(Setting):
    """Who implements what, and the words that close a plan."""

    def duties(self) -> None:
        """The section on who implements what."""
        draft = self.draft
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
                text = f"Đề nghị {names} {lower_first(texts[0])}."
                title = text.rstrip(".")
                draft.add(Heading(f"{n}.", text, 2))
            elif style == "dashes" and len(texts) > 1:
                title = names
                draft.add(Heading(f"{n}.", names, 2))
                for text in texts:
                    draft.say(f"{text}.", "-")
            elif style == "assign":
                title = f"Giao {names} {lower_first(texts[0])}"
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
            (
                f"Chủ trì, phối hợp với {draft.bodies(others)} hướng dẫn, kiểm tra việc thực hiện Kế hoạch này",
                None,
            ),
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
                text = rng.choice(_JOINT).format(other=draft.bodies(partner))
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
                (t.format(own=draft.body(own)), None) for t in _FINANCE[: rng.randint(1, 2)]
            ]
            rows.append((listed, texts, []))
        for body in self._pick(2, 4, [self.lead]):
            if body.name in used:
                continue
            used.add(body.name)
            partner = self._pick(1, 2, [body])
            template = rng.choice(_JOINT + _ALONE)
            helpers = partner if "{other}" in template else [self.lead] if "{lead}" in template else []
            text = template.format(
                other=draft.bodies(partner) if "{other}" in template else "",
                lead=draft.body(self.lead) if "{lead}" in template else "",
            )
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
                [
                    (
                        "Tuyên truyền, vận động hội viên, đoàn viên và Nhân dân tham gia; giám sát việc thực hiện",
                        None,
                    )
                ],
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
            key = next(
                (k for k in ("programme", "party") if self.sources[k].number in draft.truth.citations), "programme"
            )
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
                pinpoints = (
                    [f"Điều {rng.randint(3, 30)}"] if rng.random() < 0.3 and key in ("decree", "circular") else []
                )
                text = draft.cite(self.sources[key], form, pinpoints)
                draft.say(f"Những nội dung không nêu trong văn bản này thực hiện theo {text}.")
        kind = "Chương trình" if self.spec.form == "programme" else "Kế hoạch"
        draft.say(
            f"Trên đây là {kind} {lower_first(self.plain_title)}. Quá trình thực hiện nếu có vướng mắc, các cơ quan, "
            f"đơn vị phản ánh về {draft.body(self.lead)} để tổng hợp, xem xét giải quyết./."
        )
