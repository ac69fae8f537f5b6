#!/usr/bin/env node
// Starts hubloom from a bundle of lib/, which is made anew when a source is newer: no loader at start, the same on Node
// 20, 22 and 24.
import { bundle } from './bundle.js'

const { main } = await import(await bundle())
process.exitCode = await main(process.argv.slice(2))
