#!/usr/bin/env node
// make verify: renders and validates every bundle with the real helm, terraform (or tofu) and kubectl that are here,
// and says what could not
// be run. HELM_CHARTS names a folder with charts for machines without a network, TF_PLUGIN_DIR a provider mirror
// (whatever its versions).
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist')
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

function verifyReleases(folder, name) {
  for (const release of JSON.parse(readFileSync(join(folder, 'releases.json'), 'utf8'))) {
    const what = `helm template ${name} ${release.name}`
    const local = charts && existsSync(join(charts, release.chart)) ? join(charts, release.chart) : undefined
    if (!present[helm]) tell('skipped', what, 'no helm here')
    else if (charts && !local) tell('skipped', what, `no chart ${release.chart} in HELM_CHARTS`)
    else {
      const chart = local
        ? [local]
        : [
            ...(release.repository.startsWith('oci://')
              ? [`${release.repository}/${release.chart}`]
              : [release.chart, '--repo', release.repository]),
            '--version',
            release.version,
          ]
      const { status, stderr } = run(helm, [
        'template',
        release.name,
        ...chart,
        '--namespace',
        release.namespace,
        '--kube-version',
        KUBERNETES,
        '-f',
        join(folder, release.values),
      ])
      const unreachable =
        !local &&
        /no such host|connection refused|i\/o timeout|looks like .* is not a valid chart repository|dial tcp|proxyconnect/i.test(
          stderr,
        )
      tell(status === 0 ? 'passed' : unreachable ? 'skipped' : 'failed', what, stderr)
    }
  }
}

function verifyTerraform(folder, name) {
  const what = `${terraform} validate ${name}`
  if (!present[terraform]) return tell('skipped', what, 'neither terraform nor tofu here')
  const scratch = mkdtempSync(join(tmpdir(), 'hubloom-verify-'))
  try {
    cpSync(join(folder, 'main.tf.json'), join(scratch, 'main.tf.json'))
    if (plugins) {
      const root = JSON.parse(readFileSync(join(scratch, 'main.tf.json'), 'utf8'))
      for (const provider of Object.values(root.terraform.required_providers)) provider.version = '>= 0'
      writeFileSync(join(scratch, 'main.tf.json'), JSON.stringify(root))
    }
    const init = run(terraform, [
      `-chdir=${scratch}`,
      'init',
      '-backend=false',
      '-input=false',
      '-no-color',
      ...(plugins ? [`-plugin-dir=${plugins}`] : []),
    ])
    if (init.status !== 0)
      return tell(
        'skipped',
        what,
        'its providers cannot be had here ' +
          `(${/provider registry|Failed to query|no available releases|not available|registry/i.test(init.stderr) ? 'no registry or mirror has them' : init.stderr})`,
      )
    const { status, stdout, stderr } = run(terraform, [`-chdir=${scratch}`, 'validate', '-no-color'])
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
