"""What a policy may say, and what its owner is told when it may not."""

from pathlib import Path

import pytest

from connector.core.policy import Channel, Conditions, Severity, Step
from connector.files.policies import check, read_policy
from tests.files.conftest import WritePolicy

FIRM = "{id: firm, offset: 15, channel: email, severity: firm}"
FORMAL = "{id: formal, offset: 30, channel: letter, severity: formal}"


def policy(*steps: str, conditions: str = "") -> str:
    rule = f"conditions: {conditions}\n" if conditions else ""
    return rule + "steps:\n" + "".join(f"- {step}\n" for step in steps)


def said(path: Path) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.text}" for problem in check(path)]


class TestAStep:
    def test_takes_the_text_of_its_severity_and_the_usual_rest(self, write_policy: WritePolicy) -> None:
        read, _ = read_policy(write_policy(policy("{id: last, offset: 30, channel: email, severity: 2}")))

        assert read is not None
        assert read.steps == (Step("last", 30, Channel.EMAIL, Severity.FIRM, "firm", deadline_days=7),)

    def test_says_everything_else_itself(self, write_policy: WritePolicy) -> None:
        step = (
            "{id: a, offset: 1, channel: email, severity: friendly, template: soft, roles: [billing, copy], "
            "fallbacks: [letter], deadline_days: 60, conditions: {tags: [vip]}}"
        )

        read, _ = read_policy(write_policy(policy(step)))

        assert read is not None
        assert read.steps[0] == Step(
            "a", 1, Channel.EMAIL, Severity.FRIENDLY, "soft", ("billing", "copy"), (Channel.LETTER,), 60,
            Conditions(tags=frozenset({"vip"})),
        )  # fmt: skip

    @pytest.mark.parametrize("offset", [0, 1])
    def test_on_the_due_date_or_after_it_may_be_friendly(
        self, write_policy: WritePolicy, offset: int
    ) -> None:
        step = f"{{id: a, offset: {offset}, channel: email, severity: friendly}}"

        assert said(write_policy(policy(step))) == []

    def test_on_the_due_date_may_be_a_notice(self, write_policy: WritePolicy) -> None:
        assert said(write_policy(policy("{id: a, offset: 0, channel: email, severity: notice}"))) == []

    @pytest.mark.parametrize(
        ("step", "expected"),
        [
            ("id: Late", "write a name of lower-case letters"),
            ("id: plan:1:notice", "write a name of lower-case letters"),
            ("id: -a", "write a name of lower-case letters"),
            ("id: 5", "write a name of lower-case letters"),
            ("offset: 1.5", "write whole days from the due date"),
            ("offset: '5'", "write whole days from the due date"),
            ("offset: 1001", "write whole days from the due date"),
            ("offset: -91", "write whole days from the due date"),
            ("channel: sms", "write one of email, letter, call, provider."),
            ("channel: task", "write one of email, letter, call, provider."),
            ("severity: 5", "write one of notice, friendly, firm, call, formal, or its number 0 to 4."),
            ("severity: Firm", "write one of notice, friendly, firm, call, formal, or its number 0 to 4."),
            ("template: ../../etc/passwd", "write the name of a folder in templates"),
            ("roles: [boss]", "write one of billing, copy, escalation, legal."),
            ("roles: []", "write a list of billing, copy, escalation, legal, each once."),
            ("roles: billing", "write a list of billing, copy, escalation, legal, each once."),
            ("fallbacks: [call]", "write one of email, letter."),
            ("fallbacks: [provider]", "write one of email, letter."),
            ("deadline_days: 0", "write whole days without quotes, 1 to 60, such as 7."),
            ("deadline_days: 61", "write whole days without quotes, 1 to 60, such as 7."),
            ("deadline_days: soon", "write whole days without quotes, 1 to 60, such as 7."),
        ],
    )
    def test_with_a_wrong_value_is_told_what_to_write(
        self, write_policy: WritePolicy, step: str, expected: str
    ) -> None:
        right = {"id": "a", "offset": "1", "channel": "email", "severity": "firm"}
        key, _, value = step.partition(": ")
        lines = [f"  {name}: {text}\n" for name, text in (right | {key: value}).items()]

        (sentence,) = said(write_policy("steps:\n-\n" + "".join(lines)))

        place, _, text = sentence.partition(" ")
        assert int(place.split(":")[0]) == 3 + list(right | {key: value}).index(key)
        assert text.startswith(f"{key}: ")
        assert expected in text

    def test_without_what_is_needed_is_told_which(self, write_policy: WritePolicy) -> None:
        wanted = "write a step with id, offset, channel and severity."

        assert said(write_policy(policy("{id: a, severity: firm}"))) == [
            f"2:3 «offset», «channel» are missing: {wanted}"
        ]

    @pytest.mark.parametrize(
        ("written", "meant"), [("ofset", "offset"), ("chanel", "channel"), ("deadline", "deadline_days")]
    )
    def test_with_an_unknown_key_is_told_the_nearest(
        self, write_policy: WritePolicy, written: str, meant: str
    ) -> None:
        (sentence,) = said(write_policy(policy(FIRM.replace("}", f", {written}: 7}}"))))

        assert f"«{written}» is not known here; did you mean «{meant}»? Known are channel, " in sentence

    def test_with_a_key_like_no_other_is_told_all(self, write_policy: WritePolicy) -> None:
        (sentence,) = said(write_policy(policy(FIRM.replace("}", ", zzz: 7}"))))

        assert "«zzz» is not known here; known are channel, conditions, deadline_days, " in sentence


class TestALadder:
    @pytest.mark.parametrize(
        ("steps", "expected"),
        [
            (
                [FIRM, FIRM.replace("15", "20")],
                "3:8 the id «firm» is used by a step above: give each step an id of its own.",
            ),
            (
                [FIRM, "{id: b, offset: 15, channel: email, severity: firm}"],
                "3:19 offset 15 does not come after the 15 of the step above: put the steps in the order of "
                "their days, each on a day of its own.",
            ),
            (
                [FIRM, "{id: b, offset: 14, channel: email, severity: firm}"],
                "3:19 offset 14 does not come after the 15 of the step above: put the steps in the order of "
                "their days, each on a day of its own.",
            ),
            ([FORMAL], "2:55 a formal notice needs a reminder before it: add a firm or friendly step above."),
            (
                ["{id: a, offset: -5, channel: email, severity: notice}", FORMAL],
                "3:55 a formal notice needs a reminder before it: add a firm or friendly step above.",
            ),
            (
                ["{id: a, offset: 5, channel: call, severity: call}", FORMAL],
                "3:55 a formal notice needs a reminder before it: add a firm or friendly step above.",
            ),
            (
                ["{id: a, offset: 5, channel: provider, severity: firm}", FORMAL],
                "3:55 a formal notice needs a reminder in your own words before it: a provider's is none.",
            ),
            (
                [FIRM, "{id: a, offset: 40, channel: provider, severity: formal}"],
                "3:32 a provider sends the invoice in its own words, which notify of nothing: write channel "
                "email.",
            ),
            (
                ["{id: a, offset: 5, channel: provider, severity: firm, roles: [legal]}"],
                "2:64 a provider chooses whom it writes to: take the roles out, or write channel email.",
            ),
            (
                ["{id: a, offset: 5, channel: call, severity: firm}"],
                "2:47 severity call and channel call go together: change one of the two.",
            ),
            (
                ["{id: a, offset: 5, channel: email, severity: call}"],
                "2:48 severity call and channel call go together: change one of the two.",
            ),
            (
                ["{id: a, offset: -1, channel: email, severity: friendly}"],
                "2:49 nothing is late before the due date: write severity notice, or a later offset.",
            ),
            (
                ["{id: a, offset: 1, channel: email, severity: notice}"],
                "2:48 a notice speaks of what is still to come: write severity friendly.",
            ),
            (
                ["{id: a, offset: 1, channel: call, severity: call, fallbacks: [email]}"],
                "2:64 nothing takes the place of a call: take the fallbacks out.",
            ),
            (
                [FIRM.replace("}", ", fallbacks: [email]}")],
                "2:69 «email» is the channel of the step itself: take it out of the fallbacks.",
            ),
        ],
    )
    def test_that_makes_no_sense_is_told_why(
        self, write_policy: WritePolicy, steps: list[str], expected: str
    ) -> None:
        assert said(write_policy(policy(*steps))) == [expected]

    @pytest.mark.parametrize("before", ["friendly", "firm"])
    def test_may_end_formally_after_a_friendly_or_firm_step(
        self, write_policy: WritePolicy, before: str
    ) -> None:
        step = f"{{id: a, offset: 1, channel: email, severity: {before}}}"

        assert said(write_policy(policy(step, FORMAL))) == []

    def test_tells_all_its_problems_in_the_order_of_the_lines(self, write_policy: WritePolicy) -> None:
        steps = (FORMAL, FIRM, FIRM.replace("}", ", fallbacks: [email]}"))

        places = [sentence.split(" ")[0] for sentence in said(write_policy(policy(*steps)))]

        assert places == ["2:55", "3:22", "4:8", "4:22", "4:69"]


class TestConditions:
    def test_are_read_exactly(self, write_policy: WritePolicy) -> None:
        conditions = (
            "{min_open: {EUR: 0.29, JPY: 20000, KWD: '1.005'}, max_open: {EUR: 1000}, currencies: [EUR], "
            "customer_types: [public_body], tags: [a b], languages: [fr-CA], min_terms: 0, max_terms: 30, "
            "min_late_share: 0.5, max_late_share: 1, min_settled: 4}"
        )

        read, problems = read_policy(write_policy(policy(FIRM, conditions=conditions)))

        assert problems == ()
        assert read is not None
        assert read.conditions == Conditions(
            {"EUR": 29, "JPY": 20000, "KWD": 1005}, {"EUR": 100000}, frozenset({"EUR"}),
            frozenset({"public_body"}), frozenset({"a b"}), frozenset({"fr-CA"}), 0, 30, 0.5, 1.0, 4,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("conditions", "expected"),
        [
            ("{}", "an empty mapping cannot stand here: write a mapping with at least one condition"),
            ("{tags: []}", "tags: an empty list cannot stand here: write a list of your own tags"),
            ("{min_settled: 0}", "min_settled: «0» cannot stand here: write a whole number"),
            ("{min_open: 50}", "min_open: «50» cannot stand here: write currencies with their amounts"),
            ("{min_open: {}}", "min_open: an empty mapping cannot stand here: write currencies with their"),
            ("{min_open: {eur: 5}}", "«eur» cannot stand here: write a currency of three capitals"),
            ("{min_open: {EUR: -5}}", "EUR: «-5» cannot stand here: write an amount of digits and a point"),
            ("{min_open: {EUR: '1,50'}}", "EUR: «1,50» cannot stand here: write an amount of digits"),
            ("{min_open: {EUR: 1e5}}", "EUR: «1e5» cannot stand here: write an amount of digits"),
            ("{min_open: {EUR: 1.005}}", "«1.005» has more decimals than EUR knows (2)."),
            ("{min_open: {JPY: 1.5}}", "«1.5» has more decimals than JPY knows (0)."),
            ("{min_open: {EUR: 5}, max_open: {EUR: 4.99}}", "min_open is above max_open, so it never holds"),
            ("{min_terms: 31, max_terms: 30}", "min_terms is above max_terms, so it never holds"),
            ("{min_late_share: 0.6, max_late_share: 0.5}", "min_late_share is above max_late_share, so it"),
            ("{min_late_share: 50}", "min_late_share: «50» cannot stand here: write a share from 0 to 1"),
            ("{languages: [French]}", "languages: «French» cannot stand here: write a language of two"),
            ("{customer_types: [company]}", "write one of business, consumer, public_body, unknown."),
            ("{tag: [a]}", "«tag» is not known here; did you mean «tags»? Known are currencies, "),
        ],
    )
    @pytest.mark.parametrize("owner", ["policy", "step"])
    def test_that_are_wrong_are_told_what_to_write(
        self, write_policy: WritePolicy, conditions: str, expected: str, owner: str
    ) -> None:
        step = FIRM.replace("}", f", conditions: {conditions}}}") if owner == "step" else FIRM

        (sentence,) = said(write_policy(policy(step, conditions=conditions if owner == "policy" else "")))

        assert expected in sentence

    def test_bounds_may_be_equal(self, write_policy: WritePolicy) -> None:
        conditions = "{min_open: {EUR: 5}, max_open: {EUR: 5.00}, min_terms: 30, max_terms: 30}"

        assert said(write_policy(policy(FIRM, conditions=conditions))) == []

    def test_bounds_of_different_currencies_are_not_compared(self, write_policy: WritePolicy) -> None:
        conditions = "{min_open: {EUR: 500}, max_open: {GBP: 5}}"

        assert said(write_policy(policy(FIRM, conditions=conditions))) == []


class TestTheVersion:
    def test_changes_with_every_change_of_the_text(self, write_policy: WritePolicy) -> None:
        first, _ = read_policy(write_policy(policy(FIRM)))
        second, _ = read_policy(write_policy(policy(FIRM) + "# a word\n"))
        again, _ = read_policy(write_policy(policy(FIRM)))

        assert first is not None
        assert second is not None
        assert first.version != second.version
        assert first == again


class TestThePolicyOfFailedCharges:
    NAME = "failed-charge.yaml"

    def test_may_begin_on_the_day_of_the_failure(self, write_policy: WritePolicy) -> None:
        first = "{id: failed, offset: 0, channel: email, severity: friendly, conditions: {tags: [vip]}}"

        assert said(write_policy(policy(first, FIRM), self.NAME)) == []

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            (
                policy("{id: early, offset: -1, channel: email, severity: notice}"),
                "nothing comes before a charge has failed: write 0 or more.",
            ),
            (policy(FIRM, FORMAL), "a failed charge has no formal notice: write severity firm."),
            (
                policy("{id: failed, offset: 0, channel: provider, severity: friendly}"),
                "a provider's own message tells of an invoice, not of a card: write channel email.",
            ),
            (policy(FIRM, conditions="{tags: [vip]}"), "every failed charge follows this policy: take the"),
        ],
    )
    def test_that_makes_no_sense_is_told_why(
        self, write_policy: WritePolicy, written: str, expected: str
    ) -> None:
        (problem,) = said(write_policy(written, self.NAME))

        assert expected in problem

    def test_is_the_only_one_of_which_that_is_asked(self, write_policy: WritePolicy) -> None:
        assert said(write_policy(policy(FIRM, FORMAL), "own.yaml")) == []

    def test_with_a_wrong_shape_is_told_that_alone(self, write_policy: WritePolicy) -> None:
        assert len(said(write_policy("steps: []", self.NAME))) == 1


class TestThePolicyOfCardsThatEnd:
    NAME = "expiring-card.yaml"
    NOTICE = "{id: early, offset: -30, channel: email, severity: notice, conditions: {tags: [vip]}}"

    def test_may_have_several_notices(self, write_policy: WritePolicy) -> None:
        later = "{id: later, offset: -7, channel: email, severity: notice}"

        assert said(write_policy(policy(self.NOTICE, later), self.NAME)) == []

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            (
                policy("{id: now, offset: 0, channel: email, severity: notice}"),
                "a card that has ended is spoken of when a charge fails: write -1 or less.",
            ),
            (
                policy("{id: early, offset: -9, channel: provider, severity: notice}"),
                "a provider sends invoices, and this is none: write channel email.",
            ),
            (
                policy(NOTICE, conditions="{tags: [vip]}"),
                "every card that ends follows this policy: take the",
            ),
        ],
    )
    def test_that_makes_no_sense_is_told_why(
        self, write_policy: WritePolicy, written: str, expected: str
    ) -> None:
        (problem,) = said(write_policy(written, self.NAME))

        assert expected in problem
