/** Values of one chart, as subjects read them: what each makes of a leaf is noted beside it. */
import { leavesOf, nodeAt, plain, shown, type Leaf, type Path, type SourceNode } from './source.ts'

/** What becomes of a leaf. */
export type Fate =
  /** `but`: what it does not say. */
  | { kind: 'setting'; setting: string; but?: string }
  /** hubloom writes it by itself, or what does the same. */
  | { kind: 'default'; why: string }
  | { kind: 'override' }
  /** Never carried: the Secret that holds it in its place. */
  | { kind: 'secret'; secret: string }
  | { kind: 'not-carried'; why: string }

export class Values {
  readonly node: SourceNode
  private readonly fates = new Map<string, Fate>()
  private readonly reasons = new Map<string, string>()

  constructor(node: SourceNode) {
    this.node = node
  }

  /** What is at a path of keys, written `hub.config`; undefined where nothing is. */
  get(path: string | Path): unknown {
    return plain(nodeAt(this.node, pathOf(path)))
  }

  /** The text at a path, or undefined. */
  text(path: string | Path): string | undefined {
    const value = this.get(path)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }

  /** The items of a list at a path, or the one text there. */
  texts(path: string | Path): string[] {
    const value = this.get(path)
    return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
  }

  /** Keys of the map at a path. */
  keys(path: string | Path): string[] {
    return [...(nodeAt(this.node, pathOf(path))?.map?.keys() ?? [])]
  }

  /** Notes what becomes of everything at paths; what was noted before stays. */
  note(fate: Fate, ...paths: (string | Path)[]): void {
    for (const path of paths.map(pathOf)) {
      const node = nodeAt(this.node, path)
      if (!node) continue
      for (const leaf of leavesOf(node, path)) {
        const key = shown(leaf.path)
        if (!this.fates.has(key)) this.fates.set(key, fate)
      }
    }
  }

  /** Notes that a setting says what is at paths. */
  said(setting: string, ...paths: (string | Path)[]): void {
    this.note({ kind: 'setting', setting }, ...paths)
  }

  /** Notes that hubloom does it by itself. */
  follows(why: string, ...paths: (string | Path)[]): void {
    this.note({ kind: 'default', why }, ...paths)
  }

  fateOf(path: Path): Fate | undefined {
    return this.fates.get(shown(path))
  }

  /** A rule refuses a setting: what it was made of is for overrides, or left out for this reason. */
  takeBack(setting: readonly string[], why: string): void {
    for (const [key, fate] of this.fates)
      if (fate.kind === 'setting' && concerns(fate.setting, setting)) {
        this.fates.delete(key)
        this.reasons.set(key, why)
      }
  }

  /** Another setting says what one would have said. */
  retell(setting: string, other: string): void {
    for (const [key, fate] of this.fates)
      if (fate.kind === 'setting' && fate.setting === setting) this.fates.set(key, { ...fate, setting: other })
  }

  /** Why a rule refuses what a leaf became at first. */
  reasonOf(path: Path): string | undefined {
    return this.reasons.get(shown(path))
  }

  leaves(): Leaf[] {
    return leavesOf(this.node)
  }
}

const pathOf = (path: string | Path): Path => (typeof path === 'string' ? path.split('.') : path)

/** Whether a setting is at or below another, or the other way round. */
function concerns(noted: string, setting: readonly string[]): boolean {
  const parts = noted.split('.')
  const length = Math.min(parts.length, setting.length)
  return parts.slice(0, length).every((part, i) => part === setting[i])
}
