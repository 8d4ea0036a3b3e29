"""DOC (Word 97-2003): paragraphs and tables in document order, with the numbers of lists as printed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from vnplan_extract.limits import Limits
from vnplan_extract.readers.blocks import (
    Block,
    Paragraph,
    Run,
    Writer,
    bears_letterhead,
    capitals,
    note_mark,
    paragraphs_of,
    symbol,
)
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.doc_file import Part, Story, WordFile
from vnplan_extract.readers.doc_lists import DocLists
from vnplan_extract.readers.doc_shapes import outermost_groups
from vnplan_extract.readers.doc_styles import Characters, ParagraphForm, Styles, sprms
from vnplan_extract.readers.table_rows import TableStack

#: Characters with a meaning ([MS-DOC] 2.4.1, 2.8.26 and the description of sprmCFSpec): breaks, hyphens, and those
#: that stand for what is no text.
_SHOWN = {
    **{code: "" for code in range(0x20) if code not in (0x09, 0x0A)},
    0x0B: "\n", 0x0C: "\n", 0x0E: "\n", 0x1E: "-",
}  # fmt: skip
_ENDS = re.compile("[\r\x07\x0c]")
_FIELDS = re.compile("[\x13\x14\x15]")
_SIGNS = re.compile("[\x02\x08\uf000-\uf0ff]")
_HALVES = re.compile("[\ud800-\udfff]")
_SHAPE = "\x08"
_TITLE_PAGE = 0x300A  #: sprmSFTitlePage
_FIRST_HEAD, _ODD_HEAD = 6 + 4, 6 + 1  #: stories of the heads, behind six separators of notes ([MS-DOC] 2.3.3)


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read a Word 97-2003 document as one page without a size; each paragraph is one `Line`.

    Order and choice of text are those of the reader of DOCX. Text of 8 bits is decoded as cp1252 and kept so where
    the font is a legacy one: the fonts are in `Content.fonts`. Of fields, the result is text.

    Raises:
        PlanError: E101 no text, E102 Word 6 or 95, E103 damaged, E104 encrypted, E105 over a limit.
    """
    content = _Reader(WordFile(data, limits), limits).read()
    if progress:
        progress(1, 1)
    return content


class _Reader:
    def __init__(self, file: WordFile, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._text = file.text
        self._styles = Styles(file)
        self._lists = DocLists(file)
        self._paragraphs = file.paragraph_properties()
        self._paragraph_starts = [start for start, _, _ in self._paragraphs]
        self._runs = list(file.character_runs())
        self._run_ends = [end for _, end, _ in self._runs]
        self._hidden = _field_codes(self._text, file.stories)
        self._section_ends = {end - 1 for end in file.plc(Part.SECTIONS, 12)[0]}
        self._marks = self._note_marks()
        self._mark_places = sorted(self._marks)
        self._shapes = self._text_boxes()
        self._notes: list[Story] = []  #: in the order of their marks
        self._passed = 0  #: characters read so far: stories of a damaged file may lie over one another

    def read(self) -> Content:
        writer = Writer(self._limits)
        writer.write([*self._first_head(), *self._blocks(self._file.body)])
        for number, story in enumerate(self._notes, 1):
            writer.write_note(number, self._blocks(story))
        return writer.content(self._file.encodings)

    # Places

    def _note_marks(self) -> dict[int, Story]:
        """Place of each mark of a footnote or endnote -> where its text is."""
        found: dict[int, Story] = {}
        for marks, texts, story in (
            (Part.FOOTNOTE_MARKS, Part.FOOTNOTES, self._file.footnotes),
            (Part.ENDNOTE_MARKS, Part.ENDNOTES, self._file.endnotes),
        ):
            places = self._file.plc(marks, 2)[0][:-1]
            starts = self._file.plc(texts, 0)[0]
            for place, start, end in zip(places, starts, starts[1:], strict=False):
                if place < self._file.body.end:
                    found[place] = _part_of(story, start, end)
        return found

    def _text_boxes(self) -> dict[int, list[Story]]:
        """Place of the anchor of each drawing -> where the texts of its boxes are ([MS-DOC] 2.8.35, 2.8.37)."""
        starts, boxes = self._file.plc(Part.TEXT_BOXES, 22)
        if not boxes:
            return {}
        places, shapes = self._file.plc(Part.SHAPES, 26)
        anchors = {int.from_bytes(shape[:4], "little"): place for place, shape in zip(places, shapes, strict=False)}
        groups = outermost_groups(self._file.part(Part.DRAWINGS))
        found: dict[int, list[Story]] = {}
        for index, box in enumerate(boxes):
            shape = int.from_bytes(box[14:18], "little")
            place = anchors.get(shape, anchors.get(groups.get(shape, shape)))
            unused = box[8:10] != b"\0\0"
            if place is not None and place < self._file.body.end and not unused:
                found.setdefault(place, []).append(_part_of(self._file.boxes, starts[index], starts[index + 1]))
        return found

    def _first_head(self) -> list[Block]:
        """The first page's head, where it bears the number of the document or the national motto."""
        places, sections = self._file.plc(Part.SECTIONS, 12)
        heads = self._file.plc(Part.HEADS, 0)[0]
        if not places or not sections:
            return []
        at = int.from_bytes(sections[0][2:6], "little")
        size = int.from_bytes(self._file.main[at : at + 2], "little") if at != 0xFFFFFFFF else 0
        properties = dict(sprms(self._file.main[at + 2 : at + 2 + size])) if size else {}
        index = _FIRST_HEAD if properties.get(_TITLE_PAGE, b"\0")[0] else _ODD_HEAD
        if index + 1 >= len(heads):
            return []
        blocks = self._blocks(_part_of(self._file.heads, heads[index], heads[index + 1]))
        return blocks if bears_letterhead(blocks) else []

    # Reading

    def _blocks(self, story: Story) -> list[Block]:
        stack = TableStack()
        start = story.start
        for match in _ENDS.finditer(self._text, story.start, story.end):
            end, sign = match.start(), match.group()
            if sign == "\x0c" and end not in self._section_ends:
                continue  # the break of a page inside a paragraph
            self._end_paragraph(stack, start, end, sign)
            start = end + 1
        if start < story.end:
            stack.add(self._paragraph(start, story.end, ParagraphForm()), 0)
        return stack.blocks()

    def _end_paragraph(self, stack: TableStack, start: int, end: int, sign: str) -> None:
        form = self._form(end)
        depth = form.depth
        if sign == "\x07" and not depth:
            depth = 1
        if form.row_end:
            stack.end_row(depth, form.row)
            return
        stack.add(self._paragraph(start, end, form), depth)
        if sign == "\x07" or form.cell_end:
            stack.end_cell(depth)

    def _form(self, position: int) -> ParagraphForm:
        """The formatting of the paragraph that ends at this character."""
        offset, more = self._file.offset_of(position)
        index = bisect_right(self._paragraph_starts, offset) - 1
        if index < 0 or self._paragraphs[index][1] <= offset:
            return self._styles.paragraph(b"\0\0" + more)
        return self._styles.paragraph((self._paragraphs[index][2] or b"\0\0") + more)

    def _paragraph(self, start: int, end: int, form: ParagraphForm) -> Paragraph:
        self._passed += end - start
        self._limits.check("text_characters", self._passed)
        runs: list[Run] = []
        boxes: list[Paragraph] = []
        index = bisect_right(self._run_ends, start)
        while index < len(self._runs) and self._runs[index][0] < end:
            first, last, properties = self._runs[index]
            characters = self._styles.characters(form.style, properties)
            if not (characters.hidden or characters.deleted):
                self._run(max(first, start), min(last, end), characters, runs, boxes)
            index += 1
        number = self._lists.next(form.use, form.level, form.style) if form.use else ""
        return Paragraph.of(runs, number, boxes)

    def _run(self, start: int, end: int, form: Characters, runs: list[Run], boxes: list[Paragraph]) -> None:
        """Add the text from `start` to `end`, of one formatting, and the text boxes anchored in it."""
        text = self._text[start:end]
        if form.symbol is not None:
            index, code = form.symbol
            text = symbol(code, self._styles.font(index)) if self._hidden.find(1, start, end) < 0 else ""
        elif self._needs_care(text, start, end):
            text = "".join(
                self._shown(place, sign, form, boxes)
                for place, sign in enumerate(text, start)
                if not self._hidden[place]
            )
        text = text.translate(_SHOWN)
        if _HALVES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if not text:
            return
        font = self._styles.font(form.ascii_font if text.isascii() else form.other_font)
        runs.append(Run(capitals(text, font) if form.caps else text, form.bold, form.italic, font))

    def _needs_care(self, text: str, start: int, end: int) -> bool:
        if self._hidden.find(1, start, end) >= 0 or _SIGNS.search(text):
            return True
        index = bisect_left(self._mark_places, start)
        return index < len(self._mark_places) and self._mark_places[index] < end

    def _shown(self, place: int, sign: str, form: Characters, boxes: list[Paragraph]) -> str:
        """What stands for one character that may be a mark, an anchor or a sign of a symbol font."""
        if "\uf000" <= sign <= "\uf0ff":
            return symbol(ord(sign), self._styles.font(form.other_font))
        if sign == _SHAPE and place in self._shapes:
            for story in self._shapes[place]:
                boxes += [p for block in self._blocks(story) for p in paragraphs_of(block)]
            return ""
        if place in self._marks:
            self._notes.append(self._marks[place])
            return note_mark(len(self._notes)) + sign
        return sign


def _part_of(story: Story, start: int, end: int) -> Story:
    """Positions that count from the beginning of a story, as positions in the text."""
    first = min(story.start + start, story.end)
    return Story(first, max(first, min(story.start + end, story.end)))


def _field_codes(text: str, stories: Sequence[Story]) -> bytearray:
    """For each character, 1 where it belongs to the code of a field and not to its result.

    A field is U+0013, its code, U+0014, its result, U+0015, or has no result; fields nest ([MS-DOC] 2.8.25). Marks
    without their partners hide nothing.
    """
    codes: list[tuple[int, int]] = []
    for story in stories:
        opened: list[tuple[int, int | None]] = []
        for match in _FIELDS.finditer(text, story.start, story.end):
            at = match.start()
            if match.group() == "\x13":
                opened.append((at, None))
            elif match.group() == "\x14" and opened:
                start, separator = opened[-1]
                opened[-1] = (start, at if separator is None else separator)
            elif opened:
                start, separator = opened.pop()
                codes.append((start, at if separator is None else separator))
    hidden = bytearray(len(text))
    done = 0
    for start, last in sorted(codes):
        start = max(start, done)
        if start <= last:
            hidden[start : last + 1] = b"\1" * (last + 1 - start)
            done = last + 1
    return hidden
