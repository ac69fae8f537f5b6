/** What concerns one community is all that its bundle is made of. */
import { expect, it } from 'vitest'
import { capacities } from '../lib/capacity.ts'
import { describeBundle } from '../lib/describe.ts'
import { emitBundle, printBundle } from '../lib/emit.ts'
import { byCommunity } from '../lib/plan/communities.ts'
import { registry } from '../lib/registry.ts'
import { fleet as compiled } from './fleet.ts'

const { fleet } = compiled()
const parts = byCommunity(fleet)

it('has a part for each community, in order', () =>
  expect([...parts.keys()]).toEqual(fleet.communities.map(({ name }) => name)))

it.each([...parts])('makes of the part of %s what it makes of the whole fleet', (name, part) => {
  expect(part.hubs.length).toBeLessThan(fleet.hubs.length)
  const capacity = capacities(fleet, registry)
  const [ofPart, ofAll] = [part, fleet].map((each) => {
    const { bundle } = emitBundle(name, each, { registry })
    return printBundle(bundle, describeBundle(bundle, { fleet: each, registry, capacity }))
  })
  expect(ofPart).toEqual(ofAll)
})
