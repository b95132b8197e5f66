"""How right extraction is: what it gave, judged against annotated documents.

Pure: annotated documents (`gold`) and extractions go in, judgements (`judging`) and the tables
that are counted from them (`tables`) come out. docs/annotation.md has the rules of annotation.
"""

from extractors.evaluation.gold import GoldDocument, GoldRanking, read_gold
from extractors.evaluation.judging import ATTRIBUTES, TASKS, Judgement, judged
from extractors.evaluation.tables import Evaluation, Figure, RuleFigure, evaluated, score_names

__all__ = [
    "ATTRIBUTES",
    "TASKS",
    "Evaluation",
    "Figure",
    "GoldDocument",
    "GoldRanking",
    "Judgement",
    "RuleFigure",
    "evaluated",
    "judged",
    "read_gold",
    "score_names",
]
