/** What cannot be said of a cluster's releases. */
import { describe, expect, it } from 'vitest'
import type { Rule } from '../../../lib/checks/check.ts'
import {
  alertsSent,
  certificateEmail,
  monitoringReachable,
  releaseNames,
  reservedNamespaces,
  stagingCertificates,
} from '../../../lib/checks/releases.ts'
import type { ClusterPlan, HubPlan } from '../../../lib/plan/types.ts'
import { findings } from '../../plan.ts'
import { hubPlan } from '../plan.ts'
import { cluster, mail } from './fixture.ts'

function messages(check: Rule, plan: ClusterPlan, hub: Partial<HubPlan> = {}): string[] {
  return findings([check], [{ ...hubPlan(), cluster: plan, ...hub }]).map(({ message, help }) => `${message} ${help}`)
}
/** Monitoring with this alone of what the profile turns on. */
const monitoring = (more: object) => cluster({ monitoring: { prometheus: false, grafana: false, ...more } })

describe('checks of releases', () => {
  it.each<[string, Rule, ClusterPlan, Partial<HubPlan>, RegExp]>([
    ['no e-mail for certificates', certificateEmail, cluster({ certificates: {} }), {}, /contact/],
    [
      'test certificates on a production hub',
      stagingCertificates,
      cluster({ certificates: { email: 'a@b.example', staging: true } }),
      {},
      /refuse hub\.polar/,
    ],
    ['Grafana without Prometheus', monitoringReachable, monitoring({ grafana: true }), {}, /nothing to show/],
    [
      'a name without Grafana',
      monitoringReachable,
      monitoring({ prometheus: true, domain: 'g.polar.example.org' }),
      {},
      /Grafana is off/,
    ],
    ['a name without ingress', monitoringReachable, cluster({ ingress: 'none' }), {}, /no ingress controller/],
    [
      'alerts for somebody, and no mail server',
      alertsSent,
      monitoring({ prometheus: true, alert: ['a@polar.example.org'] }),
      {},
      /no mail server.*a@polar\.example\.org.*mail:/,
    ],
    [
      'a mail server, and nobody to tell',
      alertsSent,
      monitoring({ prometheus: true, mail }),
      {},
      /nobody is named.*alert:/,
    ],
    [
      'alerts that nothing judges',
      alertsSent,
      monitoring({ alert: ['a@polar.example.org'], mail }),
      {},
      /without Prometheus/,
    ],
    [
      'one Secret for two',
      alertsSent,
      monitoring({
        prometheus: true,
        grafana: true,
        alert: ['a@polar.example.org'],
        mail: { ...mail, secret: 'grafana-admin' },
      }),
      {},
      /alert-mail/,
    ],
    [
      'a version for nothing',
      releaseNames,
      cluster({ releases: { prometeus: { version: '1.0.0' } } }),
      {},
      /prometeus.*prometheus/s,
    ],
    [
      'a version for nothing of a hub',
      releaseNames,
      cluster(),
      { versions: { jupyterhup: '1.0.0' }, settings: cluster().settings as never },
      /no hub.*jupyterhup.*`home-nfs`, .*`jupyterhub`/s,
    ],
    [
      "a namespace of the cluster's",
      reservedNamespaces,
      cluster(),
      { namespace: 'monitoring' },
      /belongs to the cluster/,
    ],
  ])('%s', (_what, check, plan, hub, expected) =>
    expect(messages(check, plan, hub)).toEqual([expect.stringMatching(expected)]),
  )

  it.each(
    Object.entries({
      certificateEmail,
      stagingCertificates,
      monitoringReachable,
      alertsSent,
      releaseNames,
      reservedNamespaces,
    }),
  )('%s is quiet where all is well', (_name, check) => {
    expect(messages(check, cluster())).toEqual([])
  })
  it('names every release that there is', async () => {
    const { services } = await import('./fixture.ts')
    const plan = cluster({
      releases: Object.fromEntries(
        services.flatMap(({ releases }) => releases.map((name) => [name, { version: '1.0.0' }])),
      ),
    })
    expect(messages(releaseNames, plan)).toEqual([])
  })
})
