"""What readers will see of each field, to stand below it in the admin behind what the model says to write there."""

from typing import Any

from django.db import models

MARKS = "You can write *emphasis*, **strong**, lists (lines that begin with - or 1.) and [links](/roles/)."
CITED = "Readers see them as small numbers behind the text, which lead to the list of sources."
NOT_SEEN = "Readers do not see it."

STATEMENT = {
    "slug": "Readers do not see it, but links and differences are named by it.",
    "source": "Readers see its publisher below the figure, with a link to it.",
    "attributed_to": "Readers see “BLS, relayed by” and the source.",
    "series": "Readers see it with the source.",
    "place": "Readers see it below the figure; without it, “place not stated”.",
    "period": "Readers see it in place of a date.",
    "as_of": "Readers see it below the figure; without it, “date not stated”.",
    "method": "Readers see it unless it is reported or relayed, and it weighs in the choice of a headline.",
    "condition": "Readers see it with the source.",
    "said_of": "Readers see it only where sources differ, with this title; it counts nowhere else.",
    "tier": "Readers see it with this step. Leave this empty for the role as a whole.",
    "disagreement": "Readers see it among the figures that differ.",
    "review_by": "Readers do not see it; the admin’s first page reminds you once the day is past.",
    "position": "Readers see it in this place among its like.",
}
OPEN_TOP = "Readers see “and more” or an arrow."
AMOUNT = "Readers see it rounded, with its currency and period."

SEEN: dict[str, dict[str, str]] = {
    "guide": {
        "role": "Readers reach the guide at this role’s address once it is published.",
        "title": "Readers see it as the heading of the page and in every list.",
        "summary": "Readers see it in lists and search results too.",
        "depth": "Readers see full guides first; a brief one has pay, a summary and links.",
        "reviewed_on": "Readers see it at the end of the page.",
        "review_by": "Readers do not see it; the admin’s first page reminds you once the day is past.",
    },
    "section": {
        "kind": "Readers see it in the chapter that this kind belongs to.",
        "slug": "Readers see it in links to the section.",
        "heading": "Readers see it above the section and in the contents: let it say something.",
        "introduction": f"Readers see it first, below the heading. {MARKS}",
        "tier": "Readers see it on that step’s pages.",
        "sources": CITED,
        "position": "Readers see it in this place among those of its kind.",
    },
    "point": {
        "lead": "Readers see it in bold.",
        "text": "Readers see it as one entry of the list. Say one thing, as plain text.",
        "sources": CITED,
        "position": "Readers see the points in this order.",
    },
    "question": {
        "slug": "Readers see it in links to the question.",
        "question": "Readers see it as a line that opens to the answer; ask as they would.",
        "answer": f"Readers see it once they open the question. {MARKS}",
        "sources": CITED,
        "position": "Readers see the questions in this order.",
    },
    "tier": {
        "slug": "Readers see it in links to the step.",
        "title": "Readers see it as the step’s heading on the ladder.",
        "summary": "Readers see it below the step’s title.",
        "track": "Readers see the step in this lane of the ladder.",
        "years_min": "Readers see it on the ladder’s axis of years.",
        "years_max": "Readers see the years as open then.",
        "plain": "Readers see this step’s pay as the role’s own.",
        "role": "Readers see a link to that role once it is published.",
        "source": "Readers see it as a small number behind the step.",
        "position": "Readers see the ladder in this order, from the first step on.",
    },
    "requirement": {
        "tier": "Readers see it with this step.",
        "skill": "Readers see its name, which leads to all guides that ask for it.",
        "necessity": "Readers see it listed as required, preferred or used.",
        "level": "Readers see it behind the name.",
        "group": "Readers see requirements of one group together.",
        "note": "Readers see it below the name.",
        "conclusion": "Readers see it with the level, as our editors’ own.",
        "sources": CITED,
        "position": "Readers see the requirements of a group in this order.",
    },
    "link": {
        "kind": "Readers see it under this heading among the ways from this role to others.",
        "name": "Readers see it as the link, or as plain words if that role has no page.",
        "role": "Readers see the name alone until then.",
        "difference": "Readers see it below the name.",
        "note": "Readers see it behind the name.",
        "sources": CITED,
        "position": "Readers see the links of a kind in this order.",
    },
    "disagreement": {
        "slug": "Readers see it in links to the difference.",
        "topic": "Readers see it before “3 figures differ”.",
        "explanation": MARKS,
        "position": "Readers see the differences of a chapter in this order.",
    },
    "claim": STATEMENT
    | {
        "topic": "Readers see it among statements on this topic, and compared with them.",
        "text": "Readers see it word for word.",
        "low": "Readers see it on the axis where figures differ. One number alone goes here.",
        "high": "Readers see a span from the lower number to this one.",
        "open_top": OPEN_TOP,
        "unit": "Readers see it behind the number.",
        "currency": "Readers see it behind the amount.",
    },
    "band": STATEMENT
    | {
        "label": "Readers see it beside the bar; without it, the step’s title.",
        "currency": "Readers see the amounts in it, and converted where they ask for that.",
        "pay_period": "Readers see “a year”, “a month” or “an hour”; without it, “period not stated”.",
        **dict.fromkeys(("low", "p10", "p25", "p75", "p90", "high"), AMOUNT),
        "median": "Readers see it as the tick on the bar, and as typical pay.",
        "mean": "Readers see it as a hollow dot, and as typical pay if there is no median.",
        "open_top": OPEN_TOP,
        "basis": "Readers see whether it is base or total pay; without it, “not stated”.",
        "converts": "Readers see both side by side.",
    },
    "role": {
        "family": "Readers see it in the list of roles.",
        "address": "Readers see it in the address of the page.",
        "published": "Readers see no other edition.",
    },
    "address": {
        "slug": "Readers see it in the address of the page, for ever.",
        "title": "Readers see it as “also called”, and the search finds the role by it.",
        "note": "Readers see it below that title.",
    },
    "source": {
        "slug": "Readers see it in the address of the source’s page.",
        "title": "Readers see it in every list of sources.",
        "publisher": "Readers see it below each figure; without it, “Unnamed career guide” or the like.",
        "kind": "Readers see it on the source’s page, and in place of a missing publisher.",
        "published": "Readers see it behind the title; without it, “not stated”.",
        **dict.fromkeys(("note", "capture_note", "licence_note"), "Readers see it on the source’s page."),
    },
    "skill": {
        "slug": "Readers see it in the address of the skill’s page.",
        "name": "Readers see it wherever a guide asks for it.",
        "kind": "Readers see skills, tools and certificates apart.",
        "abbreviation": "Readers see it behind the name.",
        "summary": "Readers see it on the skill’s page and in search results.",
    },
    "place": {
        "slug": "Readers see it in the address of a comparison of pay.",
        "name": "Readers see it below figures, and choose it to compare pay.",
        "code": NOT_SEEN,
        "parent": "Readers see smaller places under larger ones.",
    },
    "family": {
        "slug": "Readers see it in the address of a list of roles.",
        "name": "Readers see it above the roles of the family, and choose by it.",
        "summary": "Readers do not see it; editors know by it what belongs here.",
    },
    "currency": {
        "code": "Readers see it behind amounts. Three capital letters, as in ISO 4217.",
        "name": "Readers see it where they choose a currency.",
    },
    "exchangerate": {
        "currency": "Readers see one unit of this one.",
        "base": "Readers see its worth in this one.",
        "rate": "Readers see it below the comparison of pay, and amounts converted by it.",
        "date": "Readers see it with the rate.",
        "source": "Readers see it with the rate.",
        "note": "It stands with the rate.",
    },
}


def help_of(field: "models.Field[Any, Any]") -> str:
    seen = SEEN.get(str(field.model._meta.model_name), {}).get(field.name, "")
    return f"{field.help_text} {seen}".strip()
