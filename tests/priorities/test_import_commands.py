"""The commands that import figures and plans from a terminal."""

import datetime
import io
import itertools
import re

import pytest
from django.core.management import CommandError, call_command

from priorities.models import PlanAction, Value
from priorities.plans.planning import draft_version, establish_plan, publish_version
from priorities.sheets.plan_rows import rows_of
from tests import make_priorities as mp
from tests.priorities.tables import csv_file, xlsx

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 4, 1)


@pytest.fixture
def saved(tmp_path):
    """A file on the disk."""

    def save(made, name="table.xlsx"):
        path = tmp_path / name
        path.write_bytes(made.open().read())
        return str(path)

    return save


@pytest.fixture
def smokers(cast):
    return mp.make_indicator(cast.health, "Smokers", slug="smokers")


def run(capsys, *args, **options):
    """What the command says, on its two ways out."""
    try:
        call_command(*args, **options)
    except CommandError as error:
        said = capsys.readouterr()
        return said.out, said.err, str(error)
    said = capsys.readouterr()
    return said.out, said.err, ""


def test_figures_are_recorded_and_a_second_time_nothing(cast, smokers, saved, capsys):
    path = saved(csv_file(["indicator", "period", "number"], ["smokers", "2009/10", "4"], ["smokers", "2010/11", "5"]))

    would = run(capsys, "import_figures", path, "--as", "officer", "--dry-run")
    assert would == ("2 new figures and 0 changed would be recorded; 0 the same.\n", "", "")
    assert not Value.objects.exists()
    assert (
        run(capsys, "import_figures", path, "--as", "officer")[0]
        == "2 new figures and 0 changed recorded; 0 the same.\n"
    )
    assert (
        run(capsys, "import_figures", path, "--as", "officer")[0]
        == "0 new figures and 0 changed recorded; 2 the same.\n"
    )
    assert {value.recorded_by for value in Value.objects.all()} == {cast.officer}


class Terminal(io.StringIO):
    """A way out on which somebody looks."""

    def isatty(self):
        return True


@pytest.fixture
def shown(monkeypatch):
    """What a command shows on a terminal while a second passes between any two looks at the clock."""
    clock = itertools.count(1)
    monkeypatch.setattr("tqdm.std.time", lambda: float(next(clock)))

    def show(*args):
        terminal = Terminal()
        call_command(*args, stderr=terminal, stdout=io.StringIO())
        return terminal.getvalue()

    return show


def test_a_terminal_sees_how_far_the_figures_are_read_on_a_line_that_goes_afterwards(cast, smokers, saved, shown):
    lines = [["smokers", f"{year}/{year - 1999:02}", "4"] for year in (2009, 2010, 2011)]
    path = saved(csv_file(["indicator", "period", "number"], *lines))

    said = shown("import_figures", path, "--as", "officer")

    assert re.findall(r"\rReading: +(\d+)%.*? (\d+)/3 ", said) == [("33", "1"), ("67", "2"), ("100", "3")]
    assert "\n" not in said
    assert said.split("\r")[-2].strip() == said.split("\r")[-1] == ""
    assert shown("import_figures", path, "--as", "officer", "--verbosity", "0") == ""


def test_a_terminal_sees_how_far_a_plan_is_laid_out(cast, saved, shown):
    establish_plan(cast.health, slug="plan", title="Health plan", on=DAY, by=cast.officer)
    path = saved(xlsx(["section heading", "ref", "action"], ["One", "A1", "Go."], ["", "A2", "Stay."]))

    said = shown("import_plan", "plan", path, "--as", "officer")

    assert re.findall(r"\rLaying out: +(\d+)%.*? (\d+)/2 ", said) == [("0", "0"), ("50", "1"), ("100", "2")]


def test_every_bad_line_is_told_and_nothing_written(cast, smokers, saved, capsys):
    path = saved(
        xlsx(["indicator", "period", "number"], ["smokers", "2009/10", 4], ["smoker", "2010", 5], ["smokers", "x", ""])
    )

    out, err, error = run(capsys, "import_figures", path, "--as", "officer")
    assert out == ""
    assert "line 3, indicator: “smoker” is not the name of an indicator: did you mean “Smokers”?" in err
    assert "line 4, number: There is no number: write it, or “none” to take back what stands." in err
    assert error == "Nothing was written: 3 things are wrong."
    assert not Value.objects.exists()


def test_what_is_no_file_no_table_or_no_account_is_one_sentence(cast, smokers, saved, capsys, tmp_path):
    path = saved(csv_file(["indicator", "period", "number"], ["smokers", "2009/10", "4"]))
    assert run(capsys, "import_figures", path, "--as", "nobody")[2] == "There is no active account nobody."
    missing = tmp_path / "missing.csv"
    assert (
        run(capsys, "import_figures", str(missing), "--as", "officer")[2]
        == f"{missing} cannot be read: No such file or directory."
    )
    (tmp_path / "x.csv").write_bytes(b"%PDF")
    assert "This is no table" in run(capsys, "import_figures", str(tmp_path / "x.csv"), "--as", "officer")[2]
    assert "wrong." in run(capsys, "import_figures", path, "--as", "member")[2]
    assert not Value.objects.exists()


def test_a_plan_is_laid_out_from_a_file(cast, saved, capsys):
    draft = establish_plan(cast.health, slug="plan", title="Health plan", on=DAY, by=cast.officer).versions.get()
    path = saved(xlsx(["section heading", "ref", "action"], ["One", "A1", "Go."], ["", "A2", "Stay."]))

    would = run(capsys, "import_plan", "plan", path, "--as", "officer", "--dry-run")
    assert would[0] == "2 actions would be laid out in Health plan, version 1.\n"
    assert rows_of(draft) == ()
    assert (
        run(capsys, "import_plan", "plan", path, "--as", "officer")[0]
        == "2 actions laid out in Health plan, version 1.\n"
    )
    assert [row.what for row in rows_of(draft)] == ["Go.", "Stay."]
    assert "not appointed to edit Health" in run(capsys, "import_plan", "plan", path, "--as", "member")[2]
    assert run(capsys, "import_plan", "plans", path, "--as", "officer")[2] == "There is no plan plans."
    bad = saved(xlsx(["section heading", "ref", "action"], ["One", "A1", ""]), "bad.xlsx")
    assert run(capsys, "import_plan", "plan", bad, "--as", "officer")[2] == "Nothing was written: 1 thing is wrong."
    publish_version(draft, on=DAY, by=cast.officer)
    assert (
        run(capsys, "import_plan", "plan", path, "--as", "officer")[2]
        == "Health plan has no draft: draft its next version first."
    )


def test_a_plan_with_other_words_for_what_was_reported_is_laid_out_when_that_is_confirmed(cast, saved, capsys):
    first = establish_plan(cast.health, slug="plan", title="Health plan", on=DAY, by=cast.officer).versions.get()
    columns = ["section heading", "ref", "action"]
    run(capsys, "import_plan", "plan", saved(xlsx(columns, ["One", "A1", "Go."])), "--as", "officer")
    publish_version(first, on=DAY, by=cast.officer)
    period = mp.make_period(mp.make_framework(cast.board), "2021-04-01", "2021-07-01")
    mp.make_update(PlanAction.objects.get(section__version=first), period, "complete")
    second = draft_version(first.plan, by=cast.officer)
    path = saved(xlsx(columns, ["One", "A1", "Run."]), "other.xlsx")

    told = run(capsys, "import_plan", "plan", path, "--as", "officer")[2]
    assert told.startswith("What was reported of “Go.” will stand for “Run.” (A1).")
    assert [row.what for row in rows_of(second)] == ["Go."]
    run(capsys, "import_plan", "plan", path, "--as", "officer", "--same-actions")
    assert [row.what for row in rows_of(second)] == ["Run."]
