"""The models of terminals that can be played: what each tells of itself, and what it holds."""

from dataclasses import dataclass

FINGERPRINT, FACE, FINGER_VEIN, PALM, VISIBLE_LIGHT_FACE = 1, 2, 7, 8, 9
MODERN, MIDDLE, LEGACY = 10, 9, 7  # columns of an ATTLOG line


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """A product; numbers are capacities, versions those of the template algorithms.

    `bio_data` and `bio_photo` are the lists of the options MultiBioDataSupport and
    MultiBioPhotoSupport, by type of template; empty for a device that knows only the older tables.
    """

    name: str
    platform: str
    firmware: str
    push_version: str
    protocol: str
    users: int
    logs: int
    fingers: int = 0
    finger_version: str = "10"
    faces: int = 0
    face_version: str = ""
    veins: int = 0
    vein_version: str = "3"
    palms: int = 0
    palm_version: str = "12"
    bio_data: str = ""
    bio_photo: str = ""
    attlog_columns: int = MODERN
    has_camera: bool = False
    has_door: bool = False
    measures_temperature: bool = False
    device_type: str = ""  # of the handshake
    content_type: str = "text/plain"

    @property
    def is_legacy(self) -> bool:
        """Whether it is older than BIODATA."""
        return not self.bio_data

    @property
    def tells_parameters(self) -> bool:
        """Whether it posts its parameters when the server asks for them."""
        return self.protocol >= "2.4"

    def knows(self, bio_type: int) -> bool:
        """Whether it can hold templates of this type, in whatever table."""
        if self.is_legacy:
            return self.capacity(bio_type) > 0 and bio_type != VISIBLE_LIGHT_FACE
        return has_flag(self.bio_data, bio_type) or (bio_type == FINGER_VEIN and self.veins > 0)

    def capacity(self, bio_type: int) -> int:
        """How many fingers, faces, palms it holds."""
        return {
            FINGERPRINT: self.fingers,
            FACE: self.faces,
            FINGER_VEIN: self.veins,
            PALM: self.palms,
            VISIBLE_LIGHT_FACE: self.faces,
        }.get(bio_type, 0)

    def version(self, bio_type: int) -> str:
        """The major version of its algorithm."""
        return {
            FINGERPRINT: self.finger_version,
            FACE: self.face_version,
            FINGER_VEIN: self.vein_version,
            PALM: self.palm_version,
            VISIBLE_LIGHT_FACE: self.face_version,
        }.get(bio_type, "")


def has_flag(support: str, bio_type: int) -> bool:
    """One place of a colon list such as `0:1:0:0:0:0:0:0:1:1`."""
    flags = support.split(":")
    return 0 <= bio_type < len(flags) and flags[bio_type].strip() == "1"


# Observed: captures of these devices, or of their kin, for platform, versions and lists.
# Guess: capacities after data sheets; what no capture shows.
MODELS = (
    DeviceModel(
        name="SpeedFace-V5L[TD]",
        platform="ZAM170_TFT",
        firmware="ZAM170-NF-Ver1.1.27",
        push_version="Ver 2.0.32S-20200506",
        protocol="2.4.1",
        users=10_000,
        logs=200_000,
        fingers=6_000,
        faces=6_000,
        face_version="58",
        palms=3_000,
        bio_data="0:1:0:0:0:0:0:0:1:1",
        bio_photo="0:0:0:0:0:0:0:0:0:1",
        has_camera=True,
        has_door=True,
        measures_temperature=True,
    ),
    DeviceModel(
        name="SenseFace 4A",
        platform="ZAM70_TFT",
        firmware="ZAM70-NF24HA-Ver3.3.12",
        push_version="Ver 3.0.3-20240715",
        protocol="2.4.1",
        users=3_000,
        logs=150_000,
        fingers=3_000,
        faces=3_000,
        face_version="39",
        palms=500,
        bio_data="0:1:1:0:0:0:0:0:1:1",
        bio_photo="0:0:0:0:0:0:0:0:0:1",
        attlog_columns=MIDDLE,
        has_camera=True,
        has_door=True,
        device_type="att",
        content_type="application-push; charset=UTF-8",
    ),
    DeviceModel(
        name="ProFace X",
        platform="ZMM510_TFT",
        firmware="ZMM510-NF-Ver1.3.4",
        push_version="Ver 2.0.35S-20210716",
        protocol="2.4.1",
        users=50_000,
        logs=1_000_000,
        faces=30_000,
        face_version="58",
        palms=5_000,
        bio_data="0:0:0:0:0:0:0:0:1:1",
        bio_photo="0:0:0:0:0:0:0:0:0:1",
        has_camera=True,
        has_door=True,
        device_type="att",
    ),
    DeviceModel(
        name="IN02-A/ID",
        platform="ZMM220_TFT",
        firmware="Ver 8.0.4.4-20190617",
        push_version="Ver 2.0.36-20180926",
        protocol="2.4.0",
        users=10_000,
        logs=100_000,
        fingers=3_000,
        attlog_columns=LEGACY,
        has_door=True,
    ),
    DeviceModel(
        name="MB460",
        platform="ZMM220_TFT",
        firmware="Ver 8.0.4.2-20180510",
        push_version="Ver 2.0.28-20170512",
        protocol="2.3.0",
        users=2_000,
        logs=100_000,
        fingers=2_000,
        faces=1_500,
        face_version="7",
        attlog_columns=LEGACY,
        has_camera=True,
        has_door=True,
    ),
    DeviceModel(
        name="FV18",
        platform="ZMM100_TFT",
        firmware="Ver 6.70.1-20150414",
        push_version="Ver 2.0.12-20150625",
        protocol="",  # says nothing, which means 2.2.14
        users=1_000,
        logs=50_000,
        fingers=1_000,
        veins=1_000,
        attlog_columns=LEGACY,
        has_door=True,
    ),
)
BY_NAME = {model.name: model for model in MODELS}
DEFAULT = MODELS[0]


def model_named(name: str | None) -> DeviceModel:
    """The model with this name; the default one for a name that nobody knows."""
    return BY_NAME.get(name or "", DEFAULT)
