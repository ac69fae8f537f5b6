// Makes one JavaScript file of lib/ with esbuild, in node_modules/.cache, with the schemas' validators compiled ahead
// of time; and keeps beside it what V8 has compiled of it, which is most of a short run.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Script } from 'node:vm'

const home = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(home, 'node_modules', '.cache', 'hubloom')

/**
 * The current bundle's exports, made first where there is none for these sources, and a function that keeps what V8 has
 * compiled of it by then, for the next start.
 */
export async function bundle() {
  const target = join(cache, `${fingerprint()}.cjs`)
  if (!existsSync(target)) await make(target)
  const compiled = `${target}.v8-${process.version}-${process.arch}`
  const cachedData = readCompiled(compiled)
  const script = new Script(`${HEAD}${readFileSync(target, 'utf8')}\n})`, {
    filename: pathToFileURL(target).href,
    columnOffset: -HEAD.length,
    cachedData,
  })
  const module = { exports: {} }
  script.runInThisContext()(module, module.exports, createRequire(target))
  const known = cachedData !== undefined && script.cachedDataRejected === false
  return { exports: module.exports, keepCompiled: () => known || keep(compiled, script.createCachedData()) }
}

const HEAD = '(function (module, exports, require) {'
/** Bytes of the digest before what V8 compiled: it is trusted whole or not at all. */
const DIGEST = 32
const digestOf = (data) => createHash('sha256').update(data).digest()

function readCompiled(path) {
  if (!existsSync(path)) return undefined
  const file = readFileSync(path)
  const data = file.subarray(DIGEST)
  return digestOf(data).equals(file.subarray(0, DIGEST)) ? data : undefined
}

/** Where it cannot be kept, the next start compiles again. */
function keep(path, data) {
  const draft = `${path}.${process.pid}`
  try {
    writeFileSync(draft, Buffer.concat([digestOf(data), data]))
    renameSync(draft, path)
  } catch {
    rmSync(draft, { force: true })
  }
}

/** Changes whenever a source does: size and time of each, which costs a millisecond. */
function fingerprint() {
  const hash = createHash('sha256')
  const files = readdirSync(join(home, 'lib'), { recursive: true })
    .map((name) => join(home, 'lib', String(name)))
    .filter((name) => /\.(ts|json)$/.test(name))
    .sort()
  for (const file of [...files, join(home, 'package.json'), join(home, 'bin', 'bundle.js')]) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

async function make(target) {
  const { build } = await import('esbuild')
  const common = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: {
      js:
        'import { createRequire as __createRequire } from "node:module"; const require = ' +
        '__createRequire(import.meta.url);',
    },
  }
  mkdirSync(cache, { recursive: true })
  // each start drafts in a folder of its own: several may begin at once
  const drafts = mkdtempSync(join(cache, 'draft-'))
  try {
    const validators = await standalone(build, common, join(drafts, 'validators.mjs'))
    await build({
      ...common,
      entryPoints: [join(home, 'lib', 'cli', 'main.ts')],
      outfile: join(drafts, 'bundle.cjs'),
      format: 'cjs',
      banner: {},
      minify: true,
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
  } finally {
    rmSync(drafts, { recursive: true, force: true })
  }
  // bundles of older sources, unless another start may be about to load one
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!path.startsWith(target) && stat && Date.now() - stat.mtimeMs > 600_000)
      rmSync(path, { recursive: true, force: true })
  }
}

/** The text of lib/validators.ts with Ajv's work already done. */
async function standalone(build, common, scratch) {
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
