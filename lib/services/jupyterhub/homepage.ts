import type { HubPlan } from '../../plan/types.ts'
import type { HubValues } from './values.ts'

/** JupyterHub's own page with the community's logo and notice. JupyterHub escapes what stands in `{{ }}`. */
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
{% block announcement %}
  {% if homepage.announcement %}
    <div class="container text-center announcement alert alert-warning" role="status">{{ homepage.announcement }}</div>
  {% endif %}
{% endblock announcement %}
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

const FOLDER = '/usr/local/share/jupyterhub/community-templates'

/** What people see before they sign in, and above every page. */
export function homepageValues(hub: HubPlan): HubValues {
  return {
    hub: {
      templatePaths: [FOLDER],
      templateVars: { homepage: { title: hub.title, ...hub.homepage } },
      extraFiles: {
        'page.html': { mountPath: `${FOLDER}/page.html`, stringData: PAGE },
        'login.html': { mountPath: `${FOLDER}/login.html`, stringData: LOGIN },
      },
    },
  }
}
