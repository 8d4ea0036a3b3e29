"""Restoration: text read by an engine without Vietnamese, or typed without diacritics, reads again as it was printed."""

from __future__ import annotations

from vnplan_extract.normalise.restore.restorer import Restored, RestoredWord, restore

__all__ = ["Restored", "RestoredWord", "restore"]
