"""What a log line is about."""

from common.logging import bind, bound, log_context


def test_fields_hold_for_a_block_and_nest() -> None:
    with bound(request_id="r"):
        with bound(execution="e") as fields:
            assert fields == log_context() == {"request_id": "r", "execution": "e"}
        assert log_context() == {"request_id": "r"}
    assert log_context() == {}


def test_fields_that_become_known_later_end_with_the_surrounding_block() -> None:
    with bound(request_id="r"):
        bind(user="alice")
        assert log_context() == {"request_id": "r", "user": "alice"}
    assert log_context() == {}
