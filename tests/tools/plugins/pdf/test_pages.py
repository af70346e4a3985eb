import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.options import PageList
from apps.tools.plugins.pdf.pages import (
    MAX_PAGES,
    check_page_list,
    choose_pages,
    chosen_once,
    write_page_list,
)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1-3,7,9-", [1, 2, 3, 7, 9, 10]),
        (" 1 - 2 , LAST ", [1, 2, 10]),
        ("-3", [1, 2, 3]),
        ("3-1", [3, 2, 1]),
        ("last-8", [10, 9, 8]),
        ("9-last,1,1", [9, 10, 1, 1]),
        ("odd", [1, 3, 5, 7, 9]),
        ("even,1", [2, 4, 6, 8, 10, 1]),
        ("all", list(range(1, 11))),
    ],
)
def test_a_list_names_pages_in_its_own_order(text: str, pages: list[int]) -> None:
    assert [index + 1 for index in choose_pages(check_page_list(text), 10)] == pages


@pytest.mark.parametrize("text", ["", "0", "-", "1,,2", "1-2-3", "a", "0-3", "1;2", "1.5", "-0", "1234567"])
def test_what_is_no_list_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(
        ValidationError, match=r"is not a page or a range of pages\. Pages are counted from 1"
    ):
        TypeAdapter(PageList).validate_python(text)


@pytest.mark.parametrize("text", ["11", "1-11", "12-", "-11", "20-5"])
def test_a_page_that_is_not_there_is_named(text: str) -> None:
    with pytest.raises(InvalidInputError, match="has 10 pages") as refusal:
        choose_pages(text, 10)

    assert text in str(refusal.value)
    assert refusal.value.code == "input_not_allowed"


def test_more_pages_than_a_document_may_have_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="more than 2,000 pages") as refusal:
        choose_pages(",".join(["all"] * 3), MAX_PAGES // 2)

    assert refusal.value.code == "input_limit"


def test_tools_that_change_pages_in_place_get_each_page_once() -> None:
    assert chosen_once("5,1-3,2,5", 10) == [0, 1, 2, 4]


@given(st.lists(st.integers(0, 99), min_size=1, max_size=40))
def test_a_list_that_is_written_reads_as_the_same_pages(pages: list[int]) -> None:
    assert choose_pages(check_page_list(write_page_list(pages)), 100) == pages
