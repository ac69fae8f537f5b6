/** The ways of signing in that a new hub can begin with. The others are in docs/sign-in.md. */
import { parts } from './question.ts'
import { flow, scalar } from './yaml.ts'

interface SignIn {
  /** What it is, for those who choose. */
  title: string
  /** What is asked of who may enter; undefined: everybody. */
  allow: string | undefined
  /** Whether that is enough to go on with; where there is no test, nothing has to be said. */
  isEnough?: (allow: readonly string[]) => boolean
  /** How admins are named; undefined: there are none. */
  admins: string | undefined
  /** Lines below `auth:`, without what is below `users` and `admins`. */
  lines: (allow: readonly string[]) => string[]
  /** Lines beside `auth:` that go with it. */
  beside?: readonly string[]
}

export const signIns: Readonly<Record<string, SignIn>> = {
  github: {
    title: 'accounts of GitHub',
    allow: 'organizations, and teams as organization/team',
    admins: 'names at GitHub',
    lines: (allow) => {
      const teams = allow.filter((name) => name.includes('/'))
      const organizations = allow.filter((name) => !name.includes('/'))
      const rules = [
        ...(organizations.length > 0 ? [`organizations: ${flow(organizations)}`] : []),
        ...(teams.length > 0 ? [`teams: ${flow(teams)}`] : []),
      ]
      return [`github: ${braced(rules)}`]
    },
  },
  google: {
    title: 'accounts of a Google Workspace',
    allow: 'domains of its accounts',
    admins: 'e-mail addresses',
    lines: (allow) => [`google: ${braced(allow.length > 0 ? [`domains: ${flow(allow)}`] : [])}`],
  },
  microsoft: {
    title: 'accounts of a university at Microsoft, through CILogon',
    allow: 'domains of its accounts',
    admins: 'e-mail addresses',
    lines: (allow) => [`cilogon: { providers: { microsoft: ${braced(domains(allow))} } }`],
  },
  cilogon: {
    title: 'a university of a federation, through CILogon',
    allow: 'the address of its identity provider at CILogon, and domains of its accounts',
    admins: 'names as the provider gives them, mostly e-mail addresses',
    // of a federation of thousands, one university has to be named
    isEnough: (allow) => allow.some(isAddress),
    lines: (allow) => {
      const ids = allow.filter(isAddress).map((id) => `id: ${scalar(id)}`)
      const rules = [...ids, 'username: eppn', ...domains(allow.filter((word) => !isAddress(word)))]
      return [`cilogon: { providers: { university: ${braced(rules)} } }`]
    },
  },
  keycloak: {
    title: 'accounts of a Keycloak of your own',
    allow: 'the address of its realm, such as https://login.example.org/realms/reef, and groups; without groups, all',
    isEnough: (allow) => allow.some(isAddress),
    admins: 'names at Keycloak',
    lines: (allow) => {
      const realm = `${allow.find(isAddress)?.replace(/\/$/, '')}/protocol/openid-connect`
      const groups = allow.filter((word) => !isAddress(word))
      return [
        'oauth:',
        '  title: Keycloak',
        `  authorize-url: ${realm}/auth`,
        `  token-url: ${realm}/token`,
        `  userdata-url: ${realm}/userinfo`,
        '  username: preferred_username',
        '  scopes: [openid, profile]',
        ...(groups.length > 0 ? ['  groups-claim: groups', `  groups: ${flow(groups)}`] : []),
        ...(groups.length > 0 ? [] : ['everyone: true']),
      ]
    },
  },
  canvas: {
    title: 'people of courses in Canvas, who open the hub from there',
    allow: 'the address of your Canvas, such as https://canvas.example.edu, and the client ID, once it has given one',
    isEnough: (allow) => allow.some(isAddress),
    admins: 'names that Canvas gives; one of your invention, until you have opened the hub from there',
    lines: (allow) => {
      const [id = '1'] = allow.filter((word) => !isAddress(word))
      return [
        '# docs/sign-in-setup.md has what to do in Canvas, which then tells the client ID. These three addresses',
        '# are those of Canvas as Instructure runs it.',
        'lti:',
        '  username: sub',
        '  platform:',
        '    issuer: https://canvas.instructure.com',
        '    authorize-url: https://sso.canvaslms.com/api/lti/authorize_redirect',
        '    keys-url: https://sso.canvaslms.com/api/lti/security/jwks',
        `    client-ids: [${JSON.stringify(id)}]`,
        'everyone: true',
        `start-at: ${allow.find(isAddress)}`,
      ]
    },
  },
  ldap: {
    title: 'names and passwords of a directory, LDAP or Active Directory',
    allow:
      'the server, and where people stand in it, such as ldap.example.edu,uid={username},ou=people,dc=example,dc=edu',
    isEnough: ([, person = '']) => person.includes('{username}'),
    admins: 'names in the directory',
    lines: ([server, ...person]) => [
      'ldap:',
      `  server: ${server}`,
      `  person: ${JSON.stringify(person.join(','))}`,
      'everyone: true',
    ],
  },
  native: {
    title: 'names and passwords that the hub keeps itself',
    allow: 'names of people',
    admins: 'names of people',
    lines: (allow) => ['native: { sign-up: approved }', ...(allow.length > 0 ? [`users: ${flow(allow)}`] : [])],
  },
  none: {
    title: 'not at all: whoever comes gets a throw-away name, and nothing is kept',
    allow: undefined,
    admins: undefined,
    lines: () => ['temporary: {}'],
    beside: ['home: { kind: none }', 'cull: { users: true }'],
  },
}

const isAddress = (word: string): boolean => word.startsWith('https://')

/** The block `auth:` of a hub, and what goes with it. */
export function authLines(name: string, { allow, admins }: { allow?: string; admins?: string }): string[] {
  const named = parts(admins)
  return [
    'auth:',
    ...signIns[name]!.lines(parts(allow)).map((line) => `  ${line}`),
    ...(named.length > 0 ? [`  admins: ${flow(named)}`] : []),
    ...(signIns[name]!.beside ?? []),
  ]
}

const domains = (allow: readonly string[]): string[] => (allow.length > 0 ? [`domains: ${flow(allow)}`] : [])

const braced = (rules: readonly string[]): string => (rules.length > 0 ? `{ ${rules.join(', ')} }` : '{}')
