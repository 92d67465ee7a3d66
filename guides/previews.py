"""A guide's pages before they are published: for editors, and by a signed link for whom they ask."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from guides.comments import WHOLE_PAGE, CommentForm, by_anchor
from guides.models import Comment, Guide, PreviewLink

ROLE, LADDER, DESCRIPTION = "", "ladder", "job-description"
LABELS = {ROLE: "The guide", LADDER: "Its ladder", DESCRIPTION: "Its job description"}


def signer() -> TimestampSigner:
    # No colons, at which some programs would cut an address short.
    return TimestampSigner(salt="guides.preview", sep=".")


def token_of(link: PreviewLink) -> str:
    return signer().sign_object({"link": link.pk, "guide": link.guide_id})


def link_of(token: str) -> PreviewLink:
    """The link that a token names, open or not; raises BadSignature for what we have not signed, or too long ago."""
    named = signer().unsign_object(token, max_age=timedelta(days=PreviewLink.MOST_DAYS))
    links = PreviewLink.objects.select_related("guide__role__address", "guide__role__published")
    link = links.filter(pk=named["link"], guide=named["guide"]).first()
    if link is None:
        raise BadSignature("This link was deleted.")
    return link


def address_of(link: PreviewLink) -> str:
    return reverse("guides:preview", args=[token_of(link)])


@dataclass
class Preview:
    """One page of one edition, as it would be, with what was said of its parts and room to say more."""

    guide: Guide
    page: str
    base: str
    """The address of the role's page in this preview; the others lie below it."""
    link: PreviewLink | None = None
    form: CommentForm | None = None
    """What was sent and could not be taken."""
    state: str = field(init=False)
    may_comment: bool = field(init=False)

    def __post_init__(self) -> None:
        role = self.guide.role
        self.state = "older" if self.guide.published_at and role.published_id != self.guide.pk else ""
        self.may_comment = not self.guide.is_sealed
        # In memory alone, so that whatever names the role itself already leads to this edition.
        role.published = self.guide

    @cached_property
    def pages(self) -> list[tuple[str, str, str]]:
        """Those that the guide has: each by its name, its label and its address."""
        has = {ROLE: True, LADDER: self.guide.tiers.exists(), DESCRIPTION: self.guide.is_full}
        return [
            (page, LABELS[page], f"{self.base}{page}/" if page else self.base)
            for page, there in has.items()
            if there
        ]

    @property
    def is_there(self) -> bool:
        return any(self.page == page for page, _, _ in self.pages)

    @cached_property
    def comments(self) -> dict[str, list[Comment]]:
        return by_anchor(self.guide)

    @cached_property
    def name(self) -> str:
        """By which whoever has the link has signed before."""
        last = self.link.comments.last() if self.link else None
        return last.name if last else ""

    @property
    def refused_at(self) -> str:
        """The part beside which a refused comment stands, to be mended; empty where none was refused."""
        if self.form is None:
            return ""
        return WHOLE_PAGE if "about" in self.form.errors else self.form["about"].value()

    @property
    def context(self) -> dict[str, Any]:
        """What the page's template needs beside its own: it has no address that could be indexed or shared."""
        return {"preview": self, "canonical_url": "", "nav": "roles", "structured_data": []}
