/** What may be wrong with what one input says, or with how layers lie on each other. */
import { defineProblems, listed } from '../diagnostics.ts'
import { bySimilarity, didYouMean } from '../similar.ts'

/** What a schema says of a setting. */
export interface About {
  description?: string
  /** What a text is: a size, a duration, a name. */
  kind?: string
  example?: unknown
  /** What a text has to match, where neither its kind nor a better spelling says it. */
  pattern?: string
}

/** What stands at a place instead of what should: a scalar as it is written, or which other thing. */
export interface WrittenValue {
  type: 'string' | 'number' | 'boolean' | 'map' | 'list' | 'set' | 'null' | 'conflict' | 'nothing'
  text?: string
}

interface OfSetting {
  setting: string
}

const REPLACE_SECRET = 'What was committed once is known: replace it where it was made.'

const writeText = (write: string | undefined): string => (write === undefined ? '' : `Write \`${write}\`. `)

/** More names than people read in a line. */
const MANY = 10

interface UnknownKey {
  key: string
  /** What says it now. */
  instead?: string
  near?: string
  elsewhere: readonly string[]
  known: readonly string[]
}

export const inputProblems = defineProblems({
  // against the schema
  'unknown-key': {
    severity: 'error',
    message: ({ setting }: OfSetting) => `there is no setting \`${setting}\``,
    help: ({ key, instead, near, elsewhere, known }: UnknownKey) => {
      if (instead !== undefined) return `Write \`${instead}\`.`
      if (near !== undefined) return `Did you mean \`${near}\`?`
      if (elsewhere.length > 0)
        return `Did you mean ${elsewhere.map((place) => `\`${place}\``).join(' or ')}? It belongs there.`
      const shown = known.length > MANY ? bySimilarity(key, known).slice(0, MANY) : known
      const more = known.length > MANY ? ` and ${known.length - MANY} more` : ''
      return `Here can stand: ${listed(shown) || 'nothing'}${more}. docs/settings.md lists every setting.`
    },
  },
  'missing-setting': {
    severity: 'error',
    message: ({ setting }: OfSetting) => `\`${setting}\` is missing`,
    help: ({ below, about }: { below?: string; about: About }) =>
      `Write it${below === undefined ? '' : ` below \`${below}\``}. ${aboutText(about)}`,
  },
  'fill-in': {
    severity: 'error',
    message: ({ setting }: OfSetting) => `\`${setting}\` is still to be filled in`,
    help: ({ about }: { about: About }) => `Write it in place of \`FILL-IN\`. ${aboutText(about)}`,
    why: 'Only who owns the account knows what belongs there; until then nothing can be made of it.',
  },
  'bad-name/setting': {
    severity: 'error',
    message: ({ key, setting }: OfSetting & { key: string }) => `\`${key}\` cannot be a name in \`${setting}\``,
    help: ({ pattern, write, names }: { pattern: string; write?: string; names?: string }) =>
      `${writeText(write)}${names ?? `Names here match \`${pattern}\`.`}`,
  },
  'wrong-type/set': {
    severity: 'error',
    message: ({ setting }: OfSetting) => `\`${setting}\` is a set`,
    help: ({ write, about }: { write?: string; about: About }) =>
      `${writeText(write)}A list adds to it, ` +
      '`{only: […]}` replaces what is inherited, `{remove: […]}` takes out of it. ' +
      aboutText(about),
  },
  'wrong-type': {
    severity: 'error',
    message: ({ setting, types, written }: OfSetting & { types: readonly string[]; written: WrittenValue }) =>
      `\`${setting}\` has to be ${typesText(types)}, and here is ${writtenText(written)}`,
    help: ({ write, about }: { write?: string; about: About }) => `${writeText(write)}${aboutText(about)}`,
  },
  'wrong-value/choice': {
    severity: 'error',
    message: ({ setting, value }: OfSetting & { value: string }) => `\`${setting}\` cannot be ${value}`,
    help: ({ near, allowed }: { near?: string; allowed: readonly string[] }) =>
      `${near === undefined ? '' : `Did you mean \`${near}\`? `}It is one of ${listed(allowed)}.`,
  },
  'wrong-value': {
    severity: 'error',
    message: ({ setting, value, rule, limit }: OfSetting & { value: string; rule: string; limit?: number }) =>
      `\`${setting}\` cannot be ${value}${RULES[rule]?.(limit) ?? ''}`,
    help: ({ write, about }: { write?: string; about: About }) => `${writeText(write)}${aboutText(about)}`,
  },
  'secret-in-input': {
    severity: 'error',
    message: ({ setting }: OfSetting) => `\`${setting}\` looks like a secret`,
    help: `Take it out. ${REPLACE_SECRET}`,
    source: 'docs.github.com, "Removing sensitive data from a repository"',
  },
  'secret-in-input/code': {
    severity: 'error',
    message: 'this line looks as if a secret stood in it',
    help: `Take it out, and read it from the environment of the hub. ${REPLACE_SECRET}`,
  },
  'secret-in-input/file': {
    severity: 'error',
    message: 'this line looks as if a secret stood in it',
    help: `Take it out, and name a Kubernetes Secret by \`secret:\` in place of \`from:\`. ${REPLACE_SECRET}`,
  },
  'secret-in-input/names-secret': {
    severity: 'error',
    message: ({ setting }: OfSetting) => `\`${setting}\` names a Kubernetes Secret, and here stands a secret itself`,
    help: ({ example }: { example?: string }) =>
      `Write the name of the Secret${example === undefined ? '' : `, such as \`${example}\``}. ${REPLACE_SECRET}`,
  },
  'secret-in-input/variable': {
    severity: 'error',
    message: ({ setting }: OfSetting) => `\`${setting}\` looks like a secret`,
    help: ({ variable }: { variable: string }) =>
      'Put it into a Kubernetes Secret, take this line out, and write `overrides: { helm: { jupyterhub: ' +
      `{ singleuser: { extraEnv: { ${variable}: { name: ${variable}, valueFrom: { secretKeyRef: ` +
      `{ name: ${variable.toLowerCase().replace(/_/g, '-')}, key: value } } } } } } } }\`. ${REPLACE_SECRET}`,
  },

  // layers on each other
  'missing-profile/base': {
    severity: 'error',
    message: 'there is no base profile',
    help: 'Every default stands in `profiles/base.yaml`; fetch it from the project.',
  },
  'missing-profile': {
    severity: 'error',
    message: ({ profile }: { profile: string }) => `there is no profile \`${profile}\``,
    help: ({ profile, known, community }: { profile: string; known: readonly string[]; community: string }) =>
      `${didYouMean(profile, known)}There are ${listed(known) || 'none'}. A profile is a file in \`profiles/\` or in ` +
      `\`communities/${community}/profiles/\`.`,
  },
  'unused-profile': {
    severity: 'warning',
    message: ({ profile, community }: { profile: string; community: string }) =>
      `no hub of ${community} stands on its profile \`${profile}\``,
    help: ({ profile }: { profile: string }) => `Name it in a hub, \`profile: ${profile}\`, or remove the file.`,
  },
  'profile-cycle': {
    severity: 'error',
    message: ({ files }: { files: readonly string[] }) =>
      `profiles extend each other in a circle: ${files.join(' → ')}`,
    help: 'Take one `extends:` out.',
  },
  'profiles-disagree': {
    severity: 'error',
    message: ({ hub, setting }: OfSetting & { hub: string }) => `the profiles of ${hub} disagree on \`${setting}\``,
    help: ({ setting }: OfSetting) =>
      `Say \`${setting}\` in the hub's or the community's file, or let one profile extend the other.`,
  },
  'empty-key': {
    severity: 'warning',
    message: ({ setting }: OfSetting) =>
      `nothing stands after \`${setting}:\`, which takes out what is inherited, as \`null\` does`,
    help: 'Write what it is to be, or leave the line out; where the inherited one is to go, write `null`.',
    why: 'A key whose lines were taken out, or lost their indentation, would drop all that is inherited in silence.',
  },
  'cannot-remove': {
    severity: 'warning',
    message: ({ setting, member }: OfSetting & { member?: string }) =>
      `${member === undefined ? '' : `\`${member}\` of `}\`${setting}\` is not there to be taken out`,
    help: 'Correct the name, or leave the line out.',
  },
  'cannot-remove/override': {
    severity: 'warning',
    message: ({ setting, member }: OfSetting & { member?: string }) =>
      `${member === undefined ? '' : `\`${member}\` of `}\`${setting}\` is not there to be taken out`,
    help:
      'In overrides, `null` takes out what a profile or the community overrides; to change what hubloom or a chart ' +
      'says, write the value you want.',
  },
})

/** Why a value does not do, by the keyword of JSON Schema. */
const RULES: Readonly<Record<string, (limit: number | undefined) => string>> = {
  minimum: (limit) => `: it is at least ${limit}`,
  maximum: (limit) => `: it is at most ${limit}`,
  maxLength: (limit) => `: it has at most ${limit} characters`,
  minLength: () => ': it is empty',
  uniqueItems: () => ': something stands in it twice',
}

/** Whoever wrote `16G` gets a little more with `16Gi`. */
const BINARY = 'Units are binary: `1Gi` is 1.07 GB, and `1Mi` 1.05 MB.'

export const KINDS: Readonly<Record<string, string>> = {
  size: `It is a size such as \`16Gi\`, \`512Mi\` or \`1.5Gi\`. ${BINARY}`,
  'size or `none`': `It is a size such as \`16Gi\`, \`512Mi\` or \`1.5Gi\`, or \`none\`. ${BINARY}`,
  duration: 'It is a time span such as `30m`, `12h` or `7d`.',
  'duration or `never`': 'It is `never`, or a time span such as `30m`, `12h` or `7d`.',
  'name of a person, without `/`': 'It has no `/` in it, and no blank at its ends.',
  '`provider`, `click` or a URL': 'An address begins with `https://`.',
  email: 'It is an e-mail address.',
  date: 'It is a date such as `2027-01-18`.',
  name: 'Names have lower-case letters, digits and hyphens.',
  domain: 'It is a host name in lower case, without `https://`.',
  image: 'It is an image with its registry and a fixed tag or digest.',
  url: 'It begins with `https://`.',
  origin: 'It is a scheme and a host, with a port where there is one: no path, and no `/` at the end.',
  'host and port': 'It is a name, or a host and a port as `sftp.example.org:22`: no path and no `tcp://`.',
  package: 'It is the name of a package, `==` and a version: no address and no option of pip.',
  'field of a pod': 'Kubernetes lists these fields under "Downward API"; labels are `metadata.labels[\'name\']`.',
  'word or path':
    'A path begins with `/`; what is no letter or digit in it is written as in an address, a blank as `%20`.',
}

function aboutText({ description, kind, example, pattern }: About): string {
  return [
    description ?? 'See docs/settings.md.',
    ...(kind !== undefined && KINDS[kind] ? [KINDS[kind]] : []),
    ...(pattern === undefined ? [] : [`It has to match \`${pattern}\`.`]),
    ...(example === undefined ? [] : [`Example: \`${JSON.stringify(example)}\`.`]),
  ].join(' ')
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  object: 'a map',
  array: 'a list',
}

const typesText = (types: readonly string[]): string =>
  types.map((type) => TYPES[type] ?? type).join(' or ') || 'something else'

function writtenText({ type, text }: WrittenValue): string {
  switch (type) {
    case 'string':
      return `the text ${text}`
    case 'number':
      return `the number ${text}`
    case 'boolean':
      return `\`${text}\``
    case 'null':
    case 'nothing':
      return type
    default:
      return `a ${type}`
  }
}
