import datetime

from django.db import migrations, models
from django.utils import timezone
from django.utils.formats import date_format

WHY_WORDS = "Who does it and by when, as it stood when it went into published minutes, is kept for these from now on."
WHY_MOMENT = "The moment when all was published that was published with them, so that what is added later is known."
ONE_DEED = datetime.timedelta(minutes=1)
"""So far apart may the moments lie of what one deed published: the minutes first, then what was recorded in them."""

AS_MINUTED = models.CharField(
    blank=True,
    editable=False,
    help_text="Who does it and by when, as it stood when the minutes were published, or else the action after them.",
    max_length=800,
)
OWNERS = {"owner": "Person", "owner_organisation": "Organisation", "owner_body": "Body"}


def keep(record, audit, why):
    """Save the record, and say so in its audit."""
    record.save()
    facts = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    audit.create(**facts, history_type="~", history_date=timezone.now(), history_change_reason=why)


def say_what_minutes_said(apps, schema_editor):
    """Give published minutes the last moment of their deed, and their actions the words that they had then."""
    using = schema_editor.connection.alias
    rows = {name: apps.get_model("meetings", name).objects.using(using) for name in ("Minutes", "Action", "Decision")}
    audits = {
        name: apps.get_model("meetings", f"Historical{name}").objects.using(using) for name in ("Minutes", "Action")
    }
    for minutes in rows["Minutes"].filter(stage__in=("published", "approved"), published_at__isnull=False):
        since, until = minutes.published_at, minutes.published_at + ONE_DEED
        moments = [
            moment
            for name in ("Action", "Decision")
            for moment in rows[name]
            .filter(meeting=minutes.meeting_id, published_at__gt=since, published_at__lte=until)
            .values_list("published_at", flat=True)
        ]
        if moments:
            minutes.published_at = max(moments)
            keep(minutes, audits["Minutes"], WHY_MOMENT)
        for action in rows["Action"].filter(meeting=minutes.meeting_id, state="published"):
            action.as_minuted = in_words(apps, using, as_it_stood(action, minutes.published_at, audits["Action"]))
            keep(action, audits["Action"], WHY_WORDS)


def as_it_stood(action, moment, audit):
    """The action's audit row of when the minutes were published, or when it was, if that was later."""
    told = audit.filter(id=action.pk, state="published").order_by("history_date", "history_id")
    return told.filter(history_date__lte=moment).last() or told.first() or action


def in_words(apps, using, said):
    """“For Casey Lee, due 1 May 2013”."""
    keys = {name: getattr(said, f"{name}_id") for name in OWNERS}
    found = [
        apps.get_model("governance", model).objects.using(using).filter(pk=keys[name]).first()
        for name, model in OWNERS.items()
        if keys[name]
    ]
    due = said.due_as_said or (date_format(said.due, "j F Y") if said.due else "")
    return f"For {' and '.join(owner.name for owner in found if owner)}{f', due {due}' if due else ''}"


class Migration(migrations.Migration):
    # The tables are altered first: PostgreSQL alters none whose new rows have foreign keys to be checked at the commit.

    dependencies = [
        ("meetings", "0004_numbered_apart"),
    ]

    operations = [
        migrations.AddField(model_name="action", name="as_minuted", field=AS_MINUTED),
        migrations.AddField(model_name="historicalaction", name="as_minuted", field=AS_MINUTED),
        migrations.RunPython(say_what_minutes_said, migrations.RunPython.noop),
    ]
