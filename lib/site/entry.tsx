/** Who may enter a hub, in words. */
import type { HubPlan } from '../plan/types.ts'
import type { HubFacts, Site } from './facts.ts'
import { Names, Path, Row, Table } from './layout.tsx'
import { plural } from './words.ts'

/** By the last word of a setting: what its members are, and what the setting says of them. */
const WORDS: Readonly<Record<string, string>> = {
  admins: 'These people, who look after the hub',
  users: 'These people',
  organizations: 'Members of these organisations',
  teams: 'Members of these teams',
  domains: 'Everybody with an account of these domains',
  groups: 'Members of these groups',
  'admin-groups': 'Members of these groups, who look after the hub',
  'allowed-scopes': 'Whoever has one of these scopes',
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
  const isPeople = (setting: string): boolean => !site.named && PEOPLE.test(setting)
  return (
    <>
      <p>
        {signInSentence(plan)} {signIn.fullAdmins && 'Admins may open other people’s servers.'}
      </p>
      <Table
        caption="Each line lets in more people"
        head={['Who', 'Names', 'Setting', 'Set in']}
        rows={docs.enter.map(({ setting, members }) => [
          whoBy(setting, { members, signIn }),
          isPeople(setting) ? (
            plural(members.length, 'person', 'people')
          ) : (
            <Names of={members.map(({ name }) => name)} />
          ),
          <code>{setting}</code>,
          <Row
            of={[...new Set(members.map(({ file }) => file))].map((file) => (
              <Path of={file} />
            ))}
          />,
        ])}
      />
    </>
  )
}

const signInSentence = ({ signIn: { provider, title }, binder }: HubPlan): string => {
  if (provider.kind === 'temporary') return 'Nobody signs in: whoever opens the address is let in.'
  if (provider.kind !== 'nobody') return `People sign in with ${title}.`
  return binder
    ? 'Nobody signs in: whoever opens the address may have an image built and a server started.'
    : 'Nobody signs in: programs that have a token of the hub start servers.'
}

interface Rule {
  members: HubFacts['docs']['enter'][number]['members']
  signIn: HubPlan['signIn']
}

function whoBy(setting: string, { members, signIn: { title, provider } }: Rule): string {
  const path = setting.split('.')
  const event = path[0] === 'events' ? `For the event ${path[1]}: ` : ''
  if (members.length === 1 && members[0]!.name === 'everyone')
    return provider.kind === 'temporary'
      ? 'Whoever opens the address'
      : `${event}Everybody who can sign in with ${title}`
  const words = WORDS[path.at(-1)!] ?? 'Whoever this setting names'
  return event === '' ? words : `${event}${words.slice(0, 1).toLowerCase()}${words.slice(1)}`
}
