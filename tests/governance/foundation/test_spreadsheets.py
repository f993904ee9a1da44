"""Files for spreadsheets: what would be run is made harmless, and numbers stay numbers."""

from decimal import Decimal

import pytest

from governance.foundation.spreadsheets import csv_response, harmless, written


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("Fewer falls", "Fewer falls"),
        ("=1+1", "'=1+1"),
        ("-3.5", "'-3.5"),
        (Decimal("-3.50"), "-3.5"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_words_are_made_harmless_and_a_number_is_written_as_one(value, cell):
    assert harmless(value) == cell


def test_a_file_is_answered_under_its_name():
    answer = csv_response("board-q1", written(["plan", "late"], [["Clinics", "@home"]]))

    assert answer.content == b"plan,late\r\nClinics,'@home\r\n"
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Content-Disposition"] == 'attachment; filename="board-q1.csv"'
