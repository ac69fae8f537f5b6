/** What is left to a person to write, where it stands. */
import { FILL_IN } from '../layers/fill-ins.ts'
import { readInputs } from '../layers/inputs.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'
import type { Registry } from '../registry.ts'

export { FILL_IN }

export interface FillIn {
  file: string
  line: number
  setting: string
  /** What it is, as the cloud calls it or the documentation of settings says, and what one looks like. */
  what: string
  example: string
}

/** Every placeholder in the inputs, in the words of their cloud. */
export function fillInsOf(texts: ReadonlyMap<string, string>, registry: Registry, facts: CloudFacts): FillIn[] {
  return readInputs(texts, [], registry)
    .diagnostics.filter(({ code }) => code === 'fill-in')
    .map(({ at: { file, line }, args }) => {
      const setting = String(args['setting'])
      const { description = '', example } = args['about'] as { description?: string; example?: unknown }
      return { file, line, setting, what: description, example: String(example ?? ''), ...wordsOf(setting, facts) }
    })
}

function wordsOf(setting: string, { forms, settings, title }: CloudFacts): Partial<FillIn> {
  const { region, account, admin } = forms.examples
  const known: Readonly<Record<string, Partial<FillIn>>> = {
    region: { what: `Where it runs: a region of ${title}.`, example: region },
    account: { what: `${settings.account}, the one that pays.`, example: account },
    admins: { what: `Who administers the cluster at ${title}.`, example: admin },
  }
  return known[setting] ?? {}
}
