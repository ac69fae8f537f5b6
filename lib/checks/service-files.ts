/** Rules of the files that extra services find. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import type { FilePlan } from '../plan/pods.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type Rule, type RuleSet } from './check.ts'

interface OfService {
  hub: string
  service: string
}

/** Bytes that Kubernetes takes in one ConfigMap. */
const MOST = 1_048_576

const problems = defineProblems({
  'service-file-path/no-place': {
    severity: 'error',
    message: ({ hub, service, path }: OfService & { path: string }) =>
      `\`${path}\` is no place for a file of the service \`${service}\` of ${hub}`,
    help: 'Write the whole path, without `..`, and end it in the name of the file.',
  },
  'service-file-path/in-the-way': {
    severity: 'error',
    message: ({ hub, service, other, path }: OfService & { other: string; path: string }) =>
      `the service \`${service}\` of ${hub} could not start: its file \`${other}\` lies at \`${path}\`, in the way ` +
      'of this one',
    help: 'Give each file a path of its own, none below another.',
  },
  'service-files-too-large': {
    severity: 'error',
    message: ({ hub, service, bytes }: OfService & { bytes: number }) =>
      `the files of the service \`${service}\` of ${hub} have ${bytes} bytes together, and Kubernetes takes ${MOST}`,
    help: 'Put large files into the image.',
    source: 'kubernetes.io/docs/concepts/configuration/configmap, "Motivation"',
  },
})

const perService = (find: (hub: UncheckedHub, service: string, files: readonly FilePlan[]) => Diagnostic[]): Rule =>
  perHub((hub) => hub.extraServices.flatMap(({ name, run }) => find(hub, name, run?.files ?? [])))

/** `/etc//x/` and `/etc/./x` are `/etc/x`. */
const plain = (path: string): string =>
  `/${path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/')}`

export const serviceFilePaths: Rule = perService(({ id: hub, settings }, service, files) =>
  files.flatMap(({ name, path }, i) => {
    const mine = plain(path)
    const placeOf = (file: string) => settings.at(['services', service, 'files', file, 'path'])
    const at = placeOf(name)
    if (mine === '/' || path.endsWith('/') || mine.split('/').includes('..'))
      return [problems.raise('service-file-path/no-place', { at, args: { hub, service, path } })]
    const blocking = files.find(({ path: theirs }, j) => {
      const other = plain(theirs)
      return j !== i && (other === mine ? j < i : mine.startsWith(`${other}/`))
    })
    if (blocking === undefined) return []
    const { name: other, path: taken } = blocking
    return [
      problems.raise('service-file-path/in-the-way', {
        at,
        related: [{ at: placeOf(other), note: `\`${other}\`` }],
        args: { hub, service, other, path: taken },
      }),
    ]
  }),
)

export const serviceFilesTooLarge: Rule = perService(({ id: hub, settings }, service, files) => {
  const sizes = files.map(({ name, content }) => name.length + new TextEncoder().encode(content).length)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  if (bytes <= MOST) return []
  const at = settings.at(['services', service, 'files'])
  return [problems.raise('service-files-too-large', { at, args: { hub, service, bytes } })]
})

export const serviceFileRules: RuleSet = { problems, rules: [serviceFilePaths, serviceFilesTooLarge] }
