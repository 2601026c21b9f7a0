"""Mizan, its peers, and a program that uses none of them."""

from .contender import Contender, Function
from .hey_api import HEY_API
from .kubb import KUBB
from .mizan import MIZAN
from .openapi_typescript import OPENAPI_REACT_QUERY, OPENAPI_TYPESCRIPT
from .orval import ORVAL
from .rtk import RTK
from .trpc import TRPC

PEERS = {each.name: each for each in (OPENAPI_TYPESCRIPT, OPENAPI_REACT_QUERY, ORVAL, HEY_API, KUBB, RTK, TRPC)}

__all__ = ["MIZAN", "PEERS", "Contender", "Function"]
