/** Secrets that overrides name: nobody makes them but people, and a release waits for them for ever. */
import { isMap } from '../maps.ts'
import type { SecretNeed } from '../plan/wiring.ts'
import type { Release } from '../print/helm.ts'
import type { OverrideSettings } from './scope.ts'

interface Named {
  name: string
  key?: string
  type?: string
}

/** Keys whose text is the name of a Secret, in pods and in the values of charts. */
const NAMES = ['existingSecret', 'existingSecretName', 'secretName']
const REGISTRY = 'kubernetes.io/dockerconfigjson'

/**
 * Those that nobody makes yet: neither is one in `known`, nor does a chart make it. An object without a namespace of
 * its own is in `namespace`.
 */
export function secretsOf(
  { values }: OverrideSettings,
  { known, releases, namespace }: { known: readonly SecretNeed[]; releases: readonly Release[]; namespace: string },
): SecretNeed[] {
  const { helm = {}, kubernetes = {} } = values.overrides ?? {}
  const found = [
    ...Object.entries(helm).map(([name, value]) => ({
      why: `overrides.helm.${name}`,
      value,
      at: releases.find(({ service }) => service === name)?.namespace,
    })),
    ...Object.entries(kubernetes).map(([name, value]) => ({
      why: `overrides.kubernetes.${name}`,
      value,
      at: isMap(value['metadata']) ? (value['metadata']['namespace'] as string | undefined) : undefined,
    })),
  ].flatMap(({ why, value, at = namespace }) =>
    named(value).map((each) => ({ ...each, why: `${why} names it`, namespace: at })),
  )
  const needs = new Map<string, SecretNeed>()
  for (const { name, key, type, namespace: at, why } of found) {
    if (known.some((need) => need.name === name && need.namespace === at)) continue
    if (releases.some((release) => release.namespace === at && release.ownSecrets?.includes(name))) continue
    const id = `${at}/${name}`
    const need = needs.get(id) ?? { name, namespace: at, type, why, keys: [] }
    const more = key === undefined || need.keys.some((each) => each.key === key) ? [] : [asked(key)]
    needs.set(id, { ...need, keys: [...need.keys, ...more] })
  }
  return [...needs.values()]
}

const asked = (key: string): SecretNeed['keys'][number] => ({ key, from: 'ask', what: `what ${key} holds` })

function named(value: unknown): Named[] {
  if (Array.isArray(value)) return value.flatMap(named)
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, item]) => here(key, item) ?? named(item))
}

/** What a key and its value name; undefined where they name nothing themselves. */
function here(key: string, item: unknown): Named[] | undefined {
  // an Ingress' certificate, which cert-manager makes
  if (key === 'tls') return []
  if (NAMES.includes(key) && typeof item === 'string') return [{ name: item }]
  if (key === 'imagePullSecrets' && Array.isArray(item))
    return item.flatMap((each: unknown) => {
      const name = isMap(each) ? each['name'] : each
      return typeof name === 'string' ? [{ name, key: '.dockerconfigjson', type: REGISTRY }] : []
    })
  if ((key === 'secretKeyRef' || key === 'secretRef') && isMap(item) && item['optional'] !== true)
    return typeof item['name'] === 'string' ? [{ name: item['name'], key: item['key'] as string | undefined }] : []
  return undefined
}
