/** Rules of the files that extra services find. */
import type { HubPlan } from '../plan/types.ts'
import type { Check, Finding } from './check.ts'

type Files = NonNullable<NonNullable<HubPlan['settings']['values']['services']>[string]['files']>

const perService =
  (find: (hub: HubPlan, name: string, files: [string, Files[string]][]) => Finding[]): Check['find'] =>
  ({ fleet }) =>
    fleet.hubs.flatMap((hub) =>
      Object.entries(hub.settings.values.services ?? {}).flatMap(([name, { files }]) =>
        find(hub, name, Object.entries(files ?? {})),
      ),
    )

/** `/etc//x/` and `/etc/./x` are `/etc/x`. */
const plain = (path: string): string =>
  `/${path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/')}`

export const serviceFilePaths: Check = {
  code: 'service-file-path',
  severity: 'error',
  find: perService((hub, service, files) =>
    files.flatMap(([name, { path }], i): Finding[] => {
      const mine = plain(path)
      const at = hub.settings.at(['services', service, 'files', name, 'path'])
      if (mine === '/' || path.endsWith('/') || mine.split('/').includes('..'))
        return [
          {
            at,
            message: `\`${path}\` is no place for a file of the service \`${service}\` of ${hub.id}`,
            help: 'Write the whole path, without `..`, and end it in the name of the file.',
          },
        ]
      const other = files.find(
        ([, { path: theirs }], j) => j !== i && (plain(theirs) === mine ? j < i : mine.startsWith(`${plain(theirs)}/`)),
      )
      return other === undefined
        ? []
        : [
            {
              at,
              message:
                `the service \`${service}\` of ${hub.id} could not start: its file \`${other[0]}\` lies at ` +
                `\`${other[1].path}\`, in the way of this one`,
              help: 'Give each file a path of its own, none below another.',
            },
          ]
    }),
  ),
}

/** Bytes that Kubernetes takes in one ConfigMap (kubernetes.io/docs/concepts/configuration/configmap, "Motivation"). */
const MOST = 1_048_576

export const serviceFilesTooLarge: Check = {
  code: 'service-files-too-large',
  severity: 'error',
  find: perService((hub, service, files) => {
    const bytes = files.reduce(
      (sum, [name, { content }]) => sum + name.length + new TextEncoder().encode(content).length,
      0,
    )
    return bytes <= MOST
      ? []
      : [
          {
            at: hub.settings.at(['services', service, 'files']),
            message:
              `the files of the service \`${service}\` of ${hub.id} have ${bytes} bytes together, and Kubernetes ` +
              `takes ${MOST}`,
            help: 'Put large files into the image.',
          },
        ]
  }),
}
