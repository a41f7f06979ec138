"""The service keeps what its OpenAPI document says, whatever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from boothapp.hub.service.openapi import openapi_schema
from boothapp.hub.service.verbs import VERBS
from boothapp.hub.store import CentralStore
from tests.helpers.served import enrolled, served_here, serving_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 12
SCHEMA = schemathesis.openapi.from_dict(openapi_schema())


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where the service is, and a token for it."""
    folder = tmp_path_factory.mktemp("hub")
    with closing(CentralStore.open(Path(folder, "central.db"))) as store:
        token = enrolled(store)
    with served_here(serving_of(folder / "central.db", folder, files=None)) as served:
        yield served.url, token


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_any_request(case: schemathesis.Case[Any], hub: tuple[str, str]) -> None:
    """Whatever is asked, sound or not, is answered as the document says, and never by a fault of ours."""
    url, token = hub
    case.call_and_validate(base_url=url, checks=CHECKS, headers={"Authorization": f"Bearer {token}"})


def test_every_verb_is_in_it() -> None:
    """The document names each verb with its message and its answer."""
    paths = openapi_schema()["paths"]
    for verb in VERBS:
        operation = paths[verb.path]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith(f"/{verb.request.__name__}")
