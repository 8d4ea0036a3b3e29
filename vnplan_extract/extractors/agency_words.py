"""The words of which names of bodies are made: heads, posts, words that end a name, and how a name is written.

Tables only, and pure functions of a text; the scanner is in `agency_names.py`. The full names are in
`data/agencies.tsv` and `data/body_names.tsv`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from vnplan_extract import data
from vnplan_extract.data._tsv import read_table
from vnplan_extract.extractors.agency_places import LOWER, UPPER
from vnplan_extract.extractors.names_trie import Trie
from vnplan_extract.syllables import without_marks

# ---------------------------------------------------------------- known names

LEVEL_TAIL = re.compile(r"(?<![Hh]ợp tác)(?:\s+cấp)?\s+(?:tỉnh|thành phố|huyện|thị xã|xã|khu vực|cơ sở)$")


@cache
def known_names() -> Trie:
    """The names of the tables as a trie, without the level words at their ends (`Công an tỉnh`)."""
    root = Trie()
    names = [row.name for row in data.agencies()]
    names += [alias for row in data.agencies() for alias in row.aliases]
    names += [row[0] for row in read_table("body_names.tsv", ("name",))]
    for rank, name in enumerate(names):
        bare = LEVEL_TAIL.sub("", name) if not name.startswith(("Ban Thường vụ", "Thường trực")) else name
        if len(bare.split()) < 2 and bare != "Công an":
            bare = name  # `Thuế tỉnh`: the first word alone is no name
        if len(bare.split()) > 1 or bare == "Công an":
            root.add(bare, bare, rank)
    return root


# ---------------------------------------------------------------- heads

#: Head words, and how they go on. `field`: names of one class in lists (`các Sở A, B`); `open`: a name that no table
#: has may follow; `known`: only one of the tables; the others are read in a way of their own.
HEADS: dict[str, str] = {
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
    "cảnh sát": "known", "thuế": "known", "thống kê": "known", "vcci": "known", "quân ủy": "known",
    "công đoàn": "known",
    "bộ đội": "known", "điện lực": "known",
}  # fmt: skip
#: Abbreviations that begin a name, with what they stand for.
SHORT_HEADS: dict[str, str] = {
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam", "MTTQ": "Mặt trận Tổ quốc", "MTTQVN": "Mặt trận Tổ quốc Việt Nam",
    "BHXH": "Bảo hiểm xã hội", "KBNN": "Kho bạc Nhà nước", "NHNN": "Ngân hàng Nhà nước",
    "NHCSXH": "Ngân hàng Chính sách xã hội", "LĐLĐ": "Liên đoàn Lao động", "TAND": "Tòa án nhân dân",
    "VKSND": "Viện kiểm sát nhân dân", "CA": "Công an", "BCHQS": "Bộ Chỉ huy Quân sự", "HLHPN": "Hội Liên hiệp Phụ nữ",
    "HND": "Hội Nông dân", "HCCB": "Hội Cựu chiến binh", "VPUBND": "Văn phòng Ủy ban nhân dân",
    "VPUB": "Văn phòng Ủy ban nhân dân", "VPHĐND": "Văn phòng Hội đồng nhân dân", "VPTU": "Văn phòng Tỉnh ủy",
    "VPCP": "Văn phòng Chính phủ", "BTV": "Ban Thường vụ", "TTHĐND": "Thường trực Hội đồng nhân dân",
    "TTTU": "Thường trực Tỉnh ủy", "BTVTU": "Ban Thường vụ Tỉnh ủy", "TTr": "Thường trực", "TT": "Thường trực",
    "VP": "Văn phòng", "ĐTN": "Đoàn Thanh niên",
    "UBTW": "Ủy ban Trung ương", "UBTƯ": "Ủy ban Trung ương",
    "BQL": "Ban Quản lý", "BCĐ": "Ban Chỉ đạo", "BCH": "Ban Chỉ huy",
}  # fmt: skip
#: Heads that are printed in lower case too.
LOWER_HEADS = (
    "phòng", "sở", "ủy ban nhân dân", "hội đồng nhân dân", "trung tâm", "chi cục", "đoàn thanh niên", "ban quản lý",
    "công an",
)  # fmt: skip


def _shapes(head: str) -> set[str]:
    words = head.split()
    sentence = words[0][:1].upper() + words[0][1:]
    return {sentence, words[0].upper(), *((words[0],) if any(h.split()[0] == words[0] for h in LOWER_HEADS) else ())}


FIRST = sorted(
    {shape for head in HEADS for shape in _shapes(head)} | {re.split(r"[ -]", head)[0] for head in SHORT_HEADS},
    key=lambda word: (-len(word), word),
)
HEAD = re.compile(r"(?:" + "|".join(map(re.escape, FIRST)) + r")(?!\w)")
#: What a head in lower case must go on with: a quick test, which the scanner makes sure of.
LOWER_BEGIN = re.compile(
    rf"(?i:ủy\s+ban\s+nhân\s+dân|hội\s+đồng\s+nhân\s+dân|đoàn\s+thanh|công\s+an\s+(?:tỉnh|huyện|xã|thành|thị|cấp|các))(?!\w)"
    rf"|(?i:phòng|sở|trung\s+tâm|chi\s+cục|đoàn\s+thanh\s+niên|ban\s+quản\s+lý)\s+[{UPPER}]"
)
HEAD_WORDS = frozenset(word.lower() for word in FIRST)
#: What begins another body's name or a post, where a name before it must end.
BEGINS_BODY = re.compile(
    r"(?:Sở|Bộ|Ban|Cục|Chi cục|Tổng cục|Trung tâm|Văn phòng|Hội|Hiệp hội|Liên minh|Liên đoàn|Liên hiệp|Đoàn|Đài|Báo"
    r"|Công ty|Tổng [Cc]ông ty|Tập đoàn|Ngân hàng|Viện|Học viện|Trường|Bệnh viện|Ủy ban|UBND|HĐND|UBMTTQ\w*|MTTQ"
    r"|Công an|Thanh tra|Kho bạc|Bảo hiểm|Tòa án|Phòng|Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Tỉnh đoàn"
    r"|Mặt trận|Bộ Chỉ huy|Chủ tịch|Phó|Giám đốc|Thủ trưởng|Chính phủ|Thủ tướng|Cổng|Lưu|Như trên|CVP|VP)(?!\w)"
)
#: A word in lower case: `Hội Luật gia` has one, the place `Hội An` has none.
WORDY = re.compile(rf"\s[{LOWER}]")
#: What makes a `Trường` a school and no place (`Trường Sơn`).
SCHOOL = re.compile(
    r"\s+(?:Đại học|Cao đẳng|Trung cấp|Trung học|Chính trị|THPT|THCS|PT|Tiểu học|Mầm non|Mẫu giáo|Dân tộc|Phổ thông"
    r"|Quân sự|Đào tạo|Cán bộ|Dạy nghề)"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words in lower case before which an unknown name ends.
STOP = _words(
    "có là được để cho tại trong của theo với từ đến do bằng khi nếu đã đang sẽ cần phải thì mà như gồm hoặc cùng "
    "nhằm nơi này đó rà nêu thuộc nhưng ngoài vào bị các những mỗi mọi cũng còn trước sau qua dưới không chưa gắn "
    "cử mời đôn khẩn về trình giao gửi nhận họp đưa đạt giúp mở bám ký nắm sớm hằng hàng lập làm xem xin vẫn tự "
    "nhất đặt thu chi lên xuống chọn cấp trên việc đối thành năm quý tháng ngày gần"
)


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((pair.split()[0], pair.split()[1]) for pair in text.split(";"))


#: Pairs in lower case before which an unknown name ends.
STOP_PAIRS = _pairs(
    "chủ trì;chủ động;phối hợp;tham mưu;tham gia;triển khai;hướng dẫn;báo cáo;đề nghị;đề xuất;chịu trách;căn cứ;"
    "ban hành;thông báo;thông qua;yêu cầu;tiếp tục;tiếp nhận;tăng cường;đẩy mạnh;kịp thời;cập nhật;thẩm định;"
    "trực tiếp;trực thuộc;liên quan;liên hệ;bố trí;đảm bảo;bảo đảm;duy trì;lựa chọn;nâng cao;đăng tải;đăng ký;"
    "đồng thời;tiến hành;tạo điều;kiểm tra;quyết định;vận động;chỉ đạo;định kỳ;góp phần;xác định;đầy đủ;tích cực;"
    "nghiêm túc;tổ chức;thực hiện;phân công;phân bổ;thống nhất;phê duyệt;lồng ghép;sẵn sàng;khảo sát;đáp ứng;"
    "bao gồm;thường xuyên;nghiên cứu;tuyên truyền;giám sát;theo dõi;chuẩn bị;hoàn thành;hoàn thiện;xây dựng;"
    "hỗ trợ;quy định;tư vấn;đánh giá;khai thác;sử dụng;cung cấp;đầu mối;công bố;thành lập;kết hợp;phát huy;"
    "phát hiện;khuyến khích;bổ sung;tạo lập;rút kinh;chuyển giao;xử lý;giải quyết;ưu tiên;huy động;mở rộng;"
    "khắc phục;biên soạn;hợp đồng;ứng trực;vận hành;quản lý;cho phép;có trách;hiện nay;đến nay;năm học;tính đến;"
    "giai đoạn;mới được;đào tạo;phục vụ;hoạt động;chấp thuận;sao gửi;tổng hợp;bàn bạc;lãnh đạo;tập trung;đẩy nhanh;"
    "khởi công;nghiệm thu;tỉnh ủy;thành ủy;huyện ủy;thị ủy;quận ủy;đảng ủy"
)


@lru_cache(maxsize=4096)
def bare_word(word: str) -> str:
    """The word in lower case without its marks: what even a poor scan keeps of it."""
    return without_marks(word.lower())


_BARE_PAIRS = frozenset((bare_word(first), bare_word(second)) for first, second in STOP_PAIRS)


def ends_name(first: str, second: str) -> bool:
    """Whether a name ends before two words in lower case, also where a scan shows their marks wrong."""
    return (first, second) in STOP_PAIRS or (bare_word(first), bare_word(second)) in _BARE_PAIRS


#: Of these, pairs that are parts of names more often than verbs where a word in lower case stands before them.
NOUN_PAIRS = _pairs(
    "xây dựng;hỗ trợ;tư vấn;đánh giá;khai thác;xử lý;nghiên cứu;tuyên truyền;đào tạo;chuyển giao;giải quyết;khắc phục;"
    "tổng hợp;phục vụ;hoạt động"
)
#: Pairs with which no name goes on behind its head: `Hội đồng Quy định`, `các Sở Ban Ngành khác`.
NEVER_FIRST = _pairs(
    "quy định;căn cứ;ban hành;thông qua;đề nghị;báo cáo;yêu cầu;chịu trách;có trách;thực hiện;triển khai;chấp thuận;"
    "ngành trọng;ngành khác;ngành tập;ngành trong;ngành và"
)
#: What follows a verb of NOUN_PAIRS as its object, and so ends the name before it.
OBJECTS = _words(
    "kế chương dự các những một lớp và phương báo nội tốt hồ công cho tình kết ý theo trong tại từ với của"
)
#: Pairs in which a word of STOP is part of a name.
ALLOWED = _pairs(
    "các khu;các công;các dự;một thành;thành phố;thành viên;đối ngoại;đối tác;hàng hóa;hàng không;hàng hải;"
    "giao thông;giao dịch;giao lưu;cấp nước;cấp thoát;cấp cứu;tự nhiên;trong nước;trên biển;thu hút;chi nhánh;"
    "chi trả;nhất thể;nhận thức;ký sinh;trình diễn;cấp cao"
)
ALLOWED_BEHIND = _pairs(
    "công trình;chương trình;quy trình;lộ trình;giáo trình;gia về;hàng không;ngân hàng;nước ngoài;hậu cần;dân lập;"
    "công lập"
)
#: Between these words a comma stands inside a name.
COMMA_PAIRS = _pairs(
    "phòng chống;biến giáo;cháy chữa;cháy cứu;nạn cứu;trữ xử;thường giải;tai tìm;kiếm cứu;kiếm quy;lậu gian;"
    "sóc nuôi;sóc giáo;vệ chăm;khám chữa;tra giám;kiểm giám;quản bảo;lý giám;thuế phí;toán kiểm;tin lưu;trình dự"
)
TOKEN = re.compile(r"\s*(?:(?P<word>\w+(?:[&./]\w+)*)|(?P<mark>[^\w\s]))")
#: Words in lower case that go on with a known name, `Trung tâm Bảo trợ xã hội tổng hợp`.
EXTENDS = re.compile(
    rf"\s+(?:tổng hợp(?!\s+[{LOWER}])|công trình|các công trình|quốc gia|trung ương)(?!\w)"
    rf"|\s+(?:khu vực|số)(?=\s+[\dIVX{UPPER}])"
)
#: How the name of a board of projects goes on: `Ban Quản lý dự án 7`, `… đường sắt`.
BOARD_TAIL = re.compile(
    r"\s+(?:\d{1,2}(?=\s*(?:[,;:.)]|$|(?:và|thuộc|chủ)\s))|đường\s+(?:sắt|bộ|thủy|cao\s+tốc|Hồ\s+Chí\s+Minh)(?!\w))",
)
#: How the name of a board of management goes on: `Ban Quản lý Khu kinh tế X và các khu công nghiệp`.
ZONES = re.compile(r"\s+và\s+(?:các\s+)?khu\s+(?:công\s+nghiệp|kinh\s+tế|chế\s+xuất)(?!\w)", re.IGNORECASE)


def is_capital(word: str) -> bool:
    """Whether a word begins with a capital."""
    return word[:1].isupper()


# ---------------------------------------------------------------- posts

POST = re.compile(
    r"(?:(?<=\W)|^)(?P<post>(?:các\s+)?(?:(?:Phó\s+)?Thủ\s+tướng|(?:Phó\s+)?(?:Tổng\s+)?Giám\s+đốc|(?:Phó\s+)?Chủ\s+tịch"
    r"|P?CT|P?GĐ|(?:Phó\s+)?Chánh|(?:Phó\s+)?Trưởng(?!\s+ban\s+\w+\s)|(?:Thứ|Bộ|Cục|Vụ|Viện|Hiệu|Chi\s+cục|Tổng\s+cục|Thủ)"
    r"\s+trưởng|Phó\s+(?:Cục|Chi\s+cục|Viện)\s+trưởng|(?:Phó\s+)?Bí\s+thư|Chánh\s+án|Thống\s+đốc|Tổng\s+biên\s+tập"
    r"|(?:Phó\s+)?Chỉ\s+huy\s+trưởng|Tư\s+lệnh|Chính\s+ủy|Lãnh\s+đạo|LĐ|Tổng\s+Kiểm\s+toán|Ủy\s+viên|Thành\s+viên"
    r"|Chuyên\s+viên|Thư\s+ký|P?CVP|CPVP|Đại\s+diện\s+lãnh\s+đạo|Người\s+đứng\s+đầu|Đồng\s+chí))\s*[.:,]?\s*(?:các\s+|của\s+)?$",
    re.IGNORECASE,
)
#: The ends of posts: a quick test before POST.
POST_WORDS = re.compile(
    r"(?:tướng|đốc|tịch|trưởng|chánh|thư|án|lệnh|đạo|viên|ký|đầu|chí|CT|GĐ|CVP|CPVP|LĐ|ủy|tập|toán)"
    r"\s*[.:,]?\s*(?:(?:các|của)\s+)?$",
    re.IGNORECASE,
)


#: Words behind which `BHXH` is the insurance, not the body: `đóng BHXH`, `mã số BHXH`.
INSURANCE = re.compile(
    r"(?:số|sổ|đóng|nợ|thu|chi|nộp|trốn|chế độ|tham gia|hưởng|quỹ|tiền|mức|luật|trợ cấp|chính sách|đối tượng|bao phủ"
    r"|về)\s+$",
    re.IGNORECASE,
)


def post_before(flat: str, start: int) -> str:
    """The post that stands right before a body's name, `Phó Chủ tịch`, or an empty text."""
    window = flat[max(0, start - 40) : start]
    if not POST_WORDS.search(window):
        return ""
    match = POST.search(window)
    if not match:
        return ""
    if "," in window[match.end("post") :]:
        return ""
    return " ".join(match["post"].split())


# ---------------------------------------------------------------- bodies of their own kind

#: Bodies that an office serves.
OFFICE = re.compile(
    r"[\s.:]*(?P<body>UBND|HĐND|[Ủủ]y ban nhân dân|[Hh]ội đồng nhân dân|Đoàn ĐBQH|Đoàn [đĐ]ại biểu Quốc hội|ĐĐBQH|ĐBQH"
    r"|UBTP|UB(?!\w)(?!\s+(?:ATGT|MTTQ|TW))|Ủy ban(?=\s+(?:tỉnh|Tỉnh|Thành phố|thành phố|huyện|thị xã)))(?!\w)"
)
OFFICE_LINK = re.compile(
    r"\s*(?:,|và|&|-|–)\s*(?=UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Đoàn ĐBQH|Đoàn [đĐ]ại biểu)"
)
OFFICE_PAIR = re.compile(
    r"(?:UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Đoàn ĐBQH|Đoàn [đĐ]ại biểu Quốc hội)\s*(?:và|&)\s*"
    r"(?:UBND|HĐND|Ủy ban|Hội đồng)"
)
OFFICE_BODY = {
    "UBND": "Ủy ban nhân dân", "UB": "Ủy ban nhân dân", "UBTP": "Ủy ban nhân dân", "Ủy ban": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân", "ĐBQH": "Đoàn đại biểu Quốc hội", "ĐĐBQH": "Đoàn đại biểu Quốc hội",
    "Đoàn ĐBQH": "Đoàn đại biểu Quốc hội", "Đoàn Đại biểu Quốc hội": "Đoàn đại biểu Quốc hội",
}  # fmt: skip
OF_COMMITTEE = re.compile(r"\s*(?:,|-|–|thuộc)?\s*(?P<body>UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân)(?=\s)")
OF_COUNCIL = re.compile(r"\s+(?:của\s+)?(?:HĐND|Hội đồng nhân dân)(?!\w)")
OF_PARTY = re.compile(r"\s*(?:của\s+)?(?:(?P<level>(?i:tỉnh|thành|huyện|thị|quận)) (?i:ủy)|TU)(?!\w)")
#: The rest of a committee's or council's name that a slip has damaged: `Ủy ban nhân tỉnh`, `Hội đồng nhân dần huyện`.
DAMAGED_COMMITTEE = re.compile(
    r"\s+(?:nhân|(?:nhân\s+)?(?P<dan>\w{2,4}))(?=\s+(?:tỉnh|thành\s+phố|thị\s+xã|huyện|quận|xã|phường|cấp|các)(?!\w))",
    re.IGNORECASE,
)
NEXT_COMMITTEE = re.compile(r"\s*(?:,|và|&|-|/|;)\s*(?P<head>UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân)(?!\w)")
#: A slip: the name a second time, `Ủy ban nhân dân UBND cấp xã`.
COMMITTEE_AGAIN = re.compile(r"\s+(?P<head>UBND|HĐND)(?!\w)")
PARTY_LIST = re.compile(r"(?:\s*(?:,|và|/)\s*(?:tỉnh|thành|huyện|thị|quận|đảng) ủy)+", re.IGNORECASE)
#: The level at which a party committee stands.
PARTY_LEVELS = {
    "Tỉnh ủy": "tỉnh", "Thành ủy": "thành phố", "Huyện ủy": "huyện", "Thị ủy": "thị xã", "Quận ủy": "quận",
}  # fmt: skip
#: A board of a party committee, in a folded name.
BOARD_OF_PARTY = re.compile(
    r"(?P<board>(?:ban (?!thường vụ)|ủy ban kiểm tra).*) (?P<party>(?:tỉnh|thành|huyện|thị|quận) ủy)"
)
#: Heads of facilities: without a capital and a place they name a class.
FACILITIES = frozenset({"trung tâm", "đài", "vườn quốc gia", "thư viện", "bảo tàng", "bệnh viện", "trường"})
#: Heads whose bodies bear the bare name of a place, `Báo Tây Ninh`.
BARE_PLACE = frozenset({"báo", "công ty", "tổng công ty", "đài", "trường", "bệnh viện"})
#: Folded names of boards of a party committee.
PARTY_BOARDS = frozenset(
    {"ban tuyên giáo", "ban tuyên giáo dân vận", "ban dân vận", "ban tổ chức", "ban nội chính", "ủy ban kiểm tra",
     "ban thường vụ", "ban chấp hành"}
)  # fmt: skip
#: Folded names that are none without a place behind them.
NEEDS_PLACE = frozenset(
    {"công an", "thanh tra", "báo", "ban chấp hành", "ban quản lý", "thống kê", "thuế", "bưu điện", "điện lực",
     "trường đại học", "cảnh sát", "bộ đội biên phòng", "đài truyền hình", "văn phòng ủy ban", "ban thường vụ",
     "thường trực", "thuế cơ sở"}
)  # fmt: skip
#: Folded names that name no one body by themselves.
VAGUE = frozenset(
    {"ban giám hiệu", "ban lãnh đạo", "ban quản lý dự án", "ban chỉ đạo", "ban tổ chức", "ban chỉ huy",
     "ban điều hành", "trung ương", "ban giám đốc", "hội đồng thẩm định", "thanh tra sở", "thanh tra giao thông",
     "cổng thông tin điện tử", "đảng cộng sản việt nam", "đảng cộng sản", "trường đại học"}
)  # fmt: skip
#: Words that follow an item of a list of departments, where `Sở A, Xây dựng kế hoạch` is no list.
AFTER_ITEM = _words(
    "và chủ tham phối để theo có là thực tổ tỉnh Tỉnh căn hướng rà tiếp cùng trình báo trong thẩm kiểm triển "
    "thành Thành khẩn chịu nghiên xem đề nơi"
)

# ---------------------------------------------------------------- forms of names


def unit_name(full: str) -> str:
    """The bare name of a province given with its level word."""
    return full.removeprefix("tỉnh ").removeprefix("thành phố ")


def committee_name(head: str) -> str:
    """The full name of a committee or council given by its head, full or short, in any case."""
    return "Hội đồng nhân dân" if head.lower() in ("hđnd", "hội đồng nhân dân") else "Ủy ban nhân dân"


PLURAL = re.compile(r"(?:(?<=\W)|^)(?:các|những|mỗi|từng|mọi|một số|hai|02|2|03|04|05)\s+$", re.IGNORECASE)


def plural_before(flat: str, start: int) -> bool:
    """Whether `các` or a word like it stands before `start`."""
    return bool(PLURAL.search(flat[max(0, start - 10) : start]))


FOLD_DASH = re.compile(r"\s*[-–—&,]\s*")


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """The name for comparison inside a document.

    `Đài Phát thanh - Truyền hình` and `Đài Phát thanh và Truyền hình` are one.
    """
    folded = FOLD_DASH.sub(" ", name.lower()).replace(" và ", " ")
    folded = re.sub(r"^ủy ban (?=mặt trận)", "", folded)
    folded = re.sub(r" việt nam$", "", folded)
    return " ".join(SAME.get(folded, folded).split())


SAME = {
    "đoàn thanh niên": "đoàn tncs", "đoàn thanh niên cộng sản": "đoàn tncs", "tỉnh đoàn": "đoàn tncs",
    "thành đoàn": "đoàn tncs", "đoàn tncs hồ chí minh": "đoàn tncs",
    "đoàn thanh niên cộng sản hồ chí minh": "đoàn tncs",
    "tỉnh đoàn thanh niên cộng sản hồ chí minh": "đoàn tncs", "hội phụ nữ": "hội liên hiệp phụ nữ",
    "ban bí thư": "ban bí thư trung ương đảng", "ban bí thư trung ương": "ban bí thư trung ương đảng",
    "ban chấp hành trung ương": "ban chấp hành trung ương đảng",
    "văn phòng trung ương": "văn phòng trung ương đảng",
}  # fmt: skip

PRINT_DASH = re.compile(rf"\s+[-–—]\s*|\s*[–—]\s*|(?<=[{LOWER}])-\s*(?=[A-ZĐ])|\s*-\s+")
ABBREVIATION = re.compile(rf"(?<![\w])[{UPPER}]{{2,}}(?![\w])")


def printed(text: str, defined: dict[str, str]) -> str:
    """A name as printed, on one line, with ` - ` for dashes and abbreviations expanded."""
    text = PRINT_DASH.sub(" - ", " ".join(text.split()))

    def full(match: re.Match[str]) -> str:
        short = match.group()
        return defined.get(short) or WORDS.get(short) or short

    return " ".join(ABBREVIATION.sub(full, text).split())


#: Abbreviations inside names of bodies that mean one thing only.
WORDS = {
    "TNHH": "trách nhiệm hữu hạn", "MTV": "một thành viên", "CP": "cổ phần", "CTXH": "công tác xã hội",
    "BTXH": "bảo trợ xã hội", "ATGT": "An toàn giao thông", "KCN": "khu công nghiệp", "KKT": "Khu kinh tế",
    "PCTT": "Phòng, chống thiên tai", "TKCN": "Tìm kiếm cứu nạn", "QLDA": "Quản lý dự án", "ĐTXD": "đầu tư xây dựng",
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "TNCS": "Thanh niên Cộng sản", "HCM": "Hồ Chí Minh",
    "CNTT": "Công nghệ thông tin", "GDTX": "Giáo dục thường xuyên", "GDNN": "Giáo dục nghề nghiệp",
    "KTXH": "kinh tế - xã hội", "DNNVV": "doanh nghiệp nhỏ và vừa", "HTX": "hợp tác xã", "NTM": "nông thôn mới",
    "ĐH": "Đại học", "CĐ": "Cao đẳng", "TTATGT": "trật tự an toàn giao thông",
}  # fmt: skip

#: The place at the end of a full name.
PLACE_TAIL = re.compile(r" (?:các )?(?:cấp )?(tỉnh|thành phố|thị xã|huyện|quận|xã|phường)(?:$|[ ,].*$)")
