"""To prove a refusal: its sentence, and that nothing was written."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from governance.foundation.deeds import Refused
from tests.governance.tables import dump


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, and every table is as it was."""
    before = dump()
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.sentence == sentence
    assert dump() == before
