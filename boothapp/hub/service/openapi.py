"""What the service can be asked, as OpenAPI 3.1, made from the messages themselves."""

from __future__ import annotations

from typing import Any

import msgspec

from boothapp.hub.service.application import IDLE
from boothapp.hub.service.refusals import STATUSES, RefusalBody
from boothapp.hub.service.verbs import VERBS, Verb
from boothapp.wire.messages import PROTOCOL

_JSON = "application/json"
_TOKEN: list[dict[str, list[str]]] = [{"token": []}]


def openapi_schema() -> dict[str, Any]:
    """The document."""
    types = [kind for verb in VERBS for kind in (verb.request, verb.reply)]
    _, components = msgspec.json.schema_components(
        [*types, RefusalBody], ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, Any] = {verb.path: {"post": _operation(verb)} for verb in VERBS}
    paths |= {
        IDLE: {"get": _idle()},
        "/v1/ca": {"get": _plain("The hub's own authority, DER", "application/pkix-cert", 404)},
        "/healthz": {"get": _plain("Whether this worker lives", _JSON)},
        "/readyz": {"get": _plain("Whether the store answers, and how far the fold is behind", _JSON)},
        "/metrics": {"get": _plain("Counts, for Prometheus", "text/plain", 403)},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "boothapp hub", "version": str(PROTOCOL)},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(verb: Verb) -> dict[str, Any]:
    return {
        "operationId": verb.name,
        "security": _TOKEN if verb.scope else [],
        "requestBody": {"required": True, "content": {_JSON: {"schema": _ref(verb.request)}}},
        "responses": {"200": _answer("The answer", _JSON, _ref(verb.reply)), **_refusals(*STATUSES)},
    }


def _idle() -> dict[str, Any]:
    tag = {"name": "If-None-Match", "in": "header", "required": True, "schema": {"type": "string"}}
    answers = {
        "200": _answer("There is news: push and pull", _JSON, {"type": "object"}),
        "304": {"description": "A sync would bring what was told last time"},
    }
    return {
        "operationId": "idle",
        "summary": "Asks with the query `show&device` and a tag `<cursor>-<held changes>-<held sum>`",
        "security": _TOKEN,
        "parameters": [tag],
        "responses": {**answers, **_refusals(*STATUSES)},
    }


def _plain(description: str, media_type: str, *statuses: int) -> dict[str, Any]:
    content: dict[str, Any] = {"type": "object"} if media_type == _JSON else {"type": "string"}
    return {
        "responses": {"200": _answer(description, media_type, content), **_refusals(405, 429, 503, *statuses)}
    }


def _refusals(*statuses: int) -> dict[str, Any]:
    return {str(status): _answer("Refused", _JSON, _ref(RefusalBody)) for status in statuses}


def _answer(description: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _ref(kind: type[Any]) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}
