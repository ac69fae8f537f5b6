// npm run bench: builds synthetic fleets cold, from process start to exit, beside floors measured in the same run: a
// bare Node, reading
// the inputs and writing the same bytes, and writing the same data as JSON and YAML with a library.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate } from './generate.js'

const repository = dirname(dirname(fileURLToPath(import.meta.url)))
const SIZES = [
  [1, 1, 0.6],
  [171, 30, 2],
  [1000, 200, 8],
]
const RUNS = 5

/** The fastest of several runs of one command, in seconds, and the most memory it took, in MB. Noise only ever adds. */
function time(words, before = () => {}) {
  let best = Infinity
  let memory = 0
  for (let run = 0; run < RUNS; run++) {
    before()
    const begun = performance.now()
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', MEASURE, ...words], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${words.join(' ')}\n${stdout}${stderr}`)
    best = Math.min(best, (performance.now() - begun) / 1000)
    memory = Math.max(memory, Number(/^peak (\d+)$/m.exec(stderr)?.[1] ?? 0) / 1024)
  }
  return { best, memory }
}

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
const scratch = mkdtempSync(join(tmpdir(), 'hubloom-bench-'))
const MEASURE = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))`
const seconds = (value) => `${value.toFixed(2)} s`

try {
  const bare = time(['-e', '0']).best
  console.log(`bare node: ${seconds(bare)} (Node ${process.version}, fastest of ${RUNS} runs each)`)
  for (const [hubs, clusters, aim] of SIZES) {
    const root = join(scratch, `fleet-${hubs}`)
    const dist = join(root, 'dist')
    generate(root, repository, hubs, clusters)
    const cold = time([join(repository, 'bin/hubloom.js'), 'build', '--root', root], () =>
      rmSync(dist, { recursive: true, force: true }),
    )
    const again = time([join(repository, 'bin/hubloom.js'), 'build', '--root', root])
    const written = files(dist)
    const size = written.reduce((sum, path) => sum + statSync(path).size, 0)
    const copy = join(scratch, 'copy.mjs')
    writeFileSync(
      copy,
      `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'; import { dirname } from 'node:path'
      for (const path of ${JSON.stringify(files(join(root, 'communities')))}) readFileSync(path, 'utf8')
      for (const path of ${JSON.stringify(written)}) { const to = path.replace('/dist/', '/copy/'); mkdirSync(dirname(to), { recursive: true }); writeFileSync(to, readFileSync(path)) }`,
    )
    const floor = time([copy], () => rmSync(join(root, 'copy'), { recursive: true, force: true }))
    const text = join(scratch, 'text.mjs')
    writeFileSync(
      text,
      `import { readFileSync } from 'node:fs'; import { createRequire } from 'node:module'; const { parseAllDocuments, stringify } = createRequire(${JSON.stringify(join(repository, 'package.json'))})('yaml')
      const all = JSON.parse(readFileSync(${JSON.stringify(join(scratch, 'data.json'))}, 'utf8')); const t0 = performance.now(); for (const one of all) JSON.stringify(one, null, 2); const t1 = performance.now(); for (const one of all.slice(0, 20)) stringify(one, { version: '1.1' }); const t2 = performance.now()
      process.stderr.write('json ' + (t1 - t0) + ' yaml ' + (t2 - t1) * Math.max(1, all.length / 20) + '\\n')`,
    )
    const { parse } = await import('yaml')
    const sample = written.filter((path) => path.endsWith('.values.yaml'))
    const few = sample.slice(0, 20).map((path) => parse(readFileSync(path, 'utf8')))
    writeFileSync(
      join(scratch, 'data.json'),
      JSON.stringify(Array.from({ length: sample.length }, (_, i) => few[i % few.length])),
    )
    const [, json, yaml] =
      /json ([\d.]+) yaml ([\d.]+)/.exec(spawnSync(process.execPath, [text], { encoding: 'utf8' }).stderr) ?? []
    const verdict = cold.best <= aim ? 'within' : 'OVER'
    console.log(
      `${String(hubs).padStart(4)} hubs on ${String(clusters).padStart(3)} clusters: ${seconds(cold.best)} ` +
        `cold (${(cold.best / bare).toFixed(1)} bare starts; ${verdict} the aim of ${aim} s), ` +
        `${Math.round(cold.memory)} MB; ${seconds(again.best)} when nothing changed; ${written.length} files, ` +
        `${(size / 1e6).toFixed(1)} MB`,
    )
    console.log(
      `     floors: ${seconds(floor.best)} reading the inputs and writing the same bytes; ` +
        `${seconds(Number(json) / 1000)} JSON.stringify and ${seconds(Number(yaml) / 1000)} the yaml library's ` +
        'stringify of the same values',
    )
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
