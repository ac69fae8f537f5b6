/**
 * The settings: one source. From the TypeBox schema come the static types, the JSON Schemas that editors and Ajv use,
 * and docs/settings.md. `HubSettings` and `ClusterSettings` are what holds after the merge; a layer may say any part of
 * it.
 */
import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { auth } from './auth.ts'
import { clusterSettings } from './cluster.ts'
import { Profiles, either, group, maybe, text } from './fields.ts'
import { community, identity } from './identity.ts'
import { operation } from './operation.ts'
import { partial } from './partial.ts'
import { servers } from './servers.ts'
import { storage } from './storage.ts'

const domain = text(
  "Where people find the hub. Its DNS record points to the cluster's address.",
  'hub.polar.example.org',
  {
    pattern: '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$',
    maxLength: 253,
    'x-kind': 'domain',
  },
)

const common = { ...identity, auth, ...servers, ...storage, ...operation }

export const hubSchema = Type.Object({ ...common, domain }, { additionalProperties: false })
export const clusterSchema = Type.Object(clusterSettings, { additionalProperties: false })
export const communitySchema = Type.Object(
  {
    ...community,
    cluster: identity.cluster,
    hubs: maybe(group(common, "Settings common to the community's hubs.")),
  },
  { additionalProperties: false },
)
export const profileSchema = Type.Object(
  {
    about: text('One sentence: for whom this profile is.', 'For geoscience on large data in the cloud.'),
    extends: maybe(
      either(
        Profiles.one,
        Profiles.many,
        'The profile or profiles that this one starts from, beside `base`.',
        'research',
      ),
    ),
    ...common,
    clusters: maybe(group(clusterSettings, 'Defaults of clusters. In `profiles/base.yaml` only.')),
  },
  { additionalProperties: false },
)

export type HubSettings = Static<typeof hubSchema>
export type ClusterSettings = Static<typeof clusterSchema>
export type CommunitySettings = Static<typeof communitySchema>

/** The kinds of input file, and what each may say. */
export type LayerKind = 'profile' | 'community' | 'cluster' | 'hub'

export const layerSchemas: Record<LayerKind, TSchema> = {
  profile: partial(profileSchema),
  community: partial(communitySchema),
  cluster: partial(clusterSchema),
  hub: partial(hubSchema),
}

/** What has to hold once all layers are merged. */
export type SettledKind = 'hub' | 'cluster' | 'community'
export const settledSchemas: Record<SettledKind, TSchema> = {
  hub: hubSchema,
  cluster: clusterSchema,
  community: Type.Object(community, { additionalProperties: true }),
}
