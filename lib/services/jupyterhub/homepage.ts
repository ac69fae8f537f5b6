import type { HubPlan } from '../../plan/types.ts'
import { marked } from './escape.ts'
import { ownTemplates } from './pages.ts'
import type { HubValues } from './values.ts'

/** JupyterHub's own page with the community's logo. JupyterHub escapes what stands in `{{ }}`. */
const PAGE = `{% extends "templates/page.html" %}
{% block title %}{{ homepage.title }}{% endblock title %}
{% block logo %}
  <span id="jupyterhub-logo" class="navbar-brand">
    <a href="{{ homepage.url or base_url }}">
      {% if homepage.logo %}
        <img src="{{ homepage.logo }}" alt="{{ homepage.title }}" class="jpy-logo" title="{{ homepage.title }}">
      {% else %}
        {{ homepage.title }}
      {% endif %}
    </a>
  </span>
{% endblock logo %}
`

const LOGIN = `{% extends "templates/login.html" %}
{% block login_container %}
  <div class="text-center mb-4">
    {% if homepage.logo %}
      <img src="{{ homepage.logo }}" alt="" style="max-height: 8rem; max-width: 100%">
    {% endif %}
    <h1>{{ homepage.title }}</h1>
    {% if homepage.description %}
      <p class="lead">{{ homepage.description }}</p>
    {% endif %}
  </div>
  {{ super() }}
  <div class="text-center mt-5">
    {% if homepage.links %}
      <p>
        {% for link in homepage.links %}
          <a class="mx-2" href="{{ link.url }}">{{ link.name }}</a>
        {% endfor %}
      </p>
    {% endif %}
    {% for party in homepage.parties %}
      <p class="mb-1">
        {{ party.role }}
        {% if party.url %}<a href="{{ party.url }}">{{ party.name }}</a>{% else %}{{ party.name }}{% endif %}
      </p>
    {% endfor %}
  </div>
{% endblock login_container %}
`

const ROLE = '        {{ party.role }}\n'
const PARTY_LOGO =
  '        {% if party.logo %}<img src="{{ party.logo }}" alt="" style="max-height: 2rem">{% endif %}\n'

/** Where a hub has none, none of JupyterHub's own is shown either. */
const NO_ANNOUNCEMENT = `{% block announcement %}
  {% if homepage.announcement %}
    <div class="container text-center announcement alert alert-warning" role="status">{{ homepage.announcement }}</div>
  {% endif %}
{% endblock announcement %}
`

/** JupyterHub's own page with a text more. What it holds is safe: `marked` made it. */
const SPAWN_PENDING = `{% extends "templates/spawn_pending.html" %}
{% block message %}
  {{ super() }}
  <p>{{ homepage.starting | safe }}</p>
{% endblock message %}
`

const FOLDER = '/usr/local/share/jupyterhub/community-templates'
/** Beside templates of a hub's own, which find ours as `hubloom/page.html`. */
const NAMED = `${FOLDER}/hubloom`

/** What people see before they sign in, and above every page. */
export function homepageValues(hub: HubPlan): HubValues {
  const { announcement, starting, ...homepage } = hub.homepage
  const logos = homepage.parties.some(({ logo }) => logo !== undefined)
  const templates = {
    'page.html': announcement === undefined ? `${PAGE}${NO_ANNOUNCEMENT}` : PAGE,
    'login.html': logos ? LOGIN.replace(ROLE, () => `${ROLE}${PARTY_LOGO}`) : LOGIN,
    ...(starting === undefined ? {} : { 'spawn_pending.html': SPAWN_PENDING }),
  }
  const own = ownTemplates(hub)
  const folder = own.length > 0 ? NAMED : FOLDER
  return {
    hub: {
      templatePaths: [...own, folder, ...(own.length > 0 ? [FOLDER] : [])],
      templateVars: {
        ...hub.pageVariables,
        // JupyterHub's own templates show it above every page, as it is
        announcement: announcement === undefined ? undefined : marked(announcement),
        homepage: {
          title: hub.title,
          ...homepage,
          starting: starting === undefined ? undefined : marked(starting),
        },
      },
      extraFiles: Object.fromEntries(
        Object.entries(templates).map(([name, stringData]) => [name, { mountPath: `${folder}/${name}`, stringData }]),
      ),
    },
  }
}
