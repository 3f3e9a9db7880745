"""The paths of terminals, under /iclock/.

Old firmware writes `/iclock/cdata.aspx`; nothing of a path's last part but its letters matters.
"""

from django.urls import URLPattern, re_path

from iclock.push.views import View, anything, cdata, devicecmd, file, getrequest, noted, portrait


def _at(name: str, view: View) -> URLPattern:
    return re_path(rf"^{_in_any_case(name)}(?:\.{_in_any_case('aspx')})?/?\Z", view)


def _in_any_case(word: str) -> str:
    # Django cannot build URLs, the admin's included, beside a pattern with the flag (?i).
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


urlpatterns = [
    _at("cdata", cdata),
    _at("fdata", cdata),
    _at("getrequest", getrequest),
    _at("devicecmd", devicecmd),
    _at("ping", noted),
    _at("exchange", noted),
    _at("file", file),
    re_path(r"^doc/biophoto/(?P<code>[^/]+)\.jpg\Z", portrait),
    # What is unknown under /iclock/api/ is an unknown path of the vendor's API.
    re_path(r"^(?!api(?:/|\Z))", anything),
]
