"""Wrong input: one clear sentence on standard error, exit code 1, nothing written."""

import pytest

from tests.cli.terminal import IMPORTED, Terminal

REFUSED = [
    # organisations
    (("org", "add", "Atelier Nord", "--country", "FR"), "There is an organisation named «Atelier Nord»"),
    (("org", "add", "  ", "--country", "FR"), "needs a name"),
    (("org", "add", "B", "--country", "ZZ"), "«ZZ» is not a country"),
    (("org", "add", "B", "--country", "FR", "--timezone", "Mars/X"), "«Mars/X» is not a time zone"),
    (("org", "add", "B", "--country", "FR", "--currency", "EURO"), "«EURO» is not a currency"),
    (("org", "add", "B", "--country", "FR", "--language", "klingon"), "«klingon» is not a language"),
    (("org", "add", "B", "--country", "FR", "--region", "ZZZ"), "«ZZZ» is not a region of FR"),
    (("org", "add", "B", "--country", "FR", "--mode", "loud"), "choose one of shadow, approve, auto"),
    (("org", "add", "B", "--country", "FR", "--policy", "nope"), "There is no policy «nope»"),
    (("org", "add", "B", "--country", "FR", "--sender", "no address"), "is not a sender"),
    (("org", "add", "B", "--country", "US"), "several time zones: add --timezone"),
    (("org", "set", "Nobody", "--mode", "auto"), "No organisation is called «Nobody»"),
    (("org", "set", "Atelier Nord"), "Say what to change"),
    (("org", "set", "Atelier Nord", "--mode", ""), "«» is not a mode"),
    (("org", "set", "Atelier Nord", "--mode", "loud"), "choose one of shadow, approve, auto"),
    (("org", "set", "Atelier Nord", "--iban", "FR00"), "«FR00» is not an IBAN"),
    (("org", "set", "Atelier Nord", "--policy", "nope"), "There is no policy «nope»"),
    (("org", "set", "Atelier Nord", "--language", "xx"), "«xx» is not a language"),
    (("org", "set", "Atelier Nord", "--timezone", "Paris"), "«Paris» is not a time zone"),
    (("org", "set", "Atelier Nord", "--region", "ZZZ"), "«ZZZ» is not a region of FR"),
    (("org", "set", "Atelier Nord", "--posting-guard", "x"), "choose one of off, warn, approve"),
    (("org", "set", "Atelier Nord", "--final-action", "x"), "choose one of leave, pause, cancel"),
    (("org", "set", "Atelier Nord", "--policy", "failed-charge"), "is for failed charges alone"),
    (("org", "set", "Atelier Nord", "--close", "2026-13-01"), "«2026-13-01» are no days"),
    (("org", "set", "Atelier Nord", "--reply-to", "Anna <a@b.example>"), "is not a mail address"),
    (("org", "set", "Atelier Nord", "--owner-email", "anna"), "«anna» is not a mail address"),
    (("org", "set", "Atelier Nord", "--mode", "auto", "--iban", "FR00"), "«FR00» is not an IBAN"),
    # the organisation, the moment
    (("plan", "--org", "Nobody"), "No organisation is called «Nobody». There is «Atelier Nord»"),
    (("plan", "--as-of", "tomorrow"), "«tomorrow» is not a moment: write 2026-11-23 or 2026-11-23T14:30"),
    (("plan", "--as-of", "2026-02-30"), "«2026-02-30» is not a moment"),
    (("plan", "--as-of", "2026-11-23T10:00Z"), "bears a zone"),
    # invoices, customers, steps, amounts, days
    (("explain", "F-999"), "No invoice has the number «F-999»"),
    (("hold", "F-999"), "No invoice has the number «F-999»"),
    (("hold",), "Say whom: an invoice number, --customer NAME, or --all"),
    (("hold", "F-101", "--all"), "Say whom"),
    (("hold", "--customer", "Nobody"), "No customer is called «Nobody»"),
    (("hold", "F-101", "--reason", "nope"), "«nope» is not a reason: choose one of insolvency, dispute"),
    (("hold", "F-101", "--reason", "promise"), "A promise needs its day: add --until DATE"),
    (("hold", "F-101", "--until", "1/12/2026"), "«1/12/2026» is not a date: write it as 2026-11-23"),
    (("hold", "F-101", "--until", "2020-01-01"), "2020-01-01 is past"),
    (("hold", "F-101", "--reason", "dispute", "--amount", "abc"), "«abc» is not an amount"),
    (("hold", "F-101", "--reason", "dispute", "--amount", "1.234"), "more decimals than EUR knows"),
    (("hold", "F-101", "--reason", "dispute", "--amount", "9999"), "at most what is open"),
    (("hold", "F-107", "--reason", "dispute", "--amount", "1.5"), "more decimals than JPY knows"),
    (("hold", "--customer", "Garage Petit", "--amount", "5"), "An amount belongs to one invoice"),
    (("hold", "F-101", "--reason", "plan"), "add --instalment DATE=AMOUNT"),
    (("hold", "F-101", "--reason", "plan", "--instalment", "soon"), "«soon» is no instalment"),
    (("hold", "F-101", "--reason", "plan", "--instalment", "2026-12-01=x"), "«x» is not an amount"),
    (("release", "F-101"), "Nothing holds it"),
    (("release",), "Say whom"),
    (("release", "F-101", "--reason", "nope"), "«nope» is not a reason"),
    (("record", "F-101", "--step", "nope", "--on", "2026-11-10"), "no step «nope»: it has notice, friendly"),
    (("record", "F-101", "--step", "firm", "--on", "2099-01-01"), "has not come yet"),
    (("record", "F-101", "--step", "firm", "--on", "10/11/2026"), "«10/11/2026» is not a date"),
    (("customer", "set", "Nobody", "--exclude"), "No customer is called «Nobody»"),
    (("customer", "set", "Nobody", "--take-links-back"), "No customer is called «Nobody»"),
    (("customer", "set", "Garage Petit"), "Say what to change"),
    (("customer", "set", "Garage Petit", "--policy", "zz"), "No policy is called «zz»"),
    (("customer", "set", "Garage Petit", "--language", "xx"), "«xx» is not a language"),
    (("customer", "set", "Garage Petit", "--email", "bad@"), "«bad@» is not a mail address"),
    (("customer", "set", "Garage Petit", "--email", "a@b.example", "--policy", "zz"), "«zz»"),
    # what waits
    (("approve", "deadbeef"), "No reminder begins with «deadbeef»"),
    (("approve", "deadbeef", "--all"), "not both"),
    (("resolve", "deadbeef", "done"), "`relance tasks` lists them"),
    (("resolve", "d", "done"), "«d» is too short"),
    (("resolve", "deadbeef", "fine"), "write one of sent, done, posted, reached, not-reached, not-sent"),
    # files and accounts
    (("import", "nofile.csv"), "nofile.csv: The file cannot be opened"),
    (("import", "."), "The file cannot be opened: Is a directory"),
    (("import", "ledger.csv", "--dates", "xyz"), "write --dates dmy or --dates mdy"),
    (("import", "ledger.csv", "--map", "foo"), "«foo» maps nothing"),
    (("connect", "nope"), "«nope» cannot be connected: there is quickbooks, stripe, xero"),
    (("connect", "stripe"), "Set RELANCE_STRIPE_API_KEY"),
]


@pytest.mark.parametrize(("command", "says"), REFUSED, ids=[" ".join(c) for c, _ in REFUSED])
def test_a_refusal_is_one_sentence_and_writes_nothing(
    shop: Terminal, command: tuple[str, ...], says: str
) -> None:
    before = shop.kept()

    ran = shop(*command)

    assert says in ran.sentence
    assert shop.kept() == before


SETTINGS = [
    ({"RELANCE_SMTP_URL": "mail.example.com"}, "must begin with smtp:// or smtps://"),
    ({"RELANCE_SMTP_URL": "smtp://mail.example.com:99999"}, "port must be a number from 1 to 65535"),
    ({"RELANCE_SMTP_FROM": "foo"}, "The sender 'foo' is not an address"),
    ({"RELANCE_SECRET_KEY": "abc"}, "RELANCE_SECRET_KEY is not a secret key: write 32 bytes in base64"),
    ({"RELANCE_BASE_URL": "http://relance.example.com"}, "plain http beyond this machine"),
    ({"RELANCE_POLICIES_DIR": "/nowhere"}, "RELANCE_POLICIES_DIR names /nowhere, which is no folder"),
    ({"RELANCE_DATABASE_URL": "oracle://x"}, "The database URL is not one that can be used"),
    ({"RELANCE_DATABASE_URL": "sqlite:////nowhere/x.sqlite"}, "The database cannot be used (unable to open"),
    ({"RELANCE_DATABASE_URL": "postgresql://u:hush@127.0.0.1:1/x"}, "The database cannot be used (conn"),
    ({"RELANCE_DATA_DIR": "/etc/passwd"}, "set RELANCE_DATA_DIR to a folder that you may write to"),
    ({"RELANCE_SMTP_URL_FILE": "/nowhere"}, "RELANCE_SMTP_URL_FILE names /nowhere, which cannot be read"),
]


@pytest.mark.parametrize(("wrong", "says"), SETTINGS, ids=[" ".join(x) for x, _ in SETTINGS])
def test_a_wrong_setting_is_named(
    shop: Terminal, wrong: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    ran = shop("plan")

    assert says in ran.sentence
    assert "hush" not in ran.sentence
    assert "\n" not in ran.sentence


def test_a_file_that_is_no_database_is_named(shop: Terminal) -> None:
    (shop.data_dir / "relance.sqlite").write_bytes(b"nothing that a database would hold" * 200)

    ran = shop("plan")

    assert "The database cannot be used (file is not a database)" in ran.sentence


def test_a_wrong_policy_is_named_by_line_and_column(shop: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shop.data_dir / "policies"
    folder.mkdir()
    (folder / "standard.yaml").write_text("name: standard\nsteps: [\n", encoding="utf-8")
    monkeypatch.setenv("RELANCE_POLICIES_DIR", str(folder))

    ran = shop("plan")

    assert "standard.yaml, line" in ran.sentence
    assert "column" in ran.sentence


def test_without_an_organisation_the_first_command_is_named(relance: Terminal) -> None:
    ran = relance("plan")

    assert ran.sentence == "There is no organisation yet: add one with `relance org add NAME --country FR`."


def test_of_two_organisations_one_must_be_named(shop: Terminal) -> None:
    shop("org", "add", "Second", "--country", "GB")

    ran = shop("plan", *IMPORTED)

    assert ran.sentence == "Name one with --org: «Atelier Nord», «Second»."


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("nope",),
        ("plan", "extra"),
        ("plan", "--nope"),
        ("org",),
        ("org", "add", "B"),
        ("org", "set", "Atelier Nord", "--daily-cap", "many"),
        ("org", "set", "Atelier Nord", "--gap-days", "-1"),
        ("explain",),
        ("import",),
        ("record", "F-101", "--step", "firm"),
        ("resolve", "abcd"),
        ("simulate", "--days", "0"),
    ],
)
def test_wrong_usage_is_exit_code_2(shop: Terminal, command: tuple[str, ...]) -> None:
    before = shop.kept()

    ran = shop(*command)

    assert ran.code == 2
    assert "Usage:" in ran.out + ran.err
    assert shop.kept() == before


@pytest.mark.parametrize(
    "command", [("--help",), ("plan", "--help"), ("org", "set", "--help"), ("--version",)]
)
def test_help_and_version_need_no_installation(nothing: Terminal, command: tuple[str, ...]) -> None:
    ran = nothing(*command)

    assert ran.code == 0
    assert "Usage:" in ran.out or ran.out.startswith("relance ")
    assert list(nothing.data_dir.iterdir()) == []
