"""The models, and the templates that they make up."""

import base64
import json
from pathlib import Path

import pytest

from iclock.virtual.device_models import BY_NAME, DEFAULT, MODELS, model_named
from iclock.virtual.portraits import is_image, portrait
from iclock.virtual.templates import PARTS, data_of, made_up, with_filler, without_filler

ROOT = Path(__file__).parents[3]
DEMO = json.loads((ROOT / "fixtures/demo/parameters/device_models.json").read_text())


@pytest.mark.parametrize("told", DEMO, ids=lambda told: told["code"])
def test_the_demo_s_terminals_are_of_models_that_can_be_played(told):
    model = BY_NAME[told["code"]]
    own = {
        "code": model.name,
        "platform": model.platform,
        "fw_ver": model.firmware,
        "push_ver": model.push_version,
        "users": model.users,
        "logs": model.logs,
        "fingers": model.fingers,
        "faces": model.faces,
        "face_version": model.face_version,
        "palms": model.palms,
        "palm_version": model.palm_version,
        "bio_data": model.bio_data,
        "bio_photo": model.bio_photo,
    }
    assert {name: own[name] for name in told} == told


def test_a_name_that_nobody_knows_stands_for_the_default():
    assert model_named("MB460").name == "MB460"
    assert model_named("X9000") is model_named(None) is DEFAULT


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_makes_templates_of_all_that_it_knows(model):
    for bio_type in (1, 2, 7, 8, 9):
        if not model.knows(bio_type):
            continue
        made = made_up(model, "7", bio_type, 0)
        assert [template.index for template in made] == list(range(PARTS[bio_type]))
        assert {template.major for template in made} == {model.version(bio_type)} != {""}
        assert model.capacity(bio_type) > 0


def test_the_same_person_has_the_same_finger_on_every_terminal():
    speed, sense = BY_NAME["SpeedFace-V5L[TD]"], BY_NAME["SenseFace 4A"]
    assert made_up(speed, "7", 1, 6) == made_up(sense, "7", 1, 6)
    assert made_up(speed, "7", 9, 0)[0].data != made_up(sense, "7", 9, 0)[0].data


def test_no_two_parts_are_the_same():
    made = {
        data_of(pin, bio_type, no, index, version)
        for pin in ("7", "8")
        for bio_type in (1, 8)
        for no in (0, 1)
        for index in (0, 1)
        for version in ("10", "12")
    }
    assert len(made) == 32


@pytest.mark.parametrize(
    ("bio_type", "least", "most"), [(1, 700, 1300), (8, 1500, 1800), (9, 1000, 1300)]
)
def test_templates_are_of_plausible_size(bio_type, least, most):
    sizes = [len(base64.b64decode(data_of(str(n), bio_type, 0, 0, "10"))) for n in range(50)]
    assert least <= min(sizes) <= max(sizes) <= most


def test_a_fingerprint_begins_as_they_all_do():
    assert base64.b64decode(data_of("7", 1, 6, 0, "10")).startswith(b"K\xd9SS21")


def test_a_face_loses_the_filler_that_it_got():
    data = data_of("7", 2, 0, 0, "7")
    assert without_filler(with_filler(data)) == without_filler(data) == data


def test_a_portrait_is_a_small_jpeg_of_the_person_s_own():
    assert is_image(portrait("7"))
    assert portrait("7") != portrait("8")
    assert len(portrait("7")) < 10_000
