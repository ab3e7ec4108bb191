import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const root = new URL('../../', import.meta.url);

const httpApiEvent = z.looseObject({ httpApi: z.looseObject({ method: z.string(), path: z.string() }) });

const ServerlessFile = z.looseObject({
  provider: z.looseObject({ timeout: z.int() }),
  functions: z.record(
    z.string(),
    z.looseObject({ timeout: z.int().optional(), events: z.array(z.looseObject({})).default([]) }),
  ),
});

/** What the sandbox takes from the files that are deployed, so that what is tested is what is deployed. */
export interface Stack {
  /** Function name -> its timeout in seconds. */
  readonly functions: ReadonlyMap<string, number>;
  /** API Gateway's route keys ("GET /networks/{name}") -> function name. */
  readonly routes: ReadonlyMap<string, string>;
  /** Machine name ("provision-network") -> its definition, as parsed from YAML. */
  readonly machines: ReadonlyMap<string, unknown>;
}

/** Reads serverless.yml and statemachines/*.asl.yaml. CloudFormation's own tags (!Ref …) are read as plain values. */
export function readStack(): Stack {
  const read = ServerlessFile.parse(
    parse(readFileSync(new URL('serverless.yml', root), 'utf8'), { logLevel: 'silent' }),
  );
  const routes = new Map<string, string>();
  const functions = new Map<string, number>();
  for (const [name, { timeout, events }] of Object.entries(read.functions)) {
    functions.set(name, timeout ?? read.provider.timeout);
    for (const event of events) {
      const found = httpApiEvent.safeParse(event);
      if (!found.success)
        throw new Error(`serverless.yml: the sandbox cannot imitate the event ${JSON.stringify(event)} of ${name}.`);
      routes.set(`${found.data.httpApi.method.toUpperCase()} ${found.data.httpApi.path}`, name);
    }
  }
  const folder = new URL('statemachines/', root);
  const machines = new Map(
    readdirSync(folder).map((file) => [
      file.replace(/\.asl\.yaml$/, ''),
      parse(readFileSync(new URL(file, folder), 'utf8')) as unknown,
    ]),
  );
  return { functions, routes, machines };
}

/** Loads a function's handler from its source. */
export async function loadHandler(name: string): Promise<unknown> {
  const module = (await import(new URL(`functions/${name}.ts`, root).href)) as { handler: unknown };
  return module.handler;
}
