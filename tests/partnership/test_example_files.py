"""The data files: read, refused where they are wrong, replayed, and gone on with after a stop."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from governance.foundation.access import may_edit
from governance.models import Appointment, Body, Membership, Organisation, Person, TermsOfReference
from governance.restructuring import readdress
from governance.terms.signing import draft_terms, sign_off
from partnership.example import loading, terms
from partnership.example.loading import asked_for, load
from partnership.example.prose import prose
from partnership.example.reading import BadExampleError, tellings
from partnership.management.commands import load_example
from tests import make

EXAMPLETON = """
[partnership]
slug = "exampleton"
name = "Exampleton Partnership"
since = 2010-04-01

[[organisation]]
slug = "exampleton-council"
name = "Exampleton Council"
sector = "council"

[[person]]
slug = "una-unreal"
name = "Una Unreal"
organisation = "exampleton-council"
account = "chair"

[[day]]
on = 2010-04-01
reason = "Day assumed."
dates_as_said = "spring of 2010"

[[day.step]]
establish = "exampleton-board"
name = "Board"
kind = "board"
under = "exampleton"

[[day.step]]
seat = "exampleton-board"
title = "Chair"
role = "chair"
holders = ["una-unreal"]

[[day]]
on = 2011-04-01

[[day.step]]
rename = "exampleton-board"
name = "Forum"

[[terms]]
of = "exampleton-board"
level = "headline"
signed = { on = 2010-05-01, place = "Town Hall", chair = "una-unreal" }
sections = { purpose = "To meet." }

[[terms]]
of = "exampleton-board"
level = "detailed"
signed = { on = 2010-06-01, place = "Town Hall", chair = "una-unreal" }
sections = { members_role = "To come." }

[[terms]]
of = "exampleton-board"
level = "detailed"
sections = { purpose = "To meet often." }

[[appointment]]
account = "officer"
role = "officer"
body = "exampleton"
since = 2010-04-01
"""


@pytest.fixture
def told(tmp_path):
    """Return a function that writes Exampleton's file, with words exchanged, and reads its folder."""

    def tell(*exchanged, **others):
        text = EXAMPLETON
        for old, new in exchanged:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "exampleton.toml").write_text(text, encoding="utf-8")
        for name, other in others.items():
            (tmp_path / f"{name}.toml").write_text(other, encoding="utf-8")
        return tellings(tmp_path)

    return tell


def test_a_blank_line_parts_paragraphs_and_marks_make_lists():
    text = "One\ntwo & three.\n\nFour:\n- five\n  six\n- seven\n\n1. eight\n2. nine\n\nTen."
    assert prose(text) == (
        "<p>One two &amp; three.</p><p>Four:</p><ul><li>five six</li><li>seven</li></ul>"
        "<ol><li>eight</li><li>nine</li></ol><p>Ten.</p>"
    )


def test_a_file_is_replayed_through_the_deeds(db, told):
    assert load(told(), printer=make.plain_pdf) == ["exampleton"]
    board = Body.objects.get(slug="exampleton-board")
    names = [(period.starts, period.name) for period in board.periods.order_by("starts")]
    assert names == [(datetime.date(2010, 4, 1), "Board"), (datetime.date(2011, 4, 1), "Forum")]
    assert Membership.objects.get(seat__body=board).dates_as_said == "spring of 2010"
    assert Person.objects.get().account == User.objects.get(username="chair")
    assert may_edit(User.objects.get(username="officer"), board)
    assert board.history.earliest().history_user.username == "example-administrator"


def test_terms_become_numbered_versions_that_carry_their_sections_over(db, told):
    load(told(), printer=make.plain_pdf)
    versions = TermsOfReference.objects.order_by("major", "minor")
    assert [(each.version, each.level, each.state) for each in versions] == [
        ("1", "headline", "published"),
        ("2", "detailed", "published"),
        ("2.1", "detailed", "draft"),
    ]
    sections = [[(s.kind, s.text) for s in each.sections.all()] for each in versions]
    assert sections[1] == [("purpose", "<p>To meet.</p>"), ("members role", "<p>To come.</p>")]
    assert sections[2] == [("purpose", "<p>To meet often.</p>"), ("members role", "<p>To come.</p>")]


def test_accounts_have_no_usable_password(db, told):
    load(told(), printer=make.plain_pdf)
    accounts = {user.username: user.has_usable_password() for user in User.objects.all()}
    assert accounts == dict.fromkeys(["officer", "secretary", "chair", "member", "example-administrator"], False)


def test_a_load_stopped_while_signing_goes_on_where_it_stopped(db, told):
    printed = []

    def stops(terms, sections):
        if printed:
            raise KeyboardInterrupt
        return printed.append(terms.version) or b"first"

    with pytest.raises(KeyboardInterrupt):
        load(told(), printer=stops)
    assert list(TermsOfReference.objects.values_list("major", "minor")) == [(1, 1), (1, 0)]
    assert load(told(), printer=make.plain_pdf) == ["exampleton"]
    assert list(TermsOfReference.objects.values_list("major", "minor")) == [(2, 1), (2, 0), (1, 0)]
    assert bytes(TermsOfReference.objects.get(major=1).pdf.content) == b"first"
    assert load(told(), printer=make.plain_pdf) == []


def test_terms_that_another_load_signs_meanwhile_are_signed_once(db, told):
    def printer(printed, sections):
        if printed.major == 1 and not TermsOfReference.objects.filter(major=1).exists():
            assert load(told(), printer=make.plain_pdf) == ["exampleton"]
        return b"late"

    load(told(), printer=printer)
    assert list(TermsOfReference.objects.values_list("major", "minor")) == [(2, 1), (2, 0), (1, 0)]
    assert bytes(TermsOfReference.objects.get(major=1).pdf.content) != b"late"


def test_a_day_may_be_counted_back_from_the_day_of_loading(told):
    (telling,) = told(("on = 2011-04-01", "days_ago = 3"))
    assert telling.steps[-1].on == make.today() - datetime.timedelta(days=3)
    with pytest.raises(BadExampleError, match="“days_ago” counts days back from the day of loading, such as 14"):
        told(("on = 2011-04-01", "days_ago = -3"))


def test_what_officers_changed_since_stays_as_they_left_it(db, told):
    load(told(), printer=make.plain_pdf)
    board, officer = Body.objects.get(slug="exampleton-board"), User.objects.get(username="officer")
    signed = {"chair": Person.objects.get(), "meeting_of": board, "meeting_on": datetime.date(2012, 1, 1)}
    sign_off(draft_terms(board, by=officer), by=officer, place="Hall", printer=make.plain_pdf, **signed)
    assert load(told(), printer=make.plain_pdf) == []
    assert TermsOfReference.objects.filter(body=board).newest_first().first().version == "3"


def test_a_changed_address_is_followed_so_that_nothing_is_loaded_twice(db, told):
    load(told(), printer=make.plain_pdf)
    for slug in ("exampleton", "exampleton-board"):
        readdress(Body.objects.get(slug=slug), slug=f"new-{slug}", by=User.objects.get(username="officer"))
    assert loading.amount(told()) == 0
    assert load(told(), printer=make.plain_pdf) == []


def test_a_load_stopped_in_the_structure_leaves_nothing_of_it(db, told, monkeypatch):
    def stops(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setitem(loading.VERBS, "rename", stops)
    with pytest.raises(KeyboardInterrupt):
        load(told(), printer=make.plain_pdf)
    assert not Body.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[partnership]", "[partnership", "exampleton.toml: this is not TOML: "),
        ("[[appointment]]", "[[rights]]", "exampleton.toml: “rights” is no part of a file."),
        (
            'sector = "council"',
            "",
            "exampleton.toml, organisation 1 (exampleton-council): missing a required argument: ",
        ),
        (
            'account = "chair"',
            "age = 7",
            "exampleton.toml, person 1 (una-unreal): got an unexpected keyword argument 'age'",
        ),
        ("since = 2010-04-01", 'since = "2010"', "exampleton.toml, [partnership]: a day is written as 2012-01-25"),
        ("on = 2011-04-01", 'on = "2011"', "exampleton.toml, day 2: a day is written as 2012-01-25, without quotation"),
        ("on = 2011-04-01", "on = 2009-04-01", "exampleton.toml, 1 April 2009: the days are not in order."),
        ('reason = "Day', 'why = "Day', "exampleton.toml, 1 April 2010: a day says nothing of “why”."),
        ("rename =", "christen =", "1 April 2011, step 1 (christen exampleton-board): a step begins with one of est"),
        ('name = "Forum"', "", "1 April 2011, step 1 (rename exampleton-board): missing a required argument: 'name'."),
        ('level = "detailed"', 'level = "long"', "terms 2 (exampleton-board): terms are headline or detailed."),
        ("members_role =", "members_song =", "terms 2 (exampleton-board): “members song” is no section of terms"),
        ("on = 2010-05-01", "on = 5", "terms 1 (exampleton-board): a day is written as 2012-01-25"),
        (
            "since = 2010",
            'needs = ["narnia"]\nsince = 2010',
            "exampleton.toml: there is no file that tells of “narnia”.",
        ),
    ],
)
def test_a_badly_formed_file_is_refused_before_anything_is_written(told, old, new, sentence):
    with pytest.raises(BadExampleError, match="^exampleton.toml") as refusal:
        told((old, new))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'name = "Forum"',
            'name = "Board"',
            "1 April 2011, step 1 (rename exampleton-board): Nothing would change: Board",
        ),
        ('rename = "exampleton-board"', 'rename = "nobody"', "step 1 (rename nobody): There is no body “nobody”"),
        ('holders = ["una', 'holders = ["ulf', "step 2 (seat exampleton-board): There is no person “ulf-unreal”"),
        ('kind = "board"', 'kind = "boat"', "step 1 (establish exampleton-board): There is no kind of body “boat”"),
        ('kind = "board"', 'kind = "board"\nsize = 3', "Nothing is known of “size” here; known are accountable, auth"),
        ('title = "Chair"', 'title = "Chair"\nlow = "two"', "step 2 (seat exampleton-board): Low: “two” value must be"),
        ('title = "Chair"', 'title = "Chair"\nhow = 1', "step 2 (seat exampleton-board): Nothing is known of “how”"),
        ('holders = ["una-unreal"]', "holders = 5", "step 2 (seat exampleton-board): a value is not of the sort"),
        ('sector = "council"', 'sector = "sea"', "organisation 1 (exampleton-council): Sector: Value 'sea'"),
        ('account = "chair"', 'account = "admin"', "person 1 (una-unreal): The example has no account “admin”"),
        ('chair = "una-unreal" }', 'chair = "ulf-unreal" }', "terms 1 (exampleton-board): There is no person “ulf"),
        ('body = "exampleton"', 'body = "exampleton-board"', "appointment 1 (officer): A partnership officer is appo"),
    ],
)
def test_a_refused_entry_is_named_and_nothing_of_the_structure_is_written(db, told, old, new, sentence):
    with pytest.raises(BadExampleError, match="^exampleton.toml") as refusal:
        load(told((old, new)), printer=make.plain_pdf)
    assert sentence in str(refusal.value)
    assert not Body.objects.exists()
    assert not Organisation.objects.exists()
    assert not Appointment.objects.exclude(role="administrator").exists()


def test_terms_refused_by_their_deed_are_named_too_and_come_when_the_file_is_mended(db, told):
    sentence = r"^exampleton.toml, terms 1 \(exampleton-board\): Una Unreal did not chair Forum on that day"
    with pytest.raises(BadExampleError, match=sentence):
        load(told(("on = 2010-05-01", "on = 2010-03-01")), printer=make.plain_pdf)
    assert load(told(), printer=make.plain_pdf) == ["exampleton"]


def test_a_body_that_the_example_did_not_make_is_left_alone(db, told):
    make.make_partnership("exampleton", "The real one")
    with pytest.raises(BadExampleError, match="“exampleton” is the address of a body that the example did not make"):
        load(told(), printer=make.plain_pdf)
    assert Body.objects.count() == 1


def test_partnerships_come_after_those_that_they_need(told):
    district = '[partnership]\nslug = "a-district"\nname = "District"\nsince = 2010-04-01\nneeds = ["exampleton"]\n'
    apart = '[partnership]\nslug = "b-apart"\nname = "Apart"\nsince = 2010-04-01\n'
    files = told(district=district, apart=apart)
    assert [each.partnership.slug for each in files] == ["b-apart", "exampleton", "a-district"]
    chosen = asked_for(files, ["a-district"])
    assert [each.partnership.slug for each in chosen] == ["exampleton", "a-district"]
    assert asked_for(files, []) == files


def test_partnerships_that_need_each_other_are_refused(told):
    other = '[partnership]\nslug = "other"\nname = "Other"\nsince = 2010-04-01\nneeds = ["exampleton"]\n'
    with pytest.raises(BadExampleError, match="exampleton and other need each other"):
        told(("since =", 'needs = ["other"]\nsince ='), other=other)


def test_the_command_counts_what_is_missing_and_prints_real_pdfs(db, told, monkeypatch, capsys):
    files = told()
    monkeypatch.setattr(load_example, "tellings", lambda: files)
    assert loading.amount(files) == 10
    call_command("load_example")
    assert capsys.readouterr().out == "Loaded the example partnerships: exampleton.\n"
    assert bytes(TermsOfReference.objects.get(major=1).pdf.content).startswith(b"%PDF-1.7")
    assert loading.amount(files) == 0
    call_command("load_example", "exampleton")
    assert capsys.readouterr().out == "The example stands already.\n"
    call_command("load_example", verbosity=0)
    assert capsys.readouterr().out == ""


def test_the_command_names_an_unknown_partnership_and_a_bad_entry(db, told, monkeypatch):
    files = told(('rename = "exampleton-board"', 'rename = "nobody"'))
    monkeypatch.setattr(load_example, "tellings", lambda: files)
    with pytest.raises(CommandError, match="The example has no partnership narnia"):
        call_command("load_example", "narnia")
    with pytest.raises(CommandError, match=r"exampleton.toml, 1 April 2011, step 1 \(rename nobody\)"):
        call_command("load_example", verbosity=0)


def test_a_busy_printer_is_asked_again_and_any_other_refusal_is_told(db, told, monkeypatch):
    files, answers = told(), ["busy", "busy", "heavy"]

    def printer(terms, sections):
        raise load_example.Unprintable(answers.pop(0))

    monkeypatch.setattr(load_example, "tellings", lambda: files)
    monkeypatch.setattr(load_example, "print_terms", printer)
    with pytest.raises(CommandError, match="too complicated.* Run load_example again: it goes on where it stopped"):
        call_command("load_example", verbosity=0)
    assert answers == []


def test_outstanding_terms_need_a_body_and_a_chair(db, told):
    task = next(terms.outstanding(told()[0].terms))
    with pytest.raises(terms.finding.NotThereError, match="There is no body “exampleton-board”"):
        terms.check(task)
