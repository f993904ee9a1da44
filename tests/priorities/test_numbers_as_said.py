"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.sheets.numbers_as_said import NoNumber, money_said, number_said


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1250", "1250"),
        ("1,250.5", "1250.5"),
        ("1,234,567", "1234567"),
        ("-0.5", "-0.5"),
        ("−3", "-3"),
        ("+3", "3"),
        (".25", "0.25"),
        ("12.5%", "12.5"),
        ("12.5 %", "12.5"),
        ("£3.20", "3.2"),
        ("£ 120,000", "120000"),
        ("-£3.20", "-3.2"),
        (0.1 + 0.2, "0.3"),
        (1e9 / 3 * 3, "1000000000"),
        (7, "7"),
        (0, "0"),
    ],
)
def test_a_number_is_read(cell, number):
    assert number_said(cell, decimals=4) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["12,5", "1,23", "1.234.567", "lots", "NaN", "inf", "1e5", "--1", "%", "£", "-", "١٢", True, float("nan")]
)
def test_what_is_no_number_for_certain_is_refused(cell):
    with pytest.raises(NoNumber, match="is no number: write it like 1250 or 12.5."):
        number_said(cell, decimals=4)


def test_a_per_cent_is_no_sum_of_money():
    assert money_said("£1,250.5") == Decimal("1250.50")
    assert money_said("") is None
    with pytest.raises(NoNumber, match="“10%” is no sum of money: write it like 1250 or £1,250.50."):
        money_said("10%")


def test_an_empty_cell_is_no_number_and_no_fault():
    assert number_said(None, decimals=4) is number_said("  ", decimals=4) is None


@pytest.mark.parametrize(
    ("cell", "good"), [("1.2345", True), ("1.23450", True), ("1.23456", False), (1.2345, True), (1.23456, False)]
)
def test_decimals_are_bounded_and_never_cut_without_a_word(cell, good):
    if good:
        assert number_said(cell, decimals=4) == Decimal("1.2345")
    else:
        with pytest.raises(NoNumber, match="“1.23456” has more than 4 decimals: round it."):
            number_said(cell, decimals=4)


@pytest.mark.parametrize("cell", ["9" * 25, 1e25, -1e25])
def test_numbers_are_bounded(cell):
    with pytest.raises(NoNumber, match="larger than the portal keeps"):
        number_said(cell, decimals=4)


@given(st.decimals(-(10**11), 10**11, places=4))
def test_a_number_of_a_spreadsheet_comes_back_as_it_was_typed(number):
    assert number_said(float(number), decimals=4) == number
