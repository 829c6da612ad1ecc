"""Who is let in. Whoever reaches an editor acts as the person who is signed in, so these are kept out:

- other users of the machine, who can connect to any port of it: every path begins with a key that only the
  person's terminal has shown (server.py);
- pages of other sites in the person's browser, which may open WebSockets to this machine: were the address to
  become known, browsers still say from which `Origin` (RFC 6455, 10.2) they ask;
- pages elsewhere whose name was made to resolve to this machine: they ask for another `Host`.
"""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

HERE = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")
"""This machine, at any port: who forwards it by SSH may choose another one."""
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_POLICY = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
           "connect-src ws://{}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


@web.middleware
async def gate(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    """Turns away whoever asks by another name than ours, or from another page."""
    if not HERE.fullmatch(request.host):
        raise web.HTTPMisdirectedRequest(text="This is 127.0.0.1, and answers to no other name.\n")
    own = f"http://{request.host}"
    if request.headers.get("Origin", own) != own:
        raise web.HTTPForbidden(text="Other sites may not ask anything here.\n")
    return await handler(request)


async def seal(request: web.Request, response: web.StreamResponse) -> None:
    """The page fetches nothing from elsewhere, is shown in no frame, and tells nobody its address."""
    response.headers.update(HEADERS)
    if HERE.fullmatch(request.host):
        response.headers["Content-Security-Policy"] = _POLICY.format(request.host)
