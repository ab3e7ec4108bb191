import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ec2Actions } from '../../src/ec2/client.ts';
import { root, type Statement } from './template.ts';

// The template that the owner of a VPC launches. Its tags (!Ref X, !Sub "…") are read as plain text: X, "…".
const text = readFileSync(join(root, 'examples/accepter-role.yaml'), 'utf8');
const template = parse(text, { logLevel: 'silent' });
const { AccepterRole } = template.Resources;
const statements = AccepterRole.Properties.Policies[0].PolicyDocument.Statement as (Statement & { Sid: string })[];
const actions = (statement: Statement | undefined) => [statement?.Action ?? []].flat();
const allowing = (action: string) => statements.filter((statement) => actions(statement).includes(action));
const here = (kind: string) => `arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:${kind}/*`;

describe('The role for the owner of a VPC', () => {
  it('is the only thing that the template makes', () => {
    expect(Object.keys(template.Resources)).toEqual(['AccepterRole']);
    expect(Object.keys(template.Outputs)).toEqual(['RoleArn']);
  });

  it('trusts the roles of our functions alone, and only with the ExternalId', () => {
    expect(AccepterRole.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:\${AWS::Partition}:iam::\${CanalAccountId}:root` },
        Action: 'sts:AssumeRole',
        Condition: {
          ArnLike: { 'aws:PrincipalArn': `arn:\${AWS::Partition}:iam::\${CanalAccountId}:role/\${CanalRoles}` },
          StringEquals: { 'sts:ExternalId': 'ExternalId' },
        },
      },
    ]);
  });

  it('asks for an ExternalId that is long enough, of the form that STS and our settings take, and has no default', () => {
    const { ExternalId } = template.Parameters;
    expect(ExternalId.MinLength).toBeGreaterThanOrEqual(16);
    expect(ExternalId.Default).toBeUndefined();
    const pattern = new RegExp(ExternalId.AllowedPattern);
    for (const right of ['0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'a_b+c=d,e.f@g:h/i-j']) expect(right).toMatch(pattern);
    for (const wrong of ['with a space', 'with*star', '']) expect(wrong).not.toMatch(pattern);
  });

  it('lets only roles under the path of our functions be named', () => {
    const { AllowedPattern, Default } = template.Parameters.CanalRoles;
    const pattern = new RegExp(AllowedPattern);
    expect(Default).toMatch(pattern);
    for (const wrong of ['*', 'canal/*', 'canal/*/peers/*', 'admin', 'canal/prod/peers/']) {
      expect(wrong).not.toMatch(pattern);
    }
  });

  it('allows what our client calls, and nothing more', () => {
    expect(statements.flatMap(actions).toSorted()).toEqual(
      [...ec2Actions, 'ec2:AcceptVpcPeeringConnection'].toSorted(),
    );
    for (const { Effect } of statements) expect(Effect).toBe('Allow');
  });

  it('accepts peerings for the named VPCs alone: EC2 asks for the VPC and for the peering', () => {
    const [vpc, peering, ...others] = allowing('ec2:AcceptVpcPeeringConnection');
    expect(others).toEqual([]);
    expect(vpc).toMatchObject({
      Resource: here('vpc'),
      Condition: { StringEquals: { 'ec2:VpcID': 'VpcIds' } },
    });
    expect(peering).toMatchObject({
      Resource: here('vpc-peering-connection'),
      Condition: { ArnLike: { 'ec2:RequesterVpc': `arn:\${AWS::Partition}:ec2:*:\${SoracomAccountId}:vpc/*` } },
    });
    expect(template.Parameters.VpcIds).not.toHaveProperty('Default');
  });

  it.each(['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'])('%s reaches the named tables alone', (action) => {
    expect(allowing(action)).toHaveLength(1);
    expect(allowing(action)[0]).toMatchObject({
      Resource: here('route-table'),
      Condition: { StringEquals: { 'ec2:RouteTableID': 'RouteTableIds' } },
    });
    expect(template.Parameters.RouteTableIds).not.toHaveProperty('Default');
  });

  it('tags peerings alone, with our keys alone', () => {
    expect(allowing('ec2:CreateTags')).toHaveLength(1);
    expect(allowing('ec2:CreateTags')[0]).toMatchObject({
      Resource: here('vpc-peering-connection'),
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['canal:network', 'canal:stack', 'Name'] } },
    });
  });

  it('has "*" as a resource only where EC2 knows none, in one Region, and says so', () => {
    const wide = statements.filter(({ Resource }) => Resource === '*');
    expect(wide.map(({ Sid }) => Sid)).toEqual(['Look']);
    for (const action of actions(wide[0])) expect(action).toMatch(/^ec2:Describe/);
    expect(wide[0]?.Condition).toEqual({ StringEquals: { 'aws:RequestedRegion': 'AWS::Region' } });
    for (const line of text.split('\n').filter((each) => each.includes('Resource: "*"'))) expect(line).toMatch(/# \w/);
  });

  it('has by default a name that the installation may assume by default', () => {
    const stack = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), { logLevel: 'silent' });
    const pattern = stack.params.default.accepterRoles as string;
    expect(pattern).toMatch(/\*$/);
    expect(template.Parameters.RoleName.Default).toMatch(new RegExp(`^${pattern.replace(/\*$/, '')}`));
  });
});
