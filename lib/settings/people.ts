/** What people get by the group that they are in, and what some of them may do with the servers of others. */
import { Type } from '@sinclair/typebox'
import { PERSON } from './auth.ts'
import { NAME, bytes, either, flag, group, keyed, maybe, set, text } from './fields.ts'
import { cpu, memory, memoryLimit, share } from './sizes.ts'

const GROUP = '^[A-Za-z0-9_.:/@ -]+$'

const groupName = (description: string) => text(description, 'course-101', { pattern: GROUP })

/** A role is an object of JupyterHub's database, which takes these names (jupyterhub/roles.py). */
const ROLE = '^[a-z][a-z0-9-]{1,61}[a-z0-9]$'
/** `servers`, `read:users:activity`, `servers!user=ada`. */
const SCOPE = '^[a-z:_-]+(!(user|server|group|service)(=[^!\\s"\'<>{}$]+)?)?$'

const groups = maybe(
  keyed(
    {
      [GROUP]: group(
        {
          members: maybe(
            set(
              'People in it, where the sign-in has no groups of its own: these and nobody else.',
              ['ada-example'],
              PERSON,
            ),
          ),
          from: maybe(
            text(
              'What the sign-in calls it, where that is another name: a GitHub team, or what the groups claim says.',
              'course::101',
              { maxLength: 200 },
            ),
          ),
          memory: maybe(
            either(
              [
                bytes('Memory limit of their servers, where the hub offers no sizes.', '4Gi'),
                share('memory', memory, memoryLimit(' Default: `none` beside a guarantee.')),
              ],
              'Memory of their servers, where the hub offers no sizes.',
              '4Gi',
            ),
          ),
          cpu: maybe(
            either(
              [
                cpu('CPU limit of their servers in cores, where the hub offers no sizes.'),
                share('CPU', cpu, cpu('How much CPU a server may use when the machine has it to spare.')),
              ],
              'CPU of their servers in cores, where the hub offers no sizes.',
              2,
            ),
          ),
          size: maybe(
            text(
              'The size that their servers have: they are not asked for one. Whoever is in several such groups has ' +
                'the last of these sizes, in the order of `sizes`.',
              'large',
              { pattern: NAME },
            ),
          ),
          folder: maybe(
            text('A folder below `~` that only this group has, and may write.', 'team-ice', {
              pattern: '^[A-Za-z0-9._-]+$',
            }),
          ),
        },
        'One group.',
      ),
    },
    'What a group of people gets, by name of the group.',
    { 'polar-lab/advanced': { memory: '4Gi' } },
  ),
)

const roles = maybe(
  keyed(
    {
      [ROLE]: group(
        {
          'staff-of': maybe(
            groupName(
              'They look after the members of this group, as course staff do: see them, and start, stop and open ' +
                'their servers, but no others. `everyone`: all people of the hub.',
            ),
          ),
          'admin-page': maybe(
            flag('Whether staff find these people on the admin page. Default: true; else they need the address.', true),
          ),
          scopes: maybe(
            set(
              'In place of `staff-of`: what they may do, as scopes of JupyterHub (jupyterhub.readthedocs.io, ' +
                '"Available scopes").',
              ['list:users', 'servers'],
              Type.String({ pattern: SCOPE, maxLength: 300 }),
            ),
          ),
          over: maybe(groupName('With `scopes`: only over the members of this group, and their servers.')),
          for: maybe(set('Groups whose members have the role.', ['course-101-staff'])),
          users: maybe(set('Single people who have it, as their sign-in names them.', ['ada-example'], PERSON)),
          servers: maybe(
            flag(
              "Programs in every server have it by the server's own token, such as `read:servers!user`, over " +
                'their own person. Nobody may do more by it than they may themselves.',
            ),
          ),
          services: maybe(set('Services of the hub that have it, by their name below `services:`.', ['grader'])),
        },
        'One role.',
        { 'staff-of': 'course-101', for: ['course-101-staff'] },
      ),
    },
    'What some people may do beside using their own server, by a name of your own. Whoever is no longer named here ' +
      'loses it at the next start of the hub.',
    { 'teachers-101': { 'staff-of': 'course-101', for: ['course-101-staff'] } },
  ),
)

export const people = { groups, roles }
