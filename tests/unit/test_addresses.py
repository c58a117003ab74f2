"""Which addresses may be talked to, however they are spelt."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.edges.addresses import is_allowed, is_odd_spelling, is_public, parse_allowed
from transforms.logic.web_addresses import AddressError, follow, parse_address

INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::",
    "2002:808:808::", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "3fff::1", "5f00::1", "nonsense", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)
    assert not is_allowed(address, 443)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::1", "172.32.0.1", "100.128.0.1"])
def test_public_addresses_are_taken(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("allowed", "address", "port", "fine"),
    [
        ("127.0.0.1:8099", "127.0.0.1", 8099, True),
        ("127.0.0.1:8099", "127.0.0.1", 80, False),
        ("127.0.0.1:8099", "127.0.0.2", 8099, False),
        ("10.1.0.0/16", "10.1.2.3", 443, True),
        ("10.1.0.0/16", "10.2.2.3", 443, False),
        ("[::1]:80", "::1", 80, True),
        ("[::1]:80", "::1", 81, False),
        ("::1", "::1", 81, True),
        ("fd00::/8", "fd12::1", 1, True),
        ("127.0.0.1", "::ffff:127.0.0.1", 80, False),
    ],
)
def test_the_allow_list_opens_what_it_names_and_nothing_else(allowed: str, address: str, port: int, *, fine: bool) -> None:
    assert is_allowed(address, port, parse_allowed([allowed])) is fine


@pytest.mark.parametrize("text", ["nonsense", "127.0.0.1:x", "10.0.0.0/99"])
def test_an_allow_list_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|network|invalid|int"):
        parse_allowed([text])


@given(st.integers(0, 2**32 - 1))
def test_every_mapped_form_of_an_address_is_refused(number: int) -> None:
    address = ipaddress.IPv4Address(number)
    assert not is_public(f"::ffff:{address}")
    assert not is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | number)))
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))))


@pytest.mark.parametrize(
    "host", ["0x7f.1", "0X7F000001", "2130706433", "017700000001", "0177.0.0.1", "127.1", "1.2.3.4.5", "127.0.0.01", "0", "a.1", "1.", "0x"]
)
def test_numbers_in_disguise_are_known(host: str) -> None:
    assert is_odd_spelling(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "example.org", "1.example", "365.news", "0x7f.example", "a1", "::1"])
def test_names_and_plain_addresses_are_no_disguise(host: str) -> None:
    assert not is_odd_spelling(host)


def read(url: str) -> str:
    try:
        return parse_address(url).url
    except AddressError as error:
        return error.outcome


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("https://example.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://bücher.example/ö ü", "https://xn--bcher-kva.example/%C3%B6%20%C3%BC"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://[2606:4700::1]:8443/x", "https://[2606:4700::1]:8443/x"),
        ("https://example.org\\@evil.test/", None),
        ("  https://example.org/a\n", "https://example.org/a"),
        ("https://example.org?x=1", "https://example.org/?x=1"),
        ("https://example.org/%zz", "https://example.org/%25zz"),
        ("https:example.org", None),
        ("//example.org/", None),
        ("file:///etc/passwd", None),
        ("https://user@example.org/", None),
        ("https://exa\tmple.org/", None),
        ("https://example.org/\x00", None),
        ("https://example.org:0/", None),
        ("https://example.org:22/", None),
        ("https://-/", None),
        ("https://a b/", None),
        ("https://" + "a" * 5000, None),
        ("", None),
    ],
)
def test_addresses_are_normalised_or_refused(url: str, expected: str | None) -> None:
    found = read(url)
    if url == "https://example.org\\@evil.test/":
        assert found in ("bad_url", "https://example.org/@evil.test/")
    else:
        assert found == (expected or ("bad_url" if url.startswith("https://") else "unsupported_scheme" if url != "https:example.org" else "bad_url"))


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_addresses(text: str) -> None:
    for url in (text, f"https://{text}", f"http://a.example/{text}"):
        try:
            first = parse_address(url)
        except AddressError:
            continue
        assert parse_address(first.url) == first
        assert first.url.isascii()
        assert not set(first.url) & set("\r\n\t #")


@given(st.text(max_size=60))
def test_no_location_breaks_the_walk(location: str) -> None:
    try:
        text = follow("https://a.example/x", location)
    except AddressError as error:
        text = str(error)
    assert isinstance(text, str)
    assert read(text)
