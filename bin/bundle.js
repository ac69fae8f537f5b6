// Makes one JavaScript file of lib/ with esbuild, with the schemas' validators compiled ahead of time: in
// node_modules/.cache for a checkout, and for a package by pack.js.
const { createHash } = require('node:crypto')
const {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} = require('node:fs')
const { dirname, join } = require('node:path')
const { pathToFileURL } = require('node:url')

/** The bundle of these sources in `node_modules/.cache`, made first where there is none. */
async function bundleOfSources(home) {
  const cache = join(home, 'node_modules', '.cache', 'hubloom')
  const target = join(cache, `${fingerprint(home)}.cjs`)
  if (!existsSync(target)) {
    await makeBundle(home, target)
    forgetOlder(cache, target)
  }
  return target
}

/** Changes whenever a source does: size and time of each, which costs some 5 ms. */
function fingerprint(home) {
  // with types, or each name is looked at once more: 7 ms for 24
  const files = readdirSync(join(home, 'lib'), { recursive: true, withFileTypes: true })
    .filter(({ name }) => /\.(tsx?|json)$/.test(name))
    // 700 joins would be 4 ms
    .map(({ name, parentPath, path }) => `${parentPath ?? path}/${name}`)
    .sort()
  const stats = [...files, join(home, 'package.json'), join(home, 'bin', 'bundle.js')].map((file) => {
    const { size, mtimeMs } = statSync(file)
    return `${file} ${size} ${mtimeMs}`
  })
  return createHash('sha256').update(stats.join('\n')).digest('hex').slice(0, 16)
}

/** Makes the bundle of the sources in `home`, whole or not at all; gives the paths of what it is made of. */
async function makeBundle(home, target) {
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
    const validators = await standalone(build, common, { home, scratch: join(drafts, 'schemas.mjs') })
    const { metafile } = await build({
      ...common,
      entryPoints: [join(home, 'lib', 'cli', 'main.ts')],
      outfile: join(drafts, 'bundle.cjs'),
      format: 'cjs',
      // as `run` in load.js calls it: what is put around 3 MB of text later, V8 copies them for
      banner: { js: '(function (module, exports, require) {' },
      footer: { js: '})' },
      minify: true,
      metafile: true,
      // beside the bundle, and read only when hubloom fails: see fault.js
      sourcemap: 'external',
      sourcesContent: false,
      plugins: [aheadOfTime(validators, home), schemasWhenAsked, tablesWhenAsked, inAscii],
    })
    renameSync(join(drafts, 'bundle.cjs.map'), `${target}.map`)
    renameSync(join(drafts, 'bundle.cjs'), target)
    return Object.keys(metafile.inputs)
  } finally {
    rmSync(drafts, { recursive: true, force: true })
  }
}

/** Puts a module with validators in place of Ajv in lib/validators.ts. It is run when the first is asked for. */
const aheadOfTime = (validators, home) => ({
  name: 'ahead-of-time',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^ahead-of-time$/ }, ({ path }) => ({ path, namespace: path }))
    onLoad({ filter: /./, namespace: 'ahead-of-time' }, () => ({ contents: validators, resolveDir: home }))
    onLoad({ filter: /lib[\\/]validators\.ts$/ }, () => ({
      contents:
        "const validator = (id) => require('ahead-of-time')[id]\n" +
        'export const validators = {\n' +
        '  layer: (kind) => validator(`layer_${kind}`),\n' +
        '  resolved: (kind) => validator(`resolved_${kind}`),\n' +
        '}\n',
      loader: 'js',
    }))
  },
})

/** The schemas are made when one is first asked for: a build without changes asks for none. */
const schemasWhenAsked = {
  name: 'schemas-when-asked',
  setup({ onLoad, onResolve }) {
    const made = '?made'
    onResolve({ filter: /^\?made$/ }, ({ importer }) => ({ path: importer, suffix: made }))
    onLoad({ filter: /lib[\\/]schemas\.ts$/ }, ({ suffix }) =>
      suffix === made
        ? undefined
        : {
            contents:
              "const made = () => require('?made').schemas\n" +
              'export const schemas = {\n' +
              '  get layer() { return made().layer },\n' +
              '  get resolved() { return made().resolved },\n' +
              '}\n',
            loader: 'js',
          },
    )
  },
}

/** A table is kept as one text with the compiled code, and read when something of it is first asked for. */
const tablesWhenAsked = {
  name: 'tables-when-asked',
  setup: ({ onLoad }) =>
    onLoad({ filter: /lib[\\/].*\.json$/ }, ({ path }) => {
      const table = JSON.parse(readFileSync(path, 'utf8'))
      return {
        contents:
          `let made\nconst table = () => (made ??= JSON.parse(${JSON.stringify(JSON.stringify(table))}))\n` +
          'const row = (key) => [key, { enumerable: true, get: () => table()[key] }]\n' +
          `const keys = ${JSON.stringify(Object.keys(table))}\n` +
          'export default Object.defineProperties({}, Object.fromEntries(keys.map(row)))\n',
        loader: 'js',
      }
    }),
}

/**
 * With one other letter V8 keeps a source in two bytes a letter, and loads it in twice the time. esbuild writes ASCII,
 * but for tagged templates.
 */
const inAscii = {
  name: 'in-ascii',
  setup: ({ onLoad }) =>
    onLoad({ filter: /lib[\\/].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      const contents = source.replace(/[^\0-\x7f]/g, escaped)
      // a raw template would have the escape in place of the letter
      if (contents !== source && source.includes('String.raw')) throw new Error(`write ${path} in ASCII: String.raw`)
      return { contents, loader: 'ts' }
    }),
}

const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Takes away bundles of older sources, unless another start may be about to load one. */
function forgetOlder(cache, target) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!path.startsWith(target) && stat && Date.now() - stat.mtimeMs > 600_000)
      rmSync(path, { recursive: true, force: true })
  }
}

/** The text of a CommonJS module that exports the validators by name, with Ajv's work already done. */
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
  const ajv = makeAjv(schemas, { source: true })
  const ids = ['profile', 'community', 'cluster', 'hub']
    .map((kind) => `layer_${kind}`)
    .concat(['hub', 'cluster', 'community'].map((kind) => `resolved_${kind}`))
  for (const id of ids) ajv.getSchema(id)
  return code(ajv, Object.fromEntries(ids.map((id) => [id, id])))
}

module.exports = { bundleOfSources, makeBundle }
