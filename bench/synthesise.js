// node bench/synthesise.js LIST OUT: the Terraform roots and the Kubernetes objects that a JSON list names, as
// constructs of cdktf and cdk8s in one program, synthesised below OUT.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiObject, App as Objects, Chart } from 'cdk8s'
import { App, TerraformStack } from 'cdktf'
import { parseAllDocuments } from 'yaml'
import { addRoot } from './constructs.js'

const [list, out] = process.argv.slice(2)
const { roots, objects } = JSON.parse(readFileSync(list, 'utf8'))

mkdirSync(join(out, 'cdktf'), { recursive: true })
const app = new App({ outdir: join(out, 'cdktf'), skipBackendValidation: true })
for (const [i, path] of roots.entries())
  await addRoot(new TerraformStack(app, `root-${i}`), JSON.parse(readFileSync(path, 'utf8')))
app.synth()

const charts = new Objects({ outdir: join(out, 'cdk8s') })
for (const [i, path] of objects.entries()) {
  const chart = new Chart(charts, `objects-${i}`)
  for (const [n, document] of parseAllDocuments(readFileSync(path, 'utf8')).entries())
    if (document.contents !== null) new ApiObject(chart, `object-${n}`, document.toJS())
}
charts.synth()
