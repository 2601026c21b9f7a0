"""Mizan Web Tokens, against the shared vectors and forgeries made here; and the command that keeps their keys."""

from __future__ import annotations

import json
import stat
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from mizan_core.canonical import dumps
from mizan_core.secrets import Secrets, decode, encode
from mizan_core.tokens import InvalidToken, SigningKey, SigningKeys, Verifier, mint
from mizan_core.tokens.command import main

VECTORS = json.loads((Path(__file__).parents[3] / "protocol/spec/vectors/tokens.json").read_text("utf-8"))
NOW: int = VECTORS["now"]
HEADER = {"alg": "EdDSA", "kid": "e1", "typ": "mwt+jwt"}
PAIR = SigningKey.read({**VECTORS["jwk"], "d": VECTORS["seed"]})
SHARED = SigningKey(VECTORS["shared"]["kid"], secret=decode(VECTORS["shared"]["secret"]))
BOTH = SigningKeys.of([PAIR, SHARED])


def verifier(keys: SigningKeys = BOTH, now: Callable[[], float] = lambda: NOW) -> Verifier:
    return Verifier(keys, issuer=VECTORS["issuer"], audience=VECTORS["audience"], now=now)


def signed(header: bytes, payload: bytes, key: SigningKey = PAIR) -> str:
    """Sign anything at all, spelt as it is."""
    message = f"{encode(header)}.{encode(payload)}"
    return f"{message}.{encode(key.sign(message.encode()))}"


def token(header: dict[str, Any] | None = None, key: SigningKey = PAIR, **changes: Any) -> str:
    claims = {name: value for name, value in {**VECTORS["claims"], **changes}.items() if value is not ...}
    return signed(dumps({**HEADER, **(header or {})}), dumps(claims), key)


@pytest.mark.parametrize("case", VECTORS["accepted"], ids=lambda case: case["label"])
def test_a_good_token_says_what_it_says(case: dict[str, str]) -> None:
    claims = verifier().verify(case["token"])

    assert {name: getattr(claims, name) for name in VECTORS["claims"]} == VECTORS["claims"]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["label"])
def test_a_hostile_token_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(InvalidToken):
        verifier().verify(case["token"])


def test_what_is_forged_here_would_be_good_without_the_forgery() -> None:
    assert verifier().verify(token()).sub == VECTORS["claims"]["sub"]


CLAIMS = dumps(VECTORS["claims"])
SPELT = dumps(HEADER)
GOOD = token()
HEAD, BODY, SIGNATURE = GOOD.split(".")

FORGED: dict[str, str] = {
    "nothing": "",
    "dots": "..",
    "four segments": f"{GOOD}.AA",
    "an empty signature": f"{HEAD}.{BODY}.",
    "an empty payload": signed(SPELT, b""),
    "a payload that is a list": signed(SPELT, b"[]"),
    "a payload that is null": signed(SPELT, b"null"),
    "a header that is a text": signed(b'"EdDSA"', CLAIMS),
    "a byte order mark before the payload": signed(SPELT, b"\xef\xbb\xbf" + CLAIMS),
    "a byte order mark before the header": signed(b"\xef\xbb\xbf" + SPELT, CLAIMS),
    "white space in the payload": signed(SPELT, CLAIMS.replace(b",", b", ")),
    "white space after the payload": signed(SPELT, CLAIMS + b" "),
    "members in another order": signed(SPELT, json.dumps({"sub": "42", **VECTORS["claims"]}).encode()),
    "a duplicate claim of the same value": signed(SPELT, CLAIMS[:-1] + b',"sub":"42"}'),
    "a duplicate header": signed(SPELT[:-1] + b',"typ":"mwt+jwt"}', CLAIMS),
    "an escaped letter": signed(SPELT, CLAIMS.replace(b'"42"', b'"4\\u0032"')),
    "UTF-16": signed(SPELT, CLAIMS.decode().encode("utf-16")),
    "a lone surrogate": signed(SPELT, CLAIMS.replace(b'"42"', b'"\\ud800"')),
    "a null byte after the token": f"{GOOD}\x00",
    "a space after the token": f"{GOOD} ",
    "a line break in a segment": f"{HEAD}.{BODY[:8]}\n{BODY[8:]}.{SIGNATURE}",
    "padding in the header": f"{HEAD}=.{BODY}.{SIGNATURE}",
    "bits in the signature that count for nothing": f"{HEAD}.{BODY}.{SIGNATURE[:-1]}{chr(ord(SIGNATURE[-1]) + 1)}",
    "letters that are no ASCII": f"{HEAD}.{BODY}.{SIGNATURE[:-1]}é",
    "digits of another script": signed(SPELT, CLAIMS.replace(b"1767225900", "١٧٦٧٢٢٥٩٠٠".encode())),
    "a time with a fraction": signed(SPELT, CLAIMS.replace(b"1767225900", b"1767225900.5")),
    "a time as a float": signed(SPELT, CLAIMS.replace(b"1767225900", b"1767225900.0")),
    "a time with an exponent": signed(SPELT, CLAIMS.replace(b"1767225900", b"17672259e2")),
    "a time that is infinite": signed(SPELT, CLAIMS.replace(b"1767225900", b"Infinity")),
    "a time beyond 2^53": signed(SPELT, CLAIMS.replace(b"1767225900", b"9007199254740993")),
    "a time that is true": token(exp=True),
    "a time that is null": token(exp=None),
    "no time of making": token(iat=...),
    "no session": token(sid=...),
    "no permission version": token(pv=...),
    "a permission version that is true": token(pv=True),
    "a permission version below zero": token(pv=-1),
    "permissions without their list": token(pr=...),
    "a list without permissions": token(pm=...),
    "an unknown claim": token(admin=True),
    "a claim called __proto__": token(__proto__="x"),
    "two audiences": token(aud=["mizan:edge", "mizan:edge"]),
    "an audience in capitals": token(aud="MIZAN:EDGE"),
    "an issuer with a slash more": token(iss=f"{VECTORS['issuer']}/"),
    "nobody": token(sub=""),
    "an id of the token that is too short": token(jti="AAAA"),
    "an id of the token that is too long": token(jti="A" * 44),
    "a life of a day": token(exp=NOW + 86400),
    "a life that ends before it begins": token(nbf=NOW + 3, exp=NOW + 2, iat=NOW),
    "made tomorrow": token(iat=NOW + 86400, nbf=NOW + 86400, exp=NOW + 86500),
    "a type in capitals": token(header={"typ": "MWT+JWT"}),
    "a type of JWT": token(header={"typ": "JWT"}),
    "no algorithm": token(header={"alg": "none"}),
    "an algorithm in other letters": token(header={"alg": "EDDSA"}),
    "a list of algorithms": token(header={"alg": ["EdDSA"]}),
    "a key id that is a path": token(header={"kid": "../e1"}),
    "a key id that is a number": token(header={"kid": 1}),
    "a certificate": token(header={"x5u": "https://evil.example/cert"}),
    "unencoded payload": token(header={"b64": False, "crit": ["b64"]}),
    "a secret's id on a signature of the pair": token(header={"kid": "h1"}),
    "the pair's id on a secret's signature": token(header={"alg": "HS256"}, key=SHARED),
    "a secret's signature that calls itself the pair's": token(header={"kid": "h1"}, key=SHARED),
    "the pair's signature that calls itself a secret's": token(header={"alg": "HS256"}),
    "a signature of another key": token(key=SigningKey("e1", Ed25519PrivateKey.generate())),
}


def test_there_are_enough_forgeries_and_verifiers_in_other_languages_are_given_them_too() -> None:
    assert len(FORGED) >= 40
    assert FORGED.keys() <= {each["label"] for each in VECTORS["refused"]}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forgery_is_refused(forged: str) -> None:
    with pytest.raises(InvalidToken):
        verifier().verify(forged)


@pytest.mark.parametrize(
    "keys", [SigningKeys.of([SigningKey.generate()]), SigningKeys.of([SHARED])], ids=["pair", "secret"]
)
def test_what_is_minted_is_believed_until_it_expires(keys: SigningKeys) -> None:
    made = mint(
        keys,
        issuer=VECTORS["issuer"],
        audience=VECTORS["audience"],
        subject="ada",
        session="c2lk",
        permissions_version=7,
        permissions=("BQ", "k7"),
        tenant="acme",
        life=60,
        now=lambda: NOW,
    )
    clock = [NOW]
    checked = verifier(keys, now=lambda: clock[0])

    claims = checked.verify(made)

    assert (claims.sub, claims.pv, claims.pm, claims.pr, claims.ten) == ("ada", 7, "BQ", "k7", "acme")
    clock[0] = NOW + 64
    assert checked.verify(made) == claims
    clock[0] = NOW + 66
    with pytest.raises(InvalidToken) as refused:  # though it was remembered
        checked.verify(made)
    assert refused.value.expired


def test_no_two_tokens_are_alike() -> None:
    named = {"issuer": "i", "audience": "a", "subject": "5", "session": "s", "permissions_version": 0}

    assert mint(BOTH, **named, now=lambda: NOW) != mint(BOTH, **named, now=lambda: NOW)


@pytest.mark.parametrize("life", [0, -1, 901])
def test_a_life_that_no_token_has_is_refused(life: int) -> None:
    with pytest.raises(ValueError, match="1 to 900 seconds"):
        mint(BOTH, issuer="i", audience="a", subject="5", session="s", permissions_version=0, life=life)


def test_a_token_that_would_be_too_long_is_not_made() -> None:
    with pytest.raises(ValueError, match="4096"):
        mint(BOTH, issuer="i", audience="a", subject="5" * 4000, session="s", permissions_version=0)


def test_what_is_remembered_has_an_end() -> None:
    checked = verifier()
    for each in range(5000):
        checked.verify(token(sub=str(each)))

    assert len(checked._known) == 4096  # pyright: ignore[reportPrivateUsage]


def test_what_is_remembered_is_not_believed_when_its_key_is_removed() -> None:
    keys = SigningKeys({"e1": PAIR}, "e1")
    checked = verifier(keys)
    assert checked.verify(GOOD) == checked.verify(GOOD)

    del keys.keys["e1"]
    with pytest.raises(InvalidToken, match="of no key"):
        checked.verify(GOOD)
    keys.keys["e1"] = SigningKey.generate("e1")
    with pytest.raises(InvalidToken, match="not signed"):
        checked.verify(GOOD)


def test_a_public_key_verifies_and_does_not_sign() -> None:
    public = SigningKeys.of([SigningKey.read(VECTORS["jwk"])])

    assert verifier(public).verify(GOOD).sub == "42"
    with pytest.raises(ValueError, match="no private key"):
        mint(public, issuer="i", audience="a", subject="5", session="s", permissions_version=0)


def test_a_shared_secret_is_of_its_root_and_never_published() -> None:
    key = SigningKey.shared(Secrets("k1", {"k1": bytes(range(32))}))

    assert key.secret is not None
    assert key.secret.hex() == "d04fc16d274ae5ee7cda1716ac6264bd3b71cfc0f854fc44c54afa0141f4bda5"
    assert SigningKeys.of([PAIR, key]).jwks() == {"keys": [VECTORS["jwk"]]}
    with pytest.raises(ValueError, match="never published"):
        key.publish()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"crv": "X25519"}, "Ed25519"),
        ({"kty": "RSA"}, "Ed25519"),
        ({"kid": 5}, "kid"),
        ({"x": None}, "public half"),
        ({"x": "AA"}, "cannot be read"),
        ({"x": VECTORS["jwk"]["x"] + "="}, "cannot be read"),
        ({"d": "AA"}, "cannot be read"),
        ({"d": encode(bytes(32))}, "do not belong together"),
    ],
)
def test_a_key_that_is_none_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        SigningKey.read({**VECTORS["jwk"], **change})


def test_keys_are_made_rotated_and_removed_while_tokens_stay_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keys.json"

    def run(*words: str) -> str:
        assert main(["keys", *words, "--file", str(file)]) == 0
        return capsys.readouterr().out

    def made() -> str:
        keys = SigningKeys.load(file)
        named = {"issuer": VECTORS["issuer"], "audience": VECTORS["audience"]}
        return mint(keys, **named, subject="5", session="s", permissions_version=0, now=lambda: NOW)

    run("new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = SigningKeys.load(file).primary
    early = made()
    run("rotate")
    assert SigningKeys.load(file).primary == first
    assert len(json.loads(run("jwks"))["keys"]) == 2
    run("rotate", "--sign")
    late = made()
    keys = SigningKeys.load(file)
    assert keys.primary != first
    assert [verifier(keys).verify(each).sub for each in (early, late)] == ["5", "5"]
    assert run("list").splitlines() == [f"{keys.primary}  signs", f"{first}  is honoured"]
    run("remove", str(first))
    keys = SigningKeys.load(file)
    assert verifier(keys).verify(late).sub == "5"
    with pytest.raises(InvalidToken):
        verifier(keys).verify(early)


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.json"

    def refused(*words: str) -> str:
        assert main(["keys", *words, "--file", str(file)]) == 1
        return capsys.readouterr().err

    assert "No such file" in refused("list")
    main(["keys", "new", "--file", str(file)])
    first = str(SigningKeys.load(file).primary)
    assert "is there already" in refused("new")
    assert "signs already" in refused("rotate", "--sign")
    assert "let another one sign first" in refused("remove", first)
    assert f"but {first}" in refused("remove", "nobody")
    file.write_text('{"keys": []}')
    assert "holds no signing keys" in refused("list")
    file.write_text("[")
    assert "holds no signing keys" in refused("jwks")


def test_a_signature_has_one_spelling() -> None:
    raw = urlsafe_b64decode(SIGNATURE + "==")

    assert encode(raw) == SIGNATURE
    assert decode(SIGNATURE) == raw
