"""Scoring records against gold: precision, recall, F1, calibration, gain and loss."""

from __future__ import annotations

from vnplan_extract.evaluation.gain_loss import GainLoss, compare
from vnplan_extract.evaluation.headers import HeaderEvaluation, evaluate_headers, run_header_evaluation
from vnplan_extract.evaluation.pairs import load_pairs
from vnplan_extract.evaluation.report import Evaluation, evaluate

__all__ = [
    "Evaluation",
    "GainLoss",
    "HeaderEvaluation",
    "compare",
    "evaluate",
    "evaluate_headers",
    "load_pairs",
    "run_header_evaluation",
]
