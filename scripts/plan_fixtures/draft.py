"""A plan while it is written: each helper returns text for a sentence and records what is true of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random

from .bodies import Cast
from .model import Block, Body, Item, Paragraph, Source, Truth
from .phrases import Time, counted, day_text, decimal, grouped, money

_POSTS = {"Thủ tướng Chính phủ": "Chính phủ"}


class Draft:
    """The blocks and the truth of a plan, as they grow."""

    def __init__(self, rng: Random, cast: Cast, issued: dt.date, years: tuple[int, int] | None):
        self.rng, self.cast, self.issued, self.years = rng, cast, issued, years
        self.blocks: list[Block] = []
        self.truth = Truth()
        self._cited: set[str] = set()

    # Text

    def add(self, *blocks: Block) -> None:
        """Appends blocks."""
        self.blocks += blocks

    def say(self, text: str, mark: str = "", italic: bool = False) -> None:
        """Appends a paragraph."""
        self.blocks.append(Paragraph(text, mark, italic))

    def chance(self, share: float) -> bool:
        """True with this probability."""
        return self.rng.random() < share

    # Bodies

    def body(self, body: Body, optional: bool = False) -> str:
        """Names a body, mostly in full."""
        forms = body.written()
        text = forms[0] if len(forms) == 1 or self.chance(0.65) else self.rng.choice(forms[1:])
        self.truth.agency(body, text, optional)
        return text

    def bodies(self, bodies: Sequence[Body], shared: bool = True, final_and: bool = True) -> str:
        """Names several bodies; departments may share one `các Sở`. `final_and`: the last may follow `và`."""
        departments = [b for b in bodies if b.name.startswith("Sở ")]
        others = [self.body(b) for b in bodies if not b.name.startswith("Sở ")]
        if shared and len(departments) > 1 and self.chance(0.55):
            names = [b.name.removeprefix("Sở ") for b in departments]
            listed = (
                ", ".join(names[:-1])
                + (self.rng.choice((" và ", ", ")) if final_and and not others else ", ")
                + names[-1]
            )
            text = f"các Sở {listed}"
            for body in departments:
                self.truth.agency(body, text)
            return ", ".join([text, *others])
        texts = [self.body(b) for b in departments] + others
        if len(texts) > 1 and final_and and self.chance(0.5):
            return ", ".join(texts[:-1]) + " và " + texts[-1]
        return ", ".join(texts)

    # Citations

    def cite(self, source: Source, form: str = "full", pinpoints: Sequence[str] = (), end: str = "") -> str:
        """Cites a document: `full` with its subject, `dated`, `short` (number only) or `bare` (its other number)."""
        rng = self.rng
        if source.number is None:
            text = source.name or ""
            quote = text
        else:
            number = source.number
            if form == "bare" and source.short_number:
                number = source.short_number
            text = f"{source.type} số {number}"
            quote = text
            if form in ("full", "dated") and source.date:
                text += " " + day_text(rng, dt.date.fromisoformat(source.date))
                if source.issuer_printed:
                    text += f" của {source.issuer_printed}"
                    self._issuers(source)
                quote = text
            if form == "full" and source.subject:
                text += f" {source.subject}"
        if pinpoints:
            words = ", ".join(pinpoints)
            joint = self.rng.choice((" ", " của "))
            text, quote = f"{words}{joint}{text}", f"{words}{joint}{quote}"
        self.truth.citation(source, quote, pinpoints, dated=form in ("full", "dated"))
        if form == "bare" and source.short_number and source.number:
            item = self.truth.citations[source.number]
            if source.short_number not in item["also"]:
                item["also"].append(source.short_number)
        return text + end

    def _issuers(self, source: Source) -> None:
        printed = source.issuer_printed or ""
        own, upper = self.cast.committee(), self.cast.upper_committee()
        for name in (source.issuer or "").split("; "):
            if name in _POSTS:
                self.truth.agency(Body(name), printed, optional=True)
                self.truth.agency(Body(_POSTS[name]), printed, optional=True)
                continue
            body = next((b for b in (own, upper, self.cast.council(False)) if b.name == name), None)
            self.truth.agency(body or Body(name), printed)

    # Times

    def time(self, time: Time, quote: str | None = None) -> str:
        """Records a time and returns its text."""
        self.truth.deadline(
            time.kind, time.start, time.end, time.recurrence, quote or time.text, time.also, time.optional
        )
        return time.text

    def year_by(self, year: int, text: str) -> str:
        """Records a year by which something is to be reached."""
        self.truth.deadline("point", None, str(year), None, text)
        return text

    # Targets

    def target(
        self,
        quote: str,
        subject: str,
        value: float,
        unit: str,
        *,
        value_max: float | None = None,
        comparator: str = "=",
        change: str | None = None,
        baseline: str | None = None,
        by: str | None = None,
        optional: bool = False,
    ) -> None:
        """Records an aim; without a year of its own it is that of the plan's end."""
        item: Item = {
            "value": value,
            "value_max": value_max,
            "unit": unit,
            "comparator": comparator,
            "change": change,
            "baseline": baseline,
            "subject": subject,
            "by": by or (str(self.years[1]) if self.years else None),
            "quote": quote,
        }
        if optional:
            item["optional"] = True
        self.truth.targets.append(item)

    # Money

    def amount(
        self,
        amount: int,
        purpose: str,
        *,
        source: str | None = None,
        role: str = "planned",
        per: str = "total",
        comparator: str = "=",
        years: tuple[str | None, str | None] | None = None,
        before: str = "",
        after: str = "",
    ) -> str:
        """Writes an amount with the words around it and records it; the quote is the whole."""
        text = f"{before}{money(self.rng, amount)}{after}"
        if years is None:
            years = (str(self.years[0]), str(self.years[1])) if self.years else (None, None)
        self.truth.budget.append(
            {
                "amount_vnd": amount,
                "comparator": comparator,
                "per": per,
                "source": source,
                "role": role,
                "start": years[0],
                "end": years[1],
                "purpose": purpose,
                "quote": text.strip(),
            }
        )
        return text

    # Tasks and findings

    def task(
        self,
        section: str | None,
        path: str | None,
        title: str,
        quote: str,
        lead: Iterable[Body],
        coordinating: Iterable[Body] = (),
        frame: tuple[str | None, str | None] = (None, None),
        amount: int | None = None,
        optional: bool = False,
    ) -> None:
        """Records who does what."""
        leads = [b.name for b in lead]
        item: Item = {
            "section": section,
            "path": path,
            "title": title,
            "lead": leads,
            "coordinating": list(dict.fromkeys(b.name for b in coordinating if b.name not in leads)),
            "start": frame[0],
            "end": frame[1],
            "amount_vnd": amount,
            "quote": quote,
        }
        if optional or not leads:
            item["optional"] = True
        self.truth.tasks.append(item)

    def finding(self, kind: str, quote: str, note: str, optional: bool = False) -> None:
        """Records what a careful reader would query."""
        item: Item = {"kind": kind, "quote": quote, "note": note}
        if optional:
            item["optional"] = True
        self.truth.findings.append(item)

    # Arithmetic in sentences

    def share_sentence(self, part: str, whole: str, most: int, year: int, wrong: bool) -> str:
        """A sentence with a part, its whole (up to `most`) and the share, right or wrong."""
        rng = self.rng
        total = rng.randrange(most // 6, most)
        count = int(total * rng.uniform(0.05, 0.35))
        places = rng.choice((1, 2, 2))
        share = 100 * count / total
        true_text = decimal(share, places)
        if wrong:
            share += rng.choice((-1, 1)) * rng.uniform(1.1, 2.7)
        text = decimal(share, places)
        if rng.random() < 0.6:
            claim = f"{grouped(count)} {part}, chiếm {text}% trong tổng số {grouped(total)} {whole}"
            sentence = f"Năm {year} có {claim}."
        else:
            claim = f"{grouped(total)} {whole}, trong đó có {grouped(count)} {part} (chiếm {text}%)"
            sentence = f"Tính đến hết năm {year}, có {claim}."
        if wrong:
            self.finding("share_mismatch", claim, f"{grouped(count)} / {grouped(total)} = {true_text} %; in {text} %")
        return sentence

    def change_sentence(self, unit: str, what: str, year: int, wrong: bool) -> str:
        """A sentence that compares two years, with the difference right or wrong."""
        rng = self.rng
        before = rng.randrange(400, 9000)
        after = before + rng.choice((-1, 1)) * rng.randrange(30, 380)
        word = "tăng" if after > before else "giảm"
        difference = abs(after - before)
        told = difference + (rng.choice((-1, 1)) * rng.randrange(5, 25) if wrong else 0)
        start = what[0].upper() + what[1:]
        if rng.random() < 0.5:
            claim = f"năm {year} là {grouped(after)} {unit}, {word} {grouped(told)} {unit} so với năm {year - 1}"
            sentence = f"{start} {claim} ({grouped(before)} {unit})."
            quote = f"{claim} ({grouped(before)} {unit})"
        else:
            claim = f"từ {grouped(before)} {unit} năm {year - 1} lên {grouped(after)} {unit} năm {year}"
            if after < before:
                claim = claim.replace(" lên ", " xuống còn ")
            quote = f"{claim}, {word} {grouped(told)} {unit}"
            sentence = f"{start} {quote}."
        if wrong:
            self.finding("change_mismatch", quote, f"chênh lệch là {grouped(difference)}; in {word} {grouped(told)}")
        return sentence

    def count(self, value: int) -> str:
        """A count as printed."""
        return counted(value)
