import { describe, expect, it } from 'vitest';
import { reachOf } from './reach.ts';
import { roleFaults } from './role-faults.ts';
import type { Resources, Statement } from './template.ts';

const files = (given: Record<string, string>) => (path: string) => given[path];

describe('What the code of a function reaches', () => {
  const handler = [
    "import { peerAccounts } from '../src/ec2/live.ts';",
    "import { lambda } from '../src/lambda/lambda.ts';",
    "import { Look, look } from '../src/steps/look.ts';",
  ].join('\n');

  it('is what its step calls of the doors that it opens, wherever the call stands', () => {
    const read = files({
      'functions/look.ts': handler,
      'src/steps/look.ts': "import { deep } from './deep.ts';\nawait account.vpc(id);\nawait records.save(x);",
      'src/steps/deep.ts': "import type { A } from './ports.ts';\nawait account\n  .peering(id);",
    });
    expect(reachOf('look', read)).toEqual([
      'dynamodb:GetItem',
      'ec2:DescribeVpcPeeringConnections',
      'ec2:DescribeVpcs',
      'sts:AssumeRole',
    ]);
  });

  it('is also what it calls from a file that is loaded when it is needed', () => {
    const read = files({
      'functions/look.ts': handler,
      'src/steps/look.ts':
        "let known: typeof import('./never.ts');\nconst { deep } = await import('./deep.ts');\nawait deep(account);",
      'src/steps/deep.ts': 'await account.vpc(id);',
    });
    expect(reachOf('look', read)).toEqual(['dynamodb:GetItem', 'ec2:DescribeVpcs', 'sts:AssumeRole']);
  });

  it('is not what only a type or another door has', () => {
    const read = files({
      'functions/look.ts':
        "import { store } from '../src/store/live.ts';\nimport { look } from '../src/steps/look.ts';",
      'src/steps/look.ts': "import type { Deep } from './deep.ts';\nawait records.network(name);",
    });
    expect(reachOf('look', read)).toEqual(['dynamodb:GetItem']);
  });

  it('of SORACOM is the secret', () => {
    const read = files({
      'functions/look.ts':
        "import { soracom } from '../src/soracom/live.ts';\nimport { look } from '../src/steps/look.ts';",
      'src/steps/look.ts': 'await soracom.vpg(id);',
    });
    expect(reachOf('look', read)).toEqual(['secretsmanager:GetSecretValue']);
  });

  it('of SORACOM that tells the ledger is the secret and the ledger’s lines, and nothing else of the table', () => {
    const read = files({
      'functions/look.ts': [
        "import { billedSoracom } from '../src/soracom/live.ts';",
        "import { look } from '../src/steps/look.ts';",
        "import { costLedger } from '../src/store/live.ts';",
        'lambda(Look, look, { soracom: billedSoracom(costLedger) });',
      ].join('\n'),
      'src/steps/look.ts': 'await soracom.group(id);',
    });
    expect(reachOf('look', read)).toEqual(['dynamodb:PutItem', 'secretsmanager:GetSecretValue']);
  });

  it('is asked for a door that nobody has told of', () => {
    const read = files({ 'functions/look.ts': "import { queue } from '../src/letters/live.ts';" });
    expect(() => reachOf('look', read)).toThrow(
      'functions/look.ts opens src/letters/live.ts: say here which IAM actions',
    );
  });

  it('of the real functions: only one accepts and tags, only one changes routes, only one starts executions', () => {
    const may = (action: string) =>
      ['accept-peering', 'add-routes', 'check-network', 'create-peering', 'network-api', 'confirm-run', 'take-stock']
        .filter((name) => reachOf(name).includes(action))
        .join();
    expect(may('ec2:AcceptVpcPeeringConnection')).toBe('accept-peering');
    expect(may('ec2:CreateTags')).toBe('accept-peering');
    expect(may('ec2:CreateRoute')).toBe('add-routes');
    expect(may('ec2:ReplaceRoute')).toBe('add-routes');
    expect(may('states:StartExecution')).toBe('network-api');
  });
});

const base: Statement[] = [
  { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: 'arn:aws:logs:…' },
  { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
];
const read: Statement = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } };

function stack(statements: Statement[], service = 'lambda.amazonaws.com'): Resources {
  return {
    FindDashvpgLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { Role: { 'Fn::GetAtt': ['FindRole', 'Arn'] } },
    },
    FindRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: service } }] },
        Policies: [{ PolicyDocument: { Statement: [...base, ...statements] } }],
      },
    },
  };
}
const faults = (resources: Resources) => roleFaults(resources, ['find-vpg'], () => ['dynamodb:GetItem']);

describe('A role is held against the code', () => {
  it('and is right when it allows just what is called', () => {
    expect(faults(stack([read]))).toEqual([]);
  });

  it.each<[string, Resources, string]>([
    ['lacks an action', stack([]), 'find-vpg needs dynamodb:GetItem: FindRole lacks it.'],
    [
      'allows more',
      stack([{ ...read, Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] }]),
      'find-vpg may dynamodb:PutItem by FindRole, and its code does not call it.',
    ],
    [
      'allows it on everything',
      stack([{ ...read, Resource: '*' }]),
      'FindRole allows dynamodb:GetItem on everything: name the resources.',
    ],
    [
      'allows it on everything among others',
      stack([{ ...read, Resource: ['arn:aws:dynamodb:…', '*'] }]),
      'FindRole allows dynamodb:GetItem on everything: name the resources.',
    ],
    ['trusts another service', stack([read], 'states.amazonaws.com'), 'FindRole trusts others than Lambda.'],
    [
      'is not there',
      { FindDashvpgLambdaFunction: { Type: '', Properties: {} } },
      'find-vpg has no role of the template.',
    ],
    [
      'denies',
      stack([read, { ...read, Effect: 'Deny' }]),
      'FindRole has a statement that does not allow: this check cannot read it.',
    ],
  ])('and is found when it %s', (_, resources, sentence) => {
    expect(faults(resources)).toEqual([sentence]);
  });

  it('and is found when it allows by a star', () => {
    expect(faults(stack([read, { ...read, Action: 'dynamodb:*' }]))).toContain(
      'FindRole allows dynamodb:*: name the actions.',
    );
  });
});
