/** Everything that may be wrong with one input file, or with how files lie on each other. */
import { bySimilarity } from '../similar.ts'
import { defineProblems, listed } from '../diagnostics.ts'
import { didYouMean } from '../similar.ts'

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
interface Named {
  kind: string
  name: string
}

const REPLACE_SECRET = 'What was committed once is known: replace it where it was made.'

const writeText = (write: string | undefined): string => (write === undefined ? '' : `Write \`${write}\`. `)

const FILE_KINDS =
  'Inputs are `profiles/<name>.yaml` and, in `communities/<community>/`, `community.yaml`, `cluster.yaml`, ' +
  '`hubs/<hub>.yaml`, `profiles/<name>.yaml`, `code/<name>.py`, ' +
  '`pages/<name>/templates/<page>.html`, `pages/<name>/static/`.'

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
  // files
  'stray-file': {
    severity: 'error',
    message: 'hubloom does not read a file of this name or in this folder',
    help: FILE_KINDS,
  },
  'stray-file/folder': {
    severity: 'error',
    message: 'this is a folder with the name of a file',
    help: 'Rename it, or put a file in its place.',
  },
  'stray-file/special': {
    severity: 'error',
    message: 'this is no ordinary file',
    help: 'Put a text file here, or remove it.',
  },
  'outside-root': {
    severity: 'error',
    message: 'this link leads out of the folder, or nowhere',
    help: 'Put the file itself here. hubloom reads nothing outside the folder it runs in.',
  },
  'outside-root/folder': {
    severity: 'error',
    message: 'a link to a folder is not followed',
    help: 'Put the folder itself here.',
  },
  'file-too-large': {
    severity: 'error',
    message: ({ kilobytes, most }: { kilobytes: number; most: number }) =>
      `the file has ${kilobytes} kB; an input may have ${most}`,
    help: 'Settings are short: move data elsewhere, or split the file.',
  },
  'missing-community-file': {
    severity: 'error',
    message: ({ community }: { community: string }) => `the folder of \`${community}\` has no community.yaml`,
    help: "Write one with the community's `name:`, or remove the folder.",
  },
  'bad-name/form': {
    severity: 'error',
    message: ({ kind, name }: Named) => `\`${name}\` cannot be the name of a ${kind}`,
    help: 'Names have lower-case letters, digits and hyphens, and begin with a letter.',
  },
  'bad-name/long': {
    severity: 'error',
    message: ({ kind, name }: Named) => `\`${name}\` is too long for the name of a ${kind}`,
    help: ({ most }: { most: number }) => `At most ${most} characters; the title may be as long as you like.`,
  },
  'bad-name/reserved': {
    severity: 'error',
    message: ({ kind, name }: Named) => `\`${name}\` is reserved and cannot be the name of a ${kind}`,
    help: 'Choose another name.',
  },
  'bad-name/base': {
    severity: 'error',
    message: 'a community has no base profile of its own',
    help: 'Write what all its hubs share below `hubs:` in its community.yaml.',
  },

  // code
  'python-syntax': {
    severity: 'error',
    message: ({ reason }: { reason: string }) => `this is not valid Python: ${reason}`,
    help: 'Correct it: with code that it cannot read, the hub would not start.',
  },
  'python-syntax/deep': {
    severity: 'error',
    message: 'the code is nested too deep to be read',
    help: 'Name parts of it, or move data elsewhere.',
  },

  'template-syntax': {
    severity: 'error',
    message: ({ reason }: { reason: string }) => `this is not a valid template: ${reason}`,
    help: 'Correct it: with a template that it cannot read, the hub shows an error in place of the page.',
  },

  // YAML
  'yaml-syntax': {
    severity: 'error',
    message: ({ reason }: { reason: string }) => `this is not valid YAML: ${reason}`,
    help: 'Correct the line; indentation is two spaces, and text with `: ` or ` #` in it needs quotes.',
  },
  'yaml-syntax/key': {
    severity: 'error',
    message: 'a key has to be text',
    help: 'Write `name: value`.',
  },
  'empty-file': {
    severity: 'error',
    message: 'the file says nothing',
    help: 'Write its settings, or remove the file.',
  },
  'too-deep': {
    severity: 'error',
    message: ({ most }: { most: number }) => `the file is nested more than ${most} levels deep`,
    help: 'Settings need fewer than ten levels; flatten it.',
  },
  'forbidden-character': {
    severity: 'error',
    message: ({ character }: { character: string }) => `an invisible or control character, U+${character}, stands here`,
    help: 'Delete it: it shows people something else than what is written.',
    source: 'CVE-2021-42574',
  },
  'forbidden-key': {
    severity: 'error',
    message: ({ key }: { key: string }) => `\`${key}\` cannot be used as a name`,
    help: 'Choose another name.',
  },
  'duplicate-key': {
    severity: 'error',
    message: ({ key }: { key: string }) => `\`${key}\` is written twice`,
    help: 'Keep one of them.',
  },
  'bad-name/key': {
    severity: 'error',
    message: ({ length, most }: { length: number; most: number }) =>
      `a name has ${length} characters; it may have ${most}`,
    help: 'Choose a shorter one.',
  },
  'alias/bomb': {
    severity: 'error',
    message: ({ values, levels }: { values: number; levels: number }) =>
      `the file expands to more than ${values} values or ${levels} levels`,
    help: 'Write the values out instead of repeating them with `*aliases`.',
  },
  'alias/many': {
    severity: 'error',
    message: ({ most }: { most: number }) => `the file has more than ${most} aliases`,
    help: 'Put what repeats into a profile.',
  },
  'alias/unknown': {
    severity: 'error',
    message: ({ alias }: { alias: string }) => `nothing is called \`&${alias}\` above this line`,
    help: 'Write the value itself.',
  },
  'wrong-type/file': {
    severity: 'error',
    message: 'the file is not a map of settings',
    help: 'Begin with lines such as `domain: hub.example.org`.',
  },
  'wrong-type/scalar': {
    severity: 'error',
    message: 'this is neither text, a number, true, false nor null',
    help: 'Put it in quotes if it is text.',
  },
  'wrong-value/number': {
    severity: 'error',
    message: 'this number cannot be kept exactly',
    help: 'Put it in quotes if it is a name or an identifier.',
  },

  // settings against their schema
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
  origin: 'It is a scheme and a host, with a port where there is one: no path, no `/` at the end, and never `*`.',
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
