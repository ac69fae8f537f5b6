import { expect, test } from 'vitest'
import { state as s3 } from '../lib/clouds/aws/state.ts'
import { state as gcs } from '../lib/clouds/gcp/state.ts'
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
  const first = s3.create({ kind: 's3', bucket: 'reef-state', region: 'us-east-1' })
  expect(first.join('\n')).not.toContain('LocationConstraint')
  expect(s3.create({ kind: 's3', bucket: 'reef-state', region: 'us-west-2' }).join('\n')).toContain(
    'LocationConstraint=us-west-2',
  )
  expect(first.join('\n')).toMatch(/BlockPublicPolicy=true[\s\S]*Status=Enabled/)
})

test('where the cluster is at another cloud, the place of the bucket is for people to choose', () => {
  const state = { kind: 'gcs', bucket: 'reef-state' }
  expect(String(gcs.create(state)[0])).toContain('--location "$PLACE"')
  expect(String(gcs.create(state, { region: 'us-central1', account: 'reef-hubs' })[0])).toMatch(
    /--project reef-hubs .*us-central1/,
  )
})
