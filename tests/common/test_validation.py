"""From what pydantic refuses to places in what was sent."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator

from common.exceptions import FieldProblem
from common.validation import field_problems


class Jpeg(BaseModel):
    kind: Literal["jpeg"]
    quality: int


class Png(BaseModel):
    kind: Literal["png"]
    level: int = Field(le=9)


class Options(BaseModel):
    target: Annotated[Jpeg | Png, Field(discriminator="kind")]
    names: dict[str, int] = {}
    word: str = ""

    @field_validator("word")
    @classmethod
    def not_evil(cls, word: str) -> str:
        if word == "evil":
            raise ValueError("choose another word")
        return word


def problems_of(document: object, *, prefix: str = "/options") -> list[FieldProblem]:
    with pytest.raises(ValidationError) as refusal:
        Options.model_validate(document)
    return field_problems(refusal.value, prefix=prefix, document=document)


def test_a_value_inside_a_tagged_union_stands_where_it_was_sent() -> None:
    [problem] = problems_of({"target": {"kind": "png", "level": 10}})
    assert (problem.pointer, problem.type, problem.ctx) == (
        "/options/target/level",
        "less_than_equal",
        {"le": 9},
    )


def test_a_missing_value_stands_where_it_should_have_been() -> None:
    [problem] = problems_of({"target": {"kind": "jpeg"}})
    assert problem.pointer == "/options/target/quality"


def test_names_with_slashes_and_tildes_are_escaped() -> None:
    [problem] = problems_of({"target": {"kind": "png", "level": 1}, "names": {"a/b~c": "x"}})
    assert problem.pointer == "/options/names/a~1b~0c"


def test_a_document_of_another_kind_is_the_place_itself() -> None:
    assert [problem.pointer for problem in problems_of([], prefix="")] == [""]


def test_our_own_checks_speak_plainly() -> None:
    [problem] = problems_of({"target": {"kind": "png", "level": 1}, "word": "evil"})
    assert problem.msg == "choose another word"
    assert problem.ctx == {"error": "choose another word"}
