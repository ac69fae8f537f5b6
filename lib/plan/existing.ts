/** What is at the cloud before the first apply, and is taken over by it. */

import type { HubSettings } from '../settings/index.ts'

/** Kinds of things that may be there. */
export type ExistingKind = 'bucket' | 'disk' | 'identity' | 'vault'

/** How a cloud names things of one kind. */
export interface ExistingForm {
  /** With groups for what the name tells: `name`, and where it does `account`, `zone`, `group` and `parent`. */
  form: RegExp
  /** What the setting holds, with its article: `the name of the bucket`. */
  what: string
  example: string
  /** The command that shows it. */
  find: string
}

/** One of them, in its parts. */
export interface Existing {
  /** As written. */
  id: string
  name: string
  account?: string
  zone?: string
  /** The resource group that it is in, on Azure; and the storage account that a container is in. */
  group?: string
  parent?: string
}

/** What a name or an id tells. Undefined where there is none, or the cloud has none such: the check tells that. */
export function readExisting(
  id: string | undefined,
  kind: ExistingKind,
  { existing }: { existing: Readonly<Partial<Record<ExistingKind, ExistingForm>>> },
): Existing | undefined {
  const groups = id === undefined ? undefined : existing[kind]?.form.exec(id)?.groups
  return groups === undefined ? undefined : ({ id, ...groups } as unknown as Existing)
}

/** What the settings of a hub say is there. */
export interface ExistingPlan {
  named: readonly NamedThing[]
  /** Of the hub's servers, and where its Secrets come from. */
  identity?: Existing
  vault?: Existing
}

/** One thing that the settings name, whether or not it can be had. */
interface NamedThing {
  kind: ExistingKind
  id: string
  found?: Existing
  /** Of a bucket: its key in the settings, and a name that they give it, too. */
  key: string
  name?: string
}

/** Where the settings name it. */
export function pathOf({ kind, key }: NamedThing) {
  switch (kind) {
    case 'bucket':
      return ['buckets', key, 'existing'] as const
    case 'disk':
      return ['home', 'existing'] as const
    case 'identity':
      return ['data', 'identity'] as const
    case 'vault':
      return ['secrets', 'existing'] as const
  }
}

/** Everything that a hub takes over. */
export function planExisting(
  { buckets = {}, home, data, secrets }: HubSettings,
  facts: Parameters<typeof readExisting>[2],
): ExistingPlan {
  const named = [
    ...Object.entries(buckets).map(([key, { existing: id, name }]) => ({ kind: 'bucket' as const, id, key, name })),
    { kind: 'disk' as const, id: home.existing, key: '' },
    { kind: 'identity' as const, id: data?.identity, key: '' },
    { kind: 'vault' as const, id: secrets?.existing, key: '' },
  ].flatMap(({ id, ...more }) => (id === undefined ? [] : [{ id, ...more, found: readExisting(id, more.kind, facts) }]))
  const foundOf = (kind: ExistingKind): Existing | undefined => named.find((each) => each.kind === kind)?.found
  return {
    named,
    identity: foundOf('identity'),
    vault: secrets?.from === 'key-vault' ? foundOf('vault') : undefined,
  }
}
