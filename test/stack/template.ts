import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The top of the project. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The names of the functions, as functions/ has them. */
export const functionNames = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''));

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The resources of a template by their logical ids. */
export type Resources = Readonly<Record<string, Resource>>;

/** One statement of a policy. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const run = (home: string, args: readonly string[]) =>
  promisify(execFile)(process.execPath, [...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: home, NO_COLOR: '1' },
  });

/**
 * Bundles the functions as `npm run build` does, unless each has a bundle: what is in it makes no difference to the template,
 * and bundling is half of what packaging costs. The gate bundles just before the tests.
 */
export async function ensureBundles(home: string): Promise<void> {
  const bundled = functionNames.every((name) => existsSync(join(root, 'dist', name, 'index.mjs')));
  if (!bundled) await run(home, ['scripts/build.mjs']);
}

/** Runs `serverless package` with nothing but a path and a home; rejects with its output as `stdout` and `stderr`. */
export async function packageStack(folder: string, args: readonly string[] = []): Promise<Resources> {
  await run(folder, ['node_modules/serverless/bin/serverless.js', 'package', '--package', folder, ...args]);
  const template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  return (JSON.parse(template) as { Resources: Resources }).Resources;
}

/** The id that serverless gives a function in the template. */
export function logicalId(name: string): string {
  const normal = name.replaceAll(/-(\w)/g, 'Dash$1');
  return `${normal.charAt(0).toUpperCase()}${normal.slice(1)}LambdaFunction`;
}

/** The inline statements of a role. */
export const statementsOf = (role: Resource | undefined): readonly Statement[] =>
  ((role?.Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    (policy) => policy.PolicyDocument.Statement,
  );
