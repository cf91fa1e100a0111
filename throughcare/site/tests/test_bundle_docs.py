"""The reference of the bundle in ``docs``."""

from throughcare.site.bundle_docs import write
from throughcare.transition.rules.bundle_format import FILES


def test_what_is_stale_is_named_and_written_once(tmp_path):
    assert len(write(check=True, docs=tmp_path)) == len(FILES) + 1
    assert list(tmp_path.iterdir()) == []
    assert len(write(check=False, docs=tmp_path)) == len(FILES) + 1
    assert write(check=True, docs=tmp_path) == []


def test_the_committed_reference_is_fresh():
    assert write(check=True) == []
