// Run by `npm pack` and `npm publish`: the bundle that the package has in place of the sources, and the licences of
// what is in it.
const { readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { makeBundle } = require('./bundle.js')
const { home } = require('./load.js')

void pack(join(home, 'bin', 'packed'))

async function pack(folder) {
  rmSync(folder, { recursive: true, force: true })
  const sources = await makeBundle(home, join(folder, 'hubloom.cjs'))
  const packages = new Set(sources.flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
  writeFileSync(join(folder, 'LICENSES.txt'), [...packages].sort().map(licenceOf).join('\n'))
}

/** Throws where a package has no licence to pass on. */
function licenceOf(path) {
  const { name, version } = JSON.parse(readFileSync(join(home, path, 'package.json'), 'utf8'))
  const file = readdirSync(join(home, path)).find((each) => /^licen[cs]e/i.test(each))
  if (file === undefined) throw new Error(`${name} has no licence file`)
  return `${name} ${version}\n\n${readFileSync(join(home, path, file), 'utf8').trim()}\n`
}
