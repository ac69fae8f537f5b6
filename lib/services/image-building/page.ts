/** A hub that is a Binder: BinderHub's page, and servers that start what it asks for. */
import type { BinderPlan } from '../../plan/binder.ts'
import type { PageFile } from '../../plan/pages.ts'
import type { HubPlan } from '../../plan/types.ts'
import { html } from '../../print/html.ts'
import { hash } from '../../plan/names.ts'
import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { BINDER_SPAWNER } from './python.ts'

type Values = Readonly<Record<string, unknown>>

/** jupyterhub-fancy-profiles asks for builds at this path of the hub, so the service has this name. */
export const SERVICE = 'binder'
export const PORT = 8090

/** What BinderHub has to know beside where it builds. Its page takes HTML in its messages, so text is escaped. */
export function pageValues(hub: HubPlan, binder: BinderPlan): Values {
  const address = `https://${hub.domain}`
  const limits = Object.entries(binder.limits)
  return {
    replicas: binder.replicas,
    config: {
      BinderHub: {
        enable_api_only_mode: false,
        auth_enabled: binder.signsIn,
        hub_url: `${address}/`,
        badge_base_url: `${address}/services/${SERVICE}/`,
        per_repo_quota: binder.limit,
        cors_allow_origin: hub.cors[0],
        about_message: binder.about === undefined ? undefined : html(binder.about),
        banner_message: binder.banner === undefined ? undefined : html(binder.banner),
      },
      RepoProvider: {
        allowed_specs: binder.allowed.length > 0 ? binder.allowed : undefined,
        banned_specs: binder.banned.length > 0 ? binder.banned : undefined,
        spec_config: limits.length > 0 ? limits.map(([pattern, quota]) => ({ pattern, config: { quota } })) : undefined,
      },
      KubernetesLaunchQuota: binder.servers === undefined ? undefined : { total_quota: binder.servers },
      KubernetesBuildExecutor: {
        build_image: binder.build.image,
        memory_request: mebibytes(binder.build.memory / 4),
        memory_limit: mebibytes(binder.build.memory),
      },
      KubernetesCleaner: { max_age: binder.build.maxAge },
    },
  }
}

/** Where templates and static files are in BinderHub's pod. */
const PAGES = '/etc/binderhub/pages'
const VOLUME = 'binder-pages'

/**
 * Templates and static files of the community's own, and what templates find by name (BinderHub, "Customizing
 * deployment"). Its templates are loaded once, so other files make other pods.
 */
export function templateValues({ pages, pageVariables }: BinderPlan): Values {
  const variables = { ...pageVariables, ...(pages ? { EXTRA_STATIC_URL_PREFIX: `/services/${SERVICE}${STATIC}` } : {}) }
  const config = { template_variables: Object.keys(variables).length > 0 ? variables : undefined }
  if (pages === undefined) return { config: { BinderHub: config } }
  return {
    podAnnotations: { 'hubloom/pages': hash(JSON.stringify(pages.files)) },
    config: {
      BinderHub: {
        ...config,
        template_path: `${PAGES}/templates`,
        extra_static_path: `${PAGES}/static`,
        extra_static_url_prefix: STATIC,
      },
    },
    extraVolumes: [
      {
        name: VOLUME,
        configMap: {
          name: VOLUME,
          items: pages.files.map((file) => ({ key: keyOf(file), path: `${file.kind}/${file.path}` })),
        },
      },
    ],
    extraVolumeMounts: [{ name: VOLUME, mountPath: PAGES, readOnly: true }],
  }
}

/** Below BinderHub's own address. */
const STATIC = '/extra_static/'

/** `/` is none of a ConfigMap's keys, and no name has `..` */
const keyOf = ({ kind, path }: PageFile): string => `${kind}..${path.replaceAll('/', '..')}`

export function pagesManifests({ namespace, labels }: HubPlan, { pages }: BinderPlan): Manifest[] {
  if (pages === undefined) return []
  const entries = (binary: boolean): Record<string, string> | undefined => {
    const files = pages.files.filter((file) => file.binary === binary)
    return files.length > 0 ? Object.fromEntries(files.map((file) => [keyOf(file), file.text])) : undefined
  }
  return [
    manifest(
      'v1/ConfigMap',
      { name: VOLUME, namespace, labels: { ...labels } },
      { data: entries(false), binaryData: entries(true) },
    ),
  ]
}

/** As BinderHub reads memory: M of 1024 x 1024 (`ByteSpecification` of binderhub/utils.py). */
const mebibytes = (memory: number): string => `${Math.floor(memory)}M`

/** What JupyterHub has to know of BinderHub. */
export const serviceOf = (hub: HubPlan): Values => ({
  url: `http://binderhub:${PORT}`,
  oauth_client_id: `service-${SERVICE}`,
  oauth_no_confirm: true,
  oauth_redirect_uri: `https://${hub.domain}/services/${SERVICE}/oauth_callback`,
})

/**
 * The hub of a Binder: its address leads to the page, BinderHub starts servers, and these run the image that it built.
 * Without a sign-in a server is opened by the token that BinderHub gives it; else by who started it.
 */
export function hubOfPage(hub: HubPlan, binder: BinderPlan): Values {
  return {
    hub: {
      config: { JupyterHub: { default_url: `/services/${SERVICE}/` } },
      services: { [SERVICE]: { display: true, ...serviceOf(hub) } },
      loadRoles: {
        // makes a user for each visitor, or looks whose server runs
        [SERVICE]: { services: [SERVICE], scopes: ['servers', 'admin:users'] },
        user: { scopes: ['self', `access:services!service=${SERVICE}`] },
      },
      extraConfig: { '08-binder': BINDER_SPAWNER },
    },
    custom: { hubloom: { binder: { 'signs-in': binder.signsIn } } },
    singleuser: {
      image: { pullSecrets: [{ name: binder.secret }] },
      // images of others need not have JupyterHub's own command
      cmd: binder.signsIn
        ? undefined
        : ['sh', '-c', 'command -v jupyter-lab >/dev/null && exec jupyter-lab "$@"; exec jupyter-notebook "$@"', '--'],
    },
  }
}
