"""Accuracy of number, date and issuer against a catalogue's weak labels.

The labels come from a catalogue that was itself filled by a program, so some of them are wrong:
an issuer cut short, a date taken from the first law cited. A disagreement is laid to the label
only where two things hold together:

1. what we found is printed, whole, where the standard puts it (Nghị định 30/2020/NĐ-CP, Annex I:
   the issuer last in the letterhead, the number behind `Số`, the date in the dateline behind the
   place and its comma), before the text of the document begins;
2. the label has a defect that one of the rules below names.

Everything else counts as our error. The adjusted figure leaves the documents with such a label
out, in the numerator and in the denominator; the raw figure takes every label as it is.

Defects of a label (`Defect`):

- `not_printed_in_head`: the number or date is not printed in the head at its place, or the
  issuer not in the letterhead;
- `cut_short`: the number, or the issuer's words, are a beginning of what is printed there;
- `cut_in_front`: the issuer's words are the end of what is printed there (`Chính phủ` of
  `Thủ tướng Chính phủ`);
- `runs_on`: the issuer's words go on behind the issuer, into the text or the next line;
- `upper_of_two`: of two names above the number, the label has the upper one, or both; the
  guidelines ask for the lower.
"""

from __future__ import annotations

import json
import lzma
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from vnplan_extract.errors import PlanError
from vnplan_extract.evaluation.matching import agency_key, issuers, norm, number_key

HeaderField = Literal["number", "issued_on", "issuer"]
Defect = Literal["not_printed_in_head", "cut_short", "cut_in_front", "runs_on", "upper_of_two"]

HEADER_FIELDS: tuple[HeaderField, ...] = ("number", "issued_on", "issuer")

# The head ends where the text begins, or after so many code points.
_HEAD_LENGTH = 1000
_TEXT_BEGINS = re.compile(r"căn\s*cứ|điều 1[.:]|kính\s*gửi")
_BEFORE_NUMBER = re.compile(r"\bs ?ố ?:")
_MOTTO = re.compile(r"cộnghòaxãhộichủnghĩaviệtnam|độclậptựdohạnhphúc")
_SHORT_NAMES = tuple(
    (re.compile(rf"\b{short}\b"), full)
    for short, full in (
        ("ubnd", "ủy ban nhân dân"),
        ("hđnd", "hội đồng nhân dân"),
        ("gtvt", "giao thông vận tải"),
        ("tp", "thành phố"),
    )
)
# How the name of a body begins, and of one that has bodies under it (letters alone, see `_letters`).
_BODY = re.compile(
    "ủyban|hộiđồng|bộ|tổngcục|cục|chicục|sở|ban|vănphòng|trungtâm|phòng|chínhphủ|thủtướng|quốchội|chủtịch|tòaán"
    "|viện|ngânhàng|kiểmtoán|thanhtra|côngan|côngty|tổngcôngty|tậpđoàn|bảohiểm|tỉnhủy|thànhủy|huyệnủy|đảng|liênđoàn"
)
_UPPER_BODY = re.compile("ủybannhândân|hộiđồngnhândân|bộ|tổngcục|cục|sở|chínhphủ")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A label and what was extracted instead. `defect` names what is wrong with the label, if anything."""

    line: int  #: 1-based line of the file
    field: HeaderField
    label: str
    found: str | None
    defect: Defect | None

    def __str__(self) -> str:
        cause = f"label: {self.defect}" if self.defect else "ours"
        return f"line {self.line} {self.field}: label {self.label!r}, found {self.found!r} ({cause})"


@dataclass(frozen=True, slots=True)
class HeaderFigures:
    """How many labels of one field were met."""

    right: int
    wrong: int
    label_errors: int  #: of the wrong ones

    @property
    def raw(self) -> float:
        """Share of all labels that were met."""
        total = self.right + self.wrong
        return self.right / total if total else 1.0

    @property
    def adjusted(self) -> float:
        """Share met of the labels without an evident error."""
        total = self.right + self.wrong - self.label_errors
        return self.right / total if total else 1.0


@dataclass(frozen=True)
class HeaderEvaluation:
    """Right and wrong for each field, and every disagreement."""

    documents: int
    labelled: Mapping[HeaderField, int]
    disagreements: tuple[Disagreement, ...]

    @cached_property
    def fields(self) -> dict[HeaderField, HeaderFigures]:
        """The figures of each field."""
        figures: dict[HeaderField, HeaderFigures] = {}
        for field in HEADER_FIELDS:
            wrong = [d for d in self.disagreements if d.field == field]
            label_errors = sum(d.defect is not None for d in wrong)
            figures[field] = HeaderFigures(self.labelled[field] - len(wrong), len(wrong), label_errors)
        return figures

    def to_json(self) -> dict[str, Any]:
        """The figures of each field and the disagreements as a JSON object."""
        return {
            "documents": self.documents,
            "fields": {
                name: {
                    "right": f.right,
                    "wrong": f.wrong,
                    "label_errors": f.label_errors,
                    "accuracy": f.raw,
                    "adjusted_accuracy": f.adjusted,
                }
                for name, f in self.fields.items()
            },
            "disagreements": [
                {"line": d.line, "field": d.field, "label": d.label, "found": d.found, "defect": d.defect}
                for d in self.disagreements
            ],
        }

    def table(self) -> str:
        """The figures of each field, as text."""
        lines = [f"{'field':<12} {'raw':>6} {'adjusted':>8} {'right':>6} {'wrong':>6} {'label errors':>12}"]
        lines += [
            f"{name:<12} {f.raw:6.3f} {f.adjusted:8.3f} {f.right:6d} {f.wrong:6d} {f.label_errors:12d}"
            for name, f in self.fields.items()
        ]
        return "\n".join(lines)

    def misses(self) -> list[str]:
        """One line for each disagreement, ours before the labels' own, in the order of the file."""
        return [str(d) for d in sorted(self.disagreements, key=lambda d: d.defect is not None)]


def run_header_evaluation(path: Path, *, limit: int | None = None) -> HeaderEvaluation:
    """Evaluate the header stage of the pipeline on a file of labelled texts.

    Args:
        path: as for `evaluate_headers`.
        limit: read so many documents at most.

    Raises:
        PlanError: as for `evaluate_headers`.
    """
    from vnplan_extract import pipeline

    def extract(text: str) -> Mapping[str, Any]:
        return pipeline.extract_header(text).model_dump(mode="json")

    return evaluate_headers(path, extract, limit=limit)


def evaluate_headers(
    path: Path, extract_header: Callable[[str], Mapping[str, Any]], *, limit: int | None = None
) -> HeaderEvaluation:
    """Compare extracted headers with labels.

    Args:
        path: JSON lines, plain or compressed with xz: objects with `text` and the labels
            `number`, `issued_on` (ISO 8601) and `issuer`; a label that is missing or empty is
            not asked.
        extract_header: gives a text's header under the record's names.
        limit: read so many documents at most.

    Raises:
        PlanError: E201, no file; E202, it may not be read; E204, a line is no JSON object with a text.
    """
    documents = 0
    labelled: dict[HeaderField, int] = dict.fromkeys(HEADER_FIELDS, 0)
    disagreements: list[Disagreement] = []
    for line, row in _rows(path):
        if limit is not None and documents >= limit:
            break
        documents += 1
        header = extract_header(row["text"])
        head: Head | None = None
        for field in HEADER_FIELDS:
            label = row.get(field)
            if not label:
                continue
            labelled[field] += 1
            found = header.get(field)
            if not agrees(field, label, found):
                head = head or Head.of(row["text"])
                disagreements.append(Disagreement(line, field, label, found, label_defect(field, label, found, head)))
    return HeaderEvaluation(documents, labelled, tuple(disagreements))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                    raise PlanError("E204", path=path, detail=f"line {number}: not an object with a text")
                yield number, row
    except FileNotFoundError:
        raise PlanError("E201", path=path) from None
    except PermissionError:
        raise PlanError("E202", path=path) from None
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise PlanError("E204", path=path, detail=str(error)) from error


def agrees(field: HeaderField, label: str, found: str | None) -> bool:
    """Whether what was found says what the label says, compared as in the gold."""
    if not found:
        return False
    if field == "number":
        return number_key(label) == number_key(found)
    if field == "issuer":
        return issuers(_trimmed(label)) == issuers(found)
    return norm(label) == norm(found)


_RULE = re.compile(r"[\W_]+$")


def _trimmed(label: str) -> str:
    """An issuer's label without the rule printed under the name (`CHÍNH PHỦ ----`)."""
    return _RULE.sub("", label.replace("|", ""))


def _letters(text: str) -> str:
    """Letters and digits alone, folded: a text layer splits words anywhere (`CHÍNH PH Ủ`)."""
    return re.sub(r"[\W_]", "", norm(text))


def _spelled_out(normal: str) -> str:
    for short, full in _SHORT_NAMES:
        normal = short.sub(full, normal)
    return normal


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document, up to where its text begins, normalised.

    `letterhead` is what stands before the number, letters and digits alone, without the
    national name and motto.
    """

    text: str
    letterhead: str

    @classmethod
    def of(cls, text: str) -> Head:
        """The head of `text`."""
        head = norm(unicodedata.normalize("NFC", text[:_HEAD_LENGTH]))
        if begins := _TEXT_BEGINS.search(head):
            head = head[: begins.start()]
        before_number = _BEFORE_NUMBER.split(head, maxsplit=1)[0]
        return cls(head, _MOTTO.sub("", _letters(_spelled_out(before_number))))

    def has_number(self, number: str) -> bool:
        """`number` is printed behind `Số`, as a whole, in whatever spacing."""
        whole = r"[\s.]*".join(re.escape(character) for character in number_key(number))
        return bool(re.search(rf"\bs ?ố\W*{whole}(?![\w/(-]|\s*[\d/])", self.text))

    def has_date(self, date: str) -> bool:
        """The ISO `date` is printed as a dateline: `…, ngày 07 tháng 6 năm 2021`, `…, ngày 07/6/2021`."""
        parts = date.split("-")
        if len(parts) != 3 or not all(part.isdecimal() for part in parts):
            return False
        of_year, of_month, of_day = (int(part) for part in parts)
        pattern = rf",ngày0?{of_day}(tháng|[/.-])0?{of_month}(năm|[/.-]){of_year}(?!\d)"
        return bool(re.search(pattern, re.sub(r"\s", "", self.text)))

    def ends_with_name(self, *forms: str) -> bool:
        """The last name above the number is one of `forms` (letters alone), the whole of it."""
        return any(_BODY.match(form) and self.letterhead.endswith(form) for form in forms)


def label_defect(field: HeaderField, label: str, found: str | None, head: Head) -> Defect | None:
    """The defect of a label that disagrees with what was found; None where the error may be ours."""
    if not found:
        return None
    if field == "number":
        return _number_defect(label, found, head)
    if field == "issued_on":
        return "not_printed_in_head" if head.has_date(found) and not head.has_date(label) else None
    return _issuer_defect(label, found, head)


def _number_defect(label: str, found: str, head: Head) -> Defect | None:
    if not head.has_number(found):
        return None
    if number_key(found).startswith(number_key(label)):
        return "cut_short"
    return None if head.has_number(label) else "not_printed_in_head"


def _issuer_defect(label: str, found: str, head: Head) -> Defect | None:
    ours, theirs = _letters(agency_key(found)), _letters(agency_key(_spelled_out(norm(_trimmed(label)))))
    if ours == theirs or not theirs or not head.ends_with_name(ours, _letters(found)):
        return None
    if ours.startswith(theirs):
        # What follows the label in our name may be a second body, and ours two names run together.
        return None if _BODY.match(ours, len(theirs)) else "cut_short"
    if ours.endswith(theirs):
        return None if _UPPER_BODY.match(ours) else "cut_in_front"
    if theirs.endswith(ours) and theirs in head.letterhead:
        return "upper_of_two" if _UPPER_BODY.match(theirs) else None
    if theirs not in head.letterhead:
        return "runs_on" if theirs.startswith(ours) else "not_printed_in_head"
    return "upper_of_two" if head.letterhead.find(theirs) + len(theirs) <= len(head.letterhead) - len(ours) else None
