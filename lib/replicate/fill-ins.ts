/** What is left to a person to write, where it stands. */
import { FILL_IN } from '../layers/fill-ins.ts'
import { readInputs } from '../layers/inputs.ts'
import type { Registry } from '../registry.ts'

export { FILL_IN }

export interface FillIn {
  file: string
  line: number
  setting: string
  /** What it is, as the documentation of settings says. */
  what: string
}

/** Every placeholder in the inputs. */
export function fillInsOf(texts: ReadonlyMap<string, string>, registry: Registry): FillIn[] {
  return readInputs(texts, [], registry)
    .diagnostics.filter(({ code }) => code === 'fill-in')
    .map(({ at: { file, line }, args }) => ({
      file,
      line,
      setting: String(args['setting']),
      what: (args['about'] as { description?: string }).description ?? '',
    }))
}
