/** The questions that `make preflight-cluster` asks, by bash against an `aws` that answers as AWS does. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { aws } from '../../../lib/clouds/aws/index.ts'
import { plans, type Extra } from './fleet.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs shell with an `aws` that writes down what it is asked, and answers by the first pattern that fits. */
function run(shell: string, answers: Record<string, string>): { status: number | null; asked: string } {
  const cases = Object.entries(answers).map(([pattern, answer]) => `  *"${pattern}"*) ${answer} ;;`)
  writeFileSync(
    join(folder, 'aws'),
    ['#!/bin/bash', `echo "$*" >> ${folder}/asked`, 'case "$*" in', ...cases, '  *) exit 1 ;;', 'esac', ''].join('\n'),
  )
  chmodSync(join(folder, 'aws'), 0o755)
  writeFileSync(join(folder, 'asked'), '')
  const { status } = spawnSync('bash', ['-eu', '-o', 'pipefail', '-c', shell], {
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
    encoding: 'utf8',
  })
  const asked = spawnSync('cat', [join(folder, 'asked')], { encoding: 'utf8' }).stdout
  return { status, asked }
}

const preflight = (extra: Extra) => aws.runbook(plans(extra).cluster).preflight!
const failing = (extra: Extra, answers: Record<string, string>): string[] =>
  preflight(extra)
    .filter(({ test: asks }) => run(String(asks), answers).status !== 0)
    .map(({ advice }) => advice)

const ROLE = 'arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/us-west-2/AWSReservedSSO_Admins_1'
const ADMINS: Extra = {
  cluster: `admins: ["${ROLE}", "arn:aws:iam::000000000000:user/ada", "arn:aws:iam::111111111111:role/guests"]\n`,
}
const WELL = {
  'get-role --role-name AWSReservedSSO_Admins_1 ': `echo ${ROLE}`,
  'get-user --user-name ada ': 'echo arn:aws:iam::000000000000:user/ada',
  'Values=us-west-2a,us-west-2b ': 'echo 2',
  'location,Values=us-west-2a Name=instance-type,Values=r5.large,r5.xlarge ': 'echo 2',
}

describe('before an apply', () => {
  test('nothing is wrong where all is there; other accounts are not asked', () => {
    expect(failing(ADMINS, WELL)).toEqual([])
    expect(preflight(ADMINS)).toHaveLength(4)
  })
  test('a role that is not there, or has another path, is told', () => {
    expect(failing(ADMINS, { ...WELL, 'get-role --role-name AWSReservedSSO_Admins_1 ': 'exit 254' })).toEqual([
      expect.stringContaining(ROLE),
    ])
    const bare = { 'get-role --role-name AWSReservedSSO_Admins_1 ': 'echo arn:aws:iam::000000000000:role/AWSReserved' }
    expect(failing(ADMINS, { ...WELL, ...bare })).toEqual([expect.stringContaining('another path')])
  })
  test('a zone that the account lacks, or a machine that the first zone lacks, is told', () => {
    expect(failing({}, { ...WELL, 'Values=us-west-2a,us-west-2b ': 'echo 1' })).toEqual([
      expect.stringContaining('us-west-2a, us-west-2b'),
    ])
    expect(failing({}, { 'location,Values=us-west-2a ': 'echo 1', ...WELL })).toEqual([
      expect.stringContaining('r5.large, r5.xlarge'),
    ])
  })
})

describe('a higher minimum', () => {
  const commands = aws.runbook(plans({ cluster: 'pools: { min: 2 }\n' }).cluster).beforeApply!.map(String)
  const user = commands.find((command) => command.includes('user-r5-xlarge-a'))!
  const has = (count: string) => run(user, { describe: count, update: 'true', wait: 'true' })

  test('is for each pool that keeps machines on', () => expect(commands).toHaveLength(2))
  test('starts the machines that EKS wants to see first', () => {
    const { status, asked } = has('echo 1')
    expect(status).toBe(0)
    expect(asked).toContain(
      'eks update-nodegroup-config --region us-west-2 --cluster-name ice --nodegroup-name user-r5-xlarge-a ' +
        '--scaling-config minSize=2,maxSize=100,desiredSize=2',
    )
  })
  test.each([
    ['enough run', 'echo 3'],
    ['the group is not there yet', 'exit 254'],
  ])('does nothing where %s', (_what, answer) => {
    const { status, asked } = has(answer)
    expect(status).toBe(0)
    expect(asked).not.toContain('update')
  })
})
