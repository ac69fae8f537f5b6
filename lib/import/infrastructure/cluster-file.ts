/** A cluster and its hubs, as `config/clusters/<cluster>/cluster.yaml` of github.com/2i2c-org/infrastructure is. */
import { isMap, type PlainMap } from '../../maps.ts'
import { NoValues, type Path } from '../source.ts'
import type { Values } from '../values.ts'
import { some } from '../words.ts'
import { OF_OTHERS } from './words.ts'

interface Listed {
  place: { cloud?: string; region?: string; account?: string }
  hub: PlainMap
  files: readonly string[]
  values: Values
}

/** Reads the list. Throws NoValues where it is none, or does not have the hub. */
export function clusterFile(values: Values, { hub, file }: { hub: string; file: string }): Listed {
  const hubs = values.get('hubs')
  const names = (Array.isArray(hubs) ? hubs : []).map((each: unknown) => (isMap(each) ? String(each['name']) : ''))
  if (names.length === 0) throw new NoValues(`${file}: no list of hubs: there are none below \`hubs\``)
  const at = names.indexOf(hub)
  if (at < 0) throw new NoValues(`${file}: there is no hub ${hub}; --hub takes one of ${names.join(', ')}`)
  const own = ['hubs', at]
  for (const i of names.keys()) if (i !== at) values.note(OF_OTHERS, ['hubs', i])
  values.said('domain', [...own, 'domain'])
  values.said('title', [...own, 'display_name'])
  values.follows('the name of the hub', [...own, 'name'])
  values.follows('the parts of it that hubloom knows, each as a release', [...own, 'helm_chart'])
  const [files, encrypted] = valuesFiles(values, [...own, 'helm_chart_values_files'])
  values.note({ kind: 'secret', secret: "those of the bundle's README" }, ...encrypted)
  values.follows('read', [...own, 'helm_chart_values_files'])
  values.note(OPERATORS, 'name', 'provider_url', 'metadata', 'support', 'kubeconfig', 'aws.key', 'gcp.key', 'azure.key')
  return {
    place: placeOf(values),
    hub: { ...some({ domain: values.text([...own, 'domain']), title: values.text([...own, 'display_name']) }) },
    files,
    values,
  }
}

/** Names of the files, and where the names of those stand that SOPS encrypts. */
function valuesFiles(values: Values, at: Path): [files: string[], encrypted: Path[]] {
  const names = values.texts(at)
  const encrypted = names.flatMap((name, i) => (/^enc-|\.secret\./.test(name) ? [i] : []))
  return [names.filter((_, i) => !encrypted.includes(i)), encrypted.map((i) => [...at, i])]
}

const OPERATORS = { kind: 'not-carried', why: "the operator's own" } as const

function placeOf(values: Values): Listed['place'] {
  const cloud = values.text('provider')
  const is = (...paths: string[]): string | undefined => paths.map((path) => values.text(path)).find(Boolean)
  // an account that is written as a number has lost the zeros that it began with
  const aws = is('aws.account')?.padStart(12, '0')
  const [account, place] = [aws ?? is('gcp.project'), is('aws.region', 'gcp.zone', 'gcp.region')]
  if (cloud !== undefined && ['aws', 'gcp', 'azure'].includes(cloud)) values.said('cluster.yaml: cloud', 'provider')
  values.said('cluster.yaml: account', 'aws.account', 'gcp.project')
  values.said('cluster.yaml: region', 'aws.region', 'gcp.zone', 'gcp.region')
  values.follows('the name is made of the community', 'aws.clusterName', 'aws.clusterType', 'gcp.cluster')
  return {
    ...some({
      cloud: ['aws', 'gcp', 'azure'].includes(cloud ?? '') ? cloud : undefined,
      account,
      // `zone` of Google Cloud may be a region
      region: place?.replace(/^([a-z]+-[a-z]+\d+)-[a-z]$/, '$1'),
    }),
  }
}
