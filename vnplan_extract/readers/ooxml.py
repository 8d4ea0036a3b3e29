"""Parts of an Office Open XML package, read within limits; elements by local name.

Elements and attributes are looked up by their local names, since the transitional and the strict form of the
format (ISO/IEC 29500) differ only in namespaces.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Collection, Iterator

from lxml import etree

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits

_SMALL = 2_000_000  #: bytes; below it no ratio of compression does harm


class Package:
    """An opened package.

    Raises:
        PlanError: E103 no zip, or a broken one; E104 encrypted members; E105 unpacks to more than the limits.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            members = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
            raise PlanError("E103", detail="the zip container cannot be opened") from error
        unpacked = sum(member.file_size for member in members)
        limits.check("archive_bytes", unpacked)
        if unpacked > _SMALL:
            limits.check("archive_ratio", unpacked // max(1, len(data)))
        if any(member.flag_bits & 1 for member in members):
            raise PlanError("E104")
        self.names = {member.filename for member in members}

    def part(self, name: str) -> etree._Element | None:
        """The root element of a part, None where the package has no such part.

        Raises:
            PlanError: E103 damaged, no XML, or with a document type (where entities come from); E105 nested deeper
                than `xml_depth`.
        """
        if name not in self.names:
            return None
        data = self._read(name)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=True,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if "depth" in str(error).lower():
                self._limits.check("xml_depth", 1 << 30)
            raise PlanError("E103", detail=f"{name}: {error.msg}") from error
        if any(isinstance(item, etree._Entity) for item in root.iter()):
            raise PlanError("E103", detail=f"{name} refers to an entity")
        self._limits.check("xml_depth", _depth(root))
        return root

    def elements(self, name: str, kinds: Collection[str], starts: Collection[str] = ()) -> Iterator[etree._Element]:
        """The elements of a large part by local name, one after another; each is emptied behind its use.

        Args:
            name: the part; one that is not there has no elements.
            kinds: the local names that are asked for.
            starts: those of them that are given when they begin, with their attributes only.

        Raises:
            PlanError: as `part` does.
        """
        if name not in self.names:
            return
        data = self._read(name)
        try:
            depth = 0
            for event, element in etree.iterparse(
                io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                dtd_validation=False, huge_tree=True, remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                depth += 1 if event == "start" else -1
                self._limits.check("xml_depth", depth)
                kind = local(element)
                if kind in kinds and (event == "start") == (kind in starts):
                    yield element
                if event == "end" and (kind in kinds or depth == 1):
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            if "depth" in str(error).lower():
                self._limits.check("xml_depth", 1 << 30)
            raise PlanError("E103", detail=f"{name}: {error.msg}") from error

    def _read(self, name: str) -> bytes:
        try:
            data = self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
            raise PlanError("E103", detail=name) from error
        if b"<!DOCTYPE" in data[:4096]:
            raise PlanError("E103", detail=f"{name} has a document type")
        return data

    def related(self, name: str) -> dict[str, list[str]]:
        """The parts that the part `name` points to (`""`: the package itself), by the last word of their type."""
        folder, file = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, list[str]] = {}
        for relation in children(root, "Relationship"):
            if attribute(relation, "TargetMode") == "External":
                continue
            target = attribute(relation, "Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = (attribute(relation, "Type") or "").rsplit("/", 1)[-1]
            found.setdefault(kind, []).append(path)
            found.setdefault(f"id:{attribute(relation, 'Id')}", []).append(path)
        return found


def _depth(root: etree._Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def local(element: etree._Element) -> str:
    """The local name of an element."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element | None, name: str) -> str | None:
    """The value of an attribute by local name."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((item for item in element if local(item) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children with a local name."""
    return (item for item in (element if element is not None else ()) if local(item) == name)


def value(element: etree._Element | None, *path: str) -> str | None:
    """The attribute `val` of the first descendant along a path."""
    return attribute(child(element, *path), "val")


def switch(element: etree._Element | None) -> bool | None:
    """What an on/off property says; None where it is absent (ISO/IEC 29500-1, 17.17.4)."""
    if element is None:
        return None
    return attribute(element, "val") not in ("0", "false", "off", "none")
