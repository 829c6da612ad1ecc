"""dynacart: a terminal shopping cart that edits DynamoDB directly.

A person signs in with their identity provider, gets temporary AWS credentials that reach their own rows
alone, and edits their cart by conditional writes. No server of ours stands in between.

One line of data: key press -> intent -> edit -> journal -> optimistic paint -> write queue -> conditional
write -> outcome (saved, conflict, denied, unavailable) -> paint. Outcomes and failures are values; no
exception reaches a screen.

    __main__.py, cli/     the command line; nothing heavy is imported before the command is known
    web/                  the editor in a browser on this machine (an extra)
    app.py                the Textual app; wires services to screens
    in_order.py, tidy.py  below it: keys in the order they were pressed in; when Python searches for garbage
    screens/, widgets/    what is seen
    keys.py, keymap.py    the one registry of what keys mean in each place, behind bindings, footers, help and
                          palette; and the keys that a person has chosen instead
    tips.py               what a person has not done yet, told until it is done
    services.py           all that editor and commands ask of the outside, as one interface
    live.py               the outside itself behind it
    slices.py, threads.py what takes long on the UI thread, a little at a time; what blocks, on threads
    keeping.py            where the journal and the last-seen copy of a cart lie
    dynamo/               the only code that talks to DynamoDB: expressions, paging, error mapping
    credentials/          proof -> AWS credentials by STS or an identity pool; the store of sign-ins; refresh
    identity/             person -> proof: a provider a module, ways to sign in as `steps` of a flow
    cart/                 the pure domain: lines, edits, rebase rules, write queue, undo, journal
    config.py             profiles from TOML, by `presets` (providers, exchanges) and `values`
    problem.py, text.py   failures as values; text from outside made safe to show
    record.py             what makes a class one of values
    infra/                the AWS side: IAM policies, CloudFormation template
    sandbox/              identity providers and AWS on loopback (an extra; the editor never imports it)

An edit's life in cart/: `intents` make it, `cart` accepts it once `journal` has it (and `disk` the journal,
soon), `queue` orders and folds, `rebase` judges a failed condition, `known` holds what the table said last,
`lastseen` keeps that on disk.
`deliver` drives all this for commands; the editor drives it from its event loop (`cart_asks` and `cart_flow`
in screens/).

Arrows point one way, from the top of that list to the bottom; `cart` knows none of the others. Import
contracts in pyproject.toml and a test of what is loaded at run time hold this. What blocks runs on worker
threads; only the UI thread changes the cart and touches the widgets. What it has to do with thousands of
lines it does in `slices` of a millisecond.
"""

__version__ = "0.1.0"
