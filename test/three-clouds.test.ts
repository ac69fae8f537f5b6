/**
 * The same hub on each cloud: people read the same words and may choose the same things. What a cloud lacks is told
 * before anything is written.
 */
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { CloudName } from '../lib/clouds/index.ts'
import { compileTexts, outputTexts } from './fleet.ts'

const CLUSTERS: Record<CloudName, string> = {
  gcp: 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n',
  aws: 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n',
  azure:
    'cloud: azure\nregion: westeurope\naccount: 00000000-0000-0000-0000-000000000000\nadmins: ' +
    '[11111111-1111-1111-1111-111111111111]\n',
}
const CLOUDS = Object.keys(CLUSTERS) as CloudName[]

const compileOn = (cloud: CloudName, hub: string) =>
  compileTexts({
    'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
    'communities/reef/cluster.yaml': CLUSTERS[cloud],
    'communities/reef/hubs/prod.yaml': `domain: hub.reef.example.org\nauth: { github: { teams: [reef/members] }, admins: [ada-example] }\n${hub}`,
  })

interface Choice {
  display_name: string
  description?: string
  default?: true
  kubespawner_override: Record<string, unknown>
}
interface Profile extends Choice {
  slug: string
  profile_options?: Record<
    string,
    { display_name: string; choices: Record<string, Choice>; unlisted_choice?: Record<string, unknown> }
  >
}

/** What a GPU's machine gives beside it: the clouds' machines differ, so the figures do. */
const withoutFigures = (description: string | undefined): string | undefined =>
  description?.replace(/(?<=^NVIDIA .*; )[0-9.]+ GiB of memory; [0-9.]+ CPU cores( or more)?$/, 'its figures')

/**
 * Everything that people read or choose from, in the order in which they see it; none of what it becomes on the cloud.
 */
function choicesOn(cloud: CloudName, hub: string): unknown {
  const compilation = compileOn(cloud, hub)
  expect(compilation.diagnostics, cloud).toEqual([])
  const values = parse(outputTexts(compilation).get('reef/prod/jupyterhub.values.yaml')!) as {
    singleuser: { profileList?: Profile[]; defaultUrl: string; image: unknown }
    custom?: { hubloom?: { 'server-choices'?: unknown } }
  }
  const words = ({
    display_name: title,
    description,
    default: chosen,
    kubespawner_override: override,
  }: Choice): unknown => ({
    title,
    description: withoutFigures(description),
    chosen,
    image: override?.['image'],
    opens: override?.['default_url'],
    folder: override?.['working_dir'],
    gpus: (override?.['extra_resource_limits'] as Record<string, string> | undefined)?.['nvidia.com/gpu'],
  })
  return {
    plan: compilation.fleet.hubs[0]!.sizes.map(
      ({ key, title, description, gpus, gpuKind, default: chosen, groups, environments }) => ({
        key,
        title,
        description: withoutFigures(description),
        gpus,
        gpuKind,
        chosen,
        groups,
        environments,
      }),
    ),
    choices: (values.singleuser.profileList ?? []).map((profile) => ({
      slug: profile.slug,
      ...(words(profile) as object),
      options: Object.entries(profile.profile_options ?? {}).map(([key, option]) => ({
        key,
        title: option.display_name,
        unlisted: option.unlisted_choice,
        choices: Object.entries(option.choices).map(([name, choice]) => [name, words(choice)]),
      })),
    })),
    rules: values.custom?.hubloom?.['server-choices'],
    opens: values.singleuser.defaultUrl,
    image: values.singleuser.image,
  }
}

describe('the same hub offers the same choices in the same words on Google Cloud, AWS and Azure', () => {
  it.each([
    ['geoscience with a GPU', 'profile: [geoscience, gpu]\nsizes: { gpu: { for: [reef/gpu] } }\n', 7],
    ['research', 'profile: research\n', 5],
    [
      'research with two kinds of GPU',
      'profile: [research, gpu]\nsizes: { half: { gpu: t4, gpu-shares: 2, environments: [pytorch] } }\n',
      7,
    ],
    ['teaching', 'profile: teaching\n', 1],
    [
      'a course with two sizes',
      'profile: teaching\nsizes:\n  small: { memory: { guarantee: 512Mi, limit: 1Gi }, cpu: { guarantee: 0.05, ' +
        'limit: 2 }, default: true }\n  large: { memory: { guarantee: 2Gi, limit: 4Gi } }\n',
      2,
    ],
    [
      'sizes between what machines give',
      'profile: research\nsizes: { a: { memory: 5Gi }, b: { memory: 5.1Gi }, c: { memory: 9Gi }, d: { memory: ' +
        '27Gi }, e: { memory: 28Gi } }\n',
      10,
    ],
  ])('%s', (_, hub, sizes) => {
    const [first, ...others] = CLOUDS.map((cloud) => choicesOn(cloud, hub))
    expect((first as { plan: unknown[] }).plan.length).toBe(sizes)
    for (const other of others) expect(other).toEqual(first)
  })

  it('and each gives at least what its words say, nothing promised twice', () => {
    for (const cloud of CLOUDS) {
      const [hub] = compileOn(cloud, 'profile: [geoscience, gpu]\n').fleet.hubs
      const asked = hub!.settings.values.sizes!
      for (const size of hub!.sizes) {
        const memory = asked[size.key]!.memory
        if (typeof memory === 'string')
          expect(size.memory.guarantee).toBeGreaterThanOrEqual(Number(memory.slice(0, -2)) * 1024 - 1)
        const { machine } = hub!.cluster.pools.find(({ name }) => name === size.pool)!
        expect(size.memory.guarantee * size.perNode).toBeLessThanOrEqual(machine.schedulable.memory)
      }
    }
  })
})

describe('what a cloud lacks is told, and nothing is written', () => {
  it.each<[CloudName, string, string]>([
    ['gcp', 'sizes: { gpu: { gpu: a10g } }\n', 'no-such-gpu 4:17'],
    ['aws', 'sizes: { gpu: { gpu: l4 } }\n', 'no-such-gpu 4:17'],
    ['aws', 'sizes: { gpu: { gpu: v100 } }\n', 'no-such-gpu 4:17'],
    ['azure', 'sizes: { gpu: { gpu: l4 } }\n', 'no-such-gpu 4:17'],
    ['azure', 'buckets: { scratch: { requester-pays: true } }\n', 'requester-pays-unavailable 4:23'],
    ['azure', 'data: { read: { ice: "s3://example-icesat2" } }\n', 'foreign-data 4:17'],
    ['gcp', 'home: { kind: managed, quota: null, disk: 1Ti }\n', 'managed-home-without-backup'],
    ['azure', 'home: { kind: managed, quota: null, disk: 1Ti, speed: fast }\n', 'managed-home-without-backup'],
  ])('%s: %s', (cloud, hub, expected) => {
    const compilation = compileOn(cloud, `profile: research\n${hub}`)
    expect(compilation.diagnostics.map(({ code, at }) => `${code} ${at.line}:${at.column}`).join('\n')).toContain(
      expected,
    )
    expect(outputTexts(compilation).size).toBe(0)
  })
})
