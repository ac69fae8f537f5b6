/** A hub that is a Binder. */
import { defineProblems } from '../diagnostics.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'binder-and-choices': {
    severity: 'error',
    message: ({ hub }: OfHub) => `${hub} is a Binder, which starts what a repository says, and yet people would choose`,
    help: 'Keep one environment and one size: `environments: { r: null }` takes an inherited one out.',
  },
  'binder-and-choices/building': {
    severity: 'error',
    message: ({ hub }: OfHub) => `${hub} has both BinderHub's page and the form that builds images`,
    help: 'Take `image-building` or `binder` out: both are BinderHub, and a hub has it once.',
  },
  'binder-and-choices/command': {
    severity: 'error',
    message: ({ hub }: OfHub) =>
      `nobody signs in to the Binder ${hub}, whose servers run a command of their own: \`command\` names another`,
    help: 'Take `command` out.',
  },
  'binder-pattern': {
    severity: 'error',
    message: ({ hub, pattern, reason }: OfHub & { pattern: string; reason: string }) =>
      `the pattern \`${pattern}\` of the Binder ${hub} cannot be used: ${reason}`,
    help: 'Write a regular expression that begins as `owner/name/ref` does, such as `^polar-lab/.*`.',
  },
  'cors-of-everybody': {
    severity: 'error',
    message: ({ hub }: OfHub) => `pages of everybody may ask ${hub}, where people sign in`,
    help: 'Name the applications, such as `https://app.example.org`: `*` is for a Binder with `auth: { nobody: {} }`.',
    why: 'A page that people only visit could use what their browser or a token that it came by lets them do.',
  },
  'binder-origins': {
    severity: 'error',
    message: ({ hub, count }: OfHub & { count: number }) =>
      `${count} applications may ask the Binder ${hub}, and BinderHub answers one or everybody`,
    help: ({ signsIn }: { signsIn: boolean }) => (signsIn ? 'Keep one.' : 'Keep one, or write `cors: ["*"]`.'),
    source: 'binderhub/app.py, `cors_allow_origin`: the value of Access-Control-Allow-Origin, which is one',
  },
  'binder-keeps-homes': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nobody signs in to the Binder ${hub}, so a home is made at each start that is lost`,
    help: 'Write `home: { kind: none, people: null, quota: null }`.',
  },
})

const choices = perHub(({ id: hub, binder, servers, hasChoices, settings }) => {
  if (binder === undefined) return []
  const at = settings.at(['binder'])
  if (servers.images.building) return [problems.raise('binder-and-choices/building', { at, args: { hub } })]
  return [
    ...(hasChoices ? [problems.raise('binder-and-choices', { at, args: { hub } })] : []),
    ...(!binder.signsIn && servers.command
      ? [problems.raise('binder-and-choices/command', { at: settings.at(['command']), args: { hub } })]
      : []),
  ]
})

const patterns = perHub(({ id: hub, binder, settings }) => {
  if (binder === undefined) return []
  return [
    ...binder.allowed.map((pattern) => ({ pattern, at: settings.at(['binder', 'allowed', pattern]) })),
    ...binder.banned.map((pattern) => ({ pattern, at: settings.at(['binder', 'banned', pattern]) })),
    ...Object.keys(binder.limits).map((pattern) => ({ pattern, at: settings.at(['binder', 'limits', pattern]) })),
  ].flatMap(({ pattern, at }) => {
    const reason = compileError(pattern)
    return reason === undefined ? [] : [problems.raise('binder-pattern', { at, args: { hub, pattern, reason } })]
  })
})

/** What Python and JavaScript read alike is enough for names of repositories. */
function compileError(pattern: string): string | undefined {
  try {
    new RegExp(pattern)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const homes = perHub(({ id: hub, binder, home, settings }) =>
  binder && !binder.signsIn && home.kind !== 'none'
    ? [problems.raise('binder-keeps-homes', { at: settings.nearest(['home', 'kind']), args: { hub } })]
    : [],
)

const origins = perHub(({ id: hub, binder, cors, settings }) => {
  const open = binder !== undefined && !binder.signsIn
  if (cors.includes('*') && !open)
    return [problems.raise('cors-of-everybody', { at: settings.at(['cors', '*']), args: { hub } })]
  if (binder === undefined || cors.length <= 1) return []
  const args = { hub, count: cors.length, signsIn: binder.signsIn }
  return [problems.raise('binder-origins', { at: settings.nearest(['cors']), args })]
})

export const binderRules: RuleSet = { problems, rules: [choices, patterns, origins, homes] }
