"""The tokens that the vectors know: made and believed by the key of `vectors/tokens.json`."""

from __future__ import annotations

import json

from mizan_core.tokens import SigningKey, SigningKeys, Tokens

from ..requirements import SPEC
from .identities import IDENTITIES

_VECTORS = json.loads((SPEC / "vectors" / "tokens.json").read_text("utf-8"))

TOKENS = Tokens(
    keys=SigningKeys.of([SigningKey.read({**_VECTORS["jwk"], "d": _VECTORS["seed"]})]),
    issuer=_VECTORS["issuer"],
    audience=_VECTORS["audience"],
    load_user=lambda claims: IDENTITIES.get(claims.user_id),
    permission_version=lambda _: 0,
)
