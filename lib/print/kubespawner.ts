/**
 * Text in two places where it would mean more than it says: KubeSpawner fills in `{username}` and the like, Kubernetes
 * `$(NAME)`. Doubled, both signs are text (KubeSpawner: `str.format`; Kubernetes: `$$` is `$` in the value of a
 * variable, wherever it stands).
 */

/** Plain text for a field that KubeSpawner expands: volumes, labels, init containers. */
export const spawnerText = (text: string): string => text.replace(/[{}]/g, (brace) => brace + brace)

/** Plain text for the value of a container's environment variable. */
export const variableText = (text: string): string => text.replace(/\$/g, () => '$$')

/** Plain text for a value of `singleuser.extraEnv`, which both expand. */
export const spawnerVariable = (text: string): string => variableText(spawnerText(text))
