// npm run bench: builds synthetic fleets cold and after changes, from process start to exit, beside floors measured in
// the same run: a bare Node, reading the inputs and writing the same bytes, and writing the same data as JSON and YAML
// with a library; and beside what people would use in hubloom's place (others.js). It writes below TMPDIR: a disk whose
// floors are near the aims is measured, not hubloom; /dev/shm takes it out.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { generate } from './generate.js'
import { comparedWithOthers } from './others.js'

const repository = dirname(dirname(fileURLToPath(import.meta.url)))
/** Hubs, clusters, and the aims in seconds on two idle cores: cold, nothing changed, one hub edited. */
const SIZES = [
  [1, 1, { cold: 0.4, unchanged: 0.25, hub: 0.35 }],
  [171, 30, { cold: 0.8, unchanged: 0.25, hub: 0.35 }],
  [1000, 150, { cold: 3, unchanged: 0.4, hub: 0.5 }],
  [5000, 750, { cold: 15, unchanged: 1, hub: 1.2 }],
]
const RUNS = 5

/**
 * The fastest of several runs of one command, in seconds, the least processor time, which others on the machine disturb
 * less, the most memory it took, in MB, and what it told. Noise only ever adds.
 */
function time(words, before = () => {}, { code = 0, runs = RUNS } = {}) {
  let best = Infinity
  let memory = 0
  let cpu = Infinity
  let told = ''
  for (let run = 0; run < runs; run++) {
    before()
    const begun = performance.now()
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', MEASURE, ...words], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    })
    told = `${stdout}${stderr}`
    if (status !== code) throw new Error(`${words.join(' ')}\n${stdout}${stderr}`)
    best = Math.min(best, (performance.now() - begun) / 1000)
    const [, peak, spent] = /^peak (\d+) (\d+)$/m.exec(stderr) ?? []
    memory = Math.max(memory, Number(peak ?? 0) / 1024)
    cpu = Math.min(cpu, Number(spent ?? 0) / 1e6)
  }
  return { best, cpu, memory, told }
}

/** Tells the most memory that a process took, and its processor time, as it ends. */
const MEASURE =
  "data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();" +
  "process.stderr.write('peak '+u.maxRSS+' '+(u.userCPUTime+u.systemCPUTime)+'\\n')})"

/** Reads the inputs that a JSON list names, and copies the files that it names from `dist/` to `copy/`. */
const COPY = `
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
const { inputs, written } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
for (const path of inputs) readFileSync(path, 'utf8')
for (const path of written) {
  const to = path.replace('/dist/', '/copy/')
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, readFileSync(path))
}
`
/** Writes values as JSON and as YAML with the library; tells the milliseconds of each. */
const WRITE = `
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const { stringify } = createRequire(process.argv[3])('yaml')
const all = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const begun = performance.now()
for (const one of all) JSON.stringify(one, null, 2)
const json = performance.now()
for (const one of all.slice(0, 20)) stringify(one, { version: '1.1' })
const yaml = (performance.now() - json) * Math.max(1, all.length / 20)
process.stderr.write('json ' + (json - begun) + ' yaml ' + yaml + '\\n')
`

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
const scratch = mkdtempSync(join(tmpdir(), 'hubloom-bench-'))
const put = (name, text) => {
  writeFileSync(join(scratch, name), text)
  return join(scratch, name)
}
const seconds = (value) => `${value.toFixed(2)} s`

/** Reads the inputs of a fleet and writes the bytes of its outputs. */
function copying(root, written, runs) {
  const list = put('files.json', JSON.stringify({ inputs: files(join(root, 'communities')), written }))
  return time([put('copy.mjs', COPY), list], () => rmSync(join(root, 'copy'), { recursive: true, force: true }), {
    runs,
  })
}

/** Seconds to write the values of all releases with `JSON.stringify`, and with the yaml library. */
function writing(written) {
  const values = written.filter((path) => path.endsWith('.values.yaml'))
  const few = values.slice(0, 20).map((path) => parse(readFileSync(path, 'utf8')))
  const data = put('data.json', JSON.stringify(values.map((_, i) => few[i % few.length])))
  const words = [put('write.mjs', WRITE), data, join(repository, 'package.json')]
  const { stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  const [, json, yaml] = /json ([\d.]+) yaml ([\d.]+)/.exec(stderr) ?? []
  return { json: Number(json) / 1000, yaml: Number(yaml) / 1000 }
}

/** Cold and after changes, each beside its aim, and as multiples of the floor and of a bare start of Node. */
function measure(bare, [hubs, clusters, aims]) {
  const root = join(scratch, `fleet-${hubs}`)
  const dist = join(root, 'dist')
  generate({ root, repository, hubs, clusters })
  mkdirSync(join(root, 'node_modules'))
  const runs = hubs > 1000 ? 2 : RUNS
  const build = [join(repository, 'bin/hubloom.js'), 'build', '--root', root]
  const forget = () => {
    rmSync(dist, { recursive: true, force: true })
    rmSync(join(root, 'node_modules/.cache'), { recursive: true, force: true })
  }
  const hub = join(root, 'communities/community-0/hubs/hub-0.yaml')
  const profile = join(root, 'profiles/teaching.yaml')
  let edits = 0
  const edit =
    (path, { from, to }) =>
    () =>
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to(++edits)))
  const states = {
    cold: time(build, forget, { runs }),
    unchanged: time(build, undefined, { runs }),
    hub: time(build, edit(hub, { from: /^title: .*/m, to: (n) => `title: Hub ${n}` }), { runs }),
    profile: time(build, edit(profile, { from: /limit: \d+Mi|limit: 1Gi/, to: (n) => `limit: ${1024 + n}Mi` }), {
      runs,
    }),
    error: time(build, edit(hub, { from: /^domain: .*/m, to: () => 'domain: not a domain' }), { runs, code: 1 }),
  }
  edit(hub, { from: /^domain: .*/m, to: () => 'domain: h0.c0.example.org' })()
  time(build, undefined, { runs: 1 })
  const written = files(dist)
  const floor = copying(root, written, runs)
  const size = written.reduce((sum, path) => sum + statSync(path).size, 0)
  const told = hubs === 1000 ? explaining(root, written) : ''
  const others = hubs === 171 ? comparedWithOthers({ root, written, cold: states.cold, time }) : ''
  const { json, yaml } = writing(written)
  console.log(
    `\n${hubs} hubs on ${clusters} clusters: ${written.length} files, ${(size / 1e6).toFixed(1)} MB; floor, reading ` +
      `the inputs and writing the same bytes: ${seconds(floor.best)}, CPU ${seconds(floor.cpu)}\n` +
      Object.entries(states)
        .map(([state, { best, cpu, memory }]) => rowOf(state, { best, cpu, memory }, { aim: aims[state], floor, bare }))
        .join('') +
      others +
      `     JSON.stringify ${seconds(json)} and the yaml library ${seconds(yaml)} for the same values${told}`,
  )
  return { hubs, cold: states.cold.best }
}

/** What each further hub of a cold build costs, between each size and the next: the same where growth is linear. */
function growthOf(measured) {
  const steps = measured.slice(1).map(({ hubs, cold }, i) => {
    const before = measured[i]
    return { from: before.hubs, to: hubs, each: ((cold - before.cold) / (hubs - before.hubs)) * 1000 }
  })
  const told = steps.map(({ from, to, each }) => `${each.toFixed(2)} ms from ${from} to ${to} hubs`)
  const isLinear = steps.every(({ each }) => each <= steps[0].each * 1.1)
  return `each further hub: ${told.join(', ')} (${isLinear ? 'within' : 'OVER'} a tenth of the first)`
}

function rowOf(state, { best, cpu, memory }, { aim, floor, bare }) {
  const judged = aim === undefined ? '' : `, ${best <= aim ? 'within' : 'OVER'} the aim of ${aim} s`
  return (
    `     ${state.padEnd(9)} ${seconds(best)}, CPU ${seconds(cpu)}, ${Math.round(memory)} MB: ` +
    `${(best / floor.best).toFixed(1)} floors, ${(best / bare).toFixed(1)} bare starts${judged}\n`
  )
}

/** How long `explain` takes for a setting, lines of outputs, and a whole hub; the aims are seconds for each. */
function explaining(root, written) {
  const part = (name) => written.find((path) => path.endsWith(`/community-7/${name}`)).slice(root.length + 1)
  const asked = [
    ['a setting', 1, ['community-7/hub-7', 'sizes']],
    ['a line of Helm values', 1, [`${part('hub-7/jupyterhub.values.yaml')}:300`]],
    ['a line of Terraform', 1, [`${part('hub-7/main.tf.json')}:30`]],
    ["a line of a cluster's Terraform", 1, [`${part('cluster/main.tf.json')}:90`]],
    ['a whole hub', 3, ['community-7/hub-7']],
  ]
  return asked
    .map(([what, aim, words]) => {
      const { best } = time([join(repository, 'bin/hubloom.js'), 'explain', ...words, '--root', root])
      return `\n     explain ${what}: ${seconds(best)} (${best <= aim ? 'within' : 'OVER'} the aim of ${aim} s)`
    })
    .join('')
}

/** How long `check` takes to find that each of many clusters overlaps others: the path with the most to compare. */
function measureOverlaps(clusters, aim) {
  const root = join(scratch, 'overlaps')
  generate({ root, repository, hubs: clusters, clusters, ranges: 8 })
  const { best } = time([join(repository, 'bin/hubloom.js'), 'check', '--root', root], undefined, { code: 1 })
  console.log(
    `${clusters} clusters on 8 address ranges: ${seconds(best)} to check ` +
      `(${best <= aim ? 'within' : 'OVER'} the aim of ${aim} s)`,
  )
}

/** How long `check` takes to tell a finding of each hub, in order, against building the same fleet without them. */
function measureFindings(hubs, clusters) {
  const root = join(scratch, 'findings')
  const program = join(repository, 'bin/hubloom.js')
  generate({ root, repository, hubs, clusters })
  const dist = join(root, 'dist')
  // one run of either takes some seconds, and both are alike in what else the machine does
  const runs = 2
  const anew = () => rmSync(dist, { recursive: true, force: true })
  const { best: build } = time([program, 'build', '--root', root], anew, { runs })
  for (const path of files(join(root, 'communities')).filter((each) => each.includes('/hubs/')))
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^title: (.*)$/m, 'title: $1 (staging)'))
  const { best, told: text } = time([program, 'check', '--root', root], undefined, { code: 1, runs })
  const told = [...text.matchAll(/^(communities\S+?):\d+:\d+: warning\[staging/gm)].map(([, file]) => file)
  const ordered = told.every((file, i) => i === 0 || told[i - 1] <= file)
  console.log(
    `${told.length} findings in ${hubs} hubs: ${seconds(best)} to check, ${ordered ? 'in order' : 'OUT OF ORDER'} ` +
      `(${best <= build * 1.1 ? 'within' : 'OVER'} the build's ${seconds(build)} and a tenth)`,
  )
}

/** How long `diff` takes against a commit in Git: one line of a profile that many hubs have, and one of every hub. */
function measureDiff(hubs, clusters, aim) {
  const root = join(scratch, 'diff')
  const program = join(repository, 'bin/hubloom.js')
  generate({ root, repository, hubs, clusters })
  const git = (...words) =>
    spawnSync('git', ['-C', root, '-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...words])
  spawnSync(process.execPath, [program, 'build', '--root', root])
  for (const words of [['init'], ['add', '--all'], ['commit', '--message', 'before']]) git(...words)
  const told = (what, path, [from, to]) => {
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
    const { best } = time([program, 'diff', '--root', root])
    git('checkout', '--', '.')
    return `${seconds(best)} ${what} (${best <= aim ? 'within' : 'OVER'} the aim of ${aim} s)`
  }
  const [teaching, base] = ['teaching', 'base'].map((name) => join(root, 'profiles', `${name}.yaml`))
  console.log(
    `${hubs} hubs against HEAD: ${told('for a line of many', teaching, ['limit: 1Gi', 'limit: 2Gi'])}, ` +
      told('for a line of all', base, ['start-timeout: 10m', 'start-timeout: 12m']),
  )
}

/** How long `build --watch` takes from an edit of one hub until it is written and told. */
async function measureWatch(hubs, clusters, aim) {
  const root = join(scratch, 'watched')
  generate({ root, repository, hubs, clusters })
  mkdirSync(join(root, 'node_modules'))
  const watching = spawn(process.execPath, [join(repository, 'bin/hubloom.js'), 'build', '--watch', '--root', root])
  const hub = join(root, 'communities/community-0/hubs/hub-0.yaml')
  const times = []
  await once(watching.stdout, 'data')
  // the first edits meet code that V8 has not compiled
  for (let edit = 0; edit < 20; edit++) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const begun = performance.now()
    writeFileSync(hub, readFileSync(hub, 'utf8').replace(/^title: .*/m, `title: Hub ${edit}`))
    await once(watching.stdout, 'data')
    times.push((performance.now() - begun) / 1000)
  }
  watching.kill()
  const median = times.slice(5).sort((a, b) => a - b)[7]
  console.log(
    `${hubs} hubs watched: ${seconds(median)} from an edit to its telling, the median of 15 ` +
      `(${median <= aim ? 'within' : 'OVER'} the aim of ${aim} s)`,
  )
}

try {
  const bare = time(['-e', '0']).best
  console.log(`bare node: ${seconds(bare)} (Node ${process.version}, fastest of ${RUNS} runs each)`)
  const measured = SIZES.map((size) => measure(bare, size))
  console.log(`\n${growthOf(measured.filter(({ hubs }) => hubs >= 171))}`)
  measureDiff(171, 30, 3)
  measureOverlaps(1000, 5)
  measureFindings(1000, 200)
  await measureWatch(171, 30, 0.1)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
