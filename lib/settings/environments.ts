/** What people can work in: environments, images of their own, and those that the hub builds for them. */
import { NAME, choice, either, flag, group, maybe, named, place, set, text, title } from './fields.ts'
import { podVariables, user } from './pods.ts'

const IMAGE =
  '^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)+(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$'

export const image = (description: string, example = 'quay.io/pangeo/pangeo-notebook:2026.10.1') =>
  text(description, example, { pattern: IMAGE, 'x-kind': 'image' })

/** Without braces, in which JupyterHub puts names of its own. */
const OPENS = '^(lab|notebook|rstudio|vscode|desktop|/[A-Za-z0-9._~/?=&%+:@,;-]*)$'

export const opens = (description: string, example: string) =>
  text(description, example, { pattern: OPENS, 'x-kind': 'word or path' })

/** An image of the hub whose form can build images. */
export const FANCY_HUB = 'quay.io/2i2c/pilot-hub:0.0.1-0.dev.git.13542.h9fb2e7d6'

/** Where images that are built go. */
export const imagePrefix = (example: string) =>
  text('Registry and path that built images are pushed to; their names begin with it.', example, {
    pattern: '^[a-z0-9][a-z0-9.:-]*/[a-z0-9._/-]*$',
  })

/** Who sees an environment or a size. */
export const forGroups = maybe(
  set('Only members of these groups see it. GitHub: `organisation/team`; OAuth: what the groups claim says.', [
    'polar-lab/advanced',
  ]),
)

/** What people find in a server. */
export const environments = {
  environments: maybe(
    named(
      group(
        {
          title: title('Name in the list of environments.', 'Python'),
          description: maybe(text('One line about it.', "Pangeo's packages for geoscience.")),
          image: image('Container image with a fixed tag or digest. `latest` is refused.'),
          opens: maybe(
            opens(
              "What opens first: `lab`, `notebook`, `rstudio`, `vscode`, `desktop`, or a path. Default: the hub's.",
              'rstudio',
            ),
          ),
          directory: maybe(text('Folder that it opens in.', '/home/rstudio', { pattern: '^/[A-Za-z0-9._/-]*$' })),
          pull: maybe(
            choice(
              ['if-not-present', 'always'],
              'When a machine fetches the image: once, or at every start.',
              'if-not-present',
            ),
          ),
          home: maybe(
            text(
              "Where the image has its user's home: people's files are found there, too. Default: the home that " +
                '`directory` lies in, and `/home/rstudio` for RStudio.',
              '/home/rstudio',
              { pattern: '^/[A-Za-z0-9._/-]*[A-Za-z0-9._-]$' },
            ),
          ),
          user: maybe(user('a server with it', "Default: the hub's `user`.")),
          default: maybe(flag('Selected when the page opens. At most one; where none is, the first.')),
          order: maybe(place('environments')),
          for: forGroups,
          variables: maybe(
            podVariables('Environment variables of servers with this environment.', {
              R_LIBS_USER: '/home/rstudio/R',
            }),
          ),
        },
        'One environment.',
        { title: 'Python', image: 'quay.io/pangeo/pangeo-notebook:2026.10.1' },
      ),
      'What people can work in, by name: a container image each. They are offered in the order in which they are ' +
        'written.',
      { python: { title: 'Python', image: 'quay.io/pangeo/pangeo-notebook:2026.10.1', default: true } },
    ),
  ),
  'bring-your-own-image': maybe(
    either(
      [
        flag('People may name an image of their own.'),
        group(
          {
            title: maybe(title('What the choice is called.', 'Other…')),
            description: maybe(
              text('One line about it, beside the field for the name.', 'An image of our registry, with its tag.'),
            ),
            help: maybe(
              text(
                'What people read who write a name that may not be had.',
                'Names begin with quay.io/polar-lab/ and end with a tag.',
              ),
            ),
            pattern: maybe(
              text(
                'Regular expression that the whole image name must match. Default: any image with a tag or a digest.',
                'quay\\.io/polar-lab/.+:.+',
              ),
            ),
          },
          'People may name an image of their own.',
          { pattern: 'quay\\.io/polar-lab/.+:.+' },
        ),
      ],
      'Let people name any image when they start a server.',
      true,
    ),
  ),
  'image-building': maybe(
    group(
      {
        registry: imagePrefix('us-docker.pkg.dev/example/polar/'),
        secret: text(
          'Name of the Kubernetes Secret (kubernetes.io/dockerconfigjson) that may push there; BinderHub ' +
            'cannot push with a cloud identity.',
          'image-push',
          { pattern: NAME },
        ),
        'hub-image': image(
          'Image of the hub itself with jupyterhub-fancy-profiles installed, which shows the form.',
          FANCY_HUB,
        ),
        for: maybe(set('Only members of these groups may build. Default: everybody.', ['polar-lab/advanced'])),
      },
      'Let people build an environment from a Git repository, with binderhub-service.',
    ),
  ),
}
