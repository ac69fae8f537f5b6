/**
 * Faults that were found once, put back into what is written for a hub: each has to make a check of the real hub fail.
 * The numbers are those of the list of faults of October 2026.
 */
export interface Plant {
  fault: string
  /** The hub whose values are changed, as `facts.ts` names it. */
  hub: string
  /** What stands in its values, and what stood there while the fault was there. */
  edits: readonly (readonly [from: string | RegExp, to: string])[]
  /** Checks that tell it, at least one of them. */
  told: RegExp
}

const HOOK = 'c.KubeSpawner.modify_pod_hook = hubloom_home_folders('

export const PLANTS: readonly Plant[] = [
  {
    fault: '1: names are compared before they are written in lower case',
    hub: 'hard:reef/workshop',
    edits: [[', "username": self.normalize_username(data["username"])', '']],
    told: /sign-in/,
  },
  {
    fault: '1: an account that nobody let in keeps the name of an admin',
    hub: 'sign-in-native:reef/prod',
    edits: [['if not account.is_authorized:', 'if account.id is None:']],
    told: /sign-in: native/,
  },
  {
    fault: '2: roles of groups do not count for folders',
    hub: 'hard:reef/by-group',
    edits: [['holders = [spawner.user, *spawner.user.groups]', 'holders = [spawner.user]']],
    told: /shared folder/,
  },
  {
    fault: '3: admins may add themselves to a group that looks after servers',
    hub: 'hard:reef/helpers',
    edits: [
      [/(\n {4}hub-admin:\n(?: {6}.*\n)*?) {8}- list:groups\n/, '$1        - groups\n'],
      [/(\n {4}helpers:\n(?: {6}.*\n)*?) {6}users:\n(?: {8}- .*\n)+/, '$1      groups:\n        - helpers\n'],
      [HOOK, `c.JupyterHub.load_groups = {"helpers": {"users": []}}\n      ${HOOK}`],
    ],
    told: /gives himself/,
  },
  {
    fault: '4: who is taken out of a group stays in it',
    hub: 'hard:reef/helpers',
    edits: [
      [/for group in spawner.user.groups if group.name not in listed/g, 'for group in spawner.user.groups'],
      [HOOK, `c.JupyterHub.load_groups = {"seminar": {"users": ["lee-example"]}}\n      ${HOOK}`],
    ],
    told: /taken out/,
  },
  {
    fault: '4: who is taken out of the admins stays one',
    hub: 'hard:reef/full-admins',
    edits: [
      [/\n {2}loadRoles:\n {4}admin:\n {6}users:\n(?: {8}- .*\n)+/, '\n'],
      ['\n    Authenticator:\n', '\n    Authenticator:\n      admin_users: [ada-example]\n'],
    ],
    told: /taken out/,
  },
  {
    fault: '5: what RStudio saves is not kept',
    hub: 'hard:reef/rstudio',
    edits: [[/\n      home-rstudio:\n        mountPath: \/home\/rstudio\n(?: {8}.*\n)*/, '\n']],
    told: /what people save/,
  },
  {
    fault: '9: a name arrives by another provider',
    hub: 'hard:reef/campus',
    edits: [['if owners and model', 'if False and model']],
    told: /sign-in/,
  },
  {
    fault: '10: names that no folder can have',
    hub: 'hard:reef/workshop',
    edits: [['if name in {".", ".."} or length > 255 or not name.isprintable():', 'if False:']],
    told: /hard names/,
  },
  {
    fault: '11: five failing starts stop the hub',
    hub: 'hard:reef/by-group',
    edits: [['consecutiveFailureLimit: 0', 'consecutiveFailureLimit: 5']],
    told: /failing starts/,
  },
]
