import django.db.models.deletion
from django.db import migrations, models

QUORUM = models.CharField(
    blank=True,
    editable=False,
    help_text="In a sentence, as it stood at publication, or once who was there was corrected.",
    max_length=500,
    verbose_name="quorum",
)


def name_the_minutes(apps, schema_editor):
    """Let each correction that there is name the minutes of its entry."""
    entries = apps.get_model("meetings", "MinutesEntry").objects.filter(pk=models.OuterRef("entry"))
    corrections = apps.get_model("meetings", "Correction").objects.using(schema_editor.connection.alias)
    corrections.filter(minutes=None).update(minutes_id=models.Subquery(entries.values("minutes")[:1]))


class Migration(migrations.Migration):
    # One transaction: PostgreSQL checks the new key at once, for Django adds it so. A key that is checked only at the
    # commit would keep the table from being altered after the update.

    dependencies = [
        ("meetings", "0002_plans_joined"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="minutes",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="meetings.minutes",
            ),
        ),
        migrations.RunPython(name_the_minutes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="correction",
            name="minutes",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="meetings.minutes",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="entry",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose text was corrected; none where it was who was there.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="meetings.minutesentry",
            ),
        ),
        migrations.AlterField(model_name="minutes", name="quorum_said", field=QUORUM),
        migrations.AlterField(model_name="historicalminutes", name="quorum_said", field=QUORUM),
    ]
