"""Under RELANCE_TEST_REQUIRE=all a test that is skipped, or expected to fail, has failed."""

import os
from collections.abc import Generator

import pytest


def _all_are_required() -> bool:
    return os.environ.get("RELANCE_TEST_REQUIRE") == "all"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    if _all_are_required() and (report.skipped or expected_to_fail):
        reason = f"xfail: {report.wasxfail}" if expected_to_fail else _reason(report)
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped under RELANCE_TEST_REQUIRE=all. {reason}"
        if expected_to_fail:
            del report.wasxfail
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if _all_are_required() and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped under RELANCE_TEST_REQUIRE=all. {_reason(report)}"
    return report
