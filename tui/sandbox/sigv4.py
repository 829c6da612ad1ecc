"""AWS Signature Version 4 in the Authorization header, checked from the outside.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. Only `POST /`
without a query is signed here, which is all that the JSON and query protocols use. More is asked than the
least AWS needs: every x-amz- header has to be signed, so that none can be added or changed.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum

from tui.record import record
from tui.sandbox.people import REGION

SKEW = timedelta(minutes=5)

_ALGORITHM = "AWS4-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    _ALGORITHM + r" +Credential=(?P<key>[A-Za-z0-9]{16,128})/(?P<date>\d{8})/(?P<region>[a-z0-9-]+)"
    r"/(?P<service>[a-z0-9-]+)/aws4_request, *SignedHeaders=(?P<headers>[a-z0-9-]+(?:;[a-z0-9-]+)*)"
    r", *Signature=(?P<signature>[0-9a-f]{64})")
_STAMP = "%Y%m%dT%H%M%SZ"


class Fault(Enum):
    """Why a caller is not believed."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"
    SIGNATURE = "signature"
    EXPIRED = "expired"


@record
class Refused:
    """A caller that is not believed; `message` is AWS's."""

    fault: Fault
    message: str


MISMATCH = Refused(Fault.SIGNATURE, (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
    "Access Key and signing method. Consult the service documentation for details."))
MISSING = Refused(Fault.MISSING, "Request is missing Authentication Token")


@record
class Signature:
    """A signature as the request shows it; not believed yet."""

    key: str
    """The access key id."""
    at: datetime
    service: str
    signed: tuple[str, ...]
    value: str

    def matches(self, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether `secret` made it over these headers (names in lower case) and this body."""
        stamp, day = self.at.strftime(_STAMP), self.at.strftime("%Y%m%d")
        scope = f"{day}/{REGION}/{self.service}/aws4_request"
        lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in self.signed)
        canonical = f"POST\n/\n\n{lines}\n{';'.join(self.signed)}\n{hashlib.sha256(body).hexdigest()}"
        text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"AWS4{secret}".encode()
        for step in (day, REGION, self.service, "aws4_request"):
            key = hmac.digest(key, step.encode(), "sha256")
        return hmac.compare_digest(hmac.new(key, text.encode(), "sha256").hexdigest(), self.value)


def read(headers: Mapping[str, str], service: str, now: float) -> Signature | Refused:
    """The signature of a request to `service`, if it is whole, of this region and of now (epoch seconds)."""
    if "authorization" not in headers:
        return MISSING
    found = _AUTHORIZATION.fullmatch(headers["authorization"])
    if not found:
        return Refused(Fault.INCOMPLETE, "Authorization header is not a complete AWS4-HMAC-SHA256 signature.")
    signed = tuple(found["headers"].split(";"))
    if unsigned := _unsigned(headers, signed):
        return Refused(Fault.SIGNATURE, f"'{unsigned}' must be a 'SignedHeader' in the AWS Authorization.")
    at = _stamp(headers["x-amz-date"])
    if at is None or found["date"] != at.strftime("%Y%m%d"):
        return Refused(Fault.INCOMPLETE, "Date in Credential scope does not match YYYYMMDD from ISO-8601 "
                                         "version of date from HTTP")
    if found["region"] != REGION:
        return Refused(Fault.SIGNATURE, "Credential should be scoped to a valid region. ")
    if found["service"] != service:
        return Refused(Fault.SIGNATURE, f"Credential should be scoped to correct service: '{service}'. ")
    return _untimely(at, now) or Signature(found["key"], at, service, signed, found["signature"])


def _unsigned(headers: Mapping[str, str], signed: tuple[str, ...]) -> str:
    """A header that has to be signed and present and is not both, or ""."""
    needed = {"host", "x-amz-date", *signed, *(name for name in headers if name.startswith("x-amz-"))}
    needed.discard("x-amz-user-agent")
    return min((name for name in needed if name not in signed or name not in headers), default="")


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _untimely(at: datetime, now: float) -> Refused | None:
    here = datetime.fromtimestamp(now, UTC)
    early, late = here - SKEW, here + SKEW
    if early <= at <= late:
        return None
    edge, sign = (early, "-") if at < early else (late, "+")
    said = "Signature expired: {} is now earlier than {}" if at < early else (
        "Signature not yet current: {} is still later than {}")
    stamp, limit, current = (moment.strftime(_STAMP) for moment in (at, edge, here))
    return Refused(Fault.SIGNATURE, f"{said.format(stamp, limit)} ({current} {sign} 5 min.)")
