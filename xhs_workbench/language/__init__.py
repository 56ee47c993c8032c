"""Chinese text in, labels out: sentiment, intent, topics, near-duplicates, rule matching."""

from xhs_workbench.language.aspects import (
    Aspect,
    advice,
    aspects,
)
from xhs_workbench.language.folding import (
    fold,
)
from xhs_workbench.language.intents import (
    ASKING,
    Intent,
    asking_names,
    intent_names,
    intents,
    label_intents,
    summarise_intents,
)
from xhs_workbench.language.opinions.bootstrap import (
    Bootstrap,
    bootstrap,
)
from xhs_workbench.language.opinions.calibration import (
    CLASSES,
    Calibration,
    calibration_finding,
)
from xhs_workbench.language.opinions.labelling import (
    checked_labels,
    choose_labels,
    find_labels,
    label_comments,
    label_saver,
    learn_labels,
    read_labels,
    save_labels,
)
from xhs_workbench.language.opinions.lexicon import (
    polarity,
)
from xhs_workbench.language.opinions.quantify import (
    right_of_ten,
)
from xhs_workbench.language.opinions.sentiment import (
    calibrate,
    pick_examples,
    score_sentiment,
    stream_sentiment,
    summarise_sentiment,
)
from xhs_workbench.language.phrase_matching import (
    Hit,
    PhraseMatcher,
    PhraseRule,
)
from xhs_workbench.language.repeats.duplicates import (
    KINDS,
    copies_findings,
    describe_copies,
    find_copies,
)
from xhs_workbench.language.themes import (
    find_themes,
    mark_themes,
    theme_findings,
)
from xhs_workbench.language.topics import (
    cut_terms,
    find_topics,
)

__all__ = [
    "ASKING",
    "CLASSES",
    "KINDS",
    "Aspect",
    "Bootstrap",
    "Calibration",
    "Hit",
    "Intent",
    "PhraseMatcher",
    "PhraseRule",
    "advice",
    "asking_names",
    "aspects",
    "bootstrap",
    "calibrate",
    "calibration_finding",
    "checked_labels",
    "choose_labels",
    "copies_findings",
    "cut_terms",
    "describe_copies",
    "find_copies",
    "find_labels",
    "find_themes",
    "find_topics",
    "fold",
    "intent_names",
    "intents",
    "label_comments",
    "label_intents",
    "label_saver",
    "learn_labels",
    "mark_themes",
    "pick_examples",
    "polarity",
    "read_labels",
    "right_of_ten",
    "save_labels",
    "score_sentiment",
    "stream_sentiment",
    "summarise_intents",
    "summarise_sentiment",
    "theme_findings",
]
