"""What is built is described: settings, vendor codes, operations, bulk actions, resources."""

import ast
import inspect
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from etpserver.api.control.document import path_of
from etpserver.api.vendor_codes import CODES
from etpserver.emulator.faults.bodies import ENDINGS, DoBody, MatchBody, RuleBody
from etpserver.emulator.faults.magic import MAGIC
from etpserver.emulator.faults.scenarios import BY_NAME, SCENARIOS
from etpserver.emulator.urls import urlpatterns
from etpserver.env import SETTINGS
from iclock.commands.catalogue import CATALOGUE
from tests.docs.command_line import shown, walk
from tests.docs.control import is_control
from tests.docs.generators import COMMANDS
from tests.docs.grounds import PACKAGES, ground_of
from tests.docs.pages import DOCS, HEADING, ROOT, blocks, name_of, read
from tests.docs.resources import OPERATIONS, RESOURCES, built

API_PAGES = sorted((DOCS / "api").glob("*.md"))
FIDELITY = DOCS / "fidelity.md"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
BUILT = list(built())
DEFINED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.variable)
def test_every_setting_has_a_row(setting) -> None:
    assert f"| `{setting.variable}` |" in read(DOCS / "settings.md")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_row_and_help(name: str) -> None:
    assert COMMANDS[name].help
    assert f"| `etpserver {name}` |" in read(DOCS / "serving.md")


@pytest.mark.parametrize("name", [name for name, _ in walk(COMMANDS, "")])
def test_every_flag_and_argument_says_what_it_does(name: str) -> None:
    command = dict(walk(COMMANDS, ""))[name]

    assert command.help
    assert [parameter.name for parameter in shown(command) if not parameter.help] == []


# Calls of the control plane have a generated table of their own.
OTHERS = [pattern for pattern in urlpatterns if not is_control(pattern)]


@pytest.mark.parametrize("pattern", OTHERS, ids=str)
def test_every_other_path_has_a_row(pattern) -> None:
    assert f"`{path_of(pattern)}`" in read(DOCS / "serving.md")


# An example, not only a row, for each thing that a fault can do.
FAULT_EXAMPLES = [
    block.text for block in blocks(read(DOCS / "faults.md")) if block.language != "text"
]


@pytest.mark.parametrize("name", [*DoBody().fields, *ENDINGS])
def test_everything_that_a_fault_does_is_described_and_shown(name: str) -> None:
    assert f"| `{name}` |" in read(DOCS / "faults.md")
    assert any(f'"{name}"' in text or f"{name}=" in text for text in FAULT_EXAMPLES)


@pytest.mark.parametrize("body", [MatchBody, RuleBody, DoBody, *(s.options for s in SCENARIOS)])
def test_every_key_of_a_rule_and_of_a_scenario_says_what_it_means(body) -> None:
    assert [name for name, field in body().fields.items() if not field.help_text] == []


@pytest.mark.parametrize("name", [*MatchBody().fields, *RuleBody().fields, *BY_NAME, *MAGIC])
def test_every_part_of_the_faults_has_a_row(name: str) -> None:
    page = read(DOCS / "faults.md")

    assert f"| `{name}` |" in page or f": `{name}`" in page


@pytest.mark.parametrize("entry", CODES, ids=lambda entry: str(entry.code))
def test_every_vendor_code_has_a_row(entry) -> None:
    assert f"| {entry.code} | {entry.message} |" in read(DOCS / "errors.md")


@pytest.mark.parametrize("operation", BUILT, ids=lambda operation: operation.id)
def test_every_operation_has_a_heading(operation) -> None:
    headings = [found["text"] for page in API_PAGES for found in HEADING.finditer(read(page))]

    assert any(f"`{operation.id}`" in heading for heading in headings)


@pytest.mark.parametrize("operation", BUILT, ids=lambda operation: operation.id)
def test_every_operation_has_a_row_with_its_path(operation) -> None:
    row = f"| `{operation.id}` | `{operation.method} {operation.path}` |"

    assert any(row in read(page) for page in API_PAGES)


def test_limits_tells_how_many_operations_there_are() -> None:
    assert f"{len(BUILT)} of the {len(OPERATIONS)} documented" in read(DOCS / "limits.md")


@pytest.mark.parametrize("entry", OPERATIONS, ids=lambda entry: entry["id"])
def test_every_operation_has_a_ground(entry) -> None:
    request, answer = ground_of(entry)

    assert f"| `{entry['id']}` | {entry['section']} | {request} | {answer} |" in read(FIDELITY)


@pytest.mark.parametrize(
    "missing", [{"section": ""}, {"response_example": None}, {"request_example": None, "body": []}]
)
def test_an_operation_that_rests_on_nothing_has_no_ground(missing) -> None:
    entry = next(one for one in OPERATIONS if one["id"] == "areas_create")

    with pytest.raises(LookupError, match="areas_create has no ground"):
        ground_of({**entry, **missing})


def test_every_rule_of_fidelity_names_its_ground() -> None:
    rules = read(FIDELITY).partition("## Rules")[2].partition("\n## ")[0]
    grounds = re.findall(r"^\| .* \| ([^|]+) \|$", rules, re.M)[1:]

    assert len(grounds) > 50
    assert [text for text in grounds if not text.startswith(("manual", "observed", "guess"))] == []


@pytest.mark.parametrize("prefix", RESOURCES)
def test_every_resource_has_a_page_with_its_bulk_actions(prefix) -> None:
    page = read(DOCS / "api" / f"{prefix}.md")

    for choice in getattr(RESOURCES[prefix], "bulk_actions", ()):
        assert f"| `{choice.name}` | {choice.right} |" in page


@pytest.mark.parametrize("operation", sorted({entry.operation for entry in CATALOGUE}))
def test_the_page_of_commands_knows_every_operation_that_queues_some(operation: str) -> None:
    assert operation in {entry["id"] for entry in OPERATIONS}
    assert f"| `{operation}` |" in read(DOCS / "commands.md")


# What is used without the rest of the project, from outside of it.
USED_ALONE = sorted(
    module
    for package in ("etpserver/testing", "iclock/virtual")
    for module in (ROOT / package).rglob("*.py")
)


@pytest.mark.parametrize("module", USED_ALONE, ids=name_of)
def test_all_that_is_used_alone_says_what_it_does(module: Path) -> None:
    tree = ast.parse(read(module))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    named = [node for parent in (tree, *classes) for node in parent.body]
    public = [n for n in named if isinstance(n, DEFINED) and not n.name.startswith("_")]

    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


KERNEL = sorted(module for module in (ROOT / "etpserver" / "api").rglob("*.py"))


@pytest.mark.parametrize("module", KERNEL, ids=name_of)
def test_all_that_resources_are_built_on_says_what_it_does(module: Path) -> None:
    loaded = import_module(
        name_of(module).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    public = [
        thing
        for name, thing in vars(loaded).items()
        if not name.startswith("_") and getattr(thing, "__module__", "") == loaded.__name__
        if inspect.isclass(thing) or inspect.isfunction(thing)
    ]
    own = [
        method
        for kind in filter(inspect.isclass, public)
        for name, method in vars(kind).items()
        if not name.startswith("_") and inspect.isroutine(inspect.unwrap(method))
        # What another class promises is described there.
        if not any(hasattr(base, name) for base in kind.__mro__[1:])
    ]

    assert loaded.__doc__
    assert [thing.__qualname__ for thing in (*public, *own) if not thing.__doc__] == []


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_has_its_four_parts(page: Path) -> None:
    parts = re.findall(r"^## (.+)$", read(page), re.M)

    assert parts == ["Status", "Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_every_dependency_was_weighed(requirement: str) -> None:
    name = re.split(r"[<>=!~;\[ ]", requirement)[0]

    assert f"| {name} |" in read(DOCS / "decisions" / "0010-run-time-dependencies.md")


def test_the_architecture_names_every_package() -> None:
    packages = [
        file.parent
        for top in PACKAGES
        for file in (ROOT / top).rglob("__init__.py")
        if file.parent.name != "migrations"
    ]
    tree = read(DOCS / "architecture.md")

    assert [name_of(package) for package in packages if f"{package.name}/" not in tree] == []
