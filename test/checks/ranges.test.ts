/** Ranges of many clusters: which overlap, and how much work it is to find out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstOverlaps, overlap, parseRange, type Range } from '../../lib/plan/network.ts'
import { compileTexts } from '../fleet.ts'

const range = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 16 - 1 }), fc.integer({ min: 8, max: 32 }))
  .map(([at, bits]): Range => {
    const size = 2 ** (32 - bits)
    const start = at * 2 ** 16
    return { start: start - (start % size), size }
  })

describe('ranges that overlap', () => {
  it('are those that a comparison of each with each finds', () => {
    fc.assert(
      fc.property(fc.array(fc.option(range, { nil: undefined }), { maxLength: 40 }), (ranges) => {
        const each = ranges.map((mine, i) => {
          const first = ranges.slice(0, i).findIndex((other) => mine && other && overlap(mine, other))
          return first < 0 ? undefined : first
        })
        expect(firstOverlaps(ranges)).toEqual(each)
      }),
      { numRuns: 500 },
    )
  })
  it('are found in work that grows with their number, not with its square, when all overlap', () => {
    const reads = (count: number): number => {
      let seen = 0
      const { start, size } = parseRange('10.0.0.0/16')!
      const counted = Array.from({ length: count }, (_, i): Range => ({
        get start() {
          seen++
          return start + (i % 8) * size
        },
        size,
      }))
      firstOverlaps(counted)
      return seen
    }
    expect(reads(1000)).toBeGreaterThan(0)
    expect(reads(1000)).toBeLessThanOrEqual(reads(100) * 11)
  })
  it('are told once for each cluster, however many others have them', () => {
    const ranges = 4
    const clusters = Array.from({ length: 40 }, (_, i): [string, string][] => [
      [`communities/c-${i}/community.yaml`, 'name: Reef\ncontact: ops@reef.example.org\n'],
      [
        `communities/c-${i}/cluster.yaml`,
        `cloud: gcp\nregion: us-central1\naccount: reef-${i}00\nnetwork: { range: 10.${i % ranges}.0.0/16 }\n`,
      ],
    ])
    const { diagnostics } = compileTexts(Object.fromEntries(clusters.flat()))
    const told = diagnostics.filter(({ code }) => code === 'overlapping-ranges')
    expect(told).toHaveLength(40 - ranges)
    expect(new Set(told.map(({ at }) => at.file)).size).toBe(told.length)
  })
})
