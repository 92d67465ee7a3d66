"""Comments on the parts of a guide: whom a part is known by, what was said of each, and leaving one more."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import models, transaction

from guides.changes import key_of
from guides.models import Comment, Guide, PreviewLink, Question, Section, Tier
from salaries.models import Band

PART_OF: dict[type[models.Model], Comment.Part] = {
    Guide: Comment.Part.PAGE,
    Band: Comment.Part.PAY,
    Section: Comment.Part.SECTION,
    Question: Comment.Part.QUESTION,
    Tier: Comment.Part.TIER,
}
MODEL_OF = {part: model for model, part in PART_OF.items()}
WHOLE_PAGE = f"{Comment.Part.PAGE}_"
GONE = "This part is no longer in the guide. Your words stand here: send them as a comment on the whole page."
ENOUGH = (
    f"{PreviewLink.MOST_COMMENTS} comments were left by this link, which is as many as it takes. Ask the editor"
    " for another one, and keep your words until then."
)


def anchor_of(row: models.Model) -> str:
    """What the comments on a row are known by; empty for a kind of part that is commented on with the page."""
    part = PART_OF.get(type(row))
    return f"{part}_{''.join(key_of(row)) if part not in Comment.WHOLE else ''}" if part else ""


def rows_about(guide: Guide, anchors: Iterable[str]) -> dict[str, Any]:
    """The guide's own rows that the anchors name, in a query for each kind of part among them."""
    found: dict[str, Any] = {}
    for part, slugs in slugs_by_part(anchors).items():
        rows: Any = MODEL_OF[part]._default_manager.filter(guide=guide, slug__in=slugs)
        found |= {f"{part}_{row.slug}": row for row in rows}
    return found


def slugs_by_part(anchors: Iterable[str]) -> dict[Comment.Part, list[str]]:
    found: dict[Comment.Part, list[str]] = {}
    for anchor in anchors:
        name, _, slug = anchor.partition("_")
        if name in Comment.Part.values and Comment.Part(name) not in Comment.WHOLE and slug:
            found.setdefault(Comment.Part(name), []).append(slug)
    return found


def by_anchor(guide: Guide) -> dict[str, list[Comment]]:
    """All that was said of the edition, by part. What was said of a part that is gone stands with the page's."""
    comments = list(guide.comments.all())
    rows = rows_about(guide, {comment.anchor for comment in comments})
    found: dict[str, list[Comment]] = {}
    for comment in comments:
        is_there = comment.part in Comment.WHOLE or comment.anchor in rows
        found.setdefault(comment.anchor if is_there else WHOLE_PAGE, []).append(comment)
    return found


def name_of(user: AbstractBaseUser | AnonymousUser) -> str:
    """As others read it: the full name where there is one."""
    return (isinstance(user, User) and user.get_full_name()) or user.get_username()


class CommentForm(forms.ModelForm):
    """For whom a link was made, who gives a name, or for an editor, whose name is known."""

    about = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Comment
        fields = ["name", "text"]
        widgets = {"text": forms.Textarea}

    def __init__(
        self, *args: Any, guide: Guide, link: PreviewLink | None = None, by: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.guide, self.instance.link = guide, link
        # The model counts the letters, once line ends are single ones, as a browser counts them.
        self.fields["text"] = forms.CharField(error_messages={"required": "Write what you want to say."})
        self.fields["name"].error_messages["required"] = "Say who you are."
        if link is None:
            del self.fields["name"]
            self.instance.name = name_of(by)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        part, _, slug = about.partition("_")
        is_whole = part in Comment.WHOLE and not slug
        if not is_whole and about not in rows_about(self.instance.guide, [about]):
            raise forms.ValidationError(GONE)
        self.instance.part, self.instance.slug = part, slug
        return about

    def clean(self) -> dict[str, Any]:
        link = self.instance.link
        if link is not None and link.comments.count() >= PreviewLink.MOST_COMMENTS:
            self.add_error(None, ENOUGH)
        return super().clean() or self.cleaned_data


@transaction.atomic
def leave(form: CommentForm) -> Comment | None:
    """Save what the form holds, or let it say why not. The link's row is held, so that its limit is exact."""
    if form.instance.link is not None:
        links = PreviewLink.objects.filter(pk=form.instance.link.pk)
        links.update(note=models.F("note"))
    return form.save() if form.is_valid() else None
