/** Rules of the backups of homes that no cloud's schedule reaches. */
import { defineProblems } from '../diagnostics.ts'
import { perHub, theirs, type RuleSet } from './check.ts'

const problems = defineProblems({
  'managed-home-without-backup': {
    severity: 'error',
    message: ({ lack }: { lack: string }) => lack,
    help:
      'Write `home: { kind: disk }`, which has daily snapshots, or `home: { backup: { keep: 0 } }` and make backups ' +
      'yourselves.',
    why: 'Daily snapshots are promised only where something makes them.',
  },
  'volume-each-without-backup': {
    severity: 'error',
    message: ({ lack }: { lack: string }) => lack,
    help: 'Write `home: { backup: { keep: 0 } }` and make copies yourselves, or `home: { kind: disk }`.',
    why: 'Daily snapshots are promised only where something makes them.',
  },
})

const managedWithoutBackup = perHub(({ home, cluster, settings }, { clouds }) => {
  const lack = clouds[cluster.cloud]!.unsupported['managed-home-backup']
  if (lack === undefined || home.kind !== 'managed' || home.snapshots === 0) return []
  return [
    problems.raise('managed-home-without-backup', { at: settings.at(['home', 'backup', 'keep']), args: { lack } }),
  ]
})

/** What a class of the cluster's own makes is not known to any schedule. */
const OWN_CLASS = 'disks of a storage class of your own have no schedule of snapshots here'

const volumesWithoutBackup = perHub(({ home, cluster, settings }, { clouds }) => {
  const lack = home.volume?.class === undefined ? clouds[cluster.cloud]!.unsupported['volume-each-backup'] : OWN_CLASS
  if (lack === undefined || home.personal !== 'volume' || home.snapshots === 0) return []
  const at = theirs(settings.at(['home', 'backup', 'keep']), settings.at(['home', 'kind']))
  return [problems.raise('volume-each-without-backup', { at, args: { lack } })]
})

const rules = [managedWithoutBackup, volumesWithoutBackup]
export const managedBackupRules: RuleSet = { problems, rules, ofCloud: rules }
