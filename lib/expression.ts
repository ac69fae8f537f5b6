/** Terraform source that hubloom itself wrote: a value that only an apply tells. */
export class Expression {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

/** Text with expressions in it. */
export class Template {
  readonly parts: readonly (string | Expression)[]
  constructor(parts: readonly (string | Expression)[]) {
    this.parts = parts
  }
}
