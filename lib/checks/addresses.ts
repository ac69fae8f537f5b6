/** Rules of a hub's names and certificates, and of hubs that only programs ask. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import { perHub, type FleetRule, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'more-domains/taken': {
    severity: 'error',
    message: ({ hub, domain, owner }: OfHub & { domain: string; owner: string }) =>
      `\`${domain}\` is to lead to ${hub}, and ${owner} has that name`,
    help: 'Take it out in one of the two.',
  },
  'more-domains/own-certificate': {
    severity: 'error',
    message: ({ hub }: OfHub) =>
      `${hub} has an address and a certificate of its own, and nothing there that could redirect other names`,
    help: "Leave `certificate` out, so that Let's Encrypt gives one for each name; or take `more-domains` out.",
  },
  'certificate-source/two': {
    severity: 'error',
    message: ({ hub }: OfHub) => `the certificate of ${hub} comes from a Secret and from an issuer`,
    help: 'Keep one of them.',
  },
  'certificate-source/none': {
    severity: 'error',
    message: ({ hub }: OfHub) => `\`certificate\` of ${hub} does not say where it comes from`,
    help: "Name a `secret` or an `issuer`, or leave it out for Let's Encrypt.",
  },
  'certificate-source/no-issuer': {
    severity: 'error',
    message: ({ hub }: OfHub) => `cert-manager gives no certificate to ${hub}, which has an address of its own`,
    help: 'Write `certificate: { secret: … }`, or have the hub behind the ingress of its cluster: leave `tls` out.',
  },
  'ports/no-address': {
    severity: 'error',
    message: ({ hub }: OfHub) => `${hub} has no proxy of its own in front that could have more ports`,
    help: ({ brought }: { brought: boolean }) =>
      brought
        ? "Leave `certificate` out: Let's Encrypt then gives one to a proxy of its own; or take `ports` out."
        : 'Write `tls: letsencrypt`, by which it has an address and a proxy of its own; or take `ports` out.',
  },
  'ports/taken': {
    severity: 'error',
    message: ({ hub, port, owner }: OfHub & { port: number; owner: string }) =>
      `port ${port} of ${hub} is already that of ${owner}`,
    help: 'Choose another `port`.',
  },
  'ports/no-service': {
    severity: 'error',
    message: ({ hub, port, to }: OfHub & { port: string; to: string }) =>
      `the port \`${port}\` of ${hub} leads to \`${to}\`, which is no service that runs here`,
    help: 'Name one of `services` that has an `image`, or write a host and a port.',
  },
  'api-only': {
    severity: 'warning',
    message: ({ hub }: OfHub) => `${hub} has no pages, so nobody can sign in`,
    help:
      'Let nobody sign in, with `nobody` as the one way below `auth`, and name the service that asks the API below ' +
      '`services`; or leave `api-only` out.',
  },
})

/** Names of hubs and monitoring, each once: the first that has it counts. */
const namesTaken: FleetRule = (context) => {
  const { clusters, hubs } = context.fleet
  const owners = new Map<string, string>()
  for (const { monitoring, name } of clusters) if (monitoring) owners.set(monitoring.text, `the monitoring of ${name}`)
  for (const hub of hubs) owners.set(hub.domain.text, hub.id)
  return hubs.flatMap(({ id: hub, moreDomains }) =>
    moreDomains.flatMap(({ text: domain, at }): Diagnostic[] => {
      const owner = owners.get(domain)
      if (owner === undefined) {
        owners.set(domain, hub)
        return []
      }
      return [problems.raise('more-domains/taken', { at, args: { hub, domain, owner } })]
    }),
  )
}

const source = perHub(({ id: hub, web, moreDomains, settings }) => {
  if (!nodeAt(settings.tree, ['certificate'])) return []
  const { secret, issuer } = web.certificate
  const raise = (code: Parameters<typeof problems.raise>[0], at = settings.at(['certificate'])) => [
    problems.raise(code as 'certificate-source/two', { at, args: { hub } }),
  ]
  if (secret !== undefined && issuer !== undefined) return raise('certificate-source/two')
  if (secret === undefined && issuer === undefined) return raise('certificate-source/none')
  if (web.kind === 'ingress') return []
  if (issuer !== undefined) return raise('certificate-source/no-issuer')
  return moreDomains.length > 0 ? raise('more-domains/own-certificate', settings.at(['more-domains'])) : []
})

const ports = perHub(({ id: hub, web, ports: all, settings }) => {
  if (all.length === 0) return []
  const front = web.kind === 'own-address' && web.certificate.secret === undefined
  const owners = new Map([80, 443].map((port) => [port, 'its web pages']))
  const wrong = all.flatMap(({ name, port, address, service = '' }): Diagnostic[] => {
    const owner = owners.get(port)
    if (owner === undefined) owners.set(port, `\`${name}\``)
    const at = (key: 'port' | 'to') => settings.at(['ports', name, key])
    const taken =
      owner === undefined ? [] : [problems.raise('ports/taken', { at: at('port'), args: { hub, port, owner } })]
    if (address !== undefined) return taken
    return [...taken, problems.raise('ports/no-service', { at: at('to'), args: { hub, port: name, to: service } })]
  })
  return front
    ? wrong
    : [
        problems.raise('ports/no-address', {
          at: settings.at(['ports']),
          args: { hub, brought: web.certificate.secret !== undefined },
        }),
        ...wrong,
      ]
})

const apiOnly = perHub(({ id: hub, apiOnly: only, signIn, settings }) =>
  only && signIn.provider.kind !== 'nobody'
    ? [problems.raise('api-only', { at: settings.at(['api-only']), args: { hub } })]
    : [],
)

export const addressRules: RuleSet = { problems, rules: [source, ports, apiOnly], fleetRules: [namesTaken] }
