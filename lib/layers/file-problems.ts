/** What may be wrong with an input as a file, before anybody asks what it says: its name, its code, its YAML. */
import { defineProblems } from '../diagnostics.ts'

interface Named {
  kind: string
  name: string
}

const FILE_KINDS =
  'Inputs are `profiles/<name>.yaml` and, in `communities/<community>/`, `community.yaml`, `cluster.yaml`, ' +
  '`hubs/<hub>.yaml`, `profiles/<name>.yaml`, `code/<name>.py`, ' +
  '`pages/<name>/templates/<page>.html`, `pages/<name>/static/`.'

export const fileProblems = defineProblems({
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
  'unread-file': {
    severity: 'warning',
    message: 'hubloom does not read this file, which looks as if it were meant to be an input',
    help:
      `${FILE_KINDS} What is no input goes elsewhere, or begins with a dot; notes of people may end in \`.md\` or ` +
      '`.txt`.',
    why: 'A copy or a slip in the ending looks like a hub to whoever reads the folder, and is none.',
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
    help: 'Write a name, a colon and a value on each line.',
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
})
