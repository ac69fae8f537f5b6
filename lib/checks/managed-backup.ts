import type { Check } from './check.ts'

/** Daily snapshots are promised only where something makes them. */
export const managedWithoutBackup: Check = {
  code: 'managed-home-without-backup',
  severity: 'error',
  find: ({ fleet, clouds }) =>
    fleet.hubs.flatMap((hub) => {
      const lack = clouds[hub.cluster.cloud]!.lacks['managed-home-backup']
      if (lack === undefined || hub.home.kind !== 'managed' || hub.home.snapshots === 0) return []
      return [
        {
          at: hub.settings.at(['home', 'backup', 'keep']),
          message: lack,
          help:
            'Write `home: { kind: disk }`, which has daily snapshots, or `home: { backup: { keep: 0 } }` and ' +
            'make backups yourselves.',
        },
      ]
    }),
}
