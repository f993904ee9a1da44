"""Reminding lead officers: who is asked when, once, for whom, and what the mail says, through a real SMTP server."""

import io
import re
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from governance.foundation.deeds import write
from governance.models import BodyPeriod
from priorities.models import PlanResponsibility, UpdateReminder
from priorities.updates.reminding import AT_MOST, letters_for, remind
from priorities.updates.update_checks import Said
from priorities.updates.updating import hand_in_update, turn_down_update
from tests import make
from tests.make_priorities import make_plan_action, make_update, make_version, publish
from tests.post_office import post_office
from tests.priorities.leading_cast import A_DAY, scene, with_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    with_mail(cast.member_person, "tom.ferris@example.org")
    return scene(cast)


@pytest.fixture
def office(settings):
    """A mail server on this machine, to which Django's own SMTP backend speaks."""
    with post_office() as opened:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", opened.port
        yield opened


def asked(told, days):
    """Who is asked so many days after updates for the former quarter were due, and for how many actions."""
    letters = letters_for(told.former.updates_due + days * A_DAY)
    return [
        (letter.person.name, letter.number, letter.is_overdue) for letter in letters if letter.period == told.former
    ]


@pytest.mark.parametrize(
    ("days", "overdue"), [(-8, None), (-7, False), (-6, False), (-1, False), (0, False), (1, True), (2, True)]
)
def test_a_lead_is_asked_from_a_week_before_the_due_day_on(told, days, overdue):
    assert asked(told, days) == ([] if overdue is None else [("Tom Ferris", 2, overdue)])


@pytest.mark.parametrize(("days", "is_asked"), [(-1, True), (0, True), (1, False)])
def test_and_nobody_is_chased_for_ever(told, days, is_asked):
    assert bool(asked(told, AT_MOST.days + days)) == is_asked


def test_once_before_the_due_day_and_weekly_after_it_and_never_twice_a_day(told, mailoutbox):
    told.current.updates_due = None
    write(told.current, by=None)
    told.oldest.updates_due = None
    write(told.oldest, by=None)
    days = []
    for number in range(-10, 24):
        day = told.former.updates_due + number * A_DAY
        days += [number for letter in letters_for(day) if remind(letter, day)]
        assert letters_for(day) == []

    assert days == [-7, 1, 8, 15, 22]
    assert len(mailoutbox) == 5


def test_what_is_in_waits_or_was_complete_is_not_asked_for_and_what_was_turned_down_is_again(cast, told):
    make_update(told.walks, told.oldest, "complete")
    assert asked(told, -5) == [("Tom Ferris", 1, False)]
    update = hand_in_update(
        told.clinic, told.former, said=Said("green"), by=None, by_link=True, reported_by="Tom Ferris"
    )
    assert asked(told, -5) == []
    turn_down_update(update, by=cast.secretary, reason="Say more.")
    assert asked(told, -5) == [("Tom Ferris", 1, False)]
    make_update(told.clinic, told.former)
    assert asked(told, -5) == []


def test_without_an_address_a_due_day_or_a_version_in_force_nobody_is_asked(cast, told):
    with_mail(cast.member_person, "")
    assert asked(told, 0) == []
    with_mail(cast.member_person, "tom.ferris@example.org")
    told.version.ends = told.former.updates_due
    told.version.save()
    assert [bool(asked(told, days)) for days in (-1, 0, 1)] == [True, False, False]


def test_an_action_that_began_after_the_quarter_is_not_asked_for_it(cast, told):
    told.version.ends = make.today() - 5 * A_DAY
    told.version.save()
    second = make_version(told.plan, on=make.today() - 5 * A_DAY)
    make_plan_action(second, "A new one", lead_officer=cast.member_person)
    publish(second)

    assert asked(told, 0) == []


def test_the_mail_names_who_monitors_on_the_day_and_answers_go_to_its_public_contact(cast, told, mailoutbox):
    handed_over = told.former.updates_due + A_DAY
    row = PlanResponsibility(plan=told.plan, role="monitor", body=cast.jobs, starts=handed_over)
    write(row, by=None)
    then = BodyPeriod.objects.in_force(make.today()).get(body=cast.jobs)
    then.contact_name, then.contact_email = "Kit Barrow", "kit.barrow@example.org"
    then.contact_public_since = make.day("2019-01-01")
    write(then, by=None)
    for day in (handed_over - A_DAY, handed_over):
        (letter,) = [each for each in letters_for(day) if each.period == told.former]
        remind(letter, day)

    before, after = mailoutbox
    assert "Health plan, for Health, which monitors it\n" in before.body
    assert before.reply_to == []
    assert "Health plan, for Jobs and Skills, which monitors it (Kit Barrow, kit.barrow@example.org)\n" in after.body
    assert after.reply_to == ["kit.barrow@example.org"]
    assert "for Jobs and Skills, which monitors it" in after.alternatives[0].content


def test_a_contact_that_nobody_agreed_to_publish_is_in_no_mail(cast, told, mailoutbox):
    then = BodyPeriod.objects.in_force(make.today()).get(body=cast.health)
    then.contact_name, then.contact_email = "Kit Barrow", "kit.barrow@example.org"
    write(then, by=None)
    (letter,) = [each for each in letters_for(make.today()) if each.period == told.former]
    remind(letter, make.today())

    (mail,) = mailoutbox
    assert mail.reply_to == []
    assert "barrow" not in (mail.body + mail.alternatives[0].content).lower()


def test_words_in_a_mail_are_escaped_in_html_and_plain_in_text(cast, told, mailoutbox):
    version = make_version(told.plan, on=make.today())
    told.version.ends = make.today()
    told.version.save()
    make_plan_action(
        version, "Cut <b>costs</b> & “waste”", lead_officer=cast.member_person, lineage=told.clinic.lineage
    )
    publish(version)
    (letter,) = [each for each in letters_for(make.today()) if each.period == told.former]
    remind(letter, make.today())

    assert "Cut <b>costs</b> & “waste”" in mailoutbox[0].body
    assert "Cut &lt;b&gt;costs&lt;/b&gt; &amp; “waste”" in mailoutbox[0].alternatives[0].content


def test_two_programs_that_remind_at_once_send_one_mail(told, mailoutbox):
    (one,), (other,) = letters_for(make.today()), letters_for(make.today())

    assert [remind(one, make.today()), remind(other, make.today())] == [True, False]
    assert len(mailoutbox) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        UpdateReminder.objects.create(person=one.person, period=one.period, day=make.today(), actions=1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_officers(cast, told, number, django_assert_num_queries):
    version = make_version(told.plan, on=make.today())
    told.version.ends = make.today()
    told.version.save()
    for count in range(number):
        officer = with_mail(make.make_person(kept_by=cast.partnership), f"officer-{count}@example.org")
        make_plan_action(version, lead_officer=officer, lineage=told.clinic.lineage if not count else uuid.uuid4())
    publish(version)
    with django_assert_num_queries(8):
        letters_for(make.today())


# The command


def command(**options):
    out = io.StringIO()
    call_command("remind_leads", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def both(cast, told):
    """Two officers who are asked: one leads the first action, the other the second."""
    with_mail(cast.chair_person, "ida.marlow@example.org")
    version = make_version(told.plan)
    for action, person in ((told.clinic, cast.member_person), (told.walks, cast.chair_person)):
        make_plan_action(version, action.what, lead_officer=person, lineage=action.lineage)
    told.version.ends = make.today()
    told.version.save()
    version.starts = make.today()
    publish(version)
    return told


def test_the_command_sends_through_a_real_mail_server_once_a_day(both, office, client, settings):
    settings.BASE_URL = "https://portal.example.org"
    assert command() == "2 mails were sent.\n"
    assert command() == "0 mails were sent.\n"

    assert office.received == {"ida.marlow@example.org": 1, "tom.ferris@example.org": 1}
    mail = next(mail for address, mail in office.mails if address.startswith("tom"))
    assert mail["Subject"] == "Wanted: an update for Quarter 2"
    assert mail["To"] == "tom.ferris@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert "A1: Open the clinic" in plain
    assert "A1: Open the clinic" in html
    assert "Lead the walks" not in plain + html
    (link,) = re.findall(r"https://portal\.example\.org(/updates/\S+/)\s", plain)
    assert f'href="https://portal.example.org{link}"' in html
    assert "Open the clinic" in client.get(link).content.decode()


def test_a_dry_run_names_nobodys_address_and_sends_and_keeps_nothing(both, office):
    assert command(dry_run=True) == (
        "Ida Marlow: 1 for Quarter 2\nTom Ferris: 1 for Quarter 2\n2 mails would be sent.\n"
    )
    assert office.mails == []
    assert not UpdateReminder.objects.exists()


def test_an_address_that_fails_keeps_no_mail_from_the_others_and_is_tried_again(both, office):
    office.at_recipient = lambda address: "550 no such address" if address.startswith("ida") else None
    with pytest.raises(CommandError) as failure:
        command()
    assert str(failure.value) == "1 mail could not be sent: Ida Marlow: SMTPRecipientsRefused."
    assert "@" not in str(failure.value)
    assert dict(office.received) == {"tom.ferris@example.org": 1}
    office.at_recipient = lambda address: None

    assert command() == "1 mail was sent.\n"
    assert UpdateReminder.objects.count() == 2


def test_reminders_are_for_editors_alone(cast, told, mailoutbox):
    for letter in letters_for(make.today()):
        remind(letter, make.today())
    readers = (cast.visitor, cast.member, cast.officer)

    assert [UpdateReminder.objects.visible_to(user).exists() for user in readers] == [False, False, True]
