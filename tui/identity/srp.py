"""Signing in to a Cognito user pool with a password that never leaves this machine: USER_SRP_AUTH.

The arithmetic is pycognito's. Whatever else the pool asks for (a code, a new password) is a further question.
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from tui.config import Profile
from tui.identity.cognito_api import Answer, Failure, call
from tui.identity.steps import Outcome, Pending, Prompt, Question, Refusal, Refused, Step
from tui.identity.tokens import Tokens, Transient, read
from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

Values = dict[str, str]
_CODES = {"SMS_MFA": "SMS_MFA_CODE", "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
          "EMAIL_OTP": "EMAIL_OTP_CODE"}
_FACTORS = {"SMS_MFA": "a code by SMS", "SOFTWARE_TOKEN_MFA": "a code of your authenticator app",
            "EMAIL_MFA": "a code by e-mail", "EMAIL_OTP": "a code by e-mail"}
"""Second factors, as a person chooses among them."""
_AGAIN = ("CodeMismatch", "InvalidPassword")
"""Refusals after which the same question may be answered once more."""
_BROWSER = "dynacart login --flow browser"
_ELSEWHERE = {
    "MFA_SETUP": ("The user pool wants a second factor, and you have set none up yet",
                  f"Set one up on the page of the pool: {_BROWSER}"),
    "DEVICE_SRP_AUTH": ("The user pool asks whether it remembers this device, which it does not",
                        f"Sign in on the page of the pool: {_BROWSER}"),
}
"""Challenges that a terminal cannot meet: what they mean, and what to do."""


@record
class _Challenge:
    """What the pool asks next, and how the answers are to be called."""

    name: str
    username: str
    question: Question
    answers: Callable[[Sequence[str]], Values]
    session: str = field(repr=False)


class SrpFlow:
    """Signing in by name and password. One thread at a time; keeps no password."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._challenge: _Challenge | None = None

    def start(self) -> Question | Problem:
        """Ask for name and password."""
        self._challenge = None
        try:
            import pycognito  # noqa: F401 - only whether it is there
        except ImportError:
            return Problem(Kind.USAGE, "Signing in with a password needs one more package",
                           todo="Run: pip install 'dynacart[srp]'")
        says = f"Sign in to the user pool {self._profile.user_pool_id}."
        return Question(says, (Prompt("User name"), Prompt("Password", secret=True)))

    def poll(self, step: Step) -> Outcome:  # noqa: ARG002 - see Flow
        """Nothing happens anywhere but here."""
        return Pending()

    def answer(self, values: Sequence[str]) -> Outcome:
        """Name and password first, then whatever was asked last."""
        challenge = self._challenge
        if challenge is None:
            return self._password(*values) if len(values) == 2 else Pending()
        answers = challenge.answers(values)
        if not answers:
            return challenge.question
        reply = self._respond(challenge.name, challenge.session, challenge.username, answers)
        if isinstance(reply, Failure) and reply.code in _AGAIN:
            said = f"{reply.problem.what}. {reply.problem.todo}"
            return Question(f"{said} {challenge.question.says}", challenge.question.prompts)
        return self._next(reply, challenge.username)

    def close(self) -> None:
        """Forget what was asked."""
        self._challenge = None

    def _password(self, username: str, password: str) -> Outcome:
        from pycognito.aws_srp import AWSSRP

        ours = AWSSRP(username, password, self._profile.user_pool_id, self._profile.client_id,
                      client=self, client_secret=self._profile.client_secret or None)
        asked = ours.get_auth_params()
        reply = call(self._profile, "InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=asked)
        if not isinstance(reply, Mapping) or reply.get("ChallengeName") != "PASSWORD_VERIFIER":
            return self._next(reply, username)
        parameters = _texts(reply.get("ChallengeParameters"))
        try:
            if int(parameters["SRP_B"], 16) % ours.big_n == 0:  # RFC 5054 section 2.5.3
                raise ValueError("SRP_B")
            proof = ours.process_challenge(parameters, asked)
        except (KeyError, ValueError, IndexError):
            return _refused("The user pool's challenge makes no sense")
        session = str(reply.get("Session") or "")
        return self._next(self._respond("PASSWORD_VERIFIER", session, proof.pop("USERNAME"), proof),
                          parameters["USER_ID_FOR_SRP"])

    def _respond(self, challenge: str, session: str, username: str, answers: Values) -> Answer:
        known = {"USERNAME": username, **answers}
        if secret := self._profile.client_secret:
            from pycognito.aws_srp import AWSSRP

            known["SECRET_HASH"] = AWSSRP.get_secret_hash(username, self._profile.client_id, secret)
        held = {"Session": session} if session else {}
        return call(self._profile, "RespondToAuthChallenge", ChallengeName=challenge,
                    ChallengeResponses=known, **held)

    def _next(self, reply: Answer, username: str) -> Outcome:
        """Tokens, or the next question."""
        match reply:
            case Transient():
                return reply
            case Failure():
                return Refused(Refusal.OTHER, reply.problem)
        if isinstance(result := reply.get("AuthenticationResult"), dict):
            return tokens(result, self._profile)
        challenge = _challenge(reply, username)
        if challenge is None:
            name = plain(str(reply.get("ChallengeName") or ""), 60)
            if not name:
                return _refused("The user pool's answer makes no sense")
            unknown = (f"The user pool asks for {name}, which cannot be done here",)
            return _refused(*_ELSEWHERE.get(name, unknown))
        self._challenge = challenge
        return challenge.question


def tokens(result: Mapping[str, Any], profile: Profile, kept: str = "") -> Tokens | Refused:
    """The tokens of an `AuthenticationResult`; the refresh token `kept` stays where it holds no new one."""
    names = {"id_token": "IdToken", "access_token": "AccessToken", "refresh_token": "RefreshToken"}
    found = read({ours: result.get(theirs) for ours, theirs in names.items()}, profile.issuer, kept)
    return Refused(Refusal.OTHER, found) if isinstance(found, Problem) else found


def _challenge(reply: Mapping[str, Any], username: str) -> _Challenge | None:
    """What to ask the person, None for what is beyond a terminal."""
    name, session = str(reply.get("ChallengeName")), str(reply.get("Session") or "")
    parameters = _texts(reply.get("ChallengeParameters"))
    if key := _CODES.get(name):
        to = plain(parameters.get("CODE_DELIVERY_DESTINATION", "")) or "your authenticator app"
        question = Question(f"A second factor is needed: the code from {to}.", (Prompt("Code"),))
        return _Challenge(name, username, question, lambda values: {key: values[0].strip()}, session)
    if name == "SELECT_MFA_TYPE":
        return _choice(parameters.get("MFAS_CAN_CHOOSE", ""), username, session)
    return _new_password(parameters, username, session) if name == "NEW_PASSWORD_REQUIRED" else None


def _choice(offered: str, username: str, session: str) -> _Challenge | None:
    """Which second factor, where the person has several; None where the pool offers none that is known."""
    factors = [factor for factor in _listed(offered) if factor in _FACTORS]
    if not factors:
        return None
    listed = "".join(f"\n  {number}  {_FACTORS[factor]}" for number, factor in enumerate(factors, 1))
    question = Question(f"A second factor is needed. Which?{listed}", (Prompt("Number"),))
    by_number = {str(number): {"ANSWER": factor} for number, factor in enumerate(factors, 1)}
    return _Challenge("SELECT_MFA_TYPE", username, question,
                      lambda values: by_number.get(values[0].strip(), {}), session)


def _new_password(parameters: Values, username: str, session: str) -> _Challenge:
    """A password of one's own for the first time, with whatever else the pool wants to know."""
    missing = _listed(parameters.get("requiredAttributes", ""))
    prompts = (Prompt("New password", secret=True), Prompt("New password again", secret=True),
               *(Prompt(attribute.removeprefix("userAttributes.")) for attribute in missing))
    question = Question("The password you have is for once only: choose one of your own.", prompts)

    def answers(values: Sequence[str]) -> Values:
        password, again, *others = values
        return {"NEW_PASSWORD": password, **dict(zip(missing, others, strict=True))} \
            if password == again else {}

    return _Challenge("NEW_PASSWORD_REQUIRED", username, question, answers, session)


def _listed(text: str) -> tuple[str, ...]:
    """A list of names, such as the attributes still missing: JSON in a string, as the pool has it."""
    try:
        names = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return ()
    listed = names if isinstance(names, list) else []
    return tuple(plain(name, 80) for name in listed if isinstance(name, str))


def _texts(value: object) -> Values:
    return {key: text for key, text in value.items() if isinstance(text, str)} \
        if isinstance(value, dict) else {}


def _refused(what: str, todo: str = f"Sign in on the page of the pool: {_BROWSER}") -> Refused:
    return Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, what, todo=todo))
