/** What services say of themselves, beside what they make. */
import { readFileSync } from 'node:fs'
import { globSync } from 'glob'
import { describe, expect, it } from 'vitest'
import { emitFleet } from '../../lib/compile-group.ts'
import { clusterServices, hubServices, serviceFacts } from '../../lib/services/index.ts'
import { CLOUDS, everything } from '../clouds/everything.ts'

const bundles = CLOUDS.flatMap((cloud) => emitFleet(everything(cloud).fleet).bundles)
const clusters = bundles.flatMap(({ cluster }) => cluster ?? [])
const hubs = bundles.flatMap((bundle) => bundle.hubs)

describe('what services say', () => {
  it('names every release of theirs, so that its version may be set', () => {
    const known = (names: readonly string[], service: string): boolean =>
      // of one chart there may be several releases: `nvidia-device-plugin-x2`
      names.some((name) => service === name || service.startsWith(`${name}-x`))
    const releases = (parts: typeof clusters | typeof hubs): string[] =>
      parts.flatMap((part) => part.releases.map(({ service }) => service))
    expect(releases(clusters).length).toBeGreaterThan(10)
    expect(releases(clusters).filter((service) => !known(serviceFacts.clusterReleases, service))).toEqual([])
    expect(releases(hubs).length).toBeGreaterThan(5)
    expect(releases(hubs).filter((service) => !known(serviceFacts.hubReleases, service))).toEqual([])
  })
  it('names every namespace of theirs, so that no hub takes it', () => {
    const made = clusters.flatMap(({ manifests }) =>
      // those of tenants have the label of their hub
      manifests.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.['hub'] === undefined),
    )
    expect(made.length).toBeGreaterThan(5)
    expect(made.map(({ metadata }) => metadata.name).filter((name) => !serviceFacts.namespaces.includes(name))).toEqual(
      [],
    )
  })
  it('has the disks that their values ask for', () => {
    const sizes = (value: unknown): string[] => {
      if (typeof value === 'string') return /^[0-9.]+[MGT]i$/.test(value) ? [value] : []
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sizes) : []
    }
    const claims = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null) return []
      const own = Object.entries(value).flatMap(([key, item]) =>
        ['persistence', 'persistentVolume', 'pvc'].includes(key) ? sizes(item) : claims(item),
      )
      return own
    }
    const releases = [...clusters, ...hubs].flatMap((part) => part.releases)
    const forgotten = releases.filter(({ values, disks = [] }) => claims(values).length > disks.length)
    expect(forgotten.map(({ service }) => service)).toEqual([])
    expect(releases.filter(({ values }) => claims(values).length > 0).length).toBeGreaterThan(2)
  })
  it('is all that describes them: no reader knows a service by name', () => {
    const names = [...hubServices, ...clusterServices].map(({ name }) => name).filter((name) => name !== 'namespace')
    const readers = [
      'lib/describe.ts',
      'lib/ingredients.ts',
      'lib/emit.ts',
      'lib/compile.ts',
      ...globSync('lib/readme/*.ts'),
    ]
    const found = readers.flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      return names.filter((name) => text.includes(name)).map((name) => `${file}: ${name}`)
    })
    expect(found).toEqual([])
  })
})
