"""What the control words of RTF mean to the reader (Rich Text Format Specification 1.9.1)."""

from __future__ import annotations

#: Control word or symbol -> the text that it stands for.
TEXTS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "page": "\n", "column": "\n", "softpage": "", "softline": "",
    "emdash": "—", "endash": "–", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c",
    "~": "\u00a0", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}", "\t": "\t",
}  # fmt: skip

#: Control word -> the property of characters that it switches on, or off with the parameter 0.
SWITCHES = {"b": "bold", "i": "italic", "v": "hidden", "caps": "caps", "deleted": "deleted"}

#: Groups that are no text of the document. Those marked with `\*` are left out unless they are in `KEPT`.
LEFT_OUT = frozenset(
    (
        *("colortbl", "stylesheet", "info", "pict", "nonshppict", "shprslt", "filetbl", "listtable", "revtbl"),
        *("listoverridetable", "rsidtbl", "themedata", "colorschememapping", "datastore", "latentstyles", "generator"),
        *("fldinst", "datafield", "formfield", "xe", "tc", "tcn", "rxe", "txe", "bkmkstart", "bkmkend"),
        *("annotation", "atnid", "atnauthor", "atntime", "atnicn", "atnref", "atndate", "atnparent"),
        *("atrfstart", "atrfend", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "sp", "background"),
        *("footer", "footerl", "footerr", "footerf", "headerl", "pn", "pntxta", "pntxtb", "nonesttables", "template"),
        *("objdata", "objclass", "objname", "objalias", "objsect", "objtime", "userprops", "xmlnstbl", "docvar"),
        *("private", "falt", "panose", "fontemb", "fontfile", "mmathPr", "mmathPict", "listpicture", "keycode"),
    )
)
KEPT = frozenset(("shpinst", "shptxt", "shpgrp", "do", "dptxbxtext", "nesttableprops", "ud", "moMath", "moMathPara"))

#: Groups whose text is put elsewhere.
NOTES = frozenset(("footnote",))
BOXES = frozenset(("shptxt", "dptxbxtext"))
HEADS = frozenset(("header", "headerr", "headerf"))
LIST_TEXTS = frozenset(("listtext", "pntext"))

#: Character set of a font -> code page; 1 and 2 depend on the document and on the font.
CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
SYMBOL_SET = 2

#: Character set -> what Windows adds to the name of a font for its letters of that set.
ALIAS_ENDINGS = {
    161: " Greek", 162: " Tur", 163: " (Vietnamese)", 177: " (Hebrew)", 178: " (Arabic)", 186: " Baltic",
    204: " Cyr", 238: " CE",
}  # fmt: skip
