/** Values: any data as lines of a tree. Only looks: runs no getter of the data's, follows no cycle, opens what is asked for. */

export interface Line {
  /** Where it stands, spelt; the same as long as the data has the same form. */
  readonly path: string
  readonly level: number
  readonly name: string
  readonly text: string
  readonly kind: Kind
  /** Undefined where there is nothing in it. */
  readonly open: boolean | undefined
  /** What stood here in the other value, if that is another. */
  readonly was: string | undefined
}

export type Kind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'special' | 'more'

export interface Opened {
  /** Which lines were opened or closed by hand. */
  readonly toggled: ReadonlyMap<string, boolean>
  /** How many children of a line are shown; 100 by default. */
  readonly shown: ReadonlyMap<string, number>
}

interface Part {
  readonly name: string
  readonly value: unknown
  /** Not a value: something is in the way of reading it. */
  readonly hidden?: string
}

export const PAGE = 100
const LONGEST = 200
/** Put in for what the other value lacks. */
const ABSENT = Symbol('absent')

/** Spell a value as lines. With `other`, say where they differ. */
export function linesOf(value: unknown, opened: Opened, other: { readonly value: unknown } | undefined): Line[] {
  const lines: Line[] = []
  add(lines, opened, { name: '', value }, other ? other.value : value, '$', [])
  return lines
}

function add(lines: Line[], opened: Opened, part: Part, other: unknown, path: string, above: readonly object[]): void {
  const { name, value } = part
  const circular = isObject(value) && above.includes(value)
  const size = part.hidden || circular ? 0 : sizeOf(value)
  const open = size ? (opened.toggled.get(path) ?? path === '$') : undefined
  const text = part.hidden ?? (circular ? '↻ the same as above' : preview(value, LONGEST))
  const kind = part.hidden || circular ? 'special' : kindOf(value)
  const was = Object.is(value, other) ? undefined : other === ABSENT ? 'nothing' : preview(other, 40)
  // An open one shows in its parts what changed.
  lines.push({ path, level: above.length + 1, name, text, kind, open, was: open ? undefined : was })
  if (!open) return
  const limit = opened.shown.get(path) ?? PAGE
  const level = [...above, value as object]
  for (const each of partsOf(value, limit)) {
    const before = Object.is(value, other) ? each.value : partOf(other, each.name)
    add(lines, opened, each, before, `${path}.${JSON.stringify(each.name)}`, level)
  }
  if (size > limit) {
    const text = `${(size - limit).toLocaleString('en')} more …`
    lines.push({ path, level: level.length + 1, name: '', text, kind: 'more', open: undefined, was: undefined })
  }
}

/** Spell a value in one line. */
export function preview(value: unknown, longest = LONGEST): string {
  if (typeof value === 'string') return cut(JSON.stringify(value), longest, value.length)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'ƒ'
  if (!isObject(value)) return String(value)
  return special(value) ?? composed(value, longest)
}

function cut(text: string, longest: number, length: number): string {
  if (text.length <= longest) return text
  return longest < LONGEST
    ? `${text.slice(0, longest - 1)}…`
    : `${text.slice(0, longest)}… ${length.toLocaleString('en')} characters`
}

/** An object by its first parts, one level deep. */
function composed(value: object, longest: number): string {
  const size = sizeOf(value)
  const [before, after] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }']
  if (!size) return (before + after).replaceAll(' ', '')
  const brief = ({ name, value: part, hidden }: Part) => {
    const text =
      hidden ??
      (isObject(part) ? (special(part) ?? (Array.isArray(part) ? `[${sizeOf(part)}]` : '{…}')) : preview(part, 24))
    return Array.isArray(value) ? text : `${name}: ${text}`
  }
  const head = Array.isArray(value) ? `(${size}) ` : ''
  let text = ''
  for (const [index, part] of partsOf(value, 6).entries()) {
    const next = (index ? ', ' : '') + brief(part)
    if (text.length + next.length > Math.min(longest, 80)) return `${head}${before}${text}${text ? ', ' : ''}…${after}`
    text += next
  }
  return `${head}${before}${text}${size > 6 ? ', …' : ''}${after}`
}

/** Objects that are one value. Their own methods may be anything: the platform's are used. */
function special(value: object): string | undefined {
  try {
    if (value instanceof Date) return `${Date.prototype.toISOString.call(value)}`
    if (ArrayBuffer.isView(value)) return `${classOf(value)}(${BYTES.call(value)} bytes)`
    if (value instanceof Map || value instanceof Set) return `${classOf(value)}(${entriesOf(value).length})`
    if (value instanceof Error) return `${classOf(value)}: ${String(own(value, 'message').value ?? '')}`
    if (value instanceof Blob) return classOf(value)
    return temporal(value)
  } catch {
    return classOf(value) || 'an unreadable object'
  }
}

const BYTES = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'byteLength')?.get as (
  this: unknown,
) => number

function temporal(value: object): string | undefined {
  const { Temporal = {} } = globalThis as { Temporal?: Record<string, { prototype?: object } | undefined> }
  const shape = Object.getPrototypeOf(value)
  const name = shape && classOf(value)
  if (!name || Temporal[name]?.prototype !== shape) return undefined
  return (own(shape, 'toString').value as () => string).call(value)
}

/** The name of an object's class, empty where it has none. */
function classOf(value: object): string {
  const shape = Object.getPrototypeOf(value)
  const made = shape && own(shape, 'constructor').value
  return typeof made === 'function' ? String(own(made, 'name').value ?? '') : ''
}

function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'null'
  if (isObject(value)) return special(value) === undefined ? 'object' : 'special'
  const type = typeof value
  return type === 'bigint' ? 'number' : type === 'symbol' || type === 'function' ? 'special' : (type as Kind)
}

function sizeOf(value: unknown): number {
  if (!isObject(value)) return 0
  if (value instanceof Map || value instanceof Set) return entriesOf(value).length
  if (special(value) !== undefined) return 0
  return Array.isArray(value) ? Number(own(value, 'length').value) : keysOf(value).length
}

/** The first parts of an object. */
function partsOf(value: unknown, limit: number): Part[] {
  if (!isObject(value)) return []
  if (value instanceof Map || value instanceof Set) {
    return entriesOf(value)
      .slice(0, limit)
      .map(([name, part]) => ({ name: preview(name, 40), value: part }))
  }
  const names = Array.isArray(value)
    ? Array.from({ length: Math.min(limit, Number(own(value, 'length').value)) }, (_, index) => String(index))
    : keysOf(value).slice(0, limit)
  return names.map((name) => read(value, name))
}

function entriesOf(value: Map<unknown, unknown> | Set<unknown>): [unknown, unknown][] {
  return value instanceof Map
    ? [...Map.prototype.entries.call(value)]
    : [...Set.prototype.values.call(value)].map((each, index) => [index, each])
}

function read(value: object, name: string): Part {
  const found = own(value, name)
  if (found.get || found.set) return { name, value: ABSENT, hidden: '(a getter, not run)' }
  return { name, value: found.value }
}

function partOf(value: unknown, name: string): unknown {
  return isObject(value) && !(value instanceof Map || value instanceof Set) && Object.hasOwn(value, name)
    ? read(value, name).value
    : ABSENT
}

function keysOf(value: object): string[] {
  try {
    return Object.keys(value)
  } catch {
    return []
  }
}

function own(value: object, name: string): PropertyDescriptor {
  try {
    return Object.getOwnPropertyDescriptor(value, name) ?? {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Spell a value as JSON to copy, whatever is in it. */
export function jsonOf(value: unknown, above: readonly object[] = []): string {
  const indent = '  '.repeat(above.length)
  if (value === undefined) return 'null'
  if (!isObject(value)) {
    return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) || value === null
      ? JSON.stringify(value)
      : JSON.stringify(typeof value === 'bigint' ? String(value) : preview(value))
  }
  const text = special(value)
  if (above.includes(value) || above.length > 60) return '"[circular]"'
  if (text !== undefined && !(value instanceof Map || value instanceof Set)) return JSON.stringify(text)
  const list = Array.isArray(value) || value instanceof Set
  const members = partsOf(value, Number.POSITIVE_INFINITY).map(({ name, value: part, hidden }) => {
    const spelt = hidden ? JSON.stringify(hidden) : jsonOf(part, [...above, value])
    return `${indent}  ${list ? '' : `${JSON.stringify(name)}: `}${spelt}`
  })
  const [before, after] = list ? '[]' : '{}'
  return members.length ? `${before}\n${members.join(',\n')}\n${indent}${after}` : `${before}${after}`
}
