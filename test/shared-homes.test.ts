/** Hubs that keep their homes on another hub's file system, on each cloud. */
import { parse, parseAllDocuments } from 'yaml'
import { describe, expect, it } from 'vitest'
import { compileTexts, outputTexts } from './fleet.ts'

const COMMUNITY =
  'name: Reef Lab\ncontact: ops@reef.example.org\nhubs:\n  profile: research\n  auth: { github: { ' +
  'organizations: [reef] }, admins: [ada-example] }\n'
const CLUSTERS: Record<string, string> = {
  gcp: 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n',
  aws: 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n',
  azure: 'cloud: azure\nregion: eastus\naccount: 00000000-0000-0000-0000-000000000000\n',
}
const OWNER = 'domain: hub.reef.example.org\nhome: { kind: managed, quota: null, disk: 1Ti, backup: { keep: 0 } }\n'
const SHARING = `domain: staging.reef.example.org
home: { kind: managed, quota: null, share: prod }
folders: { shared: true, everyone: true }
buckets: null
groups: { reef/ice: { folder: ice } }
environments: { rstats: { title: R, image: "quay.io/example/r:1", directory: /home/rstudio } }
git-pull: [{ repository: https://github.com/example/course }]
sidecars: { sync: { image: "quay.io/example/sync:1", home: true } }
`
type Hubs = Record<string, string>
const fleet = (cluster: string, hubs: Hubs): Record<string, string> => ({
  'communities/reef/community.yaml': COMMUNITY,
  'communities/reef/cluster.yaml': cluster,
  ...Object.fromEntries(Object.entries(hubs).map(([name, text]) => [`communities/reef/hubs/${name}.yaml`, text])),
})
const build = (cluster: string, hubs: Hubs): Map<string, string> => {
  const compilation = compileTexts(fleet(cluster, hubs))
  expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return outputTexts(compilation)
}

describe.each(Object.entries(CLUSTERS))('on %s', (cloud, cluster) => {
  const texts = build(cluster, { prod: OWNER, staging: SHARING })
  const volume = (hub: string) =>
    parseAllDocuments(texts.get(`reef/${hub}/kubernetes.yaml`)!)
      .map(
        (each) =>
          each.toJS() as { kind: string; metadata: { name: string }; spec: { nfs?: unknown; mountOptions?: unknown } },
      )
      .find(({ kind, metadata }) => kind === 'PersistentVolume' && metadata.name === `reef-${hub}-home`)!
  const root = (hub: string) =>
    JSON.parse(texts.get(`reef/${hub}/main.tf.json`)!) as {
      resource?: Record<string, unknown>
      output?: Record<string, { value: unknown }>
    }

  it('the share is made by its own hub alone, and both mount it', () => {
    const kinds = Object.keys(root('staging').resource ?? {})
    expect(
      kinds.filter((kind) =>
        /efs|filestore|storage_share|storage_account|dns|route53|backup|security_group/.test(kind),
      ),
    ).toEqual([])
    expect(Object.keys(root('prod').resource!).join()).toMatch(/efs_file_system|filestore_instance|storage_share/)
    expect(volume('staging').spec.nfs).toEqual(volume('prod').spec.nfs)
    expect(volume('staging').spec.mountOptions).toEqual(volume('prod').spec.mountOptions)
    expect(root('staging').output!['shared_homes']!.value).toBe('reef/prod/_hub-staging')
    expect(root('prod').output ?? {}).not.toHaveProperty('shared_homes')
  })

  it('nothing of the sharing hub is outside of its folder', () => {
    interface Mount {
      name: string
      subPath?: string
    }
    const { singleuser, custom } = parse(texts.get('reef/staging/jupyterhub.values.yaml')!) as {
      singleuser: {
        storage: { static: { subPath: string }; extraVolumeMounts: Record<string, Mount> }
        initContainers: { name: string; command: string[]; volumeMounts: Mount[] }[]
        extraContainers: { volumeMounts: Mount[] }[]
      }
      custom: { hubloom: { 'home-nfs': { folders: { subPath?: string }[] } } }
    }
    const [owner, ...others] = singleuser.initContainers
    const paths = [
      singleuser.storage.static.subPath,
      ...Object.values(singleuser.storage.extraVolumeMounts).map(({ subPath }) => subPath),
      ...custom.hubloom['home-nfs'].folders.map(({ subPath }) => subPath),
      ...[...others, ...singleuser.extraContainers].flatMap(({ volumeMounts }) =>
        volumeMounts.map(({ subPath }) => subPath),
      ),
    ]
    expect(paths.length).toBeGreaterThan(8)
    for (const path of paths) expect(path).toMatch(/^_hub-staging(\/|$)/)
    expect(owner!.name).toBe('home-owner')
    for (const path of owner!.command.slice(4)) expect(path).toMatch(/^\/share\/_hub-staging\/./)
    expect(texts.get('reef/prod/jupyterhub.values.yaml')).not.toContain('_hub-')
  })

  it('the README says where the homes are, and protects them at one place', () => {
    const readme = texts.get('reef/README.md')!
    expect(readme).toContain('a folder in the file service of `prod`')
    expect(readme).toContain('`home.delete: true` in `communities/reef/hubs/prod.yaml`')
    expect(readme).not.toContain('`home.delete: true` in `communities/reef/hubs/staging.yaml`')
  })

  describe('what would take homes from people is refused', () => {
    const previous = (hubs: Hubs): Map<string, string> =>
      new Map([...build(cluster, hubs)].filter(([path]) => path.endsWith('main.tf.json')))
    const told = (before: Hubs, after: Hubs): string[] =>
      compileTexts(fleet(cluster, after), { applied: previous(before) })
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map(({ code }) => code)
    const both = { prod: OWNER, staging: SHARING }
    const leaving = { ...both, staging: SHARING.replace('share: prod', 'share: prod, delete: true') }
    const own = { ...both, staging: SHARING.replace('share: prod', 'disk: 1Ti, backup: { keep: 0 }') }
    it.each<[string, Hubs, Hubs, string[]]>([
      ['nothing changed', both, both, []],
      ['the sharing hub gets homes of its own', both, own, ['would-leave-homes']],
      ['the sharing hub goes', both, { prod: OWNER }, ['still-applied']],
      ['it may leave', both, leaving, []],
      ['it left, as it might', leaving, own, []],
      ['homes of its own are given up for a share', own, both, ['would-destroy-data']],
      ['the other hub goes', both, { staging: SHARING }, ['still-applied', 'shared-home']],
      [
        'the other hub changes to a disk',
        both,
        { ...both, prod: OWNER.replace('kind: managed, quota: null', 'kind: disk') },
        ['would-destroy-data', 'shared-home'],
      ],
      [
        'the other hub may be destroyed',
        both,
        { ...both, prod: OWNER.replace('disk: 1Ti', 'disk: 1Ti, delete: true') },
        ['shared-home-kept'],
      ],
    ])('%s', (_, before, after, wanted) => expect([...new Set(told(before, after))]).toEqual(wanted))
  })

  if (cloud === 'aws')
    it('what belongs to the file system is refused in the sharing hub', () => {
      const codes = (text: string, more: Hubs = {}) =>
        compileTexts(fleet(cluster, { prod: OWNER, staging: SHARING.replace('share: prod', text), ...more }))
          .diagnostics.filter(({ severity }) => severity === 'error')
          .map(({ code, at }) => `${code} ${at.line}`)
      expect(codes('share: prod, disk: 2Ti, people: 5, speed: fast, backup: { keep: 3 }')).toEqual(
        Array.from({ length: 4 }, () => 'shared-home-settings 2'),
      )
      expect(codes('share: none')).toEqual(['shared-home 2'])
      expect(codes('share: staging')).toEqual(['shared-home 2'])
      expect(codes('share: third', { third: SHARING.replace('staging.', 'third.') })).toEqual(['shared-home 2'])
    })
})
