"""The form's arithmetic: identities judge the values that were read; they never write them."""

from reportextract.checks.causes import DOUBTFUL_BELOW, with_causes
from reportextract.checks.identities import evaluate
from reportextract.checks.implied import implied_values
from reportextract.checks.quality import judge_quality

__all__ = ["DOUBTFUL_BELOW", "evaluate", "implied_values", "judge_quality", "with_causes"]
