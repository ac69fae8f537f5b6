/** Which images the hubs run, and how one has copies of them. */
import { code, codeList, md, shellBlock, table, type Markdown } from '../../print/markdown.ts'
import { sh, withInput, type Shell } from '../../print/shell.ts'
import { templateRelease } from '../commands.ts'
import { partsOf } from '../parts.ts'
import type { BundleDocs } from '../types.ts'

export function images(bundle: BundleDocs): Markdown[] {
  const { images: named } = bundle.leaving
  const unpinned = named.filter(({ pinned }) => !pinned)
  return [
    md`## Images`,
    md`These files name them. ${
      unpinned.length === 0
        ? 'All are pinned by their digest.'
        : 'Where no digest is pinned, a tag may come to mean another image; the first line of the commands shows it.'
    }`,
    table(
      ['Image', 'Digest', 'Named in'],
      named.map(({ image, pinned, files }) => [code`${image}`, pinned ? md`pinned` : md``, codeList(files)]),
    ),
    md`The charts bring more, which they name themselves. To have copies of all in a registry of your own, with
      [skopeo](https://github.com/containers/skopeo); \`MIRROR\` is such as \`registry.example.org/hubs\`:`,
    shellBlock([sh`MIRROR=`]),
    shellBlock(mirror(bundle)),
    md`Then write \`MIRROR\` before the names, in the files above, for those that the charts name in their values as
      each chart documents it; or have the machines' container runtime use it as a mirror.`,
  ]
}

/** Of what the charts make of their values only the names of images are read. */
function mirror(bundle: BundleDocs): Shell[] {
  const releases = partsOf(bundle).flatMap((part) => part.releases.map((release) => ({ part, release })))
  // hubs have the same charts
  const charts = [...new Map(releases.map((each) => [`${each.release.chart} ${each.release.version}`, each])).values()]
  const names = bundle.leaving.images.map(({ image }) => withoutTag(image))
  return [
    withInput(sh`cat > images.txt`, [...new Set(names)].join('\n')),
    ...(charts.length > 0
      ? [
          sh`{`,
          ...charts.map(({ part, release }) => sh`  ${templateRelease(part, release)}`),
          sh`} | sed -nE 's/^ *-? *image: *"?([^" ]+)"?$/\\1/p' >> images.txt`,
        ]
      : []),
    sh`sort -u images.txt | while read -r image; do`,
    sh`  skopeo inspect --format '{{.Name}}@{{.Digest}}' "docker://$image"`,
    sh`  skopeo copy --all "docker://$image" "docker://\${MIRROR:?}/$image"`,
    sh`done`,
  ]
}

/** Skopeo takes a tag or a digest, not both; the digest decides. */
const withoutTag = (image: string): string => image.replace(/:[^:/@]+@/, '@')
