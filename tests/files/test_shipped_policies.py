"""The policies that come with Relance say what the design says, and the schema says it of them too."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from connector.core.behaviour import Behaviour
from connector.core.invoice import Customer, Invoice
from connector.core.policy import Channel, Policies, Severity
from connector.core.segments import NO_POSITION
from connector.files.policies import YamlPolicyShelf, check, policy_files

TOP = Path(__file__).resolve().parents[2]
SHIPPED = TOP / "config" / "policies"
SCHEMA = json.loads((TOP / "config" / "policy.schema.json").read_text(encoding="utf-8"))
NOTICE, FRIENDLY, FIRM, CALL, FORMAL = Severity
EMAIL, LETTER, TELEPHONE = Channel.EMAIL, Channel.LETTER, Channel.CALL


@pytest.fixture(scope="module")
def policies() -> Policies:
    return YamlPolicyShelf([SHIPPED]).policies("standard")


def ladder(policies: Policies, name: str) -> list[tuple[str, int, Severity, Channel]]:
    return [(step.id, step.offset, step.severity, step.channel) for step in policies.by_name[name].steps]


def invoice(days_to_pay: int = 30) -> Invoice:
    issued_on = date(2026, 1, 5)
    due_on = issued_on + timedelta(days=days_to_pay)
    return Invoice("i1", "c1", "k1", "F-1", "EUR", 10_000, 10_000, issued_on=issued_on, due_on=due_on)


def test_standard_is_the_ladder_of_the_design(policies: Policies) -> None:
    assert ladder(policies, "standard") == [
        ("notice", -5, NOTICE, EMAIL),
        ("friendly", 5, FRIENDLY, EMAIL),
        ("firm", 15, FIRM, EMAIL),
        ("call", 20, CALL, TELEPHONE),
        ("formal", 30, FORMAL, LETTER),
    ]


def test_long_terms_is_the_longer_ladder(policies: Policies) -> None:
    assert ladder(policies, "long-terms") == [
        ("notice", -5, NOTICE, EMAIL),
        ("friendly", 10, FRIENDLY, EMAIL),
        ("firm", 25, FIRM, EMAIL),
        ("formal", 50, FORMAL, LETTER),
    ]


def test_a_failed_charge_is_told_at_once_and_then_twice(policies: Policies) -> None:
    assert ladder(policies, "failed-charge") == [
        ("failed", 0, FRIENDLY, EMAIL),
        ("again", 7, FRIENDLY, EMAIL),
        ("last", 21, FIRM, EMAIL),
    ]


def test_a_card_that_ends_is_told_once_thirty_days_before(policies: Policies) -> None:
    assert ladder(policies, "expiring-card") == [("card-ends", -30, NOTICE, EMAIL)]


def test_every_shipped_step_has_its_text_in_both_languages(policies: Policies) -> None:
    templates = {step.template for policy in policies.by_name.values() for step in policy.steps}

    folders = [TOP / "templates" / language / name for name in templates for language in ("en", "fr")]
    assert [str(folder) for folder in folders if not folder.is_dir()] == []


def test_a_firm_reminder_gives_seven_days_to_pay(policies: Policies) -> None:
    firm = policies.by_name["standard"].steps[2]

    assert firm.deadline_days == 7
    assert firm.template == "firm"
    assert firm.roles == ("billing",)


def test_gentle_says_less_and_later_and_nothing_formal(policies: Policies) -> None:
    gentle, standard = policies.by_name["gentle"].steps, policies.by_name["standard"].steps

    assert len(gentle) < len(standard)
    assert not any(step.is_formal for step in gentle)
    assert {step.deadline_days for step in gentle if step.is_message} == {14}
    assert all(mine.offset > theirs.offset for mine, theirs in zip(gentle, standard[1:], strict=False))


def test_firm_is_the_standard_ladder_earlier(policies: Policies) -> None:
    firm, standard = policies.by_name["firm"].steps, policies.by_name["standard"].steps

    assert [step.id for step in firm] == [step.id for step in standard]
    assert all(mine.offset < theirs.offset for mine, theirs in zip(firm, standard, strict=True))


@pytest.mark.parametrize(
    ("days_to_pay", "tags", "chosen"),
    [
        (30, set(), "standard"),
        (44, set(), "standard"),
        (45, set(), "long-terms"),
        (60, {"trusted"}, "gentle"),
        (30, {"late-payer"}, "firm"),
        (30, {"wholesale"}, "standard"),
    ],
)
def test_without_a_tag_only_the_terms_choose(
    policies: Policies, days_to_pay: int, tags: set[str], chosen: str
) -> None:
    always_late = Behaviour(settled=20, settled_late=20)
    customer = Customer("c1", "Durand", tags=frozenset(tags), behaviour=always_late)

    assert policies.choose(invoice(days_to_pay), customer, "fr", NO_POSITION).name == chosen


def test_the_rule_on_past_behaviour_works_as_its_comment_says(tmp_path: Path) -> None:
    text = (SHIPPED / "firm.yaml").read_text(encoding="utf-8").replace("  tags: [late-payer]\n", "")
    own = tmp_path / "firm.yaml"
    own.write_text(text.replace("  # min_", "  min_"), encoding="utf-8")

    policies = YamlPolicyShelf([tmp_path, SHIPPED]).policies("standard")

    def chosen(settled: int, late: int) -> str:
        customer = Customer("c1", "Durand", behaviour=Behaviour(settled, late))
        return policies.choose(invoice(), customer, "fr", NO_POSITION).name

    assert [chosen(4, 2), chosen(4, 1), chosen(3, 3)] == ["firm", "standard", "standard"]


def test_by_hand_is_calls_alone(policies: Policies) -> None:
    steps = policies.by_name["by-hand"].steps

    assert [(x.id, x.offset) for x in steps] == [("first-call", 10), ("call", 20), ("last-call", 45)]
    assert {(x.severity, x.channel) for x in steps} == {(Severity.CALL, Channel.CALL)}
    assert policies.by_name["by-hand"].conditions is None


def test_no_shipped_policy_has_a_problem() -> None:
    names = [path.stem for path in policy_files(SHIPPED)]
    assert names == ["by-hand", "expiring-card", "failed-charge", "firm", "gentle", "long-terms", "standard"]
    assert check(SHIPPED) == []


@pytest.mark.parametrize("path", policy_files(SHIPPED), ids=lambda path: path.stem)
def test_an_editor_with_the_schema_agrees(path: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    written = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert list(Draft202012Validator(SCHEMA).iter_errors(written)) == []
    assert path.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=../policy.schema.json\n"
    )


def test_everything_in_the_schema_says_what_to_write() -> None:
    def silent(schema: Any, where: str) -> list[str]:
        if not isinstance(schema, dict):
            return []
        is_value = bool(schema.keys() & {"type", "enum"})
        is_told = bool(schema.get("description")) and bool(schema.get("x-fr"))
        here = [where] if is_value and not is_told else []
        return here + [fault for key, part in schema.items() for fault in silent(part, f"{where}/{key}")]

    assert silent(SCHEMA, "#") == []
