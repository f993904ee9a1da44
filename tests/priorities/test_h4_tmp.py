import time, pytest
from tests import make
from tests.make_priorities import *
from tests.priorities.leading_cast import scene, A_DAY
pytestmark = pytest.mark.django_db
def test_perf(cast, client):
    from priorities.models import Update, PlanAction
    told = scene(cast)
    fw = make_framework(cast.board)
    began = make.today() - 10*A_DAY
    ps = [make_period(fw, began - 91*n*A_DAY, began - 91*(n-1)*A_DAY) for n in range(11, -1, -1)]
    v = make_version(make_plan(cast.health, framework=fw))
    s = v.sections.get()
    from django.db.models import QuerySet
    rows = [PlanAction(section=s, position=n, ref=f"A{n}", what="x", lead_body=cast.health) for n in range(500)]
    QuerySet(PlanAction).bulk_create(rows)
    from django.utils import timezone
    acts = list(PlanAction.objects.filter(section=s))
    QuerySet(Update).bulk_create([Update(action=a, period=p, status="green", accepted_at=timezone.now()) for a in acts for p in ps[:-1]])
    publish(v)
    client.force_login(cast.secretary)
    client.get("/updates/")
    for url in ("/updates/", "/updates/?page=2"):
        t=time.perf_counter(); r=client.get(url); print(url, r.status_code, len(r.content), time.perf_counter()-t)
    from priorities.leading import actions_led, lines_on
    t=time.perf_counter(); a=actions_led(make.today(), bodies={cast.health.pk}); l=lines_on(a, make.today()); print(len(l), time.perf_counter()-t)
    import cProfile, pstats
    pr=cProfile.Profile(); pr.enable(); client.get("/updates/"); pr.disable(); pstats.Stats(pr).sort_stats("cumtime").print_stats(25)
