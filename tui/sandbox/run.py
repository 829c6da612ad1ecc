"""The sandbox as one process: an identity provider and an AWS endpoint on two loopback ports."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tui.problem import Kind, Problem
from tui.record import record
from tui.sandbox import folder, running, serving
from tui.sandbox.aws import Aws
from tui.sandbox.idp import IdentityProvider, Settings, certificate
from tui.sandbox.people import PEOPLE, SAML_PATH, Person, made_up

THREADS = 64
"""At most; AWS asks the provider for its keys from one, and the provider answers from another."""


@record
class Options:
    """`port` is the AWS endpoint's, the provider takes the next one; 0 picks two free ones."""

    port: int = 0
    data_dir: Path | None = None
    latency_ms: int = 0
    products: int = 0
    """How many made-up products the catalog has beside those of the shop."""
    people: int = 0
    """How many made-up people may sign in beside those of the sandbox, by its own OpenID provider."""
    approve: str = ""
    """Who every sign-in is approved as without asking, or ""."""
    interval: int = 1
    """Seconds between a device's polls."""
    stop_with_stdin: bool = False
    """Stop when standard input ends, so that nothing outlives the process holding its other side."""


Ports = tuple[socket.socket, socket.socket]
Ready = dict[str, object]


def run(options: Options, announce: Callable[[Ready], None]) -> Problem | None:
    """Serve until told to stop; `announce` is called once, when everything is there and answers."""
    names = [person.name for person in _everybody(options)]
    if options.approve and options.approve not in names:
        known = f"There are {', '.join(names[:len(PEOPLE)])}."
        return Problem(Kind.USAGE, f"The sandbox knows no {options.approve!r}", todo=known)
    try:
        return _run(options, announce)
    except OSError as error:  # a disk that is full, or may not be written to
        what = f"The data folder cannot be used: {error.strerror}"
        return Problem(Kind.USAGE, what, error.filename or "", "Name another folder with --data-dir.")


def _everybody(options: Options) -> tuple[Person, ...]:
    return (*PEOPLE, *made_up(options.people))


def _run(options: Options, announce: Callable[[Ready], None]) -> Problem | None:
    with folder.opened(options.data_dir) as data:
        if isinstance(data, Problem):
            return data
        ports = choose_ports(options, data)
        if isinstance(ports, Problem):
            return ports
        try:
            return asyncio.run(_serve(options, data, ports, announce))
        finally:
            for listener in ports:
                listener.close()


def choose_ports(options: Options, data: Path) -> Ports | Problem:
    """Listeners for AWS and the provider; a kept folder has its former ports again where they are free."""
    wanted = [(options.port, options.port + 1)] if options.port else [(0, 0)]
    former = running.read(data)
    if former and not options.port:
        wanted.insert(0, (running.port(former.aws_endpoint), running.port(former.issuer)))
    for first, second in wanted:
        aws = serving.bind(first)
        if isinstance(aws, Problem):
            problem = aws
            continue
        idp = serving.bind(second)
        if not isinstance(idp, Problem):
            return aws, idp
        aws.close()
        problem = idp
    return problem


async def _serve(
    options: Options, data: Path, ports: Ports, announce: Callable[[Ready], None],
) -> Problem | None:
    stop = _until_stopped(options)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    aws_endpoint, issuer = map(serving.url, ports)
    keep = options.data_dir is not None
    settings = Settings(issuer, interval=options.interval, auto_approve=options.approve)
    saml = certificate.load(data / "saml.pem" if keep else None)
    people = _everybody(options)
    idp = IdentityProvider(settings, people=people, folder=data if keep else None, saml=saml)
    aws = Aws(data_dir=data, issuer=issuer, keep=keep, endpoint=aws_endpoint, latency_ms=options.latency_ms,
              control_token=idp.control_token, saml_metadata=saml.metadata(issuer + SAML_PATH))
    if problem := await aws.start(people, options.products):
        return problem
    try:
        running.write(data, running.Running(aws_endpoint, issuer, idp.control_token))
        config = folder.write_config(data, aws_endpoint=aws_endpoint, issuer=issuer,
                                     user_pool=(aws.user_pools.pool, aws.user_pools.client))
        announce({"ready": True, "aws_endpoint": aws_endpoint, "issuer": issuer, "config": str(config),
                  "people": [person.name for person in people]})
        async with asyncio.TaskGroup() as servers:
            servers.create_task(serving.serve(aws, ports[0], stop))
            servers.create_task(serving.serve(serving.never_empty(idp), ports[1], stop))
    finally:
        await aws.stop()
    return None


def _until_stopped(options: Options) -> asyncio.Event:
    """An event that SIGINT, SIGTERM and SIGHUP set, and the end of standard input where asked."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(_report)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if options.stop_with_stdin:
        stdin = sys.stdin.fileno()

        def read() -> None:
            if not os.read(stdin, 1024):
                loop.remove_reader(stdin)
                stop.set()

        loop.add_reader(stdin, read)
    return stop


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report what goes wrong unseen, but not the connections our end cuts off (as asyncio 3.11 would)."""
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)
