/** Whether a setting does anything: whether a part comes out otherwise when it says something else. */
import type { InputTexts } from '../compile.ts'
import type { Registry } from '../registry.ts'
import { placesOf, type Place } from './changes.ts'
import type { PartName } from './focus.ts'
import { compileWorld, sameFiles, worldOf, type Compiled, type World } from './world.ts'

/** A part that can be made again with a setting changed. Paths are of keys, and of numbers of items in lists. */
export interface PartWorld {
  /** Of every setting of a file that the part may depend on. */
  paths(file: string): (readonly string[])[]
  /** Whether changing that setting changes the part, or keeps it from being made. */
  moves(file: string, path: readonly (string | number)[]): boolean
}

/** The parts that can be made of these inputs. */
export const partWorlds = (inputs: InputTexts, parts: readonly PartName[], registry: Registry): PartWorld[] =>
  parts.flatMap((part) => {
    const { world, base } = worldOf(inputs, part, registry)
    return world && base ? [partWorld(world, base)] : []
  })

function partWorld(world: World, base: Compiled): PartWorld {
  const places = placesOf(world).filter(({ what }) => what === undefined)
  const of = (file: string): Place[] => places.filter(({ at }) => at.file === file)
  const key = (path: readonly (string | number)[]): string => path.join('\0')
  return {
    paths: (file) => of(file).map(({ path }) => path),
    moves: (file, path) => of(file).some((place) => key(place.path) === key(path) && moves(world, base, place)),
  }
}

const moves = (world: World, base: Compiled, { changes }: Place): boolean =>
  changes.some((change) => {
    const found = compileWorld(change(world))
    return !found || !sameFiles(base, found)
  })
