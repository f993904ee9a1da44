"""The example as a whole: loaded twice, its records, its people, its partners and its accounts."""

import re
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command

from governance.foundation.access import chairs, is_officer_of, may_edit
from governance.models import Body, BodyPeriod, Membership, Organisation, Person, Succession
from governance.seats.roll import roll_on
from partnership.example.loading import load
from partnership.example.reading import FOLDER, tellings
from tests import make
from tests.partnership.test_example.looking import the

ROOTS = ("redcar-and-cleveland", "warwick", "worcestershire", "warwickshire")


def test_every_partnership_is_loaded(loaded):
    assert sorted(loaded) == sorted(ROOTS)


def test_loading_again_adds_no_row_to_any_table():
    def rows():
        return {model._meta.label: model._base_manager.count() for model in apps.get_models()}

    before = rows()
    assert load(tellings(), printer=make.plain_pdf) == []
    assert rows() == before
    assert before["governance.SignedPdf"] == 17
    assert before["governance.HistoricalBody"] >= before["governance.Body"] > 50


def test_the_records_break_no_rule(capsys):
    call_command("check_records")
    assert capsys.readouterr().out == "No fault found.\n"


def test_every_beginning_says_that_its_day_is_assumed():
    begun = Succession.objects.filter(how=Succession.How.ESTABLISHED)
    silent = [step.words for step in begun if "assumed" not in step.reason.lower()]
    assert begun.count() == Body.objects.count()
    assert silent == []


def test_time_limited_groups_have_a_purpose_and_a_day_to_end():
    limited = BodyPeriod.objects.filter(kind__time_limited=True)
    assert limited.count() == 5
    assert all(each.purpose and each.due_to_end for each in limited)


def test_nobody_has_contact_details_and_no_file_holds_an_address_or_a_number():
    assert Person.objects.count() > 50
    assert not Person.objects.exclude(email="", phone="").exists()
    assert not BodyPeriod.objects.exclude(contact_name="", contact_email="", contact_phone="").exists()
    for file in FOLDER.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\S@\S|\+44|\b0\d{3,4}[ -]?\d{3}", text), file.name


def test_people_are_told_once_and_partners_in_the_same_words_everywhere():
    files = tellings()
    people = [someone.slug for telling in files for _, someone in telling.people]
    assert len(set(people)) == len(people)
    partners = {partner for telling in files for _, partner in telling.partners}
    assert len(partners) == len({partner.slug for partner in partners}) == Organisation.objects.count()


def test_partners_websites_are_official_ones():
    hosts = [
        urlsplit(website) for website in Organisation.objects.exclude(website="").values_list("website", flat=True)
    ]
    assert len(hosts) > 12
    assert {host.scheme for host in hosts} == {"https"}
    assert all(host.netloc.endswith((".gov.uk", ".nhs.uk", ".police.uk")) for host in hosts)


def test_the_accounts_have_the_rights_that_their_names_promise():
    accounts = {user.username: user for user in User.objects.all()}
    forum, board = the("redcar-leadership-forum"), the("worcestershire-board")
    assert not any(user.has_usable_password() or user.is_staff or user.is_superuser for user in accounts.values())
    assert all(is_officer_of(accounts["officer"], the(root)) for root in ROOTS)
    assert may_edit(accounts["secretary"], forum)
    assert may_edit(accounts["secretary"], the("redcar-culture-forum"))
    assert not may_edit(accounts["secretary"], board)
    assert chairs(accounts["chair"], forum)
    assert not chairs(accounts["member"], forum)
    today = {holder.person for line in roll_on(forum, make.today()) for holder in line.holders}
    assert {accounts["chair"].person, accounts["member"].person} <= today


def test_whoever_has_left_is_shown_with_the_day_on_which_they_left():
    left = Membership.objects.filter(ends__isnull=False)
    assert {membership.person.slug for membership in left} == {"quinn-facsimile", "morgan-standin", "alex-pretend"}
    assert not left.exclude(dates_as_said="").exists()
