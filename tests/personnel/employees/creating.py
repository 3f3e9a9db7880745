"""Creating employees in tests, what came of it compared as a whole."""

from tests.personnel.employees.people import EMPLOYEES, get, stored, written


def refuses(api, sent, expected, *, format="json", status=400):
    before = stored()
    answer = api.post(EMPLOYEES, sent, format=format)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


def creates(api, sent, **over):
    """The answer, checked against what is stored and, in `over`, what was meant."""
    answer = api.post(EMPLOYEES, sent, format="json")
    assert answer.status_code == 201, answer.json()
    made = get(answer.json()["emp_code"])
    assert answer.json() == {"id": made.pk, **written(made)}
    assert {name: answer.json()[name] for name in over} == over
    return made
