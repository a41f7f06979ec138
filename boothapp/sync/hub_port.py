"""The port that every hub answers at, wherever it is."""

from __future__ import annotations

from typing import Protocol

from boothapp.wire.messages import (
    HelloReply,
    HelloRequest,
    ProvisionReply,
    ProvisionRequest,
    PushReply,
    PushRequest,
)


class Hub(Protocol):
    """Anything that answers hello, provision and push; each raises HubError when it cannot.

    All three may be repeated: whoever did not get an answer asks again, and nothing is there twice.
    """

    def hello(self, request: HelloRequest) -> HelloReply:
        """Tell who it is, which protocol it speaks and what it has to be told of the show."""

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        """Take the show and the lead definitions by which its leads are judged."""

    def push(self, request: PushRequest) -> PushReply:
        """Take a batch of changes; those it calls received or duplicate are durable when this returns."""
