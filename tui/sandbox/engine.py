"""The emulator behind the guard: ministack's DynamoDB, IAM and Cognito, called in this process alone.

Only the handlers of these services are used, not ministack's web application: that one would start thread
pools, schedulers and Docker clients, and offer some eighty services more. Nothing listens, nothing is
written outside `state`. The handlers believe whatever they are asked, so nothing may reach them unjudged.

Their data are module globals of ministack: one engine a process. A transaction's ClientRequestToken is
remembered for ten minutes as by AWS, but never beyond the process.
"""

import asyncio
import importlib
import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from inspect import isawaitable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlencode
from xml.etree import ElementTree as ET

from tui.problem import Kind, Problem
from tui.record import record
from tui.sandbox import wire
from tui.sandbox.people import ACCOUNT, REGION

log = logging.getLogger("tui.sandbox.engine")

SERVICES = ("dynamodb", "iam", "cognito")
IAM_VERSION = "2010-05-08"
FORM = "application/x-www-form-urlencoded"
SAVE_EVERY = 30.0
"""Seconds between savings while somebody writes; what a killed process loses at most."""
_TARGET = "DynamoDB_20120810"
_READS = ("Get", "Query", "Scan", "BatchGet", "TransactGet", "Describe", "List")


class EngineError(RuntimeError):
    """The engine refused a call of the sandbox's own; the message is its own."""


@record
class Element:
    """One element of an IAM answer, its namespaces forgotten."""

    element: ET.Element

    def text(self, name: str) -> str:
        """The text of the first element called `name` within; "" where there is none."""
        return next((found.text or "" for found in self._all(name)), "")

    def texts(self, name: str) -> list[str]:
        """The texts of all of them."""
        return [found.text or "" for found in self._all(name)]

    def members(self, name: str) -> list[str]:
        """The texts of the list called `name`."""
        return [member.text or "" for found in self._all(name) for member in found]

    def _all(self, name: str) -> list[ET.Element]:
        return [found for found in self.element.iter() if found.tag.rpartition("}")[2] == name]


class Engine:
    """The account's tables and IAM objects. With `state`, a folder, they outlive the process."""

    def __init__(self, state: Path | None) -> None:
        self._state = state
        self._modules: dict[str, ModuleType] = {}
        self._dirty = False
        self._closing = asyncio.Event()
        self._saving: asyncio.Task[None] | None = None

    def open(self) -> Problem | None:
        """Begin, with what was saved or with nothing; a state that cannot be read is a problem."""
        os.environ.update(AUTH="false", LOG_LEVEL="ERROR")  # read by what ministack may still import
        for service in SERVICES:
            module = importlib.import_module(f"ministack.services.{service}")
            module.reset()
            self._modules[service] = module
            if self._state and (problem := self._load(service, self._state / f"{service}.json")):
                return problem
        if self._state:
            self._saving = asyncio.get_running_loop().create_task(self._save_now_and_then())
        return None

    async def close(self) -> None:
        """End, saving what is to be kept."""
        if self._saving:
            self._closing.set()
            await self._saving
            await self._save_changes()

    async def forward(self, service: str, headers: Mapping[str, str], body: bytes) -> wire.Reply:
        """The answer of `service` to a judged request; every write of anybody passes here."""
        from ministack.core.responses import request_scope

        operation = headers.get("x-amz-target", "").removeprefix(f"{_TARGET}.")
        self._dirty = self._dirty or not operation.startswith(_READS)
        handle = self._modules[service].handle_request
        try:
            with request_scope(ACCOUNT, REGION):
                status, _, answer = await handle("POST", "/", headers, body, {})
        except Exception:
            log.exception("The engine failed at a request to %s", service)
            return wire.failed(service)
        answer = answer if isinstance(answer, bytes) else answer.encode()
        return wire.xml_reply(status, answer) if service == "iam" else wire.json_reply(status, answer)

    async def dynamodb(self, action: str, **body: object) -> dict[str, Any]:
        """Call DynamoDB as the account itself; raises EngineError when it refuses."""
        return await self.json("dynamodb", f"{_TARGET}.{action}", body)

    async def json(self, service: str, target: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Call a service that speaks JSON as the account itself; raises EngineError when it refuses."""
        reply = await self.forward(service, {"x-amz-target": target}, json.dumps(body).encode())
        if reply.status != 200:
            raise EngineError(f"{target}: {reply.body.decode()}")
        answer: dict[str, Any] = json.loads(reply.body)
        return answer

    async def cognito(self, call: wire.Call, handler: str = "handle_request") -> wire.Reply:
        """What Cognito answers anybody: its pages and tokens, and the calls that are not signed."""
        from ministack.core.responses import request_scope

        self._dirty = True
        handle = getattr(self._modules["cognito"], handler)
        query = parse_qs(call.query.decode("latin-1"))
        asked = (query,) if handler == "handle_oauth2_authorize" else (call.body, query)
        with request_scope(ACCOUNT, REGION):
            answer = handle(call.method, call.path, call.headers, *asked)
            status, told, content = await answer if isawaitable(answer) else answer
        sent = {name.lower(): value for name, value in told.items()}
        return wire.Reply(status, content if isinstance(content, bytes) else content.encode(), sent)

    async def iam(self, action: str, **parameters: str) -> Element | None:
        """Call IAM as the account itself; None if what it is about does not exist."""
        form = urlencode({"Action": action, "Version": IAM_VERSION, **parameters}).encode()
        reply = await self.forward("iam", {"content-type": FORM}, form)
        if reply.status == 404:
            return None
        if reply.status != 200:
            raise EngineError(f"{action}: {reply.body.decode()}")
        try:
            return Element(ET.fromstring(reply.body))  # noqa: S314 - ministack's own, in this process
        except ET.ParseError as error:
            raise EngineError(f"{action}: {error}") from None

    def _load(self, service: str, path: Path) -> Problem | None:
        from ministack.core import persistence

        persistence.PERSIST_STATE, persistence.STATE_DIR = True, str(path.parent)
        if not path.exists():
            return None
        module = self._modules[service]
        try:
            saved = persistence.load_state(service)
            if _shape(saved) == _shape(module.get_state()):
                module.load_persisted_state(saved)
                return None
        except (ValueError, TypeError, AttributeError, KeyError):
            log.exception("The state of %s makes no sense", service)
        return Problem(Kind.USAGE, "The sandbox's saved state cannot be read", str(path),
                       "Remove it to start afresh, or name another data folder.")

    async def _save_now_and_then(self) -> None:
        while not self._closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), SAVE_EVERY)
            await self._save_changes()

    async def _save_changes(self) -> None:
        """Write the state as of now, each service's in one step; it is copied before anything waits."""
        from ministack.core import persistence

        if not self._dirty:
            return
        self._dirty = False
        states = {service: module.get_state() for service, module in self._modules.items()}
        for service, state in states.items():
            await asyncio.to_thread(persistence.save_state, service, state)


def _shape(state: object) -> dict[str, type]:
    """What a state consists of; ministack itself takes any other for an empty one."""
    return {name: type(part) for name, part in state.items()} if isinstance(state, dict) else {}
