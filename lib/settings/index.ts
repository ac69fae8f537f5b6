/**
 * The settings: one source. From the TypeBox schema come the static types, the JSON Schemas that editors and Ajv use,
 * and docs/settings.md. `HubSettings` and `ClusterSettings` are what holds after the merge; a layer may say any part of
 * it.
 */
import { Type, type Static } from '@sinclair/typebox'
import { DOMAIN, addresses } from './addresses.ts'
import { auth } from './auth.ts'
import { binder } from './binder.ts'
import type { CloudSettings } from './clouds.ts'
import { code } from './code.ts'
import { clusterSettings } from './cluster.ts'
import { dask } from './dask.ts'
import { buckets, data } from './data.ts'
import { environments } from './environments.ts'
import { Profiles, either, group, maybe, text } from './fields.ts'
import { form } from './form.ts'
import { homes } from './homes.ts'
import { community, identity } from './identity.ts'
import type { JsonSchema } from './json-schema.ts'
import { operation } from './operation.ts'
import { pages } from './pages.ts'
import { partial } from './partial.ts'
import { people } from './people.ts'
import { servers } from './servers.ts'
import { sizes } from './sizes.ts'

const domain = text(
  "Where people find the hub. Its DNS record points to the cluster's address.",
  'hub.polar.example.org',
  {
    pattern: DOMAIN,
    maxLength: 253,
    'x-kind': 'domain',
  },
)

/** What holds once all layers are merged, by kind, and what a profile may say. */
export function schemasOf(clouds: readonly CloudSettings[]) {
  const closed = { additionalProperties: false }
  const common = {
    ...identity,
    auth,
    ...people,
    code,
    form,
    ...environments,
    ...sizes(clouds),
    ...servers,
    ...homes,
    ...buckets,
    ...data(clouds),
    ...dask(clouds),
    ...operation,
    binder: maybe(binder),
    ...addresses,
    ...pages,
  }
  const cluster = clusterSettings(clouds)
  return {
    hub: Type.Object({ ...common, domain }, closed),
    cluster: Type.Object(cluster, closed),
    community: Type.Object(
      {
        ...community,
        cluster: identity.cluster,
        hubs: maybe(group(common, "Settings common to the community's hubs.")),
      },
      closed,
    ),
    profile: Type.Object(
      {
        about: text('One sentence: for whom this profile is.', 'For geoscience on large data in the cloud.'),
        extends: maybe(
          either(
            [Profiles.one, Profiles.many],
            'The profile or profiles that this one starts from, beside `base`.',
            'research',
          ),
        ),
        ...common,
        clusters: maybe(group(cluster, 'Defaults of clusters. In `profiles/base.yaml` only.')),
      },
      closed,
    ),
  }
}

type Schemas = ReturnType<typeof schemasOf>

export type HubSettings = Static<Schemas['hub']>
export type ClusterSettings = Static<Schemas['cluster']>
export type CommunitySettings = Static<Schemas['community']>

/** The kinds of input file, and what each may say. */
export type LayerKind = 'profile' | 'community' | 'cluster' | 'hub'
/** What has to hold once all layers are merged. */
export type ResolvedKind = 'hub' | 'cluster' | 'community'

/** The JSON Schemas of what inputs may say, and of what they have to say together. */
export interface InputSchemas {
  layer: Readonly<Record<LayerKind, JsonSchema>>
  resolved: Readonly<Record<ResolvedKind, JsonSchema>>
}

/** The schemas for a set of clouds, which have settings named for them. */
export function inputSchemas(clouds: readonly CloudSettings[]): InputSchemas {
  const schemas = schemasOf(clouds)
  return {
    layer: {
      profile: partial(schemas.profile),
      community: partial(schemas.community),
      cluster: partial(schemas.cluster),
      hub: partial(schemas.hub),
    },
    resolved: {
      hub: schemas.hub,
      cluster: schemas.cluster,
      community: Type.Object(community, { additionalProperties: true }),
    },
  }
}
