import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { state as s3 } from '../lib/clouds/aws/state.ts'
import { state as gcs } from '../lib/clouds/gcp/state.ts'
import { CLOUDS, everything } from './clouds/everything.ts'
import { compileTexts, outputTexts, writeFolder } from './fleet.ts'

test.each(CLOUDS)('on %s the README makes the place of the state before the first init', (cloud) => {
  const readme = outputTexts(everything(cloud)).get('tide/README.md')!
  const made = readme.search(
    /gcloud storage buckets create gs:\/\/tide-state|aws s3api create-bucket --bucket tide-state|az storage container create --name tide-state/,
  )
  expect(made).toBeGreaterThan(0)
  expect(made).toBeLessThan(readme.indexOf('terraform -chdir=cluster init'))
  expect(readme).not.toContain('PLACE')
})

test("closed to the public, with older versions; S3's first region takes no constraint", () => {
  const first = s3.create({ kind: 's3', bucket: 'reef-state', region: 'us-east-1' })
  expect(first.join('\n')).not.toContain('LocationConstraint')
  expect(s3.create({ kind: 's3', bucket: 'reef-state', region: 'us-west-2' }).join('\n')).toContain(
    'LocationConstraint=us-west-2',
  )
  expect(first.join('\n')).toMatch(/BlockPublicPolicy=true[\s\S]*Status=Enabled/)
})

test('where the cluster is at another cloud, the place of the bucket is for people to choose', () => {
  const state = { kind: 'gcs', bucket: 'reef-state' }
  expect(String(gcs.create(state)[0])).toContain('--location "$PLACE"')
  expect(String(gcs.create(state, { region: 'us-central1', account: 'reef-hubs' })[0])).toMatch(
    /--project reef-hubs .*us-central1/,
  )
})

const terraform = spawnSync('terraform', ['version']).status === 0

/** The commands of a section of a README, for one folder. */
const moveCommands = (readme: string, folder: string): string =>
  /### Move the state[\s\S]*?```bash\n([\s\S]*?)```/
    .exec(readme)![1]!
    .split('\n')
    .filter((line) => line.includes(`-chdir=${folder} `))
    .join('\n')

test.skipIf(!terraform)('a state moves by the commands of the README, and the plan after it changes nothing', () => {
  const inputs = {
    'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
    'communities/reef/cluster.yaml': 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n',
  }
  const readme = outputTexts(compileTexts(inputs)).get('reef/README.md')!
  expect(readme).toContain('**The state of Terraform is kept on one machine.**')
  const root = (path: string): string =>
    JSON.stringify({
      terraform: { backend: { local: { path } } },
      resource: { terraform_data: { home: { input: 1 } } },
    })
  const folder = mkdtempSync(join(tmpdir(), 'state-'))
  const run = (script: string) =>
    spawnSync('bash', ['-ec', script], {
      cwd: folder,
      encoding: 'utf8',
      input: '',
      env: { PATH: process.env['PATH'], HOME: folder },
    })
  try {
    writeFolder(folder, new Map([['cluster/main.tf.json', root('terraform.tfstate')]]))
    expect(run('terraform -chdir=cluster init && terraform -chdir=cluster apply -auto-approve').stderr).toBe('')
    writeFileSync(join(folder, 'cluster/main.tf.json'), root('moved.tfstate'))
    const { stdout, stderr } = run(moveCommands(readme, 'cluster'))
    expect(stderr).toBe('')
    expect(stdout.replace(/\u001b\[[0-9;]*m/g, '')).toContain('No changes.')
    expect(existsSync(join(folder, 'cluster/moved.tfstate'))).toBe(true)
    expect(readFileSync(join(folder, 'cluster/moved.tfstate'), 'utf8')).toContain('terraform_data')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
