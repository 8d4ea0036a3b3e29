"""The tasks of a plan."""

from __future__ import annotations

import datetime as dt

from .model import Grid, Heading
from .phrases import (
    MILLION,
    day_text,
    point,
)
from .setting import Setting, lower_first, upper_first


class Work(Setting):
    """The tasks of a plan."""

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
            draft.say(
                f"{who.split()[0]} {who.split()[1]} phối hợp: {upper_first(names)}{tail}.".replace("Các Sở", "các Sở"),
                next(marks),
            )
            quote = f"{label}: {time.text}"
            draft.time(time, quote)
            draft.say(f"{quote}.", next(marks))
            amount = None
            if self.spec.money == "lines" or (self.spec.money == "words" and rng.random() < 0.6):
                amount = rng.randint(5, 480) * 10 * MILLION
                source, words = (
                    rng.choice(self._sources_of_money()) if self.spec.money == "words" else (None, " thực hiện")
                )
                self.task_total += amount
                text = draft.amount(
                    amount,
                    lower_first(title),
                    source=source,
                    years=(time.start, time.end) if time.kind == "period" and time.end else None,
                    before=f"Kinh phí{words}: ",
                )
                draft.say(f"{text}.", next(marks))
            draft.task(str(n), f"{number}.{n}", title, f"{n}. {title}", [lead], others, time.task, amount)

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
                act = f"{upper_first(who)} chủ trì, phối hợp với {helpers}{tail}tổ chức triển khai, {until}."
            else:
                act = f"Nhiệm vụ này do {who} chủ trì, {helpers}{tail}phối hợp, {until}."
            draft.time(time)
            if note:
                draft.finding("suspect_date", until, note)
            draft.add(Heading(f"{n}.", f"{head}{contents[0]} {act}", 2))
            draft.task(
                str(n),
                f"{number}.{n}",
                f"{head}{contents[0]}".rstrip("."),
                f"{n}. {head}{contents[0]}",
                [lead],
                others,
                time.task,
            )

    def _work_table(self, number: str) -> None:
        draft, rng, topic = self.draft, self.rng, self.topic
        units = "đơn vị" if self.spec.by == "department" else "cơ quan"
        draft.say(f"Nhiệm vụ cụ thể của các {units} được phân công tại bảng sau:")
        finish = rng.random() < 0.5
        header = (
            "TT",
            "Nội dung công việc",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Thời gian hoàn thành" if finish else "Thời gian thực hiện",
        )
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
