"""What happens to people by REST happens on their terminals, through the wire."""

import io

from PIL import Image

NOW = {"start_time": "2026-01-05 09:00:00", "duration": 60}


def picture():
    file = io.BytesIO()
    Image.new("RGB", (200, 240), (180, 140, 110)).save(file, "JPEG")
    return file.getvalue()


def test_a_new_person_comes_to_the_terminals_of_the_area(site):
    terminal = site.terminal()
    code = site.employee(last_name="Rao", card_no="123456", device_password="4711")
    site.run(terminal)
    user = terminal.memory.users[code]
    assert (user.name, user.card, user.password) == ("Asha Rao", "123456", "4711")


def test_a_person_who_moves_or_is_deleted_leaves_the_terminal(site):
    terminal = site.terminal()
    moved, deleted = site.employee(), site.employee()
    site.run(terminal)
    body = {"emp_code": [moved], "area_code": ["1"]}
    site.ask("POST", "/personnel/api/employees/adjust_area/", body)
    site.ask("DELETE", f"/personnel/api/employees/{deleted}/")
    site.run(terminal)
    assert terminal.memory.users == {}


def test_who_resigns_leaves_the_terminal_and_comes_back_with_templates(site):
    terminal, code = site.terminal(), site.employee()
    site.enroll(terminal, code, 1, finger=6)
    body = {"emp_code": [code], "resign_date": "2026-01-05", "resign_type": 1}
    site.ask("POST", "/personnel/api/employees/adjust_resign/", body)
    site.run(terminal)
    assert (terminal.memory.users, terminal.memory.templates) == ({}, {})
    site.ask("POST", "/personnel/api/resigns/rehire/", {"emp_code": [code]})
    site.run(terminal)
    assert list(terminal.memory.users) == [code]
    assert list(terminal.memory.templates) == [(code, 1, 6, 0)]


def test_a_photo_comes_to_the_terminal_and_becomes_a_template_there(site):
    terminal, code = site.terminal(), site.employee()
    answer = site.rest.post(
        "/personnel/api/employees/update_emp_photo/",
        data={"emp_code": code},
        files={"upload_photo": ("photo.jpg", picture(), "image/jpeg")},
    )
    assert answer.status_code == 200, answer.text
    site.run(terminal)
    assert list(terminal.memory.pictures) == list(terminal.memory.bio_photos) == [code]
    assert terminal.memory.pictures[code].startswith(b"\xff\xd8")
    assert [template.bio_type for template in terminal.memory.templates_of(code)] == [9]


def test_deleted_templates_leave_the_terminal(site):
    terminal, code = site.terminal(), site.employee()
    site.enroll(terminal, code, 1, finger=6)
    site.enroll(terminal, code, 8)
    body = {"emp_code": [code], "finger_print": True}
    site.ask("POST", "/personnel/api/employees/del_bio_template/", body)
    site.run(terminal)
    assert {template.bio_type for template in terminal.memory.templates_of(code)} == {8}
    assert {bio_type for bio_type, *_ in site.templates(code)} == {8}


def test_everybody_of_the_area_is_sent_to_a_terminal_that_was_cleared(site):
    terminal = site.terminal()
    people = [site.employee() for _ in range(3)]
    site.run(terminal)
    for code in people:
        site.enroll(terminal, code, 1, finger=6)
    site.act(terminal, "clear_data")
    assert (terminal.memory.users, terminal.memory.templates) == ({}, {})
    body = {"devices_sn": [terminal.serial], "emp_code": True, "finger_print": True}
    site.ask("POST", "/iclock/api/terminals/sync_data_to_device/", body)
    site.run(terminal)
    assert sorted(terminal.memory.users) == sorted(people)
    assert len(terminal.memory.templates) == 3


def test_a_private_message_is_shown_to_its_person_until_it_is_deleted(site):
    terminal, code = site.terminal(), site.employee()
    site.run(terminal)
    answer = site.rest.post(
        "/iclock/api/privatemessages/", json={"employee": code, "content": "Tea at 5", **NOW}
    )
    uid = answer.headers["X-Etp-Id"]
    site.run(terminal)
    (message,) = terminal.memory.messages.values()
    assert (message.text, message.tag, message.minutes) == ("Tea at 5", 254, 60)
    assert terminal.memory.message_links == {(code, message.uid)}
    site.ask("DELETE", f"/iclock/api/privatemessages/{uid}/")
    site.run(terminal)
    assert (terminal.memory.messages, terminal.memory.message_links) == ({}, set())


def test_a_public_message_is_shown_to_all(site):
    terminal = site.terminal()
    body = {"terminal": terminal.serial, "content": "Fire drill", **NOW}
    site.ask("POST", "/iclock/api/publicmessages/", body)
    site.run(terminal)
    assert [(m.text, m.tag) for m in terminal.memory.messages.values()] == [("Fire drill", 253)]
