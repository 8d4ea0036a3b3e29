"""Every limit by name, with its default.

A limit can be raised or lowered with the environment variable `VNPLAN_` + its name in
capitals (`VNPLAN_FILE_BYTES=500000000`), or by passing `Limits(...)` to the library.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

from vnplan_extract.errors import PlanError


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds within which one document is processed."""

    file_bytes: int = 150_000_000  #: size of the file
    pages: int = 2_000  #: pages of one document
    text_characters: int = 20_000_000  #: code points of text read from one document
    archive_ratio: int = 200  #: unpacked size of a zip container over its packed size
    archive_bytes: int = 500_000_000  #: unpacked size of a zip container
    archive_entries: int = 10_000  #: members of a zip archive, those of archives inside it included
    archive_depth: int = 3  #: zip archives inside one another
    sheet_cells: int = 2_000_000  #: cells of one workbook, empty ones with a format included
    xml_depth: int = 200  #: nesting of elements in a part of a DOCX or XLSX
    rtf_depth: int = 1_000  #: nesting of groups in an RTF
    page_pixels: int = 120_000_000  #: pixels of one page image, as decoded
    page_seconds: int = 60  #: wall time of the OCR engine for one image
    cache_bytes: int = 500_000_000  #: size of the cache of pages read by OCR
    document_seconds: int = 1_800  #: wall time for one document
    silence_seconds: int = 900  #: wall time in which a document of a batch makes no progress
    cpu_seconds: int = 3_600  #: processor time for one document of a batch, without that of other programs
    memory_bytes: int = 8_000_000_000  #: address space of a process of a batch
    output_bytes: int = 2_000_000_000  #: size of a file that a process of a batch writes
    open_files: int = 1_024  #: files that a process of a batch has open at a time
    worker_documents: int = 5_000  #: documents before a process of a batch is replaced by another
    worker_bytes: int = 2_000_000_000  #: memory held between documents at which a process of a batch is replaced

    @classmethod
    def from_environment(cls) -> Limits:
        """The defaults, with what the environment sets.

        Raises:
            ValueError: a variable holds no whole number.
        """
        given = {f.name: os.environ.get(f"VNPLAN_{f.name.upper()}") for f in fields(cls)}
        return cls(**{name: int(value) for name, value in given.items() if value})

    def check(self, name: str, requested: int) -> None:
        """Raise `PlanError` E105 where `requested` is more than the limit `name` grants."""
        granted = getattr(self, name)
        if requested > granted:
            raise PlanError("E105", limit=name, requested=requested, granted=granted, env=name.upper())
