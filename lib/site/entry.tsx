/** Who may enter a hub, in words. */
import type { HubPlan } from '../plan/types.ts'
import type { HubFacts, Site } from './facts.ts'
import { Names, Path, Row, Table } from './layout.tsx'
import { plural } from './words.ts'

/** By the last word of a setting: what its members are, and what the setting says of them. */
const WORDS: Readonly<Record<string, string>> = {
  admins: 'Admins of the hub, by name',
  users: 'These people, by name',
  organizations: 'Members of these organisations',
  teams: 'Members of these teams',
  domains: 'Everybody with an account of these domains',
  groups: 'Members of these groups',
  'admin-groups': 'Members of these groups, who are admins of the hub',
  'allowed-scopes': 'Whoever has one of these OAuth scopes',
  consumers: 'Whoever comes from these learning management systems',
}

/** Settings whose members are single people. */
const PEOPLE = /(^|\.)(admins|users|allowed_users|admin_users)$/

export function Entry({ hub: { plan, docs }, site }: { hub: HubFacts; site: Site }) {
  const { signIn } = plan
  if (docs.enter.length === 0)
    return (
      <p>
        {signInSentence(plan)} {signIn.provider.kind !== 'nobody' && 'No list lets anybody in.'}
      </p>
    )
  const rows = rowsOf(docs.enter, plan)
  return (
    <>
      <p>
        {signInSentence(plan)} {signIn.fullAdmins && 'Admins may open other people’s servers.'}
      </p>
      <Table
        caption={
          rows[0]!.isEveryone && rows.length > 1
            ? 'The first line lets in everybody; the others say more of some of them'
            : 'People named in any of these lines may enter'
        }
        head={['Who', 'Names', 'Setting', 'Set in']}
        rows={rows.map(({ who, isEveryone, rules }) => [
          who,
          isEveryone ? 'everyone' : <Members of={rules[0]!} named={site.named} />,
          <Row
            of={rules.map(({ setting }) => (
              <code>{setting}</code>
            ))}
          />,
          <Row
            of={[...new Set(rules.flatMap(({ members }) => members.map(({ file }) => file)))].map((file) => (
              <Path of={file} />
            ))}
          />,
        ])}
      />
    </>
  )
}

const Members = ({ of: { setting, members }, named }: { of: EntryRule; named: boolean }) =>
  !named && PEOPLE.test(setting) ? (
    <>{plural(members.length, 'person', 'people')}</>
  ) : (
    <Names of={members.map(({ name }) => name)} />
  )

type EntryRule = HubFacts['docs']['enter'][number]

interface EntryRow {
  who: string
  isEveryone: boolean
  /** Several where they let in the same people: everybody. */
  rules: EntryRule[]
}

/** What lets in everybody comes first, as one line whichever settings say so. */
function rowsOf(rules: readonly EntryRule[], { signIn }: HubPlan): EntryRow[] {
  const rows: EntryRow[] = []
  for (const rule of rules) {
    const who = whoBy(rule, signIn)
    const isEveryone = letsInAll(rule)
    const same = rows.find((row) => isEveryone && row.isEveryone && row.who === who)
    if (same) same.rules.push(rule)
    else rows.push({ who, isEveryone, rules: [rule] })
  }
  return [...rows.filter(({ isEveryone }) => isEveryone), ...rows.filter(({ isEveryone }) => !isEveryone)]
}

const letsInAll = ({ members }: EntryRule): boolean => members.length === 1 && members[0]!.name === 'everyone'

const signInSentence = ({ signIn: { provider, title }, binder }: HubPlan): string => {
  if (provider.kind === 'temporary') return 'Nobody signs in: whoever opens the address is let in.'
  if (provider.kind !== 'nobody') return `People sign in with ${title}.`
  return binder
    ? 'Nobody signs in: whoever opens the address may have an image built and a server started.'
    : 'Nobody signs in: programs that have a token of the hub start servers.'
}

function whoBy(rule: EntryRule, { title, provider }: HubPlan['signIn']): string {
  const path = rule.setting.split('.')
  const event = path[0] === 'events' ? `For the event ${path[1]}: ` : ''
  if (letsInAll(rule))
    return provider.kind === 'temporary'
      ? 'Whoever opens the address'
      : `${event}${event === '' ? 'E' : 'e'}verybody who can sign in with ${title}`
  const words = WORDS[path.at(-1)!] ?? 'Whoever this setting names'
  return event === '' ? words : `${event}${words.slice(0, 1).toLowerCase()}${words.slice(1)}`
}
