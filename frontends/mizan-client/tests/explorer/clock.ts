/** A clock that a schedule moves: it stands in for timers, dates and chance, so that a schedule always runs alike. */

const real = { setTimeout, clearTimeout, now: Date.now, random: Math.random }
const turn = setImmediate

export class Clock {
  now = 1_000_000
  private readonly timers = new Map<number, { due: number; run: () => void }>()
  private last = 0

  /** Take the place of the platform's clock. */
  start(): void {
    const set = (run: () => void, ms = 0) => {
      this.timers.set(++this.last, { due: this.now + Math.max(0, ms), run })
      return this.last
    }
    Object.assign(globalThis, { setTimeout: set, clearTimeout: (id: number) => this.timers.delete(id) })
    Date.now = () => this.now
    Math.random = () => 0.5
  }

  stop(): void {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout })
    Date.now = real.now
    Math.random = real.random
  }

  /** How many timers are set. */
  get waiting(): number {
    return this.timers.size
  }

  /** In how many ms the timers run, for telling states apart. */
  get delays(): number[] {
    return [...this.timers.values()].map(({ due }) => due - this.now).sort((one, other) => one - other)
  }

  /** Let time pass: each timer runs at its moment, and what it set off comes to rest before the next. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      const [id, next] = [...this.timers].sort(([, one], [, other]) => one.due - other.due)[0] ?? []
      if (!next || next.due > end) break
      this.timers.delete(id!)
      this.now = Math.max(this.now, next.due)
      next.run()
      await settle()
    }
    this.now = end
    await settle()
  }
}

/** Let promises go on until none is ready; with a number, only for so many turns. */
export async function settle(turns?: number): Promise<void> {
  if (turns === undefined) await new Promise<void>((done) => turn(done))
  else for (let each = 0; each < turns; each++) await undefined
}
