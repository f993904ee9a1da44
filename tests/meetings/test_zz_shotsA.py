import pytest
from django.test import Client
from tests.browser import chromium, page_of
from tests.meetings.views.test_meetings_in_chromium import fill
from meetings.models import Meeting
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
def test_shots(cast, live_server):
    fill(cast)
    m = Meeting.objects.filter(status="proposed").first(); moved = Meeting.objects.get(status="moved")
    with chromium() as browser, page_of(browser) as page:
        c = Client(); c.force_login(cast.secretary)
        page.context.add_cookies([{"name": "sessionid", "value": c.cookies["sessionid"].value, "url": live_server.url}])
        for n, a in enumerate(["/admin/meetings/meeting/", "/admin/meetings/meeting/add/", f"/admin/meetings/meeting/{m.pk}/change/", f"/admin/meetings/meeting/{moved.pk}/deed/move/", "/admin/meetings/meeting/propose-year/"]):
            page.goto(live_server.url + a); page.screenshot(path=f"/tmp/shotsA/adm{n}.png", full_page=True)
        print(page.complaints)
