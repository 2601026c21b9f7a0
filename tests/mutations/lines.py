"""The lines to break: a file, what stands there, what to put in its place, and the rule that breaks with it."""

from __future__ import annotations

from dataclasses import dataclass

CORE = "cores/mizan-python/src/mizan_core"
FASTAPI = "backends/mizan-fastapi/src/mizan_fastapi"
DJANGO = "backends/mizan-django/src/mizan_django"
KERNEL = "frontends/mizan-client/src"
WORKER = "workers/mizan-edge/src"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One line, broken."""

    rule: str
    path: str
    line: str
    broken: str
    tests: str = "*.test.ts"
    """Which of the kernel's tests, or of the worker's, are to notice it."""


ERRORS = (
    Mutation(
        "NOT_FOUND is 404",
        f"{CORE}/errors.py",
        'code = "NOT_FOUND"\n    status = 404',
        'code = "NOT_FOUND"\n    status = 400',
    ),
    Mutation("CSRF_FAILED has a code of its own", f"{CORE}/errors.py", 'code = "CSRF_FAILED"', 'code = "FORBIDDEN"'),
    Mutation(
        "RATE_LIMITED says when to come back",
        f"{CORE}/errors.py",
        'headers={"retry-after": str(retry_after)}',
        "headers={}",
    ),
    Mutation("405 names the methods", f"{CORE}/errors.py", 'headers={"allow": allow}', "headers={}"),
    Mutation(
        "a failure says nothing of itself",
        f"{CORE}/errors.py",
        "return InternalError(details",
        "return InternalError(str(error), details",
    ),
    Mutation("64 levels, not 65", f"{CORE}/strict_json.py", "MAX_DEPTH = 64", "MAX_DEPTH = 65"),
    Mutation(
        "no NaN",
        f"{CORE}/strict_json.py",
        'bones.rfind(b"NaN") >= 0',
        'bones.rfind(b"NAN") >= 0',
    ),
    Mutation(
        "types are exact", f"{CORE}/codec.py", "validate_json(body, strict=True)", "validate_json(body, strict=False)"
    ),
    Mutation(
        "unexpected names are told as such",
        f"{CORE}/codec.py",
        '"extra_forbidden": "unexpected"',
        '"extra_forbidden": "invalid"',
    ),
    Mutation(
        "what was sent is not repeated",
        f"{CORE}/codec.py",
        "if _repeats(message, sent) or (kind",
        "if False and _repeats(message, sent) or (kind",
    ),
    Mutation(
        "guards come before validation",
        f"{CORE}/calls.py",
        "yield from admit(compiled, caller)",
        "compiled.body.read(body); yield from admit(compiled, caller)",
    ),
    Mutation("nobody is 401, not 403", f"{CORE}/auth.py", "raise Unauthenticated\n", "raise Forbidden\n"),
    Mutation(
        "a query is not called by POST",
        f"{CORE}/calls.py",
        'if compiled.kind == "query":',
        'if compiled.kind == "none":',
    ),
    Mutation(
        "a sibling site is another site",
        f"{FASTAPI}/identity.py",
        '== b"same-origin"',
        'in (b"same-origin", b"same-site")',
    ),
    Mutation(
        "a body limit",
        f"{FASTAPI}/requests.py",
        "if max(size, declared) > limit:",
        "if max(size, declared) > limit * 2:",
    ),
    Mutation(
        "one failing query leaves its siblings",
        f"{CORE}/bundles.py",
        "errors.append(query.member + error)",
        "raise outcome",
    ),
    Mutation("a target narrows", f"{CORE}/client/targets.py", "if value is not None:", "if value is None:"),
    Mutation("a covered target leaves the list", f"{CORE}/single_flight.py", "if place not in covered", "if True"),
    Mutation("sixteen instances", f"{CORE}/single_flight.py", "MAX_CONTEXTS = 16", "MAX_CONTEXTS = 17"),
    Mutation("decimals are strings", f"{CORE}/wire_types.py", '"decimal": _decimal,', ""),
)
"""Sections 2 to 6 and 11 of the protocol."""

ON_DJANGO = (
    Mutation("a POST with cookies needs a token", f"{DJANGO}/csrf.py", "raise CsrfFailed(", "CsrfFailed("),
    Mutation(
        "what the server in front knows of the caller counts as cookies do",
        f"{DJANGO}/csrf.py",
        ' and "REMOTE_USER" not in request.META and',
        " and",
    ),
    Mutation(
        "a refusal sets the cookie anew",
        f"{DJANGO}/csrf.py",
        "if not settings.CSRF_USE_SESSIONS:\n            get_token",
        "if settings.CSRF_USE_SESSIONS:\n            get_token",
    ),
    Mutation(
        "a failed call is rolled back",
        f"{DJANGO}/transactions.py",
        "blocks.__exit__(type(outcome), outcome, outcome.__traceback__)",
        "blocks.__exit__(None, None, None)",
    ),
    Mutation(
        "a call that asked for a rollback makes nothing stale",
        f"{DJANGO}/transactions.py",
        "run.withdraw()",
        "pass",
    ),
    Mutation(
        "a failed commit is the call's failure",
        f"{DJANGO}/transactions.py",
        "if len(self._committed) < len(self._aliases):",
        "if len(self._committed) < 0:",
    ),
    Mutation(
        "a hook that fails after the commit is not",
        f"{DJANGO}/transactions.py",
        "if len(self._committed) < len(self._aliases):",
        "if True:",
    ),
    Mutation(
        "what a rule wrote is rolled back when nobody passes",
        f"{DJANGO}/running.py",
        "self._transaction.abandon()",
        "self._transaction.end(None)",
    ),
    Mutation(
        "one publication per commit",
        f"{DJANGO}/transactions.py",
        "hook = _Joint(effect, _joints(connection)) if isinstance(effect, Publication) else effect",
        "hook = effect",
    ),
    Mutation(
        "queries run in the transaction that views have",
        f"{DJANGO}/running.py",
        "blocks.enter_context(transaction.atomic(using=alias))",
        "pass",
    ),
    Mutation(
        "URLs are told to nobody",
        f"{DJANGO}/errors.py",
        "(Resolver404, lambda _: errors.NotFound())",
        "(Resolver404, lambda error: errors.NotFound(_text(error)))",
    ),
    Mutation(
        "PermissionDenied is 403",
        f"{DJANGO}/errors.py",
        "lambda error: errors.Forbidden(",
        "lambda error: errors.Unauthenticated(",
    ),
    Mutation(
        "the unexpected is announced by Django's signal",
        f"{DJANGO}/errors.py",
        "    _announce(error, request)\n    return error",
        "    return error",
    ),
    Mutation(
        "who signs in during a call is seen by what follows",
        f"{DJANGO}/identity.py",
        "self.request.auser = auser",
        "pass",
    ),
    Mutation(
        "a body limit on Django", f"{DJANGO}/requests.py", "if len(body) > limit or declared > limit:", "if False:"
    ),
    Mutation("chunks have no length", f"{DJANGO}/requests.py", 'stream = meta["wsgi.input"]', "pass"),
    Mutation(
        "a body that breaks off is told as such",
        f"{DJANGO}/requests.py",
        "if len(body) < declared:",
        "if False:",
    ),
    Mutation(
        "imported functions belong elsewhere",
        f"{DJANGO}/discovery.py",
        ' and getattr(value, "__module__", None) == module.__name__:',
        ":",
    ),
)
"""What Django's backend does by itself; its tests run in a process of their own."""

RULES = (
    Mutation(
        "1: older data never replaces newer", f"{KERNEL}/snapshots.ts", "if (at >= entry.dataAt) {", "if (at >= 0) {"
    ),
    Mutation(
        "2: a request from before an invalidation is not joined",
        f"{KERNEL}/flights.ts",
        "if (whole && whole.start! >= entry.staleAt)",
        "if (whole)",
    ),
    Mutation(
        "3: what came with a mutation is trusted only if nothing happened since",
        f"{KERNEL}/answers.ts",
        "(entry?.dataAt ?? spare?.get(name)?.at ?? 0) <= start",
        "true",
    ),
    Mutation(
        "4: a whole answer renews the whole context",
        f"{KERNEL}/flights.ts",
        "else if (only || bundle.error || start < entry.staleAt) continue",
        "else continue",
    ),
    Mutation("5: the last to leave aborts", f"{KERNEL}/flights.ts", "  abandon(left)\n", "  void left\n"),
    Mutation("5: a long URL becomes a POST", f"{KERNEL}/transport.ts", "> longestUrl", ">= LONGEST_URL"),
    Mutation(
        "7: what is not shown is forgotten with its identity",
        f"{KERNEL}/staleness.ts",
        "if (isAll && !isUsed(entry)) clear(core, entry)",
        "void entry",
    ),
    Mutation("9: at most every five seconds", f"{KERNEL}/lifetime.ts", "next - Date.now()", "0"),
    Mutation(
        "a token that was refused is not sent again",
        f"{KERNEL}/csrf.ts",
        "token && token !== headers.get(header)",
        "token",
    ),
    Mutation("a token of the page's own stands", f"{KERNEL}/csrf.ts", " || headers.has(header)", ""),
    Mutation(
        "other servers get no token unasked",
        f"{KERNEL}/csrf.ts",
        "isOwnOnly && origin !== document.location.origin",
        "!origin",
    ),
    Mutation("9: pauses differ", f"{KERNEL}/retry.ts", "0.5 + Math.random()", "1"),
    Mutation(
        "11: inherited members are not shared",
        f"{KERNEL}/sharing.ts",
        "Object.hasOwn(parts, name) ? parts[name] : undefined",
        "parts[name]",
    ),
)
"""The kernel's rules, by their numbers."""

EXPLORED = tuple(
    Mutation(rule, f"{KERNEL}/{path}", line, broken, "explorer.test.ts")
    for rule, path, line, broken in (
        ("1: older data never replaces newer", "snapshots.ts", "if (at >= entry.dataAt) {", "if (at >= 0) {"),
        (
            "2: a request from before an invalidation is not joined",
            "flights.ts",
            "if (whole && whole.start! >= entry.staleAt)",
            "if (whole)",
        ),
        (
            "2: an invalidation detaches",
            "flights.ts",
            "if (entry) board(core, entry, instance.planned)",
            "if (entry && !entry.flight) board(core, entry, instance.planned)",
        ),
        (
            "3: what was written since a mutation started stays",
            "answers.ts",
            "(entry?.dataAt ?? spare?.get(name)?.at ?? 0) <= start",
            "true",
        ),
        (
            "3: what was made stale since a mutation started is",
            "answers.ts",
            "(entry?.staleAt ?? staleSince(core, instance, name)) <= start",
            "true",
        ),
        (
            "4: subscribers are told after the block",
            "snapshots.ts",
            "if (!core.changed.size) queueMicrotask(() => notify(core))\n  core.changed.add(entry)",
            "core.changed.add(entry)\n  notify(core)",
        ),
        (
            "4: a whole answer renews the whole context",
            "flights.ts",
            "else if (only || bundle.error || start < entry.staleAt) continue",
            "else continue",
        ),
        ("5: the last to leave aborts", "flights.ts", "  abandon(left)\n", "  void left\n"),
        ("6: a refused mutation takes its layer along", "calls.ts", "    lift(core, laid)\n", ""),
        (
            "6: a layer stays until fresh data lands",
            "layers.ts",
            "if (entry.staleAt > after) continue",
            "",
        ),
        ("7: nothing of who left is shown", "answers.ts", "      clear(core, entry)\n", ""),
        ("7: late answers to who left are dropped", "calls.ts", "if (start >= entry.staleAt) {", "if (start >= 0) {"),
        ("9: what broke is asked for again", "consumers.ts", "entry.staleAt = ++core.now\n    touch", "touch"),
        ("10: what nobody shows is forgotten", "directory.ts", "instances.delete(spelt)", "void spelt"),
        (
            "11: inherited members are not written through",
            "sharing.ts",
            "return same ? previous : next",
            "return same ? previous : names.reduce((all: any, name) => ((all[name] = next[name]), all), {})",
        ),
    )
)
"""The kernel's rules again: the explorer alone must see each of them break."""

AT_THE_EDGE = tuple(
    Mutation(rule, f"{WORKER}/{file}", line, broken, f"{tests}.test.mjs")
    for rule, file, tests, line, broken in (
        (
            "what a user is shown is named after him",
            "identity.mjs",
            "edge",
            "scopes.flatMap((scope, at) => [scope, shared[at] ?? ''])",
            "[...scopes]",
        ),
        (
            "a token in the cookie is of its session",
            "identity.mjs",
            "edge",
            "if (carried.session !== undefined && claims.sid !== (await hashOf(carried.session))) return undefined",
            "",
        ),
        (
            "a bundle is of all its scopes",
            "manifest.mjs",
            "edge",
            "PRIVATE.filter((each)",
            "PRIVATE.slice(3).filter((each)",
        ),
        (
            "the origin's key is the worker's",
            "entries.mjs",
            "storing",
            "headers.get('mizan-key') !== key",
            "!headers.has('mizan-key')",
        ),
        (
            "a cookie is nobody else's",
            "entries.mjs",
            "storing",
            "if (headers.has('set-cookie')) return 'set-cookie'",
            "",
        ),
        ("a failure is nobody else's", "entries.mjs", "storing", " && bundle.errors === undefined", ""),
        (
            "nothing older than one's own write",
            "entries.mjs",
            "fresh",
            "if (isAhead(after, generations)) return 'behind'",
            "",
        ),
        (
            "nothing stale to who has written it",
            "entries.mjs",
            "fresh",
            "return isTouched(after, generations) ? 'expired' : 'stale'",
            "return 'stale'",
        ),
        (
            "time begins when one asks",
            "edge.mjs",
            "storing",
            "entryOf(response, body, key, bundle, began)",
            "entryOf(response, body, key, bundle, now())",
        ),
        (
            "nothing newer is replaced",
            "edge.mjs",
            "storing",
            "if (present && isAhead(present.generations, entry.generations)) return",
            "",
        ),
        (
            "a token of a root that is not known",
            "keys.mjs",
            "fresh",
            "rest.length || !root) return 'unknown'",
            "rest.length || !root) return undefined",
        ),
        ("a token is of our making", "keys.mjs", "vectors", "=== 0\n}", ">= 0\n}"),
        ("eight tokens", "after.mjs", "fresh", "tokens.length <= MOST && ", ""),
        ("too many tags to name", "after.mjs", "fresh", " && !(ANY in generations)", ""),
        (
            "only what the key depends on is sent on",
            "asking.mjs",
            "edge",
            "const sent = { ...FIXED,",
            "const sent = { ...Object.fromEntries(request.headers), ...FIXED,",
        ),
        ("pages of another version", "asking.mjs", "edge", "page !== null && page !== signature", "false"),
        ("pages that watch", "requests.mjs", "edge", "['origin', 'mizan-origin']", "['origin']"),
        ("pages of other sites", "requests.mjs", "edge", "['origin', 'mizan-origin']", "['mizan-origin']"),
        (
            "params have one spelling",
            "canonical.mjs",
            "differential",
            "if (spell(value) !== text)",
            "if (spell(value) === '')",
        ),
        ("no lone surrogates", "canonical.mjs", "differential", "/\\p{Surrogate}/u.test(text)", "false"),
        ("32 levels", "canonical.mjs", "differential", "const DEEPEST = 32", "const DEEPEST = 33"),
        ("tokens expire", "mwt.mjs", "public-keys", "if (claims.exp <= now - SKEW)", "if (claims.exp <= 0)"),
        ("a token lives 900 seconds at most", "mwt.mjs", "vectors", "|| exp - iat > LONGEST_LIFE", ""),
        ("a token is for one audience", "mwt.mjs", "vectors", "|| claims.aud !== this.#audience", ""),
        ("no claims but those", "mwt.mjs", "vectors", "REQUIRED.includes(name) || OPTIONAL.includes(name)", "true"),
        ("a header of three members", "mwt.mjs", "vectors", "Object.keys(header).length !== 3 || ", ""),
        ("a key that is gone", "public-keys.mjs", "public-keys", "|| now - loaded > OLDEST", ""),
        ("keys are not asked for all the time", "public-keys.mjs", "public-keys", "now - asked > PATIENCE", "true"),
        (
            "no other server is asked",
            "passing.mjs",
            "passing",
            "const target = new URL(origin ?? url)",
            "const target = new URL(path, origin ?? url)",
        ),
        (
            "what the origin says to workers",
            "answers.mjs",
            "edge",
            "for (const name of [...INTERNAL, ...TRAVELLED])",
            "for (const name of TRAVELLED)",
        ),
        ("what clients say of workers", "passing.mjs", "edge", "'mizan-edge', ", ""),
        ("memory has an end", "stores.mjs", "storing", "if (size <= limit) break", "break"),
        ("stale answers are computed once", "edge.mjs", "storing", " && !edge.refilling.has(asked.key)", ""),
    )
)
"""The rules of the edge worker, before a real server."""
