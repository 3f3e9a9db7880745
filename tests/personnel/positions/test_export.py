"""Manual 3.5.4 prints the parent's filter as parent_positio_coden."""

from tests.factories import make_position


def test_the_misspelt_filter_works_in_exports(api):
    make_position(position_code="LEAD", position_name="Lead", parent_position_id=1)
    query = {"export_type": "csv", "parent_positio_coden": "1"}
    answer = api.get("/personnel/api/positions/export/", query)
    header = "position_code,position_name,parent_position_code,parent_position_name"
    expected = f"{header}\r\nLEAD,Lead,1,Position\r\n"
    assert (answer.status_code, answer.getvalue().decode()) == (200, expected)
    assert "X-Etp-Warning" not in answer
