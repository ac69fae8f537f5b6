/** What the escape hatch says is known leaf by leaf: where it stands in the outputs, and in the inputs. */
import { describe, expect, it } from 'vitest'
import { compileInputs } from '../lib/compile.ts'
import { emitFleet } from '../lib/compile-group.ts'
import { unitsOf } from '../lib/diff/index.ts'
import { documentsOf } from '../lib/emit.ts'
import { valueAt } from '../lib/maps.ts'
import { compileTexts, outputTexts, repository } from './fleet.ts'

const HUB = `domain: hub.reef.example.org
overrides:
  helm:
    jupyterhub:
      hub: { revisionHistoryLimit: 3 }
      singleuser:
        extraTolerations: [{ key: a, operator: Exists }]
  kubernetes:
    ServiceAccount/user:
      metadata: { annotations: { example.org/a: b } }
    extra:
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: reef-extra }
      data: { a: "1" }
  terraform:
    resource:
      aws_s3_bucket:
        scratch: { tags: { project: reef } }
    output:
      extra: { value: "1" }
`
const inputs = {
  folders: ['reef'],
  texts: new Map([
    ...[...repository.texts].filter(([path]) => path.startsWith('profiles/')),
    [
      'communities/reef/community.yaml',
      'name: Reef Lab\ncontact: ops@reef.example.org\nhubs:\n  profile: research\n  auth: { github: { ' +
        'organizations: [reef] }, admins: [ada-example] }\n',
    ],
    ['communities/reef/cluster.yaml', 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n'],
    ['communities/reef/hubs/prod.yaml', HUB],
  ]),
}
const { fleet, diagnostics } = compileInputs(inputs)
const { bundles, diagnostics: told } = emitFleet(fleet)
const [hub] = bundles[0]!.hubs

describe('overridden leaves', () => {
  it('are all there, at the line that says them', () => {
    expect([...diagnostics, ...told]).toEqual([])
    expect(hub!.overridden.map(({ format, address, path, at }) => `${at.line} ${format} ${address} ${path.join('.')}`))
      .toMatchInlineSnapshot(`
      [
        "5 helm jupyterhub hub.revisionHistoryLimit",
        "7 helm jupyterhub singleuser.extraTolerations",
        "10 kubernetes ServiceAccount/reef-prod/user metadata.annotations.example.org/a",
        "12 kubernetes ConfigMap/reef-prod/reef-extra apiVersion",
        "15 kubernetes ConfigMap/reef-prod/reef-extra data.a",
        "13 kubernetes ConfigMap/reef-prod/reef-extra kind",
        "14 kubernetes ConfigMap/reef-prod/reef-extra metadata.name",
        "21 terraform output.extra value",
        "19 terraform aws_s3_bucket.scratch tags.project",
      ]
    `)
  })
  it('have in the outputs what the override says', () => {
    const units = unitsOf(documentsOf(bundles[0]!))
    const found = hub!.overridden.map(({ format, address, path }) =>
      valueAt(units.get(JSON.stringify(['reef/prod', format, address]))?.value, path),
    )
    expect(found).toMatchInlineSnapshot(`
      [
        3,
        [
          {
            "key": "a",
            "operator": "Exists",
          },
        ],
        "b",
        "v1",
        "1",
        "ConfigMap",
        "reef-extra",
        "1",
        "reef",
      ]
    `)
  })
  it('are none of a cluster that overrides nothing', () => {
    expect(bundles[0]!.cluster!.overridden).toEqual([])
  })
})

describe('Secrets that overrides name', () => {
  const HUB = `domain: hub.reef.example.org
overrides:
  helm:
    jupyterhub:
      hub:
        extraEnv:
          MAIL: { valueFrom: { secretKeyRef: { name: mail, key: password } } }
          COOKIE: { valueFrom: { secretKeyRef: { name: hub, key: hub.config.CryptKeeper.keys } } }
          MAYBE: { valueFrom: { secretKeyRef: { name: perhaps, key: x, optional: true } } }
        extraVolumes: [{ name: keys, secret: { secretName: signing-keys } }]
      ingress: { tls: [{ secretName: made-by-cert-manager, hosts: [hub.reef.example.org] }] }
`
  const texts = outputTexts(
    compileTexts({
      'communities/reef/community.yaml':
        'name: Reef\ncontact: ops@reef.example.org\nhubs: { profile: research, auth: { github: { organizations: ' +
        '[reef] }, admins: [ada-example] } }\n',
      'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n',
      'communities/reef/hubs/prod.yaml': HUB,
    }),
  )
  const readme = texts.get('reef/README.md')!

  it('are listed with their keys, and made and looked for like those of settings', () => {
    expect(readme).toContain(
      '| `mail` | `reef-prod` | `password`: what password holds | overrides.helm.jupyterhub names it |',
    )
    expect(readme).toContain('kubectl create secret generic mail --namespace reef-prod')
    expect(readme).toContain('kubectl create secret generic signing-keys --namespace reef-prod --from-file=')
    expect(texts.get('reef/Makefile')).toContain('get secret mail --namespace reef-prod')
    expect(texts.get('reef/Makefile')).toContain('get secret signing-keys --namespace reef-prod')
  })
  it('are not those that a chart or cert-manager makes, or that may be missing', () =>
    expect(readme).not.toMatch(/generic (hub|perhaps|made-by-cert-manager) /))
})
