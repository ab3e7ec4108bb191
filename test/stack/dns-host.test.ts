import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderDnsHost } from '../../src/canal/dns/render.ts';
import { root, type Statement } from './template.ts';

const read = (file: string) => parse(readFileSync(join(root, file), 'utf8'), { logLevel: 'silent' });
const document = read('documents/deliver-dns.yaml');
const template = read('examples/dns-host.yaml');
const [{ inputs }] = document.mainSteps as [{ inputs: { runCommand: string[]; timeoutSeconds: string } }];
const script = inputs.runCommand.join('\n');

describe('The document that delivers', () => {
  const right: Record<string, string> = {
    bucket: 'canal-prod-dns-111111111111',
    key: 'dns/tokyo-1/0000001767571200.tar',
    sha256: '0'.repeat(64),
  };

  it('takes nothing but the place of a bundle and its hash', () => {
    expect(Object.keys(document.parameters)).toEqual(Object.keys(right));
    for (const [name, value] of Object.entries(right)) {
      expect(value).toMatch(new RegExp(document.parameters[name].allowedPattern));
    }
  });

  it.each(['bucket', 'key', 'sha256'])('takes no %s that a shell could take for more than text', (name) => {
    const { allowedPattern, type } = document.parameters[name];
    expect(type).toBe('String');
    const pattern = new RegExp(allowedPattern);
    for (const more of [
      "'",
      '"',
      '`',
      '$',
      '$(id)',
      ';',
      '&',
      '|',
      '\n',
      ' ',
      '\\',
      '{{ key }}',
      '*',
      '..',
      '\0',
      'ü',
    ]) {
      for (const value of [`${right[name]}${more}`, `${more}${right[name]}`, more]) expect(value).not.toMatch(pattern);
    }
    expect('').not.toMatch(pattern);
  });

  it('puts each parameter into the script once, in quotes', () => {
    expect([...script.matchAll(/.*\{\{.*/g)].map(([line]) => line)).toEqual([
      "bucket='{{ bucket }}'",
      "key='{{ key }}'",
      "sha256='{{ sha256 }}'",
    ]);
  });

  it('is plain shell, and has no variable that the deployment would take for its own', () => {
    execFileSync('sh', ['-n'], { input: script });
    expect(script).toMatch(/^#!\/bin\/sh\n/);
    expect(script).not.toContain('${');
  });
});

describe('The template of a DNS host', () => {
  const { Instance, MaintenanceSecurityGroup, Role } = template.Resources;
  const userData: string = Instance.Properties.UserData['Fn::Base64'];

  it('has no public address, lets nothing in, and hands out credentials by IMDSv2 alone', () => {
    expect(Instance.Properties.NetworkInterfaces).toMatchObject([
      { DeviceIndex: '0', AssociatePublicIpAddress: false },
    ]);
    expect(MaintenanceSecurityGroup.Properties.SecurityGroupIngress).toBeUndefined();
    expect(Instance.Properties.MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
  });

  it('may read the files of its own name, and what SSM asks for, and nothing else', () => {
    const [{ PolicyDocument }] = Role.Properties.Policies;
    expect(PolicyDocument.Statement as Statement[]).toEqual([
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `arn:\${AWS::Partition}:s3:::\${Bundles}/dns/\${HostName}/*`,
      },
    ]);
    expect(Role.Properties.ManagedPolicyArns).toEqual([
      `arn:\${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
    ]);
  });

  it('sets up what the delivery and the rendered files expect', () => {
    const named = renderDnsHost({ name: 'x', resolver: '172.21.0.2', revision: 1 }, []).find(
      ({ path }) => path === 'named.conf',
    );
    const folder = /^root=(\S+)$/m.exec(script)?.[1];
    expect(userData).toContain(`include "${folder}/named.conf";`);
    expect(userData).toContain(`install -d -o root -g named -m 750 ${folder}`);
    expect(userData).toContain('net.ipv4.ip_nonlocal_bind = 1');
    const directory = /directory "[^"]+";/;
    expect(directory.exec(userData)?.[0]).toBe(directory.exec(named?.text ?? '')?.[0]);
    execFileSync('bash', ['-n'], { input: userData });
  });
});
