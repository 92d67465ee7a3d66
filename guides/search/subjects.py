"""What readers ask for, where their words are not those of our headings.

One table for the kinds of section and one for turns of phrase; both speak of every guide, never of a single one.
"""

import re

from guides.models import Section

# Words by which readers ask for what a kind of section answers. Its entries answer to them as to their headings.
WORDS_FOR = {
    Section.Kind.DEFINITION: "definition meaning",
    Section.Kind.DUTIES_PRIMARY: "duties responsibilities tasks",
    Section.Kind.DUTIES_SECONDARY: "duties responsibilities tasks",
    Section.Kind.ENVIRONMENT: "hours schedule shifts workplace",
    Section.Kind.DAY: "day daily routine typical",
    Section.Kind.INDUSTRIES: "companies employers sectors",
    Section.Kind.ROUTE: "become start beginner path entry",
    Section.Kind.STEPS: "become start beginner path entry",
    Section.Kind.EDUCATION: "degree university college school study diploma",
    Section.Kind.EXPERIENCE: "years background",
    Section.Kind.TRAINING: "courses classes learn",
    Section.Kind.APPLICATION: "apply CV resume interview questions",
    Section.Kind.LETTER: "example template",
    Section.Kind.PROGRESSION: "next promotion promoted advancement career path",
    Section.Kind.QUALIFICATIONS: "requirements",
    Section.Kind.TOOLS: "software apps programs use",
    Section.Kind.PACKAGE: "benefits bonuses perks shares equity stock pension",
    Section.Kind.DEMAND: "openings vacancies hiring",
    Section.Kind.OUTLOOK: "future prospects outlook security",
    Section.Kind.MARKET: "hiring layoffs vacancies",
    Section.Kind.AI: "artificial intelligence automation replace",
    Section.Kind.PROS: "advantages upsides",
    Section.Kind.CONS: "disadvantages downsides stress burnout",
    Section.Kind.BALANCE: "stress burnout hours family",
    Section.Kind.CHALLENGES: "difficult hard problems",
    Section.Kind.MISTAKES: "errors avoid wrong",
    Section.Kind.ADVICE: "tips",
    Section.Kind.INCLUSION: "women minorities diversity",
    Section.Kind.CULTURE: "diversity",
    Section.Kind.NETWORKS: "women community groups",
    Section.Kind.WORLD: "abroad countries international",
    Section.Kind.REMOTE: "home anywhere hybrid",
    Section.Kind.VISAS: "visa immigration emigrate relocate move permit",
}
# Stems by which a query asks how the roles that it holds differ.
COMPARING = frozenset({"compar", "differ", "versus", "vs"})
WORDS_FOR_PAY = "average median typical range money"

# Turns of phrase whose sense lies in stop words or in words that mean much else.
REPHRASED = [
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\bhow much\b(.*)\b(?:makes?|making|gets?|getting|brings? in)\b", r"what pay\1"),
        (r"\b(?:comes?|is|what) (?:after|next)\b", "is next"),
        (r"\b(work|working|job|jobs) (?:from|at) home\b", r"\1 remotely"),
        (r"\bfrom (.+) to\b", r"to become from \1 to"),
        (r"\b(?:get|getting|break|breaking|go|going) into\b", "become"),
    )
]


def rephrase(text: str) -> str:
    for pattern, replacement in REPHRASED:
        text = pattern.sub(replacement, text)
    return text
