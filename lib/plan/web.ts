import type { ClusterSettings, CommunitySettings, HubSettings } from '../settings/index.ts'

/** The controller that receives web traffic for the hubs of a cluster. */
export type IngressController = ClusterSettings['ingress']

/**
 * How people reach a hub: through the cluster's ingress controller, where cert-manager gets the certificates, or at an
 * address of its own, where the hub itself gets one from Let's Encrypt.
 */
export type WebPlan =
  | { kind: 'ingress'; class: Exclude<IngressController, 'none'>; certificate: CertificatePlan }
  | ({ kind: 'own-address'; certificate: CertificatePlan } & CertificatesPlan)

/** Where a hub's certificate comes from, where that is not Let's Encrypt. */
export interface CertificatePlan {
  /** A Secret that somebody makes. */
  secret?: string
  /** A ClusterIssuer of cert-manager. */
  issuer?: string
}

/** Certificates of a cluster, or of a hub with an address of its own. */
export interface CertificatesPlan {
  /** Where Let's Encrypt writes: the cluster's own setting, else the owner's contact. */
  email?: string
  /** Whether they come from Let's Encrypt's test service, whose certificates browsers refuse. */
  staging: boolean
}

/**
 * An address of its own where the settings ask for it, and on a cluster without a controller whatever they say: the
 * check `tls-without-ingress` refuses the other wish there.
 */
export const planWeb = (
  { tls, certificate = {} }: HubSettings,
  cluster: ClusterSettings,
  owner: CommunitySettings,
): WebPlan =>
  cluster.ingress === 'none' || tls === 'letsencrypt'
    ? { kind: 'own-address', certificate, ...planCertificates(cluster, owner) }
    : { kind: 'ingress', certificate, class: cluster.ingress }

/** `owner` is whom the certificates are for: the cluster's community, or the hub's. */
export const planCertificates = ({ certificates }: ClusterSettings, owner: CommunitySettings): CertificatesPlan => ({
  email: certificates?.email ?? owner.contact,
  staging: certificates?.staging ?? false,
})
