import { Type } from '@sinclair/typebox'
import { flag, group, maybe, objectName, set } from './fields.ts'

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
  'api-only': maybe(
    flag(
      'The hub answers programs at `/hub/api/` and has no pages: people reach servers through an application that ' +
        'starts them.',
      false,
    ),
  ),
  cors: maybe(
    set(
      'Web applications elsewhere whose pages may ask the API of the hub and of its servers, with a token (CORS).',
      ['https://app.example.org'],
      Type.String({
        pattern: '^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$',
        maxLength: 300,
        'x-kind': 'origin',
      }),
    ),
  ),
}
