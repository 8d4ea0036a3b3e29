"""Mentions of bodies in running text: where a name begins, where it ends, and what it stands for.

A name begins with one of a few head words (`Sở`, `UBND`, `Trung tâm`, …). Where it ends is known from
the tables of names (`data/agencies.tsv`, `data/body_names.tsv`), whose syllables are walked as a trie
(abbreviations by their initials: `Sở LĐ-TB&XH`); a name that no table has ends before a word in
lower case that no name holds, before punctuation, or before the next body. A place may follow it.

Lists are taken apart: `các Sở Tài chính, Lao động - Thương binh và Xã hội và Nội vụ` are three
mentions, `HĐND, UBND tỉnh` are two, each with the place that they share.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from vnplan_extract import data
from vnplan_extract.data._tsv import read_table
from vnplan_extract.extractors.agency_places import LOWER, UPPER, Home, Place, known_province, parse_places
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.law_names import law_spans
from vnplan_extract.extractors.names_trie import Trie, walk


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named at `text[start:end]`.

    `name` is full, abbreviations expanded, the own place filled in; `kind` as in the record; `post` says that
    a person is meant (`Giám đốc Sở Y tế`), and `name` is then the body's; `optional` that GUIDELINES do not
    ask for it as an agency (a division, a facility, a name that cannot be expanded). Mentions with
    one `key` are of one body. `agency_id` is its row in the table of agencies.
    """

    start: int
    end: int
    name: str
    kind: Literal["named", "group"]
    post: bool = False
    agency_id: str | None = None
    key: str = ""
    optional: bool = False
    title: str = ""  #: the post as printed, `Chủ tịch`
    rule: str = "agency.known"
    confidence: float = 0.95


# ---------------------------------------------------------------- known names

_LEVEL_TAIL = re.compile(r"\s+(?:tỉnh|thành phố|huyện|thị xã|xã|khu vực|cơ sở)$")
_SYLLABLE = re.compile(r"\w+|&")


@cache
def _trie() -> Trie:
    root = Trie()
    names = [row.name for row in data.agencies()]
    names += [alias for row in data.agencies() for alias in row.aliases]
    names += [row[0] for row in read_table("body_names.tsv", ("name",))]
    for rank, name in enumerate(names):
        bare = _LEVEL_TAIL.sub("", name) if not name.startswith(("Ban Thường vụ", "Thường trực")) else name
        if len(bare.split()) < 2 and bare not in ("Chính phủ", "Công an"):
            continue
        root.add(bare, bare, rank)
    return root


# ---------------------------------------------------------------- heads

#: Head words, and how they go on. `field`: names of one class in lists (`các Sở A, B`); `open`: the name may be unknown.
_HEADS: dict[str, str] = {
    "sở": "field", "bộ": "field", "phòng": "field",
    "ủy ban nhân dân": "committee", "ubnd": "committee", "hội đồng nhân dân": "committee", "hđnd": "committee",
    "ub nhân dân": "committee", "ubnđ": "committee",
    "tỉnh ủy": "party", "thành ủy": "party", "huyện ủy": "party", "thị ủy": "party", "quận ủy": "party",
    "đảng ủy": "party", "tỉnh đoàn": "youth", "thành đoàn": "youth", "huyện đoàn": "youth", "thị đoàn": "youth",
    "quận đoàn": "youth",
    "ban": "open", "cục": "open", "chi cục": "open", "tổng cục": "open", "trung tâm": "open", "văn phòng": "open",
    "hội": "open", "hiệp hội": "open", "liên hiệp": "open", "liên minh": "open", "liên đoàn": "open", "đoàn": "known",
    "đài": "open", "báo": "open", "công ty": "open", "tổng công ty": "open", "tập đoàn": "open", "ngân hàng": "open",
    "viện": "open", "học viện": "open", "trường": "open", "bệnh viện": "open", "ủy ban": "open", "thư viện": "open",
    "bảo tàng": "open", "quỹ": "known", "vườn quốc gia": "open", "hạt kiểm lâm": "open", "tổng": "known",
    "thường trực": "prefix", "ban thường vụ": "prefix", "thường vụ": "prefix", "ban thường trực": "prefix",
    "chính phủ": "known", "quốc hội": "known", "kiểm toán": "known", "thanh tra": "known", "bảo hiểm": "known",
    "kho bạc": "known", "thông tấn": "known", "mặt trận": "known", "tòa án": "known", "viện kiểm sát": "known",
    "công an": "known", "thi hành án": "known", "bưu điện": "known", "trung ương": "known", "hội đồng": "open",
    "cảnh sát": "known", "thuế": "known", "thống kê": "known", "vcci": "known", "quân ủy": "known", "công đoàn": "known",
    "bộ đội": "known", "điện lực": "known",
}  # fmt: skip
#: Abbreviations that begin a name, with what they stand for.
_SHORT_HEADS: dict[str, str] = {
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam", "MTTQ": "Mặt trận Tổ quốc", "MTTQVN": "Mặt trận Tổ quốc Việt Nam",
    "BHXH": "Bảo hiểm xã hội", "KBNN": "Kho bạc Nhà nước", "NHNN": "Ngân hàng Nhà nước",
    "NHCSXH": "Ngân hàng Chính sách xã hội", "LĐLĐ": "Liên đoàn Lao động", "TAND": "Tòa án nhân dân",
    "VKSND": "Viện kiểm sát nhân dân", "CA": "Công an", "BCHQS": "Bộ Chỉ huy Quân sự", "HLHPN": "Hội Liên hiệp Phụ nữ",
    "HND": "Hội Nông dân", "HCCB": "Hội Cựu chiến binh", "VPUBND": "Văn phòng Ủy ban nhân dân",
    "VPUB": "Văn phòng Ủy ban nhân dân", "VPHĐND": "Văn phòng Hội đồng nhân dân", "VPTU": "Văn phòng Tỉnh ủy",
    "VPCP": "Văn phòng Chính phủ", "BTV": "Ban Thường vụ", "TTHĐND": "Thường trực Hội đồng nhân dân",
    "TTTU": "Thường trực Tỉnh ủy", "BTVTU": "Ban Thường vụ Tỉnh ủy", "TTr": "Thường trực", "TT": "Thường trực",
    "VP": "Văn phòng", "ĐTN": "Đoàn Thanh niên", "TTr-TU": "Thường trực Tỉnh ủy", "TAND tối cao": "Tòa án nhân dân tối cao",
    "BQL": "Ban Quản lý", "BCĐ": "Ban Chỉ đạo", "BCH": "Ban Chỉ huy",
}  # fmt: skip
_LOWER_HEADS = ("phòng", "sở", "ủy ban nhân dân", "hội đồng nhân dân", "trung tâm", "chi cục", "đoàn thanh niên", "ban quản lý", "công an")


def _shapes(head: str) -> set[str]:
    words = head.split()
    sentence = words[0][:1].upper() + words[0][1:]
    return {sentence, words[0].upper(), *((words[0],) if any(h.split()[0] == words[0] for h in _LOWER_HEADS) else ())}


_FIRST = sorted(
    {shape for head in _HEADS for shape in _shapes(head)} | {re.split(r"[ -]", head)[0] for head in _SHORT_HEADS},
    key=lambda word: (-len(word), word),
)
_HEAD = re.compile(r"(?:" + "|".join(map(re.escape, _FIRST)) + r")(?!\w)")
_HEAD_WORDS = frozenset(word.lower() for word in _FIRST)
_BEGINS_BODY = re.compile(
    r"(?:Sở|Bộ|Ban|Cục|Chi cục|Tổng cục|Trung tâm|Văn phòng|Hội|Hiệp hội|Liên minh|Liên đoàn|Liên hiệp|Đoàn|Đài|Báo|Công ty|Tổng [Cc]ông ty"
    r"|Tập đoàn|Ngân hàng|Viện|Học viện|Trường|Bệnh viện|Ủy ban|UBND|HĐND|UBMTTQ\w*|MTTQ|Công an|Thanh tra|Kho bạc|Bảo hiểm|Tòa án"
    r"|Phòng|Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Tỉnh đoàn|Mặt trận|Bộ Chỉ huy|Chủ tịch|Phó|Giám đốc|Thủ trưởng|Chính phủ"
    r"|Thủ tướng|Cổng|Lưu|Như trên|CVP|VP)(?!\w)"
)
_GAP = re.compile(r"\s*")
_GOES_ON = re.compile(rf"\s{{0,3}}[{LOWER}]{{2,}}(?!\w)")
#: A word in lower case: `Hội Luật gia` has one, the place `Hội An` has none.
_WORDY = re.compile(rf"\s[{LOWER}]")
_SCHOOL = re.compile(r"\s+(?:Đại học|Cao đẳng|Trung cấp|Trung học|Chính trị|THPT|THCS|PT|Tiểu học|Mầm non|Mẫu giáo|Dân tộc|Phổ thông|Quân sự|Đào tạo|Cán bộ|Dạy nghề)")
_SEPARATED = re.compile(r"\s*[,/]")

#: Words in lower case before which an unknown name ends.
STOP = frozenset(
    "có là được để cho tại trong của theo với từ đến do bằng khi nếu đã đang sẽ cần phải thì mà như gồm hoặc cùng nhằm nơi này đó "
    "rà nêu thuộc nhưng ngoài vào bị các những mỗi mọi cũng còn trước sau qua dưới không chưa gắn cử mời đôn khẩn về trình giao "
    "gửi nhận họp đưa đạt giúp mở bám ký nắm sớm hằng hàng lập làm xem xin vẫn tự nhất đặt thu chi lên xuống chọn cấp trên việc đối thành".split()
)
#: Pairs in lower case before which an unknown name ends.
_STOP_PAIRS = frozenset(
    tuple(pair.split())
    for pair in (
        "chủ trì;chủ động;phối hợp;tham mưu;tham gia;triển khai;hướng dẫn;báo cáo;đề nghị;đề xuất;chịu trách;căn cứ;ban hành;thông báo;"
        "thông qua;yêu cầu;tiếp tục;tiếp nhận;tăng cường;đẩy mạnh;kịp thời;cập nhật;thẩm định;trực tiếp;trực thuộc;liên quan;liên hệ;bố trí;"
        "đảm bảo;bảo đảm;duy trì;lựa chọn;nâng cao;đăng tải;đăng ký;đồng thời;tiến hành;tạo điều;kiểm tra;quyết định;vận động;chỉ đạo;"
        "định kỳ;góp phần;xác định;đầy đủ;tích cực;nghiêm túc;tổ chức;thực hiện;phân công;phân bổ;thống nhất;phê duyệt;lồng ghép;"
        "sẵn sàng;khảo sát;đáp ứng;bao gồm;thường xuyên;nghiên cứu;tuyên truyền;giám sát;theo dõi;chuẩn bị;hoàn thành;hoàn thiện;"
        "xây dựng;hỗ trợ;quy định;tư vấn;đánh giá;khai thác;sử dụng;cung cấp;đầu mối;công bố;thành lập;kết hợp;phát huy;"
        "phát hiện;khuyến khích;bổ sung;tạo lập;rút kinh;chuyển giao;xử lý;giải quyết;ưu tiên;huy động;mở rộng;khắc phục;"
        "biên soạn;hợp đồng;ứng trực;vận hành;quản lý;cho phép;có trách;hiện nay;đến nay;năm học;tính đến;giai đoạn;mới được;đào tạo"
    ).split(";")
)  # fmt: skip
#: Of these pairs, those that are parts of names more often than verbs when a word in lower case stands before them.
_NOUN_PAIRS = frozenset(
    tuple(pair.split())
    for pair in (
        "xây dựng;hỗ trợ;tư vấn;đánh giá;khai thác;xử lý;nghiên cứu;tuyên truyền;đào tạo;"
        "chuyển giao;giải quyết;khắc phục"
    ).split(";")
)
#: Exceptions to STOP.
_ALLOWED_BEHIND = frozenset({("công", "trình"), ("chương", "trình"), ("quy", "trình"), ("lộ", "trình"), ("giáo", "trình")})
_ALLOWED = frozenset(
    tuple(pair.split())
    for pair in (
        "các khu;các công;các dự;một thành;thành phố;thành viên;đối ngoại;đối tác;hàng hóa;hàng không;hàng hải;giao thông;giao dịch;giao lưu;cấp nước;cấp thoát;cấp cứu;tự nhiên;"
        "trong nước;trên biển;thu hút;chi nhánh;chi trả;nhất thể;nhận thức;ký sinh;trình diễn;cấp cao"
    ).split(";")
)  # fmt: skip
#: A comma or dash between these stands inside a name.
_COMMA_PAIRS = (
    ("phòng", "chống"), ("biến", "giáo"), ("cháy", "chữa"), ("cháy", "cứu"), ("nạn", "cứu"), ("trữ", "xử"), ("thường", "giải"),
    ("tai", "tìm"), ("kiếm", "cứu"), ("kiếm", "quy"), ("lậu", "gian"), ("sóc", "nuôi"), ("sóc", "giáo"), ("vệ", "chăm"), ("khám", "chữa"), ("tra", "giám"), ("kiểm", "giám"), ("quản", "bảo"),
)  # fmt: skip
_TOKEN = re.compile(r"\s*(?:(?P<word>\w+(?:[&./]\w+)*)|(?P<mark>[^\w\s]))")
#: Words in lower case that go on with a known name, `Trung tâm Bảo trợ xã hội tổng hợp`.
_EXTENDS = re.compile(r"\s+(?:tổng hợp|công trình|các công trình|quốc gia|trung ương)(?!\w)|\s+(?:khu vực|số)(?=\s+[\dIVX" + UPPER + r"])")


def _is_capital(word: str) -> bool:
    return word[:1].isupper()


def _is_lower_head(word: str) -> bool:
    return word.lower() in _HEAD_WORDS


# ---------------------------------------------------------------- posts

_POST = re.compile(
    r"(?:(?<=\W)|^)(?P<post>(?:các\s+)?(?:Thủ\s+tướng|Phó\s+Thủ\s+tướng|(?:Phó\s+)?(?:Tổng\s+)?Giám\s+đốc|(?:Phó\s+)?Chủ\s+tịch|P?CT|PCT|P?GĐ|(?:Phó\s+)?Chánh|"
    r"(?:Phó\s+)?Trưởng(?!\s+ban\s+\w+\s)|(?:Thứ|Bộ|Cục|Vụ|Viện|Hiệu|Chi\s+cục|Tổng\s+cục|Thủ)\s+trưởng|Phó\s+(?:Cục|Chi\s+cục|Viện)\s+trưởng|"
    r"(?:Phó\s+)?Bí\s+thư|Chánh\s+án|Thống\s+đốc|Tổng\s+biên\s+tập|(?:Phó\s+)?Chỉ\s+huy\s+trưởng|Tư\s+lệnh|Chính\s+ủy|Lãnh\s+đạo|LĐ|Tổng\s+Kiểm\s+toán|"
    r"Ủy\s+viên|Thành\s+viên|Chuyên\s+viên|Thư\s+ký|P?CVP|CPVP|Đại\s+diện\s+lãnh\s+đạo|Người\s+đứng\s+đầu|Đồng\s+chí))\s*[.:,]?\s*(?:các\s+|của\s+)?$",
    re.IGNORECASE,
)
_POST_WORDS = re.compile(
    r"(?:tướng|đốc|tịch|trưởng|chánh|thư|án|lệnh|đạo|viên|ký|đầu|chí|CT|PCT|GĐ|PGĐ|CVP|PCVP|LĐ|ủy|tập|toán)\s*[.:,]?\s*(?:(?:các|của)\s+)?$",
    re.IGNORECASE,
)


def _post_before(flat: str, start: int) -> str:
    """The post that stands right before a body's name, `Phó Chủ tịch`, or an empty text."""
    window = flat[max(0, start - 40) : start]
    if not _POST_WORDS.search(window):
        return ""
    match = _POST.search(window)
    if not match:
        return ""
    if "," in window[match.end("post") :]:
        return ""
    return " ".join(match["post"].split())


# ---------------------------------------------------------------- the scanner


@dataclass
class _Scanner:
    """One pass over a text."""

    context: Context
    home: Home
    on: str | None
    definitions: dict[str, str]
    own_names: Trie = field(default_factory=Trie)
    found: list[Mention] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.flat = self.context.flat
        self.ends = self._limits()

    def _limits(self) -> list[int]:
        """Where a name must end: the ends of blocks, and line ends where lines are paragraphs."""
        cuts = {block.start for block in self.context.blocks}
        if not self.context.document.wrapped:
            cuts |= {m.start() for m in re.finditer(r"[\n\t]", self.context.text)}
        else:
            cuts |= {m.start() for m in re.finditer(r"\n\s*\n|\t", self.context.text)}
        # A line that goes on in lower case, or behind `và`, goes on with the name too.
        cuts = {cut for cut in cuts if not _GOES_ON.match(self.flat, cut) and not self.flat.endswith(" và", 0, cut)}
        cuts.add(len(self.flat))
        return sorted(cuts)

    def limit(self, position: int) -> int:
        index = bisect_right(self.ends, position)
        return self.ends[index] if index < len(self.ends) else len(self.flat)

    def scan(self) -> list[Mention]:
        flat = self.flat
        done = 0
        laws = law_spans(self.context)
        law_starts = [a for a, _ in laws]
        for match in _HEAD.finditer(flat):
            start = match.start()
            law = bisect_right(law_starts, start) - 1
            if law >= 0 and start < laws[law][1]:
                continue  # `Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân` names a law, no council
            if start < done or (start and (flat[start - 1].isalnum() or flat[start - 1] in "/_&")):
                continue
            if flat[start] == "s" and flat[max(0, start - 4) : start].lower().endswith(("cơ ", "trụ ")):
                continue
            if start and flat[start - 1] == "-" and start > 1 and flat[start - 2].isalnum():
                continue
            mentions = self.parse(start)
            if mentions:
                self.found.extend(mentions)
                done = max(m.end for m in mentions)
        return self.found

    # -- one head

    def parse(self, start: int) -> list[Mention]:
        flat, limit = self.flat, self.limit(start)
        limit = min(limit, start + 400)
        head, after, mode, short = self.head(start, limit)
        if mode is None:
            return []
        if mode == "prefix":
            found = self.prefixed(start, after, limit, head)
        elif mode == "committee":
            found = self.committees(start, after, limit, head)
        elif mode == "party":
            found = self.party(start, after, limit, head)
        else:
            found = self.named(start, after, limit, head, mode, short)
        if not found:
            return []
        title = _post_before(flat, start)
        if title:
            found = [replace(m, post=True, title=title) for m in found]
        return found

    def head(self, start: int, limit: int) -> tuple[str, int, str | None, bool]:
        """The head at `start`: its full words, where it ends, how it goes on, whether it is abbreviated."""
        flat = self.flat
        first = _SYLLABLE.match(flat, start, limit)
        if not first:
            return "", start, None, False
        word = first.group()
        if word in _SHORT_HEADS:
            full = _SHORT_HEADS[word]
            if flat.startswith("TTr-TU", start):
                return full + " Tỉnh ủy", start + 6, "given", True
            return full, first.end(), self._mode(full), True
        words = [word]
        ends = [first.end()]
        at = first.end()
        for _ in range(3):
            match = re.compile(r"\s+(\w+)").match(flat, at, limit)
            if not match:
                break
            words.append(match[1])
            at = match.end()
            ends.append(at)
        for count in range(len(words), 0, -1):
            phrase = " ".join(words[:count]).lower()
            if phrase in _HEADS:
                if not words[0][0].isupper() and not self._lower_head(phrase, words[count:]):
                    continue
                printed = " ".join(words[:count])
                return printed, ends[count - 1], _HEADS[phrase], False
        return "", start, None, False

    @staticmethod
    def _lower_head(phrase: str, following: list[str]) -> bool:
        """Whether a head in lower case begins a name: `phòng Nội vụ`, not `cơ sở giáo dục` or `phòng chống`."""
        if phrase in ("ủy ban nhân dân", "hội đồng nhân dân"):
            return True
        after = following[0] if following else ""
        if phrase == "đoàn":
            return after == "thanh"
        if phrase == "công an":
            return after.lower() in ("tỉnh", "huyện", "xã", "thành", "thị", "cấp", "các")
        return phrase in _LOWER_HEADS and after[:1].isupper()

    @staticmethod
    def _mode(full: str) -> str:
        lowered = full.lower()
        if lowered in _HEADS:
            return _HEADS[lowered]
        return "given"

    # -- committees and councils

    def committees(self, start: int, after: int, limit: int, head: str) -> list[Mention]:
        """`HĐND, UBND tỉnh`: heads that share the places behind them."""
        flat = self.flat
        heads = [(_committee(head), start, after)]
        at = after
        while match := re.compile(r"\s*(?:,|và|&|-|/|;)\s*(?P<head>UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân)(?!\w)").match(flat, at, limit):
            heads.append((_committee(match["head"]), match.start("head"), match.end()))
            at = match.end()
        places = self.places(at, limit)
        mentions: list[Mention] = []
        for index, (name, begin, end) in enumerate(heads):
            last = index == len(heads) - 1
            chosen = places
            if not chosen:
                lowest = self.home.lowest
                text = f"{name} {lowest}" if lowest else name
                mentions.append(
                    Mention(begin, end, text, "named", key=f"{name}|{lowest or ''}", rule="agency.committee_alone", confidence=0.8)
                )
                continue
            for place in chosen:
                mentions.append(
                    Mention(
                        begin if place is chosen[0] else place.start + len(flat[place.start : place.end]) - len(flat[place.start : place.end].lstrip()),
                        place.end if last else end,
                        f"{name} {place.text}",
                        place.kind,
                        key=self._place_key(name, place),
                        rule="agency.committee",
                        confidence=0.97,
                        optional=place.tier == "same",
                    )
                )
        return mentions

    def _place_key(self, name: str, place: Place) -> str:
        if place.kind == "group":
            return f"{name}|*{place.tier}"
        return f"{name}|{place.text}"

    def places(self, at: int, limit: int) -> list[Place]:
        found = parse_places(self.flat, at, limit, self.home)
        return [p for p in found if p.end <= limit]

    # -- party committees

    def party(self, start: int, after: int, limit: int, head: str) -> list[Mention]:
        flat = self.flat
        name = head[:1].upper() + head[1:].lower()
        if name == "Đảng ủy":
            inner = _GAP.match(flat, after, limit)
            at = inner.end() if inner else after
            sub = self.parse_inner(at, limit)
            if sub is not None:
                return [replace(sub, start=start, name=f"{name} {sub.name}", key=f"{name}|{sub.key}", optional=False)]
            places = self.places(after, limit)
            if places:
                return [
                    Mention(start, p.end, f"{name} {p.text}", p.kind, key=self._place_key(name, p), rule="agency.party")
                    for p in places[:1]
                ]
            return []
        level = {"Tỉnh ủy": "tỉnh", "Thành ủy": "thành phố", "Huyện ủy": "huyện", "Thị ủy": "thị xã", "Quận ủy": "quận"}[name]
        listed = re.compile(r"(?:\s*(?:,|và|/)\s*(?:tỉnh|thành|huyện|thị|quận|đảng) ủy)+", re.IGNORECASE).match(flat, after, limit)
        if listed:
            text = " ".join(flat[start : listed.end()].split())
            return [Mention(start, listed.end(), text, "group", key="party|*", rule="agency.party", confidence=0.85)]
        if found := known_province(flat, after, limit):
            end, full = found
            bare = _unit_name(full)
            return [Mention(start, end, f"{name} {bare}", "named", key=f"{name}|{bare}", rule="agency.party")]
        own = self.home.unit(level)
        end = after
        if own and own != level:
            bare = own[len(level) + 1 :]
            gap = _GAP.match(flat, after, limit)
            begin = gap.end() if gap else after
            if flat[begin : begin + len(bare)].lower() == bare.lower():
                end = begin + len(bare)
            return [Mention(start, end, f"{name} {bare}", "named", key=f"{name}|{bare}", rule="agency.party")]
        if level in ("huyện", "quận", "thị xã", "thành phố"):
            run = re.compile(rf"\s+(?P<name>[{UPPER}]\w*(?:\s+[{UPPER}]\w*){{0,2}})").match(flat, after, limit)
            if run and not run["name"].isupper() and run["name"].split()[0].lower() not in _HEAD_WORDS:
                return [Mention(start, run.end(), f"{name} {run['name']}", "named", key=f"{name}|{run['name']}", rule="agency.party", confidence=0.85)]
        return [Mention(start, end, name, "named", key=f"{name}|", rule="agency.party")]

    # -- bodies named by another: Thường trực HĐND, Văn phòng UBND

    def prefixed(self, start: int, after: int, limit: int, head: str) -> list[Mention]:
        """`Thường trực Tỉnh ủy`, `TT HĐND tỉnh`, `Ban Thường vụ Tỉnh ủy`."""
        flat = self.flat
        gap = re.compile(r"[\s.\-:]*").match(flat, after, limit)
        at = gap.end() if gap else after
        name = {"thường vụ": "Ban Thường vụ"}.get(head.lower(), head[:1].upper() + head[1:].lower() if head.isupper() else head)
        if flat.startswith(("TU", "TƯ"), at) and not flat[at + 2 : at + 3].isalnum():
            level = "Thành ủy" if self.home.is_city else "Tỉnh ủy"
            bare = (self.home.province or "").removeprefix("tỉnh ").removeprefix("thành phố ")
            text = f"{name} {level} {bare}".strip()
            return [Mention(start, at + 2, text, "named", key=f"{name} {level}|{bare}", rule="agency.prefixed")]
        inner = self.parse_inner(at, limit, alone=True)
        if inner is None:
            return []
        return [replace(m, start=start if i == 0 else m.start, name=f"{name} {m.name}" if i == 0 else m.name,
                        key=f"{name} {m.key}" if i == 0 else m.key, rule="agency.prefixed" if i == 0 else m.rule)
                for i, m in enumerate(self.inner_list(at, limit))]  # fmt: skip

    def parse_inner(self, at: int, limit: int, alone: bool = False) -> Mention | None:
        found = self.inner_list(at, limit)
        if not found or (found[0].kind == "group" and not alone):
            return found[0] if found else None
        return found[0]

    def inner_list(self, at: int, limit: int) -> list[Mention]:
        head, after, mode, short = self.head(at, limit)
        if mode == "committee":
            return self.committees(at, after, limit, head)
        if mode == "party":
            return self.party(at, after, limit, head)
        if mode in ("known", "given", "field", "open") and head:
            return self.named(at, after, limit, head, mode, short)[:1]
        return []

    # -- all other names

    def named(self, start: int, after: int, limit: int, head: str, mode: str, short: bool) -> list[Mention]:
        flat = self.flat
        lowered = head.lower()
        if lowered == "văn phòng" and (office := self.office(start, after, limit)):
            return office
        if lowered.startswith(("ban ", "ban")) and mode == "open":
            pass
        if mode == "given" and head.startswith(("Văn phòng Ủy ban", "Văn phòng Hội đồng", "Thường trực Hội đồng")):
            places = self.places(after, limit)[:1]
            if not places:
                tail = re.compile(r"\s*(?:TP|TỈNH|T)(?!\w)").match(flat, after, limit)
                end = tail.end() if tail else after
                lowest = self.home.lowest or ""
                return [Mention(start, end, f"{head} {lowest}".strip(), "named", key=f"{head}|{lowest}", rule="agency.office")]
            place = places[0]
            return [Mention(start, place.end, f"{head} {place.text}", place.kind, key=self._place_key(head, place), rule="agency.office")]
        colon = re.compile(r"\s*:\s*").match(flat, after, limit)
        plural = _plural_before(flat, start)
        name_at = after
        if colon and lowered in ("sở", "bộ", "phòng", "hội", "ban", "chi cục", "đoàn thể") and (plural or lowered != "ban"):
            name_at = colon.end()
        node = self._node(head)
        if colon is None and node.name is None and _SEPARATED.match(flat, after, limit):
            return []
        listed = bool(colon)
        known = walk(flat, name_at, limit, node, short)
        own = walk(flat, start, limit, self.own_names) if self.own_names else None
        if own and (known is None or own[0] > known[0]):
            known = own
        caps = flat[start:after].isupper() and not short
        found: list[Mention] = []
        end = name_at
        name: str | None = None
        rule, confidence, optional = "agency.known", 0.97, False
        if known:
            end, table_name, abbreviated = known
            name = table_name
            if not (abbreviated or caps or short or listed):
                printed = _printed(flat[start:end], self)
                if data.normalise_name(printed) != data.normalise_name(table_name):
                    name = printed
            if table_name.startswith(("Chính phủ nước", "Quốc hội nước")):
                name = " ".join(table_name.split()[:2])
            # Without a capital and a place it names a class of facilities.
            lower = lowered in _FACILITIES and flat[after:end] == flat[after:end].lower()
            optional = lower and not self.places(end, limit)
            if mode == "open" and not caps:
                extended = self.extend(start, end, limit)
                if extended > end:
                    end = extended
                    name = _printed(flat[start:end], self) if not short else name + _printed(flat[known[0] : end], self)
                    rule, confidence = "agency.open", 0.85
        elif lowered == "báo" and (paper := known_province(flat, after, limit)):
            end = paper[0]
            name = f"Báo {_unit_name(paper[1])}"
            return [Mention(start, end, name, "named", key=f"{_fold(name)}|", rule="agency.press")]
        elif lowered == "ban" and (of := _COUNCIL_OF.match(flat, after, limit)):
            places = self.places(of.end(), limit)[:1]
            end = places[0].end if places else of.end()
            where = places[0].text if places else self.home.lowest or ""
            name = f"Ban Hội đồng nhân dân {where}".strip()
            return [Mention(start, end, f"các {name}", "group", key=f"ban hội đồng nhân dân|*{where}", rule="agency.council_boards", confidence=0.8)]
        elif mode == "open" and not caps and not listed and flat[start].isupper():
            if lowered == "trường" and not _SCHOOL.match(flat, after, limit):
                return []
            end = self.open_end(start, after, limit, lowered)
            if end <= after or (lowered in ("hội", "báo", "viện", "đài", "ban") and not _WORDY.search(flat, after, end)):
                return []
            printed = flat[start:end] if not short else head + flat[after:end]
            name = _printed(printed, self)
            rule, confidence = "agency.open", 0.8
            optional = bool(re.search(rf"(?<!\w)[{UPPER}]{{2,}}(?!\w)", name)) and lowered not in ("công ty", "tổng công ty", "tập đoàn", "trường")
            optional = optional or lowered == "công ty" and "một thành viên" not in name  # a private company
        elif mode == "field" and lowered in ("sở", "bộ") and not caps:
            end = self.field_end(after, limit)
            if end <= after:
                return []
            name = _printed(flat[start:end], self)
            rule, confidence = "agency.field", 0.75
            optional = bool(re.search(rf"(?<!\w)[{UPPER}]{{2,}}(?!\w)", name))
        if name is None:
            return []
        name = name[:1].upper() + name[1:]
        if plural and mode == "open" and rule == "agency.open":
            siblings = self.siblings(start, end, limit, name, lowered)
            if siblings:
                return siblings
        first = self.finish(start, end, limit, name, lowered, plural and not listed, rule, confidence, optional)
        if first is None:
            return []
        found.append(first)
        if lowered in ("sở", "bộ", "phòng") or listed:
            found.extend(self.more_of_class(first.end, limit, head, node, plural or listed, first))
        return found

    def siblings(self, start: int, end: int, limit: int, name: str, head: str) -> list[Mention]:
        """`các Công ty Thủy lợi sông Nhuệ, sông Đáy`, `các Công ty Thủy lợi: sông Nhuệ, Hà Nội`: one body for each proper name."""
        flat = self.flat
        item = re.compile(rf"\s*(?P<name>(?:[{LOWER}]+\s+)?[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]*){{0,3}})(?=\s*(?:[,;.)]|và\s|$|\s[{LOWER}]))")
        joint = re.compile(r"\s*(?:,|và(?=\s))")
        found: list[Mention] = []
        colon = re.compile(r"\s*:").match(flat, end, limit)
        base = name
        at = end
        if colon:
            at = colon.end()
        else:
            last = re.search(rf"(?P<kind>[{LOWER}]+)\s+[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]*)*$", name)
            more = joint.match(flat, end, limit)
            if not last or not more or not re.match(rf"\s+{last['kind']}\s+[{UPPER}]", flat[more.end() : limit]):
                return []
            base = name[: last.start()].rstrip()
            found.append(Mention(start, end, name, "named", key=f"{_fold(name)}|", rule="agency.siblings", confidence=0.75))
            at = more.end()
        while match := item.match(flat, at, limit):
            begin = match.start("name")
            if _BEGINS_BODY.match(flat, begin, limit):
                break
            full = f"{base} {' '.join(match['name'].split())}"
            found.append(
                Mention(start if colon and not found else begin, match.end(), full, "named", key=f"{_fold(full)}|", rule="agency.siblings", confidence=0.75)
            )
            more = joint.match(flat, match.end(), limit)
            if not more:
                break
            at = more.end()
        return found if len(found) > 1 else []

    def _node(self, head: str) -> Trie:
        node: Trie | None = _trie()
        for syllable in head.lower().split():
            node = node.get(syllable) if node is not None else None
        return node if node is not None else Trie()

    def more_of_class(self, at: int, limit: int, head: str, node: Trie, plural: bool, first: Mention) -> Iterator[Mention]:
        """`các Sở Tài chính, Nội vụ và Y tế`: the further names of a list of one class."""
        flat = self.flat
        title = head[:1].upper() + head[1:].lower()
        while match := re.compile(r"\s*(?:,|;|và(?=\s)|&)\s*(?:và\s+)?").match(flat, at, limit):
            begin = match.end()
            if begin >= limit or not flat[begin].isupper():
                return
            if _BEGINS_BODY.match(flat, begin, limit):
                return
            known = walk(flat, begin, limit, node)
            if known is None or (";" in match.group() and not plural):
                return
            end, table_name, _ = known
            if not table_name.lower().startswith(title.lower() + " ") or flat[end : end + 1].isalnum():
                return
            if not plural and not self._list_item(end, limit):
                return
            item = self.finish(begin, end, limit, table_name, title.lower(), False, "agency.list", 0.93, first.optional)
            if item is None:
                return
            yield item
            at = item.end

    def _list_item(self, end: int, limit: int) -> bool:
        """Whether what follows a supposed item of a list leaves it an item (`Sở A, Xây dựng kế hoạch` is none)."""
        rest = self.flat[end : min(limit, end + 30)]
        match = re.match(r"\s*(\w+)", rest)
        if match is None or not rest.strip() or rest.lstrip()[:1] in ",;.):(":
            return True
        return match[1] in ("và", "chủ", "tham", "phối", "để", "theo", "có", "là", "thực", "tổ", "tỉnh", "Tỉnh", "căn", "hướng", "rà", "tiếp", "cùng", "trình", "báo", "trong", "thẩm", "kiểm", "triển", "thành", "Thành", "khẩn", "chịu", "nghiên", "xem", "đề", "nơi")

    def finish(
        self, start: int, end: int, limit: int, name: str, head: str, plural: bool, rule: str, confidence: float, optional: bool
    ) -> Mention | None:
        """The mention of a name that ends at `end`, with the place behind it."""
        flat = self.flat
        if flat[end : end + 1].isalnum():
            return None
        # A phòng or thanh tra of a committee, a board of a council: the committee's place is its place.
        if head in ("phòng", "thanh tra", "ban") and (of := _OF_COMMITTEE.match(flat, end, limit)):
            council = of["body"] in ("HĐND", "Hội đồng nhân dân")
            behind = self.places(of.end(), limit)
            if behind and head == "ban" and council:
                text = behind[0].text
                return Mention(start, behind[0].end, f"{name} Hội đồng nhân dân {text}", behind[0].kind,
                               key=f"{_fold(name)}|{text}", rule=rule, confidence=confidence)  # fmt: skip
            if behind and head != "ban":
                return Mention(start, behind[0].end, f"{name} {behind[0].text}", behind[0].kind,
                               key=self._place_key(_fold(name), behind[0]), rule=rule, confidence=confidence,
                               optional=optional or self._division(head, behind[0]))  # fmt: skip
        if head == "ban" and _fold(name) in _PARTY_BOARDS:
            of = re.compile(r"\s*(?:của\s+)?(?:(?P<level>Tỉnh|Thành|Huyện|Thị|Quận) ủy|TU)(?!\w)").match(flat, end, limit)
            if of:
                level = (of["level"] or ("Thành" if self.home.is_city else "Tỉnh")) + " ủy"
                return Mention(start, of.end(), f"{name} {level}", "named", key=f"{_fold(name)} {level.lower()}|", rule=rule, confidence=confidence)
        places = self.places(end, limit)
        place: Place | None = places[0] if places else None
        if place and head in ("bộ",) or (place and name in ("Chính phủ", "Quốc hội")):
            place = None
        text = self.flat[place.start : place.end] if place else ""
        if place and "địa phương" in place.tier and "các" not in text.lower():
            place = None
        if place is None and head not in ("bộ",) and not name.endswith("Việt Nam") and (found := known_province(flat, end, limit)):
            full = found[1]
            place = Place(end, found[0], "named", full if head not in ("báo", "công ty", "tổng công ty", "đài", "trường", "bệnh viện") else _unit_name(full), "tỉnh", full == self.home.province)
        if plural and name in ("Chính phủ", "Quốc hội"):
            return None
        if place is None and plural and head not in ("sở", "bộ") and self._classlike(name):
            if head in _NEED_PLACE or _fold(name) in ("công an", "thanh tra"):
                return None
            return Mention(start, end, f"các {name}", "group", key=f"{_fold(name)}|*", rule=rule, confidence=0.7,
                           optional=optional or head in ("phòng", "trường", "bệnh viện", "công ty", "báo", "đài"))  # fmt: skip
        folded = _fold(name)
        if place is None:
            if folded in _NEEDS_PLACE:
                return None
            division = self._division(head, None)
            return Mention(start, end, name, "named", key=f"{folded}|", rule=rule, confidence=confidence,
                           optional=optional or division or folded in _VAGUE)  # fmt: skip
        key = f"{folded}|" if place.text == self.home.province else self._place_key(folded, place)
        if place.kind == "group" and place.tier == "same":
            return None
        return Mention(start, place.end, f"{name} {place.text}", place.kind, key=key, rule=rule, confidence=confidence,
                       optional=optional or self._division(head, place))  # fmt: skip

    def _division(self, head: str, place: Place | None) -> bool:
        """Whether a `Phòng` is a division inside a body, not one of a district's or commune's committee."""
        if head != "phòng":
            return False
        return place is None and self.home.district is None and self.home.commune is None

    @staticmethod
    def _classlike(name: str) -> bool:
        return not name.endswith(("Việt Nam", "Trung ương"))

    def office(self, start: int, after: int, limit: int) -> list[Mention]:
        """`Văn phòng HĐND và UBND thị xã`, `Văn phòng Đoàn ĐBQH và HĐND tỉnh`, `VP UBND`, `VP Tỉnh ủy`."""
        flat = self.flat
        at = after
        parts: list[str] = []
        pattern = re.compile(
            r"[\s.:]*(?P<body>UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Đoàn ĐBQH|Đoàn [đĐ]ại biểu Quốc hội|ĐĐBQH|ĐBQH"
            r"|UBTP|UB(?!\w)|Ủy ban(?=\s+(?:tỉnh|Tỉnh|Thành phố|thành phố|huyện|thị xã)))(?!\w)"
        )
        while match := pattern.match(flat, at, limit):
            parts.append(_OFFICE_BODY.get(match["body"], match["body"]))
            at = match.end()
            body = match["body"]
            link = re.compile(r"\s*(?:,|và|&|-|–)\s*(?=UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Đoàn ĐBQH|Đoàn [đĐ]ại biểu)").match(flat, at, limit)
            if body == "UBTP" or not link:
                break
            if link.group().strip() == "," and not _OFFICE_PAIR.match(flat, link.end(), limit):
                break
            at = link.end()
        if parts:
            name = "Văn phòng " + (", ".join(parts[:-1]) + " và " if len(parts) > 1 else "") + parts[-1]
            places = self.places(at, limit)[:1]
            if places:
                place = places[0]
                return [Mention(start, place.end, f"{name} {place.text}", place.kind, key=self._place_key(name, place), rule="agency.office")]
            lowest = self.home.lowest or ""
            return [Mention(start, at, f"{name} {lowest}".strip(), "named", key=f"{name}|{lowest}", rule="agency.office")]
        gap = re.compile(r"[\s.:]*").match(flat, after, limit)
        begin = gap.end() if gap else after
        found: list[Mention] = []
        while True:
            head, end, mode, _ = self.head(begin, limit)
            if mode == "party":
                inner = [m for m in self.party(begin, end, limit, head)[:1] if m.kind == "named"]
                found += [
                    replace(m, start=m.start if found else start, name=f"Văn phòng {m.name}", key=f"Văn phòng {m.key}", rule="agency.office")
                    for m in inner
                ]
            elif flat.startswith("TU", begin) and not flat[begin + 2 : begin + 3].isalnum():
                level = "Thành ủy" if self.home.is_city else "Tỉnh ủy"
                found.append(
                    Mention(begin if found else start, begin + 2, f"Văn phòng {level}", "named", key=f"Văn phòng {level}|", rule="agency.office")
                )
            elif found and (rest := self.office(begin, begin, limit)):
                return found + rest
            else:
                return found
            more = re.compile(r"\s*,\s*").match(flat, found[-1].end, limit) if found and ":" in flat[after:begin] else None
            if not more:
                return found
            begin = more.end()

    # -- ends of unknown names

    def extend(self, start: int, end: int, limit: int) -> int:
        """Where a name that begins with a known one really ends."""
        flat = self.flat
        more = _EXTENDS.match(flat, end, limit)
        if more:
            further = more.group().split()[0] not in ("tổng", "quốc", "trung")
            return self.open_end(start, more.end(), limit, "", begun=True) if further else more.end()
        match = re.compile(rf"\s+(?P<word>[{UPPER}]\w*)").match(flat, end, limit)
        if not match or "\n" in self.context.text[end : match.start("word")] or _BEGINS_BODY.match(flat, match.start("word"), limit) or known_province(flat, end, limit):
            return end
        if match["word"].isupper() and len(match["word"]) > 1:
            return end
        if self.places(end, limit) or match["word"].lower() in ("tỉnh", "thành", "huyện", "tp", "trung", "quý", "năm"):
            return end
        return self.open_end(start, end, limit, "", begun=True)

    def open_end(self, start: int, after: int, limit: int, head: str, begun: bool = False) -> int:
        """Where a name ends that no table has; `after` itself where there is none."""
        flat = self.flat
        at = end = after
        previous = ""
        words = 0
        capitals = 0
        tail_lower = 0
        while words < 18:
            token = _TOKEN.match(flat, at, limit)
            if not token:
                break
            mark = token["mark"]
            if mark:
                if not self._mark_inside(mark, previous, token, limit, words):
                    break
                at = token.end()
                continue
            word = token["word"]
            begin = token.start("word")
            bare = word.lower()
            if words and self.places(at, limit):
                break
            if words == 0 and not begun:
                if not (_is_capital(word) or (head in ("chi cục", "cục", "trung tâm", "công ty") and bare not in STOP and bare != "và")):
                    return after
                if _BEGINS_BODY.match(flat, begin, limit) and head not in ("liên hiệp", "ban", "hội"):
                    return after
            elif _is_capital(word):
                if _BEGINS_BODY.match(flat, begin, limit) and not (previous == "chương" or bare in ("trường", "hội")):
                    break
                if known_province(flat, at, limit) and words and head not in ("công ty", "tổng công ty"):
                    break
            elif bare == "và":
                following = _TOKEN.match(flat, token.end(), limit)
                word_after = following["word"] if following else None
                if not following or not word_after or word_after.lower() in STOP or _BEGINS_BODY.match(flat, following.start("word"), limit):
                    break
                pair = (word_after.lower(), self._peek(following.end(), limit))
                if pair in _STOP_PAIRS and pair not in _NOUN_PAIRS and not _is_capital(word_after):
                    break
                if not _is_capital(word_after) and capitals and tail_lower == 0:
                    break
            elif word.isdigit():
                if previous not in ("số", "vực", "vùng", "tra", "loại", "hạng", "quân") and "công ty" not in head:
                    break
            else:
                pair = (bare, self._peek(token.end(), limit))
                if bare in STOP and pair not in _ALLOWED and (previous, bare) not in _ALLOWED_BEHIND and not (bare == "về" and previous == "gia"):
                    break
                if pair in _STOP_PAIRS and previous != "và" and not (pair in _NOUN_PAIRS and self._inside_phrase(tail_lower, pair, token.end(), limit)):
                    break
            words += 1
            capitals += _is_capital(word)
            tail_lower = 0 if _is_capital(word) else tail_lower + 1
            if tail_lower > 9:
                return after
            previous = bare
            at = token.end()
            if bare != "và":
                end = at
        if not begun and capitals == 0:
            # A name all in lower case is one only where a place closes it.
            if head in ("trung tâm", "công ty") and not self.places(end, limit):
                return after
            if words < 2:
                return after
        return end

    def _inside_phrase(self, tail_lower: int, pair: tuple[str, str], at: int, limit: int) -> bool:
        """Whether a noun or verb pair stands inside a name: behind a word in lower case, and without an object of a verb."""
        if tail_lower == 0:
            return False
        second = _TOKEN.match(self.flat, at, limit)
        after = self._peek(second.end(), limit) if second else ""
        return after not in ("kế", "chương", "dự", "các", "những", "một", "lớp", "và", "phương", "báo", "nội", "tốt", "hồ", "công")

    def _peek(self, at: int, limit: int) -> str:
        token = _TOKEN.match(self.flat, at, limit)
        return (token["word"] or "").lower() if token else ""

    def _mark_inside(self, mark: str, previous: str, token: re.Match[str], limit: int, words: int) -> bool:
        """Whether a comma or dash inside an unknown name belongs to it."""
        flat = self.flat
        following = _TOKEN.match(flat, token.end(), limit)
        if not following or not following["word"] or not words:
            return False
        word = following["word"]
        if mark == ",":
            return any(previous.endswith(a) and word.lower() == b for a, b in _COMMA_PAIRS)
        if mark in "-–—":
            if _BEGINS_BODY.match(flat, following.start("word"), limit) or "\n" in self.context.text[token.start() : token.start("mark")]:
                return False
            return _is_capital(word)
        return mark == "&" and _is_capital(word)

    def field_end(self, after: int, limit: int) -> int:
        """Where the unknown field of a `Sở` or `Bộ` ends: a run of capitalised words, with `và` inside."""
        flat = self.flat
        match = re.compile(
            rf"\s+[{UPPER}][\w&]*(?:[-.][{UPPER}][\w&]*)*(?:\s+(?:[-–&,]\s*)?(?:và\s+)?[{UPPER}][\w&]*)*"
        ).match(flat, after, limit)
        if not match:
            return after
        first = match.group().split()[0]
        if not first.isupper() or len(first) < 2:
            return after
        return after + len(match.group()) - len(match.group().lstrip()) + len(first)


_OFFICE_PAIR = re.compile(
    r"(?:UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Đoàn ĐBQH|Đoàn [đĐ]ại biểu Quốc hội)\s*(?:và|&)\s*(?:UBND|HĐND|Ủy ban|Hội đồng)"
)
_OFFICE_BODY = {
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "Đoàn ĐBQH": "Đoàn đại biểu Quốc hội", "ĐBQH": "Đoàn đại biểu Quốc hội",
    "ĐĐBQH": "Đoàn đại biểu Quốc hội", "Đoàn Đại biểu Quốc hội": "Đoàn đại biểu Quốc hội", "UBTP": "Ủy ban nhân dân",
    "UB": "Ủy ban nhân dân", "Ủy ban": "Ủy ban nhân dân",
}  # fmt: skip
_OF_COMMITTEE = re.compile(r"\s*(?:,|-|–|thuộc)?\s*(?P<body>UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân)(?=\s)")
_COUNCIL_OF = re.compile(r"\s+(?:của\s+)?(?:HĐND|Hội đồng nhân dân)(?!\w)")
#: Heads of facilities: without a capital and a place they name a class.
_FACILITIES = frozenset({"trung tâm", "đài", "vườn quốc gia", "thư viện", "bảo tàng", "bệnh viện", "trường"})
_PARTY_BOARDS = frozenset(
    {"ban tuyên giáo", "ban tuyên giáo và dân vận", "ban dân vận", "ban tổ chức", "ban nội chính", "ủy ban kiểm tra", "ban thường vụ", "ban chấp hành"}
)
#: Bodies that are none without a place behind them.
_NEEDS_PLACE = frozenset(
    {"công an", "thanh tra", "báo", "ban chấp hành", "ban quản lý", "thống kê", "thuế", "bưu điện", "điện lực", "trường đại học",
     "cảnh sát", "bộ đội biên phòng", "đài truyền hình", "văn phòng ủy ban", "ban thường vụ", "thường trực", "thuế cơ sở"}
)  # fmt: skip
_NEED_PLACE = frozenset({"báo", "đài"})
_VAGUE = frozenset(
    {"ban chỉ đạo", "ban tổ chức", "ban chỉ huy", "ban điều hành", "trung ương", "ban giám đốc", "hội đồng thẩm định", "thanh tra sở",
     "thanh tra giao thông", "cổng thông tin điện tử", "văn phòng trung ương", "đảng cộng sản việt nam", "trường đại học"}
)  # fmt: skip
def _unit_name(full: str) -> str:
    """The bare name of a province given with its level word."""
    return full.removeprefix("tỉnh ").removeprefix("thành phố ")


def _committee(head: str) -> str:
    return "Hội đồng nhân dân" if head.lower() in ("hđnd", "hội đồng nhân dân") else "Ủy ban nhân dân"


_PLURAL = re.compile(r"(?:(?<=\W)|^)(?:các|những|mỗi|từng|mọi|một số|hai|02|2|03|04|05)\s+$", re.IGNORECASE)


def _plural_before(flat: str, start: int) -> bool:
    return bool(_PLURAL.search(flat[max(0, start - 10) : start]))


_FOLD_DASH = re.compile(r"\s*[-–—&,]\s*")


@cache
def _fold(name: str) -> str:
    """The name for comparison inside a document: `Đài Phát thanh - Truyền hình` and `Đài Phát thanh và Truyền hình` are one."""
    folded = _FOLD_DASH.sub(" ", name.lower()).replace(" và ", " ")
    folded = re.sub(r"^ủy ban (?=mặt trận)", "", folded)
    folded = re.sub(r" việt nam$", "", folded)
    return " ".join(_SAME.get(folded, folded).split())


_SAME = {
    "đoàn thanh niên": "đoàn tncs", "tỉnh đoàn": "đoàn tncs", "đoàn thanh niên cộng sản hồ chí minh": "đoàn tncs",
    "tỉnh đoàn thanh niên cộng sản hồ chí minh": "đoàn tncs", "đoàn tncs hồ chí minh": "đoàn tncs", "thành đoàn": "đoàn tncs",
    "hội phụ nữ": "hội liên hiệp phụ nữ", "ban bí thư": "ban bí thư trung ương đảng", "ban bí thư trung ương": "ban bí thư trung ương đảng",
    "ban chấp hành trung ương": "ban chấp hành trung ương đảng", "văn phòng trung ương": "văn phòng trung ương đảng",
}  # fmt: skip

_PRINT_DASH = re.compile(r"\s+[-–—]\s*|\s*[–—]\s*|(?<=[a-zđàáâãèéêìíòóôõùúýăĩũơư])-\s*(?=[A-ZĐ])|\s*-\s+")
_ABBREVIATION = re.compile(rf"(?<![\w])[{UPPER}]{{2,}}(?![\w])")


def _printed(text: str, scanner: _Scanner) -> str:
    """A name as printed, on one line, with ` - ` for dashes and abbreviations expanded."""
    text = _PRINT_DASH.sub(" - ", " ".join(text.split()))

    def full(match: re.Match[str]) -> str:
        short = match.group()
        return scanner.definitions.get(short) or _WORDS.get(short) or short

    return " ".join(_ABBREVIATION.sub(full, text).split())


#: Abbreviations inside names of bodies that mean one thing only.
_WORDS = {
    "TNHH": "trách nhiệm hữu hạn", "MTV": "một thành viên", "CTXH": "công tác xã hội", "BTXH": "bảo trợ xã hội", "CP": "cổ phần",
    "ATGT": "An toàn giao thông", "KCN": "khu công nghiệp", "KKT": "Khu kinh tế", "PCTT": "Phòng, chống thiên tai", "TKCN": "Tìm kiếm cứu nạn",
    "QLDA": "Quản lý dự án", "ĐTXD": "đầu tư xây dựng", "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "TNCS": "Thanh niên Cộng sản",
    "HCM": "Hồ Chí Minh", "CNTT": "Công nghệ thông tin", "GDTX": "Giáo dục thường xuyên", "GDNN": "Giáo dục nghề nghiệp", "KTXH": "kinh tế - xã hội",
    "DNNVV": "doanh nghiệp nhỏ và vừa", "HTX": "hợp tác xã", "NTM": "nông thôn mới", "ĐH": "Đại học", "CĐ": "Cao đẳng", "TTATGT": "trật tự an toàn giao thông",
}  # fmt: skip


# ---------------------------------------------------------------- definitions and home

_DEFINITION = re.compile(rf"\(\s*(?:(?:sau đây\s+)?(?:viết tắt|gọi tắt|gọi)\s+(?:là|:)\s*)?[“\"]?(?P<short>[{UPPER}][{UPPER}&.\-–]{{1,14}})[”\"]?\s*\)")


def definitions(context: Context) -> dict[str, str]:
    """The abbreviations that a document itself explains: `Bí mật Nhà nước (BMNN)`."""
    cached = context._cache.get("agency.definitions")
    if isinstance(cached, dict):
        return cached
    found: dict[str, str] = {}
    flat = context.flat
    for match in _DEFINITION.finditer(flat):
        short = match["short"]
        letters = [c.lower() for c in short if c.isalpha()]
        window = flat[max(0, match.start() - 120) : match.start()]
        words = list(re.finditer(r"\w+", window))
        index = len(words) - 1
        for letter in reversed(letters):
            while index >= 0 and words[index].group().lower() == "và" and letter != "v":
                index -= 1
            if index < 0 or words[index].group()[0].lower() != letter:
                break
            index -= 1
        else:
            begin = words[index + 1].start()
            phrase = " ".join(window[begin:].split()).rstrip(" ,")
            if not re.search(r"[.;:()]", phrase) and len(letters) >= 2:
                found.setdefault("".join(c for c in short if c.isalpha()), phrase)
    context._cache["agency.definitions"] = found
    return found


_PARTY_LEVELS = {"tỉnh": "tỉnh", "thành": "thành phố", "huyện": "huyện", "thị": "thị xã", "quận": "quận"}
_PARTY_LEVEL = re.compile(r"(?:Ban (?:Thường vụ|Chấp hành) )?(Tỉnh|Thành|Huyện|Thị|Quận) ủy\s+(?=[^\W\d_])", re.IGNORECASE)


def home_of(context: Context, header: object) -> Home:
    """Where the document comes from, by its header, or failing that by the province that it names most."""
    issuer = str(getattr(getattr(header, "header", None), "issuer", None) or "")
    own = getattr(header, "own_province", None)
    district = commune = province = None
    issuer = _PARTY_LEVEL.sub(lambda m: _PARTY_LEVELS[m[1].lower()] + " ", issuer)
    for match in re.finditer(r"(?P<level>thị xã|thành phố|huyện|quận|xã|phường|thị trấn|đặc khu|tỉnh) (?P<name>[^,;]+?)(?=,|;|$| (?:tỉnh|thành phố|huyện) )", issuer):
        unit = f"{match['level']} {match['name'].strip()}"
        if match["level"] == "tỉnh":
            province = unit
        elif match["level"] in ("xã", "phường", "thị trấn", "đặc khu"):
            commune = unit
        elif match["level"] == "thành phố" and district is None and _province_full(match["name"]).startswith("thành phố"):
            province = _province_full(match["name"])
        else:
            district = unit
    if province is None and own:
        text = str(own)
        province = _province_full(text.removeprefix("tỉnh ").removeprefix("thành phố ").strip()) or text
    return Home(province, district, commune)


def _province_full(name: str) -> str:
    from vnplan_extract.extractors.agency_places import province_of

    return province_of(name.strip()) or ""


def find_mentions(context: Context, header: object) -> list[Mention]:
    """Every mention of a body in the text, in its order; lists are taken apart.

    Args:
        context: the document.
        header: the result of `header.extract`: `header.issuer`, `own_province` and `issued_on` are used.
    """
    cached = context._cache.get("agency.mentions")
    if isinstance(cached, list):
        return cached
    home = home_of(context, header)
    on = getattr(header, "issued_on", None) or getattr(getattr(header, "header", None), "issued_on", None)
    own_names = Trie()
    issuer = str(getattr(getattr(header, "header", None), "issuer", None) or "")
    for name in issuer.split("; "):
        bare = re.sub(r" (?:tỉnh|thành phố|thị xã|huyện|quận|xã|phường) .*$", "", name)
        if len(bare.split()) > 2 and not bare.startswith(("Ủy ban nhân dân", "Hội đồng nhân dân")):
            own_names.add(bare, bare, 0)
    scanner = _Scanner(context, home, str(on) if on else None, definitions(context), own_names)
    found = _expanded_by_others(scanner.scan())
    found = [replace(m, agency_id=_agency_id(m, scanner.on)) for m in found]
    context._cache["agency.mentions"] = found
    return found


def _expanded_by_others(mentions: list[Mention]) -> list[Mention]:
    """Names with abbreviations that another mention of the document gives in full: `Trung tâm Quản lý HTKT`."""
    if not any(m.optional and _ABBREVIATION.search(m.name) for m in mentions):
        return mentions
    known = Trie()
    full: dict[str, Mention] = {}
    for mention in mentions:
        bare = _PLACE_TAIL.sub("", mention.name)
        if not mention.optional and not _ABBREVIATION.search(bare) and len(bare.split()) > 2:
            known.add(bare, bare, len(full))
            full.setdefault(bare, mention)
    result: list[Mention] = []
    for mention in mentions:
        if mention.optional and _ABBREVIATION.search(mention.name):
            bare = _PLACE_TAIL.sub("", mention.name)
            match = walk(bare, 0, len(bare), known)
            if match and match[0] == len(bare) and match[1] in full:
                other = full[match[1]]
                mention = replace(mention, name=other.name, kind=other.kind, key=other.key, optional=False)
        result.append(mention)
    return result


_PLACE_TAIL = re.compile(r" (?:các )?(?:cấp )?(tỉnh|thành phố|thị xã|huyện|quận|xã|phường)(?:$|[ ,].*$)")


def _agency_id(mention: Mention, on: str | None) -> str | None:
    bare = _PLACE_TAIL.sub("", mention.name)
    level = _PLACE_TAIL.search(mention.name)
    leveled = f"{bare} {level[1]}" if level else bare
    for name in (mention.name, leveled, bare, mention.key.split("|")[0]):
        row = data.agency_by_name(name, on) or data.agency_by_name(name)
        if row is not None:
            return row.id
    return None
