/** Who may enter a hub, and which file of the inputs lets them in. */
import type { Origin } from '../diagnostics.ts'
import { nodeAt, type Node } from '../layers/tree.ts'
import type { HubPlan } from './types.ts'

export interface EntryRule {
  /** `auth.cilogon.providers.google.domains`. */
  setting: string
  /** People, domains, teams or groups; or `everyone`. */
  members: readonly { name: string; file: string }[]
}

/** Settings below `auth` that let people in, or make them admins. */
const LISTS = [
  'admins',
  'users',
  'organizations',
  'teams',
  'domains',
  'groups',
  'admin-groups',
  'allowed-scopes',
  'consumers',
]

/** Traits of a class of one's own that do, at whatever depth: `allowed_groups`, `idps.<address>.allow_all`. */
const LETS_IN = /^(allow|admin_|open_signup$|create_users$)/

/** Every list that lets people in, with the file of each member, in the order of their names. */
export function entryRules({ settings, signIn }: Pick<HubPlan, 'settings' | 'signIn'>): EntryRule[] {
  const ways = ['admins', 'everyone', 'users', ...signIn.methods.slice(0, 1)]
  const events = Object.keys(settings.values.events ?? {})
  const paths = [...ways.map((way) => ['auth', way]), ...events.map((event) => ['events', event, 'sign-in'])]
  return [...openTo(signIn, settings), ...paths.flatMap((path) => rulesBelow(path, nodeAt(settings.tree, path)))]
}

/** Ways of signing in that let in everybody who manages to, without a list. */
function openTo({ provider, users }: HubPlan['signIn'], settings: HubPlan['settings']): EntryRule[] {
  const isOpen =
    provider.kind === 'temporary' ||
    (provider.kind === 'shared-password' && users.length === 0) ||
    opensAccounts(provider)
  const at = isOpen ? nodeAt(settings.tree, ['auth', provider.kind])?.at : undefined
  return at ? [{ setting: `auth.${provider.kind}`, members: [memberOf(['everyone', at])] }] : []
}

function rulesBelow(path: readonly string[], node: Node | undefined): EntryRule[] {
  const key = path.at(-1)!
  if (path[2] === 'traits' && LETS_IN.test(key)) {
    const members = node ? letInBy(node) : []
    return members.length > 0 ? [{ setting: path.join('.'), members: members.sort(byMember) }] : []
  }
  if (node?.kind === 'map')
    return [...node.entries].sort(byName).flatMap(([name, child]) => rulesBelow([...path, name], child))
  if (node?.kind === 'set' && LISTS.includes(key) && node.members.size > 0)
    return [{ setting: path.join('.'), members: [...node.members].sort(byName).map(memberOf) }]
  if (node?.kind === 'value' && key === 'everyone' && node.value === true)
    return [{ setting: path.join('.'), members: [memberOf(['everyone', node.at])] }]
  return []
}

const opensAccounts = (provider: HubPlan['signIn']['provider']): boolean =>
  provider.kind === 'native' && provider.native.signUp === 'open'

/** Whom a trait lets in, whatever it is made of: one, several, a map of them, a Secret's, or everyone. */
function letInBy(node: Node): EntryRule['members'][number][] {
  switch (node.kind) {
    case 'value':
      return node.value === false || node.value === ''
        ? []
        : [memberOf([node.value === true ? 'everyone' : String(node.value), node.at])]
    case 'list':
      return node.items.flatMap(letInBy)
    case 'map': {
      const secret = node.entries.get('secret')
      return secret?.kind === 'value'
        ? [memberOf([`Secret ${secret.value}`, secret.at])]
        : [...node.entries].map(([name, { at }]) => memberOf([name, at]))
    }
    default:
      return []
  }
}

const byMember = ({ name: a }: { name: string }, { name: b }: { name: string }): number => (a < b ? -1 : 1)

const memberOf = ([name, { file }]: readonly [string, Origin]): EntryRule['members'][number] => ({ name, file })
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)
