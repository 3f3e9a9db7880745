"""Lines about people: who they are, their photos, their cards."""

import re

from iclock.push.parsing.fields import Fields
from iclock.push.parsing.records import IdCardLine, PictureLine, PortraitLine, UserLine
from iclock.push.parsing.values import UnreadableError, read_base64, read_number

# Section 11 of the push protocol has the last two.
SAME = {"PASSWORD": "PASSWD", "PRIVILEGE": "PRI", "CARDNO": "CARD", "GROUP": "GRP"}
NUMBERS = ("PRI", "VERIFY", "GRP")
CARD = re.compile(r"\d{1,20}", re.ASCII)
CARD_BYTES = re.compile(r"\[((?:[0-9A-Fa-f]{2}){1,8})\]")
VISIBLE_LIGHT_FACE = 9
LONGEST_FILE_NAME, LONGEST_URL = 200, 500


def read_user(line: int, text: str) -> UserLine:
    """`USER PIN=7<tab>Name=Ali<tab>Pri=0<tab>..`."""
    given = Fields.read(text)
    pin = given.pin()
    fields = {SAME.get(key, key): value for key, value in given.values.items() if key != "PIN"}
    for name in NUMBERS:
        if fields.get(name):
            read_number(name, fields[name])
    if "CARD" in fields:
        fields["CARD"] = _card(fields["CARD"])
    return UserLine(line, pin, fields)


def _card(text: str) -> str:
    """The card's number in decimal; `[15CD5B07]` is 123456789, its lowest byte first."""
    if found := CARD_BYTES.fullmatch(text):
        text = str(int.from_bytes(bytes.fromhex(found[1]), "little"))
    elif text and not CARD.fullmatch(text):
        raise UnreadableError(f"Card: {text[:50]} is no number of a card.")
    # Guess: card 0 is no card.
    return text if text.strip("0") else ""


def read_picture(line: int, text: str) -> PictureLine:
    """`USERPIC PIN=7<tab>FileName=7.jpg<tab>Size=..<tab>Content=..`."""
    fields = Fields.read(text)
    content = read_base64("Content", fields.text("CONTENT"), fields.number("SIZE"))
    return PictureLine(line, fields.pin(), fields.text("FILENAME")[:LONGEST_FILE_NAME], content)


def read_portrait(line: int, text: str) -> PortraitLine:
    """`BIOPHOTO PIN=7<tab>FileName=7.jpg<tab>Type=0<tab>Size=..<tab>Content=..`, or a Url."""
    fields = Fields.read(text)
    url, content = fields.text("URL")[:LONGEST_URL], b""
    if fields.text("CONTENT") or not url:
        content = read_base64("Content", fields.text("CONTENT"), fields.number("SIZE"))
    # Observed: a SpeedFace-V5L calls its visible-light portraits type 0.
    wire_type = fields.number("TYPE") or VISIBLE_LIGHT_FACE
    return PortraitLine(line, fields.pin(), wire_type, content, url)


def read_id_card(line: int, text: str) -> IdCardLine:
    """`IDCARD` and whatever fields there are."""
    fields = Fields.read(text).values
    if not fields:
        raise UnreadableError("The line holds nothing.")
    return IdCardLine(line, fields)
