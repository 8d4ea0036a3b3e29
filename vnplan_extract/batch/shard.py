"""A manifest cut into shards, which other processes and machines work on at the same time."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `count` shards, the first is 1.

    Example:
        >>> Shard.parse("7/200").name
        '7-of-200'
    """

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that `7/200` means.

        Raises:
            ValueError: it means none.
        """
        number, separator, count = text.partition("/")
        shard = cls(int(number), int(count))
        if not separator or not 1 <= shard.number <= shard.count:
            raise ValueError(text)
        return shard

    @property
    def name(self) -> str:
        """What its part of the ledger is called."""
        return f"{self.number}-of-{self.count}"

    def holds(self, path: Path) -> bool:
        """Whether a document with this path below the argument is in it.

        It depends on nothing else, so that a file that comes or goes moves no other between shards.
        """
        digest = hashlib.sha256(os.fsencode(path)).digest()
        return int.from_bytes(digest[:8]) % self.count == self.number - 1
