import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { ruleOfEvent, rulesOfResources, type StackRule, type StackSchedule, schedulesOfEvent } from './stack-events.ts';
import { StackRefused } from './stack-refused.ts';
import { Resource, type Resources, type StackPlace, StackValues } from './stack-values.ts';

const root = new URL('../../', import.meta.url);

// biome-ignore lint/suspicious/noTemplateCurlyInString: serverless.yml fills it in
const chosenAuthorizer = '${self:custom.chosen.authorizer}';

/** The authorizer is what a deployment chooses: IAM by default, which is what is imitated. */
const httpApiEvent = z.strictObject({
  method: z.string(),
  path: z.string(),
  authorizer: z.union([z.literal(chosenAuthorizer), z.strictObject({ type: z.literal('aws_iam') })]),
});

const FunctionShape = z.looseObject({
  timeout: z.optional(z.int()),
  environment: z._default(z.record(z.string(), z.string()), {}),
  maximumRetryAttempts: z._default(z.int().check(z.minimum(0), z.maximum(2)), 2),
  maximumEventAge: z._default(z.int().check(z.minimum(60), z.maximum(21_600)), 21_600),
  destinations: z.exactOptional(
    z.strictObject({ onFailure: z.strictObject({ type: z.literal('sqs'), arn: z.string() }) }),
  ),
  events: z._default(z.array(z.looseObject({})), []),
});

const ServerlessFile = z.looseObject({
  provider: z.looseObject({ timeout: z.int() }),
  functions: z.record(z.string(), FunctionShape),
  resources: z.looseObject({ Resources: z.record(z.string(), Resource) }),
});

/** What the stack says of one function. */
export interface StackFunction {
  readonly timeoutSeconds: number;
  /** The settings that are its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** How often Lambda tries an asynchronous invocation again, for how long, and the queue for those that failed. */
  readonly asynchronous: { readonly retries: number; readonly ageSeconds: number; readonly failures?: string };
}

/** What the sandbox takes from the files that are deployed, so that what is tested is what is deployed. */
export interface Stack {
  readonly functions: ReadonlyMap<string, StackFunction>;
  /** API Gateway's route keys ("GET /networks/{name}") -> function name. */
  readonly routes: ReadonlyMap<string, string>;
  readonly rules: readonly StackRule[];
  readonly schedules: readonly StackSchedule[];
  /** The names of buses, topics and queues. */
  readonly buses: readonly string[];
  readonly topics: readonly string[];
  readonly queues: readonly StackQueue[];
  /** The names of S3's buckets. */
  readonly buckets: readonly string[];
  /** SSM documents by the names that commands give, each with its file's name and what is in it. */
  readonly documents: ReadonlyMap<string, StackDocument>;
  /** Machine name ("provision-network") -> its definition, as parsed from YAML. */
  readonly machines: ReadonlyMap<string, unknown>;
}

/** An SSM document of the stack. */
export interface StackDocument {
  /** As in documents/NAME.yaml. */
  readonly name: string;
  readonly content: unknown;
}

/** One SQS queue of the stack. */
export interface StackQueue {
  readonly name: string;
  readonly retentionSeconds: number;
  readonly visibilitySeconds: number;
}

/** zod's own message is a JSON document. */
const wordsOf = (error: unknown): string =>
  error instanceof z.core.$ZodError
    ? error.issues.map(({ path, message }) => `${path.join('.') || 'as a whole'}: ${message}`).join('; ')
    : (error as Error).message;

const readBefore = new Map<string, Stack>();

/**
 * Reads serverless.yml and statemachines/*.asl.yaml, once in a process: whoever opens a thousand sandboxes reads them once.
 * CloudFormation's own tags (!Ref …) are read as plain values.
 */
export function readStack(place: StackPlace): Stack {
  const key = JSON.stringify([place.accountId, place.region, place.stage]);
  const known = readBefore.get(key);
  if (known) return known;
  const stack = stackOf(parse(readFileSync(new URL('serverless.yml', root), 'utf8'), { logLevel: 'silent' }), place);
  readBefore.set(key, stack);
  return stack;
}

/** The stack of a serverless.yml that is parsed already. Throws a sentence for an event that the sandbox cannot imitate. */
export function stackOf(file: unknown, place: StackPlace): Stack {
  const read = ServerlessFile.parse(file);
  const resources: Resources = read.resources.Resources;
  const values = new StackValues(resources, place);
  const routes = new Map<string, string>();
  const functions = new Map<string, StackFunction>();
  const rules = rulesOfResources(resources, values);
  const schedules: StackSchedule[] = [];
  for (const [name, given] of Object.entries(read.functions)) {
    functions.set(name, functionOf(given, read.provider.timeout, values));
    for (const [index, event] of given.events.entries()) {
      try {
        if (event.httpApi) {
          const { method, path } = httpApiEvent.parse(event.httpApi);
          routes.set(`${method.toUpperCase()} ${path}`, name);
        } else if (event.eventBridge) {
          const rule = ruleOfEvent(event.eventBridge, { function: name, index: index + 1 }, values);
          if (rule) rules.push(rule);
        } else if (event.schedule) schedules.push(...schedulesOfEvent(event.schedule, name));
        else throw new Error('there is no such event here.');
      } catch (error) {
        const what = `serverless.yml: the sandbox cannot imitate the event ${JSON.stringify(event)} of ${name}`;
        throw new StackRefused(`${what}: ${wordsOf(error)}`, { cause: error });
      }
    }
  }
  const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  const names = (type: string) => ofType(type).map(([id, resource]) => values.name(id, resource));
  return {
    functions,
    routes,
    rules,
    schedules,
    buses: names('AWS::Events::EventBus'),
    topics: names('AWS::SNS::Topic'),
    queues: ofType('AWS::SQS::Queue').map(([id, resource]) => ({
      name: values.name(id, resource),
      retentionSeconds: Number(resource.Properties.MessageRetentionPeriod ?? 345_600),
      visibilitySeconds: Number(resource.Properties.VisibilityTimeout ?? 30),
    })),
    buckets: names('AWS::S3::Bucket'),
    documents: new Map(ofType('AWS::SSM::Document').map(([id, one]) => [values.name(id, one), readDocument(one)])),
    machines: readMachines(),
  };
}

function functionOf(given: z.output<typeof FunctionShape>, timeout: number, values: StackValues): StackFunction {
  const failures = given.destinations?.onFailure.arn;
  return {
    timeoutSeconds: given.timeout ?? timeout,
    environment: Object.fromEntries(
      Object.entries(given.environment).map(([name, value]) => [name, values.setting(value)]),
    ),
    asynchronous: {
      retries: given.maximumRetryAttempts,
      ageSeconds: given.maximumEventAge,
      ...(failures === undefined ? {} : { failures: values.setting(failures) }),
    },
  };
}

function readDocument({ Properties }: Resources[string]): StackDocument {
  const [, name] = /^\$\{file\(documents\/([a-z-]+)\.yaml\)\}$/.exec(String(Properties.Content)) ?? [];
  if (name === undefined)
    throw new StackRefused('serverless.yml: the content of an SSM document is a file of documents/.');
  return { name, content: parse(readFileSync(new URL(`documents/${name}.yaml`, root), 'utf8')) };
}

function readMachines(): Map<string, unknown> {
  const folder = new URL('statemachines/', root);
  return new Map(
    readdirSync(folder).map((file) => [
      file.replace(/\.asl\.yaml$/, ''),
      parse(readFileSync(new URL(file, folder), 'utf8')) as unknown,
    ]),
  );
}

/** Loads a function's handler from its source. */
export async function loadHandler(name: string): Promise<unknown> {
  const module = (await import(new URL(`functions/${name}.ts`, root).href)) as { handler: unknown };
  return module.handler;
}
