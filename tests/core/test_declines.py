"""Decline codes: what each comes to, and that what is not known is taken gently."""

from datetime import date

import pytest

from connector.core.declines import DECLINES, UNKNOWN, Failure, Kind, Need, Wording, decline_of

#: providers.md, section 3.3: what Stripe does not retry, and what it retries without hope.
HOPELESS = (
    *("incorrect_number", "lost_card", "pickup_card", "stolen_card", "revocation_of_authorization"),
    *("revocation_of_all_authorizations", "highest_risk_level", "transaction_not_allowed"),
    *("expired_card", "invalid_account", "card_not_supported", "currency_not_supported"),
    *("do_not_try_again", "restricted_card", "fraudulent", "merchant_blacklist", "security_violation"),
    *("stop_payment_order", "new_account_information_available", "invalid_number", "pin_try_exceeded"),
    "incorrect_cvc",
)
PATIENT = (
    *("insufficient_funds", "card_velocity_exceeded", "withdrawal_count_limit_exceeded"),
    *("try_again_later", "processing_error", "issuer_not_available", "reenter_transaction"),
    *("approve_with_id", "generic_decline", "do_not_honor", "call_issuer", "no_action_taken"),
    *("service_not_allowed", "testmode_decline"),
)
NEVER_NAMED = (
    *("lost_card", "stolen_card", "pickup_card", "fraudulent", "merchant_blacklist"),
    *("highest_risk_level", "security_violation", "restricted_card"),
)
MONDAY = date(2026, 12, 21)
TUESDAY = date(2026, 12, 22)
WEDNESDAY = date(2026, 12, 23)


@pytest.mark.parametrize("code", HOPELESS)
def test_a_hopeless_decline_needs_another_card_at_once(code: str) -> None:
    assert decline_of(code).need is Need.NEW_CARD


@pytest.mark.parametrize("code", PATIENT)
def test_a_soft_decline_may_heal_by_itself(code: str) -> None:
    assert (decline_of(code).kind, decline_of(code).need) == (Kind.SOFT, Need.WAIT)


@pytest.mark.parametrize("code", ["authentication_required", "payment_intent_authentication_failure"])
def test_what_the_bank_wants_confirmed_needs_a_confirmation_and_no_other_card(code: str) -> None:
    assert decline_of(code, "do_not_try_again").need is Need.CONFIRM


def test_a_contested_mandate_is_a_persons_question() -> None:
    assert decline_of("debit_not_authorized", "try_again_later").need is Need.PERSON


@pytest.mark.parametrize("code", ["", "a_code_of_tomorrow", "LOST_CARD"])
def test_an_unknown_code_is_taken_for_the_gentlest(code: str) -> None:
    assert decline_of(code) is UNKNOWN
    assert (UNKNOWN.need, UNKNOWN.wording) == (Need.WAIT, Wording.NEUTRAL)


@pytest.mark.parametrize("code", NEVER_NAMED)
@pytest.mark.parametrize("advice", [None, "confirm_card_data", "try_again_later", "do_not_try_again"])
def test_a_lost_card_and_a_suspicion_are_never_named(code: str, advice: str | None) -> None:
    assert decline_of(code, advice).wording is Wording.NEUTRAL


@pytest.mark.parametrize(
    ("code", "advice", "need"),
    [
        ("generic_decline", "do_not_try_again", Need.NEW_CARD),
        ("insufficient_funds", "do_not_try_again", Need.NEW_CARD),
        ("generic_decline", "confirm_card_data", Need.NEW_CARD),
        ("incorrect_cvc", "try_again_later", Need.WAIT),
        ("insufficient_funds", "try_again_later", Need.WAIT),
        ("expired_card", "an_advice_of_tomorrow", Need.NEW_CARD),
    ],
)
def test_the_banks_own_advice_is_better_than_what_a_code_usually_means(
    code: str, advice: str, need: Need
) -> None:
    assert decline_of(code, advice).need is need


def test_every_kind_has_codes() -> None:
    assert {x.kind for x in DECLINES.values()} == set(Kind)
    assert {x.need for x in DECLINES.values()} == set(Need)
    assert {x.wording for x in DECLINES.values()} == set(Wording)


def test_a_soft_decline_is_waited_for_through_the_day_of_the_next_try() -> None:
    failure = Failure("insufficient_funds", MONDAY, TUESDAY)

    assert [failure.need_on(x) for x in (MONDAY, TUESDAY, WEDNESDAY)] == [
        Need.WAIT,
        Need.WAIT,
        Need.NEW_CARD,
    ]
    assert [failure.is_retried(x) for x in (TUESDAY, WEDNESDAY)] == [True, False]


def test_nothing_is_waited_for_once_nobody_tries_again() -> None:
    assert Failure("insufficient_funds", MONDAY).need_on(MONDAY) is Need.NEW_CARD


def test_a_filled_next_attempt_after_a_hard_decline_is_not_waited_for() -> None:
    failure = Failure("lost_card", MONDAY, TUESDAY)

    assert failure.need_on(MONDAY) is Need.NEW_CARD
    assert not failure.is_retried(MONDAY)
