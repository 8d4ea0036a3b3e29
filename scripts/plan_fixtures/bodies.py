"""Who acts in a plan: places, departments and divisions as they were at a date, and their written forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .model import Body

TWO_TIERS = dt.date(2025, 7, 1)
"""The day on which the district level ended and the provinces were merged."""
MERGED_DEPARTMENTS = dt.date(2025, 3, 1)
"""From when departments and ministries bear the names of the reform of early 2025."""


@dataclass(frozen=True)
class Place:
    """An area with a government of its own."""

    level: str
    """`tỉnh`, `thành phố` (under central rule or of a province), `huyện`, `thị xã`, `xã`, `phường`."""
    name: str
    province: Place | None = None

    @property
    def full(self) -> str:
        """`tỉnh Hà Nam`."""
        return f"{self.level} {self.name}"

    @property
    def top(self) -> Place:
        """The province or city under central rule in which it lies."""
        return self.province or self


def _provinces(level: str, names: str) -> tuple[Place, ...]:
    return tuple(Place(level, name) for name in names.split(", "))


PROVINCES_63 = (
    *_provinces(
        "tỉnh",
        "Hà Nam, Thái Bình, Bến Tre, Quảng Nam, Phú Yên, Yên Bái, Hậu Giang, Vĩnh Phúc, Kon Tum, Sóc Trăng, Bắc Kạn, "
        "Ninh Thuận, Nghệ An, Thanh Hóa, Gia Lai, Lâm Đồng, Hà Giang, Nam Định, Trà Vinh, Bình Phước, Đắk Nông, "
        "Bạc Liêu, Hòa Bình, Quảng Trị, Tuyên Quang, Kiên Giang",
    ),
    *_provinces("thành phố", "Đà Nẵng, Cần Thơ, Hải Phòng"),
)
PROVINCES_34 = (
    *_provinces(
        "tỉnh",
        "Nghệ An, Thanh Hóa, Gia Lai, Lâm Đồng, Hưng Yên, Vĩnh Long, Phú Thọ, Đắk Lắk, Tuyên Quang, Cà Mau, "
        "Ninh Bình, Quảng Trị, Cao Bằng, Khánh Hòa, Sơn La",
    ),
    *_provinces("thành phố", "Đà Nẵng, Cần Thơ, Huế"),
)
DISTRICTS = (
    Place("huyện", "Nga Sơn", Place("tỉnh", "Thanh Hóa")),
    Place("huyện", "Ba Tri", Place("tỉnh", "Bến Tre")),
    Place("huyện", "Kiến Xương", Place("tỉnh", "Thái Bình")),
    Place("huyện", "Tuy An", Place("tỉnh", "Phú Yên")),
    Place("huyện", "Văn Chấn", Place("tỉnh", "Yên Bái")),
    Place("huyện", "Đức Trọng", Place("tỉnh", "Lâm Đồng")),
    Place("thị xã", "Duy Tiên", Place("tỉnh", "Hà Nam")),
    Place("thị xã", "Ngã Năm", Place("tỉnh", "Sóc Trăng")),
    Place("thành phố", "Hội An", Place("tỉnh", "Quảng Nam")),
    Place("thành phố", "Phúc Yên", Place("tỉnh", "Vĩnh Phúc")),
)
COMMUNES = (
    Place("xã", "Ba Tri", Place("tỉnh", "Vĩnh Long")),
    Place("xã", "Kiến Xương", Place("tỉnh", "Hưng Yên")),
    Place("xã", "Đức Trọng", Place("tỉnh", "Lâm Đồng")),
    Place("xã", "Nga Sơn", Place("tỉnh", "Thanh Hóa")),
    Place("phường", "Hội An", Place("thành phố", "Đà Nẵng")),
    Place("phường", "Duy Tiên", Place("tỉnh", "Ninh Bình")),
)


@dataclass(frozen=True)
class Department:
    """A department of a province with its ministry, between two dates (end exclusive)."""

    name: str
    short: str
    """After `Sở`, abbreviated; empty where it is never abbreviated."""
    code: str
    ministry: str | None
    ministry_code: str | None
    until: dt.date = dt.date.max


_LABOUR = ("Lao động - Thương binh và Xã hội", "LĐTBXH")
DEPARTMENTS: dict[str, tuple[Department, ...]] = {
    "labour": (
        Department(f"Sở {_LABOUR[0]}", "LĐTBXH", "SLĐTBXH", f"Bộ {_LABOUR[0]}", "BLĐTBXH", MERGED_DEPARTMENTS),
        Department("Sở Nội vụ", "", "SNV", "Bộ Nội vụ", "BNV"),
    ),
    "ict": (
        Department(
            "Sở Thông tin và Truyền thông",
            "TT&TT",
            "STTTT",
            "Bộ Thông tin và Truyền thông",
            "BTTTT",
            MERGED_DEPARTMENTS,
        ),
        Department("Sở Khoa học và Công nghệ", "KH&CN", "SKHCN", "Bộ Khoa học và Công nghệ", "BKHCN"),
    ),
    "agri": (
        Department(
            "Sở Nông nghiệp và Phát triển nông thôn",
            "NN&PTNT",
            "SNNPTNT",
            "Bộ Nông nghiệp và Phát triển nông thôn",
            "BNNPTNT",
            MERGED_DEPARTMENTS,
        ),
        Department("Sở Nông nghiệp và Môi trường", "NN&MT", "SNNMT", "Bộ Nông nghiệp và Môi trường", "BNNMT"),
    ),
    "environment": (
        Department(
            "Sở Tài nguyên và Môi trường",
            "TN&MT",
            "STNMT",
            "Bộ Tài nguyên và Môi trường",
            "BTNMT",
            MERGED_DEPARTMENTS,
        ),
        Department("Sở Nông nghiệp và Môi trường", "NN&MT", "SNNMT", "Bộ Nông nghiệp và Môi trường", "BNNMT"),
    ),
    "transport": (
        Department("Sở Giao thông vận tải", "GTVT", "SGTVT", "Bộ Giao thông vận tải", "BGTVT", MERGED_DEPARTMENTS),
        Department("Sở Xây dựng", "", "SXD", "Bộ Xây dựng", "BXD"),
    ),
    "investment": (
        Department("Sở Kế hoạch và Đầu tư", "KH&ĐT", "SKHĐT", "Bộ Kế hoạch và Đầu tư", "BKHĐT", MERGED_DEPARTMENTS),
        Department("Sở Tài chính", "", "STC", "Bộ Tài chính", "BTC"),
    ),
    "finance": (Department("Sở Tài chính", "", "STC", "Bộ Tài chính", "BTC"),),
    "home": (Department("Sở Nội vụ", "", "SNV", "Bộ Nội vụ", "BNV"),),
    "health": (Department("Sở Y tế", "", "SYT", "Bộ Y tế", "BYT"),),
    "education": (Department("Sở Giáo dục và Đào tạo", "GD&ĐT", "SGDĐT", "Bộ Giáo dục và Đào tạo", "BGDĐT"),),
    "culture": (
        Department(
            "Sở Văn hóa, Thể thao và Du lịch",
            "VHTTDL",
            "SVHTTDL",
            "Bộ Văn hóa, Thể thao và Du lịch",
            "BVHTTDL",
        ),
    ),
    "industry": (Department("Sở Công Thương", "", "SCT", "Bộ Công Thương", "BCT"),),
    "justice": (Department("Sở Tư pháp", "", "STP", "Bộ Tư pháp", "BTP"),),
    "police": (Department("Công an tỉnh", "", "CAT", "Bộ Công an", "BCA"),),
    "army": (Department("Bộ Chỉ huy Quân sự tỉnh", "", "BCH", "Bộ Quốc phòng", "BQP"),),
}

DIVISIONS: dict[str, tuple[tuple[str, dt.date], ...]] = {
    "labour": (
        ("Phòng Lao động - Thương binh và Xã hội", MERGED_DEPARTMENTS),
        ("Phòng Nội vụ", dt.date.max),
    ),
    "ict": (
        ("Phòng Văn hóa và Thông tin", MERGED_DEPARTMENTS),
        ("Phòng Văn hóa, Khoa học và Thông tin", dt.date.max),
    ),
    "culture": (
        ("Phòng Văn hóa và Thông tin", MERGED_DEPARTMENTS),
        ("Phòng Văn hóa, Khoa học và Thông tin", dt.date.max),
    ),
    "agri": (
        ("Phòng Nông nghiệp và Phát triển nông thôn", MERGED_DEPARTMENTS),
        ("Phòng Nông nghiệp và Môi trường", dt.date.max),
    ),
    "environment": (
        ("Phòng Tài nguyên và Môi trường", MERGED_DEPARTMENTS),
        ("Phòng Nông nghiệp và Môi trường", dt.date.max),
    ),
    "finance": (("Phòng Tài chính - Kế hoạch", dt.date.max),),
    "investment": (("Phòng Tài chính - Kế hoạch", dt.date.max),),
    "home": (("Phòng Nội vụ", dt.date.max),),
    "health": (("Phòng Y tế", dt.date.max),),
    "education": (("Phòng Giáo dục và Đào tạo", dt.date.max),),
    "industry": (("Phòng Kinh tế và Hạ tầng", dt.date.max),),
    "transport": (("Phòng Kinh tế và Hạ tầng", dt.date.max),),
    "justice": (("Phòng Tư pháp", dt.date.max),),
}
_COMMUNE_DIVISIONS = {
    **dict.fromkeys(("agri", "environment", "finance", "investment", "industry", "transport"), "Phòng Kinh tế"),
    **dict.fromkeys(("labour", "health", "education", "culture", "ict", "home"), "Phòng Văn hóa - Xã hội"),
}
_UNIONS = {
    "women": ("Hội Liên hiệp Phụ nữ", "Hội LHPN"),
    "farmers": ("Hội Nông dân", ""),
    "elders": ("Hội Người cao tuổi", ""),
    "youth": ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", ""),
}


def ministry_of(role: str, on: dt.date) -> tuple[str, str]:
    """The ministry above a department at a date: name and code."""
    department = next(d for d in DEPARTMENTS[role] if on < d.until)
    return department.ministry or "Bộ Nội vụ", department.ministry_code or "BNV"


class Cast:
    """The bodies of one plan, by role, as they are named at its date."""

    def __init__(self, place: Place, on: dt.date):
        self.place, self.on = place, on
        self.province_level = place.province is None
        self.area = "tỉnh" if place.top.level == "tỉnh" else "thành phố"
        """The word for the own area in `UBND tỉnh`, as the document writes it."""
        if not self.province_level:
            self.area = place.level
        self._known: dict[str, Body] = {}

    def committee(self) -> Body:
        """The people's committee of the place."""
        full = f"Ủy ban nhân dân {self.place.full}"
        return Body(
            full,
            (f"UBND {self.area}", f"Ủy ban nhân dân {self.area}"),
            also=(f"Ủy ban nhân dân {self.area}",),
        )

    def upper_committee(self) -> Body:
        """The people's committee of the province, for a lower place."""
        top = self.place.top
        full = f"Ủy ban nhân dân {top.full}"
        return Body(full, (f"UBND {top.level}", f"UBND {top.full}"), also=(f"Ủy ban nhân dân {top.level}",))

    def council(self, standing: bool = True) -> Body:
        """The people's council, or its standing body."""
        name = f"Hội đồng nhân dân {self.place.full}"
        if not standing:
            return Body(name, (f"HĐND {self.area}", f"Hội đồng nhân dân {self.area}"))
        return Body(
            f"Thường trực {name}",
            (f"Thường trực HĐND {self.area}", f"TT HĐND {self.area}"),
            also=(f"Thường trực Hội đồng nhân dân {self.area}", "Thường trực Hội đồng nhân dân"),
        )

    def party(self) -> Body:
        """The standing party committee of the place."""
        word = {
            "tỉnh": "Tỉnh ủy",
            "huyện": "Huyện ủy",
            "thị xã": "Thị ủy",
            "thành phố": "Thành ủy",
        }.get(self.place.level, f"Đảng ủy {self.place.full}")
        short = word if word in ("Tỉnh ủy", "Huyện ủy", "Thị ủy", "Thành ủy") else f"Đảng ủy {self.place.level}"
        return Body(
            f"Thường trực {word}",
            (f"Thường trực {short}", f"TT {short}"),
            also=(f"Thường trực {short}", short, f"{word}", "Thường trực Đảng ủy"),
        )

    def office(self) -> Body:
        """The office of the committee."""
        if self.province_level:
            return Body(
                f"Văn phòng Ủy ban nhân dân {self.place.full}",
                (f"Văn phòng UBND {self.area}",),
                also=(f"Văn phòng Ủy ban nhân dân {self.area}", "Văn phòng Ủy ban nhân dân"),
            )
        full = f"Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {self.place.full}"
        return Body(
            full,
            (f"Văn phòng HĐND và UBND {self.area}", f"Văn phòng HĐND&UBND {self.area}"),
            also=(
                f"Văn phòng Hội đồng nhân dân và Ủy ban nhân dân {self.area}",
                "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
            ),
        )

    def lower(self) -> Body:
        """The committees one level down, as a group."""
        if self.province_level and self.on < TWO_TIERS:
            units = "các quận, huyện" if self.place.level == "thành phố" else "các huyện, thị xã, thành phố"
            also = ("Ủy ban nhân dân các huyện", "Ủy ban nhân dân cấp huyện", f"Ủy ban nhân dân {units[4:]}")
        elif self.province_level:
            units = "các xã, phường"
            also = ("Ủy ban nhân dân cấp xã", "Ủy ban nhân dân các phường, xã", "Ủy ban nhân dân xã, phường")
        else:
            units = "các xã, thị trấn" if self.place.level == "huyện" else "các xã, phường"
            also = ("Ủy ban nhân dân cấp xã", "Ủy ban nhân dân các xã", f"Ủy ban nhân dân {units[4:]}")
        return Body(f"Ủy ban nhân dân {units}", (f"UBND {units}", f"Ủy ban nhân dân {units}"), "group", also)

    def front(self) -> Body:
        """The Fatherland Front committee."""
        return Body(
            f"Ủy ban Mặt trận Tổ quốc Việt Nam {self.place.full}",
            (f"Ủy ban Mặt trận Tổ quốc Việt Nam {self.area}", f"Ủy ban MTTQ Việt Nam {self.area}"),
            also=(
                f"Ủy ban Mặt trận Tổ quốc Việt Nam {self.area}",
                "Ủy ban Mặt trận Tổ quốc Việt Nam",
                f"Mặt trận Tổ quốc Việt Nam {self.area}",
                f"Mặt trận Tổ quốc {self.area}",
                "Mặt trận Tổ quốc Việt Nam",
            ),
        )

    def of(self, role: str) -> Body:
        """The body for a role, e.g. `finance` or `women`."""
        body = self._known.get(role)
        if body is None:
            body = self._known[role] = self._make(role)
        return body

    def _local(self, name: str, forms: tuple[str, ...]) -> Body:
        return Body(name, forms, also=(f"{name} {self.place.full}", f"{name} {self.area}"))

    def _make(self, role: str) -> Body:
        place, area = self.place, self.area
        if role == "committee":
            return self.committee()
        if role == "lower":
            return self.lower()
        if role == "front":
            return self.front()
        if role == "office":
            return self.office()
        if role in _UNIONS:
            name, short = _UNIONS[role]
            if role == "youth" and place.level == "tỉnh":
                return Body("Tỉnh đoàn", ("Tỉnh đoàn",), also=(f"Tỉnh đoàn {place.name}",))
            forms = (f"{name} {area}", *((f"{short} {area}",) if short else ()))
            return Body(f"{name} {place.full}", forms, also=(name, f"{name} {area}"))
        if role == "police":
            return Body(f"Công an {place.full}", (f"Công an {area}",), also=("Công an", f"Công an {area}"))
        if role == "army":
            name = "Bộ Chỉ huy Quân sự" if self.province_level else "Ban Chỉ huy Quân sự"
            return Body(f"{name} {place.full}", (f"{name} {area}",), also=(name, f"{name} {area}"))
        if self.province_level:
            department = next(d for d in DEPARTMENTS[role] if self.on < d.until)
            forms = (department.name, *((f"Sở {department.short}",) if department.short else ()))
            return Body(department.name, forms, also=(f"{department.name} {place.full}",))
        if self.on >= TWO_TIERS:
            if role == "justice":
                return self.office()
            name = _COMMUNE_DIVISIONS[role]
            return self._local(name, (f"{name} {area}", name))
        name = next(n for n, until in DIVISIONS[role] if self.on < until)
        return self._local(name, (f"{name} {area}", name))

    def department(self, role: str) -> Department:
        """The department itself, with its code."""
        return next(d for d in DEPARTMENTS[role] if self.on < d.until)
