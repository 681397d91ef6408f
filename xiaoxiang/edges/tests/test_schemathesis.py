"""The OpenAPI document says what the edge does: schemathesis asks, every answer is as documented, none is a 500."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests import people

EXAMPLES = 12
NOT_ASKED = [positive_data_acceptance]
"""A name of a thing that does not exist, or a pause of a thousand years, fits the schema and is still refused."""


@pytest.mark.django_db(transaction=True)
def test_every_answer_is_as_documented(live_server):
    people.cast()
    document = schemathesis.openapi.from_url(f"{live_server.url}/api/openapi.json")
    asked, wrong = 0, {}
    for found in document.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def ask(case):
            nonlocal asked
            asked += 1
            case.call_and_validate(excluded_checks=NOT_ASKED)

        try:
            ask()
        except BaseExceptionGroup as group:
            wrong[operation.label] = [str(e)[:600] for e in group.exceptions]
    assert not wrong, "\n".join(f"{label}: {told}" for label, told in wrong.items())
    assert asked > EXAMPLES * 4
