/** Words that mean the same wherever a container or a pod is described: of servers, beside them, and of the hub. */
import { Type } from '@sinclair/typebox'
import {
  NAME,
  amount,
  anyText,
  bytes,
  choice,
  either,
  flag,
  group,
  keyed,
  list,
  maybe,
  set,
  text,
  whole,
} from './fields.ts'

/** Name of an environment variable. */
export const VARIABLE = '^[A-Za-z_][A-Za-z0-9_]*$'
/** Key of a Secret or a ConfigMap (kubernetes.io, "Secrets"). */
const KEY = '^[A-Za-z0-9._-]+$'
const PATH = '^/[A-Za-z0-9._/-]+$'
/** Short enough for what is put before it in the names of objects. */
const VOLUME = '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'
/** What Kubernetes can put into a variable of a pod (kubernetes.io, "Downward API", `fieldRef`). */
const FIELD =
  "^(metadata\\.(name|namespace|uid)|metadata\\.(labels|annotations)\\['[A-Za-z0-9./_-]+'\\]|" +
  'spec\\.(nodeName|serviceAccountName)|status\\.(hostIP|podIP))$'

const secretName = (what: string, example: string) =>
  text(`Name of the Kubernetes Secret that holds ${what}. The README of the bundle has the command.`, example, {
    pattern: NAME,
    maxLength: 253,
  })
const secretKey = (more: string, example: string) => text(`Key in the Secret. ${more}`, example, { pattern: KEY })

const fromSecretOrPod = {
  secret: maybe(secretName('its value', 'weather-api')),
  key: maybe(secretKey('Default: the name of the variable.', 'token')),
  'same-as': maybe(text('Another variable of the same container.', 'SCRATCH_BUCKET', { pattern: VARIABLE })),
  field: maybe(
    text('A field of the pod, as Kubernetes names it.', 'spec.nodeName', {
      pattern: FIELD,
      'x-kind': 'field of a pod',
    }),
  ),
}

const STATE_FIELD = '^[A-Za-z0-9_.]+$'
const fromPerson = {
  chosen: maybe(
    choice(
      ['image', 'environment', 'size'],
      'What the person chose: the whole name of the image, or the name of the environment or the size in these ' +
        "settings; empty for an image of one's own.",
      'image',
    ),
  ),
  'sign-in': maybe(
    either(
      [
        text("Field of the sign-in's state, such as a token.", 'access_token', { pattern: STATE_FIELD }),
        keyed(
          { [KEY]: text("Field of the sign-in's state.", 'access_token', { pattern: STATE_FIELD }) },
          "Several fields of the sign-in's state, each under a key of your own.",
          { access: 'access_token', refresh: 'refresh_token' },
        ),
      ],
      "What the sign-in says of the person: a field of its state, or several as one text. They are the person's own.",
      'access_token',
    ),
  ),
  as: maybe(choice(['json'], 'How several fields of the sign-in become one text.', 'json')),
}

/** Variables of a container that knows no person: of a service, of the hub. */
export const podVariables = (description: string, example: unknown = { MODE: 'quiet' }) =>
  keyed(
    {
      [VARIABLE]: either(
        [anyText('Its value.', 'quiet'), group(fromSecretOrPod, 'Where its value comes from: one of these.')],
        'Its value, or where that comes from.',
        { secret: 'weather-api', key: 'token' },
      ),
    },
    description,
    example,
  )

/** Variables of a container in somebody's server. */
export const serverVariables = (description: string, example: unknown = { GDAL_CACHEMAX: '512' }) =>
  keyed(
    {
      [VARIABLE]: either(
        [
          anyText('Its value.', '512'),
          group({ ...fromSecretOrPod, ...fromPerson }, 'Where its value comes from: one of these.'),
        ],
        'Its value, or where that comes from.',
        { secret: 'weather-api', key: 'token' },
      ),
    },
    description,
    example,
  )

/** A text file and where it lies. */
export const file = (where: string, path: string, content: string) =>
  group(
    {
      path: text(`Where the file lies in ${where}.`, path, { pattern: PATH }),
      content: maybe(Type.String({ description: 'The text of the file.', examples: [content], maxLength: 100_000 })),
      from: maybe(
        text(
          'In place of `content`: a text file of the community, by its name in `communities/<community>/files/`.',
          'grader.yaml',
          { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$', maxLength: 63 },
        ),
      ),
      secret: maybe(secretName('its content, where that is not for everybody who reads these settings', 'licences')),
      key: maybe(secretKey('Default: the name of the file in these settings.', 'licence.lic')),
      mode: maybe(text('Who may read and run it, in octal.', '0644', { pattern: '^0?[0-7]{3}$' })),
    },
    'One file.',
  )

export const nfsVersion = Type.Unsafe<3 | 4 | 4.1 | 4.2>({
  type: 'number',
  enum: [3, 4, 4.1, 4.2],
  description: 'Version of NFS. Default: 4.1.',
  examples: [4.1],
})

/** What pods can mount. Each pod gets those of them that its containers mount. */
export const volumes = keyed(
  {
    [VOLUME]: group(
      {
        secret: maybe(secretName('its files, one a key', 'editor-licence')),
        files: maybe(
          keyed(
            { [KEY]: anyText('The text of the file.', 'courses: 3', 100_000) },
            'Text files, by name. No secrets.',
            { 'site.yaml': 'courses: 3' },
          ),
        ),
        empty: maybe(bytes('Room on the disk of the machine, empty at the start of each pod.', '20Gi')),
        memory: maybe(bytes('Room in memory, which counts as memory of whoever fills it.', '2Gi')),
        nfs: maybe(
          text('An NFS share, as `server:/path`. The machines mount it.', 'files.example.org:/exports/data', {
            pattern: '^[A-Za-z0-9.-]+:/[A-Za-z0-9._/-]*$',
          }),
        ),
        version: maybe(nfsVersion),
        options: maybe(
          set('More options of the mount.', ['noatime'], Type.String({ pattern: '^[a-z0-9_]+(=[A-Za-z0-9._:-]+)?$' })),
        ),
        claim: maybe(
          text("A PersistentVolumeClaim that is there already, in the hub's namespace.", 'archive', { pattern: NAME }),
        ),
        'host-path': maybe(
          text(
            'A folder of the machine itself, for storage that machines mount. The namespace then takes privileged ' +
              'pods.',
            '/mnt/scratch',
            { pattern: PATH },
          ),
        ),
        'read-only': maybe(flag('Nobody may write to it.')),
      },
      'One volume: one of these.',
      { empty: '20Gi' },
    ),
  },
  'What servers, containers beside them and services can mount, by name. Nobody has it before a `mounts:` says so.',
  { licence: { secret: 'editor-licence' }, tmp: { empty: '20Gi' } },
)

const groupNames = (what: string) => set(`Only members of these groups ${what}.`, ['polar-lab/curators'])
const mountFields = {
  volume: text('Name of the volume, in `volumes`.', 'data', { pattern: VOLUME }),
  key: maybe(text('One file of the volume alone, by its name there.', 'licence.lic', { pattern: KEY })),
  folder: maybe(text('A folder of the volume in place of the whole.', 'courses', { pattern: '^[A-Za-z0-9._/-]+$' })),
  'read-only': maybe(flag('Nobody may write here.')),
  propagation: maybe(
    choice(
      ['both', 'from-machine'],
      'Whether file systems mounted below it later are seen: those of the machine here, or both ways, which only a ' +
        'privileged container may.',
      'both',
    ),
  ),
}

/** What a container mounts. */
export const podMounts = (description: string) =>
  keyed(
    {
      [PATH]: either(
        [text('Name of the volume, in `volumes`.', 'tmp', { pattern: VOLUME }), group(mountFields, 'One mount.')],
        'What is mounted at this path.',
        'tmp',
      ),
    },
    description,
    { '/tmp': 'tmp' },
  )

/** What servers mount, some of it for some people only. */
export const serverMounts = (description: string) =>
  keyed(
    {
      [PATH]: either(
        [
          text('Name of the volume, in `volumes`.', 'tmp', { pattern: VOLUME }),
          group(
            {
              ...mountFields,
              for: maybe(groupNames('have it')),
              'admins-only': maybe(flag('Only admins have it.')),
              'write-for': maybe(groupNames('may write here; for others it is read-only')),
            },
            'One mount.',
          ),
        ],
        'What is mounted at this path.',
        'tmp',
      ),
    },
    description,
    { '/tmp': 'tmp', '/data': { volume: 'data', 'write-for': ['polar-lab/curators'] } },
  )

/** Whom a container runs as. */
export const user = (what: string, more: string) =>
  either(
    [
      whole('Number of the user (uid).', 1000, { maximum: 2_147_483_647 }),
      choice(['root'], 'The superuser of the container.', 'root'),
    ],
    `Whom ${what} runs as. ${more}`,
    1000,
  )

/** What a container may do beyond what containers may. */
export const privileges = (what: string) => ({
  privileged: maybe(
    flag(
      `${what} may do to its machine what it likes, as mounting file systems takes. The hub's namespace then takes ` +
        'privileged pods.',
    ),
  ),
  capabilities: maybe(
    set(
      `Capabilities of Linux that ${what} has beside the usual ones.`,
      ['SYS_ADMIN'],
      Type.String({ pattern: '^[A-Z_]+$' }),
    ),
  ),
})

export const command = (what: string) => list(Type.String({ minLength: 1 }), what, ['python3', '-m', 'http.server'])

/** A limit, or guarantee and limit. */
export const containerMemory = (defaults: string) =>
  either(
    [
      bytes(`Memory limit. Default: ${defaults}.`, '256Mi'),
      group(
        {
          guarantee: maybe(bytes('Memory that is set aside for it.', '64Mi')),
          limit: maybe(bytes('The most memory that it may use.', '256Mi')),
        },
        'Guarantee and limit of memory.',
      ),
    ],
    'Memory: its limit, or guarantee and limit.',
    { guarantee: '64Mi', limit: '256Mi' },
  )

const cores = (description: string, example: number) => amount(description, example, { minimum: 0.001, maximum: 512 })

/** As memory. */
export const containerCpu = (defaults: string) =>
  either(
    [
      amount(`CPU limit in cores. Default: ${defaults}.`, 0.25),
      group(
        {
          guarantee: maybe(cores('CPU that is set aside for it, in cores.', 0.05)),
          limit: maybe(cores('The most CPU that it may use, in cores.', 0.25)),
        },
        'Guarantee and limit of CPU.',
      ),
    ],
    'CPU in cores: its limit, or guarantee and limit.',
    { guarantee: 0.05, limit: 0.25 },
  )
