/** What the settings say of clouds: the part of each cloud that the schema is made from. */
import { Type, type TProperties, type TSchema } from '@sinclair/typebox'
import { choice, group, maybe, text } from './fields.ts'

/** What settings are named for a cloud, and in which words. Each cloud has it in `clouds/<cloud>/settings.ts`. */
export interface CloudSettings {
  /** As `cloud:` and `machine:` have it. */
  name: string
  /** In full. */
  title: string
  /** What an account is there, for the description of `account:`. */
  account: string
  /** A machine, below `machine:`. */
  machine: TSchema
  /** Scheme of its buckets' addresses, without `://`. */
  scheme: string
  /** Settings below `budget:` that only this cloud reads. */
  budget?: TProperties
  /** Where it can keep Terraform's state. */
  state?: StateKind
  /** `identity` is who servers are there. */
  examples: { region: string; account: string; identity: string }
  /** Whether examples that need a cloud are of this one. */
  shown?: true
}

/** A way to keep Terraform's state: `kind` is the name of Terraform's backend. */
export interface StateKind {
  kind: string
  /** What the backend calls the thing that `bucket:` names, where it needs one. */
  bucket?: 'bucket' | 'container'
  /** The other settings that it needs below `state:`. */
  fields: TProperties
}

/** Ways to keep the state that belong to no cloud. */
const GENERAL: Readonly<Record<'local' | 'http', StateKind>> = {
  local: { kind: 'local', fields: {} },
  http: {
    kind: 'http',
    fields: {
      url: text('Address (http); the name of the root is added to it.', 'https://state.example.org/polar', {
        pattern: '^https://[^\\s"\'<>\\\\`{}$]+$',
      }),
    },
  },
}

/** Every way to keep the state, those of the clouds in the middle. */
export const stateKinds = (clouds: readonly CloudSettings[]): StateKind[] => [
  GENERAL.local,
  ...clouds.flatMap((cloud) => cloud.state ?? []),
  GENERAL.http,
]

/** The settings below `state:` that a way to keep it needs, all of them. */
export const stateNeeds = ({ bucket, fields }: StateKind): string[] => [
  ...(bucket ? ['bucket'] : []),
  ...Object.keys(fields),
]

/** The cloud that examples are of. */
export const shown = (clouds: readonly CloudSettings[]): CloudSettings =>
  clouds.find((cloud) => cloud.shown) ?? clouds[0]!

/** `cloud:` of a cluster. */
export const cloudName = (clouds: readonly CloudSettings[]) =>
  choice<string[]>(
    clouds.map(({ name }) => name),
    `${alternatives(clouds.map(({ title }) => title))}.`,
    shown(clouds).name,
  )

/** `account:` of a cluster. */
export const account = (clouds: readonly CloudSettings[]) =>
  text(`${alternatives(clouds.map((cloud) => cloud.account))}.`, shown(clouds).examples.account, {
    pattern: '^[a-z0-9-]{6,36}$',
  })

/** `machine:`, by cloud. */
export function machines(clouds: readonly CloudSettings[], description: string) {
  const { name, machine } = shown(clouds)
  return Type.Unsafe<Record<string, string>>(
    group(Object.fromEntries(clouds.map((cloud) => [cloud.name, maybe(cloud.machine)])), description, {
      [name]: (machine['examples'] as unknown[])[0],
    }),
  )
}

/** Addresses of buckets begin with the scheme of one of the clouds. */
export const bucketAddress = (clouds: readonly CloudSettings[], bucket: string) =>
  text('Address of the bucket.', exampleAddress(clouds, bucket), {
    pattern: `^(${clouds.map(({ scheme }) => scheme).join('|')})://[A-Za-z0-9._@/-]+$`,
  })

/** An address of a bucket, for an example. */
export const exampleAddress = (clouds: readonly CloudSettings[], bucket: string): string =>
  `${shown(clouds).scheme}://${bucket}`

/** What settings below `budget:` the clouds have of their own. Which they are only they know. */
export const budgetOfClouds = (clouds: readonly CloudSettings[]): object =>
  Object.assign({}, ...clouds.map(({ budget }) => budget ?? {})) as object

/** `state:` as it is after the merge; `backend-incomplete` tells of what is missing or too much for its kind. */
export interface StateSettings {
  kind: string
  bucket?: string
  [field: string]: string | undefined
}

/** `state:` of a cluster. */
export function state(clouds: readonly CloudSettings[]) {
  const kinds = stateKinds(clouds)
  const fields = kinds.flatMap((kind) => Object.entries(kind.fields)).map(([key, field]) => [key, maybe(field)])
  return Type.Unsafe<StateSettings>(
    group(
      {
        kind: choice(
          kinds.map(({ kind }) => kind),
          'Where Terraform keeps its state: in the folder, or in a bucket of your own.',
          'local',
        ),
        bucket: maybe(
          text(`${bucketWords(kinds)}.`, 'polar-terraform-state', { pattern: '^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$' }),
        ),
        ...(Object.fromEntries(fields) as TProperties),
      },
      "Terraform's state.",
      { kind: 'local' },
    ),
  )
}

/** `Bucket (s3, gcs) or container (azurerm)`. */
function bucketWords(kinds: readonly StateKind[]): string {
  const words = (['bucket', 'container'] as const).flatMap((word) => {
    const those = kinds.filter(({ bucket }) => bucket === word).map(({ kind }) => kind)
    return those.length > 0 ? [`${word} (${those.join(', ')})`] : []
  })
  return capital(alternatives(words))
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `a, b or c`. */
const alternatives = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : (words[0] ?? '')
