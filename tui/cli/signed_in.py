"""What can be done once somebody is signed in: show who, hand credentials to other programs, sign out."""

import argparse
import json
import shlex
import time
from datetime import UTC, datetime
from pathlib import Path

from tui.cli import config_of, pending, profile_of
from tui.cli.output import OK, data, data_json, denied, fail, say
from tui.config import Profile, load_all
from tui.credentials.model import AwsCredentials
from tui.credentials.session import Session, sign_out
from tui.credentials.store import Store, forget_rest
from tui.problem import Denial, Kind, Problem


def run_logout(args: argparse.Namespace) -> int:
    """Revoke and forget; exits 3 when nobody is signed in."""
    if args.all:
        return _logout_all(config_of(args))
    profile = profile_of(args)
    return fail(profile) if isinstance(profile, Problem) else _sign_out(profile)


def _logout_all(config: Path) -> int:
    """Sign out of every profile; the worst exit code of all, 3 when nobody was signed in anywhere."""
    profiles = load_all(config)
    if isinstance(profiles, Problem):
        return fail(profiles)
    codes = [_sign_out(profile) for profile in profiles if Store(profile).load() is not None]
    rest = [forget_rest(folder) for folder in {profile.data_dir for profile in profiles}]
    codes += [fail(count) for count in rest if isinstance(count, Problem)]
    gone = sum(count for count in rest if isinstance(count, int))
    if gone:
        say(f"Forgot {gone} more sign-in{'s' if gone > 1 else ''}, of profiles that are not in {config}.")
    if not codes and not gone:
        return fail(Problem(Kind.SIGN_IN, "You are not signed in anywhere", str(config)))
    return max(codes, default=OK)


def _sign_out(profile: Profile) -> int:
    pending.resume(profile)
    done = sign_out(profile)
    if isinstance(done, Problem):
        return fail(done)
    say(f"Signed out {done.person.name}.")
    if done.unrevoked:
        say(f"The identity provider could not be told: {done.unrevoked}")
    if done.person.expires_at > time.time():
        say(f"AWS credentials that were handed out stay valid until {_clock_time(done.person.expires_at)}.")
    pending.leave(profile, done.person)
    return OK


def run_whoami(args: argparse.Namespace) -> int:
    """Show the person; exits 3 when nobody is signed in."""
    session = _fresh_session(args)
    if not isinstance(session, Session):
        return _tell(session, as_json=args.json)
    pending.resume(session.profile)
    person = session.person
    if args.json:
        data_json({"name": person.name, "owner": person.owner_id, "principal": person.principal_arn,
                   "expires_at": _iso(person.expires_at), "profile": session.profile.name,
                   "issuer": session.profile.issuer,
                   "sign_in_ends_at": _iso(session.ends_at) if session.ends_at else None})
        return OK
    rows = {"Person": person.name, "Owner id": person.owner_id, "Principal": person.principal_arn,
            "Valid until": _clock_time(person.expires_at), "Profile": session.profile.name}
    if session.ends_at:
        rows["Sign-in ends"] = _clock_time(session.ends_at)
    for label, value in rows.items():
        data(f"{label:<12} {value}")
    return OK


def run_credentials(args: argparse.Namespace) -> int:
    """Print credentials that hold; exits 3 when nobody is signed in."""
    session = _fresh_session(args)
    current = session.current() if isinstance(session, Session) else session
    if isinstance(current, Problem | Denial):
        return _tell(current, as_json=args.format == "json", in_one_line=args.format == "process")
    data(_FORMATS[args.format](current))
    if isinstance(session, Session):
        pending.resume(session.profile)
    return OK


def _fresh_session(args: argparse.Namespace) -> Session | Problem | Denial:
    """The stored sign-in with credentials that hold; asks the network only if they do not hold for long."""
    profile = profile_of(args)
    session = profile if isinstance(profile, Problem) else Session.open(profile)
    if isinstance(session, Problem):
        return session
    current = session.current()
    return current if isinstance(current, Problem | Denial) else session


def _tell(outcome: Problem | Denial, *, as_json: bool = False, in_one_line: bool = False) -> int:
    if isinstance(outcome, Problem):
        return fail(outcome, as_json=as_json)
    if in_one_line:
        what = f"Access denied: {outcome.message}"
        return fail(Problem(Kind.DENIED, what, outcome.request_id, outcome.todo))
    return denied(outcome, as_json=as_json)


def _as_process(aws: AwsCredentials) -> str:
    """https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html"""
    return json.dumps({
        "Version": 1,
        "AccessKeyId": aws.access_key_id,
        "SecretAccessKey": aws.secret_access_key,
        "SessionToken": aws.session_token,
        "Expiration": _iso(aws.expires_at),
    })


def _as_env(aws: AwsCredentials) -> str:
    names = {"AWS_ACCESS_KEY_ID": aws.access_key_id, "AWS_SECRET_ACCESS_KEY": aws.secret_access_key,
             "AWS_SESSION_TOKEN": aws.session_token, "AWS_CREDENTIAL_EXPIRATION": _iso(aws.expires_at)}
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in names.items())


def _as_json(aws: AwsCredentials) -> str:
    return json.dumps({
        "owner": aws.owner_id,
        "principal": aws.principal_arn,
        "access_key_id": aws.access_key_id,
        "secret_access_key": aws.secret_access_key,
        "session_token": aws.session_token,
        "expires_at": _iso(aws.expires_at),
    })


_FORMATS = {"process": _as_process, "env": _as_env, "json": _as_json}


def _iso(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _clock_time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M:%S %Z}"
