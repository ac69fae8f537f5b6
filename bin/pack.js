// Run by `npm pack` and `npm publish`: the bundle that the package has in place of the sources, and the licences of
// what is in it.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeBundle } from './bundle.js'
import { home } from './load.js'

const folder = join(home, 'bin', 'packed')
rmSync(folder, { recursive: true, force: true })
const sources = await makeBundle(home, join(folder, 'hubloom.cjs'))
const packages = new Set(sources.flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
writeFileSync(join(folder, 'LICENSES.txt'), [...packages].sort().map(licenceOf).join('\n'))

/** Throws where a package has no licence to pass on. */
function licenceOf(path) {
  const { name, version } = JSON.parse(readFileSync(join(home, path, 'package.json'), 'utf8'))
  const file = readdirSync(join(home, path)).find((each) => /^licen[cs]e/i.test(each))
  if (file === undefined) throw new Error(`${name} has no licence file`)
  return `${name} ${version}\n\n${readFileSync(join(home, path, file), 'utf8').trim()}\n`
}
