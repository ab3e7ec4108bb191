import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Fields } from './definition.ts';

const root = new URL('../../', import.meta.url);

/** What is deployed beside a machine, as far as the machine depends on it. */
export interface Deployment {
  /** The functions of serverless.yml with their timeouts in seconds. */
  readonly timeouts: ReadonlyMap<string, number>;
  /** The files of functions/, without their endings. */
  readonly handlers: readonly string[];
  /** Placeholder -> the function that it stands for; undefined if the machine is not in serverless.yml. */
  readonly substitutions: ReadonlyMap<string, string> | undefined;
  /** The functions that the machine's role may invoke. */
  readonly invokable: readonly string[];
}

/** Reads serverless.yml and functions/ for one machine. */
export function readDeployment(machine: string): Deployment {
  const file = parse(readFileSync(new URL('serverless.yml', root), 'utf8'), { logLevel: 'silent' });
  const functions = Object.entries(file.functions as Record<string, { timeout?: number }>);
  const named = new Map(functions.map(([name]) => [`${logicalId(name)}.Arn`, name]));
  const functionOf = (arn: unknown): string => named.get(String(arn)) ?? String(arn);
  const resources = Object.values(file.resources.Resources as Record<string, { Type: string; Properties: Fields }>);
  const deployed = resources.find(
    ({ Type, Properties }) =>
      Type === 'AWS::StepFunctions::StateMachine' &&
      Properties.Definition === `\${file(statemachines/${machine}.asl.yaml)}`,
  )?.Properties;
  const role = file.resources.Resources[String(deployed?.RoleArn).replace(/\.Arn$/, '')];
  const given = deployed?.DefinitionSubstitutions as Fields | undefined;
  return {
    timeouts: new Map(functions.map(([name, { timeout }]) => [name, timeout ?? (file.provider.timeout as number)])),
    handlers: readdirSync(new URL('functions/', root)).map((name) => name.replace(/\.ts$/, '')),
    substitutions: given && new Map(Object.entries(given).map(([name, arn]) => [name, functionOf(arn)])),
    invokable: invokedBy(role?.Properties).map(functionOf),
  };
}

function invokedBy(role: Fields | undefined): readonly unknown[] {
  const policies = (role?.Policies ?? []) as { PolicyDocument: { Statement: Fields[] } }[];
  return policies
    .flatMap((policy) => policy.PolicyDocument.Statement)
    .filter((statement) => [statement.Action].flat().includes('lambda:InvokeFunction'))
    .flatMap((statement) => [statement.Resource].flat());
}

/** The id that serverless gives a function in the template. */
function logicalId(name: string): string {
  const normal = name.replaceAll('-', 'Dash');
  return `${normal.charAt(0).toUpperCase()}${normal.slice(1)}LambdaFunction`;
}
