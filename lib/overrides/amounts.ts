/** Whether a value is of a kind that a table names, and whether an amount has the unit that is read there. */
import { isMap } from '../maps.ts'

/** What is wrong with one value. `better` is what was probably meant. */
export type ValueFault =
  | { kind: 'type'; wanted: string; value: unknown }
  | { kind: 'bytes'; value: unknown; better?: string }
  | { kind: 'quantity'; value: unknown; better?: string }

/** Undefined where a value is of one of the kinds, as a `KeyTable` and a `ClassTable` name them. */
export function kindFault(value: unknown, kinds: string): ValueFault | undefined {
  if (kinds === 'any') return undefined
  if (kinds === 'bytes') return bytesFault(value)
  if (kinds.startsWith('=')) {
    const values = kinds.split('|').map((each) => each.slice(1))
    return values.includes(String(value)) ? undefined : { kind: 'type', wanted: values.join('|'), value }
  }
  return kinds.split('|').includes(kindOf(value)) ? undefined : { kind: 'type', wanted: kinds, value }
}

const KIND_NAMES: Readonly<Record<string, string>> = { string: 'text', number: 'number', boolean: 'bool' }
const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'list'
  return KIND_NAMES[typeof value] ?? 'map'
}

/** Memory that KubeSpawner reads: bytes, or K, M, G, T of 1024 (ByteSpecification of jupyterhub/traitlets.py, 5.5). */
const BYTES = /^\d+(\.\d+)?[KMGT]?$/
/** Nobody means less than a MiB: a figure without its unit. */
const LEAST = 1024 * 1024

function bytesFault(value: unknown): ValueFault | undefined {
  if (typeof value === 'number')
    return value !== 0 && value < LEAST
      ? { kind: 'bytes', value, better: `${value}${value < 64 ? 'G' : 'M'}` }
      : undefined
  if (typeof value !== 'string') return { kind: 'type', wanted: 'number|text', value }
  if (BYTES.test(value)) return undefined
  const [, figure, unit] = /^(\d+(?:\.\d+)?) ?([KMGT])(?:i|iB|B)?$/i.exec(value) ?? []
  return { kind: 'bytes', value, better: figure && `${figure}${unit!.toUpperCase()}` }
}

/** Requests and limits of a container, as Kubernetes reads them. */
export function quantityFaults(
  resources: Readonly<Record<string, unknown>>,
  path: readonly string[],
): { path: string[]; fault: ValueFault }[] {
  return ['requests', 'limits'].flatMap((kind) => {
    const amounts = resources[kind]
    if (!isMap(amounts)) return []
    return Object.entries(amounts).flatMap(([name, value]) => {
      const fault = name === 'cpu' ? cpuFault(value) : memoryFault(name, value)
      return fault ? [{ path: [...path, kind, name], fault }] : []
    })
  })
}

/** Kubernetes' quantities (kubernetes.io, "Quantity"). */
const QUANTITY = /^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|e\d+)?$/
/** More than one container of a hub ever asks for: thousandths are meant. */
const MOST_CORES = 128

function cpuFault(value: unknown): ValueFault | undefined {
  const text = String(value)
  if (!QUANTITY.test(text)) return { kind: 'quantity', value }
  return /^\d+(\.\d+)?$/.test(text) && Number(text) > MOST_CORES
    ? { kind: 'quantity', value, better: `${text}m` }
    : undefined
}

function memoryFault(name: string, value: unknown): ValueFault | undefined {
  if (name !== 'memory' && name !== 'ephemeral-storage') return undefined
  const text = String(value)
  if (!QUANTITY.test(text)) {
    const [, figure, unit] = /^(\d+(?:\.\d+)?) ?([kmgt])i?b?$/i.exec(text) ?? []
    return { kind: 'quantity', value, better: figure && `${figure}${unit!.toUpperCase()}i` }
  }
  // nothing at all needs no unit
  const figure = Number.parseFloat(text)
  return /^\d+(\.\d+)?m?$/.test(text) && figure !== 0 && figure < LEAST
    ? { kind: 'quantity', value, better: unitOf(figure) }
    : undefined
}

const unitOf = (figure: number): string => `${figure}${figure < 64 ? 'Gi' : 'Mi'}`
