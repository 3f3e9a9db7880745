import pytest

from tests.kernel.answers import envelope, vendor_error

SERVER = "http://testserver"


@pytest.fixture
def ask(api, kind):
    """GET the list with a query."""

    def call(**query):
        return api.get(kind.url(), query)

    return call


def codes(answer, kind):
    return [record[kind.code] for record in answer.json()["data"]]


def test_answers_records_in_an_envelope_by_ascending_id(ask, kind):
    site = kind.new("SITE", "Site", kind.root)
    gate = kind.new("GATE", "Gate", site)
    answer = ask()
    expected = envelope([kind.listed(node) for node in (kind.root, site, gate)])
    assert (answer.status_code, answer.json()) == (200, expected)


def test_an_empty_list_is_an_empty_page(ask, kind):
    answer = ask(**{kind.code: "NOBODY"})
    assert (answer.status_code, answer.json()) == (200, envelope([]))


def test_costs_the_same_queries_for_1_and_for_50_rows(ask, kind, django_assert_num_queries):
    parent = kind.root
    with django_assert_num_queries(3):
        ask()
    for _ in range(50):
        parent = kind.new(parent=parent)
    with django_assert_num_queries(3):
        assert len(ask(page_size=1000).json()["data"]) == 51


# ---- filters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"), [("GATE", ["GATE"]), ("gate", []), ("GAT", []), ("  GATE ", ["GATE"])]
)
def test_filters_by_the_exact_code(ask, kind, text, found):
    kind.new("GATE", "Main gate")
    answer = ask(**{kind.code: text})
    assert (answer.status_code, codes(answer, kind)) == (200, found)


@pytest.mark.parametrize(
    ("text", "found"), [("Main gate", ["GATE"]), ("main gate", []), ("Main", [])]
)
def test_filters_by_the_exact_name(ask, kind, text, found):
    kind.new("GATE", "Main gate")
    answer = ask(**{kind.name: text})
    assert (answer.status_code, codes(answer, kind)) == (200, found)


@pytest.mark.parametrize(
    ("text", "found"),
    [("ate", ["GATE"]), ("GaT", ["GATE"]), ("x", []), ("zürich", ["ZÜRICH"]), ("ÜR", ["ZÜRICH"])],
)
def test_filters_by_part_of_the_code_in_any_case(ask, kind, text, found):
    kind.new("GATE", "One")
    kind.new("ZÜRICH", "Two")
    answer = ask(**{f"{kind.code}_icontains": text})
    assert (answer.status_code, codes(answer, kind)) == (200, found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GATE", ["A"]),
        ("in g", ["A"]),
        ("élysée", ["B"]),
        ("СКЛАД", ["C"]),
        ("ΑΘΉΝΑ", ["D"]),
        ("100%", ["E"]),
        ("%", ["E"]),
        ("_", ["E"]),
        ("a_b", ["E"]),
        ("\\", []),
        (".*", []),
        ("é.*", []),
    ],
)
def test_filters_by_part_of_the_name_in_any_case(ask, kind, text, found):
    names = {"A": "Main gate", "B": "ÉLYSÉE", "C": "склад", "D": "Αθήνα", "E": "100% a_b"}
    for code, name in names.items():
        kind.new(code, name)
    answer = ask(**{f"{kind.name}_icontains": text})
    assert (answer.status_code, codes(answer, kind)) == (200, found)


def test_filters_by_the_parents_code(ask, kind):
    site = kind.new("SITE")
    kind.new("DOOR", parent=kind.new("GATE", parent=site))
    answer = ask(**{f"{kind.parent}_code": "SITE"})
    assert (answer.status_code, codes(answer, kind)) == (200, ["GATE"])


def test_filters_by_the_parents_id(ask, kind):
    site = kind.new("SITE")
    kind.new("GATE", parent=site)
    answer = ask(**{f"{kind.parent}_code": site.pk})
    assert (answer.status_code, codes(answer, kind)) == (200, ["GATE"])


def test_a_parents_code_wins_over_an_id(ask, kind):
    other = kind.new("OTHER")
    named = kind.new(str(other.pk))
    kind.new("WRONG", parent=other)
    kind.new("RIGHT", parent=named)
    answer = ask(**{f"{kind.parent}_code": other.pk})
    assert (answer.status_code, codes(answer, kind)) == (200, ["RIGHT"])


def test_an_unknown_parent_is_an_empty_list(ask, kind):
    answer = ask(**{f"{kind.parent}_code": "NOBODY"})
    assert (answer.status_code, answer.json()) == (200, envelope([]))


def test_zero_filters_the_records_without_a_parent(ask, kind):
    kind.new("GATE", parent=kind.root)
    answer = ask(**{f"{kind.parent}_code": 0})
    assert (answer.status_code, codes(answer, kind)) == (200, ["1"])


def test_filters_are_joined_by_and(ask, kind):
    kind.new("A1", "Gate", kind.root)
    kind.new("A2", "Gate")
    kind.new("A3", "Door", kind.root)
    answer = ask(**{kind.name: "Gate", f"{kind.parent}_code": "1"})
    assert (answer.status_code, codes(answer, kind)) == (200, ["A1"])


def test_an_empty_filter_is_none(ask, kind):
    answer = ask(**{kind.code: "", f"{kind.parent}_code": "", "search": "", "ordering": ""})
    assert (answer.status_code, answer.json()) == (200, envelope([kind.listed(kind.root)]))


def test_a_filter_of_a_megabyte_is_an_empty_list(ask, kind):
    answer = ask(**{f"{kind.name}_icontains": "é" * 100_000, f"{kind.parent}_code": "x" * 100_000})
    assert (answer.status_code, answer.json()) == (200, envelope([]))


# ---- search ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bengaluru", ["BLR-1", "BLR-2"]),
        ("BENGALURU north", ["BLR-1"]),
        ("blr 2", ["BLR-2"]),
        ("north mumbai", []),
        ("mumbaï", ["MUM"]),
        ("MUMBAÏ", ["MUM"]),
        ("50%", ["MUM"]),
        ("%", ["MUM"]),
        ("_", []),
    ],
)
def test_search_wants_every_word_somewhere_in_the_texts(ask, kind, text, found):
    kind.new("BLR-1", "Bengaluru North")
    kind.new("BLR-2", "Bengaluru South")
    kind.new("MUM", "Mumbaï 50%")
    answer = ask(search=text)
    assert (answer.status_code, codes(answer, kind)) == (200, found)


def test_search_doubles_no_row(ask, kind):
    site = kind.new("ABC", "abc")
    kind.new("ABC-1", "abc abc", site)
    kind.new("ABC-2", "abc", site)
    answer = ask(search="abc a b c", ordering=kind.parent)
    assert (answer.json()["count"], len(codes(answer, kind))) == (3, 3)


def test_refuses_31_words(ask, kind):
    answer = ask(search=" ".join("abcdefghijklmnopqrstuvwxyz12345"))
    expected = vendor_error(-1, "search takes up to 30 words.", "search")
    assert (answer.status_code, answer.json()) == (400, expected)


# ---- ordering -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ordering", "found"),
    [
        ("code", ["1", "A", "B", "C"]),
        ("-code", ["C", "B", "A", "1"]),
        ("-id", ["A", "B", "C", "1"]),
        ("+-id", ["A", "B", "C", "1"]),
        ("name,-code", ["C", "B", "A", "1"]),
        ("-name,code", ["1", "A", "B", "C"]),
        ("nonsense", ["1", "C", "B", "A"]),
        ("nonsense,-id,,", ["A", "B", "C", "1"]),
        ("company__id,company_id,pk", ["1", "C", "B", "A"]),
        ("company,-id", ["A", "B", "C", "1"]),
        ("code,-code", ["1", "A", "B", "C"]),
    ],
)
def test_ordering(ask, kind, ordering, found):
    for code in ("C", "B", "A"):
        kind.new(code, " Same")
    spelled = ",".join(
        part.replace("code", kind.code).replace("name", kind.name) for part in ordering.split(",")
    )
    root = kind.model.objects.filter(pk=1)
    root.update(**{kind.name: "Zoo"})
    answer = ask(ordering=spelled)
    assert (answer.status_code, codes(answer, kind)) == (200, found)


def test_a_reference_orders_by_its_code(ask, kind):
    late, early = kind.new("Z", "Aaa"), kind.new("Y", "Bbb")
    kind.new("UNDER-Z", parent=late)
    kind.new("UNDER-Y", parent=early)
    answer = ask(ordering=f"-{kind.parent}", search="UNDER")
    assert codes(answer, kind) == ["UNDER-Z", "UNDER-Y"]
    answer = ask(ordering=kind.parent, search="UNDER")
    assert codes(answer, kind) == ["UNDER-Y", "UNDER-Z"]


# ---- pages ----------------------------------------------------------------------------------


def test_a_page_has_ten_records_and_links(ask, kind):
    nodes = [kind.root, *(kind.new() for _ in range(24))]
    answer = ask()
    following = f"{SERVER}{kind.url()}?page=2"
    expected = envelope([kind.listed(node) for node in nodes[:10]], count=25, next=following)
    assert (answer.status_code, answer.json()) == (200, expected)


def test_the_last_page_links_back(ask, kind):
    nodes = [kind.root, *(kind.new() for _ in range(24))]
    answer = ask(page=3)
    before = f"{SERVER}{kind.url()}?page=2"
    expected = envelope([kind.listed(node) for node in nodes[20:]], count=25, previous=before)
    assert (answer.status_code, answer.json()) == (200, expected)


def test_the_link_to_the_first_page_names_no_page(ask, kind):
    for _ in range(11):
        kind.new()
    assert ask(page=2).json()["previous"] == f"{SERVER}{kind.url()}"


@pytest.mark.parametrize("size", ["page_size", "pageSize", "limit"])
@pytest.mark.parametrize("page", ["page", "pageNo"])
def test_links_keep_the_query_and_write_aliases_as_page_and_page_size(ask, kind, page, size):
    for _ in range(5):
        kind.new(name="Same name")
    answer = ask(search="same name", **{page: 2, size: 2})
    base = f"{SERVER}{kind.url()}?search=same+name"
    assert answer.json()["next"] == f"{base}&page=3&page_size=2"
    assert answer.json()["previous"] == f"{base}&page_size=2"
    assert "X-Etp-Warning" not in answer


def test_next_can_be_followed_to_the_end(api, kind):
    for _ in range(24):
        kind.new()
    url, found = f"{kind.url()}?pageSize=7&ordering=-id", []
    while url:
        answer = api.get(url).json()
        found += [record["id"] for record in answer["data"]]
        url = answer["next"]
    everything = kind.model.objects.order_by("-pk").values_list("pk", flat=True)
    assert found == list(everything)


def test_links_start_with_the_public_url(ask, kind, settings):
    settings.PUBLIC_URL = "https://hr.example/etp"
    for _ in range(10):
        kind.new()
    assert ask().json()["next"] == f"https://hr.example/etp{kind.url()}?page=2"


def test_clamps_page_size_to_1000(ask, kind):
    kind.model.objects.bulk_create(
        [kind.model(**{kind.code: f"N{number}", kind.name: "N"}) for number in range(1000)]
    )
    answer = ask(page_size=5000).json()
    assert (answer["count"], len(answer["data"])) == (1001, 1000)
    assert answer["next"] == f"{SERVER}{kind.url()}?page=2&page_size=1000"


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "abc", "1e3", "\u0661", "0x1", "00", "1,2"])
@pytest.mark.parametrize("name", ["page", "pageNo", "page_size", "pageSize", "limit"])
def test_refuses_what_is_no_positive_integer(ask, kind, name, value):
    answer = ask(**{name: value})
    expected = vendor_error(-90, f"{name} is a whole number from 1.", name)
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("page", [2, 10**9, 10**400, "9" * 13])
def test_a_page_beyond_the_last_is_404(ask, kind, page):
    answer = ask(page=page)
    assert (answer.status_code, answer.json()) == (404, vendor_error(-1, "Invalid page."))


def test_a_page_size_of_400_digits_is_clamped(ask, kind):
    answer = ask(page_size=10**400)
    assert (answer.status_code, answer.json()) == (200, envelope([kind.listed(kind.root)]))


def test_empty_page_values_are_the_defaults(ask, kind):
    answer = ask(page="", page_size=" ")
    assert (answer.status_code, answer.json()) == (200, envelope([kind.listed(kind.root)]))


def test_a_plus_and_leading_zeros_are_tolerated(ask, kind):
    answer = ask(page="+01", page_size="007")
    assert (answer.status_code, answer.json()) == (200, envelope([kind.listed(kind.root)]))


# ---- what is not documented -----------------------------------------------------------------


def test_names_unknown_parameters_in_a_header(ask, kind):
    answer = ask(color="red", format="xml", **{f"{kind.code}__gt": "1"})
    assert (answer.status_code, answer.json()) == (200, envelope([kind.listed(kind.root)]))
    expected = f"unknown query parameters: color, format, {kind.code}__gt"
    assert answer["X-Etp-Warning"] == expected


def test_access_token_is_a_known_parameter(ask, kind):
    assert "X-Etp-Warning" not in ask(access_token="whatever")


def test_strict_refuses_unknown_parameters(ask, kind, strict):
    answer = ask(color="red", size="7")
    expected = vendor_error(-1, "Unknown query parameters: color, size.", "color")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_strict_refuses_page_sizes_over_1000(ask, kind, strict):
    answer = ask(page_size=1001)
    expected = vendor_error(-91, "page_size is at most 1000.", "page_size")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("name", ["page", "page_size", "limit", "search", "ordering", "code"])
def test_strict_refuses_empty_values(ask, kind, strict, name):
    spelled = kind.code if name == "code" else name
    answer = ask(**{spelled: " "})
    expected = vendor_error(-92, f"{spelled} is empty.", spelled)
    assert (answer.status_code, answer.json()) == (400, expected)


def test_strict_takes_every_documented_parameter(ask, kind, strict):
    given = {kind.code: "1", f"{kind.code}_icontains": "1", kind.name: kind.root.name,
             f"{kind.name}_icontains": kind.root.name, f"{kind.parent}_code": "0"}  # fmt: skip
    answer = ask(**given, search="1", ordering="id", page=1, page_size=10)
    assert (answer.status_code, answer.json()) == (200, envelope([kind.listed(kind.root)]))


@pytest.mark.parametrize("query", ["search=a%00b", "%00=1", "ordering=%00", "x=%00"])
def test_refuses_nul_in_a_query(api, kind, query):
    answer = api.get(f"{kind.url()}?{query}")
    detail = "Text must not hold NUL characters or unpaired surrogates."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))


def test_broken_utf_8_in_a_query_matches_nothing(api, kind):
    answer = api.get(f"{kind.url()}?{kind.name}=%ED%A0%80&search=%FF")
    assert (answer.status_code, answer.json()) == (200, envelope([]))


def test_refuses_more_parameters_than_django_takes(api, kind):
    answer = api.get(f"{kind.url()}?{'a=1&' * 10_001}")
    assert (answer.status_code, answer.json()["code"]) == (400, -1)


def test_a_viewer_may_list(viewer, api, kind):
    api.force_authenticate(viewer)
    answer = api.get(kind.url())
    assert (answer.status_code, answer.json()) == (200, envelope([kind.listed(kind.root)]))
