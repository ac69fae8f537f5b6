/** The questions that `make preflight-cluster` asks, by bash against a command line that answers as the cloud's does. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { aws } from '../../lib/clouds/aws/index.ts'
import { azure } from '../../lib/clouds/azure/index.ts'
import type { Preflight } from '../../lib/clouds/cloud.ts'
import { gcp } from '../../lib/clouds/gcp/index.ts'
import { plans, type Extra } from './aws/fleet.ts'
import { plans as azurePlans } from './azure/fleet.ts'
import { plans as gcpPlans } from './gcp/fleet.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-'))
afterAll(() => rmSync(folder, { recursive: true }))

const TOOLS = ['aws', 'az', 'gcloud']

/** Runs shell with tools that write down what they are asked, and answer by the first pattern that fits. */
function run(shell: string, answers: Record<string, string>): { status: number | null; asked: string } {
  const cases = Object.entries(answers).map(([pattern, answer]) => `  *"${pattern}"*) ${answer} ;;`)
  const text = ['#!/bin/bash', `echo "$*" >> ${folder}/asked`, 'case "$*" in', ...cases, '  *) exit 1 ;;', 'esac', '']
  for (const tool of TOOLS) {
    writeFileSync(join(folder, tool), text.join('\n'))
    chmodSync(join(folder, tool), 0o755)
  }
  writeFileSync(join(folder, 'asked'), '')
  const { status } = spawnSync('bash', ['-eu', '-o', 'pipefail', '-c', shell], {
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
    encoding: 'utf8',
  })
  return { status, asked: readFileSync(join(folder, 'asked'), 'utf8') }
}

/** The advice of the questions that are answered badly. */
const failingOf = (preflight: readonly Preflight[], answers: Record<string, string>): string[] =>
  preflight.filter(({ test: asks }) => run(String(asks), answers).status !== 0).map(({ advice }) => advice)

const preflight = (extra: Extra) => aws.runbook(plans(extra).cluster).preflight!
const failing = (extra: Extra, answers: Record<string, string>): string[] => failingOf(preflight(extra), answers)

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

describe('before an apply on AWS', () => {
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

describe('before an apply on Azure', () => {
  const GROUP = '11111111-1111-1111-1111-111111111111'
  const questions = azure.runbook(azurePlans({ cluster: `admins: ["${GROUP}"]\n` }).cluster).preflight!
  const well = { [`ad group show --group ${GROUP} `]: `echo ${GROUP}`, 'vm list-skus ': 'echo 2' }

  test('nothing is wrong where all is there', () => expect(failingOf(questions, well)).toEqual([]))
  test('a group or a machine that is not there is told', () => {
    expect(failingOf(questions, { ...well, [`ad group show --group ${GROUP} `]: 'exit 3' })).toEqual([
      expect.stringContaining(GROUP),
    ])
    expect(failingOf(questions, { ...well, 'vm list-skus ': 'echo 1' })).toEqual([
      expect.stringContaining('Standard_E4s_v5'),
    ])
  })
  test('the query counts machines without a restriction', () => {
    const { asked } = run(String(questions.at(-1)!.test), well)
    expect(asked).toContain('"Standard_E4s_v5"')
    expect(asked).toContain("[?!(restrictions[?type=='Location'])]")
  })
})

describe('before an apply on Google Cloud', () => {
  const questions = gcp.runbook(
    gcpPlans({ hub: 'sizes: { small: { memory: 4Gi, default: true }, gpu: { gpu: l4 } }\n' }).cluster,
  ).preflight!
  const machines = /name=\(([^)]*)\)/.exec(run(String(questions[0]!.test), {}).asked)![1]!.split(' ')
  const lines = (count: number): string => `printf '${'x\\n'.repeat(count)}'`
  const well = { 'machine-types list': lines(machines.length), 'name=(nvidia-l4)': lines(1) }

  test('nothing is wrong where all is there', () => {
    expect(machines.length).toBeGreaterThan(1)
    expect(failingOf(questions, well)).toEqual([])
  })
  test('a zone that lacks a machine or a GPU is told', () => {
    expect(failingOf(questions, { ...well, 'machine-types list': lines(machines.length - 1) })).toEqual([
      expect.stringContaining(machines[0]!),
    ])
    expect(failingOf(questions, { ...well, 'name=(nvidia-l4)': 'true' })).toEqual([
      expect.stringContaining('nvidia-l4'),
    ])
  })
})

describe('a higher minimum on AWS', () => {
  const commands = aws.runbook(plans({ cluster: 'machines: { min: 2 }\n' }).cluster).beforeApply!.map(String)
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
