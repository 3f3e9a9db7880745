"""A request in five languages: what is written means what was sent."""

import json
import subprocess
import sys

import pytest

from etpserver.console.requests.snippets import LANGUAGES, Sent, with_query

NASTY = {"name": 'O\'Neil "x" \\ $HOME `id`', "more": [1, None, True], "zoe": "Zoë"}
SENT = Sent(
    "POST", "http://127.0.0.1:8088/personnel/api/areas/",
    {"Authorization": "Token abc", "Content-Type": "application/json"}, NASTY,
)  # fmt: skip


def test_the_shell_reads_the_body_as_it_was() -> None:
    written = LANGUAGES["curl"](SENT).replace("curl ", "printf '%s\\0' ", 1)
    done = subprocess.run(["sh", "-c", written], capture_output=True, text=True, check=True)
    words = done.stdout.split("\0")[:-1]
    assert words[:3] == ["-X", "POST", SENT.url]
    assert words[3:7] == ["-H", "Authorization: Token abc", "-H", "Content-Type: application/json"]
    assert json.loads(words[8]) == NASTY


def test_python_sends_it_as_it_was() -> None:
    script = LANGUAGES["Python"](SENT).replace("import requests", "from fake import requests")
    fake = (
        "import sys, types, json\n"
        "class Answer:\n"
        "    def raise_for_status(self): pass\n"
        "    def json(self): return self.kept\n"
        "def post(url, **more):\n"
        "    a = Answer(); a.kept = json.dumps([url, more]); return a\n"
        "m = types.ModuleType('fake'); m.requests = types.SimpleNamespace(post=post)\n"
        "sys.modules['fake'] = m\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", fake + script], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [
        SENT.url, {"headers": dict(SENT.headers), "json": NASTY, "timeout": 30},
    ]  # fmt: skip


def test_javascript_holds_it_as_a_literal() -> None:
    assert LANGUAGES["JavaScript"](SENT).splitlines() == [
        'const answer = await fetch("http://127.0.0.1:8088/personnel/api/areas/", {',
        '  method: "POST",',
        "  headers: {",
        '    "Authorization": "Token abc",',
        '    "Content-Type": "application/json",',
        "  },",
        f"  body: JSON.stringify({json.dumps(NASTY, ensure_ascii=False)}),",
        "});",
        "if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);",
        "console.log(await answer.json());",
    ]


def test_php_escapes_what_ends_its_texts() -> None:
    assert r"""'{"name": "O\'Neil \\"x\\" """.strip() in LANGUAGES["PHP"](SENT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_read_has_no_body(language) -> None:
    written = LANGUAGES[language](Sent("GET", with_query("http://h/a/", {"q": "a b&c"})))
    assert "http://h/a/?q=a+b%26c" in written
    for word in ("-d ", "json=", "data=", "body", "StringContent", "POSTFIELDS"):
        assert word not in written
