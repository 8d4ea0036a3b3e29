"""The recogniser as a component of spaCy pipelines: `nlp.add_pipe("vnplan_ner")`.

spaCy finds it by the entry point `spacy_factories` of the installed package; no import is needed. Any tokenizer will
do: the recogniser cuts the text by itself, and an entity takes in the tokens that it touches.

>>> import spacy
>>> nlp = spacy.blank("xx")
>>> _ = nlp.add_pipe("vnplan_ner")
>>> [(entity.text, entity.label_) for entity in nlp("Sở Tài chính cấp 4.200 triệu đồng").ents]
[('Sở Tài chính', 'AGENCY'), ('4.200 triệu đồng', 'MONEY')]
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from vnplan_extract.ner import recognise

NAME = "vnplan_ner"


@dataclass(frozen=True)
class Recogniser:
    """Adds what the recogniser finds to `doc.ents`, and with its confidence to `doc.spans["vnplan_ner"]`.

    Args:
        overwrite: replace the entities that a document has already; else they stay, and go first.
    """

    overwrite: bool = False

    def __call__(self, doc: Doc) -> Doc:
        """The document with its entities. The text should be in Unicode NFC."""
        spans: list[Span] = []
        scores: list[float] = []
        for entity in recognise(doc.text):
            span = doc.char_span(entity.start, entity.end, label=entity.label.value, alignment_mode="expand")
            if span is not None:
                spans.append(span)
                scores.append(entity.confidence)
        doc.spans[NAME] = spans
        doc.spans[NAME].attrs["scores"] = scores
        own = [] if self.overwrite else list(doc.ents)
        taken = {token.i for span in own for token in span}
        doc.ents = own + [span for span in filter_spans(spans) if taken.isdisjoint(range(span.start, span.end))]
        return doc


@Language.factory(
    NAME, default_config={"overwrite": False}, assigns=["doc.ents", "doc.spans", "token.ent_type", "token.ent_iob"]
)
def make(nlp: Language, name: str, overwrite: bool) -> Recogniser:
    """The factory that spaCy calls; it keeps nothing of the pipeline."""
    return Recogniser(overwrite)
