"""Chinese text in, labels out: sentiment, intent, topics, near-duplicates, rule matching."""

from xhs_workbench.language.intents import ASKING, Intent, intent_names, intents, label_intents, summarise_intents
from xhs_workbench.language.sentiment import (
    CLASSES,
    mask,
    mask_comments,
    polarity,
    score_sentiment,
    summarise_sentiment,
)

__all__ = [
    "ASKING", "CLASSES", "Intent", "intent_names", "intents", "label_intents", "mask", "mask_comments", "polarity", "score_sentiment", "summarise_intents",
    "summarise_sentiment",
]  # fmt: skip
