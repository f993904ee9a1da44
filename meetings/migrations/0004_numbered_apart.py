from django.db import migrations, models
from django.utils import timezone

WHY = "Numbered among the restricted ones, as all is from now on that is recorded under a restricted item."

APART = models.BooleanField(default=False, editable=False, verbose_name="numbered among the restricted ones")
OTHER = models.PositiveSmallIntegerField(
    blank=True,
    editable=False,
    help_text="By which members have read the draft before it moved from one series to the other.",
    null=True,
    verbose_name="number in the other series",
)


def number_drafts_apart(apps, schema_editor):
    """Number the drafts under restricted items among the restricted ones, and say so in their audit.

    What was published keeps its reference. The number that a draft leaves is kept for it: its body's members may have
    read it.
    """
    using = schema_editor.connection.alias
    for name in ("Decision", "Action"):
        given = {}
        audit = apps.get_model("meetings", f"Historical{name}").objects.using(using)
        rows = apps.get_model("meetings", name).objects.using(using)
        for draft in rows.filter(state="draft", item__restricted=True).order_by("body", "year", "number"):
            series = (draft.body_id, draft.year)
            given[series] = given.get(series, 0) + 1
            draft.numbered_apart, draft.number, draft.other_number = True, given[series], draft.number
            draft.save()
            facts = {field.attname: getattr(draft, field.attname) for field in draft._meta.concrete_fields}
            audit.create(**facts, history_type="~", history_date=timezone.now(), history_change_reason=WHY)


def refuse_to_mix(apps, schema_editor):
    """Nothing, unless something is numbered apart: put among the open ones its number might be taken already."""
    using = schema_editor.connection.alias
    for name in ("Decision", "Action"):
        if apps.get_model("meetings", name).objects.using(using).filter(numbered_apart=True).exists():
            raise RuntimeError(f"There is a {name.lower()} with an R in its number: this migration cannot be undone.")


class Migration(migrations.Migration):
    # The tables are altered first: PostgreSQL alters none whose new rows have foreign keys to be checked at the commit.

    dependencies = [
        ("meetings", "0003_attendance_corrected"),
    ]

    operations = [
        *(
            migrations.AlterModelOptions(name=name, options={"ordering": ["-year", "numbered_apart", "-number"]})
            for name in ("action", "decision")
        ),
        *(
            migrations.RemoveConstraint(model_name=name, name=f"meetings_{name}_one_number_each")
            for name in ("action", "decision")
        ),
        *(
            migrations.AddField(model_name=name, name=column, field=field)
            for name in ("action", "decision", "historicalaction", "historicaldecision")
            for column, field in (("numbered_apart", APART), ("other_number", OTHER))
        ),
        *(
            migrations.AddConstraint(
                model_name=name,
                constraint=models.UniqueConstraint(
                    fields=("body", "year", "numbered_apart", "number"), name=f"meetings_{name}_one_number_each"
                ),
            )
            for name in ("action", "decision")
        ),
        migrations.RunPython(number_drafts_apart, refuse_to_mix),
    ]
