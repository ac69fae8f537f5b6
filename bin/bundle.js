// Makes one JavaScript file of lib/ with esbuild, with the schemas' validators compiled ahead of time: in
// node_modules/.cache for a checkout, and for a package by pack.js.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The bundle of these sources in `node_modules/.cache`, made first where there is none. */
export async function bundleOfSources(home) {
  const cache = join(home, 'node_modules', '.cache', 'hubloom')
  const target = join(cache, `${fingerprint(home)}.cjs`)
  if (!existsSync(target)) {
    await makeBundle(home, target)
    forgetOlder(cache, target)
  }
  return target
}

/** Changes whenever a source does: size and time of each, which costs a millisecond. */
function fingerprint(home) {
  const hash = createHash('sha256')
  // with types, or each name is looked at once more: 7 ms for 24
  const files = readdirSync(join(home, 'lib'), { recursive: true, withFileTypes: true })
    .filter(({ name }) => /\.(tsx?|json)$/.test(name))
    .map(({ name, parentPath, path }) => join(parentPath ?? path, name))
    .sort()
  for (const file of [...files, join(home, 'package.json'), join(home, 'bin', 'bundle.js')]) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

/** Makes the bundle of the sources in `home`, whole or not at all; gives the paths of what it is made of. */
export async function makeBundle(home, target) {
  const { build } = await import('esbuild')
  const common = {
    bundle: true,
    platform: 'node',
    // the build of yaml for browsers is the same code as modules, which does not ask the environment at each token
    alias: { yaml: join(home, 'node_modules', 'yaml', 'browser', 'dist', 'index.js') },
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: {
      js:
        'import { createRequire as __createRequire } from "node:module"; const require = ' +
        '__createRequire(import.meta.url);',
    },
  }
  mkdirSync(dirname(target), { recursive: true })
  // each start drafts in a folder of its own: several may begin at once
  const drafts = mkdtempSync(join(dirname(target), 'draft-'))
  try {
    const validators = await standalone(build, common, { home, scratch: join(drafts, 'validators.mjs') })
    const { metafile } = await build({
      ...common,
      entryPoints: [join(home, 'lib', 'cli', 'main.ts')],
      outfile: join(drafts, 'bundle.cjs'),
      format: 'cjs',
      banner: {},
      minify: true,
      metafile: true,
      // beside the bundle, and read only when hubloom fails: see fault.js
      sourcemap: 'external',
      sourcesContent: false,
      plugins: [
        {
          name: 'validators-ahead-of-time',
          setup({ onLoad }) {
            onLoad({ filter: /lib[\\/]validators\.ts$/ }, () => ({
              contents: validators,
              loader: 'js',
              resolveDir: home,
            }))
          },
        },
      ],
    })
    renameSync(join(drafts, 'bundle.cjs.map'), `${target}.map`)
    renameSync(join(drafts, 'bundle.cjs'), target)
    return Object.keys(metafile.inputs)
  } finally {
    rmSync(drafts, { recursive: true, force: true })
  }
}

/** Takes away bundles of older sources, unless another start may be about to load one. */
function forgetOlder(cache, target) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!path.startsWith(target) && stat && Date.now() - stat.mtimeMs > 600_000)
      rmSync(path, { recursive: true, force: true })
  }
}

/** The text of lib/validators.ts with Ajv's work already done. */
async function standalone(build, common, { home, scratch }) {
  await build({
    ...common,
    stdin: {
      contents:
        'export { schemas } from "./lib/schemas.ts"; export { makeAjv } from "./lib/settings/ajv.ts"; ' +
        'export { default as standaloneCode } from "ajv/dist/standalone/index.js"',
      resolveDir: home,
    },
    outfile: scratch,
  })
  const { schemas, makeAjv, standaloneCode } = await import(pathToFileURL(scratch).href)
  rmSync(scratch)
  const code = standaloneCode.default ?? standaloneCode
  const ajv = makeAjv(schemas, { source: true, esm: true })
  const ids = ['profile', 'community', 'cluster', 'hub']
    .map((kind) => `layer_${kind}`)
    .concat(['hub', 'cluster', 'community'].map((kind) => `resolved_${kind}`))
  for (const id of ids) ajv.getSchema(id)
  const text = code(ajv, Object.fromEntries(ids.map((id) => [id, id])))
  return (
    `${text}\nconst all = { ${ids.join(', ')} };\n` +
    'export const validators = {\n' +
    "  layer: (kind) => all['layer_' + kind],\n" +
    "  resolved: (kind) => all['resolved_' + kind],\n" +
    '};\n'
  )
}
