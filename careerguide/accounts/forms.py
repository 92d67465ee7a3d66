from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm

from careerguide.accounts.client_address import client_address
from careerguide.accounts.limits import count_attempt, forget_attempt


class SignInForm(AdminAuthenticationForm):
    """The admin's own, which stops listening to whoever guesses."""

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password") or self.request is None:
            return super().clean()
        address = client_address(self.request)
        count_attempt("password", name, address)
        cleaned = super().clean()
        forget_attempt("password", name, address)
        return cleaned


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Six digits from your app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Without the spaces and hyphens that apps and our own list show."""
        return "".join(self.cleaned_data["code"].split()).replace("-", "").lower()
