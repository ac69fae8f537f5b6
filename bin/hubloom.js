#!/usr/bin/env node
// Starts hubloom from a bundle of lib/, which is made anew when a source is newer: no loader at start, the same on Node
// 20, 22 and 24.
import { readFileSync } from 'node:fs'
import { bundle } from './bundle.js'
import { tellFault } from './fault.js'

try {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { main } = await import(await bundle())
  process.exitCode = await main(process.argv.slice(2), version)
} catch (error) {
  process.exitCode = tellFault(error)
}
