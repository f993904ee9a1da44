"""Fields of forms for numbers as people write them: what a table may say, such as £120,000, may be typed as well."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from priorities.sheets.numbers_as_said import NoNumber, money_said, number_said

TOO_LARGE = "This is larger than the portal keeps: check it."


class NumberField(forms.DecimalField):
    """A number, with commas between thousands or none, and with or without £ or % beside it."""

    widget = forms.TextInput

    def __init__(self, *, error_messages: dict[str, str] | None = None, **kwargs: Any) -> None:
        sentences = {"max_digits": TOO_LARGE, "max_whole_digits": TOO_LARGE, **(error_messages or {})}
        super().__init__(error_messages=sentences, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The number; None for nothing. Raises ValidationError, one sentence."""
        try:
            return self.read(value)
        except NoNumber as bad:
            raise ValidationError(str(bad), code="invalid") from bad

    def read(self, value: Any) -> Decimal | None:
        """The number that was typed. Raises NoNumber."""
        return number_said(value, decimals=self.decimal_places or 0)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Phones show their keys for numbers."""
        return {**super().widget_attrs(widget), "inputmode": "decimal"}


class MoneyField(NumberField):
    """A sum in pounds and pence, with or without the sign."""

    def __init__(self, *, max_digits: int = 12, decimal_places: int = 2, **kwargs: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def read(self, value: Any) -> Decimal | None:
        """The sum that was typed. Raises NoNumber."""
        return money_said(value)
