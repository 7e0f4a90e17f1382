"""Late payment: said as a fact from the firm reminder on, of businesses alone, once the owner confirmed it.

F-1, of 1,000 EUR, is due on 3 August 2026; its firm reminder leaves on the 18th.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connector.core.errors import Refused
from connector.core.fees import LateFees, NoFees, Without
from connector.core.invoice import CustomerType, Mode
from connector.core.late_terms import RateMode, Semester
from connector.files.late_payment import LatePayment
from connector.files.whereabouts import data_root
from connector.usecases.changes import undo_change
from connector.usecases.doctor import examine
from connector.usecases.explain import explain
from connector.usecases.late_fees import (
    account_of,
    confirm_late_terms,
    law_offered,
    withdraw_late_terms,
    without_rate,
)
from connector.usecases.people import change_customer
from tests.scenarios.office import LAWS, Office

Story = Callable[..., Office]
BUSINESS = {"type": CustomerType.BUSINESS}
OPENING = "Pour information"
FRIENDLY_AND_FIRM = ("2026-08-10", "2026-08-18")


def owing(story: Story, number: str = "F-1", **known: Any) -> Office:
    office = story("2026-08-01T09:00")
    office.customer("Dupont", **(BUSINESS | known))
    office.invoice(number, "2026-08-03", 1_000_00)
    office.sync()
    return office


def confirm(office: Office, code: str = "FR", **terms: Any) -> bool:
    return confirm_late_terms(office.app, office.id, "owner@atelier.example", code, **terms)


def said(office: Office, *days: str) -> dict[str, str]:
    """What each step said of late payment, blanks made plain; nothing where it did not."""
    for day in days or FRIENDLY_AND_FIRM:
        office.cycle(f"{day}T10:00")
    texts = {x.step_id: " ".join((x.text or "").split()) for x in office.reminders() if x.text}
    return {step: "".join(text.partition(OPENING)[1:]).partition(". Ces")[0] for step, text in texts.items()}


def customer_id(office: Office, name: str = "Dupont") -> str:
    with office.store.reading(office.id) as unit:
        return next(x.customer.id for x in unit.ledger.facts() if x.customer.name == name)


def found(office: Office) -> dict[str, LateFees | NoFees]:
    return {x.number: y for x, y in account_of(office.app, office.id, customer_id(office)).found}


def test_from_the_firm_reminder_on_it_is_said_with_the_law_and_what_it_comes_to(story: Story) -> None:
    office = owing(story)
    confirm(office)

    told = said(office)

    assert told["friendly"] == ""
    assert told["firm"] == (
        "Pour information : en plus de la somme demandée, le retard ouvre de plein droit (art. L441-10 "
        "du Code de commerce) à des intérêts de retard, soit 5,10 € à ce jour, et une indemnité "
        "forfaitaire pour frais de recouvrement de 40,00 €"
    )


def test_what_is_asked_stays_what_is_open(story: Story) -> None:
    office = owing(story)
    confirm(office)

    said(office)

    assert {x.asked for x in office.reminders()} == {1_000_00}


def test_of_several_invoices_the_sums_are_said_and_the_sum_of_each(story: Story) -> None:
    office = owing(story)
    office.invoice("F-2", "2026-08-03", 500_00)
    office.sync()
    confirm(office)

    firm = said(office)["firm"]

    assert "soit 7,65 € à ce jour" in firm
    assert "de 80,00 € (40,00 € par facture)" in firm


@pytest.mark.parametrize("kind", [CustomerType.CONSUMER, CustomerType.UNKNOWN])
def test_nothing_is_said_to_who_is_not_a_business(story: Story, kind: CustomerType) -> None:
    office = owing(story, type=kind)
    confirm(office)

    assert set(said(office).values()) == {""}
    assert found(office) == {"F-1": NoFees(Without.NOT_A_BUSINESS)}


def test_nothing_is_said_before_the_owner_has_confirmed_his_terms(story: Story) -> None:
    office = owing(story)

    assert set(said(office).values()) == {""}
    assert found(office) == {"F-1": NoFees(Without.NOT_CONFIRMED)}


def test_nothing_is_said_once_he_has_taken_his_word_back(story: Story) -> None:
    office = owing(story)
    confirm(office)
    withdraw_late_terms(office.app, office.id, "owner@atelier.example")

    assert set(said(office).values()) == {""}


def test_the_rate_of_a_contract_is_said_without_a_law(story: Story) -> None:
    office = owing(story)
    confirm(office, "contract", rate=Decimal(18))

    firm = said(office)["firm"]

    assert firm.endswith(
        "nos conditions de règlement prévoient des intérêts de retard, soit 7,40 € à ce jour"
    )


def test_interest_without_the_fixed_sum(story: Story) -> None:
    office = owing(story)
    confirm(office, has_indemnity=False)

    assert said(office)["firm"].endswith("soit 5,10 € à ce jour")


def test_a_semester_without_a_rate_leaves_it_unsaid(story: Story) -> None:
    office = story("2026-12-01T09:00")
    office.customer("Dupont", **BUSINESS)
    office.invoice("F-1", "2026-12-21", 1_000_00)
    office.sync()
    confirm(office)

    assert set(said(office, "2026-12-28", "2027-01-05").values()) == {""}
    assert found(office) == {"F-1": NoFees(Without.NO_RATE, Semester(2027, 1))}
    assert without_rate(office.app, "FR", office.now().date())
    assert not without_rate(office.app, "contract", office.now().date())


def test_the_part_that_is_disputed_bears_nothing(story: Story) -> None:
    office = owing(story)
    confirm(office)
    office.hold("dispute", "F-1", amount=400_00)
    office.at("2026-08-18T09:00")

    fees = found(office)["F-1"]

    assert isinstance(fees, LateFees)
    assert [x.principal for x in fees.stretches] == [600_00]


def test_what_came_off_on_the_way_bears_nothing_for_it_may_have_been_a_credit(story: Story) -> None:
    office = owing(story)
    confirm(office)
    office.at("2026-08-13T09:00")
    office.account.pay("F-1", 400_00, date(2026, 8, 13))
    office.sync()
    office.at("2026-08-23T09:00")

    fees = found(office)["F-1"]

    assert isinstance(fees, LateFees)
    assert [(x.principal, x.days) for x in fees.stretches] == [(600_00, 20)]


def test_a_file_of_rates_that_is_wrong_stops_no_reminder(story: Story, tmp_path: Path) -> None:
    office = owing(story)
    confirm(office)
    office.app = replace(office.app, laws=LatePayment(tmp_path / "gone.yaml"))

    assert said(office) == {"friendly": "", "firm": ""}
    assert {"gone.yaml" in str(x) for x in office.faults} == {True}


def test_of_who_is_insolvent_nothing_is_added(story: Story) -> None:
    office = owing(story)
    confirm(office)
    office.hold("insolvency", "F-1")
    office.at("2026-08-18T09:00")

    assert found(office) == {"F-1": NoFees(Without.INSOLVENCY)}


def test_a_notice_before_the_due_date_has_nothing_to_say(story: Story) -> None:
    office = story("2026-08-01T09:00")
    office.customer("Dupont", **BUSINESS)
    office.invoice("F-1", "2026-10-01", 1_000_00)
    office.sync()
    confirm(office)

    assert found(office) == {"F-1": NoFees(Without.NOT_LATE)}


def test_an_account_names_the_customer_the_day_and_the_law(story: Story) -> None:
    office = owing(story)
    confirm(office)
    office.at("2026-08-18T09:00")

    account = account_of(office.app, office.id, customer_id(office))

    assert (account.name, str(account.on), account.law and account.law.code) == ("Dupont", "2026-08-18", "FR")


@pytest.mark.parametrize(
    ("code", "rate", "words"),
    [
        ("XX", None, "no law of late payment"),
        ("contract", None, "say the yearly rate"),
        ("FR", Decimal(0), "between 0.01 and 60"),
        ("FR", Decimal(61), "between 0.01 and 60"),
    ],
)
def test_terms_nobody_can_mean_are_refused(story: Story, code: str, rate: Decimal | None, words: str) -> None:
    office = owing(story)

    with pytest.raises(Refused, match=words):
        confirm(office, code, rate=rate)

    assert found(office) == {"F-1": NoFees(Without.NOT_CONFIRMED)}


def test_a_rate_under_what_the_law_lets_a_contract_name_is_told(story: Story) -> None:
    office = story("2026-03-02T09:00")

    assert confirm(office, rate=Decimal(5))
    assert not confirm(office, rate=Decimal(8))


def test_each_law_has_its_own_reading_of_the_rates(story: Story) -> None:
    office = story("2026-03-02T09:00", mode=Mode.SHADOW)

    confirm(office, "GB")
    with office.store.reading(office.id) as unit:
        first = unit.organisation().late_terms
    confirm(office, "GB", mode=RateMode.AT_PAYMENT)
    with office.store.reading(office.id) as unit:
        then = unit.organisation().late_terms

    assert first is not None and then is not None
    assert (first.mode, then.mode) == (RateMode.AT_DEFAULT, RateMode.AT_PAYMENT)
    assert (first.confirmed_by, str(first.confirmed_on)) == ("owner@atelier.example", "2026-03-02")


def test_the_law_of_its_country_is_offered(story: Story) -> None:
    office = story()
    with office.store.reading(office.id) as unit:
        own = unit.organisation()

    assert law_offered(office.app, own) == "FR"
    assert law_offered(office.app, replace(own, country="US")) == "contract"
    assert law_offered(replace(office.app, laws=None), own) is None


def test_without_laws_nothing_is_added(story: Story) -> None:
    office = owing(story)
    confirm(office)
    office.app = replace(office.app, laws=None)

    assert found(office) == {"F-1": NoFees(Without.LAW_GONE)}
    with pytest.raises(Refused):
        confirm(office)
    assert said(office) == {"friendly": "", "firm": ""}


def doctor_on(office: Office) -> list[tuple[bool, str]]:
    with office.store.reading(office.id) as unit:
        what = f"{unit.organisation().name}: late payment"
    mine = [x for x in examine(office.app) if x.what == what]
    return [(x.is_well, x.text) for x in mine]


def test_the_doctor_says_where_the_rate_of_today_is_missing(story: Story, tmp_path: Path) -> None:
    office = story("2026-12-01T09:00")
    assert doctor_on(office) == []
    confirm(office)
    assert doctor_on(office) == [(True, "FR")]

    office.at("2027-01-04T09:00")
    ((is_well, text),) = doctor_on(office)
    assert not is_well and text.startswith("no rate for 2027-1 yet")

    office.app = replace(office.app, laws=LatePayment(tmp_path / "gone.yaml"))
    ((is_well, text),) = doctor_on(office)
    assert not is_well and "gone.yaml" in text

    office.app = replace(office.app, laws=LAWS)
    confirm(office, "contract", rate=Decimal(12))
    assert doctor_on(office) == []


def without_france(office: Office, tmp_path: Path) -> LatePayment:
    """The owner's own copy of the file of rates, in which one law is called otherwise."""
    own = tmp_path / "rates.yaml"
    shipped = (data_root() / "config" / "late-payment.yaml").read_text("utf-8")
    own.write_text(shipped.replace("\n  FR:", "\n  FRANCE:"), "utf-8")
    return LatePayment(own)


def test_a_law_that_left_the_file_is_no_secret_and_nothing_is_said_by_it(
    story: Story, tmp_path: Path
) -> None:
    office = owing(story)
    confirm(office)
    office.app = replace(office.app, laws=without_france(office, tmp_path))

    ((is_well, text),) = doctor_on(office)

    assert not is_well and "no longer has «FR»" in text
    assert found(office) == {"F-1": NoFees(Without.LAW_GONE)}
    assert said(office) == {"friendly": "", "firm": ""}


def test_whoever_says_what_a_customer_is_can_take_it_back(story: Story) -> None:
    office = owing(story, type=None)
    confirm(office)
    change_customer(office.app, office.id, "Dupont", "Anna", type=CustomerType.BUSINESS)
    office.sync()
    office.at("2026-08-18T09:00")
    assert isinstance(found(office)["F-1"], LateFees)

    with office.store.reading(office.id) as unit:
        (change,) = [x for x in unit.past.events([customer_id(office)]) if x.what == "customer.changed"]
    undo_change(office.app, office.id, change.number, "Anna")

    assert found(office) == {"F-1": NoFees(Without.NOT_A_BUSINESS)}


def test_an_open_invoice_says_when_its_claim_may_be_out_of_time(
    story: Story,
) -> None:
    office = owing(story)
    bar = explain(office.app, office.id, "F-1").time_bar
    office.account.pay("F-1")
    office.sync()

    assert bar is not None and (str(bar.on), bar.years) == ("2031-07-04", 5)
    assert explain(office.app, office.id, "F-1").time_bar is None
