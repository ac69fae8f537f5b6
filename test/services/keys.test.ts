/**
 * The tables of charts' keys and of JupyterHub's classes, against what their projects publish.
 * `UPDATE=1 npx vitest run test/services/keys.test.ts` writes them anew; then read the diff.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { registry } from '../../lib/registry.ts'
import { factsOf } from '../../lib/services/index.ts'
import { classTable, hasSchema, keyTableOf, render } from './key-tables.ts'

/** The charts that hubloom writes values for, by the folder of their service. */
const CHARTS: Readonly<Record<string, string>> = {
  calico: 'tigera-operator-v3.31.6',
  'cert-manager': 'cert-manager-v1.21.1',
  'cluster-autoscaler': 'cluster-autoscaler-9.59.0',
  'csi-driver-nfs': 'csi-driver-nfs-4.13.4',
  'dask-gateway': 'dask-gateway-2026.3.0',
  'external-secrets': 'external-secrets-2.9.0',
  grafana: 'grafana-12.11.1',
  'home-nfs': 'jupyterhub-home-nfs-1.2.0',
  'image-building': 'binderhub-service-main',
  jupyterhub: 'jupyterhub-4.4.0',
  'nginx-ingress': 'nginx-ingress-2.6.4',
  'nvidia-device-plugin': 'nvidia-device-plugin-0.19.3',
  prometheus: 'prometheus-29.27.0',
  traefik: 'traefik-41.2.0',
}

/** In the layout that the formatter keeps. */
function write(file: string, table: unknown): void {
  writeFileSync(file, render(table))
  execFileSync('node_modules/.bin/oxfmt', [file])
}

describe('the table of keys', () => {
  it('is there for every release', () => {
    const { hubReleases, clusterReleases } = factsOf(registry.hubServices, registry.clusterServices)
    expect(Object.keys(CHARTS).sort()).toEqual([...hubReleases, ...clusterReleases].sort())
  })
  it.for(Object.entries(CHARTS))('of %s is that of the chart %s', ([service, chart], { skip }) => {
    const keys = keyTableOf(chart)
    if (keys === undefined) {
      console.warn(`SKIPPED: ../shared/charts/${chart}.values.yaml is not there, so the table of keys is not checked`)
      return skip()
    }
    const [, name, version] = /^(.+?)-(v?[0-9].*|main)$/.exec(chart)!
    const table = { chart: name, version, closed: hasSchema(chart), keys }
    const file = `lib/services/${service}/keys.json`
    if (process.env['UPDATE'] === '1') write(file, table)
    expect(existsSync(file), file).toBe(true)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(table)
  })
})

describe('the table of classes', () => {
  it('is that of JupyterHub, KubeSpawner and the authenticators', ({ skip }) => {
    const table = classTable()
    if (table === undefined) {
      console.warn('SKIPPED: ../shared/traits is not there, so the table of classes is not checked')
      return skip()
    }
    const file = 'lib/services/jupyterhub/classes.json'
    if (process.env['UPDATE'] === '1') write(file, table)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(table)
  })
})
