/** The ways of signing in that a new hub can begin with. The others are in docs/sign-in.md. */
import { parts } from './question.ts'
import { flow, scalar } from './yaml.ts'

interface SignIn {
  /** What it is, for those who choose. */
  title: string
  /** What is asked of who may enter. */
  allow: string
  /** How admins are named. */
  admins: string
  /** Lines below `auth:`, without what is below `users` and `admins`. */
  lines: (allow: readonly string[]) => string[]
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
    lines: (allow) => {
      const isAddress = (word: string): boolean => word.startsWith('https://')
      const ids = allow.filter(isAddress).map((id) => `id: ${scalar(id)}`)
      const rules = [...ids, 'username: eppn', ...domains(allow.filter((word) => !isAddress(word)))]
      return [`cilogon: { providers: { university: ${braced(rules)} } }`]
    },
  },
  native: {
    title: 'names and passwords that the hub keeps itself',
    allow: 'names of people',
    admins: 'names of people',
    lines: (allow) => ['native: { sign-up: approved }', ...(allow.length > 0 ? [`users: ${flow(allow)}`] : [])],
  },
}

/** The block `auth:` of a hub. */
export function authLines(name: string, { allow, admins }: { allow?: string; admins?: string }): string[] {
  const named = parts(admins)
  return [
    'auth:',
    ...signIns[name]!.lines(parts(allow)).map((line) => `  ${line}`),
    ...(named.length > 0 ? [`  admins: ${flow(named)}`] : []),
  ]
}

const domains = (allow: readonly string[]): string[] => (allow.length > 0 ? [`domains: ${flow(allow)}`] : [])

const braced = (rules: readonly string[]): string => (rules.length > 0 ? `{ ${rules.join(', ')} }` : '{}')
