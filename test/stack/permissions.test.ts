import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { globsMeet } from './globs.ts';
import { permissionFaults } from './permissions.ts';
import { type Resource, type Resources, root, type Statement, statementsOf } from './template.ts';

const resources: Resources = {
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'canal' } },
  Bus: { Type: 'AWS::Events::EventBus', Properties: {} },
};
const ours = (kind: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:ec2:*:\${AWS::AccountId}:${kind}/*` });
const statement = (
  Action: string | string[],
  Resource: unknown,
  Condition: Statement['Condition'] = {},
): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const arn = (kind: string) => `arn:aws:ec2:*:111111111111:${kind}/*`;

describe('A policy is held against what AWS says of its actions', () => {
  it('and is right where each action, resource and condition is known', async () => {
    const right = [
      statement('dynamodb:Query', { 'Fn::Sub': `\${Table.Arn}/index/networks` }),
      statement('ec2:DescribeVpcs', '*', { StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' } }),
      statement('ec2:CreateSubnet', [ours('subnet')], { StringEquals: { 'aws:RequestTag/canal:stack': 'x' } }),
      statement('ec2:CreateSubnet', [ours('vpc')]),
      statement(
        'events:PutEvents',
        { 'Fn::GetAtt': ['Bus', 'Arn'] },
        {
          'ForAllValues:StringEquals': { 'events:source': 'canal.workflow' },
        },
      ),
    ];
    expect(await permissionFaults(right, resources)).toEqual([]);
  });

  it.each<[string, Statement[], string[]]>([
    ['an action that there is not', [statement('ec2:AdoptVpc', '*')], ['There is no action ec2:AdoptVpc.']],
    [
      'a resource that the action does not know',
      [statement('ec2:CreateRoute', [ours('route-table'), ours('subnet')])],
      [`${arn('subnet')} is never reached by ec2:CreateRoute.`],
    ],
    [
      'an action that knows no resources, on one',
      [statement(['ec2:DescribeVpcs', 'ec2:CreateRoute'], [ours('route-table')])],
      [`ec2:DescribeVpcs is never allowed on ${arn('route-table')}.`],
    ],
    [
      'a condition that is never met there',
      [statement('ec2:CreateRoute', [ours('route-table')], { ArnLike: { 'ec2:RequesterVpc': 'x' } })],
      [
        `ec2:CreateRoute is never allowed on ${arn('route-table')} under ec2:RequesterVpc.`,
        `${arn('route-table')} is never reached by ec2:CreateRoute under ec2:RequesterVpc.`,
      ],
    ],
    [
      'a tag of what is not made by the call',
      [statement('ec2:DeleteRoute', [ours('route-table')], { StringEquals: { 'aws:RequestTag/canal:stack': 'x' } })],
      [
        `ec2:DeleteRoute is never allowed on ${arn('route-table')} under aws:RequestTag/canal:stack.`,
        `${arn('route-table')} is never reached by ec2:DeleteRoute under aws:RequestTag/canal:stack.`,
      ],
    ],
    [
      'a key that there is not',
      [statement('ec2:DescribeVpcs', '*', { StringEquals: { 'aws:Regoin': 'x' } })],
      ['There is no condition key aws:Regoin.'],
    ],
    [
      'an ARN that is compared as a number',
      [statement('sns:Publish', 'arn:aws:sns:x:1:y', { NumericEquals: { 'aws:PrincipalArn': '1' } })],
      ['aws:PrincipalArn is of type ARN: it cannot be compared by NumericEquals.'],
    ],
    [
      'several values that are compared as one',
      [statement('events:PutEvents', { 'Fn::GetAtt': ['Bus', 'Arn'] }, { StringEquals: { 'events:source': 'x' } })],
      ['events:source has several values: compare it by ForAllValues or ForAnyValue, not StringEquals.'],
    ],
    [
      'half of what EC2 asks for',
      [statement('ec2:AcceptVpcPeeringConnection', [ours('vpc')])],
      ['ec2:AcceptVpcPeeringConnection also asks for the vpc-peering-connection: no statement allows it.'],
    ],
  ])('and is found: %s', async (_, statements, faults) => {
    expect(await permissionFaults(statements, resources)).toEqual(faults);
  });

  it.each([
    ['vpc/*', '*', true],
    ['vpc/*', 'subnet/*', false],
    ['a*c', 'ab*', true],
    ['a*', 'b*', false],
    ['', '*', true],
    ['a', '', false],
    ['log-group:*:log-stream:*', 'log-group:/aws/lambda/canal-*:*', true],
  ])('where stars stand: %s and %s', (one, other, meet) => {
    expect([globsMeet(one, other), globsMeet(other, one)]).toEqual([meet, meet]);
  });
});

describe('The templates that others launch', () => {
  const tags = ['Ref', 'Sub', 'GetAtt'].map((name) => ({
    tag: `!${name}`,
    resolve: (text: string) =>
      name === 'Ref' ? { Ref: text } : { [`Fn::${name}`]: name === 'GetAtt' ? text.split('.') : text },
  }));

  it.each(['accepter-role', 'dns-host'])(
    'examples/%s.yaml asks IAM for nothing that it does not know',
    async (file) => {
      const text = readFileSync(join(root, `examples/${file}.yaml`), 'utf8');
      const { Resources: all } = parse(text, { customTags: tags, logLevel: 'silent' }) as { Resources: Resources };
      const roles = Object.values(all).filter(({ Type }: Resource) => Type === 'AWS::IAM::Role');
      expect(roles.length).toBeGreaterThan(0);
      for (const role of roles) expect(await permissionFaults(statementsOf(role), all)).toEqual([]);
    },
  );
});
