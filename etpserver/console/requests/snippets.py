"""A request as programs would send it: curl, Python and others, ready to be copied."""

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

USUAL = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to be written down; `body` is JSON, a text or None."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def is_json(self) -> bool:
        return isinstance(self.body, dict | list)

    @property
    def text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False) if self.is_json else str(self.body or "")


def curl(sent: Sent) -> str:
    lines = [f"curl -X {shlex.quote(sent.method)} {shlex.quote(sent.url)}"]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in sent.headers.items()]
    if sent.body is not None:
        lines.append(f"-d {shlex.quote(sent.text)}")
    return " \\\n  ".join(lines)


def python(sent: Sent) -> str:
    lines = [
        "import requests",
        "",
        *_python_call(sent.method),
        f"    {sent.url!r},",
    ]
    if sent.headers:
        lines += [
            "    headers={",
            *(f"        {n!r}: {v!r}," for n, v in sent.headers.items()),
            "    },",
        ]
    if sent.is_json:
        lines.append(f"    json={sent.body!r},")
    elif sent.body is not None:
        lines.append(f"    data={sent.text!r},")
    return "\n".join(
        [*lines, "    timeout=30,", ")", "answer.raise_for_status()", "print(answer.json())"]
    )


def _python_call(method: str) -> list[str]:
    """The first lines of the call; a method may be any word, and some are code."""
    if method in USUAL:
        return [f"answer = requests.{method.lower()}("]
    return ["answer = requests.request(", f"    {method!r},"]


def javascript(sent: Sent) -> str:
    options = [f"  method: {_js(sent.method)},"]
    if sent.headers:
        options += [
            "  headers: {",
            *(f"    {_js(n)}: {_js(v)}," for n, v in sent.headers.items()),
            "  },",
        ]
    if sent.is_json:
        options.append(f"  body: JSON.stringify({_js(sent.body)}),")
    elif sent.body is not None:
        options.append(f"  body: {_js(sent.text)},")
    return "\n".join(
        [
            f"const answer = await fetch({_js(sent.url)}, {{",
            *options,
            "});",
            "if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);",
            "console.log(await answer.json());",
        ]
    )


def csharp(sent: Sent) -> str:
    method = sent.method.capitalize()
    lines = [
        "using var client = new HttpClient();",
        f"using var request = new HttpRequestMessage(HttpMethod.{method}, {_js(sent.url)});",
    ]
    for name, value in sent.headers.items():
        if name.lower() != "content-type":
            lines.append(f"request.Headers.TryAddWithoutValidation({_js(name)}, {_js(value)});")
    if sent.body is not None:
        kind = sent.headers.get("Content-Type", "application/json")
        lines.append(
            f"request.Content = new StringContent({_js(sent.text)}, Encoding.UTF8, {_js(kind)});"
        )
    return "\n".join(
        [
            *lines,
            "using var answer = await client.SendAsync(request);",
            "answer.EnsureSuccessStatusCode();",
            "Console.WriteLine(await answer.Content.ReadAsStringAsync());",
        ]
    )


def php(sent: Sent) -> str:
    lines = [
        f"$request = curl_init({_php(sent.url)});",
        "curl_setopt_array($request, [",
        f"    CURLOPT_CUSTOMREQUEST => {_php(sent.method)},",
        "    CURLOPT_RETURNTRANSFER => true,",
    ]
    if sent.headers:
        heads = [f"        {_php(f'{name}: {value}')}," for name, value in sent.headers.items()]
        lines += ["    CURLOPT_HTTPHEADER => [", *heads, "    ],"]
    if sent.body is not None:
        lines.append(f"    CURLOPT_POSTFIELDS => {_php(sent.text)},")
    return "\n".join([*lines, "]);", "echo curl_exec($request);"])


LANGUAGES: Mapping[str, Callable[[Sent], str]] = {
    "curl": curl,
    "Python": python,
    "JavaScript": javascript,
    "C#": csharp,
    "PHP": php,
}
OF_ENTRIES = ("curl", "Python", "JavaScript")


def with_query(url: str, query: Mapping[str, Any]) -> str:
    return f"{url}?{urlencode(query)}" if query else url


def _js(value: Any) -> str:
    """A literal of JavaScript, and of C# as far as texts go."""
    return json.dumps(value, ensure_ascii=False)


def _php(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
