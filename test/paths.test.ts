/** Places of settings: paths that the schema does not have are type errors, and `at` is exact. */
import { expect, it } from 'vitest'
import { plansFrom } from './plan.ts'

const { hub } = plansFrom({
  cluster: 'cloud: gcp\nregion: us-central1\naccount: polar-lab\n',
  hubs: {
    prod: 'domain: hub.polar.example.org\nauth: { github: { teams: [polar/members] }, admins: [ada] }\nprofile: research\n',
  },
})
const { at, nearest } = hub.settings

it('at finds what is set, members of sets included', () => {
  expect(at(['auth', 'admins', 'ada'])).toMatchObject({ file: 'communities/polar/hubs/prod.yaml', line: 2 })
  expect(at(['home', 'kind'])).toMatchObject({ layer: 'base', community: undefined })
})

it('at refuses what nobody set; nearest answers with what is around it', () => {
  expect(() => at(['auth', 'google', 'domains'])).toThrow('nobody set auth.google.domains')
  expect(nearest(['auth', 'google', 'domains'])).toEqual(at(['auth']))
  expect(nearest(['limits', 'memory'])).toMatchObject({ file: 'communities/polar/hubs/prod.yaml', layer: 'hub' })
})

it('the compiler refuses other paths', () => {
  // @ts-expect-error a slip of the pen
  expect(() => at(['home', 'quta'])).toThrow()
  // @ts-expect-error a step too far
  expect(() => at(['domain', 'name'])).toThrow()
  // @ts-expect-error a path that is known at run time only
  expect(() => nearest(['home', 'quta'] as string[])).not.toThrow()
})
