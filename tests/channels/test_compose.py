"""Messages are read back with the standard parser: what was meant is what arrives."""

import unicodedata
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.channels import compose
from connector.channels.compose import composed, needs_utf8
from connector.core.message import Attachment, Outgoing
from tests.channels.made import PDF, a_message

HOSTILE = "Smith\r\nBcc: all@example.com\r\n\r\nowned"
ARABIC = "شركة النور للتجارة والخدمات اللوجستية المحدودة " * 7
NAMES = [
    HOSTILE,
    ARABIC[:300],
    "🦊🦊 Fox & Söhne 🧾" * 9,
    "👩‍👩‍👧‍👦" * 20,
    'Quote " and \\ and , ; <x@y> (z)',
    "=?utf-8?q?=0D=0ABcc:_all=40example.com?=",
    "Ltd." * 60,
    "a\tb\x00c\x85d\u2028e\ud800f",
    "<script>alert(1)</script>",
    "{{ config }}",
    "1\u202f234,56\u00a0€",
    "",
]


def read_back(message: Outgoing, is_utf8: bool = False) -> EmailMessage:
    return message_from_bytes(composed(message, is_utf8), policy=policy.default)


def body(read: EmailMessage, kind: str) -> str:
    part = read.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def sender_of(message: Outgoing) -> tuple[str, str]:
    """By the older parser: the newer one of Python 3.11 leaves a space between two encoded words."""
    name, address = parseaddr(message_from_bytes(composed(message))["From"])
    return str(make_header(decode_header(name))), address


def squeezed(text: str) -> str:
    """On one line, single spaces: what a header may show of a text."""
    printable = ("\n" if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)
    return " ".join(word for word in "".join(printable).replace("\n", " ").split(" ") if word).strip()


def as_name(text: str) -> str:
    return squeezed(text)[: compose.LONGEST_NAME].rstrip()


def test_a_whole_message() -> None:
    message = a_message(
        cc=("boss@nord.example",),
        bcc=("archive@nord.example",),
        reply_to="replies@nord.example",
        in_reply_to="<first@nord.example>",
        references=("<first@nord.example>", "<second@nord.example>"),
    )

    read = read_back(message)

    assert dict(read.items()) == {
        "Date": "Mon, 09 Mar 2026 08:30:00 +0000",
        "From": '"Anna Martin, Atelier Nord" <anna@nord.example>',
        "To": "compta@lune.example",
        "Cc": "boss@nord.example",
        "Reply-To": "replies@nord.example",
        "Message-ID": "<0b7c6c1e-1@nord.example>",
        "In-Reply-To": "<first@nord.example>",
        "References": "<first@nord.example> <second@nord.example>",
        "Subject": "Invoice F-2026-014",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=_either_text_or_html"',
    }
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_a_message_written_by_hand_does_not_say_it_is_automatic() -> None:
    read = read_back(a_message(is_auto_submitted=False))

    assert read["Auto-Submitted"] is None
    assert read["X-Auto-Response-Suppress"] is None


def test_hidden_copies_and_bulk_marks_stand_in_no_header() -> None:
    content = composed(a_message(bcc=("archive@nord.example",)))

    for word in (b"Bcc", b"archive@", b"List-Unsubscribe", b"Precedence"):
        assert word not in content


def test_the_same_message_gives_the_same_bytes() -> None:
    message = a_message(attachments=(PDF,))

    assert composed(message) == composed(message)


def test_the_pdf_arrives_whole_beside_text_and_html() -> None:
    read = read_back(a_message(attachments=(PDF, Attachment("note.txt", b"", "text/plain"))))

    pdf, note = read.iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename(), pdf.get_content()) == (
        "application/pdf", PDF.name, PDF.content,
    )  # fmt: skip
    assert (note.get_filename(), note.get_payload(decode=True)) == ("note.txt", b"")
    assert body(read, "plain").replace("\r\n", "\n") == a_message().text


def test_the_same_pdf_is_encoded_once_for_every_recipient_and_try() -> None:
    compose._in_base64.cache_clear()
    again = replace(PDF, content=bytes(bytearray(PDF.content)))

    composed(a_message(attachments=(PDF,)))
    composed(a_message(to=("other@lune.example",), attachments=(again,)))

    assert compose._in_base64.cache_info().misses == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_stays_a_name(name: str) -> None:
    message = a_message(sender_name=name, subject=f"Invoice of {name}")

    read = read_back(message)

    assert not read.defects
    assert set(read.keys()) == set(read_back(a_message()).keys())
    assert read["Subject"] == squeezed(f"Invoice of {name}")
    assert sender_of(message) == (as_name(name), "anna@nord.example")


@pytest.mark.parametrize("name", [*NAMES, "x" * 400])
def test_every_line_ends_with_crlf_and_is_short_enough(name: str) -> None:
    files = (Attachment(name, b"1" * 9999), Attachment("é" * 200 + ".pdf", b"2"))
    content = composed(
        a_message(
            sender_name=name,
            subject=name * 3,
            text=f"{name}\n.\n..\n" + name * 9,
            attachments=files,
            references=("<r@nord.example>",) * 40,
            to=tuple(f"person{n}@lune.example" for n in range(60)),
        )
    )

    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("F-2026-014.pdf", "F-2026-014.pdf"),
        ("../../F/2026\\14.pdf", "-..-F-2026-14.pdf"),
        ('a"\r\nX: y.pdf', "a- X- y.pdf"),
        ("Facture n° 14 — août.pdf", "Facture n° 14 — août.pdf"),
        ("", "attachment"),
        ("é" * 200 + ".pdf", "é" * 76 + ".pdf"),
    ],
)
def test_a_file_keeps_a_harmless_name(name: str, shown: str) -> None:
    (attached,) = read_back(a_message(attachments=(Attachment(name, b"x"),))).iter_attachments()

    assert attached.get_filename() == shown


def test_a_media_type_from_outside_cannot_bring_its_own_headers() -> None:
    media_type = "text/html\r\nX-Evil: 1"

    (attached,) = read_back(a_message(attachments=(Attachment("x", b"x", media_type),))).iter_attachments()

    assert attached.get_content_type() == "application/octet-stream"


@pytest.mark.parametrize("header", ["message_id", "in_reply_to"])
def test_an_id_cannot_bring_its_own_headers(header: str) -> None:
    read = read_back(a_message(**{header: "<a@b>\r\nBcc: all@example.com"}))

    assert read["Bcc"] is None


class TestAddressesOutsideAscii:
    def test_a_domain_is_written_in_ascii(self) -> None:
        message = a_message(to=("rechnung@straße.de",), sender="anna@münchen.example")

        assert not needs_utf8(message)
        assert read_back(message)["To"] == "rechnung@xn--strae-oqa.de"
        assert sender_of(message)[1] == "anna@xn--mnchen-3ya.example"

    def test_what_stands_before_the_at_sign_needs_smtputf8(self) -> None:
        message = a_message(to=("jürgen@münchen.example", "compta@lune.example"))

        assert needs_utf8(message)
        assert "To: jürgen@xn--mnchen-3ya.example,\r\n".encode() in composed(message, is_utf8=True)

    def test_without_smtputf8_it_is_left_out_of_the_headers(self) -> None:
        message = a_message(to=("jürgen@münchen.example", "compta@lune.example"), reply_to="zoë@nord.example")

        read = read_back(message)

        assert read["To"] == "compta@lune.example"
        assert read["Reply-To"] is None


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=400)


class TestAnyText:
    @given(text=texts, html=texts)
    def test_comes_back_as_it_was(self, text: str, html: str) -> None:
        read = read_back(a_message(text=text, html=html, attachments=(PDF,)))

        assert body(read, "plain").replace("\r\n", "\n") == text
        assert body(read, "html").replace("\r\n", "\n") == html

    @given(words=st.text(max_size=200))
    def test_as_a_subject_or_name_is_one_line_and_the_same(self, words: str) -> None:
        message = a_message(subject=words, sender_name=words)

        read = read_back(message)

        assert read["Subject"] == squeezed(words)
        assert read["To"] == "compta@lune.example"
        assert sender_of(message) == (as_name(words), "anna@nord.example")
