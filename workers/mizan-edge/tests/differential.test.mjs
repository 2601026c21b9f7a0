/**
 * Canonical JSON in Python and here, of random values. NUMBERS, DOCUMENTS and SEED say how many and which; whoever finds a
 * difference is told how to see it again.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { NotCanonical, read, spell } from '../src/canonical.mjs'

const SCRIPT = fileURLToPath(new URL('differential.py', import.meta.url))
const { NUMBERS = '20000', DOCUMENTS = '3000', SEED = `${Date.now()}` } = process.env

/** What Python says, line by line. @param {string} kind @param {string} count */
async function* lines(kind, count) {
  const child = spawn('python', [SCRIPT, kind, SEED, count], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.on('close', resolve))
  yield* createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })
  assert.equal(await ended, 0)
}

/** @param {unknown} value */
function spelt(value) {
  try {
    return spell(value)
  } catch (error) {
    assert.ok(error instanceof NotCanonical)
    return '!'
  }
}

/** @param {string} text */
function isCanonical(text) {
  try {
    read(text)
    return true
  } catch (error) {
    assert.ok(error instanceof NotCanonical)
    return false
  }
}

test(`${NUMBERS} numbers are spelt alike (SEED=${SEED})`, async () => {
  const bits = new DataView(new ArrayBuffer(8))
  let [count, refused] = [0, 0]
  for await (const line of lines('numbers', NUMBERS)) {
    const [hex, expected] = line.split(' ')
    bits.setBigUint64(0, BigInt(`0x${hex}`))
    const value = bits.getFloat64(0)
    if (spelt(value) !== expected) assert.fail(`${hex} (${value}) is ${expected} in Python, and ${spelt(value)} here`)
    count += 1
    refused += Number(expected === '!')
  }

  assert.equal(count, Number(NUMBERS))
  assert.ok(refused > count / 100 && refused < count / 2)
})

test(`${DOCUMENTS} documents are spelt alike (SEED=${SEED})`, async () => {
  let [count, refused, canonical] = [0, 0, 0]
  for await (const line of lines('documents', DOCUMENTS)) {
    const [raw, expected] = JSON.parse(line)
    const here = spelt(JSON.parse(raw))
    if (here !== expected) assert.fail(`${raw} is ${expected} in Python, and ${here} here`)
    if (isCanonical(raw) !== (raw === expected)) assert.fail(`${raw} is taken for canonical, or not`)
    if (expected !== '!' && !isCanonical(expected)) assert.fail(`${expected} is not read again`)
    count += 1
    refused += Number(expected === '!')
    canonical += Number(raw === expected)
  }

  assert.equal(count, Number(DOCUMENTS))
  assert.ok(refused > count / 200 && canonical > count / 200)
})
