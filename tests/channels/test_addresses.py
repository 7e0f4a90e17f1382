from collections.abc import Callable
from email.utils import parseaddr

import pytest

from connector.channels.addresses import Mailbox, bare_address, on_the_wire, parse_sender, sender_text
from connector.core.errors import Refused


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("compta@lune.example", "compta@lune.example"),
        ("Anna.Martin+2026@Nord.Example", "Anna.Martin+2026@Nord.Example"),
        ("o'brien@firm.test", "o'brien@firm.test"),
        ("root@localhost", "root@localhost"),
        ("last.dot.@docomo.example", "last.dot.@docomo.example"),
        ('"two words"@lune.example', '"two words"@lune.example'),
        ("rechnung@straße.de", "rechnung@xn--strae-oqa.de"),
        ("jürgen@münchen.example", "jürgen@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_as_it_goes_on_the_wire(address: str, wire: str) -> None:
    assert on_the_wire(address) == wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@lune.example",
        "a@",
        "a@b@lune.example",
        "a b@lune.example",
        "Anna <anna@lune.example>",
        "a@lune.example>\r\nRCPT TO:<b@lune.example",
        "a@lune.example\n",
        "a@lune..example",
        "a@" + "lune." * 60 + "example",
        "\ud800@lune.example",
    ],
)
def test_what_is_no_address(address: str) -> None:
    assert on_the_wire(address) is None


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("anna@nord.example", Mailbox("", "anna@nord.example")),
        ("Anna Martin <anna@nord.example>", Mailbox("Anna Martin", "anna@nord.example")),
        (
            "Anna Martin, Atelier Nord <anna@nord.example>",
            Mailbox("Anna Martin, Atelier Nord", "anna@nord.example"),
        ),
        ('"Martin, Anna" <anna@nord.example>', Mailbox("Martin, Anna", "anna@nord.example")),
        (" Zoë <anna@nord.example> ", Mailbox("Zoë", "anna@nord.example")),
    ],
)
def test_the_sender_is_read(text: str, sender: Mailbox) -> None:
    assert parse_sender(text) == sender


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anna",
        "Anna <anna>",
        "Anna\r\nBcc: all <anna@nord.example>",
        "anna@atelier-nord,example",
        "Anna <anna@atelier-nord,example>",
        "anna@atelier-nord",
        "Anna <anna@atelier-nord>",
        "anna@nord.example, bruno@nord.example",
        '"Anna" <anna@nord.example>, bruno@nord.example',
        '"Anna" <anna@nord.example>; bruno@nord.example',
        '"Anna" <anna@nord.example> bruno',
    ],
)
def test_a_wrong_sender_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(Refused, match="Write RELANCE_SMTP_FROM like"):
        parse_sender(text)


def test_of_a_host_without_a_dot_it_is_said_that_it_has_none() -> None:
    with pytest.raises(Refused, match="has no dot after its @, so nobody can answer it"):
        parse_sender("Anna <anna@mailhost>")

    assert parse_sender("anna@localhost").address == "anna@localhost"


@pytest.mark.parametrize("text", ["anna@nord.example", "Anna <anna@nord.example>", "anna@localhost"])
def test_a_sender_is_kept_as_it_was_written(text: str) -> None:
    assert sender_text(f" {text} ") == text


@pytest.mark.parametrize("kept", [sender_text, bare_address])
@pytest.mark.parametrize(
    "text", ["anna@atelier-nord,example", "anna@atelier-nord", "a@x.example, b@y.example"]
)
def test_half_an_address_is_not_kept(kept: Callable[[str], str], text: str) -> None:
    with pytest.raises(Refused, match="write it like anna@"):
        kept(text)


def test_a_name_with_a_comma_is_read_by_everybody_as_it_was_meant() -> None:
    kept = sender_text("Martin, Anna <anna@nord.example>")

    assert parseaddr(kept) == ("Martin, Anna", "anna@nord.example")
    assert sender_text(kept) == kept
