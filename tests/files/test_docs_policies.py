"""docs/policies.md: its example loads, and it names every key there is."""

import json
import re
from pathlib import Path

import pytest

from connector.core.policy import Channel, Severity
from connector.files.policies import check, read_policy
from tests.files.conftest import WritePolicy

TOP = Path(__file__).resolve().parents[2]
TEXT = (TOP / "docs" / "policies.md").read_text(encoding="utf-8")
EXAMPLES = [x for x in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL) if "\nsteps:" in f"\n{x}"]
SCHEMA = json.loads((TOP / "config" / "policy.schema.json").read_text(encoding="utf-8"))
KEYS = [
    *SCHEMA["properties"],
    *SCHEMA["$defs"]["step"]["properties"],
    *SCHEMA["$defs"]["conditions"]["properties"],
]


def test_there_are_two_examples() -> None:
    assert len(EXAMPLES) == 2


def test_the_one_that_mails_through_the_account_loads(write_policy: WritePolicy) -> None:
    policy, problems = read_policy(write_policy(EXAMPLES[1], "account-first.yaml"))

    assert problems == ()
    assert policy is not None
    assert [(x.channel, x.fallbacks) for x in policy.steps] == [
        (Channel.PROVIDER, (Channel.EMAIL,)),
        (Channel.EMAIL, ()),
    ]


def test_the_example_loads(write_policy: WritePolicy) -> None:
    policy, problems = read_policy(write_policy(EXAMPLES[0], "builders.yaml"))

    assert problems == ()
    assert policy is not None
    assert policy.conditions is not None
    assert policy.conditions.min_open == {"EUR": 15_000, "GBP": 13_000}
    office = policy.steps[2]
    assert (office.id, office.severity, office.template) == ("site-office", Severity.FIRM, "firm")
    assert (office.roles, office.fallbacks) == (("billing", "escalation"), (Channel.LETTER,))


@pytest.mark.parametrize("key", sorted(set(KEYS)))
def test_every_key_is_explained(key: str) -> None:
    assert re.search(rf"^\| [^|]*`{key}`", TEXT, re.MULTILINE)


def test_the_message_it_shows_is_the_message_there_is(write_policy: WritePolicy) -> None:
    wrong = EXAMPLES[0].replace("    offset: -5", "    ofset: -5")
    (shown,) = re.findall(r"^/etc/relance/policies/builders.yaml(, line 10, .*)$", TEXT, re.MULTILINE)

    found = check(write_policy(wrong, "builders.yaml"))

    assert any(str(problem).endswith(shown) for problem in found)
