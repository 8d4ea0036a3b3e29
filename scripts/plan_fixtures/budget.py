"""The money of a plan."""

from __future__ import annotations

from .model import Grid, Item, Source
from .phrases import (
    MILLION,
    grouped,
)
from .setting import Setting, lower_first, upper_first


class Budget(Setting):
    """The money of a plan."""

    def money(self) -> None:
        """The budget: in words, in lines with parts, or in a table."""
        draft, rng = self.draft, self.rng
        self.heading(rng.choice(("Kinh phí thực hiện", "Kinh phí")))
        {"words": self._money_words, "lines": self._money_lines, "table": self._money_table}[self.spec.money]()
        if rng.random() < 0.3:
            draft.say(
                "Hàng năm, các đơn vị lập dự toán gửi cơ quan tài chính cùng cấp thẩm định, trình cấp có thẩm quyền."
            )
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
                before=f"{upper_first(words.strip())} bố trí ",
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
                    "Kinh phí thực hiện được bố trí từ dự toán chi thường xuyên của các cơ quan, đơn vị và nguồn "
                    f"huy động hợp pháp khác theo quy định của {law}.",
                    f"Các đơn vị sử dụng nguồn ngân sách được giao theo phân cấp của {law}; khuyến khích xã hội hóa.",
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
        years = (
            f" năm {self.span[0]}" if self.span[0] == self.span[1] else f" giai đoạn {self.span[0]} - {self.span[1]}"
        )
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
            listed = "; ".join(lower_first(t) for t in texts)
            for item, text in zip(draft.truth.budget[-3:], texts, strict=True):
                item["quote"] = lower_first(text)
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
        by_year = self.span[0] < self.span[1]
        units = [(MILLION, "triệu đồng"), (MILLION, "Triệu đồng"), (1000, "nghìn đồng"), (1, "đồng")]
        # Long figures do not fit the narrow columns of many years.
        unit, unit_text = rng.choice(units[:2] if self.span[1] - self.span[0] > 2 else units[:3] if by_year else units)
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
        top = [
            "TT",
            "Nội dung",
            total_name,
            years_head if by_year else names[0],
            *([""] * (len(names) - 1) if by_year else names[1:]),
        ]
        rows = [tuple(top)]
        if by_year:
            rows.append(("", "", "", *names))
        cells: list[Item] = []

        def cell(row: str, column: str, amount: int) -> None:
            if amount:
                cells.append({"row": row, "column": column, "amount_vnd": amount})

        for n, (cost, line, total) in enumerate(zip(topic.costs, figures, shown_sums, strict=True), 1):
            row = upper_first(cost)
            rows.append((str(n), row, printed(total), *(printed(a) for a in line)))
            cell(row, total_name, total)
            for name, amount in zip(names, line, strict=True):
                cell(row, name, amount)
        rows.append(("", label, printed(grand), *(printed(a) for a in shown_columns)))
        cell(label, total_name, grand)
        for name, amount in zip(names, shown_columns, strict=True):
            cell(label, name, amount)
        if wrong_row >= 0:
            draft.finding(
                "sum_mismatch",
                printed(shown_sums[wrong_row]),
                f"Hàng {wrong_row + 1}: cộng các cột là {printed(sums[wrong_row])}.",
            )
        if wrong_column >= 0:
            draft.finding(
                "sum_mismatch",
                printed(shown_columns[wrong_column]),
                f"Cột {names[wrong_column]}: cộng các hàng là {printed(columns[wrong_column])}.",
            )
        if wrong_row >= 0 or wrong_column >= 0:
            draft.finding("sum_mismatch", printed(grand), "Do ô sai nêu trên, tổng cũng lệch.", optional=True)
        if rng.random() < 0.5:
            text = draft.amount(
                grand, "tổng kinh phí thực hiện Kế hoạch", before="Tổng kinh phí thực hiện Kế hoạch là "
            )
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
