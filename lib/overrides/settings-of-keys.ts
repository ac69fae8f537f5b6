/** Keys of charts that a setting of hubloom's says as well, by release: the key with all below it, and the setting. */

/** Of one release: a path of its values, and the setting. The longest path that fits counts. */
type SettingsOfKeys = Readonly<Record<string, string>>

export const SETTINGS_OF_KEYS: Readonly<Record<string, SettingsOfKeys>> = {
  jupyterhub: {
    cull: 'cull',
    'hub.activeServerLimit': 'hub.active-servers',
    'hub.allowNamedServers': 'named-servers',
    'hub.command': 'hub.command',
    'hub.concurrentSpawnLimit': 'hub.concurrent-spawns',
    'hub.config.Authenticator.admin_users': 'auth.admins',
    'hub.config.Authenticator.allowed_users': 'auth.users',
    'hub.config.Authenticator.allow_all': 'auth.everyone',
    'hub.config.CILogonOAuthenticator': 'auth.cilogon',
    'hub.config.GenericOAuthenticator': 'auth.oauth',
    'hub.config.GitHubOAuthenticator': 'auth.github',
    'hub.config.GoogleOAuthenticator': 'auth.google',
    'hub.config.JupyterHub.admin_access': 'auth.admins-see-servers',
    'hub.config.JupyterHub.authenticator_class': 'auth',
    'hub.config.KubeSpawner.environment': 'variables',
    'hub.config.KubeSpawner.mem_guarantee': 'sizes',
    'hub.config.KubeSpawner.mem_limit': 'sizes',
    'hub.consecutiveFailureLimit': 'hub.failing-starts',
    'hub.db': 'hub.database',
    'hub.extraConfig': 'code',
    'hub.extraEnv': 'hub.variables',
    'hub.extraFiles': 'hub.files',
    'hub.image': 'hub.image',
    'hub.loadRoles': 'roles',
    'hub.namedServerLimitPerUser': 'named-servers',
    'hub.pdb': 'hub.disruption-budget',
    'hub.resources': 'hub.memory',
    'hub.services': 'services',
    'hub.templateVars': 'pages.variables',
    imagePullSecrets: 'pull-secrets',
    'ingress.hosts': 'domain',
    'ingress.tls': 'certificate',
    prePuller: 'prepull',
    'proxy.https': 'tls',
    'scheduling.userPlaceholder': 'spare',
    'singleuser.cpu': 'sizes',
    'singleuser.defaultUrl': 'opens',
    'singleuser.extraContainers': 'sidecars',
    'singleuser.extraEnv': 'variables',
    'singleuser.extraFiles': 'files',
    'singleuser.extraLabels': 'pod.labels',
    'singleuser.image': 'environments',
    'singleuser.initContainers': 'init-containers',
    'singleuser.lifecycleHooks': 'start-hooks',
    'singleuser.memory': 'sizes',
    'singleuser.networkPolicy': 'network.outbound',
    'singleuser.profileList': 'environments',
    'singleuser.startTimeout': 'start-timeout',
    'singleuser.storage': 'home',
    'singleuser.uid': 'user',
  },
  'dask-gateway': {
    'gateway.backend.worker': 'dask.workers',
    'gateway.extraConfig': 'dask',
  },
  grafana: {
    'ingress.hosts': 'monitoring.domain',
    resources: 'monitoring.grafana',
  },
  prometheus: {
    'server.persistentVolume.size': 'monitoring.disk',
    'server.resources': 'monitoring.prometheus',
    'server.retention': 'monitoring.keep',
  },
}

/** The setting that says what a path of a release's values says, if there is one. */
export function settingOfKey(release: string, path: readonly string[]): string | undefined {
  const table = SETTINGS_OF_KEYS[release] ?? {}
  for (let { length } = path; length > 0; length--) {
    const setting = table[path.slice(0, length).join('.')]
    if (setting !== undefined) return setting
  }
  return undefined
}
