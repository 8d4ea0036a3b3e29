"""The committed plans by name, and an endless supply of others for measurements."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from .bodies import COMMUNES, DISTRICTS, MERGED_DEPARTMENTS, PROVINCES_34, PROVINCES_63, TWO_TIERS, Place
from .model import Layout
from .setting import FAULTS, Spec
from .topics import TOPICS


def _province(name: str, level: str = "tỉnh") -> Place:
    return Place(level, name)


def _district(name: str) -> Place:
    return next(d for d in DISTRICTS if d.name == name)


def _commune(name: str) -> Place:
    return next(c for c in COMMUNES if c.name == name)


CATALOGUE: tuple[Spec, ...] = (
    Spec(
        "tre-em-ha-nam-2023",
        "tre-em-ha-nam-2023",
        "tre-em",
        _province("Hà Nam"),
        dt.date(2023, 3, 14),
        years=(2023, 2025),
        work="labels",
        money="table",
        faults=("share", "sum-column"),
        layout=Layout(automatic_numbers=True),
        formats=("txt", "docx", "pdf", "rtf"),
    ),
    Spec(
        "chuyen-doi-so-da-nang-2024",
        "chuyen-doi-so-da-nang-2024",
        "chuyen-doi-so",
        _province("Đà Nẵng", "thành phố"),
        dt.date(2024, 1, 22),
        years=(2024, 2024),
        work="table",
        money="lines",
        duties="colon",
        layout=Layout(columns="side"),
        formats=("txt", "docx", "pdf", "rtf"),
    ),
    Spec(
        "cai-cach-nga-son-2022",
        "cai-cach-nga-son-2022",
        "cai-cach-hanh-chinh",
        _district("Nga Sơn"),
        dt.date(2022, 2, 8),
        years=(2022, 2022),
        work="labels",
        money="words",
        duties="assign",
        faults=("change", "over"),
        layout=Layout(wrap=84),
        formats=("txt", "docx"),
    ),
    Spec(
        "thien-tai-phu-yen-2016",
        "thien-tai-phu-yen-2016",
        "phong-chong-thien-tai",
        _province("Phú Yên"),
        dt.date(2016, 4, 28),
        form="decision",
        years=(2016, 2020),
        outlook=2025,
        work="inline",
        money="lines",
        faults=("sum-text",),
        layout=Layout(columns="tab", automatic_numbers=True),
        formats=("txt", "docx", "pdf"),
    ),
    Spec(
        "nguoi-cao-tuoi-so-y-te-2021",
        "nguoi-cao-tuoi-so-y-te-2021",
        "nguoi-cao-tuoi",
        _province("Vĩnh Phúc"),
        dt.date(2021, 5, 17),
        by="department",
        years=(2021, 2025),
        goals="stages",
        work="labels",
        money="lines",
        formats=("txt", "pdf"),
    ),
    Spec(
        "nong-thon-moi-duc-trong-2025",
        "nong-thon-moi-duc-trong-2025",
        "nong-thon-moi",
        _commune("Đức Trọng"),
        dt.date(2025, 9, 12),
        years=(2026, 2030),
        goals="stages",
        work="labels",
        money="table",
        faults=("sum-row", "reversed"),
        formats=("txt", "docx", "pdf", "rtf"),
    ),
    Spec(
        "dao-tao-nghe-tra-vinh-2011",
        "dao-tao-nghe-tra-vinh-2011",
        "dao-tao-nghe",
        _province("Trà Vinh"),
        dt.date(2011, 6, 20),
        form="annexed",
        years=(2011, 2015),
        outlook=2020,
        work="labels",
        money="table",
        layout=Layout(rtf_encoding="tcvn3", cells="cell", automatic_numbers=True),
        formats=("txt", "docx", "rtf"),
    ),
    Spec(
        "rac-thai-nhua-cong-van-2020",
        "rac-thai-nhua-cong-van-2020",
        "rac-thai-nhua",
        _province("Kiên Giang"),
        dt.date(2020, 7, 6),
        form="letter",
        years=(2020, 2020),
        faults=("over",),
        formats=("txt", "pdf"),
    ),
    Spec(
        "an-toan-thuc-pham-phuc-yen-2019",
        "an-toan-thuc-pham-phuc-yen-2019",
        "an-toan-thuc-pham",
        _district("Phúc Yên"),
        dt.date(2019, 1, 9),
        years=(2019, 2019),
        number=False,
        dateline="blank-day",
        work="table",
        money="lines",
        faults=("impossible",),
        formats=("docx", "pdf"),
    ),
    Spec(
        "du-lich-chuong-trinh-2018",
        "du-lich-chuong-trinh-2018",
        "du-lich",
        _province("Ninh Thuận"),
        dt.date(2018, 10, 3),
        form="programme",
        years=(2019, 2021),
        work="inline",
        money="table",
        duties="colon",
        layout=Layout(wrap=72, newline="\r\n", bom=True),
        formats=("txt", "docx"),
    ),
    Spec(
        "an-toan-thuc-pham-lien-tich-2014",
        "an-toan-thuc-pham-lien-tich-2014",
        "an-toan-thuc-pham",
        _province("Nam Định"),
        dt.date(2014, 3, 25),
        form="joint",
        years=(2014, 2016),
        work="inline",
        money="words",
        situation=False,
        layout=Layout(rtf_encoding="tcvn3"),
        formats=("txt", "pdf", "rtf"),
    ),
    Spec(
        "binh-dang-gioi-dang-uy-2026",
        "binh-dang-gioi-dang-uy-2026",
        "binh-dang-gioi",
        _commune("Kiến Xương"),
        dt.date(2026, 3, 2),
        form="party",
        years=(2026, 2030),
        work="inline",
        money="words",
        faults=("two-dates",),
        layout=Layout(automatic_numbers=True),
        formats=("txt", "docx", "pdf"),
    ),
    Spec(
        "phong-chay-hai-phong-2017",
        "phong-chay-hai-phong-2017",
        "phong-chay-chua-chay",
        _province("Hải Phòng", "thành phố"),
        dt.date(2017, 2, 27),
        years=None,
        period_in_title=False,
        work="labels",
        money="lines",
        situation=True,
        formats=("txt",),
    ),
    Spec(
        "tre-em-so-ldtbxh-2009",
        "tre-em-so-ldtbxh-2009",
        "tre-em",
        _province("Quảng Nam"),
        dt.date(2009, 3, 30),
        by="department",
        years=(2009, 2010),
        work="table",
        money="words",
        head=False,
        layout=Layout(rtf_encoding="tcvn3"),
        formats=("txt", "rtf"),
    ),
    Spec(
        "chuyen-doi-so-hue-2026",
        "chuyen-doi-so-hue-2026",
        "chuyen-doi-so",
        _province("Huế", "thành phố"),
        dt.date(2026, 1, 15),
        form="decision",
        years=(2026, 2026),
        work="table",
        money="table",
        faults=("share", "change", "sum-row"),
        formats=("docx", "pdf"),
    ),
    Spec(
        "nong-thon-moi-huyen-uy-2013",
        "nong-thon-moi-huyen-uy-2013",
        "nong-thon-moi",
        _district("Ba Tri"),
        dt.date(2013, 8, 21),
        form="party",
        years=(2013, 2015),
        work="labels",
        money="lines",
        situation=False,
        layout=Layout(rtf_encoding="tcvn3", columns="side", blank_lines=False),
        formats=("txt", "pdf", "rtf"),
    ),
)


def random_spec(seed: str, index: int) -> Spec:
    """The plan number `index` of a seed; different seeds and numbers give different plans."""
    rng = Random(f"{seed}:{index}")
    kind = rng.choice(("province", "province", "province", "district", "commune", "department", "party", "joint"))
    place: Place
    if kind == "district":
        place = rng.choice(DISTRICTS)
        issued = _date(rng, dt.date(2009, 1, 5), MERGED_DEPARTMENTS)
    elif kind == "commune":
        place = rng.choice(COMMUNES)
        issued = _date(rng, TWO_TIERS + dt.timedelta(days=20), dt.date(2026, 9, 30))
    elif kind == "party":
        place = rng.choice((*DISTRICTS, *COMMUNES))
        after = place in COMMUNES
        issued = _date(
            rng,
            TWO_TIERS + dt.timedelta(days=20) if after else dt.date(2009, 1, 5),
            dt.date(2026, 9, 30) if after else MERGED_DEPARTMENTS,
        )
    else:
        issued = _date(rng, dt.date(2009, 1, 5), dt.date(2026, 9, 30))
        place = rng.choice(PROVINCES_63 if issued < TWO_TIERS else PROVINCES_34)
    form = {"party": "party", "joint": "joint"}.get(kind) or rng.choice(
        ("plan", "plan", "plan", "plan", "programme", "annexed", "decision", "letter")
    )
    by = "department" if kind == "department" else "committee"
    if by == "department" and form in ("annexed", "decision", "letter"):
        form = "plan"
    topics = [t for t in TOPICS if by != "department" or t.role != "police"]
    if form == "joint":
        topics = [t for t in topics if t.helpers[0] not in ("women", "youth", "farmers", "elders", "army")]
    first = issued.year + (1 if issued.month > 9 else 0)
    years = (first, first) if rng.random() < 0.5 else (first, first + rng.choice((2, 3, 4)))
    spec = Spec(
        name=f"plan-{index:06d}",
        seed=f"{seed}:{index}:text",
        topic=rng.choice(topics).key,
        place=place,
        issued=issued,
        form=form,
        by=by,
        years=None if rng.random() < 0.08 and form == "plan" else years,
        outlook=years[1] + 5 if years[0] < years[1] and rng.random() < 0.2 else None,
        number=rng.random() < 0.85 or form in ("decision", "letter"),
        dateline=rng.choice(("full",) * 8 + ("blank-day", "none")) if form not in ("decision",) else "full",
        head=rng.random() < 0.93 or form != "plan",
        situation=rng.random() < 0.6,
        goals=rng.choice(("list", "list", "stages")),
        work=rng.choice(("labels", "inline", "table")),
        money=rng.choice(("lines", "table", "words")),
        duties=rng.choice(("dashes", "colon", "assign")),
        faults=tuple(f for f in FAULTS if rng.random() < 0.12),
        layout=Layout(
            columns=rng.choice(("stacked", "stacked", "side", "tab")),
            wrap=rng.choice((0, 0, 0, 72, 88)),
            cells=rng.choice(("row", "row", "row", "cell")),
            blank_lines=rng.random() < 0.7,
            automatic_numbers=rng.random() < 0.5,
        ),
    )
    return replace(spec, period_in_title=spec.years is not None)


def _date(rng: Random, first: dt.date, end: dt.date) -> dt.date:
    return first + dt.timedelta(days=rng.randrange((end - first).days))
