/**
 * Workflows of GitHub that check a fleet's pull requests and publish its site. Code of a pull request runs without
 * secrets and with a token that may read; what comments on it runs no code of it and only reads a text that it left.
 * Actions are pinned by commit.
 */

/** How hubloom is started: `npx hubloom`. */
type Start = string

/** The files by path. */
export const workflows = (start: Start): ReadonlyMap<string, string> =>
  new Map([
    ['.github/workflows/hubloom.yml', checks(start)],
    ['.github/workflows/hubloom-comment.yml', COMMENT],
    ['.github/workflows/hubloom-site.yml', site(start)],
  ])

const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0'
const NODE = 'actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0'
const UPLOAD = 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2'

const UPLOAD_PAGES = 'actions/upload-pages-artifact@56afc609e74202658d3ffba0e8f6dda462b719fa # v3.0.1'
const DEPLOY_PAGES = 'actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e # v4.0.5'

const checks = (
  start: Start,
): string => `# What a pull request changes for people, and what is wrong with it; weekly, which events are over.
name: hubloom
on:
  pull_request:
  schedule:
    - cron: "23 6 * * 1"
permissions: {}
jobs:
${pullRequestJob(start)}${dateJob(start)}`

const pullRequestJob = (start: Start): string => `  pull-request:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
      security-events: write # to show problems at their lines; the token of a fork's pull request only reads
    steps:
      - uses: ${CHECKOUT}
        with:
          fetch-depth: 0 # the base that the change is compared with
          persist-credentials: false
      - uses: ${NODE}
        with:
          node-version: 22
      - run: npm ci --ignore-scripts
      - name: What is wrong
        run: ${start} check --sarif > check.sarif
      - name: Show it at its lines
        if: always() && github.event.pull_request.head.repo.full_name == github.repository
        continue-on-error: true # where code scanning is off
        env:
          GH_TOKEN: \${{ github.token }}
          REPOSITORY: \${{ github.repository }}
          COMMIT: \${{ github.sha }}
          REF: \${{ github.ref }}
        run: |
          gzip --stdout check.sarif | base64 --wrap=0 > check.b64
          jq --null-input --rawfile sarif check.b64 --arg commit "$COMMIT" --arg ref "$REF" \\
            '{commit_sha: $commit, ref: $ref, sarif: $sarif}' > upload.json
          gh api --method POST "repos/$REPOSITORY/code-scanning/sarifs" --input upload.json
      - name: What it changes for people
        if: always()
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: |
          ${start} diff --against "$BASE" --markdown > diff.md ||
            printf '%s\\n' '<!-- hubloom diff -->' '### hubloom: the inputs have errors' > diff.md
          cat diff.md >> "$GITHUB_STEP_SUMMARY"
      - uses: ${UPLOAD}
        if: always()
        with:
          name: hubloom-diff
          path: diff.md
          retention-days: 5
`

const dateJob = (start: Start): string => `  date:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: ${NODE}
        with:
          node-version: 22
      - run: npm ci --ignore-scripts
      - name: Which events are over
        shell: bash
        run: |
          ${start} check --date "$(date --utc +%F)" 2>&1 | tee check.txt
          ! grep --quiet event-over check.txt
`

/** Pages of GitHub are most often public, whatever the repository is: they are published once somebody says so. */
const site = (
  start: Start,
): string => `# Publishes the fleet as a web site, once the variable HUBLOOM_SITE is "public": docs/site.md.
name: hubloom site
on:
  push:
  workflow_dispatch:
permissions: {}
concurrency:
  group: pages
jobs:
  build:
    if: vars.HUBLOOM_SITE == 'public' && github.ref_name == github.event.repository.default_branch
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: ${NODE}
        with:
          node-version: 22
      - run: npm ci --ignore-scripts
      - run: ${start} site --public --out public
      - uses: ${UPLOAD_PAGES}
        with:
          path: public
  publish:
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      pages: write
      id-token: write # by which GitHub knows where the pages come from
    environment:
      name: github-pages
    steps:
      - uses: ${DEPLOY_PAGES}
`

const COMMENT = `# Keeps one comment on each pull request, with what hubloom.yml found; runs no code of the request.
name: hubloom comment
on:
  workflow_run:
    workflows: [hubloom]
    types: [completed]
permissions: {}
jobs:
  comment:
    if: github.event.workflow_run.event == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      actions: read # the text that the other workflow left
      pull-requests: write # the comment
    steps:
      - name: Write the comment, or bring it up to date
        shell: bash
        env:
          GH_TOKEN: \${{ github.token }}
          REPOSITORY: \${{ github.repository }}
          RUN: \${{ github.event.workflow_run.id }}
          COMMIT: \${{ github.event.workflow_run.head_sha }}
          OWNER: \${{ github.event.workflow_run.head_repository.owner.login }}
          BRANCH: \${{ github.event.workflow_run.head_branch }}
          MARK: <!-- hubloom diff -->
        run: |
          # the pull request is looked up: a number that its own code wrote could be that of another
          number=$(gh api --method GET "repos/$REPOSITORY/pulls" -f state=open -f head="$OWNER:$BRANCH" |
            jq --arg commit "$COMMIT" '[.[] | select(.head.sha == $commit) | .number][0] // empty')
          if [ -z "$number" ]; then exit 0; fi
          gh run download "$RUN" --repo "$REPOSITORY" --name hubloom-diff --dir diff || exit 0
          # its code may have written anything: no more than a comment takes, and nobody is called by name
          jq --raw-input --slurp --arg mark "$MARK" '{
            body: ($mark + "\\n" + (ltrimstr($mark + "\\n") | gsub("@"; "@\\u200b"))[0:60000])
          }' diff/diff.md > body.json
          comment=$(gh api --paginate "repos/$REPOSITORY/issues/$number/comments" |
            jq --slurp --arg mark "$MARK" '[
              .[][] | select(.user.login == "github-actions[bot]" and (.body | startswith($mark))) | .id
            ][0] // empty')
          if [ -n "$comment" ]; then
            gh api --method PATCH "repos/$REPOSITORY/issues/comments/$comment" --input body.json --silent
          else
            gh api --method POST "repos/$REPOSITORY/issues/$number/comments" --input body.json --silent
          fi
`
