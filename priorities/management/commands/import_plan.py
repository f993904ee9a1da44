"""`manage.py import_plan PLAN FILE --as NAME`: lay out the draft of a plan as an xlsx or csv says, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from governance.foundation.sentences import counted
from priorities.management.importing import ImportCommand
from priorities.models import DeliveryPlan, PlanVersion
from priorities.sheets.plan_import import lay_out, read_plan


class Command(ImportCommand):
    """The draft then holds what the file says and nothing else; actions that go on keep their lineage."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The plan as well."""
        parser.add_argument("plan", help="the end of the plan’s address")
        super().add_arguments(parser)
        parser.add_argument(
            "--same-actions",
            action="store_true",
            help="confirm that actions of which something was reported go on in other words",
        )

    def handle(
        self,
        *args: Any,
        plan: str,
        file: Path,
        username: str,
        dry_run: bool,
        same_actions: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        """Read every line, tell what is wrong, or else lay out the draft."""
        by = self.user_called(username)
        version = _draft_of(plan)
        with self.opened(file) as opened:
            read = read_plan(opened, version.plan, by=by)
            self.require_sound(read.faults)
            count = sum(1 for row in read.rows if row.ref)
            if not dry_run:
                with self.bar(len(read.rows), "action", "Laying out", verbosity=verbosity) as bar:
                    lay_out(
                        version,
                        read.rows,
                        approaches=read.approaches,
                        confirmed=same_actions,
                        by=by,
                        progress=bar.update,
                    )
        if verbosity:
            what = "would be laid out" if dry_run else "laid out"
            self.stdout.write(f"{counted(count, 'action')} {what} in {version}.")


def _draft_of(slug: str) -> PlanVersion:
    """The plan's draft. Raises CommandError."""
    plan = DeliveryPlan.objects.filter(slug=slug).first()
    if plan is None:
        raise CommandError(f"There is no plan {slug}.")
    version = plan.versions.drafts().select_related("plan", "plan__body").first()
    if version is None:
        raise CommandError(f"{plan} has no draft: draft its next version first.")
    return version
