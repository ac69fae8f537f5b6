/** The command `replicate`: what it is told, what it refuses, and what it writes. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute, type Run } from '../lib/cli/main.ts'

const root = mkdtempSync(join(tmpdir(), 'hubloom-replicate-'))
const program = { version: '0.1.0', profiles: 'profiles' }
const run = (...words: string[]): Promise<Run> => execute(['--root', root, 'replicate', ...words], program)
const PLACE = ['--region', 'us-central1', '--account', 'hubs-123456']
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const write = (path: string, text: string): void => writeFileSync(join(root, path), text)

beforeAll(() => {
  cpSync('communities', join(root, 'communities'), { recursive: true })
  write('notes', 'a file\n')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('wrong usage writes nothing', () => {
  it.each([
    ['needs --out', ['polar-lab', '--cloud', 'gcp', ...PLACE]],
    ['did you mean polar-lab?', ['polar-lb', '--cloud', 'gcp', ...PLACE, '--out', 'new']],
    ['--account needs an answer\n       --region needs an answer', ['polar-lab', '--cloud', 'gcp', '--out', 'new']],
    ['--cloud needs one of gcp, aws, azure, not gpc', ['polar-lab', '--cloud', 'gpc', ...PLACE, '--out', 'new']],
    [
      'a region of Google Cloud, such as us-central1, not us-centrl1',
      ['polar-lab', '--cloud', 'gcp', '--region', 'us-centrl1', '--account', 'hubs-123456', '--out', 'new'],
    ],
    [
      'AWS account number (in quotes), such as 000000000000, not hubs',
      ['polar-lab', '--cloud', 'aws', '--region', 'us-west-2', '--account', 'hubs', '--out', 'new'],
    ],
    [
      '--account 000000000000 is where its hubs run now',
      ['polar-lab', '--cloud', 'aws', '--region', 'us-east-1', '--account', '000000000000', '--out', 'new'],
    ],
    ['--domain needs a domain', ['polar-lab', '--cloud', 'gcp', ...PLACE, '--domain', 'a b', '--out', 'new']],
    ['communities is not empty (', ['polar-lab', '--cloud', 'gcp', ...PLACE, '--out', 'communities']],
    [`${root}/notes is a file; name`, ['polar-lab', '--cloud', 'gcp', ...PLACE, '--out', 'notes']],
    [`${root}/notes is a file; name`, ['polar-lab', '--cloud', 'gcp', ...PLACE, '--out', 'notes/new']],
  ])('%s', async (message, words) => {
    const { code, err } = await run(...words)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
    expect(existsSync(join(root, 'new'))).toBe(false)
  })

  it('a community without hubs', async () => {
    mkdirSync(join(root, 'communities/empty'))
    write('communities/empty/community.yaml', 'name: Empty\ncontact: ops@example.org\n')
    const { code, err } = await run('empty', '--cloud', 'gcp', ...PLACE, '--out', 'new')
    rmSync(join(root, 'communities/empty'), { recursive: true })
    expect([code, err]).toEqual([2, expect.stringContaining('empty has no hubs')])
  })

  it('a domain that is not its own, told with all else that is needed', async () => {
    const file = 'communities/coral-school/hubs/school.yaml'
    const before = read(file)
    write(file, before.replace('school.coral.example.org', 'school.commons.example.org'))
    const { code, err } = await run('coral-school', '--cloud', 'gcp', '--out', 'new')
    write(file, before)
    expect(code).toBe(2)
    expect(err).toMatch(
      /--account needs an answer\n +--region needs an answer\n +--domain needs a domain that is its own:/,
    )
  })
})

describe('addresses without a domain in common', () => {
  const files = ['staging', 'prod'].map((name) => `communities/polar-lab/hubs/${name}.yaml`)
  const texts = ['ice.commons.example.org', 'hub.polar.example.net']
  const words = ['polar-lab', '--cloud', 'gcp', ...PLACE]
  let before: string[]
  beforeAll(() => {
    before = files.map(read)
    for (const [i, file] of files.entries()) write(file, before[i]!.replace(/^domain: .*$/m, `domain: ${texts[i]}`))
  })
  afterAll(() => files.forEach((file, i) => write(file, before[i]!)))

  it('are not put below another all at once', async () => {
    const { code, err } = await run(...words, '--domain', 'polar.example.com', '--out', 'new')
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('--domain needs to be left out: the addresses of polar-lab'),
    ])
  })
  it('stay, and those that are not its own are told at their lines', async () => {
    const { code, out } = await run(...words, '--out', 'apart')
    expect(code).toBe(0)
    expect(out).toMatch(
      /read again {2}communities\/polar-lab\/hubs\/staging\.yaml:\d+: domain: ice\.commons\.example\.org: right/,
    )
    expect(out).not.toContain('domain: hub.polar.example.net')
  })
})

it('tells errors of its inputs, and no others', async () => {
  const file = 'communities/delta-hydrology/hubs/prod.yaml'
  const before = read(file)
  write(file, `${before}nonsense: 1\n`)
  const delta = await run('delta-hydrology', '--cloud', 'aws', '--yes', '--out', 'delta')
  const other = await run('coral-school', '--cloud', 'aws', '--yes', '--out', 'coral')
  write(file, before)
  expect([delta.code, delta.err]).toEqual([1, expect.stringContaining(`${file}:21:1: error[unknown-key]`)])
  expect(existsSync(join(root, 'delta'))).toBe(false)
  expect(other.code).toBe(0)
})

it('writes the repository with its bundle, and tells each loss with its line', async () => {
  const words = ['--cloud', 'gcp', '--region', 'us-central1', '--account', 'hubs-123456', '--domain', 'sky.example.com']
  const { code, out } = await run('aurora-observatory', ...words, '--out', 'sky')
  expect(code).toBe(0)
  expect(out).toContain('lost  communities/aurora-observatory/hubs/live.yaml:19: aws_s3_bucket: { scratch:')
  expect(read('sky/LOSSES.md')).toContain('| `communities/aurora-observatory/hubs/live.yaml:19` | ')
  expect(read('sky/communities/aurora-observatory/hubs/live.yaml')).toContain('domain: sky.example.com\n')
  expect(read('sky/dist/aurora-observatory/live/jupyterhub.values.yaml')).toContain('sky.example.com')
  expect(read('sky/README.md')).not.toContain('FILL-IN')
  expect(JSON.parse(read('sky/package.json'))).toMatchObject({ name: 'sky', devDependencies: { hubloom: '^0.1.0' } })
  const checked = await execute(['--root', join(root, 'sky'), 'check'], program)
  expect([checked.code, checked.out]).toEqual([0, expect.stringContaining('no problems')])
})

it("brings notes of the community that no input names, nobody else's, and neither links nor hidden files", async () => {
  const notes = {
    'polar-lab/NOTES.md': '# Whom to ask\n',
    'polar-lab/hubs/ice/plan.csv': 'a,b\n',
    'polar-lab/.env': 'TOKEN=x\n',
    'coral-school/NOTES.md': 'theirs\n',
  }
  mkdirSync(join(root, 'communities/polar-lab/hubs/ice'), { recursive: true })
  for (const [path, text] of Object.entries(notes)) write(`communities/${path}`, text)
  symlinkSync('../coral-school/NOTES.md', join(root, 'communities/polar-lab/link.txt'))
  const { code, out } = await run('polar-lab', '--cloud', 'gcp', ...PLACE, '--out', 'ice')
  for (const path of ['polar-lab/link.txt', ...Object.keys(notes)]) rmSync(join(root, 'communities', path))
  rmSync(join(root, 'communities/polar-lab/hubs/ice'), { recursive: true })
  expect(code).toBe(0)
  expect(out).toContain('wrote communities/polar-lab/NOTES.md\n')
  expect(read('ice/communities/polar-lab/NOTES.md')).toBe('# Whom to ask\n')
  expect(read('ice/communities/polar-lab/hubs/ice/plan.csv')).toBe('a,b\n')
  for (const path of ['communities/polar-lab/.env', 'communities/polar-lab/link.txt', 'communities/coral-school'])
    expect(existsSync(join(root, 'ice', path)), path).toBe(false)
})

it('brings pictures and code as they are, and says as data what is to be filled in', async () => {
  const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0xfe])
  mkdirSync(join(root, 'communities/aurora-observatory/pages/sky/static'), { recursive: true })
  writeFileSync(join(root, 'communities/aurora-observatory/pages/sky/static/sky.png'), picture)
  const words = ['--cloud', 'azure', '--yes', '--out', 'pictures', '--json']
  const { code, out } = await execute(['--root', root, 'replicate', 'aurora-observatory', ...words], program)
  rmSync(join(root, 'communities/aurora-observatory/pages/sky/static/sky.png'))
  expect(code).toBe(0)
  expect(readFileSync(join(root, 'pictures/communities/aurora-observatory/pages/sky/static/sky.png'))).toEqual(picture)
  const { fillIns } = JSON.parse(out) as { fillIns: { setting: string }[] }
  expect(fillIns.map(({ setting }) => setting)).toEqual(['region', 'account', 'admins'])
  expect(read('pictures/README.md')).toContain('| `communities/aurora-observatory/cluster.yaml:3` | `region` | ')
  const built = await execute(['--root', join(root, 'pictures'), 'build'], program)
  expect([built.code, built.err.match(/error\[fill-in\]/g)?.length]).toEqual([1, 3])
})
