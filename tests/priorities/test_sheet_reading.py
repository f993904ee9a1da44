"""Tables that people hand in: told by their content, read within bounds, turned away with one sentence."""

import io
import re
import zipfile

import openpyxl
import pytest
from django.core.files.base import ContentFile, File

from governance.foundation.deeds import Refused
from priorities.sheets import sheet_reading
from priorities.sheets.sheet_reading import SENTENCES, read_tables
from priorities.sheets.tables import CellError, Unworked, text_of
from tests.priorities.tables import csv_file, xlsx

HEAD = ["One", "Two"]


def read(file):
    return read_tables(file, sheets=("Plan",))["Plan"]


def turned_away(content):
    """The sentence with which a file of these bytes is turned away."""
    with pytest.raises(Refused) as refused:
        read(ContentFile(content) if isinstance(content, bytes) else content)
    return refused.value.sentence


def content_of(file):
    return file.open().read()


def rezipped(file, changes):
    """The same xlsx with parts changed, added (bytes) or, for None, left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content_of(file))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"%PDF-1.7\nHello", "other"),
        (b"\x89PNG\r\n\x1a\n", "other"),
        (b"<html><table><tr><td>Ref</td></tr></table></html>", "other"),
        (b"one,two\nx\0,y", "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
        ("one,two\nGröße,y".encode("latin-1"), "encoding"),
        ("one,two\nGröße,y".encode("utf-16"), "encoding"),
        (b"PK\x03\x04 and nothing that follows", "damaged"),
        (b'one,two\nx,"never closed', "damaged"),
        (b"one,two\n", "no table"),
    ],
)
def test_a_file_that_is_no_sound_table_is_turned_away_with_one_sentence(content, why):
    assert turned_away(content) == SENTENCES[why]


def test_what_the_name_says_does_not_count():
    assert turned_away(ContentFile(b"%PDF-1.7", "plan.xlsx")) == SENTENCES["other"]
    file = csv_file(HEAD, ["a", "b"])
    file.name = "plan.xlsx"
    assert read(file).lines[0].cells == {"one": "a", "two": "b"}


def test_a_zip_that_is_no_workbook_is_turned_away():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert turned_away(made.getvalue()) == SENTENCES["other"]


def test_macros_are_refused_by_content():
    book = xlsx(HEAD, ["a", "b"])
    assert turned_away(rezipped(book, {"xl/vbaProject.bin": b"x"})) == SENTENCES["macros"]
    kinds = zipfile.ZipFile(io.BytesIO(content_of(book))).read("[Content_Types].xml")
    macro = kinds.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    assert turned_away(rezipped(book, {"[Content_Types].xml": macro})) == SENTENCES["macros"]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    large = b"<x>" + b" " * (sheet_reading.MOST_UNPACKED + 1)
    bomb = rezipped(xlsx(HEAD, ["a", "b"]), {"xl/worksheets/sheet9.xml": large})
    assert len(bomb) < 200_000
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **facts: pytest.fail("it was opened"))

    assert turned_away(bomb) == SENTENCES["unpacked"]
    beside = {"xl/styles.xml": b" " * (sheet_reading.MOST_BESIDE + 1)}
    assert turned_away(rezipped(xlsx(HEAD, ["a", "b"]), beside)) == SENTENCES["unpacked"]
    many = {f"xl/media/{number}.png": b"" for number in range(sheet_reading.MOST_PARTS)}
    assert turned_away(rezipped(xlsx(HEAD, ["a", "b"]), many)) == SENTENCES["unpacked"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("hidden_behind", [0, 5000, 2**20 - 30])
def test_a_document_type_with_entities_is_refused(part, hidden_behind):
    laughs = (
        b'<?xml version="1.0"?><!--'
        + b"-" * 0
        + b" " * hidden_behind
        + b'--><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    )
    assert turned_away(rezipped(xlsx(HEAD, ["a", "b"]), {part: laughs})) == SENTENCES["damaged"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_workbook_is_one_sentence(part):
    assert turned_away(rezipped(xlsx(HEAD, ["a", "b"]), {part: b"<broken"})) == SENTENCES["damaged"]


def test_a_large_file_is_refused_by_what_it_announces_and_by_what_it_holds():
    class Announced(ContentFile):
        def chunks(self, chunk_size=None):
            pytest.fail("it was read")

    announced = Announced(b"x")
    announced.size = sheet_reading.MOST_BYTES + 1
    assert turned_away(announced) == SENTENCES["large"]

    class Endless(File):
        """Says that it is small, and goes on for 500 MiB."""

        size, read_so_far = 10, 0

        def seek(self, place):
            pass

        def chunks(self, chunk_size=None):
            for _ in range(500):
                self.read_so_far += 1
                yield b"x" * 2**20

    endless = Endless(None)
    assert turned_away(endless) == SENTENCES["large"]
    assert endless.read_so_far == sheet_reading.MOST_BYTES // 2**20 + 1


def test_lines_and_columns_are_bounded(monkeypatch):
    monkeypatch.setattr(sheet_reading, "MOST_LINES", 3)
    monkeypatch.setattr(sheet_reading, "MOST_ROWS", 10)
    for made in (xlsx, csv_file):
        assert len(read(made(HEAD, *[["a", "b"]] * 3)).lines) == 3
        assert turned_away(made(HEAD, *[["a", "b"]] * 4)) == "This table has more than 20,000 lines: split it."
        spread = read(made(HEAD, *[["", ""]] * 8, ["a", "b"]))
        assert spread.lines[0].number == 10
        assert turned_away(made(HEAD, *[["", ""]] * 9, ["a", "b"])) == SENTENCES["lines"]
        wide = [str(number) for number in range(sheet_reading.MOST_COLUMNS)]
        assert len(read(made(wide, ["a"])).columns) == sheet_reading.MOST_COLUMNS
        assert turned_away(made([*wide, "x"], ["a"])) == SENTENCES["columns"]


def test_formulas_are_never_worked_out_and_errors_of_the_spreadsheet_are_told():
    lines = read(xlsx(HEAD, ["=1+1", "#REF!"])).lines
    assert isinstance(lines[0].cells["two"], CellError)
    assert str(lines[0].cells["two"]) == "#REF!"
    assert str(lines[0].cells["one"]) == "a formula without its result"


def formula(cell):
    """An xlsx whose cell A2 is these bytes of XML, beside “b”."""
    book = xlsx(HEAD, ["=1+1", "b"])
    page = zipfile.ZipFile(io.BytesIO(content_of(book))).read("xl/worksheets/sheet1.xml")
    written = re.sub(rb'<c r="A2".*?</c>', cell, page, flags=re.DOTALL)
    assert cell in written
    return ContentFile(rezipped(book, {"xl/worksheets/sheet1.xml": written}))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="A2"><f>1+1</f></c>',
        b'<c r="A2"><f>1+1</f><v></v></c>',
        b"<c><f>1+1</f><v/></c>",
        b'<c r="A2"><f t="shared" si="0"/></c>',
        b'<c r="A2"><f t="array" ref="A2:A3">B1:B2</f></c>',
        b'<c r="A2"><f>no such (formula</f></c>',
    ],
)
def test_a_formula_whose_result_the_file_does_not_keep_is_no_empty_cell(cell):
    cells = read(formula(cell)).lines[0].cells
    assert isinstance(cells["one"], Unworked)
    assert cells["two"] == "b"


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        (b'<c r="A2"><f>1+1</f><v>2</v></c>', 2),
        (b'<c r="A2"><f>1-1</f><v>0</v></c>', 0),
        (b'<c r="A2" t="str"><f>"b"</f><v>b</v></c>', "b"),
        (b'<c r="A2" t="str"><f>""</f><v></v></c>', None),
        (b'<c r="A2"/>', None),
    ],
)
def test_a_formula_is_read_as_the_result_that_the_file_keeps_even_an_empty_one(cell, result):
    assert read(formula(cell)).lines[0].cells == {"one": result, "two": "b"}


def test_what_our_own_files_make_harmless_is_read_as_it_was():
    lines = read(csv_file(HEAD, ["'=1+1", "'tis"], ["'-5", "-5"])).lines
    assert [line.cells for line in lines] == [{"one": "=1+1", "two": "'tis"}, {"one": "-5", "two": "-5"}]


def test_a_per_cent_is_read_as_it_is_shown():
    book = openpyxl.Workbook()
    book.active.title = "Plan"
    book.active.append(HEAD)
    book.active.append([0.125, 3])
    book.active["A2"].number_format = "0.0%"
    kept = io.BytesIO()
    book.save(kept)
    assert read(ContentFile(kept.getvalue())).lines[0].cells == {"one": "12.5%", "two": 3}


def test_the_first_sheet_is_read_where_none_bears_the_name():
    assert read(xlsx(HEAD, ["a", "b"], sheet="Tabelle1")).lines[0].cells == {"one": "a", "two": "b"}


def test_words_are_freed_from_what_nobody_sees():
    assert text_of(" a\r\nb\rc\x00\x07\ufeff ") == "a\nb\nc"
    assert text_of(3.0) == "3"
    assert text_of(None) == ""
