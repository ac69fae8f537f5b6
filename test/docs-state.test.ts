import { expect, test } from 'vitest'
import { createState } from '../lib/readme/state.ts'
import { CLOUDS, everything } from './clouds/everything.ts'
import { outputTexts } from './fleet.ts'

test.each(CLOUDS)('on %s the README makes the place of the state before the first init', (cloud) => {
  const readme = outputTexts(everything(cloud)).get('tide/README.md')!
  const made = readme.search(
    /gcloud storage buckets create gs:\/\/tide-state|aws s3api create-bucket --bucket tide-state|az storage container create --name tide-state/,
  )
  expect(made).toBeGreaterThan(0)
  expect(made).toBeLessThan(readme.indexOf('terraform -chdir=cluster init'))
  expect(readme).not.toContain('PLACE')
})

test("closed to the public, with older versions; S3's first region takes no constraint", () => {
  const place = { cloud: 'aws', region: 'us-east-1', account: '000000000000' }
  const s3 = createState({ kind: 's3', bucket: 'reef-state', region: 'us-east-1' }, place)
  expect(s3.join('\n')).not.toContain('LocationConstraint')
  expect(String(createState({ kind: 's3', bucket: 'reef-state', region: 'us-west-2' }, place)[0])).toContain(
    'LocationConstraint=us-west-2',
  )
  expect(s3.join('\n')).toMatch(/BlockPublicPolicy=true[\s\S]*Status=Enabled/)
  expect(String(createState({ kind: 'gcs', bucket: 'reef-state' }, place)[0])).toContain('--location "$PLACE"')
  expect(createState({ kind: 'local' }, place)).toEqual([])
})
