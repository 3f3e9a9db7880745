"""Reading commands: whatever a server sends, nothing raises."""

from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from iclock.virtual.commands.execution import COMMANDS, attempt, execute
from iclock.virtual.commands.reading import Command, Fields, read_commands
from iclock.virtual.commands.steps import Fetch, Result
from iclock.virtual.commands.updating import TABLES
from iclock.virtual.exchange import Reply, Request
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.server_options import ServerOptions
from tests.iclock.virtual.scripted import ScriptedServer, make_terminal


def test_reads_commands_in_their_order():
    text = "C:1:DATA UPDATE USERINFO PIN=7\tName=A=B\r\n\r\nC:x2:REBOOT\nC:3:SET OPTION a=b"
    assert list(read_commands(text)) == [
        Command("1", "DATA UPDATE", "USERINFO PIN=7\tName=A=B"),
        Command("x2", "REBOOT", ""),
        Command("3", "SET OPTION", "a=b"),
    ]


def test_what_has_no_id_or_no_start_is_no_command():
    assert list(read_commands("OK\nC::REBOOT\nnonsense\nC:1")) == [Command("1", "", "")]


def test_fields_skip_what_is_empty_and_know_no_case():
    fields = Fields.read("PIN=7\tCard=\t\tGrp=1\tTMP=QQ==")
    assert fields == {"pin": "7", "card": "", "grp": "1", "tmp": "QQ=="}
    assert fields.text("Passwd", "GRP") == "1"


words = st.sampled_from([*COMMANDS, "SHELL", "NONSENSE", ""])
tables = st.sampled_from([*TABLES, "ATTLOG", "ATTPHOTO", "FROM", ""])
names = st.sampled_from(
    [
        *("PIN", "FID", "Type", "No", "Index", "Size", "TMP", "Content", "Format", "Url", "UID"),
        *("TAG", "MSG", "MIN", "StartTime", "EndTime", "CODE", "KeyID", "Action", "TableName"),
        *("RETRY", "OVERWRITE", "MajorVer", "Card", "checksum", "url", "size", "type"),
    ]
)
values = st.one_of(
    st.text(max_size=20),
    st.integers().map(str),
    st.sampled_from(["7", "QUJD", "2026-01-05 12:00:00", "http://[", "syncdata", "USERINFO"]),
)
fields = st.lists(st.tuples(names, values).map("=".join), max_size=6).map("\t".join)
commands = st.one_of(
    st.text(max_size=60),
    st.tuples(words, tables, fields).map(" ".join),
    st.tuples(words, st.text(max_size=40)).map(" ".join),
)


@given(st.lists(commands, max_size=4).map(lambda lines: "\n".join(f"C:1:{line}" for line in lines)))
@settings(max_examples=100, deadline=None)
def test_no_command_raises(text):
    terminal = make_terminal(users=("7",))
    for command in read_commands(text):
        step = execute(terminal, command)
        while not isinstance(step, Result):
            given_back = [b"QUJD"] if isinstance(step, Fetch) else []
            step = attempt(partial(step.then, *given_back))
        assert isinstance(step.code, int)


options = st.tuples(
    st.sampled_from(["Language", "IPAddress", "AlarmReRec", "Delay", "TimeZone", "TransInterval"]),
    st.text(max_size=12),
).map(lambda pair: "SET OPTION {}={}".format(*pair))


@given(st.lists(st.one_of(commands, options), max_size=4))
@settings(max_examples=100, deadline=None)
def test_nothing_that_follows_raises(texts):
    terminal, server = make_terminal(users=("7",)), ScriptedServer(commands=[*texts, "REBOOT"])
    for _ in range(3):
        terminal.punch("7")
        run_until_idle(terminal, server, max_requests=30)


@given(
    st.binary(max_size=200),
    st.integers(100, 599),
    st.sampled_from([b"", b"GET OPTION FROM: 1\n", b"OK", b"C:1:"]),
)
@settings(max_examples=100, deadline=None)
def test_no_reply_raises(body, status, begin):
    terminal = make_terminal()
    now = 0.0
    for _ in range(4):
        step = terminal.next_request(now)
        if isinstance(step, Request):
            terminal.receive(Reply(status, begin + body, {"date": body.decode("latin-1")}), now)
        else:
            now = step.until


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "TransFlag",
                "TimeZone",
                "TransTimes",
                "TransInterval",
                "ErrorDelay",
                "Delay",
                "MaxPostSize",
                "Stamp",
                "MultiBioDataSupport",
                "PushProtVer",
                "Realtime",
            ]
        ),
        st.text(st.characters(exclude_characters="\r\n"), max_size=20),
    )
)
@settings(max_examples=100, deadline=None)
def test_no_option_raises(options):
    lines = "\n".join(f"{name}={value}" for name, value in options.items())
    read = ServerOptions.read(f"GET OPTION FROM: SN1\n{lines}")
    assert 1 <= read.delay <= 86_400
    assert 1 <= read.error_delay <= 86_400
    assert read.max_post > 0
    assert read.upload_interval >= 0
    assert isinstance(read.passes("AttLog"), bool)
    assert isinstance(read.is_zero("ATTLOG"), bool)
    assert isinstance(read.takes_bio_data(1), bool)
    assert read.zone is None or abs(read.zone) <= 1440
    assert len(read.upload_times) <= 10
