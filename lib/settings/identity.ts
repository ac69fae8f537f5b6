import { EMAIL, choice, group, maybe, name, text, url, keyed, either, Profiles } from './fields.ts'
import { Type } from '@sinclair/typebox'

/** Text that is shown with a link. */
const SHOWN = '^[^\\s<>{}][^<>{}]{0,99}$'

export const parties = (who: string) =>
  keyed(
    {
      [SHOWN]: either(
        [
          url('Its web page.', 'https://fund.example.org'),
          group(
            {
              url: maybe(url('Its web page.', 'https://fund.example.org')),
              logo: maybe(url('Its logo, shown beside the name.', 'https://fund.example.org/logo.svg')),
            },
            'Its web page and logo; `{}` where it has neither.',
          ),
        ],
        'Its web page, or its web page and logo.',
        'https://fund.example.org',
      ),
    },
    `${who[0]!.toUpperCase()}${who.slice(1)}, by the names that the home page shows.`,
    { 'Example Science Fund': 'https://fund.example.org' },
  )

/** Who a hub is for and where it is found. */
export const identity = {
  title: maybe(text("Name of the hub as people see it. Default: the community's name.", 'Polar Data Lab')),
  description: maybe(text('One sentence on the home page: who the hub is for.', 'Computing for polar research.')),
  profile: maybe(
    either(
      [Profiles.one, Profiles.many],
      'The use case that the hub starts from: a name from `profiles/`, or several to mix.',
      'geoscience',
    ),
  ),
  cluster: maybe(
    name(
      "Community whose cluster the hub runs on. Default: the community's own cluster where it has one, else " +
        "the fleet's shared one.",
      'commons',
    ),
  ),
  namespace: maybe(
    name(
      'Kubernetes namespace. Default: `<community>-<hub>`. Changing it later moves the hub and leaves its ' +
        "people's files behind.",
      'polar-lab-prod',
      63,
    ),
  ),
  purpose: choice(
    ['production', 'staging', 'event'],
    'What the hub is for: work that lasts, trying out a change, or a workshop that ends. Written on every ' +
      'cloud resource as a label.',
    'production',
  ),
  homepage: maybe(
    group(
      {
        logo: maybe(
          url(
            "Logo, shown on the home page and in the hub's top left corner. Default: the community's.",
            'https://polar.example.org/logo.svg',
          ),
        ),
        url: maybe(url("Where the logo links to. Default: the community's page.", 'https://polar.example.org')),
        announcement: maybe(
          text(
            'A short notice shown above every page of the hub, with `**bold**`, `*italics*` and ' +
              '`[links](https://status.example.org)`. All else is text, HTML too.',
            'The hub is down **on Friday** from 18:00 UTC, see [its status](https://status.example.org).',
          ),
        ),
        starting: maybe(
          text(
            'What people read while their server starts, beside the progress. Written as the announcement is.',
            'A new machine takes *up to ten minutes*.',
          ),
        ),
        'designed-by': maybe(parties('who designed the hub')),
        'operated-by': maybe(parties('who operates the hub')),
        'funded-by': maybe(parties('who pays for the hub')),
        links: maybe(
          keyed(
            { [SHOWN]: url('The address.', 'https://docs.example.org') },
            'More links on the home page, by the text that is shown.',
            { 'Help and documents': 'https://docs.example.org' },
          ),
        ),
      },
      'What people see before they sign in.',
    ),
  ),
}

/** Who the community is: in community.yaml only. */
export const community = {
  name: text('Full name of the community.', 'Polar Data Lab'),
  url: maybe(url("The community's web page.", 'https://polar.example.org')),
  logo: maybe(url("The community's logo; its hubs show it.", 'https://polar.example.org/logo.svg')),
  contact: maybe(
    Type.String({
      description: 'E-mail address that certificates and alerts may be sent to.',
      examples: ['hub-admins@polar.example.org'],
      pattern: EMAIL,
      'x-kind': 'email',
    }),
  ),
  'funded-by': maybe(parties("who pays for the community's hubs")),
}
