/** Changes that no rule has words for: a setting with its own description, and the harm that such settings can do. */
import { schemaAt, type JsonSchema } from '../../settings/json-schema.ts'
import type { SettingChange } from './inputs.ts'
import { worstOf, type Covered, type HarmToPeople, type Meaning } from './meaning.ts'

/** What a setting can do, by how its path begins: the longest that fits. Where things show is not told. */
const HARM_OF: Readonly<Record<'hub' | 'cluster', Readonly<Record<string, HarmToPeople>>>> = {
  hub: {
    '': 'visible',
    namespace: 'loses-data',
    cluster: 'interrupts',
    purpose: 'none',
    profile: 'visible',
    auth: 'lets-in',
    'auth.secret': 'interrupts',
    'auth.refresh': 'visible',
    'auth.start-at': 'visible',
    'auth.sign-out': 'visible',
    groups: 'lets-in',
    roles: 'lets-in',
    code: 'interrupts',
    hub: 'interrupts',
    'hub.identity': 'lets-in',
    'hub.log-level': 'interrupts',
    metrics: 'lets-in',
    secrets: 'interrupts',
    'home.kind': 'loses-data',
    'home.server': 'loses-data',
    'home.folder': 'loses-data',
    'home.share': 'loses-data',
    'home.existing': 'loses-data',
    'home.delete': 'loses-data',
    'home.squash': 'locks-out',
    'home.speed': 'costs',
    'home.disk': 'costs',
    'home.alert': 'none',
    user: 'locks-out',
    sudo: 'lets-in',
    volumes: 'visible',
    'pull-secrets': 'interrupts',
    data: 'lets-in',
    'data.identity': 'locks-out',
    buckets: 'lets-in',
    dask: 'costs',
    'api-only': 'locks-out',
    cors: 'lets-in',
    network: 'lets-in',
    tls: 'interrupts',
    certificate: 'interrupts',
    events: 'costs',
    limits: 'locks-out',
    overrides: 'interrupts',
    releases: 'interrupts',
  },
  cluster: {
    '': 'visible',
    cloud: 'loses-data',
    region: 'loses-data',
    zones: 'loses-data',
    account: 'loses-data',
    name: 'loses-data',
    network: 'interrupts',
    'network.flow-logs': 'costs',
    core: 'interrupts',
    machines: 'costs',
    pools: 'costs',
    tags: 'none',
    admins: 'lets-in',
    deployer: 'lets-in',
    state: 'loses-data',
    ingress: 'interrupts',
    certificates: 'interrupts',
    logs: 'costs',
    overrides: 'interrupts',
    registries: 'lets-in',
  },
}

export function harmOfSetting(kind: 'hub' | 'cluster', setting: string): HarmToPeople {
  const steps = setting.split('.')
  const table = HARM_OF[kind]
  for (let length = steps.length; length > 0; length--) {
    const found = table[steps.slice(0, length).join('.')]
    if (found) return found
  }
  return table['']!
}

interface Found {
  schema: JsonSchema
  /** Where it may show, and the worst that such values can do. */
  covers: readonly Covered[]
  shows: HarmToPeople
}

/** What changes of settings mean that nobody else has told of: those of one line as one. */
export function settingMeaning(
  kind: 'hub' | 'cluster',
  changes: readonly SettingChange[],
  { schema, covers, shows }: Found,
): Meaning {
  const harm = worstOf(changes.map((change) => harmOf(kind, change, shows)))
  const [first] = changes
  const others = changes
    .slice(1)
    .map(({ setting, before, after }) => `\`${setting}\`: ${shown(before)} → ${shown(after)}`)
  const { setting, before, after } = first!
  const head = `${descriptionOf(schema, setting)} (\`${setting}\`): ${shown(before)} → ${shown(after)}`
  return {
    code: 'setting',
    harm,
    what: [head, ...others.slice(0, 3), ...(others.length > 3 ? [`and ${others.length - 3} more`] : [])].join('; '),
    settings: changes.map(({ setting }) => setting),
    covers,
  }
}

/** An override can do what the values can that it sets; what lets people in keeps them out where it goes. */
function harmOf(kind: 'hub' | 'cluster', { setting, after }: SettingChange, shows: HarmToPeople): HarmToPeople {
  if (setting.startsWith('overrides')) return shows
  const harm = harmOfSetting(kind, setting)
  return harm === 'lets-in' && (after === undefined || after === false) ? 'locks-out' : harm
}

/** The first sentence of the setting's description, without its full stop. */
function descriptionOf(schema: JsonSchema, setting: string): string {
  if (setting.startsWith('overrides')) return 'an override'
  const steps = setting.split('.')
  const found = [steps, steps.slice(0, -1)].map((path) => schemaAt(schema, path)?.description).find(Boolean)
  const [sentence = setting] = (found ?? setting).split(/[.:;](?: |$)/)
  return sentence.charAt(0).toLowerCase() === sentence.charAt(0) || /^[A-Z]{2}/.test(sentence)
    ? sentence
    : sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
