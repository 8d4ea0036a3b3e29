"""Tasks: who does what, with whom, by when, for how much.

Plans say it in four forms: labels under a numbered item (`Cơ quan chủ trì: …`), the items of an
implementation section (`1. Sở Y tế: …`), an assignment in running text (`Giao Sở …`, `Sở … chủ trì`),
and the rows of a table. A task's owner and time are bound inside the smallest item or row that
holds them, so that they cannot attach to another task.
"""

from __future__ import annotations

import re

from vnplan_extract.extractors import deadlines as deadline_rules
from vnplan_extract.extractors import divisions, task_items, task_labels, task_tables
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.task_drafts import Bodies, Draft
from vnplan_extract.record import Agency, BudgetItem, Deadline, Target, Task
from vnplan_extract.values.dates import find_dates


def extract(
    context: Context,
    header: HeaderResult,
    mentions: list[Mention],
    agencies: list[Agency],
    deadlines: list[Deadline],
    budget: list[BudgetItem],
) -> list[Task]:
    """The tasks of a document, each with the ids of its agencies, deadline and budget."""
    bodies = Bodies([*mentions, *divisions.find(context, mentions)])
    labels = task_labels.labels_by_owner(context)
    labelled = [
        draft
        for draft in task_labels.drafts(context, bodies, labels)
        if draft.lead or not task_items.is_part_of_a_body_s_item(context, bodies, draft)
    ]
    drafts = [*task_tables.drafts(context, bodies), *labelled]
    taken = {draft.span for draft in drafts} | {draft.over for draft in drafts if draft.over}
    drafts += task_items.drafts(context, header, bodies, labels, taken)
    return context.numbered("k", (_finish(context, header, d, agencies, deadlines, budget) for d in drafts))


def link(context: Context, tasks: list[Task], targets: list[Target], budget: list[BudgetItem]) -> None:
    """Name in each target and amount the task that it belongs to: the smallest one that holds it."""
    spans = []
    for task in tasks:
        start = task.evidence[0].start
        block = context.block_at(start)
        if block is not None and block.start == start:
            spans.append((*context.span(block), task.id))
    for task in tasks:
        for item in budget:
            if item.id in task.budget:
                item.task = task.id
    for aim in targets:
        holding = [(end - start, name) for start, end, name in spans if start <= aim.evidence[0].start < end]
        if holding:
            aim.task = min(holding)[1]


#: A time that says when the work begins, too.
_FROM = re.compile(r"(?<!\w)từ(?!\w)|\d\s*[-–—]\s*\w|[IV]\s*,\s*[IV]", re.IGNORECASE)


def _time(context: Context, header: HeaderResult, draft: Draft) -> tuple[str | None, str | None]:
    """The (start, end) of the first of a task's times."""
    for span in draft.times:
        for time in deadline_rules.times_in(context, header, *span):
            if time.kind == "recurring" or not (time.start or time.end):
                continue
            only_end = draft.finish and not _FROM.search(context.flat, *span)
            return _beginning(context, header, draft) or (None if only_end else time.start), time.end
    return _beginning(context, header, draft), None


def _beginning(context: Context, header: HeaderResult, draft: Draft) -> str | None:
    """The day on which a task begins, where a column tells it."""
    for span in draft.begins:
        if (day := next(find_dates(context.flat, *span), None)) is not None and day.kind == "day" and day.valid:
            return day.iso
        for time in deadline_rules.times_in(context, header, *span):
            if time.kind != "recurring":
                return time.start or time.end
    return None


def _finish(
    context: Context,
    header: HeaderResult,
    draft: Draft,
    agencies: list[Agency],
    deadlines: list[Deadline],
    budget: list[BudgetItem],
) -> Task:
    """The task of a draft, with its values read and its links set."""
    start, end = _time(context, header, draft)
    amounts = [item for low, high in draft.money for item in budget if low <= item.evidence[0].start < high]
    ids = {name: agency.id for agency in agencies for name in (agency.name, *agency.also)}
    named = {also: agency.name for agency in agencies for also in agency.also}
    lead = list(dict.fromkeys(named.get(name, name) for name in draft.lead))
    coordinating = list(dict.fromkeys(named.get(name, name) for name in draft.coordinating))
    coordinating = [name for name in coordinating if name not in lead]
    return Task(
        id="k",
        evidence=[context.evidence(*draft.quote)],
        confidence=draft.confidence,
        rule=draft.rule,
        section=draft.section,
        title=draft.title,
        lead=lead,
        coordinating=coordinating,
        start=start,
        end=end,
        amount_vnd=next((item.amount_vnd for item in amounts if item.per == "total"), draft.amount),
        product=draft.product,
        agencies=list(dict.fromkeys(ids[name] for name in (*lead, *coordinating) if name in ids)),
        deadline=next(
            (d.id for d in deadlines if (start or end) and d.kind != "recurring" and (d.start, d.end) == (start, end)),
            None,
        ),
        budget=[item.id for item in amounts],
    )
