/**
 * Mistakes as people make them, each a change of one file of the sample fleet, and the code that tells of it. What goes
 * by in silence has the reason for that.
 */
export interface Mistake {
  title: string
  /** Below `communities/`, or below the root where it begins with a slash. */
  file: string
  /** What stands in the file and what stands there now; text alone goes to its end. */
  change: readonly [from: string, to: string] | string
  told: string | { silent: string }
}

const AURORA = 'aurora-observatory/hubs/live.yaml'
const POLAR = 'polar-lab/hubs/prod.yaml'
const POLAR_COMMUNITY = 'polar-lab/community.yaml'
const POLAR_CLUSTER = 'polar-lab/cluster.yaml'
const DELTA = 'delta-hydrology/hubs/prod.yaml'
const DELTA_COMMUNITY = 'delta-hydrology/community.yaml'
const GENOME = 'genome-atlas/hubs/prod.yaml'
const GENOME_COMMUNITY = 'genome-atlas/community.yaml'
const MEADOW = 'meadow-stats/hubs/r.yaml'
const MEADOW_COMMUNITY = 'meadow-stats/community.yaml'
const MEADOW_CLUSTER = 'meadow-stats/cluster.yaml'
const SOUTH = 'river-college/hubs/south.yaml'
const WEST = 'river-college/hubs/west.yaml'
const RIVER = 'river-college/community.yaml'
const COMMONS = 'commons/cluster.yaml'
const SCHOOL = 'coral-school/hubs/school.yaml'

/** An override of JupyterHub's chart. */
const jupyterhub = (values: string): string => `overrides: { helm: { jupyterhub: ${values} } }\n`
const config = (traits: string): string => jupyterhub(`{ hub: { config: ${traits} } }`)
const server = (values: string): string => jupyterhub(`{ singleuser: ${values} }`)
const release = (name: string, values: string): string => `overrides: { helm: { ${name}: ${values} } }\n`
const objects = (manifests: string): string => `overrides: { kubernetes: ${manifests} }\n`
const terraform = (resources: string): string => `overrides: { terraform: { resource: ${resources} } }\n`

/** In the escape hatch. */
const overrides: readonly Mistake[] = [
  // keys
  {
    title: 'a key one level too high',
    file: POLAR,
    change: config('{ concurrent_spawn_limit: 50 }'),
    told: 'override-misfit',
  },
  {
    title: 'a trait of another class',
    file: POLAR,
    change: config('{ GitHubOAuthenticator: { Authenticator: { admin_users: [x] } } }'),
    told: 'override-misfit',
  },
  {
    title: 'a class as a trait',
    file: POLAR,
    change: config('{ Authenticator: { authenticator_class: github } }'),
    told: 'override-misfit',
  },
  {
    title: 'concurrent spawns of the wrong class',
    file: POLAR,
    change: config('{ KubeSpawner: { concurrent_spawn_limit: 50 } }'),
    told: 'override-misfit',
  },
  { title: 'snake case for camel case', file: POLAR, change: server('{ default_url: /lab }'), told: 'override-misfit' },
  { title: 'a misspelt key', file: POLAR, change: server('{ extraEnvs: { A: b } }'), told: 'override-misfit' },
  {
    title: 'a key of the home NFS in JupyterHub',
    file: POLAR,
    change: jupyterhub('{ quotaEnforcer: { enabled: true } }'),
    told: 'override-misfit',
  },
  {
    title: 'the chart nested in itself',
    file: POLAR,
    change: jupyterhub('{ jupyterhub: { hub: { concurrentSpawnLimit: 5 } } }'),
    told: 'override-misfit',
  },
  {
    title: 'basehub around it',
    file: POLAR,
    change: release('basehub', '{ jupyterhub: { cull: { timeout: 3600 } } }'),
    told: 'unknown-release',
  },
  {
    title: 'a misspelt release',
    file: POLAR,
    change: release('jupiterhub', '{ cull: { timeout: 3600 } }'),
    told: 'unknown-release',
  },
  {
    title: 'Grafana sign-in beside its ini',
    file: POLAR_CLUSTER,
    change: release('grafana', '{ auth.github: { enabled: true } }'),
    told: 'override-unlisted',
  },
  {
    title: 'resources of the NFS at the top',
    file: POLAR,
    change: release('home-nfs', '{ resources: { requests: { cpu: 1 } } }'),
    told: 'override-unlisted',
  },
  {
    title: 'a list of pull secrets as text',
    file: POLAR,
    change: jupyterhub('{ imagePullSecrets: mine }'),
    told: 'override-misfit',
  },
  // types and units
  {
    title: 'memory as a bare number',
    file: POLAR,
    change: server('{ memory: { guarantee: 2 } }'),
    told: 'override-misfit',
  },
  {
    title: 'memory in Kubernetes words',
    file: POLAR,
    change: server('{ memory: { limit: 2Gi } }'),
    told: 'override-misfit',
  },
  {
    title: 'a limit below the guarantee',
    file: POLAR,
    change: server('{ memory: { guarantee: 4G, limit: 2G } }'),
    told: 'override-breaks',
  },
  {
    title: 'text where a list belongs',
    file: POLAR,
    change: config('{ GitHubOAuthenticator: { allowed_organizations: polar-lab } }'),
    told: 'override-misfit',
  },
  {
    title: 'a quoted boolean',
    file: POLAR,
    change: jupyterhub('{ cull: { enabled: "false" } }'),
    told: 'override-misfit',
  },
  {
    title: 'a culling time with a unit',
    file: POLAR,
    change: jupyterhub('{ cull: { timeout: 1h } }'),
    told: 'override-misfit',
  },
  { title: 'CPU in thousandths', file: POLAR, change: server('{ cpu: { guarantee: 500m } }'), told: 'override-misfit' },
  {
    title: 'a list for a map of variables',
    file: POLAR,
    change: server('{ extraEnv: [{ name: A, value: b }] }'),
    told: 'override-misfit',
  },
  {
    title: 'an empty image',
    file: POLAR,
    change: server('{ image: { name: quay.io/example/x } }'),
    told: 'override-weakens',
  },
  {
    title: 'an image that moves',
    file: POLAR,
    change: server('{ image: { name: quay.io/example/x, tag: latest } }'),
    told: 'override-weakens',
  },
  // who may enter
  {
    title: 'everybody of GitHub',
    file: POLAR,
    change: config('{ GitHubOAuthenticator: { allow_all: true } }'),
    told: 'override-lets-in',
  },
  {
    title: 'another sign-in class',
    file: POLAR,
    change: config('{ JupyterHub: { authenticator_class: dummy } }'),
    told: 'dummy-sign-in',
  },
  {
    title: 'a secret in the values',
    file: POLAR,
    change: config('{ GitHubOAuthenticator: { client_secret: 0123456789abcdef0123456789abcdef01234567 } }'),
    told: 'secret-in-input',
  },
  {
    title: 'the callback of another hub',
    file: POLAR,
    change: config(
      '{ GitHubOAuthenticator: { oauth_callback_url: "https://hub.delta.example.org/hub/oauth_callback" } }',
    ),
    told: 'override-breaks',
  },
  {
    title: 'the role self loses what it needs',
    file: POLAR,
    change: jupyterhub('{ hub: { loadRoles: { user: { scopes: [access:services] } } } }'),
    told: 'override-breaks',
  },
  {
    title: 'admins of an own list',
    file: POLAR,
    change: config('{ Authenticator: { admin_users: [someone-else] } }'),
    told: 'override-weakens',
  },
  // placement
  {
    title: 'a selector that no machine has',
    file: POLAR,
    change: server('{ nodeSelector: { hub.jupyter.org/node-purpose: users } }'),
    told: 'override-breaks',
  },
  {
    title: 'a machine that no pool has',
    file: POLAR,
    change: server('{ nodeSelector: { node.kubernetes.io/instance-type: m5.4xlarge } }'),
    told: 'override-breaks',
  },
  {
    title: 'network policies off',
    file: POLAR,
    change: server('{ networkPolicy: { enabled: false } }'),
    told: 'opened-by-override',
  },
  {
    title: 'the metadata address open',
    file: POLAR,
    change: server('{ cloudMetadata: { blockWithIptables: false } }'),
    told: 'opened-by-override',
  },
  {
    title: 'a claim that nothing makes',
    file: POLAR,
    change: server('{ storage: { static: { pvcName: homes } } }'),
    told: 'override-weakens',
  },
  {
    title: 'a service account that nothing makes',
    file: POLAR,
    change: server('{ serviceAccountName: user-sa }'),
    told: 'override-breaks',
  },
  {
    title: 'a Secret in variables, not listed',
    file: POLAR,
    change: server('{ extraEnv: { TOKEN: { valueFrom: { secretKeyRef: { name: mine, key: token } } } } }'),
    told: { silent: 'that is right: the README lists the Secret with its command' },
  },
  {
    title: 'own volumes in place of the homes',
    file: POLAR,
    change: server('{ storage: { extraVolumes: [], extraVolumeMounts: [] } }'),
    told: 'override-misfit',
  },
  {
    title: 'init containers that drop what is needed',
    file: POLAR,
    change: server('{ initContainers: [] }'),
    told: { silent: 'this hub has none to lose' },
  },
  {
    title: 'a bucket of another community in a variable',
    file: POLAR,
    change: server(
      '{ extraEnv: { SCRATCH_BUCKET: "gs://delta-hydrology-delta-hydrology-prod-scratch/$(JUPYTERHUB_USER)" } }',
    ),
    told: 'belongs-to-another',
  },
  {
    title: 'a bucket that nothing makes',
    file: POLAR,
    change: server('{ extraEnv: { SCRATCH_BUCKET: "s3://polar-scratch/$(JUPYTERHUB_USER)" } }'),
    told: 'override-weakens',
  },
  {
    title: 'a role of another account',
    file: POLAR,
    change: jupyterhub(
      '{ hub: { serviceAccount: { annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111111111111:role/x" } } } }',
    ),
    told: 'belongs-to-another',
  },
  {
    title: 'the host of another hub',
    file: POLAR,
    change: jupyterhub('{ ingress: { enabled: true, hosts: [hub.delta.example.org] } }'),
    told: 'belongs-to-another',
  },
  // Kubernetes objects and Terraform
  {
    title: 'a manifest without a kind',
    file: POLAR,
    change: objects('{ mine: { metadata: { name: x } } }'),
    told: 'not-a-manifest',
  },
  {
    title: 'a Secret as an object',
    file: POLAR,
    change: objects('{ mine: { apiVersion: v1, kind: Secret, metadata: { name: x }, stringData: { a: b } } }'),
    told: 'override-out-of-reach',
  },
  {
    title: 'a misspelt resource type',
    file: POLAR,
    change: terraform('{ aws_s3_buckets: { scratch: { tags: { a: b } } } }'),
    told: { silent: 'open: Terraform alone refuses a type that the provider does not have' },
  },
  {
    title: 'a misspelt argument',
    file: POLAR,
    change: terraform('{ aws_s3_bucket: { scratch: { tag: { a: b } } } }'),
    told: 'override-misfit',
  },
  {
    title: 'an expression',
    file: POLAR,
    change: terraform('{ aws_s3_bucket: { scratch: { tags: { a: "${var.x}" } } } }'),
    told: 'expression-in-input',
  },
  {
    title: 'another account in a policy',
    file: POLAR,
    change: terraform(
      '{ aws_s3_bucket_policy: { mine: { bucket: polar, policy: "{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"arn:aws:iam::111111111111:root\\"},\\"Action\\":\\"s3:*\\",\\"Resource\\":\\"*\\"}]}" } } }',
    ),
    told: 'belongs-to-another',
  },
  {
    title: 'an empty override',
    file: POLAR,
    change: 'overrides: { helm: { jupyterhub: null } }\n',
    told: 'cannot-remove',
  },
]

/** Two things that are right alone, and wrong beside each other. */
const across: readonly Mistake[] = [
  // sizes, titles
  {
    title: 'a title of other figures',
    file: DELTA,
    change: ['memory: 50Gi', 'memory: 16Gi'],
    told: 'title-says-otherwise',
  },
  {
    title: 'a title of other cores',
    file: DELTA,
    change: ['"50 GiB, fast disk"', '"50 GiB, 64 CPU"'],
    told: 'title-says-otherwise',
  },
  {
    title: 'a title of the old limit',
    file: MEADOW_COMMUNITY,
    change: ['limit: 4Gi', 'limit: 8Gi'],
    told: 'title-says-otherwise',
  },
  {
    title: 'a title of a GPU that it has not',
    file: DELTA,
    change: ['"50 GiB, fast disk"', '"50 GiB, A100"'],
    told: 'title-says-otherwise',
  },
  {
    title: 'a card of a GPU that it has not',
    file: GENOME_COMMUNITY,
    change: ['title: With a GPU', 'title: With an A100'],
    told: { silent: 'cards hold many sizes, each with its own title' },
  },
  {
    title: 'a disk too small for its people',
    file: POLAR,
    change: ['size: 5600Gi', 'size: 56Gi'],
    told: 'disk-of-few',
  },
  {
    title: 'a disk without its last figure',
    file: POLAR,
    change: ['size: 5600Gi', 'size: 5Gi'],
    told: 'quota-larger-than-disk',
  },
  { title: 'a quota of everything', file: POLAR, change: ['quota: 35Gi', 'quota: 5600Gi'], told: 'disk-of-few' },
  {
    title: 'people and a disk',
    file: POLAR,
    change: ['quota: 35Gi,', 'quota: 35Gi, people: 900,'],
    told: 'disk-of-few',
  },
  // siblings
  {
    title: 'a title in lower case',
    file: 'river-college/hubs/south.yaml',
    change: ['South Campus', 'south campus'],
    told: 'unlike-siblings',
  },
  {
    title: 'a title with a slip',
    file: 'river-college/hubs/south.yaml',
    change: ['South Campus', 'South Capmus'],
    told: 'unlike-siblings',
  },
  {
    title: 'an image tag of two dates',
    file: POLAR_COMMUNITY,
    change: ['polar-python:2026.11.1', 'polar-python:2026.11.1-2025.03.02'],
    told: 'odd-image-tag',
  },
  {
    title: 'an image tag of another year',
    file: '/profiles/gpu.yaml',
    change: ['2026.06.04', '2062.06.04'],
    told: 'odd-image-tag',
  },
  {
    title: 'an image of another owner by a slip',
    file: POLAR_COMMUNITY,
    change: ['quay.io/example/polar-r', 'quay.io/exmaple/polar-r'],
    told: 'unlike-siblings',
  },
  {
    title: 'a team with a slip in its organization',
    file: POLAR_COMMUNITY,
    change: ['large-node: { for: [polar-lab/advanced] }', 'large-node: { for: [polarlab/advanced] }'],
    told: 'misspelt-group',
  },
  {
    title: 'a team that may not enter',
    file: POLAR_COMMUNITY,
    change: ['large-node: { for: [polar-lab/advanced] }', 'large-node: { for: [polar-lab/instructors] }'],
    told: { silent: 'it may be a team below one that may enter' },
  },
  {
    title: 'a team in other capitals',
    file: POLAR_COMMUNITY,
    change: ['large-node: { for: [polar-lab/advanced] }', 'large-node: { for: [Polar-Lab/advanced] }'],
    told: 'misspelt-group',
  },
  {
    title: 'a domain with a slip',
    file: 'river-college/hubs/south.yaml',
    change: ['south.rivercolleges', 'south.rivercoleges'],
    told: 'unlike-siblings',
  },
  // of another hub, account, cluster, community
  {
    title: '(staging) in production',
    file: POLAR,
    change: 'title: Polar Data Lab (staging)\n',
    told: 'staging-in-production',
  },
  {
    title: 'the domain of staging in production',
    file: POLAR,
    change: ['hub.polar.example.org', 'staging.polar.example.org'],
    told: 'staging-in-production',
  },
  {
    title: 'a copy of production called staging',
    file: 'polar-lab/hubs/staging.yaml',
    change: ['purpose: staging\n', ''],
    told: 'staging-in-production',
  },
  {
    title: 'a domain of another community',
    file: DELTA,
    change: ['hub.delta.example.org', 'hub2.polar.example.org'],
    told: 'of-another',
  },
  {
    title: 'the admins of another account',
    file: POLAR_CLUSTER,
    change: ['arn:aws:iam::000000000000', 'arn:aws:iam::111111111111'],
    told: 'of-another',
  },
  {
    title: 'the state of another community',
    file: DELTA.replace('hubs/prod', 'cluster'),
    change: ['delta-terraform-state', 'aurora-terraform-state'],
    told: { silent: 'nothing tells whose a bucket of state is by its name' },
  },
  {
    title: 'the repository of another community',
    file: 'aurora-observatory/cluster.yaml',
    change: ['aurora-observatory/hubs', 'polar-lab/hubs'],
    told: { silent: 'one repository may deploy several clusters' },
  },
  {
    title: 'the registry of another community',
    file: 'commons/hubs/binder.yaml',
    change: ['quay.io/commons-example/', 'quay.io/delta-hydrology/'],
    told: 'of-another',
  },
  {
    title: "another community's team",
    file: DELTA_COMMUNITY,
    change: ['organizations: [delta-hydrology]', 'organizations: [polar-lab]'],
    told: { silent: 'people of another community may be let in' },
  },
  {
    title: 'a volume of another cluster',
    file: GENOME,
    change: ['files.atlas.example.org', 'files.west.example.edu'],
    told: { silent: 'an address elsewhere may well serve two' },
  },
  // groups and names
  {
    title: 'an e-mail address at GitHub',
    file: POLAR_COMMUNITY,
    change: ['ada-example, grace-example', 'ada@polar.example.org, grace-example'],
    told: 'name-of-another-kind',
  },
  {
    title: 'an at sign before a GitHub name',
    file: POLAR_COMMUNITY,
    change: ['ada-example, grace-example', '"@ada-example", grace-example'],
    told: 'name-of-another-kind',
  },
  {
    title: 'an address of GitHub as a name',
    file: POLAR_COMMUNITY,
    change: ['ada-example, grace-example', '"https://github.com/ada-example", grace-example'],
    told: 'wrong-value',
  },
  {
    title: 'a GitHub name at CILogon',
    file: GENOME_COMMUNITY,
    change: ['li@atlas.example.edu', 'li-example'],
    told: 'name-of-another-kind',
  },
  {
    title: 'a GitHub name at Google',
    file: AURORA,
    change: ['kai@aurora.example.org', 'kai-example'],
    told: 'google-name',
  },
  {
    title: 'an admin of a domain that may not enter',
    file: GENOME_COMMUNITY,
    change: ['li@atlas.example.edu', 'li@altas.example.edu'],
    told: 'misspelt-domain',
  },
  {
    title: 'a group that the claim does not let in',
    file: MEADOW_COMMUNITY,
    change: ['for: [stats-tutors]', 'for: [stats-tutor]'],
    told: 'misspelt-group',
  },
  {
    title: 'an admin group with a slip',
    file: MEADOW_COMMUNITY,
    change: ['admin-groups: [stats-staff]', 'admin-groups: [stat-staff]'],
    told: 'misspelt-group',
  },
  {
    title: 'a size for a group of nobody',
    file: MEADOW_COMMUNITY,
    change: ['pool: exams, for: [stats-staff]', 'pool: exams, for: [stats-staf]'],
    told: 'misspelt-group',
  },
  {
    title: 'a scope without its use',
    file: MEADOW_COMMUNITY,
    change: ['      groups-claim: groups\n', ''],
    told: 'oauth-claims',
  },
  {
    title: 'an empty list of organizations',
    file: DELTA_COMMUNITY,
    change: ['[delta-hydrology]', '[]'],
    told: 'nobody-may-enter',
  },
  {
    title: 'a password for everybody beside a list',
    file: SCHOOL,
    change: ['auth: {', 'auth: { users: [ann],'],
    told: 'everyone-beside-list',
  },
  // what is not used
  {
    title: 'a pool of one machine each',
    file: MEADOW_CLUSTER,
    change: [
      'exams: { machines: [Standard_E16s_v5, Standard_E16ds_v5], max: 12 }',
      'exams: { machines: [Standard_E16s_v5], max: 12 }\n  exams2: { machines: [Standard_E16ds_v5], max: 12 }',
    ],
    told: 'unused-pool',
  },
  { title: 'a pool that no size names', file: POLAR_CLUSTER, change: ['fast: {', 'quick: {'], told: 'size-pool' },
  { title: 'a pool left behind', file: POLAR_COMMUNITY, change: [', pool: fast', ''], told: 'unused-pool' },
  {
    title: 'a profile that nobody uses',
    file: 'delta-hydrology/profiles/models.yaml',
    change: 'about: For the models.\nmemory: { guarantee: 4Gi }\n',
    told: 'unused-profile',
  },
  {
    title: 'a group that nothing is for',
    file: POLAR_COMMUNITY,
    change: ['  data:\n', '  groups: { polar-lab/guests: { members: [] } }\n  data:\n'],
    told: 'unused-group',
  },
  {
    title: 'a cluster without hubs',
    file: 'river-college/cluster.yaml',
    change: 'cloud: gcp\nregion: us-central1\naccount: river-1\n',
    told: 'unused-cluster',
  },
  {
    title: 'a role for a misspelt group',
    file: MEADOW_COMMUNITY,
    change: ['staff-of: stats-students', 'staff-of: stats-student'],
    told: 'misspelt-group',
  },
  {
    title: 'a volume that nothing mounts',
    file: GENOME,
    change: ['mounts: { /work: work, /reference: reference }', 'mounts: { /work: work }'],
    told: 'unused-volume',
  },
  {
    title: 'a size of a card with a slip',
    file: GENOME_COMMUNITY,
    change: ['sizes: [gpu, ', 'sizes: [gpus, '],
    told: 'unknown-on-card',
  },
  // keys
  { title: 'an empty key', file: MEADOW, change: 'auth:\n', told: 'empty-key' },
  { title: 'an empty key of a group', file: SOUTH, change: 'cull:\n', told: 'empty-key' },
  {
    title: 'settings of an event without one',
    file: SOUTH,
    change: ['metrics:', 'purpose: event\nmetrics:'],
    told: { silent: 'a hub for a workshop may have no room kept' },
  },
  {
    title: 'an event long over',
    file: SCHOOL,
    change: ['2027-07-05, until: 2027-07-15', '2027-07-15, until: 2027-07-05'],
    told: 'event-dates',
  },
  { title: 'an event of a year', file: SCHOOL, change: ['until: 2027-07-15', 'until: 2028-07-15'], told: 'event-long' },
  {
    title: 'an event of more people than homes',
    file: SCHOOL,
    change: ['users: 60', 'users: 600'],
    told: 'event-beyond-homes',
  },
  {
    title: 'ranges that overlap',
    file: 'genome-atlas/cluster.yaml',
    change: ['10.60.0.0/16', '10.80.0.0/16'],
    told: 'overlapping-ranges',
  },
  {
    title: 'private addresses of the cluster itself',
    file: GENOME,
    change: ['10.200.0.0/16', '10.60.0.0/16'],
    told: 'cluster-open-to-servers',
  },
  {
    title: 'an alert to a stranger',
    file: 'commons/cluster.yaml',
    change: [
      'budget: { monthly: 3000 USD, alert: [ops@commons.example.org]',
      'budget: { monthly: 3000 USD, alert: [ops@comons.example.org]',
    ],
    told: 'unlike-siblings',
  },
  {
    title: 'a folder of a hub that has none',
    file: 'polar-lab/hubs/staging.yaml',
    change: ['prod/curated', 'prod/curatd'],
    told: 'folder-of-other-hub',
  },
  {
    title: 'a variable of a bucket with a slip',
    file: DELTA,
    change: ['same-as: PERSISTENT_BUCKET', 'same-as: PERSISTANT_BUCKET'],
    told: 'misspelt-variable',
  },
  {
    title: 'shared homes at two hubs',
    file: WEST,
    change: ['/exports/hub", squash: root, folder: "{user}"', '/exports/hub", squash: none'],
    told: { silent: 'one hub alone uses that share' },
  },
  {
    title: 'a community profile named as a fleet profile that is not its own',
    file: RIVER,
    change: ['profile: teaching', 'profile: teching'],
    told: 'missing-profile',
  },
  { title: 'a memory of bytes', file: SOUTH, change: ['384Mi', '384'], told: 'wrong-type' },
  { title: 'the old name of a setting', file: SOUTH, change: ['metrics:', 'metric:'], told: 'unknown-key' },
  { title: 'a second default cluster', file: POLAR_CLUSTER, change: 'default: true\n', told: 'two-default-clusters' },
  {
    title: 'Grafana at the address of a hub',
    file: COMMONS,
    change: ['grafana.commons.example.org', 'demo.commons.example.org'],
    told: 'monitoring-unreachable',
  },
]

export const mistakes: readonly Mistake[] = [...overrides, ...across]
