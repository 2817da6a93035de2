"""One thing has one identity, whichever way it is written."""

import csv
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.gs1 import (
    Gln,
    Gtin,
    Identity,
    Lgtin,
    MalformedIdentifier,
    Pgln,
    Sgln,
    Sgtin,
    Sscc,
    UnsupportedIdentifier,
    WrongCheckDigit,
    elements,
    parse,
)
from domain.gs1.character_set import CHARACTER_SET_82
from domain.gs1.check_digit import check_digit
from domain.gs1.element_string import write_raw

GOLDEN = Path(__file__).parent.parent / "golden" / "gs1" / "urn-digital-link.csv"
GTIN = Gtin("09521234543213")
GLN = Gln("9521321000018")

texts = st.text(sorted(CHARACTER_SET_82), min_size=1, max_size=20).filter(lambda text: text not in (".", ".."))


def keys(length: int) -> st.SearchStrategy[str]:
    bodies = st.text("0123456789", min_size=length - 1, max_size=length - 1)
    return bodies.map(lambda body: body + check_digit(body))


gtins, glns = keys(14).map(Gtin), keys(13).map(Gln)
identities: st.SearchStrategy[Identity] = st.one_of(
    gtins,
    st.builds(Lgtin, gtins, texts),
    st.builds(Sgtin, gtins, texts),
    keys(18).map(Sscc),
    glns,
    st.builds(Sgln, glns, texts.filter(lambda text: text != "0")),
    keys(13).map(Pgln),
)


@given(identities, st.integers(6, 12))
def test_every_form_of_one_thing_is_read_as_the_same_value(thing: Identity, prefix_length: int):
    forms = {
        thing.path,
        f"/{thing.path}",
        thing.digital_link("https://id.gs1.org"),
        thing.digital_link("http://127.0.0.1:8000/stem/"),
        thing.element_string(),
        write_raw(thing.elements),
        "]C1" + write_raw(thing.elements),
        "]d2" + write_raw(thing.elements),
        "]Q3" + write_raw(thing.elements),
        "\x1d" + write_raw(thing.elements) + "\x1d",
        thing.urn(prefix_length),
    }
    assert {parse(form) for form in forms} == {thing}


@given(identities, identities)
def test_different_things_are_written_differently(one: Identity, other: Identity):
    assume(one != other)
    assert one.path != other.path
    assert one.urn(7) != other.urn(7)
    assert one.element_string() != other.element_string()


BEGINNINGS = (
    "",
    "https://a/01/09521234543213",
    "(01)09521234543213",
    "]C10109521234543213",
    "01/09521234543213/",
    "urn:epc:id:sgtin:952123.0454321.",
)
CHARACTERS = sorted(CHARACTER_SET_82 | {"\x1d", "#", "[", "]", "@"})


@given(st.sampled_from(BEGINNINGS), st.text(CHARACTERS, max_size=40) | st.text())
def test_any_text_names_a_thing_or_is_refused_as_malformed(beginning: str, ending: str):
    try:
        thing = parse(beginning + ending)
    except MalformedIdentifier:
        return
    assert parse(thing.path) == thing


@pytest.mark.parametrize(
    ("urn", "digital_link"),
    [(row["urn"], row["digital_link"]) for row in csv.DictReader(GOLDEN.read_text().splitlines())],
)
def test_urns_agree_with_the_reference_prehashes(urn: str, digital_link: str):
    thing = parse(urn)
    assert thing.digital_link("https://id.gs1.org") == digital_link
    assert thing.urn(len(urn.split(":")[4].split(".")[0])) == urn
    assert parse(digital_link) == thing


def test_a_lot_prints_as_the_standards_show_it():
    lot = Lgtin(GTIN, "A/1(b)")
    assert lot.key == str(lot) == "01/09521234543213/10/A%2F1%28b%29"
    assert lot.digital_link("https://id.gs1.org") == "https://id.gs1.org/01/09521234543213/10/A%2F1%28b%29"
    assert lot.urn(6) == "urn:epc:class:lgtin:952123.0454321.A%2F1(b)"
    assert lot.element_string() == r"(01)09521234543213(10)A/1\(b)"


def test_keys_are_the_digits_alone_where_digits_are_all():
    assert [GTIN.key, GLN.key, Pgln(GLN.digits).key] == ["09521234543213", "9521321000018", "9521321000018"]


def test_a_place_and_the_party_of_the_same_number_are_two_things():
    assert parse("(414)9521321000018") != parse("(417)9521321000018")


def test_the_extension_zero_of_a_urn_is_no_extension():
    assert parse("urn:epc:id:sgln:9521321.00001.0") == GLN
    with pytest.raises(MalformedIdentifier):
        Sgln(GLN, "0")


@pytest.mark.parametrize(
    ("short", "digits"),
    [
        ("96385074", "00000096385074"),
        ("614141000036", "00614141000036"),
        ("9521234543213", "09521234543213"),
        ("09521234543213", "09521234543213"),
    ],
)
def test_a_gtin_of_a_barcode_is_padded_when_asked(short: str, digits: str):
    assert Gtin.padded(short) == Gtin(digits)


@pytest.mark.parametrize(
    "digits", ["", "0952123454321", "095212345432133", "0952123454321A", "０9521234543213", "-9521234543213"]
)
def test_a_gtin_has_fourteen_digits(digits: str):
    with pytest.raises(MalformedIdentifier, match="must be 14 digits"):
        Gtin(digits)


@pytest.mark.parametrize("digits", ["", "952123454321", "9521234543", "９638507４"])
def test_only_real_gtins_are_padded(digits: str):
    with pytest.raises(MalformedIdentifier):
        Gtin.padded(digits)


@given(keys(14), st.integers(0, 13), st.integers(1, 9))
def test_any_single_misread_digit_is_found(digits: str, place: int, error: int):
    wrong = digits[:place] + str((int(digits[place]) + error) % 10) + digits[place + 1 :]
    with pytest.raises(WrongCheckDigit) as refusal:
        Gtin(wrong)
    assert refusal.value.text == wrong
    assert refusal.value.found == wrong[-1] != refusal.value.expected


@pytest.mark.parametrize("text", ["", "A" * 21, "A B", "A#", "云", "A\ud800", ".", "..", "a\x1d"])
def test_a_lot_has_one_to_twenty_characters_of_set_82(text: str):
    with pytest.raises(MalformedIdentifier):
        Lgtin(GTIN, text)


@pytest.mark.parametrize(
    "text",
    [
        "https://a/8004/9520614141234567",
        "https://a/01/09520123456788/235/XYZ",
        "https://a/8018/123456789012345675/8019/123",
        "urn:epc:id:giai:4000001.111",
        "urn:epc:id:grai:4012345.55555.987",
        "(253)1231231231232ABC",
    ],
)
def test_other_gs1_keys_are_told_apart_from_nonsense(text: str):
    with pytest.raises(UnsupportedIdentifier):
        parse(text)


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:sgtin:95212.30454321.1",  # prefix of 5 digits
        "urn:epc:id:sgtin:952123.045432.1",  # a digit short
        "urn:epc:id:sgtin:952123.0454321.",  # no serial
        "urn:epc:id:sgtin:952123.0454321.a/b",  # a slash must be escaped
        "urn:epc:id:sgtin:952123.0454321.a%2",
        "urn:epc:id:sgtin:952123.0454321." + "1" * 21,
        "urn:epc:idpat:sgtin:952123.*.*",
        "urn:epc:id:sscc:952123.012345678",
        "urn:epc:id:sgln:952132.100001",
        "URN:EPC:ID:SGTIN:952123.0454321.1",
    ],
)
def test_a_urn_is_read_strictly(urn: str):
    with pytest.raises(MalformedIdentifier):
        parse(urn)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "09521234543213",
        "(01)09521234543213(10)",
        "(01)09521234543213(10)A(1",
        "(1)09521234543213",
        "(10)A1",
        "(01)09521234543213(01)09520123456788",
        "(01)09521234543213(414)9521321000018",
        "(01)09521234543213(255)9521321000018",
        "(01)09521234543213(17)261331",
        "(01)09521234543213(89)X",
        "010952123454321",
        "01/09521234543213/10/A1?17=261231",
        "01/09521234543213/10",
        "stem/01/09521234543213",
        "10/A1",
        "01/9521234543213",
        "01/09521234543213/10/A" + "%41" * 700,
    ],
)
def test_nonsense_is_refused(text: str):
    with pytest.raises(MalformedIdentifier):
        parse(text)


def test_a_logistic_label_names_the_unit_whatever_else_it_says():
    label = "(00)095201234567891235(02)09521234543213(37)25(10)A1"
    assert parse(label) == Sscc("095201234567891235")
    assert dict(elements(label)) == {"00": "095201234567891235", "02": "09521234543213", "37": "25", "10": "A1"}


def test_a_scan_tells_weight_and_dates_too():
    scan = "]C10109521234543213310300125017261231" + "10A1\x1d7007260701"
    assert elements(scan)[1:] == (("3103", "001250"), ("17", "261231"), ("10", "A1"), ("7007", "260701"))
    assert parse(scan) == Lgtin(GTIN, "A1")
