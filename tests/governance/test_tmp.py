import random, pytest, os, time
from tests.governance.test_random_walk import long_walk

A = int(os.environ.get("A", "0"))


@pytest.mark.parametrize("seed", range(A, A + 40))
def test_x(db, seed):
    t = time.process_time()
    m = long_walk(seed)
    print(
        time.process_time() - t, m.accepted.total(), dict(m.accepted), len(m.told), m.refused.keys() - m.accepted.keys()
    )
