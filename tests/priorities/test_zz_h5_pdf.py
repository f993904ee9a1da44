import pytest
from tests.cast import assemble
from tests.priorities.views.test_reports_in_chromium import furnish
@pytest.mark.django_db
def test_pdf(client):
    furnish(assemble())
    open('/tmp/h5/r.pdf','wb').write(client.get('/plans/clinics/q1/exceptions.pdf').content)
    open('/tmp/h5/b.pdf','wb').write(client.get('/bodies/health/performance/q1.pdf').content)
