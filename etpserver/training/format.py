"""What an exercise's file may say; the words of each key are its documentation."""

import re
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from etpserver.api.control.fields import OneOfField
from etpserver.api.control.views import ControlBody
from etpserver.emulator import json_paths
from etpserver.emulator.clock.bodies import MomentField
from etpserver.emulator.journal.bodies import CountBody, VerifyBody
from etpserver.training.values import KINDS

WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
METHODS = ("post", "put", "patch", "delete")
LONGEST = 10_000  # characters of a text
LEVELS = ("easy", "medium", "hard")
SOURCES = ("get", "journal", "answer")
OPTIONAL: dict[str, Any] = {"required": False}


class Prose(serializers.CharField):
    """A text for people."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, **options)


class Word(serializers.CharField):
    """What other parts of the file, and answers, call something."""

    default_error_messages = {"malformed": "takes 1 to 40 of a-z, 0-9, - and _, first a letter"}

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        if not WORD.fullmatch(text):
            self.fail("malformed")
        return text


class Path(serializers.CharField):
    """`/..` of the documented API, else a path of the control plane."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=1000, **options)


class PlaceField(serializers.CharField):
    """A JSONPath."""

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        try:
            json_paths.compiled(text)
        except json_paths.PathError as problem:
            raise serializers.ValidationError(f"{text} is no JSONPath: {problem}") from problem
        return text


class CallBody(ControlBody):
    """A call that changes the world."""

    post = Path(**OPTIONAL, help_text="The path to POST to.")
    put = Path(**OPTIONAL, help_text="The same for PUT.")
    patch = Path(**OPTIONAL, help_text="The same for PATCH.")
    delete = Path(**OPTIONAL, help_text="The same for DELETE.")
    body = serializers.DictField(**OPTIONAL, help_text="The JSON object to send.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs.keys() & set(METHODS)) != 1:
            raise serializers.ValidationError(f"takes one of {', '.join(METHODS)}")
        return attrs


class EventBody(ControlBody):
    """Something that happens once, while the trainee works."""

    when = VerifyBody(help_text="What the journal must show first, as in `check[].journal`.")
    do = CallBody(many=True, allow_empty=False, help_text="Calls as in `setup`.")


class QuestionBody(ControlBody):
    """Something that the trainee is asked for."""

    name = Word(help_text="What the answer is sent under.")
    question = Prose(help_text="The question.")
    kind = OneOfField(
        KINDS,
        help_text="`number`; `text`, where case and blanks at the ends do not count; `list`, in any"
        " order, each value once.",
    )


class PlainSourceBody(ControlBody):
    """Values that a read of the world finds."""

    get = Path(help_text="The path to read, with its query: name a `page_size` that fits all.")
    at = PlaceField(help_text="A JSONPath (RFC 9535) to the values.")


class SourceBody(PlainSourceBody):
    """What the right answer is."""

    only = PlainSourceBody(**OPTIONAL, help_text="Of the values, those that are found here too.")
    without = PlainSourceBody(**OPTIONAL, help_text="Of the values, those that are not found here.")
    count = serializers.BooleanField(
        **OPTIONAL, help_text="`true`: the answer is how many different values there are."
    )


class ConditionBody(ControlBody):
    """One thing that must be so; it has `get`, `journal` or `answer`."""

    id = Word(help_text="A name; `wrong.fails` refers to it.")
    says = Prose(help_text="What is so once it is met: `There is an area COK-LAB.`")
    otherwise = Prose(help_text="What to tell a trainee as long as it is not.")
    get = Path(**OPTIONAL, help_text="A path to read, as the admin of the world.")
    at = PlaceField(**OPTIONAL, help_text="A JSONPath to values of the answer.")
    status = serializers.IntegerField(
        **OPTIONAL, help_text="The status of the answer; 200 if nothing is said."
    )
    equals = serializers.JSONField(**OPTIONAL, help_text="The one value that `at` finds.")
    includes = serializers.ListField(
        **OPTIONAL, child=serializers.JSONField(), help_text="Values that are found, among others."
    )
    excludes = serializers.ListField(
        **OPTIONAL, child=serializers.JSONField(), help_text="Values that are not found."
    )
    count = CountBody(**OPTIONAL, help_text="How many are found: `exactly`, `at_least`, `at_most`.")
    journal = VerifyBody(
        **OPTIONAL,
        help_text="The body of [`POST /_etp/requests/verify`](journal.md#verifying): `match` with"
        " `count`, or `order`.",
    )
    answer = Word(**OPTIONAL, help_text="The `name` of a question: its answer is right.")
    truth = SourceBody(**OPTIONAL, help_text="With `answer`: how the right one is found.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sources = attrs.keys() & set(SOURCES)
        if len(sources) != 1:
            raise serializers.ValidationError(f"takes one of {', '.join(SOURCES)}")
        allowed = {
            "get": {"at", "status", "equals", "includes", "excludes", "count"},
            "journal": set(),
            "answer": {"truth"},
        }[next(iter(sources))]
        others = attrs.keys() - {"id", "says", "otherwise", *sources} - allowed
        if others:
            text = f"does not go with {next(iter(sources))}"
            raise serializers.ValidationError({min(others): text})
        if "answer" in attrs and "truth" not in attrs:
            raise serializers.ValidationError({"truth": "is needed"})
        if attrs.keys() & {"equals", "includes", "excludes", "count"} and "at" not in attrs:
            raise serializers.ValidationError({"at": "is needed"})
        return attrs


class SolutionBody(ControlBody):
    """How an exercise is done."""

    text = Prose(help_text="How it is done, in words.")
    program = Prose(help_text="The same as a Python program.")


class WrongBody(ControlBody):
    """A likely mistake."""

    text = Prose(help_text="What is wrong about it.")
    program = Prose(help_text="A Python program that makes the mistake.")
    fails = serializers.ListField(
        child=Word(), min_length=1, help_text="The conditions that are then not met, all of them."
    )


class ExerciseBody(ControlBody):
    """A file of exercises."""

    title = serializers.CharField(max_length=80, help_text="A few words.")
    subject = serializers.CharField(
        **OPTIONAL, max_length=30, help_text="What part of the API it is about, in a word."
    )
    level = OneOfField(LEVELS, **OPTIONAL, help_text="`easy`, `medium` or `hard`.")
    story = Prose(help_text="Why somebody would want this done. Short.")
    steps = serializers.ListField(
        child=Prose(), min_length=1, help_text="What to do, in the words of the job."
    )
    files = serializers.ListField(
        **OPTIONAL,
        child=serializers.CharField(max_length=100),
        help_text="Names of files beside, in `files/`, which the trainee may download.",
    )
    clock = MomentField(
        **OPTIONAL,
        help_text="What time it is when the exercise begins; time goes on from there. Without it"
        " Monday, 19 January 2026, 11:00 in India.",
    )
    setup = CallBody(
        many=True, **OPTIONAL, help_text="Calls made in the fresh world before the trainee starts."
    )
    events = EventBody(
        many=True,
        **OPTIONAL,
        help_text="What happens meanwhile, one after the other, each right after the answer that"
        " completes its `when`.",
    )
    questions = QuestionBody(many=True, **OPTIONAL, help_text="What the trainee is asked for.")
    check = ConditionBody(
        many=True, allow_empty=False, help_text="What must be so; all of it is looked at."
    )
    hints = serializers.ListField(
        child=Prose(), min_length=1, help_text="Revealed one by one, the vaguest first."
    )
    solution = SolutionBody(help_text="Shown when all hints are, or when it is solved.")
    wrong = WrongBody(help_text="A likely mistake, for the test of the exercise.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        asked = {question["name"] for question in attrs.get("questions", ())}
        checked = {one["answer"] for one in attrs["check"] if "answer" in one}
        if asked != checked:
            text = "each question needs a condition with its `answer`, and each such a question"
            raise serializers.ValidationError({"questions": text})
        _refuse_twins([question["name"] for question in attrs.get("questions", ())], "questions")
        ids = [condition["id"] for condition in attrs["check"]]
        _refuse_twins(ids, "check")
        unknown = [name for name in attrs["wrong"]["fails"] if name not in ids]
        if unknown:
            text = f"there is no condition {unknown[0]}"
            raise serializers.ValidationError({"wrong": {"fails": text}})
        return attrs


def _refuse_twins(names: list[str], key: str) -> None:
    twin = next((name for name in names if names.count(name) > 1), None)
    if twin is not None:
        raise serializers.ValidationError({key: f"{twin} is there twice"})


def first_error(errors: Any, place: str = "") -> str:
    """The first of a serializer's errors, with its place in the file: `check[2].at: ..`."""
    if isinstance(errors, Mapping):
        name, inner = next((pair for pair in errors.items() if pair[1]), ("", ""))
        if name == "non_field_errors":
            return first_error(inner, place)
        key = f"[{name}]" if isinstance(name, int) else f".{name}"
        return first_error(inner, f"{place}{key}")
    if isinstance(errors, list) and any(isinstance(part, Mapping) for part in errors):
        number = next(i for i, part in enumerate(errors) if part)
        return first_error(errors[number], f"{place}[{number}]")
    text = str(errors[0]) if isinstance(errors, list) and errors else str(errors)
    return f"{place.removeprefix('.')}: {text}" if place else text
