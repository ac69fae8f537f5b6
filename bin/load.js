// Loads hubloom as one JavaScript file: that of the package, or in a checkout one that is made of its sources. Beside
// it is kept what V8 has compiled of it, which is most of a short run.
const { createHash } = require('node:crypto')
const { existsSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

/** The folder of the package or checkout. */
const home = dirname(__dirname)

/** The file of the program: of one name are the same contents. */
async function programFile() {
  // a package has no sources, but the bundle of them
  if (!existsSync(join(home, 'lib'))) return join(home, 'bin', 'packed', 'hubloom.cjs')
  const { bundleOfSources } = require('./bundle.js')
  return bundleOfSources(home)
}

/**
 * The program as `run` takes it, with what V8 has compiled of it: of the functions that ran. A first build of a fleet
 * runs most that there are, so what it leaves is preferred. `digest` is of its code.
 */
function read(target, isFirst = false) {
  const path = `${target}.v8-${process.version}-${process.arch}`
  const [most, some] = [`${path}-first`, path]
  const found = readCompiled(most)
  const cachedData = found ?? readCompiled(some)
  const keeping = { from: found ? most : some, as: isFirst ? most : some, isKept: found !== undefined || !isFirst }
  const file = readFileSync(target)
  return { target, source: file.toString(), digest: digestOf(file).toString('hex'), cachedData, keeping }
}

/** hubloom's exports, and a function that keeps what V8 has compiled of it for the next start. */
function load(program) {
  const { keeping } = program
  const { script, exports } = run(program)
  // of a V8 with other flags
  if (script.cachedDataRejected) rmSync(keeping.from, { force: true })
  const known = keeping.isKept && script.cachedDataRejected === false
  return { exports, keepCompiled: () => known || keep(keeping.as, script.createCachedData()) }
}

/** Runs the program that `source` is, a function as CommonJS has them; `target` is the file that it was read from. */
function run({ target, source, cachedData }) {
  const script = new Script(source, { filename: pathToFileURL(target).href, cachedData })
  const module = { exports: {} }
  script.runInThisContext()(module, module.exports, createRequire(target))
  return { script, exports: module.exports }
}

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

module.exports = { home, programFile, read, load, run }
