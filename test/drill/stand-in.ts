/**
 * One program for all that a bundle calls, by the name that it is called by. It does nothing but look whether the call
 * can be made: the files are there, and what it names was made before. `DRILL_WORLD` is the file of the world.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { aws, az, gcloud } from './clouds.ts'
import { helm, kubectl } from './kubernetes.ts'
import { terraform } from './terraform.ts'
import { Missing, readWorld, writeWorld, type World } from './world.ts'

const input = (): string => readFileSync(0, 'utf8')

function run(world: World, name: string, words: readonly string[]): string {
  switch (name) {
    case 'terraform':
      return terraform(world, words)
    case 'kubectl':
      return kubectl(world, words)
    case 'helm':
      return helm(world, words, words.includes('-') ? input() : '')
    case 'aws':
      return aws(world, words, input)
    case 'gcloud':
      return gcloud(world, words, input)
    case 'az':
      return az(world, words, input)
    default:
      return ''
  }
}

const place = process.env['DRILL_WORLD']!
const world = readWorld(place)
const [, path = '', ...words] = process.argv
const name = basename(path)
world.calls.push([name, ...words].join(' '))
try {
  process.stdout.write(run(world, name, words))
} catch (error) {
  if (!(error instanceof Missing)) throw error
  world.failed.push(`${name}: ${error.message}`)
  process.stderr.write(`${name}: ${error.message}\n`)
  process.exitCode = 1
}
writeWorld(place, world)
