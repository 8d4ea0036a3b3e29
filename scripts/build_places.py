"""Write the tables of places of `vnplan_extract/data` from the package vietnamadminunits.

Run it in the project's environment, with vietnamadminunits 1.0.4 (MIT, Copyright (c) 2025 Tran Ngoc Minh Hieu):

    .venv/bin/python scripts/build_places.py

What the package does not know (units that ended before 2025, their dates and successors) is in the constants here,
each with the resolution it is from. The output is deterministic: run twice, it is the same.
"""

from __future__ import annotations

import sqlite3
import sys
import unicodedata
from importlib.metadata import files, version
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from vnplan_extract.data.names import normalise_name  # noqa: E402
from vnplan_extract.syllables import without_marks  # noqa: E402

OUT = ROOT / "vnplan_extract" / "data"
REFORM = "2025-07-01"
LETTER = {"xã": "x", "phường": "p", "thị trấn": "t", "đặc khu": "d"}
LICENCE = (
    "Made by scripts/build_places.py from vietnamadminunits {version} "
    "(MIT, Copyright (c) 2025 Tran Ngoc Minh Hieu), and the constants there."
)

# Nghị quyết 202/2025/QH15: the new unit, and the units it was formed from. The eleven others did not change.
MERGED: dict[str, tuple[str, ...]] = {
    "Tuyên Quang": ("Tuyên Quang", "Hà Giang"),
    "Lào Cai": ("Lào Cai", "Yên Bái"),
    "Thái Nguyên": ("Thái Nguyên", "Bắc Kạn"),
    "Phú Thọ": ("Phú Thọ", "Vĩnh Phúc", "Hòa Bình"),
    "Bắc Ninh": ("Bắc Ninh", "Bắc Giang"),
    "Hưng Yên": ("Hưng Yên", "Thái Bình"),
    "Hải Phòng": ("Hải Phòng", "Hải Dương"),
    "Ninh Bình": ("Ninh Bình", "Hà Nam", "Nam Định"),
    "Quảng Trị": ("Quảng Trị", "Quảng Bình"),
    "Đà Nẵng": ("Đà Nẵng", "Quảng Nam"),
    "Quảng Ngãi": ("Quảng Ngãi", "Kon Tum"),
    "Gia Lai": ("Gia Lai", "Bình Định"),
    "Khánh Hòa": ("Khánh Hòa", "Ninh Thuận"),
    "Lâm Đồng": ("Lâm Đồng", "Đắk Nông", "Bình Thuận"),
    "Đắk Lắk": ("Đắk Lắk", "Phú Yên"),
    "Hồ Chí Minh": ("Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"),
    "Đồng Nai": ("Đồng Nai", "Bình Phước"),
    "Tây Ninh": ("Tây Ninh", "Long An"),
    "Cần Thơ": ("Cần Thơ", "Sóc Trăng", "Hậu Giang"),
    "Vĩnh Long": ("Vĩnh Long", "Bến Tre", "Trà Vinh"),
    "Đồng Tháp": ("Đồng Tháp", "Tiền Giang"),
    "Cà Mau": ("Cà Mau", "Bạc Liêu"),
    "An Giang": ("An Giang", "Kiên Giang"),
}
NQ1996 = "Nghị quyết Quốc hội khóa IX, kỳ 10 (1996-11-06)"
NQ2003 = "Nghị quyết 22/2003/QH11"
NQ2008 = "Nghị quyết 15/2008/QH12"
NQ2024 = "Nghị quyết 175/2024/QH15"
NQ2025 = "Nghị quyết 202/2025/QH15"

# When units of the 63 began, where they are younger than 1997.
BEGAN = {
    **dict.fromkeys(
        (
            "Bắc Kạn", "Thái Nguyên", "Bắc Giang", "Bắc Ninh", "Hà Nam", "Nam Định", "Hải Dương", "Hưng Yên",
            "Vĩnh Phúc", "Phú Thọ", "Quảng Nam", "Đà Nẵng", "Bình Dương", "Bình Phước", "Bạc Liêu", "Cà Mau",
        ),
        ("1997-01-01", NQ1996),
    ),
    **dict.fromkeys(("Đắk Lắk", "Đắk Nông", "Lai Châu", "Điện Biên", "Cần Thơ", "Hậu Giang"), ("2004-01-01", NQ2003)),
    "Hà Nội": ("2008-08-01", NQ2008),
    "Huế": ("2025-01-01", NQ2024),
}  # fmt: skip
# Units that ended before 2025: name, kind, code of the time, from, to, successors (by name), source.
# Those that had ended by 1992 are left out.
FORMER: tuple[tuple[str, str, str, str, str, tuple[str, ...], str], ...] = (
    ("Thừa Thiên Huế", "tỉnh", "46", "", "2025-01-01", ("Huế",), NQ2024),
    ("Hà Tây", "tỉnh", "28", "", "2008-08-01", ("Hà Nội",), NQ2008),
    ("Hà Nội", "thành phố", "01", "", "2008-08-01", ("Hà Nội",), NQ2008),
    ("Đắk Lắk", "tỉnh", "", "", "2004-01-01", ("Đắk Lắk", "Đắk Nông"), NQ2003),
    ("Lai Châu", "tỉnh", "", "", "2004-01-01", ("Lai Châu", "Điện Biên"), NQ2003),
    ("Cần Thơ", "tỉnh", "", "", "2004-01-01", ("Cần Thơ", "Hậu Giang"), NQ2003),
    ("Bắc Thái", "tỉnh", "", "", "1997-01-01", ("Bắc Kạn", "Thái Nguyên"), NQ1996),
    ("Hà Bắc", "tỉnh", "", "", "1997-01-01", ("Bắc Giang", "Bắc Ninh"), NQ1996),
    ("Nam Hà", "tỉnh", "", "", "1997-01-01", ("Hà Nam", "Nam Định"), NQ1996),
    ("Hải Hưng", "tỉnh", "", "", "1997-01-01", ("Hải Dương", "Hưng Yên"), NQ1996),
    ("Vĩnh Phú", "tỉnh", "", "", "1997-01-01", ("Vĩnh Phúc", "Phú Thọ"), NQ1996),
    ("Quảng Nam - Đà Nẵng", "tỉnh", "", "", "1997-01-01", ("Quảng Nam", "Đà Nẵng"), NQ1996),
    ("Sông Bé", "tỉnh", "", "", "1997-01-01", ("Bình Dương", "Bình Phước"), NQ1996),
    ("Minh Hải", "tỉnh", "", "", "1997-01-01", ("Bạc Liêu", "Cà Mau"), NQ1996),
)
ALIASES = {
    "Hồ Chí Minh": ("TPHCM", "TP.HCM", "HCM"),
    "Hà Nội": ("Thủ đô Hà Nội", "TP.HN"),
    "Bà Rịa - Vũng Tàu": ("Bà Rịa Vũng Tàu", "BRVT", "BR-VT"),
    "Thừa Thiên Huế": ("Thừa Thiên - Huế", "TT Huế", "TT-Huế"),
    "Đắk Lắk": ("Đăk Lăk", "Đắc Lắc", "Đắc Lắk", "Đak Lak", "Dak Lak", "Daklak", "Đăklăk", "Đắklắk"),
    "Đắk Nông": ("Đăk Nông", "Đắc Nông", "Đak Nông", "Dak Nong"),
    "Bắc Kạn": ("Bắc Cạn",),
    "Kon Tum": ("Kontum", "Công Tum"),
    "Gia Lai": ("Gialai",),
    "Lạng Sơn": (),
}
GENERAL = "general knowledge; the resolution was not looked up"
# District-level units that ended before the reform, with the province of the time: kind, name, province, the day they
# ended, source.
FORMER_DISTRICTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("huyện", "Từ Liêm", "Hà Nội", "2014-04-01", "Nghị quyết 132/NQ-CP (2013)"),
    ("quận", "2", "Hồ Chí Minh", "2021-01-01", "Nghị quyết 1111/NQ-UBTVQH14"),
    ("quận", "9", "Hồ Chí Minh", "2021-01-01", "Nghị quyết 1111/NQ-UBTVQH14"),
    ("quận", "Thủ Đức", "Hồ Chí Minh", "2021-01-01", "Nghị quyết 1111/NQ-UBTVQH14"),
    ("huyện", "Hoành Bồ", "Quảng Ninh", "2020-01-01", GENERAL),
    ("huyện", "Kỳ Sơn", "Hòa Bình", "2020-01-01", GENERAL),
    ("huyện", "Thông Nông", "Cao Bằng", "2020", GENERAL),
    ("huyện", "Trà Lĩnh", "Cao Bằng", "2020-03-01", "Nghị quyết 897/NQ-UBTVQH14"),
    ("huyện", "Phục Hòa", "Cao Bằng", "2020-03-01", "Nghị quyết 897/NQ-UBTVQH14"),
    ("huyện", "Tây Trà", "Quảng Ngãi", "2020", GENERAL),
    ("huyện", "Tĩnh Gia", "Thanh Hóa", "2020-06-01", GENERAL),
    ("huyện", "Đông Sơn", "Thanh Hóa", "2025-01-01", GENERAL),
    ("thị xã", "Cửa Lò", "Nghệ An", "2024-12-01", GENERAL),
    ("huyện", "Mỹ Lộc", "Nam Định", "2024-09-01", GENERAL),
    ("thành phố", "Ninh Bình", "Ninh Bình", "2025-01-01", GENERAL),
    ("huyện", "Hoa Lư", "Ninh Bình", "2025-01-01", GENERAL),
    ("huyện", "Yên Dũng", "Bắc Giang", "2025-01-01", GENERAL),
    ("huyện", "Nam Đông", "Thừa Thiên Huế", "2025-01-01", GENERAL),
    ("thành phố", "Huế", "Thừa Thiên Huế", "2025-01-01", GENERAL),
    ("huyện", "Nông Sơn", "Quảng Nam", "2025-01-01", GENERAL),
    ("huyện", "Cát Tiên", "Lâm Đồng", "2024-12-01", GENERAL),
    ("huyện", "Đạ Tẻh", "Lâm Đồng", "2024-12-01", GENERAL),
    ("huyện", "Long Điền", "Bà Rịa - Vũng Tàu", "2025-01-01", GENERAL),
    ("huyện", "Đất Đỏ", "Bà Rịa - Vũng Tàu", "2025-01-01", GENERAL),
    ("huyện", "Tân Thành", "Bà Rịa - Vũng Tàu", "2018", GENERAL),
    ("huyện", "Lộc Hà", "Hà Tĩnh", "2025-01-01", GENERAL),
)


def slug(name: str) -> str:
    """Give an ASCII id of a name: `Bà Rịa - Vũng Tàu` is `ba-ria-vung-tau`."""
    kept = "".join(char if char.isalnum() else "-" for char in without_marks(name.lower()))
    return "-".join(part for part in kept.split("-") if part)


def old_style(name: str) -> str:
    """Give a name with old-style tones and its own capitals: `Hoà Bình` is `Hòa Bình`."""
    name = unicodedata.normalize("NFC", name).replace("’", "'")
    folded = normalise_name(name)
    if len(folded) != len(name):
        return name
    return "".join(new.upper() if old.isupper() else new for old, new in zip(name, folded, strict=True))


def split_level(full: str) -> tuple[str, str]:
    """Split the level word from a name. The package's own column for it is wrong in a few rows."""
    for level in ("thị trấn", "đặc khu", "thành phố", "thị xã", "phường", "huyện", "quận", "xã"):
        if full.lower().startswith(level + " "):
            return level, old_style(full[len(level) + 1 :])
    raise ValueError(f"no level word in {full!r}")


def write(name: str, comments: list[str], columns: list[str], rows: list[list[str]]) -> None:
    """Write one table."""
    lines = [f"# {comment}" for comment in comments]
    lines += ["\t".join(columns), *("\t".join(row) for row in rows)]
    (OUT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {(OUT / name).stat().st_size} bytes")


def main() -> None:
    """Read the package's database and write the tables."""
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SystemExit("vietnamadminunits is not installed: pip install vietnamadminunits==1.0.4")
    base = sqlite3.connect(Path(spec.origin).parent / "data" / "dataset.db")
    # The MIT licence asks that its text go with the data.
    (text,) = [path for path in files("vietnamadminunits") or [] if path.name == "LICENSE"]
    (OUT / "LICENSE-vietnamadminunits.txt").write_text(text.read_text(encoding="utf-8"), encoding="utf-8")
    licence = LICENCE.format(version=version("vietnamadminunits"))
    old = base.execute("select distinct provinceShort, provinceCode, province from admin_units_legacy").fetchall()
    new = base.execute("select distinct provinceShort, provinceCode, province from admin_units").fetchall()
    assert len(old) == 63, len(old)
    assert len(new) == 34, len(new)

    def kind_of(full: str) -> str:
        return "thành phố" if full.startswith("Thành phố") else "tỉnh"

    merged_into = {part: whole for whole, parts in MERGED.items() for part in parts}
    provinces: list[list[str]] = []
    latest: dict[str, str] = {}  # name -> id of the unit of the 63
    for name, _code, _full in old:
        name = old_style(name)
        latest[name] = {"Hà Nội": "ha-noi"}.get(name, slug(name))
    assert set(merged_into) <= set(latest)
    for name, kind, code, begin, end, next_names, source in FORMER:
        ident = slug(name) if name not in latest else f"{slug(name)}-{end[:4]}"
        provinces.append([ident, code, name, kind, begin, end, ";".join(latest[item] for item in next_names), source])
    for name, code, full in sorted(old, key=lambda row: row[1]):
        name = old_style(name)
        begin, source = BEGAN.get(name, ("", ""))
        ends = REFORM if name in merged_into else ""
        successor = f"{slug(merged_into[name])}-moi" if name in merged_into else ""
        source = "; ".join(part for part in (source, NQ2025 if ends else "") if part) or NQ2025
        provinces.append([latest[name], code, name, kind_of(full), begin, ends, successor, source])
    for name, code, full in sorted(new, key=lambda row: row[1]):
        name = old_style(name)
        if name in MERGED:
            provinces.append([f"{slug(name)}-moi", code, name, kind_of(full), REFORM, "", "", NQ2025])
    for row in provinces:
        row.insert(7, ";".join(ALIASES.get(row[2], ())))
    write(
        "provinces.tsv",
        [
            licence,
            "Provinces and centrally run cities. Columns: id; code (GSO code of the time; a new unit of 2025",
            "keeps the code of its seat's old unit: Gia Lai is 64 before and 52 after); name; kind;",
            "valid_from (first day); valid_to (the first day on which it was no more); successors (ids);",
            "aliases; source. A unit that kept its name but not its territory has two rows. Nghị quyết",
            "202/2025/QH15 was passed and in force on 2025-06-12; the new local governments work from",
            "2025-07-01, the day used here. Empty dates: open, or before 1997. Resolution 202/2025/QH15",
            "was checked; the numbers and dates of the others are from general knowledge.",
        ],
        ["id", "code", "name", "kind", "valid_from", "valid_to", "successors", "aliases", "source"],
        provinces,
    )

    districts: list[list[str]] = []
    for province, code, full in base.execute(
        "select distinct provinceShort, districtCode, district from admin_units_legacy order by districtCode"
    ):
        districts.append([code, latest[old_style(province)], *split_level(full), REFORM, NQ2025])
    former = {row[2]: row[0] for row in provinces if row[5] and row[0] not in latest.values()}
    for kind, name, province, end, source in FORMER_DISTRICTS:
        districts.append(["", latest.get(province) or former[province], kind, name, end, source])
    write(
        "districts.tsv",
        [
            licence,
            "District-level units as they last were, and units that ended a short time before. Columns: code",
            "(GSO; empty where not looked up); province (id of provinces.tsv); kind; name (a quận with a",
            "number: the number); valid_to (the first day on which it was no more); source. What a unit was",
            "called before (thị xã before thành phố) is not told. A valid_to may be a year.",
        ],
        ["code", "province", "kind", "name", "valid_to", "source"],
        districts,
    )

    communes: list[list[str]] = []
    for code, district, full in base.execute(
        "select distinct wardCode, districtCode, ward from admin_units_legacy "
        "where wardCode is not null order by wardCode"
    ):
        kind, name = split_level(full)
        communes.append([code, district, LETTER[kind], name])
    write(
        "communes_old.tsv",
        [
            licence,
            "Commune-level units until 2025-07-01. Columns: code (GSO), district (code of districts.tsv),",
            "kind (x xã, p phường, t thị trấn), name. Source: the General Statistics Office's list, by way of",
            "the package.",
        ],
        ["code", "district", "kind", "name"],
        communes,
    )
    ids = {row[1]: row[0] for row in provinces if not row[5]}
    communes = []
    for code, province, full in base.execute(
        "select distinct wardCode, provinceCode, ward from admin_units order by wardCode"
    ):
        kind, name = split_level(full)
        communes.append([code, ids[province], LETTER[kind], name])
    write(
        "communes_new.tsv",
        [
            licence,
            "Commune-level units from 2025-07-01. Columns: code (GSO), province (id of provinces.tsv), kind",
            "(x xã, p phường, d đặc khu), name. Source: resolutions of the National Assembly's Standing",
            "Committee of 2025 on each province, by way of the package.",
        ],
        ["code", "province", "kind", "name"],
        communes,
    )


if __name__ == "__main__":
    main()
