import gc

import pytest

from data.base.garbage import uncollected


@uncollected()
def fail():
    assert not gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert not gc.isenabled()
    raise KeyError


@pytest.mark.parametrize("collecting", [True, False])
def test_garbage_is_looked_for_again_as_before_whatever_happens(collecting):
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with pytest.raises(KeyError):
            fail()
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()
