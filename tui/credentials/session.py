"""The signed-in person of a profile, and credentials that stay fresh.

    Session.open(profile)            -> Session | Problem            the stored sign-in, no network
    Session.sign_in(profile, tokens) -> Session | Problem | Denial   check, exchange, store; blocks on the network
    session.renew(tokens)            -> None | Problem | Denial      sign in again in place, same person only
    session.current()                -> AwsCredentials | Problem | Denial
                                        good for minutes at the least; refreshes when due, may block then
    session.due(now)                 -> float                        seconds until `current` would refresh
    session.person                   -> Person                       name, owner_id, principal_arn, expires_at, issuer
    session.trouble                  -> Problem | Denial | None      why the last refresh failed, None if it went well

`Problem(Kind.SIGN_IN)` means: sign in again. Every method may be called from any thread.
"""
