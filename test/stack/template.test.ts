import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toldSource } from '../../src/canal/events.ts';
import { requestSource } from '../../src/canal/requests.ts';
import { roleActions } from '../../src/ec2/role.ts';
import { costMetrics } from '../../src/lambda/cost-metrics.ts';
import { metrics } from '../../src/lambda/metrics.ts';
import type { LogLine } from '../../src/lambda/surroundings.ts';
import { soracomOperations } from '../../src/soracom/operations.ts';
import { AcceptPeering, acceptPeering } from '../../src/steps/accept-peering.ts';
import { tellCosts } from '../../src/steps/cost-telling.ts';
import { placeTags } from '../../src/steps/held-place.ts';
import { openingWith } from '../ec2/opening.ts';
import { item } from '../support/items.ts';
import { heldLedger, keptReport, ledgerPort } from '../support/ledger.ts';
import { ec2World, eventsPort, installation, peerAccountsPort, shownPeering, wire } from '../support/ports.ts';
import { metricsIn, metricsOf, readDashboard, searchesOf, statesMetrics } from './dashboard.ts';
import { deployed } from './deployed.ts';
import { limitFaults } from './limits.ts';
import { permissionFaults } from './permissions.ts';
import { reachOf } from './reach.ts';
import { roleFaults } from './role-faults.ts';
import {
  ensureBundles,
  functionNames,
  logicalId,
  packageStack,
  type Resources,
  root,
  type Statement,
  statementsOf,
} from './template.ts';

const { mostBytes } = createRequire(import.meta.url)('../../scripts/parameters.cjs') as { mostBytes: number };

// The compiled template, as CloudFormation would get it: no credentials and no network are needed to make it.
const folder = mkdtempSync(join(tmpdir(), 'canal-package-'));
const background = ['tell-outcome', 'take-request', 'tell-expiring', 'measure-runs'];

const steps = functionNames.filter(
  (name) =>
    ![
      'network-api',
      'plan-network',
      'watch-api',
      'sweep-api',
      'check-drift',
      'dns-host-api',
      'sweep',
      'report-cost',
      'costs-api',
      ...background,
    ].includes(name),
);
const yaml = readFileSync(join(root, 'serverless.yml'), 'utf8');
let resources: Resources;
let chosen: Resources;

const accounts = {
  '222222222222': { roleArn: 'arn:aws:iam::222222222222:role/canal-accepter', externalId: '0123456789abcdef' },
};

beforeAll(async () => {
  await ensureBundles(folder);
  resources = await packageStack(join(folder, 'default'));
  const file = join(folder, 'accounts.json');
  writeFileSync(file, JSON.stringify(accounts, undefined, 2));
  const rates = join(folder, 'rates.json');
  writeFileSync(rates, '[{"item": "peering", "price": 0.08, "validFrom": "2026-11-01"}]');
  const params = {
    coverage: 'global',
    soracomAccount: '999999999999',
    logRetentionDays: '365',
    monthlyBudget: '500',
    rates,
    peerRegions: 'us-west-2,ap-northeast-1',
    accounts: file,
    jwtIssuer: 'https://login.example.com/tenant',
    jwtAudience: 'canal,canal-ci',
    jwtScopes: 'canal.write',
    tags: 'team=iot',
  };
  const given = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  chosen = await packageStack(join(folder, 'chosen'), ['--stage', 'prod', '--region', 'us-west-2', ...given]);
}, 400_000); // a busy machine of two cores bundles 31 functions first
afterAll(() => rmSync(folder, { recursive: true }));

interface RuleProperties {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly Targets: readonly { readonly Arn: string }[];
}
const among = (all: Resources, type: string) => Object.entries(all).filter(([, { Type }]) => Type === type);
const ofType = (type: string) => among(resources, type);
const camelCase = (name: string) => name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
const roles = () => ofType('AWS::IAM::Role');
/** Every statement of every role that allows an action, with the role's id. */
const allowing = (action: string, all: Resources = resources) =>
  among(all, 'AWS::IAM::Role').flatMap(([id, role]) =>
    statementsOf(role).flatMap((statement) =>
      [statement.Action].flat().includes(action) ? [{ id, ...statement }] : [],
    ),
  );
const sub = (text: string) => ({ 'Fn::Sub': text.replaceAll('<', '${').replaceAll('>', '}') });

describe('The compiled template', () => {
  it('has every function of functions/, on Node 24 and arm64, each with its own bundle', () => {
    const lambdas = ofType('AWS::Lambda::Function');
    expect(lambdas.map(([id]) => id).sort()).toEqual(functionNames.map(logicalId).sort());
    for (const [, { Properties }] of lambdas) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(Properties.Handler).toMatch(/^dist\/[a-z-]+\/index\.handler$/);
    }
    const zips = readdirSync(join(folder, 'default')).filter((file) => file.endsWith('.zip'));
    expect(zips).toHaveLength(functionNames.length);
  });

  it('gives functions that load a large client the memory for it', () => {
    for (const name of functionNames) {
      const large = reachOf(name).some((action) => action.startsWith('ec2:')) || name === 'network-api';
      expect(resources[logicalId(name)]?.Properties.MemorySize, name).toBe(large ? 1024 : 512);
    }
  });

  it('carries each machine as its file has it, and stands each placeholder for the function of its name', () => {
    const machines = ofType('AWS::StepFunctions::StateMachine').map(([, { Properties }]) => Properties);
    const files = readdirSync(join(root, 'statemachines')).toSorted();
    const names = machines.map(({ StateMachineName }) => StateMachineName).toSorted();
    expect(names).toEqual(files.map((file) => `canal-dev-${file.replace('.asl.yaml', '')}`));
    for (const { Definition, StateMachineName, StateMachineType, DefinitionSubstitutions } of machines) {
      const file = `statemachines/${StateMachineName.replace('canal-dev-', '')}.asl.yaml`;
      const text = readFileSync(join(root, file), 'utf8');
      expect(Definition).toEqual(parse(text));
      expect(StateMachineType).toBe('STANDARD');
      const placeholders = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, placeholder = '']) => placeholder));
      const called = steps.filter((name) => placeholders.has(camelCase(name)));
      const expected = called.map((name) => [camelCase(name), { 'Fn::GetAtt': [logicalId(name), 'Arn'] }]);
      expect(DefinitionSubstitutions).toEqual(Object.fromEntries(expected));
      expect(called).toHaveLength(placeholders.size);
    }
  });

  it('asks for credentials on every route', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route');
    expect(routes.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual([
      'DELETE /accounts/{id}',
      'DELETE /dns-hosts/{name}',
      'DELETE /networks/{name}',
      'GET /accounts',
      'GET /accounts/{id}',
      'GET /costs',
      'GET /costs/bill',
      'GET /dns-hosts',
      'GET /dns-hosts/{name}',
      'GET /dns-hosts/{name}/interfaces',
      'GET /networks',
      'GET /networks/{name}',
      'GET /networks/{name}/audit',
      'GET /networks/{name}/costs',
      'GET /networks/{name}/events',
      'GET /networks/{name}/removal',
      'GET /openapi.json',
      'GET /rates',
      'POST /networks',
      'POST /networks/{name}/check',
      'POST /plans',
      'POST /sweeps',
      'PUT /accounts/{id}',
      'PUT /dns-hosts/{name}',
      'PUT /rates',
    ]);
    for (const [, { Properties }] of routes) expect(Properties.AuthorizationType).toBe('AWS_IAM');
    expect(ofType('AWS::ApiGatewayV2::Authorizer')).toEqual([]);
  });

  it('asks for a token of the chosen issuer on every route instead', () => {
    const [[id, authorizer] = [], ...others] = among(chosen, 'AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer?.Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://login.example.com/tenant', Audience: ['canal', 'canal-ci'] },
    });
    const routes = among(chosen, 'AWS::ApiGatewayV2::Route');
    expect(routes).toHaveLength(ofType('AWS::ApiGatewayV2::Route').length);
    for (const [, { Properties }] of routes) {
      expect(Properties, Properties.RouteKey).toMatchObject({
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: id },
        AuthorizationScopes: ['canal.write'],
      });
    }
  });

  it('keeps the records when the stack goes, encrypted and recoverable', () => {
    const [[, table] = []] = ofType('AWS::DynamoDB::Table');
    expect(table?.DeletionPolicy).toBe('Retain');
    expect(table?.UpdateReplacePolicy).toBe('Retain');
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  describe('has a dashboard', () => {
    const stack = openingWith().settings.stack; // what the template says, for this account and Region
    const [account = '', region = ''] = stack.split('/');
    const pseudo: Record<string, string> = { AccountId: account, Region: region, Partition: 'aws' };
    const filled = (text: string) =>
      text.replaceAll(/\$\{AWS::(\w+)\}/g, (whole, name: string) => pseudo[name] ?? whole);
    const bodyOf = (all: Resources) =>
      readDashboard(filled(among(all, 'AWS::CloudWatch::Dashboard')[0]?.[1].Properties.DashboardBody['Fn::Sub']));
    const titled = (all: Resources, title: string) => {
      const widget = bodyOf(all).widgets.find(({ properties }) => properties.title === title);
      if (!widget) throw new Error(`There is no widget "${title}".`);
      return widget;
    };
    /** What the cost report's own code puts of a report. */
    const put = async () => {
      const lines: LogLine[] = [];
      const to = wire();
      await tellCosts(keptReport(490_000), {
        ledger: ledgerPort(heldLedger(), to),
        metrics: costMetrics({ ...openingWith(), log: (line) => lines.push(line) }),
        events: eventsPort([], to),
        people: { tell: async () => undefined },
        now: () => 0,
      });
      return metricsIn(lines);
    };

    it('of metrics that are put, each with just the dimensions that it is put with', async () => {
      const known = await put();
      const machines = ofType('AWS::StepFunctions::StateMachine').map(
        ([, { Properties }]) => Properties.StateMachineName,
      );
      const ofMachines = machines.flatMap((name) =>
        statesMetrics.map((metric) => ({
          namespace: 'AWS/States',
          name: metric,
          dimensions: { StateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}` },
        })),
      );
      const asked = bodyOf(resources).widgets.flatMap(metricsOf);
      expect(asked.length).toBeGreaterThan(10);
      for (const metric of asked) expect([...known, ...ofMachines]).toContainEqual(metric);
      const searched = bodyOf(resources).widgets.flatMap(searchesOf);
      expect(searched).toHaveLength(1);
      for (const { namespace, dimensions, wanted } of searched) {
        const { MetricName, ...values } = wanted;
        const found = known.filter(
          (one) =>
            one.namespace === namespace &&
            one.name === MetricName &&
            JSON.stringify(Object.keys(one.dimensions)) === JSON.stringify(dimensions) &&
            Object.entries(values).every(([key, value]) => one.dimensions[key] === value),
        );
        expect(found.map((one) => one.dimensions.Network)).toEqual(['plant']);
      }
    });

    it('that shows cost per hour, the month, each network, and how the runs of both machines end', async () => {
      const names = (title: string) => titled(resources, title).properties.metrics.map(([, name]) => name);
      expect(names('Cost per hour')).toEqual(['CostPerHour', 'UnmanagedPerHour']);
      expect(names('Month to date and forecast against the budget')).toEqual(['MonthToDate', 'Forecast']);
      const ends = ['Succeeded', 'Failed', 'TimedOut', 'Aborted'].map((end) => `Executions${end}`);
      expect(names('Executions')).toEqual([...ends, ...ends]);
      expect(ofType('AWS::CloudWatch::Dashboard')[0]?.[1].Properties.DashboardName).toBe('canal-dev');
      // Each metric that the report puts of the whole installation is shown.
      const whole = (await put()).filter(({ dimensions }) => dimensions.Network === undefined).map(({ name }) => name);
      const shown = bodyOf(resources)
        .widgets.flatMap(metricsOf)
        .map(({ name }) => name);
      expect(whole.filter((name) => !shown.includes(name))).toEqual([]);
    });

    it('with the budget of the deployment as a line, and without one where it has none', () => {
      const title = 'Month to date and forecast against the budget';
      expect(titled(resources, title).properties.annotations).toBeUndefined();
      expect(titled(chosen, title).properties.annotations).toEqual({
        horizontal: [{ label: 'Monthly budget', value: 500 }],
      });
    });
  });

  it('holds no secret: the one for the AuthKey is made empty', () => {
    expect(JSON.stringify([resources, chosen])).not.toMatch(/secret-[A-Za-z0-9]{8,}/);
    const { SecretString, GenerateSecretString } = resources.SoracomAuthKey?.Properties ?? {};
    expect([SecretString, GenerateSecretString]).toEqual([undefined, undefined]);
  });

  it('has a bus of its own, on which only our own functions say what has become of a network', () => {
    expect(resources.EventBus).toMatchObject({ Type: 'AWS::Events::EventBus', Properties: { Name: 'canal-dev' } });
    const publishing = roles()
      .filter(([, role]) => statementsOf(role).some(({ Action }) => Action === 'events:PutEvents'))
      .map(([id]) => id);
    expect(publishing).toContain('TellOutcomeRole');
    expect(resources.EventBusPolicy?.Properties).toEqual({
      EventBusName: { Ref: 'EventBus' },
      StatementId: 'only-our-functions-tell',
      Statement: {
        Effect: 'Deny',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': ['EventBus', 'Arn'] },
        Condition: {
          'ForAnyValue:StringEquals': { 'events:source': toldSource },
          ArnNotEquals: {
            'aws:PrincipalArn': expect.toSatisfy(
              (arns: { 'Fn::GetAtt': [string, string] }[]) =>
                JSON.stringify(arns.map((arn) => arn['Fn::GetAtt'][0]).toSorted()) ===
                JSON.stringify(publishing.toSorted()),
            ),
          },
        },
      },
    });
    for (const { Condition, id } of allowing('events:PutEvents')) {
      expect(Condition, id).toEqual({ 'ForAllValues:StringEquals': { 'events:source': toldSource } });
    }
  });

  it('hands the events of the two buses to functions, and what is lost or refused to encrypted queues for 14 days', () => {
    const rules = ofType('AWS::Events::Rule').map(([, { Properties }]) => Properties);
    const dead = { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } };
    const lambdaArn = (name: string) => ({ 'Fn::GetAtt': [logicalId(name), 'Arn'] });
    const facts = rules.map(({ Name, EventBusName, EventPattern, Targets }) => [
      Name,
      EventBusName,
      EventPattern.source,
      Targets.map((target: { Arn: unknown; DeadLetterConfig: unknown }) => [target.Arn, target.DeadLetterConfig]),
    ]);
    expect(facts).toEqual(
      expect.arrayContaining([
        ['canal-dev-outcomes', undefined, ['aws.states'], [[lambdaArn('tell-outcome'), dead]]],
        ['canal-dev-requests', { Ref: 'EventBus' }, [requestSource], [[lambdaArn('take-request'), dead]]],
        [
          'canal-dev-refused',
          { Ref: 'EventBus' },
          [toldSource],
          [[{ 'Fn::GetAtt': ['RefusedRequests', 'Arn'] }, dead]],
        ],
      ]),
    );
    for (const [, { Properties }] of ofType('AWS::SQS::Queue')) {
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
    }
    const [send, ...more] = resources.QueuesPolicy?.Properties.PolicyDocument.Statement ?? [];
    expect(more).toEqual([]);
    expect(send).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    const ours = send.Condition.ArnLike['aws:SourceArn'].map((arn: { 'Fn::Sub': string }) => arn['Fn::Sub']);
    for (const { Name, EventBusName } of rules) {
      const path = EventBusName ? `canal-dev/${Name}` : Name;
      expect(ours.some((pattern: string) => path.startsWith((pattern.split(':rule/')[1] ?? '').replace('*', '')))).toBe(
        true,
      );
    }
  });

  it('lets each rule and the API invoke the functions that they call, and nobody else', () => {
    const rules = ofType('AWS::Events::Rule').map(([, rule]) => deployed(rule.Properties, resources) as RuleProperties);
    const invoking = rules.flatMap(({ Name, EventBusName, Targets }) =>
      Targets.filter(({ Arn }) => Arn.includes(':lambda:')).map(({ Arn }) => [
        Arn,
        'events.amazonaws.com',
        `arn:aws:events:ap-southeast-1:111111111111:rule/${EventBusName ? `${EventBusName}/` : ''}${Name}`,
      ]),
    );
    const api = deployed({ Ref: 'HttpApi' }, resources);
    const called = ofType('AWS::ApiGatewayV2::Integration').map(([, { Properties }]) => [
      deployed(Properties.IntegrationUri, resources),
      'apigateway.amazonaws.com',
      `arn:aws:execute-api:ap-southeast-1:111111111111:${api}/*`,
    ]);
    const allowed = ofType('AWS::Lambda::Permission').map(([, { Properties }]) => {
      const { FunctionName, Principal, SourceArn } = deployed(Properties, resources) as Record<string, string>;
      return [FunctionName, Principal, SourceArn];
    });
    expect(invoking.length).toBeGreaterThan(1);
    expect(allowed.toSorted()).toEqual([...invoking, ...called].toSorted());
  });

  it('tells of the ends of executions of both machines, however they end', () => {
    const rule = ofType('AWS::Events::Rule').find(
      ([, { Properties }]) => Properties.Name === 'canal-dev-outcomes',
    )?.[1];
    const machine = (name: string) =>
      sub(`arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:canal-dev-${name}`);
    expect(rule?.Properties.EventPattern.detail).toEqual({
      stateMachineArn: [machine('provision-network'), machine('remove-network')],
      status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
    });
  });

  it('sends what a function could not take in three tries to the queue of dead letters', () => {
    const configured = ofType('AWS::Lambda::EventInvokeConfig').flatMap(([, { Properties }]) =>
      Properties.DestinationConfig?.OnFailure
        ? [[Properties.FunctionName.Ref, Properties.DestinationConfig.OnFailure.Destination]]
        : [],
    );
    expect(configured.toSorted()).toEqual(
      background.map((name) => [logicalId(name), { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }]).toSorted(),
    );
  });

  it('runs what is due from time to time by a role that may invoke those functions alone', () => {
    const schedules = ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties.Target);
    expect(schedules.length).toBeGreaterThan(1);
    for (const { RoleArn } of schedules) expect(RoleArn).toEqual({ 'Fn::GetAtt': ['SchedulesRole', 'Arn'] });
    const [invoke, ...others] = statementsOf(resources.SchedulesRole);
    expect([invoke?.Action, others]).toEqual(['lambda:InvokeFunction', []]);
    const arns = (given: unknown) =>
      (given as { 'Fn::GetAtt': string[] }[]).map((one) => one['Fn::GetAtt'][0]).toSorted();
    expect(arns(invoke?.Resource)).toEqual(arns(schedules.map(({ Arn }) => Arn)));
  });

  it('has a topic that only our alarms may publish to, beside the roles that tell people', () => {
    expect(resources.PeopleTopicPolicy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: 'PeopleTopic' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': sub('arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:canal-dev-*'),
          },
        },
      },
    ]);
    for (const [id, { Properties }] of ofType('AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmName, id).toMatch(/^canal-dev-/);
    }
  });

  it('stays within what AWS takes, also by the longest stage and with all the accounts and rates that are let in', () => {
    const longest = JSON.parse(JSON.stringify(resources).replaceAll(/\bdev\b/g, 'x'.repeat(16))) as Resources;
    for (const [, { Properties }] of among(longest, 'AWS::Lambda::Function')) {
      Object.assign(Properties.Environment.Variables, {
        CANAL_ACCOUNTS: '"'.repeat((mostBytes - 8) / 2), // 8: its own quotes, and rates that are none
        CANAL_SORACOM_ACCOUNT: '9'.repeat(12),
        CANAL_SORACOM_ENDPOINT: 'https://g.api.soracom.io',
        CANAL_MONTHLY_BUDGET: '1000000000.0000',
        CANAL_SWEEP_FAILED_HOURS: '8760',
        CANAL_IDLE_DAYS: '365',
        ...(Properties.Environment.Variables.CANAL_ACCEPTER_ROLES ? { CANAL_ACCEPTER_ROLES: 'x'.repeat(129) } : {}),
      });
    }
    expect(limitFaults({ Resources: longest })).toEqual([]);
    expect(limitFaults({ Resources: chosen })).toEqual([]);
  });

  it('has the very document that a real BIND is tried with', () => {
    const { Content, ...properties } = resources.DeliverDns?.Properties ?? {};
    expect(Content).toEqual(parse(readFileSync(join(root, 'documents/deliver-dns.yaml'), 'utf8')));
    expect(properties).toEqual({
      Name: 'canal-dev-deliver-dns',
      DocumentType: 'Command',
      TargetType: '/AWS::EC2::Instance',
      UpdateMethod: 'NewVersion',
    });
  });

  it('passes cfn-lint, as do the role for owners of VPCs and those of DNS', { timeout: 120_000 }, async ({ skip }) => {
    // W3005: serverless names dependencies that follow from references already.
    const lint = (...args: string[]) =>
      promisify(execFile)('cfn-lint', args).then(
        () => '',
        (error: { code?: unknown; stdout?: string }) => (error.code === 'ENOENT' ? 'absent' : `${error.stdout}`),
      );
    const template = (name: string) => join(folder, name, 'cloudformation-template-update-stack.json');
    const examples = ['accepter-role.yaml', 'dns-host.yaml', 'dns-vpc.yaml'].map((name) =>
      join(root, 'examples', name),
    );
    const found = await lint('--', ...examples);
    if (found === 'absent') skip('cfn-lint is not installed here: pip install cfn-lint, to lint the template as well.');
    expect(found).toBe('');
    expect(await lint('--ignore-checks', 'W3005', '--', template('default'), template('chosen'))).toBe('');
  });
});

describe('What can be seen of it', () => {
  it('is JSON in the logs, and kept as long as was chosen', () => {
    for (const [all, days] of [
      [resources, 90],
      [chosen, 365],
    ] as const) {
      const groups = among(all, 'AWS::Logs::LogGroup');
      expect(groups).toHaveLength(functionNames.length + 3);
      for (const [id, { Properties }] of groups) expect(Properties.RetentionInDays, id).toBe(days);
    }
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Properties.LoggingConfig.LogFormat).toBe('JSON');
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    }
    const { Format } = resources.HttpApiStage?.Properties.AccessLogSettings ?? {};
    expect(JSON.parse(Format)).toMatchObject({ caller: '$context.identity.userArn', status: '$context.status' });
  });

  it('is of the machine its traces and its failures, without the data of executions', () => {
    const { LoggingConfiguration, TracingConfiguration } = resources.ProvisionNetwork?.Properties ?? {};
    expect(LoggingConfiguration).toEqual({
      Level: 'ERROR',
      IncludeExecutionData: false,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['ProvisionNetworkLogs', 'Arn'] } } }],
    });
    expect(TracingConfiguration).toEqual({ Enabled: true });
    expect(resources.ProvisionNetworkLogs?.Properties.LogGroupName).toMatch(/^\/aws\/vendedlogs\/states\/canal-dev-/);
  });
});

describe('The alarms', () => {
  const alarms = () => ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
  const sections = runbook.split(/^## /m).slice(1);
  const anchor = (section: string) =>
    (section.split('\n')[0] ?? '')
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-');
  const linkOf = (description: string) => /docs\/runbook\.md#([\w-]+)$/.exec(description)?.[1];

  it('each reach people, stay quiet while nothing happens, and end in a section of the runbook', () => {
    const anchors = sections.map(anchor);
    for (const alarm of alarms()) {
      expect(alarm.AlarmActions).toEqual([{ Ref: 'PeopleTopic' }]);
      expect(alarm.TreatMissingData).toBe('notBreaching');
      expect(anchors, alarm.AlarmName).toContain(linkOf(alarm.AlarmDescription));
    }
  });

  it('are all in the runbook, whose sections say what one means, where to look and what to do', () => {
    const linked = new Set(alarms().map(({ AlarmDescription }) => linkOf(AlarmDescription)));
    expect(sections.map(anchor).toSorted()).toEqual([...linked].toSorted());
    for (const section of sections) {
      const parts = [...section.matchAll(/^\*\*(.+?)\.\*\* \S/gm)].map(([, part]) => part);
      const last = /^\*\*What to do\.\*\*$/m.test(section) ? ['What to do'] : [];
      expect([...parts, ...last], section.split('\n')[0]).toEqual(['What it means', 'Where to look', 'What to do']);
    }
    const named =
      runbook.match(/canal-STAGE-[a-z0-9-]*(?:runs|removals|errors|throttles|5xx|refused-requests|dead-letters)/g) ??
      [];
    const existing = alarms().map(({ AlarmName }) => AlarmName.replace('canal-dev-', 'canal-STAGE-'));
    expect([...new Set(named)].toSorted()).toEqual(existing.toSorted());
  });

  it('watch failed and timed-out runs and the answers of the API, from the first', () => {
    const metrics = alarms().flatMap(({ Namespace, MetricName, Dimensions, Threshold }) =>
      Namespace === 'AWS/States' || Namespace === 'AWS/ApiGateway' ? [{ MetricName, Dimensions, Threshold }] : [],
    );
    const of = (machine: string) => [{ Name: 'StateMachineArn', Value: { Ref: machine } }];
    expect(metrics).toEqual([
      ...['ProvisionNetwork', 'RemoveNetwork'].flatMap((machine) => [
        { MetricName: 'ExecutionsFailed', Dimensions: of(machine), Threshold: 1 },
        { MetricName: 'ExecutionsTimedOut', Dimensions: of(machine), Threshold: 1 },
      ]),
      { MetricName: '5xx', Dimensions: [{ Name: 'ApiId', Value: { Ref: 'HttpApi' } }], Threshold: 1 },
    ]);
  });

  it('watch each queue from the first message, and the oldest run by the metric that measure-runs writes', () => {
    const queues = alarms().filter(({ Namespace }) => Namespace === 'AWS/SQS');
    expect(
      queues.map(({ Dimensions, Threshold }) => [Dimensions[0].Value['Fn::GetAtt'][0], Threshold]).toSorted(),
    ).toEqual(
      ofType('AWS::SQS::Queue')
        .map(([id]) => [id, 1])
        .toSorted(),
    );
    const [old] = alarms().filter(({ Namespace }) => Namespace === 'Canal');
    const told: unknown[] = [];
    const door = { log: (line: unknown) => told.push(line), now: () => 0, settings: { stack: 'S' } };
    metrics(door as never).put(old?.MetricName, 1);
    expect(told).toEqual([
      {
        level: 'info',
        code: 'METRIC',
        _aws: {
          Timestamp: 0,
          CloudWatchMetrics: [
            {
              Namespace: old?.Namespace,
              Dimensions: [old?.Dimensions.map(({ Name }: { Name: string }) => Name)],
              Metrics: [{ Name: 'OldestRunMinutes', Unit: 'None' }],
            },
          ],
        },
        stack: 'S',
        OldestRunMinutes: 1,
      },
    ]);
    expect(old?.Dimensions).toEqual([
      { Name: 'stack', Value: resources[logicalId('measure-runs')]?.Properties.Environment.Variables.CANAL_STACK },
    ]);
    expect(old?.Threshold).toBeLessThan(300);
  });

  it.each(['Errors', 'Throttles'])('watch the %s of each function once, ten metrics at most in one alarm', (metric) => {
    const watched = alarms().flatMap(({ MetricName, Dimensions, Metrics = [] }) => {
      const stats = Metrics.flatMap((one: { MetricStat?: { Metric: object } }) => one.MetricStat?.Metric ?? []);
      expect(stats.length).toBeLessThanOrEqual(10);
      return [{ MetricName, Dimensions }, ...stats].flatMap((one) =>
        one.MetricName === metric
          ? one.Dimensions.map((dimension: { Value: { Ref: string } }) => dimension.Value.Ref)
          : [],
      );
    });
    expect(watched.toSorted()).toEqual(functionNames.map(logicalId).toSorted());
  });
});

describe('The roles', () => {
  it('allow each function what its code calls, and nothing more', () => {
    // Lambda sends what an asynchronous function could not take to its queue, by the function's own role.
    const failing = (name: string) =>
      background.includes(name) ? [...reachOf(name), 'sqs:SendMessage'] : reachOf(name);
    expect(roleFaults(resources, functionNames, failing)).toEqual([]);
    expect(roleFaults(chosen, functionNames, failing)).toEqual([]);
    expect(resources.IamRoleLambdaExecution).toBeUndefined();
  });

  it('ask IAM for nothing that it does not know, and for all that EC2 asks of a call; so do the policies of resources', async () => {
    for (const all of [resources, chosen]) {
      const policies = [
        ...among(all, 'AWS::IAM::Role').map(([id, role]) => [id, statementsOf(role)] as const),
        ['EventBusPolicy', [all.EventBusPolicy?.Properties.Statement as Statement]] as const,
        ...['QueuesPolicy', 'PeopleTopicPolicy'].map(
          (id) => [id, all[id]?.Properties.PolicyDocument.Statement as Statement[]] as const,
        ),
      ];
      for (const [id, statements] of policies) expect(await permissionFaults(statements, all), id).toEqual([]);
    }
  });

  it('are all used', () => {
    const used = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect([...new Set([...used, 'ProvisionNetworkRole', 'RemoveNetworkRole', 'SchedulesRole'])].toSorted()).toEqual(
      roles()
        .map(([id]) => id)
        .toSorted(),
    );
  });

  it('have beside each "*" the reason why it must be', () => {
    const wide = yaml.split('\n').filter((line) => /Resource: "?\*"?( |$)/.test(line));
    expect(wide.length).toBeGreaterThan(3);
    for (const line of wide) expect(line).toMatch(/# .*know no resources$/);
  });

  it('dynamodb:Query reaches the table and its index alone', () => {
    const reached = allowing('dynamodb:Query').map(({ Resource }) => Resource);
    const index = sub('<Table.Arn>/index/networks');
    expect(reached).toEqual(expect.arrayContaining([{ 'Fn::GetAtt': ['Table', 'Arn'] }, index]));
    const ours = [JSON.stringify({ 'Fn::GetAtt': ['Table', 'Arn'] }), JSON.stringify(index)];
    expect(reached.filter((one) => !ours.includes(JSON.stringify(one)))).toEqual([]);
  });

  const ofBothMachines = (kind: string, end = '') =>
    ['provision-network', 'remove-network'].map((machine) =>
      sub(`arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${kind}:canal-dev-${machine}${end}`),
    );
  const executions = ofBothMachines('execution', ':*');
  it.each<[string, unknown]>([
    ['secretsmanager:GetSecretValue', { Ref: 'SoracomAuthKey' }],
    ['dynamodb:GetItem', { 'Fn::GetAtt': ['Table', 'Arn'] }],
    ['dynamodb:DeleteItem', { 'Fn::GetAtt': ['Table', 'Arn'] }],
    ['dynamodb:PutItem', { 'Fn::GetAtt': ['Table', 'Arn'] }],
    ['states:StartExecution', ofBothMachines('stateMachine')],
    ['states:StopExecution', executions],
    ['states:DescribeExecution', executions],
    ['states:GetExecutionHistory', executions],
    ['events:PutEvents', { 'Fn::GetAtt': ['EventBus', 'Arn'] }],
    ['sts:AssumeRole', sub('arn:<AWS::Partition>:iam::*:role/canal-accepter*')],
    ['ec2:CreateTags', sub('arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:vpc-peering-connection/*')],
    ['ec2:CreateRoute', sub('arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:route-table/*')],
    ['ec2:DeleteRoute', sub('arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:route-table/*')],
    ['ec2:ReplaceRoute', sub('arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:route-table/*')],
    [
      'logs:PutLogEvents',
      sub('arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws/lambda/canal-dev-*:*'),
    ],
  ])('%s reaches only what is ours', (action, resource) => {
    // What is made for places on DNS hosts is tagged as it is made: see below.
    const found = allowing(action).filter(({ id }) => action !== 'ec2:CreateTags' || id !== 'BuildPlaceRole');
    expect(found.length).toBeGreaterThan(0);
    for (const { id, Resource } of found) expect(Resource, id).toEqual(resource);
  });

  it('accept peerings into VPCs of our account, from SORACOM alone where its account is known', () => {
    const from = (all: Resources) =>
      allowing('ec2:AcceptVpcPeeringConnection', all).map(({ Resource, Condition }) => [
        (Resource as { 'Fn::Sub': string })['Fn::Sub'].replace(/^.*:/, ''),
        Condition?.ArnLike?.['ec2:RequesterVpc'],
      ]);
    const requester = (account: string) => sub(`arn:<AWS::Partition>:ec2:*:${account}:vpc/*`);
    expect(from(resources)).toEqual([
      ['vpc/*', undefined],
      ['vpc-peering-connection/*', requester('*')],
    ]);
    expect(from(chosen)).toEqual([
      ['vpc/*', undefined],
      ['vpc-peering-connection/*', requester('999999999999')],
    ]);
  });

  it('reach EC2 of our account in the chosen Regions alone', () => {
    for (const [all, regions] of [
      [resources, ['ap-northeast-1']],
      [chosen, ['us-west-2', 'ap-northeast-1']],
    ] as const) {
      const statements = among(all, 'AWS::IAM::Role').flatMap(([, role]) => statementsOf(role));
      const ec2 = statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('ec2:')));
      expect(ec2.length).toBeGreaterThan(10);
      for (const { Condition } of ec2) expect(Condition?.StringEquals?.['aws:RequestedRegion']).toEqual(regions);
    }
  });

  it('make, change and clear for places on DNS hosts only what carries the tag of this stack', () => {
    const stack = sub('<AWS::AccountId>/<AWS::Region>/dev');
    const kinds = ['subnet', 'route-table', 'security-group', 'network-interface'];
    const things = kinds.map((kind) => sub(`arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:${kind}/*`));
    const making = ['CreateSubnet', 'CreateRouteTable', 'CreateSecurityGroup', 'CreateNetworkInterface'];
    for (const action of making) {
      const onThings = allowing(`ec2:${action}`).filter(
        ({ Resource }) => JSON.stringify(Resource) === JSON.stringify(things),
      );
      expect(onThings.map(({ Condition }) => Condition?.StringEquals?.['aws:RequestTag/canal:stack'])).toEqual([stack]);
    }
    const [tagging] = allowing('ec2:CreateTags').filter(({ id }) => id === 'BuildPlaceRole');
    expect(tagging?.Condition?.StringEquals?.['ec2:CreateAction']).toEqual(making);
    for (const action of [
      'DeleteSubnet',
      'DeleteNetworkInterface',
      'DeleteSecurityGroup',
      'DeleteRouteTable',
      'AssociateRouteTable',
      'AuthorizeSecurityGroupIngress',
    ]) {
      for (const { Condition } of allowing(`ec2:${action}`)) {
        expect(Condition?.StringEquals?.['aws:ResourceTag/canal:stack'], action).toEqual(stack);
      }
    }
    expect(allowing('ssm:SendCommand').map(({ Resource }) => (Resource as unknown[])[0])).toEqual(
      Array.from({ length: 3 }, () => sub('arn:<AWS::Partition>:ssm:*:<AWS::AccountId>:document/<DeliverDns>')),
    );
  });

  it('tag with the keys that Accept peering and Build place tag with', async () => {
    const world = ec2World({ peerings: [shownPeering({ status: 'pending-acceptance' })] });
    const peerAccounts = peerAccountsPort({ '111111111111/ap-northeast-1': world }, wire());
    const input = AcceptPeering.input.parse({ ...item(), peeringId: 'pcx-1' });
    await acceptPeering(input, { peerAccounts, installation: installation() });
    const keys = Object.keys(world.tags.get('pcx-1') ?? {});
    expect(keys).toHaveLength(3);
    const placed = Object.keys(placeTags({ network: 'plant', subnetCidrBlock: '10.0.64.0/28' }, 'stack'));
    for (const { id, Condition } of allowing('ec2:CreateTags')) {
      const wished = id === 'BuildPlaceRole' ? placed : keys;
      const named = {
        'aws:TagKeys': expect.toSatisfy((list: string[]) => list.toSorted().join() === wished.toSorted().join()),
      };
      expect(Condition?.['ForAllValues:StringEquals'], id).toEqual(named);
    }
  });

  it('of functions that reach other accounts, and no others, stand under the path that owners of VPCs trust', () => {
    const reaching = new Set(roleActions.flatMap((action) => allowing(action)).map(({ id }) => id));
    expect(reaching.size).toBeGreaterThan(3);
    for (const [id, { Properties }] of roles()) {
      expect(Properties.Path, id).toBe(reaching.has(id) ? '/canal/dev/peers/' : undefined);
    }
    const accepter = readFileSync(join(root, 'examples/accepter-role.yaml'), 'utf8');
    const trusted = parse(accepter, { logLevel: 'silent' }).Parameters.CanalRoles.Default as string;
    expect(`/${trusted}`).toBe(`${chosen.AcceptPeeringRole?.Properties.Path}*`);
  });

  it.each(['ProvisionNetwork', 'RemoveNetwork'])(
    'let %s invoke functions, write logs and traces, and no more',
    (id) => {
      const role = resources[`${id}Role`];
      const [invoke, ...others] = statementsOf(role);
      expect(invoke?.Action).toBe('lambda:InvokeFunction');
      const named = Object.values(resources[id]?.Properties.DefinitionSubstitutions as Record<string, object>);
      expect(invoke?.Resource).toEqual(named);
      for (const action of others.flatMap(({ Action }) => Action)) expect(action).toMatch(/^(logs|xray):/);
      const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
      expect(trust.Principal).toEqual({ Service: 'states.amazonaws.com' });
      expect(trust.Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    },
  );

  it('let the two machines together invoke each step', () => {
    const invoked = ['ProvisionNetworkRole', 'RemoveNetworkRole'].flatMap(
      (id) => statementsOf(resources[id])[0]?.Resource as readonly { 'Fn::GetAtt': string[] }[],
    );
    const named = invoked.map((one) => one['Fn::GetAtt'][0]);
    expect([...new Set(named)].sort()).toEqual(steps.map(logicalId).sort());
  });
});

describe('What was chosen', () => {
  const environment = (all: Resources) => all[logicalId('add-routes')]?.Properties.Environment.Variables;

  it('is Japan by default, for any account of SORACOM, and no other account of ours', () => {
    expect(environment(resources)).toMatchObject({
      CANAL_STACK: sub('<AWS::AccountId>/<AWS::Region>/dev'),
      CANAL_COVERAGE: 'japan',
      CANAL_SORACOM_ENDPOINT: 'https://api.soracom.io',
      CANAL_SORACOM_ACCOUNT: '',
      CANAL_ACCOUNTS: '{}',
      CANAL_RATES: '[]',
      CANAL_METERING: 'started-hours',
      CANAL_FIRST_PEERING_INCLUDED: 'false',
      CANAL_MONTHLY_BUDGET: '',
      CANAL_IDLE_DAYS: '7',
    });
  });

  it('lets an account be registered with the roles that IAM lets us assume', () => {
    const { CANAL_ACCEPTER_ROLES: named } = resources[logicalId('network-api')]?.Properties.Environment.Variables ?? {};
    const assumed = allowing('sts:AssumeRole').map(({ Resource }) => Resource);
    expect(assumed.length).toBeGreaterThan(3);
    for (const one of assumed) expect(one).toEqual(sub(`arn:<AWS::Partition>:iam::*:role/${named}`));
  });

  it('reaches the functions', () => {
    expect(environment(chosen)).toMatchObject({
      CANAL_STACK: sub('<AWS::AccountId>/<AWS::Region>/prod'),
      CANAL_COVERAGE: 'global',
      CANAL_SORACOM_ENDPOINT: 'https://g.api.soracom.io',
      CANAL_SORACOM_ACCOUNT: '999999999999',
      CANAL_MONTHLY_BUDGET: '500',
      CANAL_RATES: '[{"item":"peering","price":0.08,"validFrom":"2026-11-01"}]',
    });
    expect(JSON.parse(environment(chosen).CANAL_ACCOUNTS)).toEqual(accounts);
  });

  it('is in the names of all that has one, so that stages stand side by side', () => {
    const names = (all: Resources) => JSON.stringify(all).match(/"[^"]*canal[-/](?:dev|prod)[^"]*"/g) ?? [];
    expect(names(chosen).length).toBeGreaterThan(30);
    expect(names(chosen).filter((name) => name.includes('dev'))).toEqual([]);
    expect(names(resources).filter((name) => name.includes('prod'))).toEqual([]);
  });

  it('is on the functions and the API as tags', () => {
    for (const [, { Properties }] of among(chosen, 'AWS::Lambda::Function')) {
      expect(Properties.Tags).toEqual([{ Key: 'team', Value: 'iot' }]);
    }
    expect(chosen.HttpApi?.Properties.Tags).toEqual({ team: 'iot' });
  });

  it('stops the packaging with the name of the parameter when it is wrong', async () => {
    const args = ['--stage', 'prod_1', '--param', 'coverage=mars'];
    const error = (await packageStack(join(folder, 'wrong'), args).then(
      () => undefined,
      (one: unknown) => one,
    )) as { stdout: string; stderr: string } | undefined;
    const said = `${error?.stdout}${error?.stderr}`;
    expect(said).toContain('stage: must be 1 to 16 lower-case letters, digits and dashes');
    expect(said).not.toMatch(/\n {4}at /);
    expect(said.match(/Cannot resolve variable/g)).toHaveLength(1);
  }, 60_000);
});

describe('docs/deploy.md', () => {
  const page = readFileSync(join(root, 'docs/deploy.md'), 'utf8');

  it('lists the permissions of the SAM user that the code calls', () => {
    const [, policy = '{}'] = /```json\n(\{\s*"statements"[\s\S]*?)```/.exec(page) ?? [];
    expect(JSON.parse(policy)).toEqual({ statements: [{ effect: 'allow', api: [...soracomOperations] }] });
  });

  it('counts what the alarms read, for which AWS charges', () => {
    const read = ofType('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      Properties.Metrics ? Properties.Metrics.filter((one: { MetricStat?: object }) => one.MetricStat) : [Properties],
    );
    const [, metrics, months] = /: (\d+) metrics that alarms read[\s\S]*?some (\d+) USD a month/.exec(page) ?? [];
    expect(Number(metrics)).toBe(read.length);
    expect(Number(months)).toBe(Math.round(read.length * 0.1 + 0.4));
  });

  it('empties the bucket that keeps the stack from being removed', () => {
    const [bucket, ...others] = ofType('AWS::S3::Bucket').filter(([id]) => id !== 'ServerlessDeploymentBucket');
    expect(others).toEqual([]);
    const given: string = bucket?.[1].Properties.BucketName['Fn::Sub'] ?? '';
    const name = given
      .replace('canal-dev', 'canal-prod')
      .replace(sub('<AWS::AccountId>')['Fn::Sub'], '111111111111')
      .replace(sub('<AWS::Region>')['Fn::Sub'], 'ap-northeast-1');
    expect(page.split('## Taking it away')[1]).toContain(`aws s3 rm s3://${name} --recursive`);
  });

  it('lists the parameters with their defaults', () => {
    const { params } = parse(yaml, { logLevel: 'silent' }) as {
      params: { default: Record<string, string> };
    };
    const told = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, value]) => [name, value]);
    const words: Record<string, string> = { soracomAccount: 'any', jwtScopes: 'any', peerRegions: "the stack's" };
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(params.default).map(([name, value]) => [name, value || words[name] || 'none'])),
    );
  });
});
