"""Prints what Python spells of random values: `numbers SEED COUNT`, a double's bits and its spelling to a line, or
`documents SEED COUNT`, a JSON text and its spelling. What has no canonical spelling is spelt `!`.
"""

import json
import math
import struct
import sys
from random import Random
from typing import Any

from mizan_core.canonical import NotCanonical, dumps

random = Random(sys.argv[2])
ALPHABETS = ["ab", 'a"\\/', "\b\f\n\r\t\0\x1f\x7f", "é€\u2028\u2029\ufeff", "\ud7ff\ue000\uffff", "😀\U00010000"]
LONE = ["\ud800", "\udfff", "\udc00\ud800"]
LITERALS = ["0", "-0", "-0.0", "1.0", "1e0", "1E+2", "0.1e1", "1e21", "1e400", "-1e400", "1e-400", "5e-324", "1e-7"]
LITERALS += ["9007199254740991", "9007199254740992", "-9007199254740993", "9007199254740993.0", "123456789012345678"]


def number() -> float:
    """Return a double of a kind that spellings get wrong: any bits, few digits, whole, near whole, at the ends."""
    match random.randrange(6):
        case 0:
            return struct.unpack(">d", random.randbytes(8))[0]
        case 1:
            return float(f"{random.randrange(10 ** random.randrange(1, 18))}e{random.randrange(-330, 310)}")
        case 2:
            return random.choice([-1, 1]) * random.randrange(2 ** random.randrange(1, 60)) / 1.0
        case 3:
            return math.ldexp(1 + random.choice([-1, 0, 1]) * 2.0**-52, random.randrange(-1074, 1024))
        case 4:
            return random.choice([-1, 1]) * 10.0 ** random.randrange(-323, 309)
        case _:
            return round(random.uniform(-1e6, 1e6), random.randrange(0, 12))


def text(lone: float) -> str:
    spelt = "".join(random.choice(random.choice(ALPHABETS)) for _ in range(random.randrange(8)))
    return spelt + random.choice(LONE) if random.random() < lone else spelt


def literal(levels: int, lone: float) -> str:
    """Return JSON in some spelling, right or not so canonical."""
    space = random.choice(["", "", "", " ", "\n"])
    match random.randrange(8 if levels else 5):
        case 0:
            return random.choice(["null", "true", "false"])
        case 1:
            return random.choice(LITERALS) if random.random() < 0.03 else str(random.randrange(-(2**53), 2**53))
        case 2:
            value = number()
            return repr(value) if math.isfinite(value) and (abs(value) < 2**53 or random.random() < 0.02) else "0.5"
        case 3 | 4:
            return json.dumps(text(lone), ensure_ascii=random.random() < 0.5)
        case 5:
            return "[" + f",{space}".join(literal(levels - 1, lone) for _ in range(random.randrange(5))) + "]"
        case _:
            names = [json.dumps(text(lone), ensure_ascii=random.random() < 0.5) for _ in range(random.randrange(5))]
            return "{" + f",{space}".join(f"{name}:{space}{literal(levels - 1, lone)}" for name in names) + "}"


def document() -> str:
    match random.randrange(100):
        case 0:  # about as deep as it may be
            levels = random.randrange(30, 36)
            return "[" * levels + "1" + "]" * levels
        case 1:  # about as long as it may be
            return json.dumps(random.choice(["a", "é", "😀"]) * random.randrange(4000, 17000), ensure_ascii=False)
        case _:
            return literal(random.randrange(1, 7), random.choice([0, 0, 0, 0.02]))


def spelt(value: Any) -> str:
    try:
        return dumps(value).decode()
    except NotCanonical:
        return "!"


def main(kind: str, count: int) -> None:
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    for _ in range(count):
        if kind == "numbers":
            value = number()
            print(struct.pack(">d", value).hex(), spelt(value))
        else:
            raw = document().encode("utf-8", "surrogatepass").decode("utf-8", "ignore").replace("\n", " ")
            print(json.dumps([raw, spelt(json.loads(raw))], ensure_ascii=False))


main(sys.argv[1], int(sys.argv[3]))
