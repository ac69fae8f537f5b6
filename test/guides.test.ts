/**
 * The pages of docs/ that lead through something: their files build, their commands of hubloom, make and kubectl are
 * commands that there are. docs/start.md is run as a whole by test/adopter.test.ts.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { globSync } from 'glob'
import { describe, expect, it } from 'vitest'
import { commands } from '../lib/cli/index.ts'
import { HUB, complete, examples } from './examples.ts'
import { compileTexts, fleet, lines, outputTexts } from './fleet.ts'
import { GUIDES } from './guides.ts'

const guides = GUIDES.map((guide) => ({ ...guide, text: readFileSync(`docs/${guide.page}.md`, 'utf8') }))

/** Commands of a page, in blocks and in sentences, a line each. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, body]) =>
    body!.replaceAll(/\\\n\s*/g, '').split('\n'),
  )
  const spans = [...text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/`((?:npx hubloom|make|kubectl) [^`]+)`/g)]
  return [...blocks, ...spans.map(([, words]) => words!)]
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

const COMMON = ['--root', '--json', '--help', '--version']

/** What is wrong with the words after `npx hubloom`. */
function hubloomFault(words: readonly string[]): string | undefined {
  const command = commands.find(({ name }) => name === words[0])
  if (!command) return words[0]!.startsWith('--') && COMMON.includes(words[0]!) ? undefined : `no command ${words[0]}`
  const flags = [...COMMON, ...(command.options ?? []).map((option) => /--[a-z-]+/.exec(option.flags)![0])]
  const unknown = words.filter((word) => word.startsWith('--') && !flags.includes(word.split('=')[0]!))
  return unknown.length > 0 ? `${command.name} has no ${unknown.join(', ')}` : undefined
}

/** Where an engine installs the releases, make has targets for the rest. */
const ofEngine = readFileSync('test/cases/deploy-argocd/dist/reef/Makefile', 'utf8').replaceAll('prod', 'north')
const makefiles = [
  ...[...outputTexts(fleet())].filter(([path]) => path.endsWith('/Makefile')).map(([, text]) => text),
  ofEngine,
]
const targets = new Set(
  makefiles.flatMap((text) => [...text.matchAll(/^([a-z][a-z0-9-]*):/gm)].map(([, name]) => name!)),
)
/** What each hub has targets for: `apply-` and the like. */
const perHub = [...targets].filter((name) => name.endsWith('-north')).map((name) => name.slice(0, -'north'.length))

const isTarget = (name: string): boolean =>
  targets.has(name) ||
  perHub.some((prefix) => name.startsWith(prefix) && /^(?:<hub>|[a-z-]+)$/.test(name.slice(prefix.length)))

function makeFault(words: readonly string[]): string | undefined {
  const wrong = words.filter((word) => !/^[A-Z_]+=/.test(word) && !isTarget(word))
  return wrong.length > 0 ? `no target ${wrong.join(', ')}` : undefined
}

const bundles = [...outputTexts(fleet()), ...outputTexts(compileTexts(complete(new Map([[HUB, '']]))))]
const namespaces = new Set(['<namespace>', '<old-namespace>', ...namesIn(/--namespace ([a-z-]+)/g)])
/** The first two are the chart's, as test/real has them. */
const deployments = new Set(['proxy', 'autohttps', ...namesIn(/\bdeployment\/([a-z-]+)/g)])

function namesIn(pattern: RegExp): string[] {
  return bundles.flatMap(([, text]) => [...text.matchAll(pattern)].map(([, name]) => name!))
}

const helps = new Map<string, string>()
/** What `kubectl VERB --help` and `kubectl options` say; undefined where there is no kubectl. */
function helpOf(verb: string): string | undefined {
  const ask = (...words: string[]): string | undefined => {
    const { status, stdout } = spawnSync('kubectl', words, { encoding: 'utf8' })
    return status === 0 ? stdout : undefined
  }
  if (!helps.has(verb)) helps.set(verb, `${ask(verb, '--help') ?? ''}${ask('options') ?? ''}`)
  return helps.get(verb) === '' ? undefined : helps.get(verb)
}

/** Its verb and flags are kubectl's; the namespace and the deployments are some that bundles speak of. */
function kubectlFault(words: readonly string[]): string | undefined {
  const own = words.slice(1, words.includes('--') ? words.indexOf('--') : words.length)
  const [verb = '', what = ''] = own
  if (what === '') return undefined
  const help = helpOf(verb)
  const flags = own.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]!)
  const namespace = own[own.indexOf('--namespace') + 1]!
  const wrong = [
    ...flags.filter((flag) => help !== undefined && !help.includes(`${flag}=`)),
    ...(isOfCluster(verb, what) || namespaces.has(namespace) ? [] : [`namespace ${namespace}`]),
    ...own.filter((word) => word.startsWith('deployment/') && !deployments.has(word.slice('deployment/'.length))),
  ]
  return wrong.length > 0 ? `kubectl ${verb}: no ${wrong.join(', ')}` : undefined
}

/** What is in no namespace, and files that say theirs themselves. */
const isOfCluster = (verb: string, what: string): boolean =>
  verb === 'config' || verb === 'apply' || /^(nodes|persistentvolumes?|storageclasses)$/.test(what)

/** Each command of a pipe. */
function faultOf(line: string): string | undefined {
  return line
    .split(/\s\|\s/)
    .map(faultOfOne)
    .find((fault) => fault !== undefined)
}

function faultOfOne(line: string): string | undefined {
  const words = line.split(/\s+/)
  if (line.startsWith('npx hubloom ')) return hubloomFault(words.slice(2))
  if (words[0] === 'make') return makeFault(words.slice(1))
  if (words[0] === 'kubectl') return kubectlFault(words)
  return undefined
}

/** Every page for people but the table of problems, whose words are a problem's own. */
const pages = ['README.md', ...globSync('docs/**/*.md', { ignore: 'docs/checks.md' }).sort()]

it.each(pages)('%s names commands that there are', (page) => {
  // what stands below is for the repository, which has a Makefile of its own
  const [text] = readFileSync(page, 'utf8').split('## For those who change it')
  const faults = commandsOf(text!).flatMap((line) => {
    const fault = faultOf(line)
    return fault === undefined ? [] : [`${line}: ${fault}`]
  })
  expect(faults).toEqual([])
})

describe.each(guides.map((guide) => [guide.page, guide] as const))('docs/%s.md', (_, { title, text }) => {
  it('has the title that the index names', () => expect(text.split('\n')[0]).toBe(`# ${title}`))

  const all = examples(text)
  it.each(all.map(({ heading, files }, i) => [`${i + 1}: ${heading}`, files] as const))(
    'builds example %s',
    (_, files) => {
      const { diagnostics } = compileTexts(complete(files))
      expect(lines(diagnostics)).toBe('')
    },
  )
})

it('finds commands that there are not', () => {
  const page =
    '`make aply`, `npx hubloom chek`\n```sh\nnpx hubloom new hub a/b \\\n  --dommain x\nmake apply-course\n```\n'
  expect(commandsOf(page).map(faultOf)).toEqual([
    'new has no --dommain',
    undefined,
    'no target aply',
    'no command chek',
  ])
})

it.each([
  ['GitHub', ['/hub/oauth_callback']],
  ['Canvas, by LTI 1.3', ['/hub/lti13/oauth_callback', '/hub/lti13/config']],
])('docs/sign-in-setup.md names the addresses for %s that the bundle names', (heading, addresses) => {
  const text = readFileSync('docs/sign-in-setup.md', 'utf8')
  const { files } = examples(text).find((example) => example.heading === heading)!
  const readme = outputTexts(compileTexts(complete(files))).get('reef-lab/README.md')
  for (const address of addresses) {
    expect(text).toContain(`\`https://<domain>${address}\``)
    expect(readme).toContain(`\`https://hub.reef.example.org${address}\``)
  }
})
