"""Digital Links are read from any host, and strictly."""

import pytest

from domain.gs1 import Gtin, Lgtin, MalformedIdentifier, Sgln, Sgtin, Sscc, WrongCheckDigit, elements, parse

GTIN = Gtin("09521234543213")
LOT = Lgtin(GTIN, "A1")
PATH = "01/09521234543213/10/A1"


@pytest.mark.parametrize(
    "link",
    [
        f"https://id.gs1.org/{PATH}",
        f"http://a/{PATH}",
        f"HTTPS://EXAMPLE.ORG/{PATH}",
        f"https://xn--fsq.xn--0zwm56d/{PATH}",
        f"https://example.org./{PATH}",
        f"https://a:65535/{PATH}",
        f"https://192.0.2.1/{PATH}",
        f"https://[2001:db8::1]:8443/{PATH}",
        f"https://a/some/stem/{PATH}",
        f"https://a/00/faux/{PATH}",
        f"https://a/{PATH}/",
        f"https://a/{PATH}?",
        f"https://a/{PATH}?linkType=gs1:pip&&17=261231&unknown",
        f"https://a/{PATH}#top",
        "https://a/01/09521234543213/10/%41%31",
        "https://a/01/09521234543213/22/V2/10/A1",
    ],
)
def test_a_link_of_any_host_is_read(link: str):
    assert parse(link) == LOT


@pytest.mark.parametrize(
    ("link", "thing"),
    [
        ("https://a/01/09521234543213", GTIN),
        ("https://a/01/09521234543213/22/V2", GTIN),
        ("https://a/01/09521234543213/10/A1/21/7", Sgtin(GTIN, "7")),
        ("https://a/01/09521234543213/21/a%2Fb", Sgtin(GTIN, "a/b")),
        ("https://a/01/09521234543213/10/A+1", Lgtin(GTIN, "A+1")),
        ("https://a/00/952012345678912345?02=09520123456788&37=25&10=ABC", Sscc("952012345678912345")),
        ("https://a/414/9520123456788/254/32a%2Fb", Sgln(parse("(414)9520123456788"), "32a/b")),  # type: ignore[arg-type]
        ("https://a/414/9520123456788?417=9520123456788", parse("(414)9520123456788")),
    ],
)
def test_the_path_decides_what_is_named(link: str, thing: object):
    assert parse(link) == thing


def test_the_query_tells_more():
    assert elements(f"https://a/{PATH}?3103=000195&17=261231")[2:] == (("3103", "000195"), ("17", "261231"))


@pytest.mark.parametrize(
    "link",
    [
        "https://",
        "https:///01/09521234543213",
        "https://01/09521234543213",
        f"ftp://a/{PATH}",
        f"HtTp://a/{PATH}",
        f"//a/{PATH}",
        f"https://user@a/{PATH}",
        f"https://user:word@a/{PATH}",
        f"https://[fe80::1%25lo]/{PATH}",
        f"https://$a/{PATH}",
        f"https://a b/{PATH}",
        f"https://云浮.cn/{PATH}",
        f"https://a:/{PATH}",
        f"https://a/{PATH} ",
        f"https://a/{PATH}\n",
        f"https://a//{PATH}//",
        "https://a/",
        "https://a/gtin/09521234543213",
        "https://a/01/9521234543213",
        "https://a/01/96385074",
        "https://a/01/09521234543213/10/",
        "https://a/01/09521234543213/10//21/1",
        "https://a/01/09521234543213/10/A%zz",
        "https://a/01/09521234543213/10/A%2",
        "https://a/01/09521234543213/10/A%20B",
        "https://a/01/09521234543213/10/A%00",
        "https://a/01/09521234543213/10/%E4%BA%91",
        "https://a/01/09521234543213/10/云",
        "https://a/01/09521234543213/10/..",
        "https://a/01/09521234543213/10/" + "A" * 21,
        "https://a/01/09521234543213/21/7/10/A1",
        "https://a/01/09521234543213/10/A1/10/A1",
        "https://a/01/09521234543213/10/A1/235/X",
        "https://a/01/09521234543213/254/X",
        "https://a/21/7/01/09521234543213",
        "https://a/01/09521234543213/00/952012345678912345",
        "https://a/10/A1",
        f"https://a/{PATH}?17=",
        f"https://a/{PATH}?17=261331",
        f"https://a/{PATH}?21=7",
        f"https://a/{PATH}?10=A1",
        f"https://a/{PATH}?01=09521234543213",
        f"https://a/{PATH}?17=261231&17=261231",
        f"https://a/{PATH}?999=X",
        f"https://a/{PATH}?8200=http",
        f"https://a/{PATH}?98=A+B",
        f"https://a/{'stem/' * 400}{PATH}",
    ],
)
def test_a_link_that_bends_the_rules_is_refused(link: str):
    with pytest.raises(MalformedIdentifier):
        parse(link)


def test_a_wrong_check_digit_says_which_digit_was_expected():
    with pytest.raises(WrongCheckDigit) as refusal:
        parse("https://a/01/09521234543214/10/A1")
    assert (refusal.value.found, refusal.value.expected) == ("4", "3")


def test_a_label_fits_into_version_4_m():
    code = Sgtin(GTIN, "0123456789ABC").digital_link("https://suyuan.example.cn")
    assert len(code) <= 62
