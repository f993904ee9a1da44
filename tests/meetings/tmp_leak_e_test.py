import pytest
from tests import addresses
from tests.test_leaks import MARK, plant_registers, plant_report_back, words_of

@pytest.mark.django_db
@pytest.mark.parametrize("viewer", ["visitor", "member", "former_member"])
def test_mine(cast, client, viewer):
    plant_registers(cast); plant_report_back(cast)
    if viewer != "visitor": client.force_login(getattr(cast, viewer))
    seen = 0
    bad = {}
    from django.urls import reverse
    for name, kw in addresses.EVERY.items():
        if name.split(":")[1] in {"structure-pdf","structure-svg","agenda-pdf","pack-pdf","terms-pdf"}: continue
        for k in kw():
            for day in ("", "?on=2027-01-01"):
                a = reverse(name, kwargs=k) + day
                if ".pdf" in a and day: continue
                r = client.get(a); seen += 1
                assert r.status_code < 500, a
                w = words_of(r).lower()
                if MARK.lower() in w: bad[a] = w[max(w.index(MARK.lower())-80,0):][:160]
    print(seen)
    assert bad == {}
    assert seen > 100
