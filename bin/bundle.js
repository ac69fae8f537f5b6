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
  writeFileSync,
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
    const { validators, seldom } = await aheadOf(build, common, { home, scratch: join(drafts, 'ahead.mjs') })
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
      plugins: [aheadOfTime(validators, home), whenAsked(seldom), tablesWhenAsked, inAscii],
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

/** Modules that a build without changes does without, and so may be loaded later than the modules that import them. */
const seldomIn = (home) => [
  ...['layers/parse', 'layers/validate', 'registry', 'wording', 'compile-group', 'compile', 'cli/since-head'],
  ...['cli/diff-words', ...commandsIn(home)],
]

/** Of several commands one is run. */
const commandsIn = (home) =>
  [...readFileSync(join(home, 'lib/cli/index.ts'), 'utf8').matchAll(/^import \{.* from '\.\/(.*)\.ts'/gm)].map(
    ([, name]) => `cli/${name}`,
  )

/** Puts a stand-in in place of each of these modules, which runs the module when something of it is first asked for. */
const whenAsked = (modules) => ({
  name: 'when-asked',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\?itself$/ }, ({ importer, path }) => ({ path: importer, suffix: path }))
    for (const [name, exported] of modules)
      onLoad({ filter: new RegExp(`/lib/${name}\\.ts$`.replaceAll('/', '[\\\\/]')) }, ({ suffix }) =>
        suffix === '' ? { contents: standInOf(exported), loader: 'js' } : undefined,
      )
  },
})

/** The text of a module with these exports: functions, objects, and what is told at once. */
function standInOf(exported) {
  const exports = Object.entries(exported).map(([name, value]) => {
    if (typeof value === 'function') return `${name} = (...given) => itself().${name}(...given)`
    if (typeof value !== 'object') return `${name} = ${JSON.stringify(value)}`
    const fields = Object.entries(value).map(([key, field]) =>
      TOLD.includes(key) ? `${key}: ${JSON.stringify(field)}` : `get ${key}() { return itself().${name}.${key} }`,
    )
    return `${name} = { ${fields.join(', ')} }`
  })
  const itself = "let made\nconst itself = () => (made ??= require('?itself'))\n"
  return itself + exports.map((each) => `export const ${each}\n`).join('')
}

/** What the command line reads of every command. */
const TOLD = ['name', 'words', 'description', 'options']

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
    onLoad({ filter: /lib[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/[^\0-\x7f]/g, escaped),
      loader: 'ts',
    })),
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

/**
 * What is known before a run: the text of a CommonJS module that exports the validators by name, with Ajv's work
 * already done, and by name the modules that are seldom needed.
 */
async function aheadOf(build, common, { home, scratch }) {
  const names = seldomIn(home)
  await build({
    ...common,
    stdin: {
      contents:
        'export { schemas } from "./lib/schemas.ts"; export { makeAjv } from "./lib/settings/ajv.ts"; ' +
        'export { default as standaloneCode } from "ajv/dist/standalone/index.js";' +
        names.map((name) => `export * as ${JSON.stringify(name)} from "./lib/${name}.ts";`).join(''),
      resolveDir: home,
    },
    outfile: scratch,
  })
  const { schemas, makeAjv, standaloneCode, ...modules } = await import(pathToFileURL(scratch).href)
  rmSync(scratch)
  const code = standaloneCode.default ?? standaloneCode
  const ajv = makeAjv(schemas, { source: true })
  const ids = ['profile', 'community', 'cluster', 'hub']
    .map((kind) => `layer_${kind}`)
    .concat(['hub', 'cluster', 'community'].map((kind) => `resolved_${kind}`))
  for (const id of ids) ajv.getSchema(id)
  return {
    validators: code(ajv, Object.fromEntries(ids.map((id) => [id, id]))),
    seldom: names.map((name) => [name, modules[name]]),
  }
}

module.exports = { bundleOfSources, makeBundle }
