"""The figures of the example: each indicator's own file comes in again and changes nothing."""

from django.core.files.base import ContentFile

from priorities.models import Indicator, Value
from priorities.sheets.figure_import import read_figures, record_figures
from tests import make


def test_the_file_of_every_indicator_comes_in_again_and_changes_nothing(client):
    by = make.an_administrator()
    count = Value.objects.count()
    for indicator in Indicator.objects.published():
        own = client.get(f"/indicators/{indicator.slug}.csv").content
        read = read_figures(ContentFile(own), by=by)
        assert read.faults == (), indicator
        assert len(read.rows) == own.count(b"\r\n") - 1 > 0, indicator
        weighed = record_figures(read.rows, by=by)
        assert (weighed.written, weighed.same) == ((), len(read.rows)), indicator
    assert Value.objects.count() == count > 0
