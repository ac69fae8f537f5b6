import type { TerraformStack } from 'cdktf'

/** The package of each provider's bindings. */
export declare const PROVIDERS: Readonly<Record<string, string>>
export declare function addRoot(stack: TerraformStack, root: Readonly<Record<string, unknown>>): Promise<void>
