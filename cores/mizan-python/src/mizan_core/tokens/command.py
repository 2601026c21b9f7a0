"""The command that looks after keys: `python -m mizan_core keys new|list|rotate|remove|jwks|edge`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ..cache.settings import SECRET_VARIABLE, SECRETS_VARIABLE, secrets_of
from ..secrets import encode
from .keys import SigningKey, SigningKeys

DEFAULT = Path("mizan-keys.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 with a sentence on stderr when it could not do what it was asked."""
    options = _parser().parse_args(arguments)
    work: Callable[[argparse.Namespace], None] = options.work
    try:
        work(options)
    except (OSError, ValueError) as error:
        print(f"mizan: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mizan_core", description=__doc__)
    keys = parser.add_subparsers(required=True, metavar="command").add_parser("keys", help="the keys that sign tokens")
    commands = keys.add_subparsers(required=True, metavar="what")
    for work, about in (
        (new, "make a file with one key"),
        (show, "list the keys, the one that signs first"),
        (rotate, "add a key, or with --sign let the newest one sign"),
        (remove, "forget a key that signs no more"),
        (jwks, "print the public keys, as /.well-known/mizan-jwks.json has them"),
        (edge, "print what an edge worker is told, as MIZAN_EDGE_KEYS"),
    ):
        command = commands.add_parser("list" if work is show else work.__name__, help=about, description=work.__doc__)
        if work is not edge:
            command.add_argument("--file", type=Path, default=DEFAULT, help=f"where the keys are ({DEFAULT})")
        command.set_defaults(work=work)
        if work is rotate:
            command.add_argument("--sign", action="store_true", help="let the key that was added last sign from now on")
        if work is remove:
            command.add_argument("kid", help="which key")
    return parser


def new(options: argparse.Namespace) -> None:
    """Make a file with one key. Keep it as you keep passwords."""
    if options.file.exists():
        raise ValueError(f"{options.file} is there already; `keys rotate` adds a key to it")
    keys = SigningKeys.of([SigningKey.generate()])
    keys.save(options.file)
    print(f"{options.file}: made, with the key {keys.primary}")


def show(options: argparse.Namespace) -> None:
    """List the keys, the one that signs first."""
    keys = SigningKeys.load(options.file)
    for kid in sorted(keys.keys, key=lambda each: each != keys.primary):
        print(f"{kid}  {'signs' if kid == keys.primary else 'is honoured'}")


def rotate(options: argparse.Namespace) -> None:
    """Add a key, which is published and honoured but does not sign yet.

    Once every verifier knows it, `rotate --sign` lets it sign; `remove` the old one when its tokens have expired.
    """
    keys = SigningKeys.load(options.file)
    if options.sign:
        newest = list(keys.keys)[-1]
        if newest == keys.primary:
            raise ValueError(f"the newest key, {newest}, signs already; `keys rotate` adds one")
        SigningKeys.of(keys.keys.values(), newest).save(options.file)
        print(f"{options.file}: {newest} signs; remove {keys.primary} once its tokens have expired, in 15 minutes")
        return
    added = SigningKey.generate()
    SigningKeys.of([*keys.keys.values(), added], keys.primary).save(options.file)
    print(f"{options.file}: {added.kid} is published; let it sign with `keys rotate --sign` once all verifiers know it")


def remove(options: argparse.Namespace) -> None:
    """Forget a key that signs no more. Tokens that it signed are refused from now on."""
    keys = SigningKeys.load(options.file)
    if options.kid == keys.primary:
        raise ValueError(f"{options.kid} signs; let another one sign first")
    if options.kid not in keys.keys:
        raise ValueError(f"there is no key {options.kid} in {options.file}, but {', '.join(keys.keys)}")
    SigningKeys.of([each for each in keys.keys.values() if each.kid != options.kid], keys.primary).save(options.file)
    print(f"{options.file}: {options.kid} is removed")


def jwks(options: argparse.Namespace) -> None:
    """Print the public keys."""
    print(json.dumps(SigningKeys.load(options.file).jwks(), indent=2))


def edge(_: argparse.Namespace) -> None:
    """Print keys for an edge worker, derived from what MIZAN_SECRETS or MIZAN_SECRET says, the primary ones first.

    They name entries of the cache and read after-tokens. Nobody finds the secret by them, or any other key.
    """
    if not any(os.environ.get(each) for each in (SECRETS_VARIABLE, SECRET_VARIABLE)):
        raise ValueError(f"set {SECRETS_VARIABLE} or {SECRET_VARIABLE} to what the server has")
    secrets = secrets_of(None, shared=True)
    kids = sorted(secrets.roots, key=lambda kid: kid != secrets.primary)
    keys = [(kid, encode(secrets.key("cache-key", kid)), encode(secrets.key("after", kid))) for kid in kids]
    print(",".join(map(":".join, keys)))
