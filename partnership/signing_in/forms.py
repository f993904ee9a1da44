"""The forms of the sign-in pages."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError

from partnership.signing_in.attempts import forgive, record_attempt

TOO_MANY = "There have been too many attempts to sign in from here. Wait five minutes, then try again."
NOT_RIGHT = "The user name or the password is not right. Both tell capital letters from small ones."


EMPTY = {
    "username": "Enter your user name.",
    "password": "Enter your password.",
    "old_password": "Enter the password that you have now.",
    "new_password1": "Enter a new password.",
    "new_password2": "Enter the new password again.",
}
"""What is said of a field that was left empty, so that a list of faults names it."""


def _prepare(fields: dict[str, Any]) -> None:
    """Give the fields their width and their own words; moving the focus on load takes a screen reader past the heading."""
    for name, field in fields.items():
        field.error_messages["required"] = EMPTY[name]
        field.widget.attrs["class"] = "govuk-input--width-20"
        field.widget.attrs.pop("autofocus", None)


class SignInForm(AuthenticationForm):
    """User name and password, counted before they are checked."""

    error_messages = {**AuthenticationForm.error_messages, "invalid_login": NOT_RIGHT, "inactive": NOT_RIGHT}
    too_many_attempts = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "User name"
        _prepare(self.fields)

    def clean(self) -> dict[str, Any]:
        """Check the password, unless there have been too many attempts."""
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        if self.request is None:
            raise TypeError("Attempts are counted by address, so the form needs the request.")
        attempt = record_attempt(self.request, username=username)
        if attempt is None:
            self.too_many_attempts = True
            raise ValidationError(TOO_MANY, code="too_many_attempts")
        checked = super().clean()
        forgive(attempt)
        return checked


class PasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _prepare(self.fields)
