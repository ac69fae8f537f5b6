/**
 * Known faults that are not mended yet, by the check that finds each and the hubs that have it. An entry whose check
 * passes in all of these hubs fails the test, so that whoever mends the fault takes the entry out.
 */
export interface Known {
  /** Its number in the project's list of faults. */
  fault: number
  what: string
  check: string
  /** Hubs that have it; all that have the check where there is none. */
  hubs?: RegExp
}

export const KNOWN: readonly Known[] = [
  {
    fault: 4,
    // JupyterHub 5.5, init_role_assignment: a group that role `admin` names has to be there already
    what: 'the hub does not start where the role `admin` names a group of the sign-in',
    check: 'configuration: loads',
    hubs: /^sign-in-keycloak/,
  },
  {
    fault: 4,
    what: '`load_groups` only adds members',
    check: 'sign-in: taken out of the inputs',
    hubs: /^hard:reef\/helpers/,
  },
  { fault: 10, what: 'folders of long names, addresses of `..`', check: 'servers: people with hard names' },
]
