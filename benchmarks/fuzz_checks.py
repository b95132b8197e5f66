"""What `make fuzz-api` checks instead of positive_data_acceptance where no schema can say it all.

A request that fits the schema is to be accepted. Of some operations it is refused all the same, for what
`benchmarks/fuzz_reasons.py` tells of a parameter; a refusal that blames any other parameter is a fault.
"""

from __future__ import annotations

import schemathesis
from fuzz_reasons import BEYOND_A_SCHEMA


@schemathesis.check
def refused_for_a_reason(
    _: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """A request that fits the schema and is refused (422) blames only what no schema can say."""
    reasons = BEYOND_A_SCHEMA.get(case.operation.label)
    if reasons is None or response.status_code != 422 or case.meta is None:
        return
    if not case.meta.generation.mode.is_positive:
        return
    problem = response.json()
    blamed = {error["parameter"] for error in problem.get("errors", [{"parameter": "nothing"}])}
    if unexplained := sorted(blamed - set(reasons)):
        raise AssertionError(f"fits the schema, and {', '.join(unexplained)} is refused: {problem['detail']}")
