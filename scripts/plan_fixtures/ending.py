"""The end of a plan: recipients and signature."""

from __future__ import annotations

from .bodies import ministry_of
from .model import Body, Closing, Item
from .setting import Setting, name_of_person


class Ending(Setting):
    """The end of a plan: recipients and signature."""

    # The end

    def closing(self, header: Item) -> Closing:
        """Recipients and signature, recorded in the header."""
        recipients = self._recipients()
        header["recipients"] = recipients
        ends = [f"{r};" for r in recipients[:-1]] + [f"{recipients[-1]}."]
        signature, name, second = self._signature(header)
        return Closing(tuple(ends), signature, name, second)

    def _recipients(self) -> list[str]:
        draft, rng, cast, spec = self.draft, self.rng, self.cast, self.spec
        recipients: list[str] = []
        if spec.form in ("letter", "decision"):
            recipients.append("Như trên" if spec.form == "letter" else "Như Điều 3")
        if spec.form != "party" and rng.random() < 0.7:
            if cast.province_level:
                name, _ = ministry_of(self.topic.role, spec.issued)
                draft.truth.agency(Body(name), name)
                recipients.append(name + rng.choice(("", " (để b/c)")))
            else:
                recipients.append(draft.body(cast.upper_committee()) + rng.choice(("", " (b/c)")))
        if spec.form != "party":
            recipients.append(draft.body(cast.party()))
            if rng.random() < 0.6:
                recipients.append(draft.body(cast.council()))
            recipients.append(f"Chủ tịch, các PCT UBND {cast.area}")
        else:
            recipients.append(f"Các đồng chí Ủy viên Ban Chấp hành {rng.choice(('Đảng bộ', ''))}".strip())
            draft.truth.agency(
                Body("Ban Chấp hành Đảng bộ", also=("Ban Chấp hành", f"Ban Chấp hành {self.own.name}")),
                "Ban Chấp hành",
                optional=True,
            )
        recipients.append(rng.choice(("Các sở, ban, ngành liên quan", "Các cơ quan, đơn vị liên quan")))
        if spec.by == "committee" and cast.place.level not in ("xã", "phường") and spec.form != "party":
            recipients.append(draft.body(cast.lower()))
        if rng.random() < 0.4 and spec.by == "committee" and spec.form != "party":
            recipients.append(draft.body(cast.front()))
        recipients.append(rng.choice(("Lưu: VT, KGVX", "Lưu: VT, NC", "Lưu: VT, TH", "Lưu: VT")))
        return recipients

    def _signature(self, header: Item) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
        """The lines above the signature, the signer's name, and the lines of a second signer."""
        rng, spec = self.rng, self.spec
        name = name_of_person(rng)
        deputy = rng.random() < 0.5
        if spec.form == "party":
            authority, position = ["T/M BAN THƯỜNG VỤ"], "Phó Bí thư" if deputy else "Bí thư"
        elif spec.by == "department":
            authority, position = (["KT. GIÁM ĐỐC"], "Phó Giám đốc") if deputy else ([], "Giám đốc")
        else:
            authority = ["TM. ỦY BAN NHÂN DÂN", *(["KT. CHỦ TỊCH"] if deputy else [])]
            position = "Phó Chủ tịch" if deputy else "Chủ tịch"
        signature = (*authority, position.upper())
        header["signer"] = {"name": name, "position": position, "authority": "; ".join(authority) or None}
        second: tuple[str, ...] = ()
        if spec.form == "joint":
            partner = self._partner()
            mine = [f"{'KT. ' if deputy else ''}GIÁM ĐỐC", *(["PHÓ GIÁM ĐỐC"] if deputy else [])]
            signature = (self.own.name.upper(), *mine)
            second = (partner.name.upper(), "GIÁM ĐỐC", name_of_person(rng))
            header["signer"] = None
        return signature, name, second
