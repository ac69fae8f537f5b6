import { Type } from '@sinclair/typebox'
import { flag, group, maybe, named, objectName, set, text, whole } from './fields.ts'

export const DOMAIN = '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$'

/** Names, certificates, and who may ask from where. */
export const addresses = {
  'more-domains': maybe(
    set(
      'Names that the hub had before, or that people type: each leads to the same page below `domain`. Its DNS ' +
        'record points to the same address.',
      ['old-hub.polar.example.org'],
      Type.String({ pattern: DOMAIN, maxLength: 253, 'x-kind': 'domain' }),
    ),
  ),
  certificate: maybe(
    group(
      {
        secret: maybe(
          objectName(
            'Kubernetes Secret that holds the certificate, renewed by you. The README of the bundle has the command.',
            'hub-certificate',
          ),
        ),
        issuer: maybe(
          objectName("A ClusterIssuer of cert-manager that the cluster has beside hubloom's.", 'university-ca'),
        ),
      },
      "Where the certificate comes from, for all names of the hub. Default: Let's Encrypt.",
      { secret: 'hub-certificate' },
    ),
  ),
  ports: maybe(
    named(
      group(
        {
          port: whole('The port that people use.', 22, { minimum: 1, maximum: 45_535 }),
          to: text(
            'Where it leads: one of `services` that runs here, by its name, or `host:port` of what runs elsewhere, ' +
              "where a host without a dot is a Kubernetes Service in the hub's namespace.",
            'jupyterhub-ssh:22',
            { pattern: '^[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?(:[1-9][0-9]{0,4})?$', 'x-kind': 'host and port' },
          ),
        },
        'One port.',
      ),
      'More ports at the address of the hub, such as for SSH and SFTP, by name. Anybody may connect (TCP, as it is): ' +
        'what it leads to asks who they are.',
      { ssh: { port: 22, to: 'jupyterhub-ssh:22' } },
    ),
  ),
  'api-only': maybe(
    flag(
      'The hub answers programs at `/hub/api/` and has no pages: people reach servers through an application that ' +
        'starts them.',
      false,
    ),
  ),
  cors: maybe(
    set(
      'Web applications elsewhere whose pages may ask the API of the hub and of its servers, with a token (CORS). Of ' +
        'a Binder they may ask BinderHub, too; where nobody signs in to it, `*` is everybody.',
      ['https://app.example.org'],
      Type.String({
        pattern: '^(\\*|https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?)$',
        maxLength: 300,
        'x-kind': 'origin',
      }),
    ),
  ),
}
