#!/usr/bin/env node
// make verify: renders and validates every bundle with the real helm, terraform (or tofu) and kubectl that are here,
// and says what could not be run. HELM_CHARTS names a folder with charts for machines without a network, TF_PLUGIN_DIR
// a provider mirror (whatever its versions).
const { spawnSync } = require('node:child_process')
const { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { dirname, join } = require('node:path')

const dist = join(dirname(__dirname), 'dist')
const wanted = process.argv.slice(2)
const { HELM_CHARTS: charts, TF_PLUGIN_DIR: plugins, HELM: helm = 'helm', KUBECTL: kubectl = 'kubectl' } = process.env
const terraform = process.env.TERRAFORM ?? (spawnSync('terraform', ['version']).status === 0 ? 'terraform' : 'tofu')
const present = Object.fromEntries(
  [
    [helm, 'version'],
    [terraform, 'version'],
    [kubectl, 'version'],
  ].map(([tool, word]) => [tool, spawnSync(tool, tool === kubectl ? [word, '--client'] : [word]).status === 0]),
)
/** Version that charts believe the cluster has; without it helm takes its own. */
const KUBERNETES = '1.35.0'
const tally = { passed: 0, failed: 0, skipped: 0 }

const run = (tool, words, options = {}) => spawnSync(tool, words, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
function tell(kind, what, why = '') {
  tally[kind]++
  if (kind !== 'passed')
    console.log(
      `${kind === 'failed' ? 'FAILED ' : 'not run'} ` +
        `${what}${why ? `: ${why.trim().split('\n').slice(-3).join(' ')}` : ''}`,
    )
}

/** What helm says where it reached no repository. */
const NO_REPOSITORY =
  /no such host|connection refused|i\/o timeout|looks like .* is not a valid chart repository|dial tcp|proxyconnect/i
/** What terraform says where it reached no registry. */
const NO_REGISTRY = /provider registry|Failed to query|no available releases|not available|registry/i

function verifyReleases(folder, name) {
  for (const release of JSON.parse(readFileSync(join(folder, 'releases.json'), 'utf8')))
    verifyRelease(folder, `helm template ${name} ${release.name}`, release)
}

function verifyRelease(folder, what, { name, chart, repository, version, namespace, values }) {
  const local = charts && existsSync(join(charts, chart)) ? join(charts, chart) : undefined
  if (!present[helm]) return tell('skipped', what, 'no helm here')
  if (charts && !local) return tell('skipped', what, `no chart ${chart} in HELM_CHARTS`)
  const published = repository.startsWith('oci://') ? [`${repository}/${chart}`] : [chart, '--repo', repository]
  const source = local ? [local] : [...published, '--version', version]
  const target = ['--namespace', namespace, '--kube-version', KUBERNETES, '-f', join(folder, values)]
  const { status, stderr } = run(helm, ['template', name, ...source, ...target])
  if (status === 0) tell('passed', what)
  else tell(!local && NO_REPOSITORY.test(stderr) ? 'skipped' : 'failed', what, stderr)
}

function verifyTerraform(folder, name) {
  const what = `${terraform} validate ${name}`
  if (!present[terraform]) return tell('skipped', what, 'neither terraform nor tofu here')
  const scratch = mkdtempSync(join(tmpdir(), 'hubloom-verify-'))
  const chdir = `-chdir=${scratch}`
  try {
    cpSync(join(folder, 'main.tf.json'), join(scratch, 'main.tf.json'))
    if (plugins) {
      const root = JSON.parse(readFileSync(join(scratch, 'main.tf.json'), 'utf8'))
      for (const provider of Object.values(root.terraform.required_providers)) provider.version = '>= 0'
      writeFileSync(join(scratch, 'main.tf.json'), JSON.stringify(root))
    }
    const mirror = plugins ? [`-plugin-dir=${plugins}`] : []
    const init = run(terraform, [chdir, 'init', '-backend=false', '-input=false', '-no-color', ...mirror])
    if (init.status !== 0) {
      const why = NO_REGISTRY.test(init.stderr) ? 'no registry or mirror has them' : init.stderr
      return tell('skipped', what, `its providers cannot be had here (${why})`)
    }
    const { status, stdout, stderr } = run(terraform, [chdir, 'validate', '-no-color'])
    tell(status === 0 ? 'passed' : 'failed', what, stderr || stdout)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function verifyManifests(folder, name) {
  for (const file of ['kubernetes.yaml', 'custom-resources.yaml']) {
    if (!existsSync(join(folder, file))) continue
    const what = `kubectl reads ${name}/${file}`
    if (!present[kubectl]) tell('skipped', what, 'no kubectl here')
    else {
      const { status, stderr } = run(kubectl, [
        'label',
        '--local',
        '--overwrite',
        '-f',
        join(folder, file),
        'verified=yes',
        '-o',
        'name',
      ])
      tell(status === 0 ? 'passed' : 'failed', what, stderr)
    }
  }
}

for (const community of readdirSync(dist)
  .filter((name) => existsSync(join(dist, name, 'Makefile')) && (wanted.length === 0 || wanted.includes(name)))
  .sort()) {
  for (const part of readdirSync(join(dist, community), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    const folder = join(dist, community, part)
    if (!existsSync(join(folder, 'main.tf.json'))) continue
    const name = `${community}/${part}`
    verifyReleases(folder, name)
    verifyTerraform(folder, name)
    verifyManifests(folder, name)
  }
}
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} not run`)
process.exitCode = tally.failed > 0 ? 1 : 0
