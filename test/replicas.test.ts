/** Communities on other clouds, by the command line and with the package as it is published. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import { readFolder, repository } from './fleet.ts'
import { packInto, run } from './packed.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hubloom-replicas-')))
const PLACES: Readonly<Record<string, { region: string; account: string; admin: string }>> = {
  gcp: { region: 'us-central1', account: 'hubs-123456', admin: 'group:ops@example.org' },
  aws: { region: 'us-west-2', account: '222222222222', admin: 'arn:aws:iam::222222222222:role/ops' },
  azure: {
    region: 'westeurope',
    account: '99999999-0000-0000-0000-000000000000',
    admin: '11111111-0000-0000-0000-000000000000',
  },
}
/** Each community on one cloud, in turn, and with `LONG=1` on every one: each takes an installation. */
const all = repository.folders.flatMap((community, i) => {
  const names = Object.keys(clouds)
  const here = process.env['LONG'] === '1' ? names : [names[i % names.length]!]
  return here.map((cloud) => ({ community, cloud }))
})
let tarball = ''

const program = join(folder, 'node_modules', 'hubloom', 'bin', 'hubloom.js')
const hubloom = (...words: string[]) => run(process.execPath, [program, '--root', folder, ...words], folder)

beforeAll(() => {
  tarball = packInto(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  expect(run('npm', ['install', '--offline', '--no-audit', tarball], folder)).toMatchObject({ code: 0 })
  for (const name of ['communities', 'profiles']) cpSync(name, join(folder, name), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a person fills in; the billing account is the only other thing there may be. */
function fillIn(root: string, file: string, cloud: string): void {
  const { region, account, admin } = PLACES[cloud]!
  const text = readFileSync(join(root, file), 'utf8')
    .replace('region: FILL-IN', `region: ${region}`)
    .replace(/(\naccount: "?)FILL-IN/, `$1${account}`)
    .replace('[FILL-IN]', `["${admin}"]`)
    .replace('billing-account: FILL-IN', 'billing-account: 0A0A0A-0B0B0B-0C0C0C')
  writeFileSync(join(root, file), text)
}

describe.each(all)('$community on $cloud', ({ community, cloud }) => {
  const name = `${community}-on-${cloud}`
  const root = join(folder, name)
  const own = (...words: string[]) => run('npm', words, root)

  it('builds on its own, by npm ci, and is the same at every time', () => {
    const words = [community, '--cloud', cloud, '--yes', '--out']
    expect(hubloom('replicate', ...words, name)).toMatchObject({ code: 0 })
    expect(hubloom('replicate', ...words, `again/${name}`)).toMatchObject({ code: 0 })
    expect([...readFolder(root)]).toEqual([...readFolder(join(folder, 'again', name))])

    const manifest = join(root, 'package.json')
    const tested = readFileSync(manifest, 'utf8').replace(/"hubloom": "[^"]+"/, `"hubloom": "file:../${tarball}"`)
    writeFileSync(manifest, tested)
    expect(own('install', '--offline', '--no-audit', '--package-lock-only')).toMatchObject({ code: 0 })
    expect(own('ci', '--offline', '--no-audit')).toMatchObject({ code: 0 })
    const open = own('run', 'build')
    expect([open.code, open.out]).toEqual([1, expect.stringContaining('error[fill-in]: `account` is still')])
    fillIn(root, `communities/${community}/cluster.yaml`, cloud)
    expect(own('run', 'build')).toMatchObject({ code: 0 })
    const built = readFolder(join(root, 'dist'))
    expect(own('run', 'build')).toMatchObject({ code: 0, out: expect.stringContaining('dist/ is up to date') })
    expect([...readFolder(join(root, 'dist'))]).toEqual([...built])
    expect(own('test')).toMatchObject({ code: 0, out: expect.stringContaining('no problems') })
    expect([...built.keys()]).toContain(`${community}/cluster/main.tf.json`)
  })

  it('has its bundle at once where nothing is to be filled in, the same as it then builds', () => {
    const { region, account } = PLACES[cloud]!
    const words = ['--cloud', cloud, '--region', region, '--account', account, '--out', `whole/${name}`]
    expect(hubloom('replicate', community, ...words)).toMatchObject({ code: 0 })
    const whole = readFolder(join(folder, 'whole', name))
    const isOpen = [...whole.values()].some((text) => /\[FILL-IN\]|account: FILL-IN/.test(text))
    expect(whole.has(`dist/${community}/README.md`)).toBe(!isOpen)
    if (!isOpen)
      expect([...whole].filter(([path]) => path.startsWith('dist/'))).toEqual(
        [...readFolder(join(root, 'dist'))].map(([path, text]) => [`dist/${path}`, text]),
      )
  })
})
