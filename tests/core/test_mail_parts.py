"""A mail as a tree of parts, whatever its bytes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.mail_parts import Part, read_part, read_text, read_words

HTML = "Content-Type: text/html\n\n<p>Bonjour</p>\n"
TEXT = (
    "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nr=E9gl=E9\n"
)


def of_two(boundary: str = "cut") -> bytes:
    head = f'Subject: Two\nContent-Type: multipart/alternative; boundary="{boundary}"\n\nnobody reads this\n'
    return f"{head}--{boundary}\n{TEXT}--{boundary}\n{HTML}--{boundary}--\nnor this\n".encode()


def types(part: Part) -> list[str]:
    return [x.type for x in part.within()]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_parts_lie_between_the_lines_of_the_boundary(end: bytes) -> None:
    mail = read_part(of_two().replace(b"\n", end))

    assert types(mail) == ["multipart/alternative", "text/plain", "text/html"]
    assert mail.parts[0].text.strip() == "réglé"
    assert mail.parts[1].body == b"<p>Bonjour</p>"


def test_a_mail_that_is_cut_has_the_part_that_was_begun() -> None:
    mail = read_part(of_two()[: of_two().index(b"<p>") + 5])

    assert mail.parts[1].body == b"<p>Bo"


def test_a_boundary_within_a_line_is_text() -> None:
    raw = of_two().replace(b"r=E9gl=E9", b"see --cut\nthere")

    assert read_part(raw).parts[0].text == "see --cut\nthere"


def test_a_part_without_a_boundary_is_one() -> None:
    assert types(read_part(b"Content-Type: multipart/mixed\n\n--cut\n\nx\n--cut--\n")) == ["multipart/mixed"]


def test_a_boundary_that_never_comes_divides_nothing() -> None:
    assert types(read_part(b'Content-Type: multipart/mixed; boundary="cut"\n\nall of it')) == [
        "multipart/mixed"
    ]


def test_what_is_nested_too_deep_is_one_part() -> None:
    raw = b"Content-Type: text/plain\n\nx"
    for depth in range(20):
        name = f"b{depth}"
        raw = f'Content-Type: multipart/mixed; boundary="{name}"\n\n--{name}\n'.encode() + raw

    assert len(types(read_part(raw))) == 9


def test_of_very_many_parts_the_first_are_read() -> None:
    raw = b'Content-Type: multipart/mixed; boundary="cut"\n\n' + b"--cut\n\nx\n" * 500

    assert len(read_part(raw).parts) == 200


def test_of_very_many_headers_the_first_are_read() -> None:
    raw = b"".join(b"X-%d: y\n" % n for n in range(2_000)) + b"\nbody"

    assert len(read_part(raw).headers) == 1_000


def test_a_header_goes_on_in_the_lines_that_are_indented() -> None:
    mail = read_part(b" lost\nSubject: one\n\ttwo\nno header\nFrom : a@b.example\n\nbody")

    assert mail.headers == (("subject", "one\ttwo"), ("from", "a@b.example"))
    assert mail.first("to") == ""


@pytest.mark.parametrize("raw", [b"\nbody", b"\r\n\r\nbody"])
def test_a_mail_may_have_no_headers(raw: bytes) -> None:
    mail = read_part(raw)

    assert (mail.headers, mail.text, mail.type) == ((), "body", "text/plain")


def test_a_mail_may_have_no_body() -> None:
    assert read_part(b"Subject: x").text == ""


@pytest.mark.parametrize("missing", [0, 1, 2, 3, 4, 5])
def test_base64_is_read_as_far_as_it_came(missing: int) -> None:
    body = base64.b64encode("Réglé hier par virement.".encode())
    raw = b"Content-Transfer-Encoding: BASE64\n\n" + body[: len(body) - missing]

    text = read_part(raw).text

    assert text and "Réglé hier par virement.".startswith(text)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=?utf-8?b?UsOpZ2zDqQ==?=", "Réglé"),
        ("=?iso-8859-1?Q?R=E9gl=E9_hier?= =?utf-8*fr?q?_soir?=", "Réglé hier soir"),
        ("=?latin0?q?R=E9gl=E9?=", "Réglé"),
        ("=?rot13?q?abc?=", "abc"),
        ("plain   words", "plain words"),
    ],
)
def test_a_header_is_read_as_a_person_reads_it(value: str, words: str) -> None:
    assert read_words(value) == words
    assert read_part(f"Subject: {value}\n\n".encode()).words("subject") == words


def test_text_holds_nothing_that_a_database_refuses() -> None:
    assert read_text(b"a\x00b\xff", "utf-8") == "ab\ufffd"
    assert read_text("zero\x00".encode("utf-16"), "utf-16") == "zero"
    assert read_text(b"\xe9\x00") == "é"


def test_a_parameter_is_found_quoted_or_not() -> None:
    mail = read_part(
        b'Content-Type: text/plain; name="a b"; charset=UTF-8\nContent-Disposition: Attachment\n\n'
    )

    assert (mail.parameter("name"), mail.parameter("charset"), mail.parameter("none")) == ("a b", "UTF-8", "")
    assert mail.is_attachment


@given(st.binary(max_size=300))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    for part in read_part(of_two() + raw).within():
        assert "\0" not in part.text
    read_part(raw)


@given(st.integers(0, len(of_two())), st.binary(max_size=20))
def test_a_mail_may_break_anywhere(place: int, noise: bytes) -> None:
    whole = of_two()
    for part in read_part(whole[:place] + noise + whole[place:]).within():
        part.text.encode()
