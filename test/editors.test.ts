/** What editors show of the inputs, by the YAML language server that most of them use. */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { globSync } from 'glob'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node'
import { hub } from '../lib/start/hub.ts'
import { kinds } from '../lib/start/index.ts'
import { signIns } from '../lib/start/sign-in.ts'

const ALLOW: Readonly<Record<string, string>> = {
  github: 'reef-lab, reef-lab/students',
  google: 'bay.example.org',
  microsoft: 'bay.example.org',
  cilogon: 'https://idp.bay.example.edu/shibboleth, bay.example.edu',
  keycloak: 'https://login.bay.example.org/realms/bay, staff',
  canvas: 'https://canvas.bay.example.edu',
  ldap: 'ldap.bay.example.edu, uid={username}, ou=people, dc=bay, dc=example, dc=edu',
  native: 'ada, grace',
}

interface Diagnostic {
  message: string
  range: { start: { line: number } }
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hubloom-editors-')))
const entry = createRequire(import.meta.url).resolve('yaml-language-server/package.json')
const server = spawn(process.execPath, [join(dirname(entry), 'bin/yaml-language-server'), '--stdio'])
const told = new Map<string, (diagnostics: Diagnostic[]) => void>()
let connection: MessageConnection

beforeAll(async () => {
  cpSync('dist/schema', join(folder, 'dist/schema'), { recursive: true })
  connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin))
  connection.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => told.get(uri)?.(diagnostics),
  )
  // it asks for its settings, section by section; the schemas are those that files name in their first line
  connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) =>
      section === 'yaml' ? { validate: true, completion: true, hover: true, schemaStore: { enable: false } } : {},
    ),
  )
  connection.onRequest('client/registerCapability', () => null)
  connection.listen()
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { workspace: { configuration: true } },
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'fleet' }],
  })
  await connection.sendNotification('initialized', {})
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: {} })
})
afterAll(() => {
  connection.dispose()
  server.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens a file as an editor does, and gives what is underlined in it. */
async function open(path: string, text: string): Promise<Diagnostic[]> {
  const uri = uriOf(path)
  const diagnostics = new Promise<Diagnostic[]>((resolve) => told.set(uri, resolve))
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  })
  return diagnostics
}

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href
const HUB = 'communities/reef/hubs/prod.yaml'
const LINES = [
  '# yaml-language-server: $schema=../../../dist/schema/hub.json',
  'titel: Reef',
  'memory: { guarantee: 1Gi, limit: lots }',
  'home:',
  '  quota: 5Gi',
  '  ',
]
const at = (line: number, character: number) => ({ textDocument: { uri: uriOf(HUB) }, position: { line, character } })

describe('the YAML language server', () => {
  // opened all at once: the server waits a moment for more typing in each
  const files = new Map([...samples(), ...startedFiles()])
  const found = new Map<string, Promise<Diagnostic[]>>()
  beforeAll(() => files.forEach((text, path) => found.set(path, open(path, text))))

  it.each([...files.keys()])('underlines nothing in %s', async (path) => {
    expect(await found.get(path)).toEqual([])
  })

  it('underlines a misspelt setting and a value that cannot be, completes, and says what a setting is', async () => {
    const wrong = await open(HUB, LINES.join('\n'))
    expect(wrong.map(({ range }) => range.start.line).sort()).toEqual([1, 2])
    const completion = await connection.sendRequest<{ items: { label: string }[] }>(
      'textDocument/completion',
      at(LINES.length - 1, 2),
    )
    expect(completion.items.map(({ label }) => label)).toEqual(expect.arrayContaining(['people', 'kind', 'speed']))
    const hover = await connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', at(4, 3))
    expect(hover.contents.value).toContain('How much each person may keep')
  })
})

/** Those of the samples, by path. */
function samples(): [string, string][] {
  const paths = globSync('{communities,profiles}/**/*.yaml').sort()
  return paths.map((path) => [path, readFileSync(path, 'utf8')])
}

/** What `new` writes, by path. */
function startedFiles(): Map<string, string> {
  const answers = {
    community: 'bay',
    title: 'Bay: a "lab"',
    contact: 'it@bay.example.org',
    cloud: 'gcp',
    account: 'bay-hubs',
    region: 'us-central1',
    tenancy: 'shared',
    hub: 'course',
    'hub-title': 'Bay',
    domain: 'hub.bay.example.org',
    profile: 'courses',
    about: 'Courses.',
    extends: 'teaching',
    admins: 'eve@bay.example.org',
  }
  const signedIn = Object.keys(signIns).map((name) => ({
    ...answers,
    hub: name,
    'sign-in': name,
    allow: ALLOW[name] ?? '',
  }))
  return new Map([
    ...kinds.filter(({ name }) => name !== 'hub').flatMap((kind) => [...kind.files(answers)]),
    ...signedIn.flatMap((each) => [...hub.files(each)]),
  ])
}
