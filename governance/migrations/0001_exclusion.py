"""PostgreSQL needs one extension before it can refuse overlapping spans; SQLite passes over it."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """The extension alone, so that the records can lean on it."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [BtreeGistExtension()]
