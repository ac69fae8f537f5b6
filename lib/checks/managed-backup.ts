/** Rules of the backups of homes on a cloud's own file service. */
import { defineProblems } from '../diagnostics.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'managed-home-without-backup': {
    severity: 'error',
    message: ({ lack }: { lack: string }) => lack,
    help:
      'Write `home: { kind: disk }`, which has daily snapshots, or `home: { backup: { keep: 0 } }` and make backups ' +
      'yourselves.',
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

export const managedBackupRules: RuleSet = { problems, rules: [managedWithoutBackup] }
