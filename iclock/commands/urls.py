"""The control plane's paths of a terminal's queue, each with and without its last slash."""

from django.urls import re_path

from iclock.commands.control import answer_command, list_commands

urlpatterns = [
    re_path(r"^(?P<sn>[^/]+)/commands/?\Z", list_commands),
    re_path(r"^(?P<sn>[^/]+)/commands/(?P<command>[^/]+)/answer/?\Z", answer_command),
]
