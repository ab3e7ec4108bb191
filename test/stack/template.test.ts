import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ec2Actions } from '../../src/ec2/client.ts';
import { roleActions } from '../../src/ec2/role.ts';
import { executionActions } from '../../src/executions/client.ts';
import { secretActions } from '../../src/soracom/secret.ts';
import { storeActions } from '../../src/store/client.ts';

// The compiled template, as CloudFormation would get it: no credentials and no network are needed to make it.
const root = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'canal-package-'));
const functions = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''));

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}
let resources: Record<string, Resource>;

beforeAll(async () => {
  const run = (args: string[]) =>
    promisify(execFile)(process.execPath, args, { cwd: root, env: { PATH: process.env.PATH ?? '', HOME: folder } });
  await run(['scripts/build.mjs']);
  await run(['node_modules/serverless/bin/serverless.js', 'package', '--package', folder]);
  const template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  resources = (JSON.parse(template) as { Resources: typeof resources }).Resources;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const ofType = (type: string) => Object.entries(resources).filter(([, resource]) => resource.Type === type);
const logicalId = (name: string) =>
  `${name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => (dash ? 'Dash' : '') + (dash ? letter : letter.toUpperCase()))}LambdaFunction`;
const camelCase = (name: string) => name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe('The compiled template', () => {
  it('has every function of functions/, on Node 24 and arm64, each with its own bundle', () => {
    const lambdas = ofType('AWS::Lambda::Function');
    expect(lambdas.map(([id]) => id).sort()).toEqual(functions.map(logicalId).sort());
    for (const [, { Properties }] of lambdas) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(Properties.Handler).toMatch(/^dist\/[a-z-]+\/index\.handler$/);
    }
    expect(readdirSync(folder).filter((file) => file.endsWith('.zip'))).toHaveLength(functions.length);
  });

  it('carries the machine as the file has it, and stands each placeholder for the function of its name', () => {
    const [[, machine] = []] = ofType('AWS::StepFunctions::StateMachine');
    const file = readFileSync(join(root, 'statemachines/provision-network.asl.yaml'), 'utf8');
    expect(machine?.Properties.Definition).toEqual(parse(file));
    expect(machine?.Properties.StateMachineType).toBe('STANDARD');
    const steps = functions.filter((name) => name !== 'network-api');
    const expected = Object.fromEntries(
      steps.map((name) => [camelCase(name), { 'Fn::GetAtt': [logicalId(name), 'Arn'] }]),
    );
    expect(machine?.Properties.DefinitionSubstitutions).toEqual(expected);
  });

  it('lets the machine invoke the functions that it names, and nothing else', () => {
    const role = resources.ProvisionNetworkRole?.Properties.Policies[0].PolicyDocument.Statement;
    const steps = functions.filter((name) => name !== 'network-api');
    expect(role).toHaveLength(1);
    expect(role[0].Action).toBe('lambda:InvokeFunction');
    expect(role[0].Resource.map((one: { 'Fn::GetAtt': string[] }) => one['Fn::GetAtt'][0]).sort()).toEqual(
      steps.map(logicalId).sort(),
    );
  });

  it('grants what the code calls and nothing more, and "*" to Describe actions alone', () => {
    const statements = resources.IamRoleLambdaExecution?.Properties.Policies[0].PolicyDocument.Statement as {
      Action: string | string[];
      Resource: unknown;
    }[];
    const granted = statements.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('logs:'));
    const called = [...ec2Actions, ...roleActions, ...storeActions, ...executionActions, ...secretActions];
    expect([...granted].sort()).toEqual([...new Set(called)].sort());
    for (const { Action, Resource } of statements.filter((statement) => statement.Resource === '*')) {
      expect(
        [Action].flat().every((action) => action.startsWith('ec2:Describe')),
        String(Resource),
      ).toBe(true);
    }
  });

  it('asks for credentials on every route', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route');
    expect(routes.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual([
      'GET /networks/{name}',
      'GET /networks/{name}/events',
      'POST /networks',
    ]);
    for (const [, { Properties }] of routes) expect(Properties.AuthorizationType).toBe('AWS_IAM');
  });

  it('keeps the records when the stack goes, encrypted and recoverable', () => {
    const [[, table] = []] = ofType('AWS::DynamoDB::Table');
    expect(table?.DeletionPolicy).toBe('Retain');
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  it('holds no secret', () => {
    expect(JSON.stringify(resources)).not.toMatch(/secret-[A-Za-z0-9]{8,}/);
    expect(resources.SoracomAuthKey?.Properties.SecretString).toBeUndefined();
  });
});
