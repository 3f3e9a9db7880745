"""A world is bound for the length of an answer, and left whatever happens."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import get_script_prefix, reverse, set_script_prefix

from etpserver.api.worlds import World, bind_world, current_world, unbind_world
from etpserver.emulator.worlds import registry
from etpserver.emulator.worlds.errors import UnknownWorldError
from etpserver.emulator.worlds.middleware import WorldMiddleware


class Worlds:
    """Two worlds without databases; notes who is bound."""

    def __init__(self):
        self.bound = []

    def bind(self, name):
        if name not in {"main", "w"}:
            raise UnknownWorldError(name)
        self.bound.append(name)
        token = bind_world(World(name))

        def undo():
            unbind_world(token)
            self.bound.remove(name)

        return undo

    def world_of_key(self, _key):
        return None

    def exists(self, name):
        return name in {"main", "w"}


@pytest.fixture
def worlds():
    before, prefix = registry.installed(), get_script_prefix()
    request_finished.disconnect(close_old_connections)  # as Django's test client does
    made = Worlds()
    registry.install(made)
    yield made
    registry.install(before)
    request_finished.connect(close_old_connections)
    set_script_prefix(prefix)


@pytest.fixture
def ask(worlds, rf: RequestFactory):
    """Let a view answer a request."""

    def call(view, path="/_etp/w/w/x", **headers):
        return WorldMiddleware(view)(rf.get(path, headers=headers))

    return call


def test_it_is_bound_until_the_answer_is_closed(worlds, ask):
    seen = []
    answer = ask(lambda _request: HttpResponse(seen.append(current_world().name)))

    assert (seen, worlds.bound, answer["X-Etp-World"]) == (["w"], ["w"], "w")
    answer.close()
    assert (worlds.bound, current_world().name) == ([], "main")
    answer.close()
    assert worlds.bound == []


def test_a_streamed_body_is_made_in_the_world(worlds, ask):
    def parts():
        yield current_world().name

    answer = ask(lambda _request: StreamingHttpResponse(parts()))
    assert b"".join(answer) == b"w"
    answer.close()
    assert worlds.bound == []


def test_links_have_the_prefix_while_it_is_bound(ask):
    answer = ask(lambda _request: HttpResponse(reverse("etp_openapi")))

    assert answer.content == b"/_etp/w/w/_etp/openapi.json"
    answer.close()
    assert reverse("etp_openapi") == "/_etp/openapi.json"


def test_a_view_that_fails_leaves_the_world(worlds, ask):
    def view(_request):
        raise KeyError("x")

    with pytest.raises(KeyError):
        ask(view)

    assert (worlds.bound, get_script_prefix()) == ([], "/")


def test_an_answer_that_cannot_be_dressed_leaves_the_world(worlds, ask):
    with pytest.raises(AttributeError):
        ask(lambda _request: None)

    assert (worlds.bound, get_script_prefix()) == ([], "/")


def test_a_body_whose_end_fails_leaves_the_world(worlds, ask):
    answer = ask(lambda _request: HttpResponse())

    def fail():
        raise KeyError("x")

    answer._resource_closers.append(fail)
    answer.close()  # Django swallows what closers raise

    assert worlds.bound == []


def test_a_database_that_cannot_be_had_leaves_the_prefix(worlds, ask, monkeypatch):
    def bind(_name):
        raise OSError("gone")

    monkeypatch.setattr(worlds, "bind", bind)
    with pytest.raises(OSError, match="gone"):
        ask(lambda _request: HttpResponse())

    assert get_script_prefix() == "/"


def test_an_unknown_world_is_404_and_binds_nothing(worlds, ask):
    answer = ask(lambda _request: HttpResponse(), "/_etp/w/nowhere/x")

    assert (answer.status_code, worlds.bound, get_script_prefix()) == (404, [], "/")


def test_without_worlds_everything_passes(rf):
    answer = WorldMiddleware(lambda _request: HttpResponse("as it is"))(rf.get("/_etp/w/w/x"))

    assert (answer.content, "X-Etp-World" in answer) == (b"as it is", False)
