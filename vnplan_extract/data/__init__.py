"""What the domain knows, as tables: each is a TSV file here with a schema, a source, a loader and a check.

Every loader is lazy and cached; importing this package reads no table. `python -m vnplan_extract.data.check`
checks them all. A new ministry, unit or abbreviation is a new row, not new code.
"""

from __future__ import annotations

from vnplan_extract.data._tsv import valid_on
from vnplan_extract.data.abbreviation_table import (
    Abbreviation,
    abbreviations,
    abbreviations_of,
    expand_abbreviation,
    expand_name,
)
from vnplan_extract.data.agency_table import (
    AgencyRow,
    agencies,
    agencies_by_code,
    agency_by_id,
    agency_by_name,
    successors,
)
from vnplan_extract.data.confidence_table import Measured, measured
from vnplan_extract.data.document_numbers import DocumentNumber, issuer_of_code, parse_document_number
from vnplan_extract.data.header_words import LevelWord, body_heads, level_words, positions, surnames
from vnplan_extract.data.names import name_key, normalise_name
from vnplan_extract.data.places import (
    REFORM,
    Commune,
    District,
    Province,
    communes,
    communes_named,
    district_named,
    districts,
    province_by_id,
    province_named,
    province_of_place,
    province_successors,
    province_words,
    provinces,
    provinces_named,
)
from vnplan_extract.data.rule_table import Rule, rules
from vnplan_extract.data.task_words import task_words
from vnplan_extract.data.type_table import (
    DocumentType,
    document_types,
    type_by_code,
    type_by_name,
    type_names_longest_first,
)
from vnplan_extract.data.unit_table import Unit, unit_named, unit_names_longest_first, units

__all__ = [
    "REFORM",
    "Abbreviation",
    "AgencyRow",
    "Commune",
    "District",
    "DocumentNumber",
    "DocumentType",
    "LevelWord",
    "Measured",
    "Province",
    "Rule",
    "Unit",
    "abbreviations",
    "abbreviations_of",
    "agencies",
    "agencies_by_code",
    "agency_by_id",
    "agency_by_name",
    "body_heads",
    "communes",
    "communes_named",
    "district_named",
    "districts",
    "document_types",
    "expand_abbreviation",
    "expand_name",
    "issuer_of_code",
    "level_words",
    "measured",
    "name_key",
    "normalise_name",
    "parse_document_number",
    "positions",
    "province_by_id",
    "province_named",
    "province_of_place",
    "province_successors",
    "province_words",
    "provinces",
    "provinces_named",
    "rules",
    "successors",
    "surnames",
    "task_words",
    "type_by_code",
    "type_by_name",
    "type_names_longest_first",
    "unit_named",
    "unit_names_longest_first",
    "units",
    "valid_on",
]
