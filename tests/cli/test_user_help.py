"""Inviting, and helping whoever lost his telephone, from the command line."""

from connector.cli.common import open_installation
from connector.core.second_factor import SecondFactor
from connector.usecases import accounts
from connector.usecases.invitations import accept_as_new
from connector.usecases.sign_in import Client
from tests.cli.terminal import Terminal
from tests.cli.test_users import _office_as_made, office

__all__ = ["_office_as_made", "office"]

ANNA = "anna@nord.example"
EVA = ("eva@books.example", "--role", "bookkeeper", "--org", "Atelier Nord")


def test_a_link_is_printed_and_waits(office: Terminal) -> None:
    made = office("user", "invite", *EVA)

    assert made.code == 0
    assert made.out.startswith("http://127.0.0.1:8000/invitation/") and made.out.count("\n") == 1
    assert "No mail was sent" in made.err.replace("\n", " ")
    (waiting,) = office("user", "invitations", "--json").json
    assert waiting.pop("expires_at").endswith("Z") and waiting.pop("invited_by")
    assert waiting == {"email": "eva@books.example", "role": "bookkeeper", "organisation": "Atelier Nord"}
    assert made.out.strip() not in office("user", "invitations").out


def test_who_was_invited_is_listed_with_by_whom(office: Terminal) -> None:
    token = office("user", "invite", *EVA).out.strip().rpartition("/")[2]
    by = office("user", "invitations", "--json").json[0]["invited_by"]
    with open_installation() as installation:
        accept_as_new(installation.entrance, token, "eva's own password", Client())

    listed = {x["email"]: x["invited_by"] for x in office("user", "list", "--json").json}
    assert listed == {ANNA: None, EVA[0]: by}
    assert by in office("user", "list").out


def test_an_owner_of_the_installation_is_invited_without_an_organisation(office: Terminal) -> None:
    office("user", "invite", "eva@books.example", "--role", "owner", "--no-mail")

    assert office("user", "invitations", "--json").json[0]["organisation"] is None


def test_they_are_taken_back(office: Terminal) -> None:
    office("user", "invite", *EVA)

    back, again = (office("user", "uninvite", "EVA@books.example") for _ in range(2))

    assert back.out == "Invitations of EVA@books.example that were taken back: 1.\n"
    assert again.sentence.startswith("No invitation of EVA@books.example waits")
    assert office("user", "invitations").err == "None waits.\n"


def test_whoever_has_a_role_there_is_not_invited(office: Terminal) -> None:
    assert "may do everything" in office("user", "invite", "anna@nord.example", *EVA[1:]).sentence


def test_a_lost_second_factor_is_turned_off_at_the_machine(office: Terminal) -> None:
    with open_installation() as installation:
        (anna,) = accounts.everyone(installation.entrance)
        with installation.entrance.accounts.writing() as unit:
            unit.factors.put(SecondFactor(anna.user.id, "A" * 32, 0, unit.now, unit.now))

    done, again = (office("user", "reset-second-factor", ANNA) for _ in range(2))

    assert done.out == f"The second factor of {ANNA} is off.\n"
    assert again.sentence == f"{ANNA} has no second factor."
    assert "user list" in office("user", "reset-second-factor", "x@y.example").sentence
